//! Senders: a gate and a history in one partition.

use cam_core::{
    id::{CampaignId, SenderId},
    sender::{Gate, Pause, SenderHistory},
};
use cam_ports::{error::StoreError, sender_store::SenderStore};

use super::{
    DynamoTable,
    call::{Action, Transacted},
    condition,
    error::malformed,
    key, record,
};

const READ: &str = "read a sender";
const SAVE: &str = "save a sender's history";
const PAUSE: &str = "pause or resume a campaign";

impl SenderStore for DynamoTable {
    async fn sender(&self, id: &SenderId) -> Result<(Gate, SenderHistory), StoreError> {
        let (gate, history) = (key::gate(id), key::history(id));
        let mut items = self.get_all(READ, [gate.clone(), history.clone()]).await?;
        let gate = items.remove(&gate).map(|item| record::sender::gate_from_item(id, item)).transpose();
        let history = items.remove(&history).map(record::sender::history_from_item).transpose();
        let gate = gate.map_err(malformed(READ))?.unwrap_or_else(|| Gate::new(id.clone()));
        Ok((gate, history.map_err(malformed(READ))?.unwrap_or_default()))
    }

    async fn save_history(&self, id: &SenderId, history: &SenderHistory) -> Result<(), StoreError> {
        let item = record::sender::history_to_item(id, history).map_err(malformed(SAVE))?;
        self.put(SAVE, item).await
    }

    async fn set_pause(&self, campaign: &CampaignId, senders: &[SenderId], pause: Pause) -> Result<(), StoreError> {
        for sender in senders {
            while let Some(put) = self.paused_gate(PAUSE, campaign, sender, pause).await? {
                // Refused: a claim passed the gate in between, which is read again.
                if self.transact(PAUSE, vec![put]).await? == Transacted::Done {
                    break;
                }
            }
        }
        Ok(())
    }
}

impl DynamoTable {
    /// The write that pauses or resumes a campaign at one gate; none if it is so already.
    pub(super) async fn paused_gate(
        &self,
        operation: &'static str,
        campaign: &CampaignId,
        sender: &SenderId,
        pause: Pause,
    ) -> Result<Option<Action>, StoreError> {
        let (gate, _) = self.sender(sender).await?;
        let Some(gate) = gate.with_pause(campaign, pause) else { return Ok(None) };
        let item = record::sender::gate_to_item(&gate).map_err(malformed(operation))?;
        Ok(Some(Action::Put(item, Some(condition::before(gate.version)))))
    }
}
