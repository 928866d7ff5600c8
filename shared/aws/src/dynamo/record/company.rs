//! A company's gate: who of it is being written to, and whether it said no for all.

use std::collections::BTreeMap;

use cam_core::{
    company::Company,
    id::{CompanyId, LeadKey},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key;

const ITEM: &str = "company";

#[derive(Serialize, Deserialize)]
struct CompanyRecord {
    version: u64,
    stopped: bool,
    /// Until when, by `<campaign>/<person>`.
    active: BTreeMap<String, Timestamp>,
}

/// The company's item.
pub(crate) fn to_item(company: &Company) -> Result<Item, Malformed> {
    let record = CompanyRecord {
        version: company.version,
        stopped: company.stopped,
        active: company.active.iter().map(|(key, until)| (key.to_string(), *until)).collect(),
    };
    super::write(ITEM, key::company(&company.id), &record)
}

/// The company of an item.
pub(crate) fn from_item(id: &CompanyId, item: Item) -> Result<Company, Malformed> {
    let record: CompanyRecord = super::read(ITEM, item)?;
    let active = record.active.into_iter().map(|(key, until)| Some((lead_key(&key)?, until))).collect::<Option<_>>();
    Ok(Company {
        id: id.clone(),
        version: record.version,
        stopped: record.stopped,
        active: active.or_malformed(ITEM, "active")?,
    })
}

fn lead_key(text: &str) -> Option<LeadKey> {
    let (campaign, person) = text.split_once('/')?;
    Some(LeadKey { campaign: campaign.parse().ok()?, person: person.parse().ok()? })
}
