//! Encryption of stored files: AES-256-GCM, a random key for each object, wrapped with the network's.
//!
//! An object is a file in pieces of [`CHUNK_MAX`] bytes, each sealed by itself, so that it is read and written in little memory. A piece is
//! bound to its object, its place and the size of the whole: it opens nowhere else, and a file that lacks its end does not pass for a
//! shorter one.

use bytes::Bytes;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, Tag, UnboundKey};
use tobiume_common::{endpoint::CHUNK_MAX, files::chunk_count};

use crate::{
    api::random_hex,
    keys::{KEY_LENGTH, NetworkKey, Purpose},
};

/// Bytes that sealing adds: the nonce before, the tag behind.
const OVERHEAD: usize = NONCE_LEN + 16;

/// Not the bytes that were sealed here, or with another key: changed, cut, moved, or of another network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored piece does not open: it is damaged, or the network's key is another")]
pub struct Broken;

/// One part of a stored object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A piece of the content, from 0.
    Piece(u32),
    /// The small picture.
    Thumbnail,
}

/// Seals and opens the parts of one object.
pub struct Sealer {
    object: String,
    size: u64,
    key: LessSafeKey,
}

impl Sealer {
    /// Of a new object with content of `size` bytes. With it the wrapped key, without which it is never opened again.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn new(network: &NetworkKey, size: u64) -> anyhow::Result<(Self, Vec<u8>)> {
        let object = random_hex(16)?;
        let mut key = [0; KEY_LENGTH];
        getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
        let wrapped = seal(&wrapping(network)?, object.as_bytes(), &key)?;
        let key = aead_key(&key)?;
        Ok((Self { object, size, key }, wrapped))
    }

    /// Of an object that is there.
    ///
    /// # Errors
    /// When the key was wrapped for another object or by another network.
    pub fn unwrap(network: &NetworkKey, object: &str, size: u64, wrapped: &[u8]) -> anyhow::Result<Self> {
        let key = open(&wrapping(network)?, object.as_bytes(), wrapped.to_vec())?;
        Ok(Self {
            object: object.to_owned(),
            size,
            key: aead_key(&key)?,
        })
    }

    /// The object's name in the store.
    pub fn object(&self) -> &str {
        &self.object
    }

    /// Size of the content in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The bytes of a part as they are stored.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn seal(&self, part: Part, content: &[u8]) -> anyhow::Result<Vec<u8>> {
        seal(&self.key, &self.binding(part), content)
    }

    /// The content of stored bytes.
    ///
    /// # Errors
    /// When they are not what was sealed as this part of this object.
    pub fn open(&self, part: Part, stored: Bytes) -> Result<Bytes, Broken> {
        let content = open(&self.key, &self.binding(part), stored.into())?;
        match part {
            Part::Piece(number) if piece_length(self.size, number) != Some(content.len()) => Err(Broken),
            _ => Ok(content),
        }
    }

    /// The object's name has a fixed length, so that no two parts share these bytes.
    fn binding(&self, part: Part) -> Vec<u8> {
        let number = match part {
            Part::Piece(number) => number,
            Part::Thumbnail => u32::MAX,
        };
        [self.object.as_bytes(), &self.size.to_be_bytes(), &number.to_be_bytes()].concat()
    }
}

/// Bytes of a piece of a file of this size; none where it has no such piece.
pub fn piece_length(size: u64, number: u32) -> Option<usize> {
    let whole = CHUNK_MAX as u64;
    let start = u64::from(number) * whole;
    (u64::from(number) < chunk_count(size)).then(|| (size - start).min(whole) as usize)
}

fn wrapping(network: &NetworkKey) -> Result<LessSafeKey, Broken> {
    aead_key(&network.derive(Purpose::Files))
}

fn aead_key(bytes: &[u8]) -> Result<LessSafeKey, Broken> {
    UnboundKey::new(&AES_256_GCM, bytes).map(LessSafeKey::new).map_err(|_| Broken)
}

/// Nonce, ciphertext, tag. Nonces are random: a key seals some hundreds of pieces, the network's some millions of keys, where 2^32 are allowed.
fn seal(key: &LessSafeKey, binding: &[u8], content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut nonce = [0; NONCE_LEN];
    getrandom::fill(&mut nonce).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let mut stored = Vec::with_capacity(content.len() + OVERHEAD);
    stored.extend_from_slice(&nonce);
    stored.extend_from_slice(content);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let tag: Tag = key
        .seal_in_place_separate_tag(nonce, Aad::from(binding), &mut stored[NONCE_LEN..])
        .map_err(|_| anyhow::anyhow!("sealing failed"))?;
    stored.extend_from_slice(tag.as_ref());
    Ok(stored)
}

