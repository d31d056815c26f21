//! Reads the whole log and finds the first row that is not as it was written.

use std::{fmt, str::FromStr};

use super::{
    chain::PAGE,
    seal::{Columns, Seal},
};
use crate::db::{
    Conn, Db,
    sql::audit::{HeadRow, StoredRow, at_one_moment, head, rows_from},
};

/// The newest row and its hash, as `ROWS:HASH`: whoever notes it down can show later that the log still holds what it held then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of the row; rows are numbered from 1 without gaps.
    pub rows: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The row does not say what was written, or was put in.
    Changed,
    /// The row belongs to another place nearby.
    Moved,
    /// The rows from here to this one are gone.
    Removed {
        /// The last that is gone.
        until: i64,
    },
    /// The row was added behind the newest one.
    Added,
    /// One of the rows from before the chain, up to this one, was changed, removed or added.
    Older,
    /// There is no head.
    NoHead,
    /// The head is not sealed with the network's key.
    ForgedHead,
    /// The head that was noted down is not part of the chain: the database is an older one, or another.
    NotExpected,
}

/// Where the log is broken first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Number of the row; none where it is the head.
    pub row: Option<i64>,
    /// What is wrong there.
    pub fault: Fault,
}

impl Broken {
    const fn head(fault: Fault) -> Self {
        Self { row: None, fault }
    }

    const fn at(row: i64, fault: Fault) -> Self {
        Self { row: Some(row), fault }
    }
}

/// Reads every row, in bounded memory, as the log is at this moment. `expected` was noted down before.
///
/// # Errors
/// When the database cannot be read. A broken log is no error but the inner answer.
pub fn verify(db: &Db, conn: &mut Conn, expected: Option<&Head>) -> anyhow::Result<Result<Head, Broken>> {
    let seal = Seal::new(db.key());
    at_one_moment(conn, |conn| {
        let Some(head) = head(conn)? else {
            return Ok(Err(Broken::head(Fault::NoHead)));
        };
        if !seal.holds(&head) {
            return Ok(Err(Broken::head(Fault::ForgedHead)));
        }
        let mut reader = Reader::new(&seal, &head, expected);
        let mut from = i64::MIN;
        loop {
            let page = rows_from(conn, from, PAGE)?;
            let Some(last) = page.last() else { break };
            if let Err(broken) = reader.read(&page) {
                return Ok(Err(broken));
            }
            from = last.id.saturating_add(1);
        }
        Ok(reader.finish())
    })
}

/// How far the reading is.
struct Reader<'a> {
    seal: &'a Seal,
    head: &'a HeadRow,
    expected: Option<&'a Head>,
    /// The last row read.
    last_id: i64,
    /// Its hash, as computed.
    hash: Vec<u8>,
    /// The rows from before the chain are read, and as they were.
    in_chain: bool,
    expected_found: bool,
}

impl<'a> Reader<'a> {
    fn new(seal: &'a Seal, head: &'a HeadRow, expected: Option<&'a Head>) -> Self {
        Self {
            seal,
            head,
            expected,
            last_id: 0,
            hash: Vec::new(),
            in_chain: false,
            expected_found: expected.is_none(),
        }
    }

    fn read(&mut self, page: &[StoredRow]) -> Result<(), Broken> {
        for (at, row) in page.iter().enumerate() {
            if row.id < self.head.first_id {
                self.read_older(row)?;
                continue;
            }
            self.enter_chain()?;
            self.read_chained(row).map_err(|broken| self.explain(broken, page, at))?;
        }
        Ok(())
    }

    fn read_older(&mut self, row: &StoredRow) -> Result<(), Broken> {
        // These had no hash when they were sealed.
        if !row.sound || !row.hash.is_empty() {
            return Err(Broken::at(row.id, Fault::Changed));
        }
        self.hash = self.seal.older_row(&self.hash, &row.into());
        Ok(())
    }

    /// Everything from before the chain is as it was sealed.
    fn enter_chain(&mut self) -> Result<(), Broken> {
        if self.in_chain {
            return Ok(());
        }
        self.in_chain = true;
        self.last_id = self.head.first_id - 1;
        if self.hash != self.head.first_hash {
            return Err(Broken::at(self.last_id, Fault::Older));
        }
        self.look_for_expected();
        Ok(())
    }

