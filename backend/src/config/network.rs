//! Whose network this is: another region runs the same program under its own name.

use clap::Args;

/// The name where none is configured. The built pages carry it; [`crate::http::Pages`] puts the configured one in its place.
pub const DEFAULT_NAME: &str = "とびうめネットプラス";

/// Name and secretariat of the network.
#[derive(Args, Clone, Debug)]
pub struct NetworkConfig {
    /// Name on the screen.
    #[arg(long, env = "TOBIUME_NETWORK_NAME", default_value = DEFAULT_NAME)]
    pub network_name: String,

    /// Telephone number of the secretariat, shown where a person may need help.
    #[arg(long, env = "TOBIUME_OFFICE_PHONE", default_value = "")]
    pub office_phone: String,
}