fn open(key: &LessSafeKey, binding: &[u8], mut stored: Vec<u8>) -> Result<Bytes, Broken> {
    let (nonce, sealed) = stored.split_at_mut_checked(NONCE_LEN).ok_or(Broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Broken)?;
    let length = key.open_in_place(nonce, Aad::from(binding), sealed).map_err(|_| Broken)?.len();
    Ok(Bytes::from(stored).slice(NONCE_LEN..NONCE_LEN + length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn network() -> NetworkKey {
        NetworkKey::from_bytes([7; KEY_LENGTH])
    }

    fn sealed(content: &[u8]) -> (Sealer, Vec<u8>) {
        let (sealer, _) = Sealer::new(&network(), content.len() as u64).unwrap();
        let stored = sealer.seal(Part::Piece(0), content).unwrap();
        (sealer, stored)
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens(content in proptest::collection::vec(any::<u8>(), 1..5000)) {
            let (sealer, wrapped) = Sealer::new(&network(), content.len() as u64).unwrap();
            let stored = sealer.seal(Part::Piece(0), &content).unwrap();
            prop_assert_eq!(stored.len(), content.len() + OVERHEAD);
            let again = Sealer::unwrap(&network(), sealer.object(), sealer.size(), &wrapped).unwrap();
            prop_assert_eq!(&again.open(Part::Piece(0), stored.into()).unwrap()[..], &content[..]);
        }

        #[test]
        fn a_flipped_bit_is_noticed(content in proptest::collection::vec(any::<u8>(), 1..500), at in any::<prop::sample::Index>(), bit in 0..8) {
            let (sealer, mut stored) = sealed(&content);
            let at = at.index(stored.len());
            stored[at] ^= 1u8 << bit;
            prop_assert_eq!(sealer.open(Part::Piece(0), stored.into()), Err(Broken));
        }

        #[test]
        fn a_cut_is_noticed(content in proptest::collection::vec(any::<u8>(), 1..500), at in any::<prop::sample::Index>()) {
            let (sealer, mut stored) = sealed(&content);
            stored.truncate(at.index(stored.len()));
            prop_assert_eq!(sealer.open(Part::Piece(0), stored.into()), Err(Broken));
        }

        #[test]
        fn a_changed_key_does_not_unwrap(at in 0..KEY_LENGTH + OVERHEAD, bit in 0..8) {
            let (sealer, mut wrapped) = Sealer::new(&network(), 1).unwrap();
            wrapped[at] ^= 1u8 << bit;
            prop_assert!(Sealer::unwrap(&network(), sealer.object(), 1, &wrapped).is_err());
        }
    }

    #[test]
    fn a_part_opens_in_its_own_place_alone() {
        let size = 2 * CHUNK_MAX as u64;
        let content = vec![5; CHUNK_MAX];
        let (sealer, wrapped) = Sealer::new(&network(), size).unwrap();
        let stored: Bytes = sealer.seal(Part::Piece(0), &content).unwrap().into();
        assert!(sealer.open(Part::Piece(0), stored.clone()).is_ok());
        assert_eq!(sealer.open(Part::Piece(1), stored.clone()), Err(Broken), "swapped");
        assert_eq!(sealer.open(Part::Thumbnail, stored.clone()), Err(Broken));

        let (other, other_wrapped) = Sealer::new(&network(), size).unwrap();
        assert_eq!(other.open(Part::Piece(0), stored.clone()), Err(Broken), "another file's");
        assert!(
            Sealer::unwrap(&network(), sealer.object(), size, &other_wrapped).is_err(),
            "another file's key"
        );
        let elsewhere = NetworkKey::from_bytes([8; KEY_LENGTH]);
        assert!(
            Sealer::unwrap(&elsewhere, sealer.object(), size, &wrapped).is_err(),
            "another network's key"
        );

        let shorter = Sealer::unwrap(&network(), sealer.object(), CHUNK_MAX as u64, &wrapped).unwrap();
        assert_eq!(shorter.open(Part::Piece(0), stored), Err(Broken), "a file that lacks its end");
    }

    #[test]
    fn pieces_of_a_size() {
        let whole = CHUNK_MAX as u64;
        for (size, number, expected) in [
            (1, 0, Some(1)),
            (1, 1, None),
            (whole, 0, Some(CHUNK_MAX)),
            (whole, 1, None),
            (whole + 1, 0, Some(CHUNK_MAX)),
            (whole + 1, 1, Some(1)),
            (0, 0, None),
            (whole, u32::MAX, None),
        ] {
            assert_eq!(piece_length(size, number), expected, "piece {number} of {size} bytes");
        }
    }
}
