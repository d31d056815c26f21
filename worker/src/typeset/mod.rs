//! Documents as PDF: the page of one patient in one mode ([`record`]), the list of looks ([`looks`]), the letters to new users ([`letters`]), what an
//! institution applied for ([`application`]).
//!
//! Here the words are chosen, in `templates/` they are laid out. The words reach the template as data and are never read as markup.

mod application;
pub mod fonts;
mod letters;
mod looks;
mod record;

use std::fmt;

use serde::{Deserialize, Serialize};
use tobiume_common::{CivilDate, japanese::wareki::both_calendars, patients::PatientSummary};
use typst::foundations::{Dict, IntoValue, Smart, Value};
use typst_as_lib::TypstEngine;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use fonts::Fonts;

/// What is asked for.
#[derive(Deserialize)]
#[serde(tag = "document", rename_all = "snake_case")]
pub enum Document {
    /// The page of one patient.
    Record(Box<record::Record>),
    /// Who looked at it.
    Looks(looks::Looks),
    /// 参加承認書 of an institution.
    Letters(letters::Letters),
    /// 参加申請 as it was sent.
    Application(Box<application::Application>),
}

/// What both documents say about themselves.
#[derive(Deserialize)]
struct Print {
    /// Name of the network.
    network: String,
    /// The moment in Japan, as `2026-11-22 10:05`.
    printed_at: String,
    /// Institution and name.
    printed_by: String,
}

/// The template could not be laid out: a mistake in it, or in what asked for it.
#[derive(Debug)]
pub struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The PDF of a document.
pub fn pdf(document: &Document, fonts: Fonts) -> Result<Vec<u8>, Failed> {
    match document {
        Document::Record(record) => lay_out(include_str!("../../templates/record.typ"), broken(&record::words(record))?, fonts),
        Document::Looks(looks) => lay_out(include_str!("../../templates/looks.typ"), broken(&looks::words(looks))?, fonts),
        // A login ID is to be copied as it stands: its lines are short enough.
        Document::Letters(letters) => lay_out(include_str!("../../templates/letters.typ"), value(&letters::words(letters))?, fonts),
        Document::Application(application) => lay_out(
            include_str!("../../templates/application.typ"),
            broken(&application::words(application))?,
            fonts,
        ),
    }
}

/// Words as data.
fn value(words: &impl Serialize) -> Result<serde_json::Value, Failed> {
    serde_json::to_value(words).map_err(|error| Failed(format!("{error:?}")))
}

/// Words as data, whose long rows of letters may end a line.
fn broken(words: &impl Serialize) -> Result<serde_json::Value, Failed> {
    let mut words = value(words)?;
    let_lines_break(&mut words);
    Ok(words)
}

fn lay_out(template: &str, words: serde_json::Value, fonts: Fonts) -> Result<Vec<u8>, Failed> {
    let failed = |error: &dyn fmt::Debug| Failed(format!("{error:?}"));
    let words: Value = serde_json::from_value(words).map_err(|error| failed(&error))?;
    let mut inputs = Dict::new();
    inputs.insert("words".into(), words);
    inputs.insert("fonts".into(), fonts.families.into_value());
    let engine = TypstEngine::builder()
        .main_file(template)
        .with_static_source_file_resolver([("sheet.typ", include_str!("../../templates/sheet.typ"))])
        .fonts(fonts.files)
        .build();
    let document: PagedDocument = engine.compile_with_input(inputs).output.map_err(|error| failed(&error))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("tobiume".into())),
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|error| failed(&error))
}

/// The longest row of letters without a space that fits into a column.
const UNBROKEN_MAX: usize = 20;

/// Lets lines end inside of long rows of letters without a space (addresses of devices and pages), which would run off the paper.
fn let_lines_break(words: &mut serde_json::Value) {
    match words {
        serde_json::Value::String(text) if text.len() > UNBROKEN_MAX => *text = breakable(text),
        serde_json::Value::Array(items) => items.iter_mut().for_each(let_lines_break),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(let_lines_break),
        _ => {}
    }
}

fn breakable(text: &str) -> String {
    const ZERO_WIDTH_SPACE: char = '\u{200b}';
    let mut out = String::with_capacity(text.len());
    let mut unbroken = 0;
    for ch in text.chars() {
        // Between Japanese characters lines end anyway.
        unbroken = if ch.is_whitespace() || ch >= '\u{2e80}' { 0 } else { unbroken + 1 };
        if unbroken > UNBROKEN_MAX {
            out.push(ZERO_WIDTH_SPACE);
            unbroken = 1;
        }
        out.push(ch);
    }
    out
}

/// Who a sheet is about: stands at the head of each page.
#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    kana: &'a str,
    /// 和暦 and 西暦.
    born: String,
    /// Empty where the day of printing is unknown.
    age: String,
    sex: &'static str,
    card_number: &'a str,
    /// 同姓同名あり, 同意撤回.
    marks: Vec<&'static str>,
}

fn person(patient: &PatientSummary, today: Option<CivilDate>) -> Person<'_> {
    let marks = [(patient.has_namesake, "同姓同名あり"), (patient.withdrawn, "同意撤回")];
    Person {
        name: &patient.name,
        kana: &patient.kana,
        born: both_calendars(patient.birth_date),
        age: today.map_or_else(String::new, |today| format!("{}歳", patient.birth_date.age_on(today))),
        sex: patient.sex.label(),
        card_number: &patient.card_number,
        marks: marks.into_iter().filter_map(|(is, mark)| is.then_some(mark)).collect(),
    }
}
