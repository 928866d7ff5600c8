//! Forgetting a person: everything of theirs goes, and what points to it; their no stays.

use cam_core::{
    attempt::AttemptState,
    cycle::{Cycle, Mode},
    id::{CampaignId, CompanyId, LeadKey, PersonId},
    lead::Lead,
};
use cam_ports::{
    cycle_store::CycleStore,
    error::{Saved, StoreError},
    lead_store::{LeadStore, Person},
    suppression::Suppression,
};
use jiff::Timestamp;

use super::{
    DynamoTable,
    call::{Range, Transacted},
    error::malformed,
    key::{self, Key, sort},
    leads, record,
};

const FORGET: &str = "forget a person";

/// More cycles than a campaign has within the days a preview is kept, unless someone runs it again and again.
const RECENT_CYCLES: usize = 100;

impl DynamoTable {
    /// Stores the no first, so that nothing new begins meanwhile, and removes until nothing else is left.
    pub(crate) async fn forget_person(
        &self,
        id: &PersonId,
        suppression: &Suppression,
        now: Timestamp,
    ) -> Result<Saved, StoreError> {
        let item = record::suppression::to_item(id, suppression).map_err(malformed(FORGET))?;
        self.put(FORGET, item).await?;
        loop {
            let items = self.query(FORGET, Range::of(key::person(id)), usize::MAX).await?;
            let keys: Result<Vec<Key>, _> = items.iter().map(Key::of).collect();
            let mut keys = keys.map_err(malformed(FORGET))?;
            keys.retain(|key| key.sk != sort::SUPPRESSION);
            if keys.is_empty() {
                return Ok(Saved::Done);
            }
            let person = leads::person(items).map_err(malformed(FORGET))?;
            let is_in_flight = |lead: &Lead| lead.claim.as_ref().is_some_and(|c| c.is_in_flight(now));
            if person.leads.iter().any(is_in_flight) {
                return Ok(Saved::Stale);
            }
            // What points to the person goes first: as long as the partition stands, a repeat finds it again.
            self.leave_companies(&person).await?;
            let mut pointers = self.previews_of(id, &person, now).await?;
            pointers.extend(messages(&person));
            self.delete_all(FORGET, pointers).await?;
            self.delete_all(FORGET, keys).await?;
        }
    }

    async fn leave_companies(&self, person: &Person) -> Result<(), StoreError> {
        for lead in &person.leads {
            let Some(id) = &lead.company else { continue };
            while !self.leave_company(id, &lead.key).await? {}
        }
        Ok(())
    }

    /// False if somebody else changed the company meanwhile.
    async fn leave_company(&self, id: &CompanyId, lead: &LeadKey) -> Result<bool, StoreError> {
        let companies = self.companies(std::slice::from_ref(id)).await?;
        let Some(company) = companies.into_iter().find(|company| company.active.contains_key(lead)) else {
            return Ok(true);
        };
        let action = leads::put_company(&company.without(lead)).map_err(malformed(FORGET))?;
        Ok(self.transact(FORGET, vec![action]).await? == Transacted::Done)
    }

    /// The previews of the person that may still stand in dry cycles of their campaigns.
    async fn previews_of(&self, id: &PersonId, person: &Person, now: Timestamp) -> Result<Vec<Key>, StoreError> {
        let mut keys = Vec::new();
        for campaign in person.leads.iter().map(|lead| &lead.key.campaign) {
            for cycle in self.cycles_with_previews(campaign, now).await? {
                let items = self.query(FORGET, Range::of(key::previews(&cycle.id)), usize::MAX).await?;
                let found: Result<Vec<Key>, _> = items.iter().map(Key::of).collect();
                let found = found.map_err(malformed(FORGET))?;
                keys.extend(found.into_iter().filter(|key| key.sk.ends_with(id.as_str())));
            }
        }
        Ok(keys)
    }

    async fn cycles_with_previews(&self, campaign: &CampaignId, now: Timestamp) -> Result<Vec<Cycle>, StoreError> {
        let mut cycles = self.recent_cycles(campaign, RECENT_CYCLES).await?;
        let is_kept = |cycle: &Cycle| now.duration_since(cycle.ends_at()) < record::preview::KEPT;
        cycles.retain(|cycle| cycle.id.mode == Mode::Dry && is_kept(cycle));
        Ok(cycles)
    }
}

fn messages(person: &Person) -> impl Iterator<Item = Key> {
    person.attempts.iter().filter_map(|attempt| match &attempt.state {
        AttemptState::Sent(receipt) => Some(key::message(&receipt.wire_id)),
        AttemptState::Claimed | AttemptState::Rejected { .. } => None,
    })
}
