//! Mails that SES put into the bucket.
//!
//! A mail that was dealt with is moved from `mail/` to `read/`, where it lies under its fingerprint: the name it is
//! known by in the table, so that it is found again when its writer has to be forgotten.

use aws_sdk_s3::Client;
use cam_ports::{
    error::BoxError,
    identity::fingerprint,
    inbound::{self, Inbox},
};

use super::{ANY, is_changed, is_gone, quoted, uploading};
use crate::{connector::Lazy, trouble::trouble};

/// Where mails come in.
const MAIL: &str = "mail/";

/// Where mails lie that were dealt with.
const READ: &str = "read/";

/// SES puts it there to see whether it may.
const SETUP_NOTE: &str = "AMAZON_SES_SETUP_NOTIFICATION";

/// The biggest mail that is read into memory: what SES delivers at most.
const MAX_MAIL_BYTES: usize = 40 * 1024 * 1024;

/// The mails in a bucket. A mail's name is its key below `mail/`.
#[derive(Debug, Clone)]
pub struct S3Inbox {
    client: Lazy<Client>,
    bucket: String,
}

/// A mail with its version.
struct Found {
    mail: Vec<u8>,
    etag: String,
}

impl S3Inbox {
    /// The inbox in `bucket`.
    pub fn new(client: impl Into<Lazy<Client>>, bucket: impl Into<String>) -> Self {
        Self { client: client.into(), bucket: bucket.into() }
    }

    /// The name of the mail that lies under `key`; none if no mail does.
    #[must_use]
    pub fn name(key: &str) -> Option<&str> {
        key.strip_prefix(MAIL).filter(|name| is_mail(name))
    }

    async fn list(&self) -> Result<Vec<String>, InboxError> {
        let mut names = Vec::new();
        let request = self.client.list_objects_v2().bucket(&self.bucket).prefix(MAIL);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| InboxError::Unlisted(trouble(error)))?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            names.extend(keys.filter_map(Self::name).map(ToOwned::to_owned));
        }
        names.sort();
        Ok(names)
    }

    /// The mail of this name, if it waits.
    async fn read(&self, name: &str) -> Result<Option<Found>, InboxError> {
        if !is_mail(name) {
            return Ok(None);
        }
        let request = self.client.get_object().bucket(&self.bucket).key(format!("{MAIL}{name}"));
        let mut object = match request.send().await {
            Err(error) if is_gone(&error) => return Ok(None),
            answer => answer.map_err(|error| InboxError::Unreadable(trouble(error)))?,
        };
        let mut mail = Vec::new();
        while let Some(block) = object.body.try_next().await.map_err(|error| InboxError::Unreadable(error.into()))? {
            mail.extend_from_slice(&block);
            if mail.len() > MAX_MAIL_BYTES {
                return Err(InboxError::TooBig);
            }
        }
        Ok(Some(Found { mail, etag: object.e_tag.unwrap_or_default() }))
    }

    /// Keeps the mail under its fingerprint, then takes this version of it out of the way.
    async fn move_away(&self, name: &str, id: &str, found: Found) -> Result<(), BoxError> {
        let kept = self.client.put_object().bucket(&self.bucket).key(format!("{READ}{id}")).if_none_match(ANY);
        match kept.body(found.mail.into()).customize().config_override(uploading()).send().await {
            Err(error) if is_changed(&error) => {}
            answer => drop(answer.map_err(trouble)?),
        }
        let done = self.client.delete_object().bucket(&self.bucket).key(format!("{MAIL}{name}"));
        match done.if_match(quoted(&found.etag)).send().await {
            Err(error) if is_changed(&error) || is_gone(&error) => Ok(()),
            answer => answer.map(drop).map_err(trouble),
        }
    }
}

impl Inbox for S3Inbox {
    async fn waiting(&self) -> Result<Vec<String>, inbound::InboxError> {
        self.list().await.map_err(out_of_reach)
    }

    async fn fetch(&self, name: &str) -> Result<Option<Vec<u8>>, inbound::InboxError> {
        Ok(self.read(name).await.map_err(out_of_reach)?.map(|found| found.mail))
    }

    async fn put_away(&self, name: &str, id: &str) -> Result<(), inbound::InboxError> {
        match self.read(name).await.map_err(out_of_reach)? {
            Some(found) if fingerprint(&found.mail) == id => {
                self.move_away(name, id, found).await.map_err(|source| out_of_reach(InboxError::Immovable(source)))
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn is_mail(name: &str) -> bool {
    !name.is_empty() && !name.contains('/') && name != SETUP_NOTE
}

fn out_of_reach(error: InboxError) -> inbound::InboxError {
    inbound::InboxError(error.into())
}

/// Why the inbox could not be used.
#[derive(Debug, thiserror::Error)]
enum InboxError {
    #[error("the mails in the bucket cannot be listed")]
    Unlisted(#[source] BoxError),
    #[error("a mail in the bucket cannot be read")]
    Unreadable(#[source] BoxError),
    #[error(
        "a mail in the bucket is bigger than a mail may be ({MAX_MAIL_BYTES} bytes): move it out of {MAIL}, or delete it"
    )]
    TooBig,
    #[error("a mail cannot be moved from {MAIL} to {READ} in the bucket")]
    Immovable(#[source] BoxError),
}
