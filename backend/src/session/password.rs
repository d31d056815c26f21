//! Argon2id, and the same work for users who do not exist.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordVerifier, Version, password_hash::SaltString};

use crate::api::random_hex;

/// OWASP's minimum for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Hashes and checks passwords.
pub struct PasswordHasher {
    argon2: Argon2<'static>,
    /// The hash of nobody's password: checked when the login ID is unknown, so that it takes the same time.
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
        let nobody = hash_with(&argon2, &random_hex(32)?)?;
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
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| anyhow::anyhow!("argon2: {error}"))?;
    let hash = argon2::PasswordHasher::hash_password(argon2, password.as_bytes(), &salt);
    Ok(hash.map_err(|error| anyhow::anyhow!("argon2: {error}"))?.to_string())
}
