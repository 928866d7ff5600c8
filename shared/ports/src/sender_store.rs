//! Senders' gates and histories.

use cam_core::{
    campaign::Campaign,
    id::{CampaignId, SenderId},
    sender::{Gate, Pause, SenderHistory},
};

use crate::error::StoreError;

/// Keeps what is known of senders. Gates change only in claims and releases ([`crate::ledger`]) and when a campaign is
/// paused or resumed.
pub trait SenderStore: Sync {
    /// A sender's gate and history, new ones where nothing is stored; read strongly.
    fn sender(&self, id: &SenderId) -> impl Future<Output = Result<(Gate, SenderHistory), StoreError>> + Send;

    /// Stores a sender's history in the place of what is there.
    fn save_history(
        &self,
        id: &SenderId,
        history: &SenderHistory,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Pauses or resumes a campaign at the gates of `senders`, one after the other; the other campaigns of a sender are
    /// not touched. A repeat changes nothing; after an error a part may be done, and a repeat does the rest.
    ///
    /// A claim that read a gate before it was shut is refused as contended, and meets the shut gate when it is judged
    /// again.
    fn set_pause(
        &self,
        campaign: &CampaignId,
        senders: &[SenderId],
        pause: Pause,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Whether a campaign is paused at the gate of one of its senders.
pub async fn is_paused(store: &impl SenderStore, campaign: &Campaign) -> Result<bool, StoreError> {
    for sender in &campaign.senders {
        let (gate, _) = store.sender(&sender.id).await?;
        if gate.paused.contains(&campaign.id) {
            return Ok(true);
        }
    }
    Ok(false)
}
