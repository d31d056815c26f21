//! Mail to applicants: off unless a server is named.

use std::fmt;

use clap::{Args, ValueEnum};

/// The SMTP server that mails are given to.
#[derive(Args, Clone, Debug)]
pub struct MailConfig {
    /// SMTP server. Without it nothing is written for mail and nothing sent.
    #[arg(long = "mail-host", env = "TOBIUME_MAIL_HOST")]
    pub host: Option<String>,

    /// Its port. Without it 587, with `tls` 465, with `none` 25.
    #[arg(long = "mail-port", env = "TOBIUME_MAIL_PORT")]
    pub port: Option<u16>,

    /// How the connection is protected. The server's certificate is checked against the certificates that this machine trusts.
    #[arg(long = "mail-tls", env = "TOBIUME_MAIL_TLS", value_enum, default_value_t = MailTls::Starttls)]
    pub tls: MailTls,

    /// User at the SMTP server, where it asks for one.
    #[arg(long = "mail-user", env = "TOBIUME_MAIL_USER")]
    pub user: Option<String>,

    /// The user's password. Never sent without TLS.
    #[arg(long = "mail-password", env = "TOBIUME_MAIL_PASSWORD", hide_env_values = true)]
    pub password: Option<Secret>,

    /// Address that mails come from, as `jimukyoku@example.jp`. Its name is the network's.
    #[arg(long = "mail-from", env = "TOBIUME_MAIL_FROM")]
    pub from: Option<String>,
}

/// How the connection to the SMTP server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MailTls {
    /// Not at all: for a server on this machine.
    None,
    /// Begins in the clear and must become TLS before anything is said.
    Starttls,
    /// TLS from the beginning.
    Tls,
}

impl MailTls {
    /// The port where none is configured.
    pub const fn port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::Starttls => 587,
            Self::Tls => 465,
        }
    }
}

/// A password in the configuration: never printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// What it is.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
