//! A lead: what decides about its next touch, under a kilobyte.

use cam_core::{
    country::Country,
    id::LeadKey,
    law::LegalBasis,
    lead::{Claim, Due, Lead, LeadStatus, Place},
    score::Milli,
    skip::Hold,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key::{self, Key, sort};

const ITEM: &str = "lead";

#[derive(Serialize, Deserialize)]
struct LeadRecord {
    version: u64,
    status: String,
    place: PlaceRecord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    claim: Option<ClaimRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    score: Option<u16>,
    next_step: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sender: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    company: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone: Option<String>,
    basis: String,
    created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_touch_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PlaceRecord {
    Idle,
    Ready,
    Waiting { from: Timestamp },
    Due { at: Timestamp, cycle: String },
    Hot,
    Review { key: String, text: String, judged_by: u32 },
}

#[derive(Serialize, Deserialize)]
struct ClaimRecord {
    id: String,
    at: Timestamp,
    due_at: Timestamp,
    cycle: String,
}

/// The lead's item, in its list of things to do.
pub(crate) fn to_item(lead: &Lead) -> Result<Item, Malformed> {
    let record = LeadRecord {
        version: lead.version,
        status: lead.status.as_str().to_owned(),
        place: place_record(&lead.place),
        claim: lead.claim.as_ref().map(|claim| ClaimRecord {
            id: claim.id.to_string(),
            at: claim.at,
            due_at: claim.due.at,
            cycle: claim.due.cycle.to_string(),
        }),
        score: lead.score.map(Milli::get),
        next_step: lead.next_step,
        sender: lead.sender.as_ref().map(ToString::to_string),
        company: lead.company.as_ref().map(ToString::to_string),
        country: lead.country.map(|country| country.code().to_owned()),
        zone: lead.zone.clone(),
        basis: basis_name(lead.basis).to_owned(),
        created_at: lead.created_at,
        last_touch_at: lead.last_touch_at,
    };
    Ok(key::listed_to_do(super::write(ITEM, key::lead(&lead.key), &record)?, key::work(lead)))
}

/// The lead of an item.
pub(crate) fn from_item(item: Item) -> Result<Lead, Malformed> {
    let key: LeadKey = Key::of(&item)?.lead(sort::LEAD)?;
    let record: LeadRecord = super::read(ITEM, item)?;
    let status = LeadStatus::ALL.into_iter().find(|status| status.as_str() == record.status);
    Ok(Lead {
        key,
        version: record.version,
        status: status.or_malformed(ITEM, "status")?,
        place: place(record.place)?,
        claim: record.claim.map(claim).transpose()?,
        score: record.score.map(Milli::new),
        next_step: record.next_step,
        sender: record.sender.map(|id| id.parse().or_malformed(ITEM, "sender")).transpose()?,
        company: record.company.map(|id| id.parse().or_malformed(ITEM, "company")).transpose()?,
        country: record.country.map(|code| Country::parse(&code).or_malformed(ITEM, "country")).transpose()?,
        zone: record.zone,
        basis: basis(&record.basis).or_malformed(ITEM, "basis")?,
        created_at: record.created_at,
        last_touch_at: record.last_touch_at,
    })
}

fn place_record(place: &Place) -> PlaceRecord {
    match place {
        Place::Idle => PlaceRecord::Idle,
        Place::Ready => PlaceRecord::Ready,
        Place::Waiting { from } => PlaceRecord::Waiting { from: *from },
        Place::Due(due) => PlaceRecord::Due { at: due.at, cycle: due.cycle.to_string() },
        Place::Hot => PlaceRecord::Hot,
        Place::Review { hold, judged_by } => {
            PlaceRecord::Review { key: hold.key.clone(), text: hold.text.clone(), judged_by: *judged_by }
        }
    }
}

fn place(record: PlaceRecord) -> Result<Place, Malformed> {
    Ok(match record {
        PlaceRecord::Idle => Place::Idle,
        PlaceRecord::Ready => Place::Ready,
        PlaceRecord::Waiting { from } => Place::Waiting { from },
        PlaceRecord::Due { at, cycle } => {
            Place::Due(Due { at, cycle: cycle.parse().or_malformed(ITEM, "place.due.cycle")? })
        }
        PlaceRecord::Hot => Place::Hot,
        PlaceRecord::Review { key, text, judged_by } => Place::Review { hold: Hold { key, text }, judged_by },
    })
}

fn claim(record: ClaimRecord) -> Result<Claim, Malformed> {
    let due = Due { at: record.due_at, cycle: record.cycle.parse().or_malformed(ITEM, "claim.cycle")? };
    Ok(Claim { id: record.id.parse().or_malformed(ITEM, "claim.id")?, at: record.at, due })
}

const BASES: [LegalBasis; 4] =
    [LegalBasis::Consent, LegalBasis::LegitimateInterest, LegalBasis::Contract, LegalBasis::None];

fn basis_name(basis: LegalBasis) -> &'static str {
    match basis {
        LegalBasis::Consent => "consent",
        LegalBasis::LegitimateInterest => "legitimate-interest",
        LegalBasis::Contract => "contract",
        LegalBasis::None => "none",
    }
}

fn basis(name: &str) -> Option<LegalBasis> {
    BASES.into_iter().find(|basis| basis_name(*basis) == name)
}
