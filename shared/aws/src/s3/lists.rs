//! Lists of leads in the bucket: put there, and taken to a file where they can be read from any row on.

use std::{
    fmt,
    io::{self, Write},
    path::Path,
};

use aws_sdk_s3::{Client, operation::get_object::GetObjectOutput, primitives::ByteStream};
use cam_core::id::CampaignId;
use cam_ports::{error::BoxError, lead_source::SourceIdentity};
use tempfile::NamedTempFile;

use super::{ANY, bare, is_changed, is_gone, quoted, uploading};
use crate::{connector::Lazy, trouble::trouble};

/// Where lists lie, in a folder for each campaign.
const LEADS: &str = "leads/";

/// The biggest list that is read: what fits into the 512 MB that a function has on disk, with room to spare.
const MAX_LIST_BYTES: u64 = 400 * 1024 * 1024;

/// The metadata that holds the mark of a list's content.
const CONTENT_MARK: &str = "cam-content";

/// Where a list lies: `leads/<campaign>/<file>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListKey {
    campaign: CampaignId,
    file: String,
}

/// The key is no list's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the object is no list of leads: put it at {LEADS}<campaign id>/<file>.csv in the bucket")]
pub struct NoListKey;

impl ListKey {
    /// The list of this name in a campaign.
    pub fn new(campaign: CampaignId, file: &str) -> Result<Self, NoListKey> {
        let is_plain = !file.is_empty() && file.len() <= 200 && !file.contains(|c: char| c == '/' || c.is_control());
        if is_plain { Ok(Self { campaign, file: file.to_owned() }) } else { Err(NoListKey) }
    }

    /// Reads a key of the bucket, as it is and not as a notification encodes it.
    pub fn parse(key: &str) -> Result<Self, NoListKey> {
        let (campaign, file) = key.strip_prefix(LEADS).and_then(|rest| rest.split_once('/')).ok_or(NoListKey)?;
        Self::new(campaign.parse().map_err(|_| NoListKey)?, file)
    }

    /// The campaign it feeds.
    #[must_use]
    pub fn campaign(&self) -> &CampaignId {
        &self.campaign
    }

    /// The list at one version, as the table knows it. `etag` may stand in quotes.
    #[must_use]
    pub fn identity(&self, etag: &str) -> SourceIdentity {
        SourceIdentity { name: self.file.clone(), etag: bare(etag).to_owned() }
    }
}

impl fmt::Display for ListKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{LEADS}{}/{}", self.campaign, self.file)
    }
}

/// The lists in a bucket.
#[derive(Debug, Clone)]
pub struct S3Sources {
    client: Lazy<Client>,
    bucket: String,
    pub(super) max_bytes: u64,
}

/// A list on disk, for as long as this lives.
#[derive(Debug)]
pub struct FetchedList {
    file: NamedTempFile,
    identity: SourceIdentity,
}

impl FetchedList {
    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Which list it is, at which version.
    #[must_use]
    pub fn identity(&self) -> &SourceIdentity {
        &self.identity
    }
}

/// What became of a list that was put into the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// It is there now.
    New(SourceIdentity),
    /// It was there before, with the same content.
    Same(SourceIdentity),
}

impl S3Sources {
    /// The lists in `bucket`.
    pub fn new(client: impl Into<Lazy<Client>>, bucket: impl Into<String>) -> Self {
        Self { client: client.into(), bucket: bucket.into(), max_bytes: MAX_LIST_BYTES }
    }

    /// Takes a registered list to a file in `folder`, block by block.
    ///
    /// Only the version that was registered: another one has other rows, and is another source.
    pub async fn fetch(
        &self,
        campaign: &CampaignId,
        list: &SourceIdentity,
        folder: &Path,
    ) -> Result<FetchedList, FetchError> {
        let key = ListKey::new(campaign.clone(), &list.name).map_err(|_| FetchError::Gone)?;
        let request = self.client.get_object().bucket(&self.bucket).key(key.to_string());
        let object = match request.if_match(quoted(&list.etag)).send().await {
            Err(error) if is_gone(&error) => return Err(FetchError::Gone),
            Err(error) if is_changed(&error) => return Err(FetchError::Replaced),
            answer => answer.map_err(|error| FetchError::Unreachable { mark: list.mark(), source: trouble(error) })?,
        };
        let disk = |source| FetchError::Disk { mark: list.mark(), source };
        let mut file = tempfile::Builder::new().prefix("list-").suffix(".csv").tempfile_in(folder).map_err(disk)?;
        self.copy(object, &mut file, list).await?;
        Ok(FetchedList { file, identity: list.clone() })
    }

