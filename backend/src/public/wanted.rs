//! What a reader of the list looks for, as it stands in the address. A name here is that of an institution.

use axum::{extract::Query, http::Uri};
use tobiume_common::institutions::InstitutionKind;

use super::facts::{Facts, Participant, search_key};

/// Longest name, in characters.
pub const NAME_MAX: usize = 50;

/// Longest query that is read at all, in bytes: every character of a name may take nine.
const QUERY_MAX: usize = 1000;

/// Institutions on one page.
const ON_A_PAGE: usize = 100;

/// What is looked for. Parameters that mean nothing are left alone: whoever links to these pages may add some.
#[derive(Clone, Default)]
pub struct Wanted {
    /// Part of name or kana, as typed.
    pub name: String,
    /// 郡市区医師会.
    pub association: Option<i64>,
    /// Kind.
    pub kind: Option<InstitutionKind>,
    /// Page, from 1.
    pub page: usize,
    /// Everything on one page, for print.
    pub all: bool,
}

/// The name or the whole query is too long.
pub struct TooLong;

impl Wanted {
    /// Of an address.
    ///
    /// # Errors
    /// When it is too long.
    pub fn of(uri: &Uri) -> Result<Self, TooLong> {
        if uri.query().is_some_and(|query| query.len() > QUERY_MAX) {
            return Err(TooLong);
        }
        let pairs: Vec<(String, String)> = Query::try_from_uri(uri).map(|query| query.0).unwrap_or_default();
        let value = |name: &str| pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim());
        let wanted = Self {
            name: value("name").to_owned(),
            association: value("association").parse().ok(),
            kind: InstitutionKind::from_code(value("kind")).filter(|kind| *kind != InstitutionKind::Office),
            page: value("page").parse().unwrap_or(1).max(1),
            all: value("all") == "1",
        };
        if wanted.name.chars().nth(NAME_MAX).is_some() {
            return Err(TooLong);
        }
        Ok(wanted)
    }

    /// Whether not everything is looked for, or not the first page.
    pub fn is_special(&self) -> bool {
        !self.name.is_empty() || self.association.is_some() || self.kind.is_some() || self.page > 1 || self.all
    }

    /// Who is found.
    pub fn among<'a>(&self, facts: &'a Facts) -> Vec<&'a Participant> {
        let key = search_key(&self.name);
        let fits = |place: &&Participant| {
            (key.is_empty() || place.is_found_by(&key))
                && (self.association.is_none() || place.association == self.association)
                && self.kind.is_none_or(|kind| place.kind == kind)
        };
        facts.participants.iter().filter(fits).collect()
    }

    /// The part of them that stands on this page.
    pub fn part<'a>(&self, found: &'a [&'a Participant]) -> &'a [&'a Participant] {
        if self.all {
            return found;
        }
        let from = (self.page - 1).saturating_mul(ON_A_PAGE).min(found.len());
        let until = from.saturating_add(ON_A_PAGE).min(found.len());
        found.get(from..until).unwrap_or_default()
    }

    /// Pages that so many take.
    pub const fn pages(found: usize) -> usize {
        if found == 0 { 1 } else { found.div_ceil(ON_A_PAGE) }
    }

    /// The address of the same search at another place: `/participants`, or a download.
    pub fn address(&self, path: &str, page: usize, all: bool) -> String {
        let mut address = path.to_owned();
        let mut add = |name: &str, value: &str| {
            let value = percent(value);
            let sign = if address.contains('?') { '&' } else { '?' };
            address += &format!("{sign}{name}={value}");
        };
        if !self.name.is_empty() {
            add("name", &self.name);
        }
        if let Some(association) = self.association {
            add("association", &association.to_string());
        }
        if let Some(kind) = self.kind {
            add("kind", kind.code());
        }
        if page > 1 {
            add("page", &page.to_string());
        }
        if all {
            add("all", "1");
        }
        address
    }
}

/// A value for an address: everything but letters and digits as numbers.
fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            encoded += &format!("%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str) -> Option<Wanted> {
        Wanted::of(&format!("/participants{query}").parse().unwrap()).ok()
    }

    #[test]
    fn an_address_leads_to_the_same_search() {
        let wanted = Wanted {
            name: "梅&の=木 %".to_owned(),
            association: Some(3),
            kind: Some(InstitutionKind::Clinic),
            page: 1,
            all: false,
        };
        let address = wanted.address("", 2, true);
        let again = of(&address).unwrap();
        assert_eq!(
            (again.name, again.association, again.kind, again.page, again.all),
            (wanted.name, wanted.association, wanted.kind, 2, true)
        );
    }

    #[test]
    fn odd_addresses_are_read_as_far_as_they_mean_something() {
        let odd = of("?kind=office&association=x&page=-1&utm_source=%FF&&=&page=7").unwrap();
        assert!(!odd.is_special() && odd.page == 1);
        assert_eq!(of("?page=18446744073709551615").map(|wanted| wanted.part(&[]).len()), Some(0));
        assert!(of(&format!("?name={}", "a".repeat(51))).is_none() && of(&format!("?x={}", "a".repeat(2000))).is_none());
        assert!(of(&format!("?name={}", "%E3%81%82".repeat(50))).is_some());
    }
}
