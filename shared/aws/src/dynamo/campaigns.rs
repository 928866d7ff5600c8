//! Campaigns: each is the owner's file, kept as text and read again whenever it is needed.

use cam_core::{
    campaign::{Campaign, StoredCampaign},
    id::CampaignId,
    sender::Pause,
};
use cam_ports::{
    campaign_file,
    campaign_store::{ApplyError, CampaignStore},
    error::StoreError,
    sender_store::is_paused,
};

use super::{
    DynamoTable,
    call::{Action, Range, Transacted},
    condition,
    error::malformed,
    key, record,
};

const READ: &str = "read the campaigns";
const APPLY: &str = "store a campaign";

impl CampaignStore for DynamoTable {
    async fn campaigns(&self) -> Result<Vec<StoredCampaign>, StoreError> {
        let stored = self.stored_campaigns(READ).await?;
        Ok(stored.into_iter().map(|(campaign, _)| campaign).collect())
    }

    async fn campaign(&self, id: &CampaignId) -> Result<Option<StoredCampaign>, StoreError> {
        let item = self.get(READ, key::campaign(id)).await?;
        let stored = item.map(record::campaign::from_item).transpose().map_err(malformed(READ))?;
        Ok(stored.map(|(campaign, _)| campaign))
    }

    async fn apply_campaign(&self, file: &str) -> Result<StoredCampaign, ApplyError> {
        let campaign =
            campaign_file::parse(file, "campaign.toml").map_err(|error| ApplyError::Invalid(error.into()))?;
        let stored = self.stored_campaigns(APPLY).await?;
        let known = stored.iter().map(|(stored, _)| &stored.campaign);
        campaign.expect_one_id_a_mailbox(known).map_err(|error| ApplyError::Invalid(error.into()))?;
        let last = stored.iter().map(|(stored, _)| stored.number).max().unwrap_or_default();
        match stored.into_iter().find(|(stored, _)| stored.campaign.id == campaign.id) {
            Some((stored, text)) if text == file => Ok(stored),
            Some((stored, _)) => self.change_campaign(campaign, &stored, file).await,
            None => self.add_campaign(campaign, last.saturating_add(1), file).await,
        }
    }
}

impl DynamoTable {
    async fn stored_campaigns(&self, operation: &'static str) -> Result<Vec<(StoredCampaign, String)>, StoreError> {
        let items = self.query(operation, Range::of(key::CAMPAIGNS.to_owned()), usize::MAX).await?;
        items.into_iter().map(record::campaign::from_item).collect::<Result<_, _>>().map_err(malformed(operation))
    }

    async fn change_campaign(
        &self,
        campaign: Campaign,
        stored: &StoredCampaign,
        file: &str,
    ) -> Result<StoredCampaign, ApplyError> {
        let version = stored.version.saturating_add(1);
        let next = StoredCampaign { campaign, number: stored.number, version };
        let item = record::campaign::to_item(&next, file).map_err(malformed(APPLY))?;
        let put = Action::Put(item, Some(condition::at(u64::from(stored.version))));
        let mut actions = self.pauses_of_new_senders(&next.campaign, &stored.campaign).await?;
        actions.push(put);
        self.store_campaign(next, actions).await
    }

    /// A paused campaign does not send through a sender that is new in its file: its gate is shut in the same transaction.
    async fn pauses_of_new_senders(&self, next: &Campaign, before: &Campaign) -> Result<Vec<Action>, StoreError> {
        let mut actions = Vec::new();
        let new: Vec<_> = next.senders.iter().filter(|sender| before.sender(&sender.id).is_none()).collect();
        if new.is_empty() || !is_paused(self, before).await? {
            return Ok(actions);
        }
        for sender in new {
            actions.extend(self.paused_gate(APPLY, &next.id, &sender.id, Pause::On).await?);
        }
        Ok(actions)
    }

    /// The number is taken in the same transaction, so that two campaigns added at once cannot share one.
    async fn add_campaign(&self, campaign: Campaign, number: u16, file: &str) -> Result<StoredCampaign, ApplyError> {
        let mark = record::mark::number(number, &campaign.id).map_err(malformed(APPLY))?;
        let first = StoredCampaign { campaign, number, version: 1 };
        let item = record::campaign::to_item(&first, file).map_err(malformed(APPLY))?;
        let puts = [item, mark].map(|item| Action::Put(item, Some(condition::absent())));
        self.store_campaign(first, puts.into()).await
    }

    async fn store_campaign(
        &self,
        campaign: StoredCampaign,
        actions: Vec<Action>,
    ) -> Result<StoredCampaign, ApplyError> {
        match self.transact(APPLY, actions).await? {
            Transacted::Done => Ok(campaign),
            Transacted::Refused(_) => Err(ApplyError::Stale),
        }
    }
}
