//! Giving a mail to the SMTP server.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{Header, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};

use tobiume_common::mail::MailNotice;

use super::words::{self, Facts};
use crate::config::{MailConfig, MailTls, NetworkConfig};

/// Longest sending, from the connection to the last word: shorter than a lease.
const PATIENCE: Duration = Duration::from_secs(60);

/// Longest address, in bytes (RFC 5321).
const ADDRESS_MAX: usize = 254;

/// Answers with which a server refuses who sends, not what is sent: a person has to mend the configuration, and then the mail goes.
const REFUSES_SENDER: [u16; 4] = [530, 534, 535, 538];

/// Why a mail was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It may be taken later.
    Later(Option<u16>),
    /// The server will not take it.
    Never(u16),
    /// The server is not there, or does not take our mails: no further one needs to be tried now.
    Unreachable(Option<u16>),
}

/// Knows the SMTP server and what every mail says.
pub struct Sender {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    network: String,
    office_phone: String,
    public_url: String,
}

impl Sender {
    /// As configured; none where no server is named.
    pub fn new(mail: &MailConfig, network: &NetworkConfig) -> anyhow::Result<Option<Self>> {
        let Some(host) = mail.host.as_deref().filter(|host| !host.is_empty()) else {
            return Ok(None);
        };
        let from = mail.from.as_deref().unwrap_or_default();
        ensure!(
            is_address(from),
            "TOBIUME_MAIL_FROM must be an address that mails come from, as jimukyoku@example.jp"
        );
        let from: Address = from.parse()?;
        let public_url = network.public_url.trim_end_matches('/');
        ensure!(
            is_web_address(public_url),
            "mails link to the pages: TOBIUME_PUBLIC_URL must say where they are, as https://tobiume.example.jp"
        );
        let hello = ClientId::Domain(from.domain().to_owned());
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(mail.port.unwrap_or(mail.tls.port()))
            .tls(protection(mail.tls, host)?)
            .hello_name(hello)
            .timeout(Some(PATIENCE));
        match (&mail.user, &mail.password) {
            (Some(user), Some(password)) => {
                ensure!(
                    mail.tls != MailTls::None,
                    "a password is sent only through TLS: set TOBIUME_MAIL_TLS to starttls or tls"
                );
                transport = transport.credentials(Credentials::new(user.clone(), password.reveal().to_owned()));
            }
            (None, None) => {}
            _ => bail!("TOBIUME_MAIL_USER and TOBIUME_MAIL_PASSWORD belong together"),
        }
        Ok(Some(Self {
            transport: transport.build(),
            from: Mailbox::new(Some(one_line(&network.network_name)), from),
            network: one_line(&network.network_name),
            office_phone: one_line(&network.office_phone),
            public_url: public_url.to_owned(),
        }))
    }

    /// Gives a mail to the server. `reference` is the mail's own, so that it is one mail however often it comes.
    pub async fn send(&self, notice: MailNotice, receipt: &str, recipient: &str, reference: &str) -> Result<(), Refusal> {
        // The address was checked when it was written: what is none now is none later.
        let Ok(message) = self.message(notice, receipt, recipient, reference) else {
            return Err(Refusal::Never(0));
        };
        match tokio::time::timeout(PATIENCE, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(refusal(error.status().map(u16::from))),
            Err(_) => Err(Refusal::Unreachable(None)),
        }
    }

    fn message(&self, notice: MailNotice, receipt: &str, recipient: &str, reference: &str) -> anyhow::Result<Message> {
        let facts = Facts {
            receipt,
            network: &self.network,
            office_phone: &self.office_phone,
            public_url: &self.public_url,
        };
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, recipient.parse()?))
            .subject(words::subject(notice, &facts))
            .message_id(Some(format!("<{reference}@{}>", self.from.email.domain())))
            .header(AutoSubmitted)
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(words::body(notice, &facts))
            .context("writing a mail")
    }
}

/// What a reply code means; none where the server said nothing.
pub fn refusal(code: Option<u16>) -> Refusal {
    match code {
        Some(code) if REFUSES_SENDER.contains(&code) => Refusal::Unreachable(Some(code)),
        Some(code) if code >= 500 => Refusal::Never(code),
        // 421: the whole server is busy or goes away.
        Some(421) | None => Refusal::Unreachable(code),
        Some(code) => Refusal::Later(Some(code)),
    }
}

