//! What is stored of a receipt: one small document, always read whole.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tobiume_common::{
    YearMonth,
    claims::{ClaimDisease, ClaimDrug},
};
use tobiume_formats::{
    masters::{ModifierPlace, compose_disease_name},
    uke::{Receipt, SUSPECTED, UNCODED_DISEASE},
};

use crate::masters::Name;

/// A receipt's diseases and drugs, by code where there is one. Field names are short: there will be millions.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Content {
    /// Diseases.
    #[serde(default, rename = "b")]
    pub diseases: Vec<Disease>,
    /// Drugs, each amount once.
    #[serde(default, rename = "y")]
    pub drugs: Vec<Drug>,
}

/// A disease of a receipt (SY).
#[derive(Debug, Serialize, Deserialize)]
pub struct Disease {
    /// 傷病名コード, empty where only the name is known.
    #[serde(default, rename = "c", skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// 修飾語コード, four characters each.
    #[serde(default, rename = "m", skip_serializing_if = "String::is_empty")]
    pub modifiers: String,
    /// 傷病名称 of an uncoded disease.
    #[serde(default, rename = "n", skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// 診療開始年月.
    #[serde(default, rename = "s", skip_serializing_if = "Option::is_none")]
    pub since: Option<YearMonth>,
    /// 主傷病.
    #[serde(default, rename = "p", skip_serializing_if = "std::ops::Not::not")]
    pub main: bool,
}

/// A drug of a receipt (IY).
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Drug {
    /// 医薬品コード, empty where only the name is known.
    #[serde(default, rename = "c", skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// Name, where there is no code.
    #[serde(default, rename = "n", skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// 使用量; with its unit where there is no code.
    #[serde(default, rename = "a", skip_serializing_if = "String::is_empty")]
    pub amount: String,
}

impl Content {
    /// What is kept of a receipt of a file.
    pub fn of(receipt: &Receipt) -> Self {
        let mut diseases: Vec<Disease> = receipt.diseases.iter().map(Disease::of).collect();
        diseases.sort_by_key(|disease| !disease.main);
        let mut drugs: Vec<Drug> = Vec::new();
        for drug in &receipt.drugs {
            let amount = drug.amount.map(|amount| amount.to_string()).unwrap_or_default();
            // The same drug in another amount is another line: a dose may have changed.
            if drugs.iter().all(|known| known.code != drug.code || known.amount != amount) {
                drugs.push(Drug {
                    code: drug.code.clone(),
                    name: String::new(),
                    amount,
                });
            }
        }
        Self { diseases, drugs }
    }

    /// What is stored; one document that cannot be read says so and keeps no other from being shown.
    pub fn read(stored: &str) -> Self {
        serde_json::from_str(stored).unwrap_or_else(|_| {
            tracing::error!("a stored claim cannot be read");
            let drug = Drug {
                name: "（この月の内容は読み取れません。事務局にお問い合わせください）".to_owned(),
                ..Drug::default()
            };
            Self {
                diseases: Vec::new(),
                drugs: vec![drug],
            }
        })
    }

    /// Every code that needs a name.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let diseases = self
            .diseases
            .iter()
            .flat_map(|disease| std::iter::once(disease.code.as_str()).chain(disease.modifier_codes()));
        diseases
            .chain(self.drugs.iter().map(|drug| drug.code.as_str()))
            .filter(|code| !code.is_empty())
    }
}

impl Disease {
    fn of(disease: &tobiume_formats::uke::Disease) -> Self {
        use chrono::Datelike;
        let since = disease.start_date;
        let coded = disease.code != UNCODED_DISEASE;
        Self {
            code: if coded { disease.code.clone() } else { String::new() },
            modifiers: disease.modifiers.clone(),
            name: if coded {
                String::new()
            } else {
                disease.free_name.clone().unwrap_or_default()
            },
            since: i16::try_from(since.year())
                .ok()
                .zip(u8::try_from(since.month()).ok())
                .and_then(|(year, month)| YearMonth::new(year, month)),
            main: disease.main,
        }
    }

    fn modifier_codes(&self) -> impl Iterator<Item = &str> {
        (0..self.modifiers.len()).step_by(4).filter_map(|at| self.modifiers.get(at..at + 4))
    }

    /// The disease as shown; its code where the master does not know it.
    pub fn shown<'a>(&self, name: impl Fn(&str) -> Option<&'a Name>) -> ClaimDisease {
        let base = match name(&self.code) {
            Some(known) => known.name.clone(),
            None if self.name.is_empty() => format!("傷病名コード {}", self.code),
            None => self.name.clone(),
        };
        // A modifier that no master knows is shown by its code: without の疑い a suspicion would read as a disease.
        let modifiers: Vec<(ModifierPlace, Cow<'_, str>)> = self
            .modifier_codes()
            .map(|code| match name(code) {
                Some(known) if known.is_suffix => (ModifierPlace::Suffix, known.name.as_str().into()),
                Some(known) => (ModifierPlace::Prefix, known.name.as_str().into()),
                None if code == SUSPECTED => (ModifierPlace::Suffix, "の疑い".into()),
                None => (ModifierPlace::Suffix, format!("（修飾語コード {code}）").into()),
            })
            .collect();
        ClaimDisease {
            name: compose_disease_name(&base, modifiers.iter().map(|(place, name)| (*place, name.as_ref()))),
            since: self.since,
            main: self.main,
        }
    }
}

impl Drug {
    /// The drug as shown; its code where the master does not know it.
    pub fn shown<'a>(&self, name: impl Fn(&str) -> Option<&'a Name>) -> ClaimDrug {
        match name(&self.code) {
            Some(known) if self.amount.is_empty() => ClaimDrug {
                name: known.name.clone(),
                amount: String::new(),
            },
            Some(known) => ClaimDrug {
                name: known.name.clone(),
                amount: format!("{}{}", self.amount, known.unit),
            },
            None if self.name.is_empty() => ClaimDrug {
                name: format!("医薬品コード {}", self.code),
                amount: self.amount.clone(),
            },
            None => ClaimDrug {
                name: self.name.clone(),
                amount: self.amount.clone(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disease(modifiers: &str) -> Disease {
        Disease {
            code: "1519001".to_owned(),
            modifiers: modifiers.to_owned(),
            name: String::new(),
            since: None,
            main: false,
        }
    }

    #[test]
    fn a_suspicion_never_reads_as_a_disease() {
        let cancer = Name {
            name: "胃癌".to_owned(),
            unit: String::new(),
            is_suffix: false,
        };
        let known = |code: &str| (code == "1519001").then_some(&cancer);
        assert_eq!(disease("8002").shown(known).name, "胃癌の疑い");
        assert_eq!(disease("40538002").shown(known).name, "胃癌（修飾語コード 4053）の疑い");
        assert_eq!(disease("").shown(known).name, "胃癌");
    }

    #[test]
    fn what_cannot_be_read_says_so() {
        let content = Content::read("{\"b\":7}");
        assert!(content.drugs[0].shown(|_| None).name.contains("読み取れません"));
    }
}