    fn read_chained(&mut self, row: &StoredRow) -> Result<(), Broken> {
        let number = self.last_id + 1;
        if row.id > self.head.last_id {
            // Either the newest rows are gone, or one was put behind them.
            return match number <= self.head.last_id {
                true => Err(self.newest_removed()),
                false => Err(Broken::at(row.id, Fault::Added)),
            };
        }
        if row.id != number {
            return Err(Broken::at(number, Fault::Removed { until: row.id - 1 }));
        }
        let hash = self.seal.row(&self.hash, &row.into());
        if !row.sound || row.hash != hash {
            return Err(Broken::at(number, Fault::Changed));
        }
        (self.last_id, self.hash) = (number, hash);
        self.look_for_expected();
        Ok(())
    }

    fn look_for_expected(&mut self) {
        self.expected_found |= self
            .expected
            .is_some_and(|expected| expected.rows == self.last_id && expected.hash == self.hash);
    }

    const fn newest_removed(&self) -> Broken {
        Broken::at(self.last_id + 1, Fault::Removed { until: self.head.last_id })
    }

    fn finish(mut self) -> Result<Head, Broken> {
        self.enter_chain()?;
        if self.last_id < self.head.last_id {
            return Err(self.newest_removed());
        }
        if self.hash != self.head.last_hash {
            return Err(Broken::head(Fault::ForgedHead));
        }
        if !self.expected_found {
            return Err(Broken::head(Fault::NotExpected));
        }
        Ok(Head {
            rows: self.last_id,
            hash: self.hash,
        })
    }

    /// A changed row that would fit in another place nearby was moved.
    fn explain(&self, broken: Broken, page: &[StoredRow], at: usize) -> Broken {
        let nearby = &page[at.saturating_sub(NEARBY)..page.len().min(at + NEARBY)];
        let fits = |before: &StoredRow, place: &StoredRow| {
            let columns = Columns {
                id: place.id,
                ..Columns::from(&page[at])
            };
            let hash = self.seal.row(&before.hash, &columns);
            nearby.iter().any(|row| row.hash == hash)
        };
        let moved =
            broken.fault == Fault::Changed && page[at].sound && nearby.iter().any(|before| nearby.iter().any(|place| fits(before, place)));
        if moved {
            return Broken {
                fault: Fault::Moved,
                ..broken
            };
        }
        broken
    }
}

/// How many rows before and behind a broken one are tried as its place.
const NEARBY: usize = 16;

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.rows)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = text.split_once(':').and_then(|(rows, digits)| {
            let digits = digits.as_bytes().chunks(2);
            let hash: Option<Vec<u8>> = digits
                .map(|byte| u8::from_str_radix(std::str::from_utf8(byte).ok()?, 16).ok())
                .collect();
            Some(Self {
                rows: rows.parse().ok()?,
                hash: hash?,
            })
        });
        parsed.ok_or_else(|| "expected ROWS:HASH as `tobiume audit verify` prints it".to_owned())
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = self.row.unwrap_or_default();
        match self.fault {
            Fault::Changed => write!(f, "{row}行目の内容が書き換えられているか、後から差し込まれています。"),
            Fault::Moved => write!(f, "{row}行目の順序が入れ替えられています。"),
            Fault::Removed { until } if until > row => write!(f, "{row}行目から{until}行目までが削除されています。"),
            Fault::Removed { .. } => write!(f, "{row}行目が削除されています。"),
            Fault::Added => write!(f, "{row}行目は、正規の記録の後に付け足されています。"),
            Fault::Older => write!(f, "連鎖が始まる前の記録（{row}行目まで）に、書き換え・削除・追加があります。"),
            Fault::NoHead => f.write_str("先頭値の行（audit_head）がありません。"),
            Fault::ForgedHead => {
                f.write_str("先頭値（audit_head）が正しくありません。偽造されたか、鍵ファイルがこのデータベースのものではありません。")
            }
            Fault::NotExpected => f.write_str("控えの先頭値が記録の中にありません。データベースが古い状態に戻されたか、別のものです。"),
        }
    }
}
