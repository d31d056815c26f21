//! Everything there is to be asked for, marked so that it is known when it is told; and who asks.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
};

use diesel::prelude::*;
use support::{InProcess, app::*, in_process::runtime};
use tobiume_backend::{
    db::schema::{
        attachments, basic_info_changes, basic_info_drafts, basic_info_entries, basic_info_revisions, consents, institutions, patients,
        registrations, stored_files, team_members, teams, users,
    },
    files::seal::Part,
};
use tobiume_common::{
    EndpointInfo,
    access::{Denial, FindingScope, Grant, PatientAction, Relation, Role, finding_scope, permits},
    basic_info::{
        Item, ItemValue, Section,
        record::{Change, Draft},
    },
    ids::RevisionId,
};

/// Who asks. Nobody of them gives a reason.
const READERS: [(Role, &str); 8] = [
    (Role::FamilyClinic, FAMILY_DOCTOR),
    (Role::FamilyClinic, CLINIC_CLERK),
    (Role::FamilyClinic, OTHER_DOCTOR),
    (Role::EmergencyHospital, EMERGENCY_DOCTOR),
    (Role::Crew, CREW),
    (Role::CareTeam, NURSE),
    (Role::City, CITY),
    (Role::Office, OFFICE),
];

/// What only one patient's record holds: words of which every patient gets their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// The address of the registration.
    Address,
    /// In an item that crews see.
    History,
    /// In an item that crews do not see.
    Remarks,
    /// In an attached file, its small picture and its title.
    File,
    /// In the scanned form of the consent.
    ConsentForm,
}

impl Mark {
    pub const ALL: [Self; 5] = [Self::Address, Self::History, Self::Remarks, Self::File, Self::ConsentForm];

    pub const BEGINNING: &str = "標識";
    pub const END: char = '号';

    /// The mark without its beginning and its end.
    fn name(self, patient: i64) -> String {
        format!("{self:?}{patient}")
    }

    fn of(self, patient: i64) -> String {
        format!("{}{}{}", Self::BEGINNING, self.name(patient), Self::END)
    }

    const fn item(self) -> Option<Item> {
        match self {
            Self::History => Some(Item::History),
            Self::Remarks => Some(Item::Remarks),
            Self::Address | Self::File | Self::ConsentForm => None,
        }
    }

    pub fn may_be_seen(self, grant: &Grant) -> bool {
        match self {
            Self::Address => grant.allows(PatientAction::Open),
            Self::History => grant.reads(Section::History),
            Self::Remarks => grant.reads(Section::Remarks),
            Self::File => grant.allows(PatientAction::ReadFiles),
            Self::ConsentForm => grant.allows(PatientAction::ReadConsent),
        }
    }
}

/// In uploads and drafts of somebody who is not among the readers: nobody is ever told.
const NEVER: &str = "標識Never号";

pub struct Person {
    pub id: i64,
    pub name: String,
    pub kana: String,
    pub birth_date: chrono::NaiveDate,
    pub city_code: String,
    pub claims_program: bool,
    pub withdrawn: bool,
}

pub struct Reader {
    pub role: Role,
    pub cookie: String,
    pub city_code: String,
    pub own: HashSet<i64>,
    pub team: HashSet<i64>,
}

impl Reader {
    fn sign_in(app: &TestApp, role: Role, login_id: &str) -> Self {
        let (user, institution, city_code): (i64, i64, String) = app.query(|conn| {
            users::table
                .inner_join(institutions::table)
                .filter(users::login_id.eq(login_id))
                .select((users::id, institutions::id, institutions::city_code))
                .first(conn)
        });
        let own = registrations::table
            .filter(registrations::institution_id.eq(institution))
            .select(registrations::patient_id);
        let team = team_members::table
            .inner_join(teams::table)
            .filter(team_members::user_id.eq(user))
            .select(teams::patient_id);
        Self {
            role,
            cookie: app.sign_in(login_id).cookie().unwrap().to_owned(),
            city_code,
            own: app.query(|conn| own.load::<i64>(conn)).into_iter().collect(),
            team: app.query(|conn| team.load::<i64>(conn)).into_iter().collect(),
        }
    }

    pub fn permits(&self, person: &Person, action: PatientAction) -> Result<Grant, Denial> {
        let relation = Relation {
            own: self.own.contains(&person.id),
            team: self.team.contains(&person.id),
            withdrawn: person.withdrawn,
            ..Relation::default()
        };
        permits(self.role, relation, action)
    }

