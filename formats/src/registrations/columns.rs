//! The heading: which column holds what.

use std::borrow::Cow;

use crate::problem::ProblemKind;

/// A column of the list of registrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    Kana,
    BirthDate,
    Sex,
    PostalCode,
    Address,
    Phone,
    BloodType,
    Municipality,
    Insurer,
    Symbol,
    Number,
    Branch,
    Card,
    Institutions,
    ConsentDate,
    EmergencyName,
    EmergencyRelation,
    EmergencyPhone,
}

/// Column, heading, whether it is mandatory, and the most characters of a field.
pub(super) const COLUMNS: [(Column, &str, bool, usize); 19] = [
    (Column::Name, "氏名", true, 80),
    (Column::Kana, "カナ氏名", true, 80),
    (Column::BirthDate, "生年月日", true, 20),
    (Column::Sex, "性別", true, 2),
    (Column::PostalCode, "郵便番号", false, 10),
    (Column::Address, "住所", false, 200),
    (Column::Phone, "電話番号", false, 20),
    (Column::BloodType, "血液型", false, 20),
    (Column::Municipality, "市町村コード", false, 6),
    (Column::Insurer, "保険者番号", false, 8),
    (Column::Symbol, "記号", false, 40),
    (Column::Number, "番号", false, 40),
    (Column::Branch, "枝番", false, 4),
    (Column::Card, "カード番号", false, 40),
    (Column::Institutions, "かかりつけ医療機関コード", false, 500),
    (Column::ConsentDate, "同意日", false, 20),
    (Column::EmergencyName, "緊急連絡先氏名", false, 80),
    (Column::EmergencyRelation, "緊急連絡先続柄", false, 20),
    (Column::EmergencyPhone, "緊急連絡先電話", false, 20),
];

/// The headings of the list in their usual order, for a template file.
pub const HEADINGS: [&str; 19] = {
    let mut headings = [""; 19];
    let mut at = 0;
    while at < headings.len() {
        headings[at] = COLUMNS[at].1;
        at += 1;
    }
    headings
};

/// Where each column stands in this file.
#[derive(Debug)]
pub(super) struct Heading {
    pub(super) order: Vec<Column>,
}

impl Heading {
    /// Reads the heading.
    ///
    /// # Errors
    /// Unknown, repeated and missing columns, all of them.
    pub(super) fn read(fields: &[Cow<'_, str>]) -> Result<Self, Vec<ProblemKind>> {
        let mut order = Vec::new();
        let mut problems = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let position = index + 1;
            match COLUMNS.iter().find(|(_, name, ..)| *name == field.trim()) {
                None => problems.push(ProblemKind::UnknownColumn { position }),
                Some((column, name, ..)) if order.contains(column) => {
                    problems.push(ProblemKind::RepeatedColumn { name });
                }
                Some((column, ..)) => order.push(*column),
            }
        }
        for (column, name, mandatory, _) in &COLUMNS {
            if *mandatory && !order.contains(column) {
                problems.push(ProblemKind::MissingColumn { name });
            }
        }
        match problems.is_empty() {
            true => Ok(Self { order }),
            false => Err(problems),
        }
    }
}
