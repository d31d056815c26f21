//! Whose network this is: another region runs the same program under its own name.

use std::path::PathBuf;

use clap::Args;

/// The name where none is configured. The built pages carry it; [`crate::http::Pages`] puts the configured one in its place.
pub const DEFAULT_NAME: &str = "とびうめネットプラス";

/// The region where none is configured.
pub const DEFAULT_REGION: &str = "fukuoka";

/// Years for which medical records are kept (診療録の保存期間).
pub const RETENTION_YEARS: u32 = 5;

/// Name, secretariat and rules of the network.
#[derive(Args, Clone, Debug)]
pub struct NetworkConfig {
    /// Name on the screen.
    #[arg(long, env = "TOBIUME_NETWORK_NAME", default_value = DEFAULT_NAME)]
    pub network_name: String,

    /// Telephone number of the secretariat, shown where a person may need help.
    #[arg(long, env = "TOBIUME_OFFICE_PHONE", default_value = "")]
    pub office_phone: String,

    /// Name of the secretariat, with who runs it: 「とびうめネット事務局（○○県医師会）」. Shown on the public pages.
    #[arg(long, env = "TOBIUME_OFFICE_NAME", default_value = "事務局")]
    pub office_name: String,

    /// Address of the secretariat, with the postal code; shown on the public pages. Empty: not shown.
    #[arg(long, env = "TOBIUME_OFFICE_ADDRESS", default_value = "")]
    pub office_address: String,

    /// Mail address of the secretariat, shown on the public pages. Empty: not shown.
    #[arg(long, env = "TOBIUME_OFFICE_EMAIL", default_value = "")]
    pub office_email: String,

    /// Where the pages are reached from outside, as `https://tobiume.example.jp`: links in mails begin with it.
    #[arg(long, env = "TOBIUME_PUBLIC_URL", default_value = "")]
    pub public_url: String,

    /// The text of 利用規約, to which who applies agrees: plain text in UTF-8, an empty line between paragraphs, a line that begins with `#` is a
    /// heading. A sample, which says so, where it is left out.
    #[arg(long, env = "TOBIUME_TERMS_FILE")]
    pub terms_file: Option<PathBuf>,

    /// The region in login IDs: `001@4011123454.REGION`.
    #[arg(long, env = "TOBIUME_REGION", default_value = DEFAULT_REGION)]
    pub region: String,

    /// Years for which the registration of somebody who withdrew the consent is kept (保存期限), from the day of the withdrawal. Nothing is
    /// destroyed by itself after them; `tobiume patients retention` tells how many there are.
    #[arg(long, env = "TOBIUME_RETENTION_YEARS", default_value_t = RETENTION_YEARS, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub retention_years: u32,
}
