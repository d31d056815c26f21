//! One record split into its fields, with checked access to them.

use chrono::NaiveDate;

use super::layout::RecordKind;
use crate::date;
use crate::problem::{FieldFault, ProblemKind};
use crate::{Sex, YearMonth};

/// The most columns a record has (TO).
const MAX_COLUMNS: usize = 48;

/// Where the fields of a line end. Kept on the stack: no allocation per record.
pub(super) struct Columns {
    ends: [u32; MAX_COLUMNS],
    found: usize,
}

impl Columns {
    /// Finds the commas. Double quotes have no meaning in this format.
    pub(super) fn split(text: &str) -> Self {
        let mut columns = Self {
            ends: [0; MAX_COLUMNS],
            found: 0,
        };
        for (at, byte) in text.bytes().enumerate() {
            if byte == b',' {
                columns.push(at);
            }
        }
        columns.push(text.len());
        columns
    }

    fn push(&mut self, end: usize) {
        if let Some(slot) = self.ends.get_mut(self.found) {
            // Lines are bounded far below 4 GiB by the line reader.
            *slot = u32::try_from(end).unwrap_or(u32::MAX);
        }
        self.found += 1;
    }
}

/// A record: its line, its kind and its fields. Field 0 is the identifier.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    pub(super) kind: RecordKind,
    text: &'a str,
    columns: Columns,
}

type Checked<T> = Result<T, ProblemKind>;

impl<'a> Row<'a> {
    /// `None` when the identifier is not one of the format.
    pub(super) fn new(line: u64, text: &'a str) -> Option<Self> {
        let id = text.split(',').next().unwrap_or_default();
        Some(Self {
            line,
            kind: RecordKind::from_id(id)?,
            text,
            columns: Columns::split(text),
        })
    }

    /// Checks the number of columns against the layout.
    pub(super) fn check_columns(&self) -> Checked<()> {
        let (min, max) = self.kind.columns();
        let found = self.columns.found;
        if found < min {
            return Err(ProblemKind::TooFewFields { found, min });
        }
        if found > max {
            return Err(ProblemKind::TooManyFields { found, max });
        }
        Ok(())
    }

    /// The field as it stands; empty when the row ends before it.
    pub(super) fn get(&self, field: usize) -> &'a str {
        if field >= self.columns.found {
            return "";
        }
        let end = |of: usize| self.columns.ends.get(of).map_or(0, |&end| end as usize);
        let start = match field {
            0 => 0,
            _ => end(field - 1) + 1,
        };
        self.text.get(start..end(field)).unwrap_or_default()
    }

    /// The field without surrounding spaces (also full-width ones), owned.
    pub(super) fn text(&self, field: usize) -> String {
        self.get(field).trim().to_owned()
    }

    /// As [`Self::text`]; `None` when empty.
    pub(super) fn optional_text(&self, field: usize) -> Option<String> {
        let text = self.get(field).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A mandatory field.
    pub(super) fn required(&self, field: usize, name: &'static str) -> Checked<&'a str> {
        match self.get(field) {
            "" => Err(fault(field, name, FieldFault::Missing)),
            text => Ok(text),
        }
    }

    /// A mandatory field of exactly `length` digits.
    pub(super) fn digits(&self, field: usize, name: &'static str, length: usize) -> Checked<&'a str> {
        let text = self.required(field, name)?;
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fault(field, name, FieldFault::NotDigits));
        }
        if text.len() != length {
            return Err(fault(field, name, FieldFault::Length { expected: length }));
        }
        Ok(text)
    }

    /// A number of at most `max` digits; `None` when empty.
    pub(super) fn number(&self, field: usize, name: &'static str, max: usize) -> Checked<Option<u64>> {
        let text = self.get(field);
        if text.is_empty() {
            return Ok(None);
        }
        if text.len() > max || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fault(field, name, FieldFault::NotANumber));
        }
        match text.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(fault(field, name, FieldFault::NotANumber)),
        }
    }

    /// A small number, see [`Self::number`].
    pub(super) fn small<T: TryFrom<u64>>(&self, field: usize, name: &'static str, max: usize) -> Checked<Option<T>> {
        self.number(field, name, max)?
            .map(|number| T::try_from(number))
            .transpose()
            .map_err(|_| fault(field, name, FieldFault::NotANumber))
    }

    /// A mandatory date.
    pub(super) fn date(&self, field: usize, name: &'static str) -> Checked<NaiveDate> {
        let text = self.required(field, name)?;
        date::parse_date(text).ok_or_else(|| fault(field, name, FieldFault::NoSuchDate))
    }

    /// A date that may be empty.
    pub(super) fn optional_date(&self, field: usize, name: &'static str) -> Checked<Option<NaiveDate>> {
        match self.get(field) {
            "" => Ok(None),
            _ => self.date(field, name).map(Some),
        }
    }

    /// A mandatory month.
    pub(super) fn month(&self, field: usize, name: &'static str) -> Checked<YearMonth> {
        let text = self.required(field, name)?;
        date::parse_month(text).ok_or_else(|| fault(field, name, FieldFault::NoSuchDate))
    }

    /// 男女区分.
    pub(super) fn sex(&self, field: usize) -> Checked<Sex> {
        const NAME: &str = "男女区分";
        let code = self.required(field, NAME)?;
        Sex::from_code(code).ok_or_else(|| fault(field, NAME, FieldFault::NotInTable))
    }
}

/// A fault of field `field` (0 is the identifier).
pub(super) fn fault(field: usize, name: &'static str, fault: FieldFault) -> ProblemKind {
    ProblemKind::Field {
        position: field + 1,
        name,
        fault,
    }
}
