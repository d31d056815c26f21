//! Argon2id, and the same work for users who do not exist.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordVerifier, Version, password_hash::SaltString};

/// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Hashes and checks passwords.
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    /// What no password has as its hash: checked when the login ID is unknown, so that it takes the same time.
    nobody: String,
}

impl PasswordHasher {
    /// With the parameters above.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn new() -> anyhow::Result<Self> {
        let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        // Random bytes instead of a hash: the 19 MiB are not needed before somebody signs in.
        let nobody = format!(
            "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${}${}",
            random_b64::<16>()?,
            random_b64::<32>()?
        );
        Ok(Self { argon2, nobody })
    }

    /// The hash to store.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn hash(&self, password: &str) -> anyhow::Result<String> {
        hash_with(&self.argon2, password)
    }

    /// Whether the password fits the stored hash; `None` (no such user) takes as long and never fits.
    pub fn verify(&self, password: &str, hash: Option<&str>) -> bool {
        let Ok(parsed) = PasswordHash::new(hash.unwrap_or(&self.nobody)) else {
            return false;
        };
        let fits = self.argon2.verify_password(password.as_bytes(), &parsed).is_ok();
        fits && hash.is_some()
    }
}

fn hash_with(argon2: &Argon2<'_>, password: &str) -> anyhow::Result<String> {
    let salt = random_b64::<16>()?;
    let hash = argon2::PasswordHasher::hash_password(argon2, password.as_bytes(), &salt);
    Ok(hash.map_err(|error| anyhow::anyhow!("argon2: {error}"))?.to_string())
}

/// Random bytes as the parts of a stored hash are written.
fn random_b64<const N: usize>() -> anyhow::Result<SaltString> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    SaltString::encode_b64(&bytes).map_err(|error| anyhow::anyhow!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_checked_like_everybody() {
        let hasher = PasswordHasher::new().unwrap();
        let stored = hasher.hash("tobiume").unwrap();
        assert!(hasher.verify("tobiume", Some(&stored)));
        assert!(!hasher.verify("umetobi", Some(&stored)));
        let (nobody, stored) = (PasswordHash::new(&hasher.nobody).unwrap(), PasswordHash::new(&stored).unwrap());
        assert_eq!(
            (nobody.algorithm, nobody.version, &nobody.params),
            (stored.algorithm, stored.version, &stored.params)
        );
        assert_eq!(nobody.hash.map(|hash| hash.len()), stored.hash.map(|hash| hash.len()));
        assert!(!hasher.verify("", None));
    }
}
