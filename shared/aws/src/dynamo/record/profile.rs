//! A profile: what is known about a person. Personal data.

use std::collections::BTreeMap;

use cam_core::{
    address::EmailAddress,
    fact::FactKind,
    profile::{Origin, Profile},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key::{self, Key, sort};

const ITEM: &str = "profile";

#[derive(Serialize, Deserialize)]
struct ProfileRecord {
    address: String,
    variables: BTreeMap<String, String>,
    source: String,
    row: u64,
    created_at: Timestamp,
}

/// The profile's item, which is also the fact that the lead came in.
pub(crate) fn to_item(profile: &Profile) -> Result<Item, Malformed> {
    let record = ProfileRecord {
        address: profile.address.expose().to_owned(),
        variables: profile.variables.clone(),
        source: profile.origin.source.clone(),
        row: profile.origin.row,
        created_at: profile.created_at,
    };
    let fact = key::day(&profile.key, profile.created_at, &FactKind::Created, profile.key.person.as_str());
    Ok(key::listed_as_fact(super::write(ITEM, key::profile(&profile.key), &record)?, Some(fact)))
}

/// The profile of an item.
pub(crate) fn from_item(item: Item) -> Result<Profile, Malformed> {
    let key = Key::of(&item)?.lead(sort::PROFILE)?;
    let record: ProfileRecord = super::read(ITEM, item)?;
    Ok(Profile {
        key,
        address: EmailAddress::parse(&record.address).or_malformed(ITEM, "address")?,
        variables: record.variables,
        origin: Origin { source: record.source, row: record.row },
        created_at: record.created_at,
    })
}
