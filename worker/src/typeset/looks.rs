//! The list of looks that is handed to the patient (開示), in words.

use serde::{Deserialize, Serialize};
use tobiume_common::{basic_info::words::HANDLE_WITH_CARE, patients::PatientSummary};

use super::{Person, Print, person};

/// What is asked for.
#[derive(Deserialize)]
pub struct Looks {
    #[serde(flatten)]
    print: Print,
    patient: PatientSummary,
    /// In the order of the table.
    rows: Vec<Look>,
}

/// One line of the table. Each word may be empty.
#[derive(Deserialize, Serialize)]
struct Look {
    at: String,
    who: String,
    institution: String,
    place: String,
    what: String,
    why: String,
}

/// What the template lays out.
#[derive(Serialize)]
pub struct Words<'a> {
    title: &'static str,
    network: &'a str,
    person: Person<'a>,
    rows: &'a [Look],
    footer: String,
}

/// The list in words.
pub fn words(looks: &Looks) -> Words<'_> {
    let Print {
        network,
        printed_at,
        printed_by,
    } = &looks.print;
    // The day of printing is the beginning of its moment; without one no age is said.
    let today = printed_at.split(' ').next().and_then(|day| day.parse().ok());
    Words {
        title: "閲覧・更新履歴",
        network,
        person: person(&looks.patient, today),
        rows: &looks.rows,
        footer: format!("印刷 {printed_at}　{printed_by}　{HANDLE_WITH_CARE}"),
    }
}