    pub fn finds(&self, person: &Person) -> bool {
        match finding_scope(self.role) {
            FindingScope::EveryRegistration => true,
            _ if person.withdrawn => false,
            FindingScope::Everyone => true,
            FindingScope::OwnAndTeams => self.own.contains(&person.id) || self.team.contains(&person.id),
            FindingScope::Teams => self.team.contains(&person.id),
            FindingScope::Residents => person.claims_program && person.city_code == self.city_code,
        }
    }
}

/// Everything there is to be asked for, and who asks.
pub struct World {
    pub server: InProcess,
    pub endpoints: Vec<EndpointInfo>,
    pub readers: Vec<Reader>,
    pub persons: Vec<Person>,
    pub by_id: HashMap<i64, usize>,
    /// Whose name or kana name it is; without those of several.
    pub names: HashMap<String, usize>,
    pub marks: HashMap<String, (Mark, usize)>,
    /// Marks that were seen by who may.
    pub seen: RefCell<HashSet<Mark>>,
    pub files: Vec<i64>,
    pub revisions: Vec<i64>,
    pub uploads: Vec<String>,
}

impl World {
    pub fn new(app: &TestApp) -> Self {
        type Row = (i64, String, String, chrono::NaiveDate, String, bool, Option<chrono::NaiveDate>);
        let rows: Vec<Row> = app.query(|conn| {
            patients::table
                .select((
                    patients::id,
                    patients::name,
                    patients::kana,
                    patients::birth_date,
                    patients::city_code,
                    patients::claims_program,
                    patients::consent_withdrawn_on,
                ))
                .load(conn)
        });
        let person = |(id, name, kana, birth_date, city_code, claims_program, withdrawn_on): Row| Person {
            id,
            name,
            kana,
            birth_date,
            city_code,
            claims_program,
            withdrawn: withdrawn_on.is_some(),
        };
        let persons: Vec<Person> = rows.into_iter().map(person).collect();
        let mut files = Vec::new();
        for person in &persons {
            put_into_record(app, person.id);
            files.extend(put_files(app, person.id));
        }
        let is_of_one = |name: &String| persons.iter().filter(|person| [&person.name, &person.kana].contains(&name)).count() == 1;
        let named = persons
            .iter()
            .enumerate()
            .flat_map(|(at, person)| [(person.name.clone(), at), (person.kana.clone(), at)]);
        let marked = persons
            .iter()
            .enumerate()
            .flat_map(|(at, person)| Mark::ALL.map(|mark| (mark.name(person.id), (mark, at))));
        Self {
            names: named.filter(|(name, _)| is_of_one(name)).collect(),
            marks: marked.collect(),
            seen: RefCell::default(),
            server: InProcess::new(&app.app),
            endpoints: app.endpoints(),
            readers: READERS
                .iter()
                .map(|&(role, login_id)| Reader::sign_in(app, role, login_id))
                .collect(),
            by_id: persons.iter().enumerate().map(|(at, person)| (person.id, at)).collect(),
            persons,
            files,
            revisions: app.query(|conn| basic_info_revisions::table.select(basic_info_revisions::id).load(conn)),
            uploads: (0..3).map(|_| store_file(app, NEVER, None).1).collect(),
        }
    }
}

