//! What an illness brings into a record: diseases, drugs, 禁忌薬, history and treatments.
//!
//! Records are composed of illnesses, so that drugs fit the diseases they are given for and no two
//! patients are copies of each other. Which illnesses go together is decided by hand in the table
//! of people. The illnesses themselves stand in `illnesses_*`.

/// A drug as prescribed.
#[derive(Debug)]
pub struct Drug {
    /// Name as a clinician writes it: ingredient or brand, form, strength.
    pub name: &'static str,
    /// Dose and usage.
    pub usage: &'static str,
    /// Amount of a day or of a package, as a receipt has it.
    pub amount: &'static str,
}

/// A drug of a table.
pub const fn d(name: &'static str, usage: &'static str, amount: &'static str) -> Drug {
    Drug { name, usage, amount }
}

/// An illness as one patient may have it.
#[derive(Debug)]
pub struct Illness {
    /// Names as the disease master has them, with remarks.
    pub diseases: &'static [(&'static str, &'static str)],
    /// Alternatives of treatment; one of them is chosen for a patient.
    pub drugs: &'static [&'static [Drug]],
    /// Lines of 禁忌薬.
    pub red: &'static str,
    /// Alternatives of the line in 病名・病歴等; `{y}` is a year some years ago, `{z}` a recent one.
    pub history: &'static [&'static str],
    /// Choice and note of 現在の医療・処置.
    pub treatment: Option<(&'static str, &'static str)>,
    /// Choices and notes of アレルギー that belong to it.
    pub allergies: &'static [(&'static str, &'static str)],
}

/// Nothing; what a table leaves out.
pub const NONE: Illness = Illness {
    diseases: &[],
    drugs: &[],
    red: "",
    history: &[],
    treatment: None,
    allergies: &[],
};
