//! What comes back: the place it is read from, and what it did.

use cam_core::{
    company::Company,
    fact::FactKind,
    id::{LeadKey, PersonId},
    lead::Lead,
};
use jiff::Timestamp;

use crate::{
    error::{BoxError, Saved, StoreError},
    suppression::Suppression,
};

/// A mail from a person, as it stands with them.
#[derive(Clone, PartialEq, Eq)]
pub struct InboundMail {
    /// Its fingerprint: the name it is handled once under.
    pub id: String,
    /// Who wrote.
    pub person: PersonId,
    /// When it was read.
    pub received_at: Timestamp,
    /// What it was taken for (`cam_mail::read::Class`, by name).
    pub class: String,
    /// How sure that is, in thousandths.
    pub confidence_milli: u16,
    /// The words that decided. Personal data.
    pub evidence: String,
    /// What the person wrote, without quotes; at most 4 KB. Personal data.
    pub text: String,
}

impl std::fmt::Debug for InboundMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InboundMail")
            .field("id", &self.id)
            .field("person", &self.person)
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

/// Everything a mail does, in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct InboundEffects {
    /// The mail's fingerprint.
    pub id: String,
    /// When it was handled.
    pub at: Timestamp,
    /// What it was taken for, also where nobody was found who wrote it.
    pub class: String,
    /// The mail with the person who wrote it, if found.
    pub mail: Option<InboundMail>,
    /// Leads that change; versions one above those that were read.
    pub leads: Vec<Lead>,
    /// Companies whose active leads change; versions one above those that were read.
    pub companies: Vec<Company>,
    /// A no.
    pub suppression: Option<(PersonId, Suppression)>,
    /// What it is a fact of, and of which lead: a reply or an opt-out, once however many leads it changes.
    pub fact: Option<(LeadKey, FactKind)>,
}

/// Remembers what came in.
pub trait InboundStore: Sync {
    /// Whether a mail was handled before.
    fn is_handled(&self, id: &str) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Stores the effects, all or nothing.
    ///
    /// `Stale`: it was handled before, or a lead or a company changed since it was read.
    fn apply_inbound(&self, effects: &InboundEffects) -> impl Future<Output = Result<Saved, StoreError>> + Send;
}

/// The place mail comes in at.
pub trait Inbox: Sync {
    /// The names of the mails that wait, in order; none of them is opened.
    fn waiting(&self) -> impl Future<Output = Result<Vec<String>, InboxError>> + Send;

    /// One mail's content; none if it was put away meanwhile.
    fn fetch(&self, name: &str) -> impl Future<Output = Result<Option<Vec<u8>>, InboxError>> + Send;

    /// Puts the mail of this name out of the way, which was handled under the fingerprint `id`. Nothing is deleted; a
    /// repeat does nothing, and another mail that took its name meanwhile stays.
    fn put_away(&self, name: &str, id: &str) -> impl Future<Output = Result<(), InboxError>> + Send;
}

/// The inbox could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the inbox is out of reach")]
pub struct InboxError(#[source] pub BoxError);

/// The inbox of a stack that gets no mail: always empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct EmptyInbox;

impl Inbox for EmptyInbox {
    async fn waiting(&self) -> Result<Vec<String>, InboxError> {
        Ok(Vec::new())
    }

    async fn fetch(&self, _name: &str) -> Result<Option<Vec<u8>>, InboxError> {
        Ok(None)
    }

    async fn put_away(&self, _name: &str, _id: &str) -> Result<(), InboxError> {
        Ok(())
    }
}
