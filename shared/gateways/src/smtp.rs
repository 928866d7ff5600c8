//! Mail through the SMTP server of a mailbox provider: handed over once, over TLS.
//!
//! One connection a mail: a sender pauses for minutes between two. The steps are taken one by one, because what a failure
//! means depends on the step it came at: before the content was sent, nothing can have gone out.

mod reply;
mod settings;

use std::{io, time::Duration};

use cam_core::address::EmailAddress;
use cam_ports::{
    error::BoxError,
    gateway::{EmailGateway, GatewayError, Mail},
};
use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{self, Data, Rcpt},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};
use tokio::time::timeout;

use reply::{Step, judge};
pub use settings::{Security, SettingsError, SmtpSettings};

/// How long a connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long everything may take up to the content.
const APPROACH_TIMEOUT: Duration = Duration::from_secs(15);

/// How long the server may take for the content; it may scan it before it answers.
const CONTENT_TIMEOUT: Duration = Duration::from_secs(15);

/// How long the server has to say goodbye.
const QUIT_TIMEOUT: Duration = Duration::from_secs(1);

/// How long each step may take.
#[derive(Debug, Clone, Copy)]
struct Patience {
    connect: Duration,
    approach: Duration,
    content: Duration,
}

/// Sends mail through one SMTP server.
#[derive(Debug)]
pub struct SmtpGateway {
    settings: SmtpSettings,
    patience: Patience,
}

/// The server's host was not reached in time, or went silent.
#[derive(Debug, thiserror::Error)]
#[error("the SMTP server did not answer in time")]
struct TooSlow;

impl SmtpGateway {
    /// Sends through the server that `settings` name.
    #[must_use]
    pub fn new(settings: SmtpSettings) -> Self {
        let patience = Patience { connect: CONNECT_TIMEOUT, approach: APPROACH_TIMEOUT, content: CONTENT_TIMEOUT };
        Self { settings, patience }
    }

    /// Everything up to where the content may be sent. Whatever fails here, nothing went out.
    async fn approach(&self, mail: &Mail) -> Result<AsyncSmtpConnection, GatewayError> {
        let (from, to) = (envelope(&mail.from)?, envelope(&mail.to)?);
        let mut connection = self.connect().await.map_err(|error| judge(Step::Connect, &error))?;
        let mut options = Vec::new();
        if !mail.mime.is_ascii() {
            if !connection.server_info().supports_feature(Extension::EightBitMime) {
                return Err(GatewayError::Unavailable("the SMTP server takes no 8-bit mail".into()));
            }
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let sender = commands::Mail::new(Some(from), options);
        connection.command(sender).await.map_err(|error| judge(Step::Sender, &error))?;
        connection.command(Rcpt::new(to, Vec::new())).await.map_err(|error| judge(Step::Recipient, &error))?;
        connection.command(Data).await.map_err(|error| judge(Step::Data, &error))?;
        Ok(connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let settings = &self.settings;
        let server = (settings.host.as_str(), settings.port);
        let hello = ClientId::Domain(settings.hello().to_owned());
        let tls = || TlsParameters::new(settings.host.clone());
        let at_once = matches!(settings.security, Security::Tls).then(tls).transpose()?;
        let patience = Some(self.patience.connect);
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, patience, &hello, at_once, None).await?;
        if matches!(settings.security, Security::StartTls) {
            connection.starttls(tls()?, &hello).await?;
        }
        if let Some((name, password)) = settings.login() {
            let credentials = Credentials::new(name.to_owned(), password.to_owned());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await?;
        }
        Ok(connection)
    }

    /// Sends the content. From here on, what is not answered may have gone out.
    async fn hand_over(&self, connection: &mut AsyncSmtpConnection, mime: &[u8]) -> Result<(), GatewayError> {
        // The line end before the final dot belongs to SMTP, and is written for it.
        let content = mime.strip_suffix(b"\r\n").unwrap_or(mime);
        match timeout(self.patience.content, connection.message(content)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(judge(Step::Content, &error)),
            Err(_) => Err(GatewayError::NoAnswer(TooSlow.into())),
        }
    }
}

impl EmailGateway for SmtpGateway {
    fn name(&self) -> &'static str {
        "smtp"
    }

    /// Needs a tokio runtime with network and time.
    async fn send(&self, mail: &Mail) -> Result<String, GatewayError> {
        let approach = Box::pin(self.approach(mail));
        let mut connection = match timeout(self.patience.approach, approach).await {
            Ok(connection) => connection?,
            Err(_) => return Err(GatewayError::Unavailable(TooSlow.into())),
        };
        let outcome = self.hand_over(&mut connection, &mail.mime).await;
        // Whatever becomes of the goodbye, it changes nothing.
        let _ = timeout(QUIT_TIMEOUT, connection.abort()).await;
        outcome.map(|()| mail.message_id.clone())
    }
}

fn envelope(address: &EmailAddress) -> Result<Address, GatewayError> {
    let refuse =
        |_| -> BoxError { io::Error::new(io::ErrorKind::InvalidInput, "SMTP cannot carry the address").into() };
    address.expose().parse().map_err(|error: lettre::address::AddressError| GatewayError::Rejected(refuse(error)))
}

#[cfg(test)]
mod tests;
