//! A row of a master into an entry. Columns are counted from 0 as in the layouts.

use std::borrow::Cow;

use chrono::NaiveDate;

use super::entry::{Change, DosageForm, MasterEntry, MasterKind, ModifierPlace};
use crate::date;
use crate::fold::normalise_kana;
use crate::problem::{FieldFault, ProblemKind};

/// Columns of the row that are read, per kind.
struct Layout {
    /// Numbers of columns of the editions of this master.
    columns: &'static [usize],
    code_length: usize,
    name: usize,
    short_name: Option<usize>,
    kana: usize,
    abolished: usize,
}

/// 35 columns until 2023, 40 in 2024-03 (with 一般名), 42 since 2024-07.
const DRUG: Layout = Layout {
    columns: &[35, 40, 42],
    code_length: 9,
    name: 4,
    short_name: Some(34),
    kana: 6,
    abolished: 30,
};

const DISEASE: Layout = Layout {
    columns: &[46],
    code_length: 7,
    name: 5,
    short_name: Some(7),
    kana: 9,
    abolished: 23,
};

const MODIFIER: Layout = Layout {
    columns: &[19],
    code_length: 4,
    name: 6,
    short_name: None,
    kana: 9,
    abolished: 15,
};

fn layout(kind: MasterKind) -> &'static Layout {
    match kind {
        MasterKind::Drug => &DRUG,
        MasterKind::Disease => &DISEASE,
        MasterKind::Modifier => &MODIFIER,
    }
}

/// Which master and edition the first row belongs to: kind and number of columns.
pub(super) fn edition(fields: &[Cow<'_, str>]) -> Option<(MasterKind, usize)> {
    let kind = MasterKind::from_letter(fields.get(1)?)?;
    layout(kind).columns.contains(&fields.len()).then_some((kind, fields.len()))
}

/// Reads a row of `kind`.
pub(super) fn entry(line: u64, kind: MasterKind, fields: &[Cow<'_, str>]) -> Result<MasterEntry, ProblemKind> {
    let row = Fields(fields);
    let layout = layout(kind);
    let name = row.required(layout.name, "名称")?;
    let short_name = layout.short_name.and_then(|column| row.filled(column));
    let drug = kind == MasterKind::Drug;
    let disease = kind == MasterKind::Disease;
    let code = row.code(layout.code_length)?;
    Ok(MasterEntry {
        line,
        kind,
        change: row.change()?,
        code: code.to_owned(),
        name: name.to_owned(),
        short_name: short_name.filter(|short| short != name),
        kana: normalise_kana(row.get(layout.kana).trim()),
        unit: row.filled_if(drug, 9),
        generic_name: row.filled_if(drug, 37),
        yj_code: row.filled_if(drug, 31),
        dosage_form: match drug {
            true => row.dosage_form()?,
            false => None,
        },
        icd10: row.filled_if(disease, 15),
        icd10_second: row.filled_if(disease, 16),
        place: match kind {
            MasterKind::Modifier => Some(row.place()?),
            _ => None,
        },
        successor: row.filled_if(disease, 3).filter(|other| other != code),
        abolished_on: row.end_date(layout.abolished)?,
    })
}

struct Fields<'a>(&'a [Cow<'a, str>]);

impl Fields<'_> {
    fn get(&self, column: usize) -> &str {
        self.0.get(column).map_or("", |field| field.as_ref())
    }

    fn filled(&self, column: usize) -> Option<String> {
        let text = self.get(column).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn filled_if(&self, wanted: bool, column: usize) -> Option<String> {
        wanted.then(|| self.filled(column)).flatten()
    }

    fn required(&self, column: usize, name: &'static str) -> Result<&str, ProblemKind> {
        match self.get(column).trim() {
            "" => Err(fault(column, name, FieldFault::Missing)),
            text => Ok(text),
        }
    }

    fn code(&self, length: usize) -> Result<&str, ProblemKind> {
        const NAME: &str = "コード";
        let code = self.required(2, NAME)?;
        if !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fault(2, NAME, FieldFault::NotDigits));
        }
        if code.len() != length {
            return Err(fault(2, NAME, FieldFault::Length { expected: length }));
        }
        Ok(code)
    }

    fn change(&self) -> Result<Change, ProblemKind> {
        Ok(match self.get(0).as_bytes() {
            b"0" => Change::None,
            b"1" => Change::Struck,
            b"3" => Change::New,
            b"5" => Change::Changed,
            b"9" => Change::Abolished,
            [digit @ b'0'..=b'9'] => Change::Other(digit - b'0'),
            _ => return Err(fault(0, "変更区分", FieldFault::NotInTable)),
        })
    }

    fn dosage_form(&self) -> Result<Option<DosageForm>, ProblemKind> {
        Ok(Some(match self.get(27) {
            "1" => DosageForm::Internal,
            "3" => DosageForm::Other,
            "4" => DosageForm::Injection,
            "6" => DosageForm::External,
            "8" => DosageForm::Dental,
            "" | "0" => return Ok(None),
            _ => return Err(fault(27, "剤形", FieldFault::NotInTable)),
        }))
    }

    /// 修飾語区分 such as `A8000000`: its second character is the class, 8 stands behind the name.
    fn place(&self) -> Result<ModifierPlace, ProblemKind> {
        match self.get(18).as_bytes().get(1) {
            Some(b'1'..=b'7') => Ok(ModifierPlace::Prefix),
            Some(b'8') => Ok(ModifierPlace::Suffix),
            _ => Err(fault(18, "修飾語区分", FieldFault::NotInTable)),
        }
    }

    fn end_date(&self, column: usize) -> Result<Option<NaiveDate>, ProblemKind> {
        match self.get(column) {
            "" | "0" | "99999999" => Ok(None),
            text => date::parse_date(text)
                .map(Some)
                .ok_or_else(|| fault(column, "廃止年月日", FieldFault::NoSuchDate)),
        }
    }
}

fn fault(column: usize, name: &'static str, fault: FieldFault) -> ProblemKind {
    ProblemKind::Field {
        position: column + 1,
        name,
        fault,
    }
}
