//! One row of the list into a registration.

use std::borrow::Cow;

use tobiume_common::check_digit;

use super::columns::{COLUMNS, Column, Heading};
use super::{EmergencyContact, Insurance, Registration};
use crate::Sex;
use crate::problem::{FieldFault, ProblemKind};

/// Reads a row in the order of `heading`.
pub(super) fn registration(line: u64, heading: &Heading, fields: &[Cow<'_, str>]) -> Result<Registration, ProblemKind> {
    let row = Row::new(heading, fields)?;
    Ok(Registration {
        line,
        name: row.required(Column::Name)?,
        kana: row.required(Column::Kana)?,
        birth_date: row.required(Column::BirthDate)?,
        sex: row.sex()?,
        postal_code: row.optional(Column::PostalCode),
        address: row.optional(Column::Address),
        phone: row.optional(Column::Phone),
        blood_type: row.optional(Column::BloodType),
        municipality: row.municipality()?,
        insurance: row.insurance()?,
        card_number: row.optional(Column::Card),
        institutions: row.institutions()?,
        consent_date: row.optional(Column::ConsentDate),
        emergency_contact: row.emergency_contact(),
    })
}

struct Row<'a> {
    heading: &'a Heading,
    fields: &'a [Cow<'a, str>],
}

impl<'a> Row<'a> {
    fn new(heading: &'a Heading, fields: &'a [Cow<'a, str>]) -> Result<Self, ProblemKind> {
        let (found, columns) = (fields.len(), heading.order.len());
        if found < columns {
            return Err(ProblemKind::TooFewFields { found, min: columns });
        }
        if found > columns {
            return Err(ProblemKind::TooManyFields { found, max: columns });
        }
        let row = Self { heading, fields };
        for (column, _, _, max) in &COLUMNS {
            if row.get(*column).chars().count() > *max {
                return Err(row.fault(*column, FieldFault::TooLong { max: *max }));
            }
        }
        Ok(row)
    }

    fn index(&self, column: Column) -> Option<usize> {
        self.heading.order.iter().position(|own| *own == column)
    }

    fn get(&self, column: Column) -> &str {
        self.index(column)
            .and_then(|index| self.fields.get(index))
            .map_or("", |field| field.trim())
    }

    fn optional(&self, column: Column) -> Option<String> {
        let text = self.get(column);
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn required(&self, column: Column) -> Result<String, ProblemKind> {
        self.optional(column).ok_or_else(|| self.fault(column, FieldFault::Missing))
    }

    fn sex(&self) -> Result<Sex, ProblemKind> {
        match self.get(Column::Sex) {
            "1" | "１" | "男" | "男性" => Ok(Sex::Male),
            "2" | "２" | "女" | "女性" => Ok(Sex::Female),
            "" => Err(self.fault(Column::Sex, FieldFault::Missing)),
            _ => Err(self.fault(Column::Sex, FieldFault::NotInTable)),
        }
    }

    fn municipality(&self) -> Result<Option<String>, ProblemKind> {
        let Some(code) = self.optional(Column::Municipality) else {
            return Ok(None);
        };
        self.check_digits(Column::Municipality, &code)?;
        match code.len() {
            5 => Ok(check_digit::municipality_code6(&code)),
            6 if check_digit::is_municipality_code6(&code) => Ok(Some(code)),
            6 => Err(self.fault(Column::Municipality, FieldFault::CheckDigit)),
            _ => Err(self.fault(Column::Municipality, FieldFault::Length { expected: 6 })),
        }
    }

    /// Insurer and number belong together: one without the other can never match a receipt.
    fn insurance(&self) -> Result<Option<Insurance>, ProblemKind> {
        let insurer = self.optional(Column::Insurer);
        let number = self.optional(Column::Number);
        let symbol = self.optional(Column::Symbol);
        let branch = self.optional(Column::Branch);
        if [&insurer, &number, &symbol, &branch].iter().all(|f| f.is_none()) {
            return Ok(None);
        }
        let insurer_number = self.required(Column::Insurer)?;
        self.check_digits(Column::Insurer, &insurer_number)?;
        if !matches!(insurer_number.len(), 6 | 8) {
            return Err(self.fault(Column::Insurer, FieldFault::Length { expected: 8 }));
        }
        if !check_digit::is_insurer_number(&insurer_number) {
            return Err(self.fault(Column::Insurer, FieldFault::CheckDigit));
        }
        Ok(Some(Insurance {
            insurer_number,
            symbol: symbol.unwrap_or_default(),
            number: self.required(Column::Number)?,
            branch,
        }))
    }

    fn institutions(&self) -> Result<Vec<String>, ProblemKind> {
        let separators = |c: char| c.is_whitespace() || matches!(c, ';' | '；');
        let mut codes = Vec::new();
        for code in self.get(Column::Institutions).split(separators) {
            if code.is_empty() || codes.iter().any(|known| known == code) {
                continue;
            }
            self.check_digits(Column::Institutions, code)?;
            if code.len() != 10 {
                return Err(self.fault(Column::Institutions, FieldFault::Length { expected: 10 }));
            }
            if !check_digit::is_institution_code(code) {
                return Err(self.fault(Column::Institutions, FieldFault::CheckDigit));
            }
            codes.push(code.to_owned());
        }
        Ok(codes)
    }

    fn emergency_contact(&self) -> Option<EmergencyContact> {
        let contact = EmergencyContact {
            name: self.optional(Column::EmergencyName),
            relation: self.optional(Column::EmergencyRelation),
            phone: self.optional(Column::EmergencyPhone),
        };
        (contact != EmergencyContact::default()).then_some(contact)
    }

    fn check_digits(&self, column: Column, text: &str) -> Result<(), ProblemKind> {
        match text.bytes().all(|byte| byte.is_ascii_digit()) {
            true => Ok(()),
            false => Err(self.fault(column, FieldFault::NotDigits)),
        }
    }

    fn fault(&self, column: Column, fault: FieldFault) -> ProblemKind {
        let name = COLUMNS.iter().find(|(own, ..)| *own == column);
        ProblemKind::Field {
            position: self.index(column).map_or(0, |index| index + 1),
            name: name.map_or("", |(_, name, ..)| name),
            fault,
        }
    }
}