    async fn copy(
        &self,
        object: GetObjectOutput,
        file: &mut NamedTempFile,
        list: &SourceIdentity,
    ) -> Result<(), FetchError> {
        let unreachable = |source: BoxError| FetchError::Unreachable { mark: list.mark(), source };
        let announced = object.content_length().and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        let (mut body, mut n_read) = (object.body, 0);
        loop {
            let n_bytes = announced.max(n_read);
            if n_bytes > self.max_bytes {
                return Err(FetchError::TooBig { n_bytes, max_bytes: self.max_bytes });
            }
            let Some(block) = body.try_next().await.map_err(|error| unreachable(error.into()))? else { return Ok(()) };
            n_read += block.len() as u64;
            file.write_all(&block).map_err(|source| FetchError::Disk { mark: list.mark(), source })?;
        }
    }

    /// Puts the file at `path` into the bucket as a list; `mark` is the fingerprint of its content.
    ///
    /// A list that is there is never replaced. The same content under the same name again changes nothing.
    pub async fn put(&self, list: &ListKey, path: &Path, mark: &str) -> Result<Stored, PutError> {
        let body = ByteStream::from_path(path).await.map_err(|error| PutError::Unreadable(error.into()))?;
        let request = self.client.put_object().bucket(&self.bucket).key(list.to_string()).if_none_match(ANY);
        let request = request.metadata(CONTENT_MARK, mark).content_type("text/csv").body(body);
        match request.customize().config_override(uploading()).send().await {
            Ok(answer) => Ok(Stored::New(list.identity(answer.e_tag().unwrap_or_default()))),
            Err(error) if is_changed(&error) => self.compare(list, mark).await,
            Err(error) => Err(PutError::Unreachable(trouble(error))),
        }
    }

    async fn compare(&self, list: &ListKey, mark: &str) -> Result<Stored, PutError> {
        let request = self.client.head_object().bucket(&self.bucket).key(list.to_string());
        let there = request.send().await.map_err(|error| PutError::Unreachable(trouble(error)))?;
        let known = there.metadata().and_then(|metadata| metadata.get(CONTENT_MARK));
        if known.is_some_and(|known| known == mark) {
            return Ok(Stored::Same(list.identity(there.e_tag().unwrap_or_default())));
        }
        Err(PutError::Taken { key: list.to_string() })
    }
}

/// Why a list could not be taken from the bucket. It does not say the list's name, which may be a person's: errors are
/// logged.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It was removed since it was registered.
    #[error("the list is no longer in the bucket: put it back, with the same content, or go on without its rest")]
    Gone,
    /// Another one lies in its place, which is a source of its own.
    #[error("the list was replaced by another: its rest is not read, and the new one is a list of its own")]
    Replaced,
    /// It does not fit on the disk of a function.
    #[error("the list has {n_bytes} bytes, and a function reads {max_bytes} at most: split it")]
    TooBig {
        /// How big it is, or how much of it was read.
        n_bytes: u64,
        /// How big it may be.
        max_bytes: u64,
    },
    /// S3 did not answer; a later call may succeed.
    #[error("the list with the mark {mark} (the beginning of its ETag) cannot be read from the bucket")]
    Unreachable {
        /// The list's mark.
        mark: String,
        /// What was said.
        #[source]
        source: BoxError,
    },
    /// There is no room for it.
    #[error(
        "the list with the mark {mark} (the beginning of its ETag) cannot be written to the function's disk: give the \
         function more ephemeral storage"
    )]
    Disk {
        /// The list's mark.
        mark: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Why a list could not be put into the bucket.
#[derive(Debug, thiserror::Error)]
pub enum PutError {
    /// Another list lies there, and stays.
    #[error("another list lies at {key} already: give the file another name")]
    Taken {
        /// Where.
        key: String,
    },
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Unreadable(#[source] BoxError),
    /// S3 did not take it; a repeat may succeed.
    #[error("the list cannot be put into the bucket")]
    Unreachable(#[source] BoxError),
}
