//! How long a session lasts.

use clap::Args;

/// Limits of sessions.
#[derive(Args, Clone, Debug)]
pub struct SessionConfig {
    /// Seconds without a request after which a session ends.
    #[arg(long, env = "TOBIUME_SESSION_IDLE_SECONDS", default_value_t = 1800)]
    pub idle_seconds: u32,

    /// Seconds after sign-in at which a session ends in any case.
    #[arg(long, env = "TOBIUME_SESSION_MAX_SECONDS", default_value_t = 43_200)]
    pub max_seconds: u32,
}
