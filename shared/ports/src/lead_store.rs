//! People and their leads.

use cam_core::{
    attempt::Attempt,
    company::Company,
    fact::Fact,
    id::{CampaignId, CompanyId, LeadKey, PersonId},
    lead::Lead,
    profile::Profile,
};

use crate::{
    error::{Saved, StoreError},
    inbound::InboundMail,
    project_store::Project,
    suppression::Suppression,
};

/// Everything the table has of one person, from one strong query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Person {
    /// Their leads, one a campaign.
    pub leads: Vec<Lead>,
    /// Their profiles, one a campaign.
    pub profiles: Vec<Profile>,
    /// Whether they said no.
    pub suppression: Option<Suppression>,
    /// What was sent to them, and what became of it.
    pub attempts: Vec<Attempt>,
    /// What they wrote.
    pub mails: Vec<InboundMail>,
    /// Where they became a project.
    pub projects: Vec<Project>,
}

impl Person {
    /// The lead of `campaign`.
    #[must_use]
    pub fn lead(&self, campaign: &CampaignId) -> Option<&Lead> {
        self.leads.iter().find(|lead| &lead.key.campaign == campaign)
    }

    /// The profile in `campaign`.
    #[must_use]
    pub fn profile(&self, campaign: &CampaignId) -> Option<&Profile> {
        self.profiles.iter().find(|profile| &profile.key.campaign == campaign)
    }

    /// Whether the table has nothing of them.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        *self == Self::default()
    }
}

/// What a decision about a lead's day needs to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Dossier {
    /// The lead.
    pub lead: Lead,
    /// Its profile.
    pub profile: Profile,
    /// Whether the person said no.
    pub is_suppressed: bool,
    /// The person's leads in the other campaigns that were asked for.
    pub elsewhere: Vec<Lead>,
}

/// A lead's next state, with what changes beside it in the same transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadChange {
    /// The next state; its version is one above the one that was read.
    pub lead: Lead,
    /// The skip that this change records, if it is one: a fact of the daybook.
    pub fact: Option<Fact>,
}

/// Changes that stand or fall together.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeadChanges {
    /// The leads; keys are distinct.
    pub leads: Vec<LeadChange>,
    /// Companies' next states, versions one above those that were read; ids are distinct.
    pub companies: Vec<Company>,
}

/// Keeps people and their leads.
pub trait LeadStore: Sync {
    /// How many items one transaction takes at most; a setting of the adapter, 100 at the most.
    fn items_per_transaction(&self) -> usize;

    /// Everything of one person; read strongly.
    fn person(&self, id: &PersonId) -> impl Future<Output = Result<Person, StoreError>> + Send;

    /// The dossiers of `keys`, in their order; leads that are gone are left out. Read strongly.
    fn dossiers(
        &self,
        keys: &[LeadKey],
        elsewhere: &[CampaignId],
    ) -> impl Future<Output = Result<Vec<Dossier>, StoreError>> + Send;

    /// The companies with these ids, new ones where nothing is stored; read strongly.
    fn companies(&self, ids: &[CompanyId]) -> impl Future<Output = Result<Vec<Company>, StoreError>> + Send;

    /// Stores the changes, all or nothing. `Stale`: a lead or a company changed since it was read.
    fn save_leads(&self, changes: &LeadChanges) -> impl Future<Output = Result<Saved, StoreError>> + Send;

    /// Removes everything of one person but the suppression, which is stored first.
    ///
    /// A lead whose claim is still in flight is left for a later call; `Stale` then.
    fn forget(
        &self,
        id: &PersonId,
        suppression: &Suppression,
        now: jiff::Timestamp,
    ) -> impl Future<Output = Result<Saved, StoreError>> + Send;
}
