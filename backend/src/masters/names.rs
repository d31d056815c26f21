//! Names by code, read through a cache.
//!
//! A record shows up to a hundred codes. Names change a few times a year, so each node keeps what
//! it has read for some minutes; a code the masters did not know is asked again after seconds, so
//! that an import shows at once.

use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
    time::{Duration, Instant},
};

use diesel::prelude::*;

use super::Kind;
use crate::db::{Conn, schema::masters};

const KEEP_KNOWN: Duration = Duration::from_secs(600);
const KEEP_UNKNOWN: Duration = Duration::from_secs(5);

/// More entries than all masters have: beyond it the cache starts anew.
const MOST: usize = 100_000;

/// What is shown of a master's entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// 名称.
    pub name: String,
    /// Unit of a drug, else empty.
    pub unit: String,
    /// The modifier stands after the disease (の疑い).
    pub is_suffix: bool,
}

struct Kept {
    name: Option<Arc<Name>>,
    until: Instant,
}

/// The cache.
#[derive(Default)]
pub struct Names {
    kept: RwLock<HashMap<(&'static str, String), Kept>>,
}

/// Names of the codes that were asked for. Codes that no master knows are missing.
pub type Found = HashMap<(&'static str, String), Arc<Name>>;

impl Names {
    /// Looks up codes, at most one query for all that are not kept.
    ///
    /// # Errors
    /// Those of the database.
    pub fn find(&self, conn: &mut Conn, wanted: &[(Kind, &str)]) -> QueryResult<Found> {
        let now = Instant::now();
        let mut found = Found::new();
        let mut missing: Vec<(&'static str, String)> = Vec::new();
        {
            let kept = self.kept.read().unwrap_or_else(std::sync::PoisonError::into_inner);
            for &(kind, code) in wanted {
                let key = (kind.letter(), code.to_owned());
                match kept.get(&key) {
                    Some(Kept { name: Some(name), until }) if *until > now => drop(found.insert(key, Arc::clone(name))),
                    Some(Kept { name: None, until }) if *until > now => {}
                    _ => missing.push(key),
                }
            }
        }
        if !missing.is_empty() {
            self.read(conn, missing, now, &mut found)?;
        }
        Ok(found)
    }

    fn read(&self, conn: &mut Conn, missing: Vec<(&'static str, String)>, now: Instant, found: &mut Found) -> QueryResult<()> {
        let codes: Vec<&str> = missing.iter().map(|(_, code)| code.as_str()).collect();
        let rows: Vec<(String, String, String, String, bool)> = masters::table
            .filter(masters::kind.eq_any(["Y", "B", "Z"]))
            .filter(masters::code.eq_any(codes))
            .select((masters::kind, masters::code, masters::name, masters::unit, masters::is_suffix))
            .load(conn)?;
        let mut read: HashMap<(String, String), Arc<Name>> = rows
            .into_iter()
            .map(|(kind, code, name, unit, is_suffix)| ((kind, code), Arc::new(Name { name, unit, is_suffix })))
            .collect();
        let mut kept = self.kept.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        if kept.len() > MOST {
            kept.clear();
        }
        for key in missing {
            let name = read.remove(&(key.0.to_owned(), key.1.clone()));
            if let Some(name) = &name {
                found.insert(key.clone(), Arc::clone(name));
            }
            let keep = if name.is_some() { KEEP_KNOWN } else { KEEP_UNKNOWN };
            kept.insert(key, Kept { name, until: now + keep });
        }
        Ok(())
    }
}
