//! The network's key: one secret outside the database, from which every other is derived.
//!
//! Whoever holds the database alone can neither forge the audit log's seals nor read a stored file.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::Path,
    sync::Arc,
};

use anyhow::{Context, bail};
use ring::hmac;

/// Length of every key, in bytes.
pub const KEY_LENGTH: usize = 32;

/// The network's key. Cheap to clone; never printed.
#[derive(Clone)]
pub struct NetworkKey(Arc<[u8; KEY_LENGTH]>);

/// What a derived key is for; keys for different purposes tell nothing of each other.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// Seals the audit log's rows.
    AuditLog,
    /// Wraps the keys of stored files.
    Files,
}

impl Purpose {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::AuditLog => b"tobiume audit log 1",
            Self::Files => b"tobiume files 1",
        }
    }
}

impl NetworkKey {
    /// A key of these bytes.
    pub fn from_bytes(bytes: [u8; KEY_LENGTH]) -> Self {
        Self(Arc::new(bytes))
    }

    /// The key of a file (64 hexadecimal digits). A missing file is made with a new key, readable by its owner alone.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no key.
    pub fn of_file(path: &Path) -> anyhow::Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).with_context(|| format!("reading the network's key in {}", path.display())),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::make(path),
            Err(error) => Err(error).with_context(|| format!("reading the network's key in {}", path.display())),
        }
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let text = text.trim();
        if text.len() != 2 * KEY_LENGTH || !text.is_ascii() {
            bail!("the file holds no key of {} hexadecimal digits", 2 * KEY_LENGTH);
        }
        let mut bytes = [0; KEY_LENGTH];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).map_err(|_| anyhow::anyhow!("the file holds no key"))?;
        }
        Ok(Self::from_bytes(bytes))
    }

    /// Written beside its place and linked into it, so that no half of a key is ever there and two programs that start together get one key.
    fn make(path: &Path) -> anyhow::Result<Self> {
        use std::os::unix::fs::OpenOptionsExt;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        let beside = path.with_extension(crate::api::random_hex(8)?);
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)
            .with_context(|| format!("making the network's key in {}", path.display()))?;
        writeln!(file, "{}", crate::api::random_hex(KEY_LENGTH)?)?;
        file.sync_all()?;
        let linked = fs::hard_link(&beside, path);
        fs::remove_file(&beside)?;
        match linked {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("making the network's key in {}", path.display())),
        }
        Self::parse(&fs::read_to_string(path)?)
    }

    /// The key for a purpose: HMAC-SHA256 of the purpose's label, which for a uniform key and one block is all that HKDF does.
    pub fn derive(&self, purpose: Purpose) -> [u8; KEY_LENGTH] {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, &*self.0);
        let mut derived = [0; KEY_LENGTH];
        derived.copy_from_slice(hmac::sign(&secret, purpose.label()).as_ref());
        derived
    }
}

impl fmt::Debug for NetworkKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NetworkKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_once_and_read_again() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/tobiume.key");
        let made = NetworkKey::of_file(&path).unwrap();
        assert_eq!(*NetworkKey::of_file(&path).unwrap().0, *made.0);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(
            fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        fs::write(&path, "not a key").unwrap();
        assert!(NetworkKey::of_file(&path).is_err(), "a broken key is never replaced");
    }

    #[test]
    fn purposes_have_keys_of_their_own() {
        let key = NetworkKey::from_bytes([7; KEY_LENGTH]);
        let (audit, files) = (key.derive(Purpose::AuditLog), key.derive(Purpose::Files));
        assert_ne!(audit, files);
        assert_ne!(audit, [0; KEY_LENGTH]);
        assert_eq!(audit, NetworkKey::from_bytes([7; KEY_LENGTH]).derive(Purpose::AuditLog));
        assert_ne!(audit, NetworkKey::from_bytes([8; KEY_LENGTH]).derive(Purpose::AuditLog));
    }
}
