//! Where each item lies in the table, and where it stands in the two indexes.
//!
//! Instants in keys are RFC 3339 in UTC with nine decimals: exact, readable, and in the order of time for the years 0 to
//! 9999. Index keys carry a shard, because one partition takes a thousand writes a second at most.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use cam_core::{
    cycle::Mode,
    fact::{Fact, FactKind},
    id::{CampaignId, CompanyId, CycleId, LeadKey, PersonId, SenderId},
    lead::{Lead, Place},
    score::Milli,
};
use cam_ports::{identity::fingerprint, lead_source::SourceIdentity};
use jiff::Timestamp;

use super::record::{Item, Malformed, OrMalformed};

/// The table's partition key.
pub(crate) const PK: &str = "pk";
/// The table's sort key.
pub(crate) const SK: &str = "sk";
/// The partition key of the index of things to do.
pub(crate) const WORK_PK: &str = "work_pk";
/// The sort key of the index of things to do.
pub(crate) const WORK_SK: &str = "work_sk";
/// The partition key of the index of what happened.
pub(crate) const DAY_PK: &str = "day_pk";
/// The sort key of the index of what happened.
pub(crate) const DAY_SK: &str = "day_sk";

/// Shards of an index partition.
const SHARDS: u8 = 4;

/// The first part of the key of everything of one person.
const PERSON: &str = "PERSON#";

/// Sort keys within a person's partition, up to where they differ from each other.
pub(crate) mod sort {
    pub(crate) const LEAD: &str = "LEAD#";
    pub(crate) const PROFILE: &str = "PROFILE#";
    pub(crate) const SUPPRESSION: &str = "SUPPRESSION";
    pub(crate) const SEND: &str = "SEND#";
    pub(crate) const MAIL: &str = "MAIL#";
    pub(crate) const PROJECT: &str = "PROJECT#";
    pub(crate) const FACT: &str = "FACT#";
    pub(crate) const GATE: &str = "GATE";
    pub(crate) const FIRST_GATE: &str = "GATE#0";
    pub(crate) const STATE: &str = "STATE";
}

/// The key of an item.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self { pk: pk.into(), sk: sk.into() }
    }

    /// The key an item lies under.
    pub(crate) fn of(item: &Item) -> Result<Self, Malformed> {
        Ok(Self { pk: text(item, PK)?.to_owned(), sk: text(item, SK)?.to_owned() })
    }

    /// The key as DynamoDB takes it.
    pub(crate) fn into_item(self) -> Item {
        HashMap::from([(PK.to_owned(), AttributeValue::S(self.pk)), (SK.to_owned(), AttributeValue::S(self.sk))])
    }

    /// The person in whose partition the item lies.
    pub(crate) fn person(&self) -> Result<PersonId, Malformed> {
        self.pk.strip_prefix(PERSON).and_then(|id| id.parse().ok()).or_malformed("person", PK)
    }

    /// The lead an item of a person's partition belongs to, where its sort key is `prefix` and the campaign.
    pub(crate) fn lead(&self, prefix: &str) -> Result<LeadKey, Malformed> {
        let campaign = self.sk.strip_prefix(prefix).and_then(|id| id.parse().ok()).or_malformed("person", SK)?;
        Ok(LeadKey { campaign, person: self.person()? })
    }
}

/// A string attribute of an item.
pub(crate) fn text<'a>(item: &'a Item, name: &'static str) -> Result<&'a str, Malformed> {
    item.get(name).and_then(|value| value.as_s().ok()).map(String::as_str).or_malformed("listed", name)
}

pub(crate) const CAMPAIGNS: &str = "CAMPAIGNS";

pub(crate) fn campaign(id: &CampaignId) -> Key {
    Key::new(CAMPAIGNS, id.as_str())
}

/// The mark that a campaign's number is taken.
pub(crate) fn campaign_number(number: u16) -> Key {
    Key::new(format!("NUMBER#{number}"), "CAMPAIGN")
}

pub(crate) const CLEARANCES: &str = "CLEARANCES";

pub(crate) fn clearance(identity: &str) -> Key {
    Key::new(CLEARANCES, identity)
}

pub(crate) fn person(id: &PersonId) -> String {
    format!("{PERSON}{id}")
}

pub(crate) fn lead(key: &LeadKey) -> Key {
    Key::new(person(&key.person), format!("{}{}", sort::LEAD, key.campaign))
}

pub(crate) fn profile(key: &LeadKey) -> Key {
    Key::new(person(&key.person), format!("{}{}", sort::PROFILE, key.campaign))
}

