//! What hashes and seals of the audit log are taken over, and with what: HMAC-SHA256 with a key that is not in the database.

use std::borrow::Cow;

use ring::hmac;

use crate::{
    db::sql::audit::{HeadRow, StoredRow},
    keys::{NetworkKey, Purpose},
};

/// Takes hashes and seals.
pub(super) struct Seal(hmac::Key);

/// A moment as SQLite keeps it.
pub(super) const MOMENT: &str = "%F %T%.f";

/// Every column of a row but the hash, in the order in which they are hashed.
pub(super) struct Columns<'a> {
    pub id: i64,
    pub at: Cow<'a, [u8]>,
    pub user_id: Option<i64>,
    pub institution_id: Option<i64>,
    pub session_id: Option<i64>,
    pub action: &'a [u8],
    pub patient_id: Option<i64>,
    pub patients: Option<&'a [u8]>,
    pub detail: Option<&'a [u8]>,
    pub address: &'a [u8],
    pub request_id: &'a [u8],
}

impl<'a> From<&'a StoredRow> for Columns<'a> {
    fn from(row: &'a StoredRow) -> Self {
        let StoredRow {
            id,
            at,
            user_id,
            institution_id,
            session_id,
            action,
            patient_id,
            patients,
            detail,
            address,
            request_id,
            hash: _,
            sound: _,
        } = row;
        Self {
            id: *id,
            at: Cow::Borrowed(at),
            user_id: *user_id,
            institution_id: *institution_id,
            session_id: *session_id,
            action,
            patient_id: *patient_id,
            patients: patients.as_deref(),
            detail: detail.as_deref(),
            address,
            request_id,
        }
    }
}

/// What a message is about, so that none can stand for another.
const ROW: u8 = 1;
const OLDER_ROW: u8 = 2;
const HEAD: u8 = 3;

impl Seal {
    /// With the network's key.
    pub fn new(key: &NetworkKey) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, &key.derive(Purpose::AuditLog)))
    }

    /// The hash of a row that follows on `before`.
    pub fn row(&self, before: &[u8], columns: &Columns<'_>) -> Vec<u8> {
        self.sign(&Message::of_row(ROW, before, columns))
    }

    /// The hash of a row from before the chain.
    pub fn older_row(&self, before: &[u8], columns: &Columns<'_>) -> Vec<u8> {
        self.sign(&Message::of_row(OLDER_ROW, before, columns))
    }

    /// The seal of a head.
    pub fn head(&self, head: &HeadRow) -> Vec<u8> {
        self.sign(&Message::of_head(head))
    }

    /// Whether a head has its seal.
    pub fn holds(&self, head: &HeadRow) -> bool {
        hmac::verify(&self.0, &Message::of_head(head).0, &head.seal).is_ok()
    }

    fn sign(&self, message: &Message) -> Vec<u8> {
        hmac::sign(&self.0, &message.0).as_ref().to_vec()
    }
}

/// Values one after the other, each with its presence and its length, so that no two rows have one message.
struct Message(Vec<u8>);

impl Message {
    fn of_row(kind: u8, before: &[u8], columns: &Columns<'_>) -> Self {
        let Columns {
            id,
            at,
            user_id,
            institution_id,
            session_id,
            action,
            patient_id,
            patients,
            detail,
            address,
            request_id,
        } = columns;
        let mut message = Self(Vec::with_capacity(512));
        message.0.push(kind);
        message
            .bytes(Some(before))
            .number(Some(*id))
            .bytes(Some(at))
            .number(*user_id)
            .number(*institution_id)
            .number(*session_id)
            .bytes(Some(action))
            .number(*patient_id)
            .bytes(*patients)
            .bytes(*detail)
            .bytes(Some(address))
            .bytes(Some(request_id));
        message
    }

    fn of_head(head: &HeadRow) -> Self {
        let HeadRow {
            id: _,
            first_id,
            first_hash,
            last_id,
            last_hash,
            seal: _,
        } = head;
        let mut message = Self(Vec::with_capacity(128));
        message.0.push(HEAD);
        message
            .number(Some(*first_id))
            .bytes(Some(first_hash))
            .number(Some(*last_id))
            .bytes(Some(last_hash));
        message
    }

    fn number(&mut self, number: Option<i64>) -> &mut Self {
        self.bytes(number.map(i64::to_le_bytes).as_ref().map(<[u8; 8]>::as_slice))
    }

    fn bytes(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        match bytes {
            Some(bytes) => {
                self.0.push(1);
                self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
                self.0.extend_from_slice(bytes);
            }
            None => self.0.push(0),
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Columns<'static> {
        Columns {
            id: 7,
            at: Cow::Borrowed(b"2026-11-24 01:02:03.000004"),
            user_id: Some(1),
            institution_id: None,
            session_id: Some(3),
            action: b"view_patient",
            patient_id: Some(4),
            patients: None,
            detail: Some(b"emergency"),
            address: b"10.0.0.1",
            request_id: b"",
        }
    }

    /// What is in databases already must verify with every later version.
    #[test]
    fn the_encoding_never_changes() {
        let seal = Seal::new(&NetworkKey::from_bytes([7; 32]));
        let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(
            hex(seal.row(&[9; 32], &columns())),
            "6c16df93a9631b8d960b937f67a0be9c688055aa70fc01424365d2723584be34"
        );
        assert_eq!(
            hex(seal.older_row(&[9; 32], &columns())),
            "6fc3ff2fb23a048cb31db30b07922805b9756542848131ec9b58b17b06bfad64"
        );
    }

    #[test]
    fn values_do_not_run_into_each_other() {
        let seal = Seal::new(&NetworkKey::from_bytes([7; 32]));
        let row = |change: &dyn Fn(&mut Columns<'static>)| {
            let mut columns = columns();
            change(&mut columns);
            seal.row(&[9; 32], &columns)
        };
        let hashes = [
            row(&|_| {}),
            row(&|columns| columns.detail = None),
            row(&|columns| columns.detail = Some(b"")),
            row(&|columns| (columns.patients, columns.detail) = (columns.detail, None)),
            row(&|columns| (columns.user_id, columns.institution_id) = (None, Some(1))),
            row(&|columns| (columns.address, columns.request_id) = (b"10.0.0.", b"1")),
            row(&|columns| columns.id = 8),
        ];
        for (at, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..at].contains(hash), "case {at}");
        }
    }
}
