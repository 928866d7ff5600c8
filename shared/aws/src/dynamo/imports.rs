//! Leads that come in, and how far each source has been read.

use cam_core::id::{CampaignId, LeadKey};
use cam_ports::{
    error::{Saved, StoreError},
    import_store::{ImportBatch, ImportStore, Known, SourceState},
};

use super::{
    DynamoTable,
    call::{Action, Range},
    condition,
    error::malformed,
    key,
    record::{self, Malformed},
};

const SOURCES: &str = "read the sources";
const KNOWN: &str = "look up who is known";
const IMPORT: &str = "take leads in";

impl ImportStore for DynamoTable {
    fn leads_per_transaction(&self) -> usize {
        self.settings.leads_per_transaction
    }

    async fn sources(&self, campaign: &CampaignId) -> Result<Vec<SourceState>, StoreError> {
        let items = self.query(SOURCES, Range::of(key::sources(campaign)), usize::MAX).await?;
        let sources = items.into_iter().map(|item| record::source::from_item(campaign, item));
        sources.collect::<Result<_, _>>().map_err(malformed(SOURCES))
    }

    async fn known(&self, keys: &[LeadKey]) -> Result<Vec<Known>, StoreError> {
        let wanted = keys.iter().flat_map(|lead| [key::lead(lead), key::suppression(&lead.person)]);
        let items = self.get_all(KNOWN, wanted).await?;
        let known = |lead: &LeadKey| {
            if items.contains_key(&key::suppression(&lead.person)) {
                Known::Suppressed
            } else if items.contains_key(&key::lead(lead)) {
                Known::Lead
            } else {
                Known::Stranger
            }
        };
        Ok(keys.iter().map(known).collect())
    }

    async fn import(&self, batch: &ImportBatch) -> Result<Saved, StoreError> {
        let actions = import_actions(batch).map_err(malformed(IMPORT))?;
        Ok(self.transact(IMPORT, actions).await?.into())
    }
}

fn import_actions(batch: &ImportBatch) -> Result<Vec<Action>, Malformed> {
    let mut actions = Vec::new();
    for (lead, profile) in &batch.leads {
        actions.push(Action::Put(record::lead::to_item(lead)?, Some(condition::absent())));
        actions.push(Action::Put(record::profile::to_item(profile)?, Some(condition::absent())));
    }
    let source = record::source::to_item(&batch.source)?;
    actions.push(Action::Put(source, Some(condition::before(batch.source.version))));
    Ok(actions)
}