/// Marks in the registration and in the record of the patient: what it says, what it said before, and a draft.
fn put_into_record(app: &TestApp, patient: i64) {
    let now = app.app.clock.timestamp();
    let author: i64 = app.query(|conn| users::table.filter(users::login_id.eq(NEW_DOCTOR)).select(users::id).first(conn));
    app.query(|conn| {
        diesel::update(patients::table.find(patient))
            .set(patients::address.eq(Mark::Address.of(patient)))
            .execute(conn)?;
        for (mark, item) in Mark::ALL.into_iter().filter_map(|mark| Some((mark, mark.item()?))) {
            let value = serde_json::to_string(&ItemValue::Text(mark.of(patient))).unwrap();
            let of_item = basic_info_entries::table
                .filter(basic_info_entries::patient_id.eq(patient))
                .filter(basic_info_entries::item.eq(item.code()));
            diesel::delete(of_item).execute(conn)?;
            diesel::insert_into(basic_info_entries::table)
                .values((
                    basic_info_entries::patient_id.eq(patient),
                    basic_info_entries::institution_id.eq(1),
                    basic_info_entries::item.eq(item.code()),
                    basic_info_entries::value.eq(&value),
                    basic_info_entries::author_id.eq(author),
                    basic_info_entries::updated_on.eq(now.date()),
                ))
                .execute(conn)?;
            let revision: i64 = diesel::insert_into(basic_info_revisions::table)
                .values((
                    basic_info_revisions::patient_id.eq(patient),
                    basic_info_revisions::institution_id.eq(1),
                    basic_info_revisions::author_id.eq(author),
                    basic_info_revisions::saved_at.eq(now),
                ))
                .returning(basic_info_revisions::id)
                .get_result(conn)?;
            diesel::insert_into(basic_info_changes::table)
                .values((
                    basic_info_changes::revision_id.eq(revision),
                    basic_info_changes::item.eq(item.code()),
                    basic_info_changes::value.eq(value),
                ))
                .execute(conn)?;
        }
        let draft = Draft {
            base: RevisionId(0),
            changes: vec![Change {
                item: Item::Remarks,
                value: Some(ItemValue::Text(NEVER.to_owned())),
            }],
        };
        diesel::insert_into(basic_info_drafts::table)
            .values((
                basic_info_drafts::patient_id.eq(patient),
                basic_info_drafts::user_id.eq(author),
                basic_info_drafts::base.eq(0),
                basic_info_drafts::content.eq(serde_json::to_string(&draft.changes).unwrap()),
                basic_info_drafts::saved_at.eq(now),
            ))
            .execute(conn)
    });
}

/// An attached file and a consent's form of the patient: their ids.
fn put_files(app: &TestApp, patient: i64) -> [i64; 2] {
    let now = app.app.clock.timestamp();
    let (file, _) = store_file(app, &Mark::File.of(patient), Some(now));
    let (form, _) = store_file(app, &Mark::ConsentForm.of(patient), Some(now));
    app.query(|conn| {
        diesel::insert_into(attachments::table)
            .values((
                attachments::file_id.eq(file),
                attachments::patient_id.eq(patient),
                attachments::institution_id.eq(1),
                attachments::author_id.eq(1),
                attachments::title.eq(Mark::File.of(patient)),
                attachments::kind.eq("other"),
                attachments::added_at.eq(now),
                attachments::position.eq(0),
            ))
            .execute(conn)?;
        diesel::insert_into(consents::table)
            .values((
                consents::patient_id.eq(patient),
                consents::kind.eq("given"),
                consents::happened_on.eq(now.date()),
                consents::explained_by.eq(""),
                consents::signed_by.eq(""),
                consents::relation.eq(""),
                consents::note.eq(Mark::ConsentForm.of(patient)),
                consents::institution_id.eq(1),
                consents::user_id.eq(1),
                consents::form_file_id.eq(form),
                consents::recorded_at.eq(now),
            ))
            .execute(conn)
    });
    [file, form]
}

/// A picture, as far as the server knows; its id and its token. It belongs to a patient since `kept_at`.
fn store_file(app: &TestApp, content: &str, kept_at: Option<chrono::NaiveDateTime>) -> (i64, String) {
    let store = &app.app.files;
    let (sealer, key) = store.create(content.len() as u64).unwrap();
    runtime().block_on(async {
        store.write(&sealer, Part::Piece(0), content.as_bytes()).await.unwrap();
        store.write(&sealer, Part::Thumbnail, content.as_bytes()).await.unwrap();
    });
    let size = i64::try_from(content.len()).unwrap();
    let token = tobiume_backend::api::random_hex(16).unwrap();
    let owner: i64 = app.query(|conn| users::table.filter(users::login_id.eq(NEW_DOCTOR)).select(users::id).first(conn));
    let id = app.query(|conn| {
        diesel::insert_into(stored_files::table)
            .values((
                stored_files::token.eq(&token),
                stored_files::user_id.eq(owner),
                stored_files::name.eq(content),
                stored_files::sent_size.eq(size),
                stored_files::begun_at.eq(app.app.clock.timestamp()),
                stored_files::object.eq(sealer.object()),
                stored_files::object_key.eq(&key),
                stored_files::object_size.eq(size),
                stored_files::has_thumbnail.eq(true),
                stored_files::media.eq("jpeg"),
                stored_files::kept_at.eq(kept_at),
            ))
            .returning(stored_files::id)
            .get_result(conn)
    });
    (id, token)
}