pub(crate) fn suppression(id: &PersonId) -> Key {
    Key::new(person(id), sort::SUPPRESSION)
}

pub(crate) fn attempt(key: &LeadKey, step: u8) -> Key {
    Key::new(person(&key.person), format!("{}{}#{step:03}", sort::SEND, key.campaign))
}

pub(crate) fn mail(id: &PersonId, received_at: Timestamp, mail: &str) -> Key {
    Key::new(person(id), format!("{}{}#{mail}", sort::MAIL, instant(received_at)))
}

pub(crate) fn project(key: &LeadKey) -> Key {
    Key::new(person(&key.person), format!("{}{}", sort::PROJECT, key.campaign))
}

/// A fact of a lead, by its cause.
pub(crate) fn fact(key: &LeadKey, cause: &str) -> Key {
    Key::new(person(&key.person), format!("{}{}#{cause}", sort::FACT, key.campaign))
}

pub(crate) fn company(id: &CompanyId) -> Key {
    Key::new(format!("COMPANY#{id}"), sort::GATE)
}

pub(crate) fn sender(id: &SenderId) -> String {
    format!("SENDER#{id}")
}

pub(crate) fn gate(id: &SenderId) -> Key {
    Key::new(sender(id), sort::FIRST_GATE)
}

pub(crate) fn history(id: &SenderId) -> Key {
    Key::new(sender(id), sort::STATE)
}

/// A `Message-ID` is written by others too, and in any length: its hash is the key.
pub(crate) fn message(wire_id: &str) -> Key {
    Key::new(format!("MESSAGE#{}", fingerprint(wire_id.as_bytes())), "SEND")
}

pub(crate) fn inbound(id: &str) -> Key {
    Key::new(format!("INBOUND#{id}"), "DONE")
}

pub(crate) fn sources(campaign: &CampaignId) -> String {
    format!("SOURCE#{campaign}")
}

pub(crate) fn source(campaign: &CampaignId, identity: &SourceIdentity) -> Key {
    Key::new(sources(campaign), format!("{}#{}", identity.name, identity.etag))
}

pub(crate) fn cycles(campaign: &CampaignId) -> String {
    format!("CYCLE#{campaign}")
}

/// What the sort keys of a mode's cycles begin with; dates follow, so that the latest stand last.
pub(crate) fn cycles_of(mode: Mode) -> String {
    format!("{mode}#")
}

pub(crate) fn cycle(id: &CycleId) -> Key {
    Key::new(cycles(&id.campaign), format!("{}{}#{:05}", cycles_of(id.mode), id.date, id.number))
}

pub(crate) fn previews(cycle: &CycleId) -> String {
    format!("PREVIEW#{cycle}")
}

pub(crate) fn preview(cycle: &CycleId, due_at: Timestamp, person: &PersonId) -> Key {
    Key::new(previews(cycle), format!("{}#{person}", instant(due_at)))
}

/// An instant as it stands in keys.
pub(crate) fn instant(at: Timestamp) -> String {
    format!("{at:.9}")
}

/// A list of the `work` index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Ready,
    Waiting,
    Due,
    Doubt,
    Hot,
    Review,
}

impl List {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Waiting => "waiting",
            Self::Due => "due",
            Self::Doubt => "doubt",
            Self::Hot => "hot",
            Self::Review => "review",
        }
    }

    /// The partitions of the list, one a shard.
    pub(crate) fn partitions(self, campaign: &CampaignId) -> Vec<String> {
        (0..SHARDS).map(|shard| format!("{campaign}#{}#{shard}", self.as_str())).collect()
    }
}

/// Where a lead stands in the `work` index: nowhere, or in one list.
///
/// A touch on its way stands in doubt, whatever else became of its lead meanwhile.
pub(crate) fn work(lead: &Lead) -> Option<Key> {
    let (list, order) = match (&lead.claim, &lead.place) {
        (Some(claim), _) => (List::Doubt, instant(claim.in_doubt_at())),
        (None, Place::Idle) => return None,
        (None, Place::Ready) => (List::Ready, ready_order(lead.score)),
        (None, Place::Waiting { from }) => (List::Waiting, instant(*from)),
        (None, Place::Due(due)) => (List::Due, instant(due.at)),
        (None, Place::Hot) => (List::Hot, String::new()),
        (None, Place::Review { judged_by, .. }) => (List::Review, review_order(*judged_by)),
    };
    let pk = format!("{}#{}#{}", lead.key.campaign, list.as_str(), shard(&lead.key.person));
    Some(Key::new(pk, format!("{order}#{}", lead.key.person)))
}

