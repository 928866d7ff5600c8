//! People and their leads: one partition a person.

use std::collections::HashMap;

use cam_core::{
    company::Company,
    id::{CampaignId, CompanyId, LeadKey, PersonId},
};
use cam_ports::{
    error::{Saved, StoreError},
    lead_store::{Dossier, LeadChange, LeadChanges, LeadStore, Person},
    suppression::Suppression,
};
use jiff::Timestamp;

use super::{
    DynamoTable,
    call::{Action, Range},
    condition,
    error::malformed,
    key::{self, Key, sort},
    record::{self, Item, Malformed},
};

const PERSON: &str = "read a person";
const DOSSIERS: &str = "read leads with their profiles";
const COMPANIES: &str = "read companies";
const SAVE: &str = "save leads";

impl LeadStore for DynamoTable {
    fn items_per_transaction(&self) -> usize {
        self.settings.items_per_transaction
    }

    async fn person(&self, id: &PersonId) -> Result<Person, StoreError> {
        let items = self.query(PERSON, Range::of(key::person(id)), usize::MAX).await?;
        person(items).map_err(malformed(PERSON))
    }

    async fn dossiers(&self, keys: &[LeadKey], elsewhere: &[CampaignId]) -> Result<Vec<Dossier>, StoreError> {
        let wanted = keys.iter().flat_map(|lead| {
            let others = others(lead, elsewhere).map(|other| key::lead(&other));
            others.chain([key::lead(lead), key::profile(lead), key::suppression(&lead.person)])
        });
        let items = self.get_all(DOSSIERS, wanted).await?;
        let dossiers = keys.iter().filter_map(|lead| dossier(lead, elsewhere, &items).transpose());
        dossiers.collect::<Result<_, _>>().map_err(malformed(DOSSIERS))
    }

    async fn companies(&self, ids: &[CompanyId]) -> Result<Vec<Company>, StoreError> {
        let items = self.get_all(COMPANIES, ids.iter().map(key::company)).await?;
        let company = |id: &CompanyId| match items.get(&key::company(id)) {
            Some(item) => record::company::from_item(id, item.clone()),
            None => Ok(Company::new(id.clone())),
        };
        ids.iter().map(company).collect::<Result<_, _>>().map_err(malformed(COMPANIES))
    }

    async fn save_leads(&self, changes: &LeadChanges) -> Result<Saved, StoreError> {
        let leads = changes.leads.iter().flat_map(|change| {
            let LeadChange { lead, fact } = change;
            let condition = condition::at(lead.version.saturating_sub(1));
            let put_lead = record::lead::to_item(lead).map(|item| Action::Put(item, Some(condition)));
            // An item of its own, which the lead's next change leaves as it is.
            let name = format!("v{}", lead.version);
            let put_fact = fact.as_ref().map(|fact| Ok(Action::Put(record::mark::fact(&lead.key, &name, fact)?, None)));
            std::iter::once(put_lead).chain(put_fact)
        });
        let actions: Result<Vec<_>, _> = leads.chain(changes.companies.iter().map(put_company)).collect();
        Ok(self.transact(SAVE, actions.map_err(malformed(SAVE))?).await?.into())
    }

    async fn forget(&self, id: &PersonId, suppression: &Suppression, now: Timestamp) -> Result<Saved, StoreError> {
        self.forget_person(id, suppression, now).await
    }
}

/// The company's next state, if nobody has written since it was read.
pub(crate) fn put_company(company: &Company) -> Result<Action, Malformed> {
    Ok(Action::Put(record::company::to_item(company)?, Some(condition::before(company.version))))
}

/// The same person in the other campaigns.
fn others(lead: &LeadKey, elsewhere: &[CampaignId]) -> impl Iterator<Item = LeadKey> {
    let campaigns = elsewhere.iter().filter(|campaign| **campaign != lead.campaign);
    campaigns.map(|campaign| LeadKey { campaign: campaign.clone(), person: lead.person.clone() })
}

fn dossier(lead: &LeadKey, elsewhere: &[CampaignId], items: &HashMap<Key, Item>) -> Result<Option<Dossier>, Malformed> {
    let (Some(lead_item), Some(profile)) = (items.get(&key::lead(lead)), items.get(&key::profile(lead))) else {
        return Ok(None);
    };
    let others = others(lead, elsewhere).filter_map(|other| items.get(&key::lead(&other)));
    Ok(Some(Dossier {
        lead: record::lead::from_item(lead_item.clone())?,
        profile: record::profile::from_item(profile.clone())?,
        is_suppressed: items.contains_key(&key::suppression(&lead.person)),
        elsewhere: others.cloned().map(record::lead::from_item).collect::<Result<_, _>>()?,
    }))
}

/// Everything of a person, from the items of their partition.
pub(crate) fn person(items: Vec<Item>) -> Result<Person, Malformed> {
    let mut person = Person::default();
    for item in items {
        let sk = Key::of(&item)?.sk;
        if sk.starts_with(sort::LEAD) {
            person.leads.push(record::lead::from_item(item)?);
        } else if sk.starts_with(sort::PROFILE) {
            person.profiles.push(record::profile::from_item(item)?);
        } else if sk == sort::SUPPRESSION {
            person.suppression = Some(record::suppression::from_item(item)?);
        } else if sk.starts_with(sort::SEND) {
            person.attempts.push(record::attempt::from_item(item)?);
        } else if sk.starts_with(sort::MAIL) {
            person.mails.push(record::mail::from_item(item)?);
        } else if sk.starts_with(sort::PROJECT) {
            person.projects.push(record::project::from_item(item)?);
        }
    }
    Ok(person)
}
