//! The URLs of what is about one patient.

use tobiume_common::{
    basic_info::{Section, ViewMode},
    ids::{FileId, PatientId},
};

/// What one does about one patient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Work {
    /// Correcting who the patient is (登録内容).
    Registration,
    /// The consent: its record, withdrawal and renewal.
    Consent,
    /// 閲覧・更新履歴.
    History,
    /// Entering the own institution's basic_info (追記), at a section if one is named.
    Edit(Option<Section>),
    /// Earlier versions of basic_info.
    Versions,
    /// 添付ファイル, with one of them opened over the page if one is named.
    Files(Option<FileId>),
}

/// One patient's page and how it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct PatientRoute {
    /// Which patient.
    pub patient: PatientId,
    /// The mode chosen; the role's first one where none was.
    pub mode: Option<ViewMode>,
    /// Sections that start closed and were opened.
    pub open: Vec<Fold>,
    /// The attached file that is opened over the page.
    pub file: Option<FileId>,
}

/// Something on the patient's page that can be opened and closed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fold {
    /// A section of basic_info.
    Section(Section),
    /// 行政情報.
    Claims,
}

const COLLABORATION: &str = "collaboration";
const EMERGENCY: &str = "emergency";
const CLAIMS: &str = "claims";
const EDIT: &str = "edit";
const FILES: &str = "files";
const FILE: &str = "file";

/// The last part of the URL of each kind of work that has nothing more to say.
pub(super) const WORKS: [(Work, &str); 5] = [
    (Work::Registration, "registration"),
    (Work::Consent, "consent"),
    (Work::History, "history"),
    (Work::Versions, "versions"),
    (Work::Files(None), FILES),
];

impl Work {
    pub(super) fn from_url(name: &str, query: &str) -> Option<Self> {
        if name == EDIT {
            return Some(Self::Edit(
                pairs(query).find(|(key, _)| *key == "section").and_then(|(_, code)| section(code)),
            ));
        }
        if name == FILES {
            return Some(Self::Files(pairs(query).find(|(key, _)| *key == FILE).and_then(|(_, id)| file(id))));
        }
        WORKS.iter().find(|(_, known)| *known == name).map(|(work, _)| *work)
    }

    pub(super) fn url(self) -> String {
        match self {
            Self::Edit(None) => EDIT.to_owned(),
            Self::Edit(Some(section)) => format!("{EDIT}?section={}", section as u8),
            Self::Files(Some(file)) => format!("{FILES}?{FILE}={file}"),
            _ => WORKS
                .iter()
                .find(|(work, _)| *work == self)
                .map_or_else(String::new, |(_, name)| (*name).to_owned()),
        }
    }
}

/// The section of a code in a URL.
fn section(code: &str) -> Option<Section> {
    let sections = ViewMode::Collaboration.sections().iter().copied();
    sections.into_iter().find(|section| (*section as u8).to_string() == code)
}

fn file(id: &str) -> Option<FileId> {
    id.parse().ok().map(FileId)
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.trim_start_matches('?').split('&').filter_map(|pair| pair.split_once('='))
}

impl Fold {
    pub(super) fn code(self) -> String {
        match self {
            Self::Section(section) => (section as u8).to_string(),
            Self::Claims => CLAIMS.to_owned(),
        }
    }

    pub(super) fn from_code(code: &str) -> Option<Self> {
        if code == CLAIMS {
            return Some(Self::Claims);
        }
        section(code).map(Self::Section)
    }
}

impl PatientRoute {
    /// The page of a patient as it first opens.
    pub fn of(patient: PatientId) -> Self {
        Self {
            patient,
            mode: None,
            open: Vec::new(),
            file: None,
        }
    }

    /// The same page with one fold opened, or closed if it was open.
    pub(super) fn toggled(&self, fold: Fold) -> Self {
        let mut next = self.clone();
        if next.open.contains(&fold) {
            next.open.retain(|other| *other != fold);
        } else {
            next.open.push(fold);
        }
        next
    }

    /// The page of a URL's query.
    pub(super) fn parse(patient: PatientId, query: &str) -> Self {
        let mut route = Self::of(patient);
        for (key, value) in pairs(query) {
            match (key, value) {
                ("mode", COLLABORATION) => route.mode = Some(ViewMode::Collaboration),
                ("mode", EMERGENCY) => route.mode = Some(ViewMode::Emergency),
                (FILE, id) => route.file = file(id),
                ("open", codes) => route.open = codes.split('.').filter_map(Fold::from_code).collect(),
                _ => {}
            }
        }
        route
    }

    /// The URL of the page.
    pub(super) fn url(&self) -> String {
        let mut query = Vec::new();
        if let Some(mode) = self.mode {
            let mode = if mode == ViewMode::Emergency { EMERGENCY } else { COLLABORATION };
            query.push(format!("mode={mode}"));
        }
        if !self.open.is_empty() {
            let open: Vec<String> = self.open.iter().map(|fold| fold.code()).collect();
            query.push(format!("open={}", open.join(".")));
        }
        if let Some(file) = self.file {
            query.push(format!("{FILE}={file}"));
        }
        let query = query.join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/patients/{}{mark}{query}", self.patient)
    }
}