/// Those without a score first, then the best score.
fn ready_order(score: Option<Milli>) -> String {
    score.map_or_else(|| "0".to_owned(), |score| format!("1.{:04}", 1000_u16.saturating_sub(score.get())))
}

/// The place in the list of held leads of those judged by this version of the campaign.
pub(crate) fn review_order(judged_by: u32) -> String {
    format!("{judged_by:010}")
}

/// Where a fact of a lead stands in the `daybook` index. `id` sets it apart from others of the same instant.
pub(crate) fn day(lead: &LeadKey, at: Timestamp, kind: &FactKind, id: &str) -> Key {
    let at = instant(at);
    let date = at.split('T').next().unwrap_or_default();
    Key::new(format!("{}#{date}#{}", lead.campaign, shard(&lead.person)), format!("{at}#{kind}#{id}"))
}

/// The partitions of a campaign's facts of one UTC date.
pub(crate) fn day_partitions(campaign: &CampaignId, date: jiff::civil::Date) -> Vec<String> {
    (0..SHARDS).map(|shard| format!("{campaign}#{date}#{shard}")).collect()
}

/// The fact behind a key of the `daybook` index.
pub(crate) fn fact_of(item: &Item) -> Result<Fact, Malformed> {
    let mut parts = text(item, DAY_SK)?.splitn(3, '#');
    let at = parts.next().and_then(|at| at.parse().ok()).or_malformed("fact", DAY_SK)?;
    let kind = parts.next().and_then(|kind| kind.parse().ok()).or_malformed("fact", DAY_SK)?;
    Ok(Fact { at, kind })
}

/// Base 32 by its first character: even, as the id is a hash.
fn shard(person: &PersonId) -> u8 {
    person.as_str().bytes().next().unwrap_or_default() % SHARDS
}

/// The item, in the `work` index too.
pub(crate) fn listed_to_do(mut item: Item, listing: Option<Key>) -> Item {
    if let Some(key) = listing {
        item.insert(WORK_PK.to_owned(), AttributeValue::S(key.pk));
        item.insert(WORK_SK.to_owned(), AttributeValue::S(key.sk));
    }
    item
}

/// The item, in the `daybook` index too.
pub(crate) fn listed_as_fact(mut item: Item, listing: Option<Key>) -> Item {
    if let Some(key) = listing {
        item.insert(DAY_PK.to_owned(), AttributeValue::S(key.pk));
        item.insert(DAY_SK.to_owned(), AttributeValue::S(key.sk));
    }
    item
}

#[cfg(test)]
mod tests {
    use cam_testkit::sample::{NOW, key, lead, planned};
    use jiff::SignedDuration;

    use super::*;

    #[test]
    fn instants_in_keys_have_one_width_and_the_order_of_time() {
        let steps = [1, 999_999_999, 1_000_000_000, 86_400_000_000_000, 31_536_000_000_000_000];
        let instants: Vec<Timestamp> = std::iter::once(Timestamp::UNIX_EPOCH)
            .chain(steps.map(|nanos| NOW + SignedDuration::from_nanos(nanos)))
            .collect();
        let keys: Vec<String> = instants.iter().map(|at| instant(*at)).collect();
        assert!(keys.is_sorted() && keys.iter().all(|key| key.len() == 30), "{keys:?}");
        assert_eq!(keys.iter().map(|key| key.parse().unwrap()).collect::<Vec<Timestamp>>(), instants);
    }

    #[test]
    fn the_best_score_sorts_first_and_no_score_before_it() {
        let orders = [None, Some(1000), Some(999), Some(850), Some(0)].map(|score| ready_order(score.map(Milli::new)));
        assert!(orders.is_sorted(), "{orders:?}");
    }

    #[test]
    fn an_idle_lead_stands_in_no_list_and_every_other_in_a_partition_that_is_read() {
        assert_eq!(work(&Lead { place: Place::Idle, ..lead("ada") }), None);
        for name in ["ada", "bob", "cleo", "dora", "emil"] {
            let due = work(&planned(&lead(name), NOW)).unwrap();
            assert!(List::Due.partitions(&key(name).campaign).contains(&due.pk), "{due:?}");
        }
    }

    #[test]
    fn a_fact_reads_back_from_its_key() {
        let fact = Fact { at: NOW, kind: FactKind::Skipped("cool_down".to_owned()) };
        let item = listed_as_fact(Item::new(), Some(day(&key("ada"), fact.at, &fact.kind, "a#b")));
        assert_eq!(fact_of(&item), Ok(fact));
    }
}
