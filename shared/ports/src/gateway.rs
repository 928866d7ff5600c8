//! Delivers mail.

use cam_core::{address::EmailAddress, id::SendId};

use crate::error::BoxError;

/// A finished mail, ready for the wire.
#[derive(Clone)]
pub struct Mail {
    /// The name it is kept under: a send id for outreach, a notice's id for mail to the owner.
    pub id: MailId,
    /// Envelope sender.
    pub from: EmailAddress,
    /// Envelope recipient; one.
    pub to: EmailAddress,
    /// RFC 5322 message, CRLF line ends.
    pub mime: Vec<u8>,
    /// The `Message-ID` in `mime`, without angle brackets; gateways that replace it answer with their own.
    pub message_id: String,
}

/// What a mail is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailId {
    /// A touch.
    Outreach(SendId),
    /// A notice to the owner, by a name in letters, digits, `-` and `.`.
    Notice(String),
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("id", &self.id).field("bytes", &self.mime.len()).finish_non_exhaustive()
    }
}

/// Delivers mail.
pub trait EmailGateway: Sync {
    /// The gateway's name, as the ledger keeps it.
    fn name(&self) -> &'static str;

    /// Hands `mail` over, once, and returns the `Message-ID` it has on the wire, without angle brackets.
    ///
    /// Never repeated inside once it may have gone out: that would be a second mail.
    fn send(&self, mail: &Mail) -> impl Future<Output = Result<String, GatewayError>> + Send;
}

/// Why a message was not accepted; the caller's next step differs for each.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The address or content will never be accepted.
    #[error("the gateway rejected the message")]
    Rejected(#[source] BoxError),
    /// Nothing went out, and a later attempt may succeed.
    #[error("the gateway is not taking messages")]
    Unavailable(#[source] BoxError),
    /// The connection broke after the request was written: it may have gone out.
    #[error("the gateway did not answer")]
    NoAnswer(#[source] BoxError),
}

/// The gateway of a stack that has none: it takes nothing and says so, rather than report success.
#[derive(Debug, Clone, Copy, Default)]
pub struct SilentGateway;

impl EmailGateway for SilentGateway {
    fn name(&self) -> &'static str {
        "silent"
    }

    async fn send(&self, _mail: &Mail) -> Result<String, GatewayError> {
        Err(GatewayError::Unavailable("no mail gateway is configured".into()))
    }
}
