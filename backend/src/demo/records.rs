//! How records of basic_info are put together: who fills in which items, and which drugs are given.
//!
//! What each item says is [`writer`](super::writer)'s to tell.

use tobiume_common::{
    CivilDate,
    basic_info::{Check, Item, ItemValue, Line},
};

use super::{
    illness::{Drug, Illness},
    network,
    people::Case,
    types::{DemoEntry, DemoRecord},
    writer::Writer,
};

/// The number of items in the table that stands for all of them.
pub(super) const EVERYTHING: usize = 99;

/// What the first institution writes before all else.
pub(super) const FIRST: [Item; 10] = [
    Item::EmergencyHospital,
    Item::Prescriptions,
    Item::ContraindicatedDrugs,
    Item::MainDiseases,
    Item::History,
    Item::Allergies,
    Item::EmergencyCare,
    Item::RegisteredHospital,
    Item::EmergencyContacts,
    Item::AttendingDoctor,
];

/// What it writes then; each patient's list begins elsewhere.
pub(super) const THEN: [Item; 6] = [
    Item::Treatments,
    Item::AddressKind,
    Item::Insurance,
    Item::Wishes,
    Item::Acp,
    Item::Remarks,
];

/// What it writes of those who need care.
pub(super) const OF_CARE: [Item; 10] = [
    Item::CareLevel,
    Item::Mobility,
    Item::Meals,
    Item::Excretion,
    Item::CareManager,
    Item::VisitingNurseStation,
    Item::Independence,
    Item::Respiration,
    Item::Impairments,
    Item::Behaviour,
];

/// What another institution adds: its own treatment.
pub(super) const OF_ANOTHER: [Item; 9] = [
    Item::RegisteredHospital,
    Item::EmergencyHospital,
    Item::AttendingDoctor,
    Item::Prescriptions,
    Item::ContraindicatedDrugs,
    Item::MainDiseases,
    Item::History,
    Item::Treatments,
    Item::Remarks,
];

/// What a hospital leaves behind after an admission.
pub(super) const OF_HOSPITAL: [Item; 6] = [
    Item::RegisteredHospital,
    Item::AttendingDoctor,
    Item::History,
    Item::Allergies,
    Item::EmergencyCare,
    Item::Remarks,
];

/// Every institution's record of a person.
pub(super) fn records(case: Case<'_>) -> Vec<DemoRecord> {
    (0..case.person.care.len()).filter_map(|place| record(case, place)).collect()
}

/// The drugs that the institution at this place of the row prescribes.
///
/// A drug that two illnesses ask for is given once, in the dose of the first.
pub(super) fn drugs(case: Case<'_>, place: usize) -> Vec<&'static Drug> {
    let mut drugs: Vec<&'static Drug> = Vec::new();
    for (index, illness) in illnesses(case, place).iter().enumerate() {
        for drug in case.pick(illness.drugs, index).copied().unwrap_or_default() {
            if !drugs.iter().any(|other| ingredient(other.name) == ingredient(drug.name)) {
                drugs.push(drug);
            }
        }
    }
    drugs
}

/// Illnesses that the institution at this place of the row treats.
pub(super) fn illnesses(case: Case<'_>, place: usize) -> &'static [&'static Illness] {
    case.person.care.get(place).map_or(&[], |&(_, illnesses)| illnesses)
}

/// A record whose days are those of its entries.
pub(super) fn record_of(institution: &'static str, entries: Vec<DemoEntry>) -> Option<DemoRecord> {
    let mut recorded_on: Vec<CivilDate> = entries.iter().map(|entry| entry.updated_on).collect();
    recorded_on.sort_unstable();
    recorded_on.dedup();
    Some(DemoRecord {
        institution,
        author: network::author(institution)?.login_id,
        recorded_on,
        entries,
    })
}

/// A drug or disease as free text.
pub(super) fn line(name: &str, detail: &str) -> Line {
    Line {
        code: String::new(),
        name: name.into(),
        detail: detail.into(),
    }
}

/// A ticked choice.
pub(super) fn check((choice, note): (&str, &str)) -> Check {
    Check {
        choice: choice.into(),
        note: note.into(),
    }
}

/// Ticked choices.
pub(super) fn checks(checks: &[(&str, &str)]) -> ItemValue {
    ItemValue::Checks(checks.iter().copied().map(check).collect())
}

fn record(case: Case<'_>, place: usize) -> Option<DemoRecord> {
    let &(institution, illnesses) = case.person.care.get(place)?;
    let writer = Writer {
        case,
        place,
        institution,
        illnesses,
    };
    record_of(institution, writer.entries())
}

/// The name up to the strength: what must not be given twice.
fn ingredient(name: &str) -> &str {
    name.split(|ch: char| ch.is_ascii_digit()).next().unwrap_or(name)
}
