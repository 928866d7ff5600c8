//! Every lead of the table, page by page, for the program of one machine.
//!
//! No port offers this: a function that reads the whole table costs as much as the table is large.

use aws_sdk_dynamodb::types::AttributeValue;
use cam_core::{lead::Lead, profile::Profile};
use cam_ports::error::StoreError;

use super::{
    DynamoTable,
    error::{malformed, unavailable},
    key::{self, Key, SK, sort},
    record::{self, Item, Malformed},
};

const SCAN: &str = "list every lead";

/// Leads with their profiles, and where the list goes on.
#[derive(Debug)]
pub struct LeadPage {
    /// In the order of the table. A page may be empty although others follow.
    pub leads: Vec<(Lead, Profile)>,
    /// Where the next page begins; none after the last one.
    pub next: Option<ScanPlace>,
}

/// A place between two pages.
#[derive(Debug, Clone)]
pub struct ScanPlace(Item);

impl DynamoTable {
    /// The leads from `from` on, as far as one page of DynamoDB (a megabyte of items) goes; from the beginning if there
    /// is no `from`. Read strongly, but not at one instant: a lead that is written meanwhile is listed as it was or as it
    /// is. A lead that is forgotten meanwhile is left out.
    pub async fn scan_leads(&self, from: Option<ScanPlace>) -> Result<LeadPage, StoreError> {
        let request = || {
            let request = self.client.scan().table_name(&self.settings.table).consistent_read(true);
            let request = request.filter_expression("begins_with(#sk, :lead)").expression_attribute_names("#sk", SK);
            let request = request.expression_attribute_values(":lead", AttributeValue::S(sort::LEAD.to_owned()));
            request.set_exclusive_start_key(from.clone().map(|ScanPlace(key)| key)).send()
        };
        let output = self.patiently(request).await.map_err(|error| unavailable(SCAN, error))?;
        let leads = output.items.unwrap_or_default().into_iter().map(record::lead::from_item);
        let leads: Vec<Lead> = leads.collect::<Result<_, Malformed>>().map_err(malformed(SCAN))?;
        Ok(LeadPage { leads: self.with_profiles(leads).await?, next: output.last_evaluated_key.map(ScanPlace) })
    }

    async fn with_profiles(&self, leads: Vec<Lead>) -> Result<Vec<(Lead, Profile)>, StoreError> {
        let keys: Vec<Key> = leads.iter().map(|lead| key::profile(&lead.key)).collect();
        let mut profiles = self.get_all(SCAN, keys.iter().cloned()).await?;
        let pairs = leads.into_iter().zip(keys).filter_map(|(lead, key)| {
            let profile = profiles.remove(&key).map(record::profile::from_item)?;
            Some(profile.map(|profile| (lead, profile)))
        });
        pairs.collect::<Result<_, Malformed>>().map_err(malformed(SCAN))
    }
}