fn protection(tls: MailTls, host: &str) -> anyhow::Result<Tls> {
    Ok(match tls {
        MailTls::None => Tls::None,
        MailTls::Starttls => Tls::Required(TlsParameters::new(host.to_owned()).context("TOBIUME_MAIL_HOST")?),
        MailTls::Tls => Tls::Wrapper(TlsParameters::new(host.to_owned()).context("TOBIUME_MAIL_HOST")?),
    })
}

/// Whether mail can be sent there: one plain address, nothing that could become another line or another address.
pub fn is_address(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b',' | b';' | b':' | b'<' | b'>' | b'(' | b')' | b'"' | b'\\');
    text.len() <= ADDRESS_MAX && text.bytes().all(is_plain) && text.parse::<Address>().is_ok()
}

fn is_web_address(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic()))
}

fn one_line(text: &str) -> String {
    text.chars().filter(|ch| !ch.is_control()).collect()
}

/// RFC 3834: machines do not answer.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Settings {
        #[command(flatten)]
        mail: MailConfig,
        #[command(flatten)]
        network: NetworkConfig,
    }

    fn sender(options: &[&str]) -> anyhow::Result<Option<Sender>> {
        let Settings { mail, network } = Settings::parse_from([&["test"], options].concat());
        Sender::new(&mail, &network)
    }

    const WHOLE: [&str; 6] = [
        "--mail-host",
        "mail.example.jp",
        "--mail-from",
        "jimukyoku@example.jp",
        "--public-url",
        "https://tobiume.example.jp/",
    ];

    #[test]
    fn half_a_configuration_is_refused() {
        assert!(sender(&[]).unwrap().is_none());
        assert!(sender(&["--mail-host", ""]).unwrap().is_none());
        assert!(sender(&WHOLE).unwrap().is_some());
        for wrong in [
            &["--mail-host", "mail.example.jp"][..],
            &WHOLE[..4],
            &[&WHOLE[..], &["--mail-user", "user"]].concat(),
            &[&WHOLE[..], &["--mail-tls", "none", "--mail-user", "user", "--mail-password", "x"]].concat(),
            &[
                "--mail-host",
                "h",
                "--mail-from",
                "a@b.jp>\r\nBcc: c@d.jp",
                "--public-url",
                "https://x.jp",
            ],
            &["--mail-host", "h", "--mail-from", "a@b.jp", "--public-url", "javascript:x"],
        ] {
            assert!(sender(wrong).is_err(), "{wrong:?}");
        }
        let with_password = [&WHOLE[..], &["--mail-user", "user", "--mail-password", "hidden-word"]].concat();
        let Settings { mail, .. } = Settings::parse_from([&["test"], &with_password[..]].concat());
        assert!(!format!("{mail:?}").contains("hidden-word"));
    }

    #[test]
    fn no_address_becomes_a_line_or_a_second_one() {
        for address in ["info@example.jp", "a.b+c@mail.example.co.jp"] {
            assert!(is_address(address), "{address}");
        }
        for wrong in [
            "",
            "info",
            "@example.jp",
            "info@example.jp\r\nBcc: other@example.jp",
            "info@example.jp,other@example.jp",
            "a@b@example.jp",
            "\"a b\"@example.jp",
            "Name <info@example.jp>",
            "情報@example.jp",
            &format!("{}@example.jp", "a".repeat(250)),
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_mail_is_plain_ascii_on_the_wire() {
        let options = [&WHOLE[..], &["--network-name", "とびうめ\r\nBcc: other@example.jp"]].concat();
        let sender = sender(&options).unwrap().unwrap();
        for notice in MailNotice::ALL {
            let message = sender.message(notice, "A-000123-0", "info@example.jp", "r").unwrap();
            let wire = String::from_utf8(message.formatted()).unwrap();
            assert!(wire.is_ascii() && wire.lines().all(|line| line.len() < 998), "{wire}");
            let head = wire.split("\r\n\r\n").next().unwrap();
            for line in [
                "To: info@example.jp",
                "Message-ID: <r@example.jp>",
                "Auto-Submitted: auto-generated",
            ] {
                assert!(head.lines().any(|found| found == line), "{line} in {head}");
            }
            assert!(
                head.contains("Subject: =?utf-8?b?") && !head.to_lowercase().contains("\nbcc:"),
                "{head}"
            );
        }
    }

    #[test]
    fn replies() {
        assert_eq!(refusal(Some(451)), Refusal::Later(Some(451)));
        assert_eq!(refusal(Some(550)), Refusal::Never(550));
        for unreachable in [None, Some(421), Some(535)] {
            assert_eq!(refusal(unreachable), Refusal::Unreachable(unreachable));
        }
    }
}
