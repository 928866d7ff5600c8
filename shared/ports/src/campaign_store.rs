//! Campaigns as the table keeps them: the owner's file, with a number and a version.

use cam_core::{campaign::StoredCampaign, id::CampaignId};

use crate::error::StoreError;

/// Keeps campaigns.
pub trait CampaignStore: Sync {
    /// Every campaign, by id; read strongly.
    fn campaigns(&self) -> impl Future<Output = Result<Vec<StoredCampaign>, StoreError>> + Send;

    /// One campaign; read strongly.
    fn campaign(&self, id: &CampaignId) -> impl Future<Output = Result<Option<StoredCampaign>, StoreError>> + Send;

    /// Stores `file`, the text of a `campaign.toml` that has been checked, under the id it names.
    ///
    /// A file that gives a known mailbox a second sender id is refused: caps and histories stand under the id.
    /// A new campaign gets the next number; a changed file the next version; the same text again changes nothing.
    /// A campaign that is paused stays so: the gates of senders that are new in its file are shut with it.
    fn apply_campaign(&self, file: &str) -> impl Future<Output = Result<StoredCampaign, ApplyError>> + Send;
}

/// The campaign was not stored.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The file is no campaign.
    #[error("the campaign file is not in order")]
    Invalid(#[source] crate::error::BoxError),
    /// Somebody else stored a campaign at the same moment; do it again.
    #[error("the campaign was changed at the same moment; apply it again")]
    Stale,
    /// The table did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}
