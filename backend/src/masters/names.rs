//! Names by code, read through a cache.
//!
//! A record shows up to a hundred codes. Names change a few times a year, so each node keeps what
//! it has read for some minutes; a code the masters did not know is asked again after seconds, so
//! that an import shows at once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use diesel::prelude::*;

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

/// The cache. By code alone: drugs have nine digits, diseases seven, modifiers four.
#[derive(Default)]
pub struct Names {
    kept: RwLock<HashMap<String, Kept>>,
}

/// Names of the codes that were asked for. Codes that no master knows are missing.
pub type Found<'a> = HashMap<&'a str, Arc<Name>>;

impl Names {
    /// Looks up codes, at most one query for all that are not kept.
    ///
    /// # Errors
    /// Those of the database.
    pub fn find<'a>(&self, conn: &mut Conn, wanted: impl Iterator<Item = &'a str>) -> QueryResult<Found<'a>> {
        let now = Instant::now();
        let mut found = Found::new();
        let mut missing = HashSet::new();
        {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            for code in wanted {
                if found.contains_key(code) {
                    continue;
                }
                match kept.get(code).filter(|kept| kept.until > now) {
                    Some(Kept { name: Some(name), .. }) => drop(found.insert(code, Arc::clone(name))),
                    Some(Kept { name: None, .. }) => {}
                    None => drop(missing.insert(code)),
                }
            }
        }
        if !missing.is_empty() {
            self.read(conn, missing, now, &mut found)?;
        }
        Ok(found)
    }

    fn read<'a>(&self, conn: &mut Conn, missing: HashSet<&'a str>, now: Instant, found: &mut Found<'a>) -> QueryResult<()> {
        let rows: Vec<(String, String, String, bool)> = masters::table
            .filter(masters::kind.eq_any(["Y", "B", "Z"]))
            .filter(masters::code.eq_any(&missing))
            .select((masters::code, masters::name, masters::unit, masters::is_suffix))
            .load(conn)?;
        let name = |(code, name, unit, is_suffix)| (code, Arc::new(Name { name, unit, is_suffix }));
        let mut read: HashMap<String, Arc<Name>> = rows.into_iter().map(name).collect();
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() > MOST {
            kept.clear();
        }
        for code in missing {
            let name = read.remove(code);
            if let Some(name) = &name {
                found.insert(code, Arc::clone(name));
            }
            let keep = if name.is_some() { KEEP_KNOWN } else { KEEP_UNKNOWN };
            kept.insert(code.to_owned(), Kept { name, until: now + keep });
        }
        Ok(())
    }
}
