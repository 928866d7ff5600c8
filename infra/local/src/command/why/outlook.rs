//! What the next sending day would do with a lead: it is planned as phase 2 plans it, and nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use cam_aws::dynamo::DynamoTable;
use cam_core::{
    campaign::{Campaign, StoredCampaign},
    cycle::{Cycle, Mode},
    id::{CampaignId, CycleId, LeadKey, SenderId},
    phases::schedule_outreach::{GivenOut, Plan, Skip, Snapshot, plan},
    skip::SkipReason,
};
use cam_ports::{
    identity::Identities,
    lead_store::LeadStore,
    sender_store::SenderStore,
    work_list::{WorkList, WorkQuery},
};
use jiff::Timestamp;

use super::known;
use crate::failure::Failure;

/// Above so many leads in line a day is not planned for the sake of one answer.
const MOST_LEADS: usize = 3_000;

/// What the next sending day would do with a lead that no rule holds back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outlook {
    /// When that day begins.
    pub(super) day: Timestamp,
    /// What it would do.
    pub(super) turn: Turn,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Turn {
    /// It writes.
    Planned {
        /// When.
        at: Timestamp,
        /// As whom.
        sender: SenderId,
    },
    /// It leaves the lead alone.
    Left {
        /// Why.
        reason: SkipReason,
        /// Leads that are left for want of a place, too, and come before this one.
        n_before: usize,
        /// How many get a mail of the same kind on that day.
        n_places: usize,
    },
    /// Its turn is not before the day after.
    NotYet,
    /// Too many leads are in line to say.
    InLine,
}

/// The next day on which the campaign sends, at its beginning; days that were played are over.
pub(super) fn next_day(campaign: &Campaign, recent: &[Cycle], now: Timestamp) -> Option<Cycle> {
    let mode = recent.first().map_or(Mode::Dry, |cycle| cycle.id.mode);
    // The present already lies behind everything that was delivered.
    let date = known::next_date(campaign, recent, mode, None, now)?;
    let start = date.to_datetime(campaign.starts_at).to_zoned(campaign.zone.clone()).ok()?.timestamp();
    let id = CycleId { campaign: campaign.id.clone(), date, mode, number: 1 };
    let start = start.max(now);
    Some(Cycle::open(id, start, start))
}

/// Plans `day` and looks for `lead` in it. None if the lead does not come up at all.
pub(super) async fn outlook(
    table: &DynamoTable,
    identities: &Identities,
    stored: &StoredCampaign,
    elsewhere: &[CampaignId],
    day: Cycle,
    lead: &LeadKey,
) -> Result<Option<Outlook>, Failure> {
    let opened_at = day.opened_at;
    let Some(keys) = in_line(table, stored, &day).await? else {
        return Ok(Some(Outlook { day: opened_at, turn: Turn::InLine }));
    };
    if !keys.contains(lead) {
        return Ok(Some(Outlook { day: opened_at, turn: Turn::NotYet }));
    }
    let campaign = &stored.campaign;
    let keys: Vec<LeadKey> = keys.into_iter().collect();
    let candidates = schedule_outreach::candidates(table, identities, stored, &keys, elsewhere).await?;
    let ids: BTreeSet<_> = candidates.iter().filter_map(|candidate| candidate.lead.company.clone()).collect();
    let companies = table.companies(&ids.into_iter().collect::<Vec<_>>()).await?;
    let mut senders = BTreeMap::new();
    for sender in &campaign.senders {
        senders.insert(sender.id.clone(), table.sender(&sender.id).await?);
    }
    let snapshot = Snapshot {
        campaign,
        cycle: &day,
        candidates,
        companies: companies.into_iter().map(|company| (company.id.clone(), company)).collect(),
        senders,
        given_out: GivenOut::default(),
        seed: schedule_outreach::jitter_seed(&day.id),
    };
    let plan = plan(&snapshot, opened_at);
    Ok(turn(&plan, lead).map(|turn| Outlook { day: opened_at, turn }))
}

fn turn(plan: &Plan, lead: &LeadKey) -> Option<Turn> {
    if let Some(touch) = plan.touches.iter().find(|touch| touch.lead.key == *lead) {
        return Some(Turn::Planned { at: touch.due_at, sender: touch.sender.clone() });
    }
    let place = plan.skips.iter().position(|skip| skip.lead.key == *lead)?;
    let skip = plan.skips.get(place)?;
    let is_first = skip.lead.next_step == 1;
    let waits = |other: &&Skip| is_for_want_of_a_place(&other.reason) && (other.lead.next_step == 1) == is_first;
    Some(Turn::Left {
        reason: skip.reason.clone(),
        n_before: plan.skips.iter().take(place).filter(waits).count(),
        n_places: plan.touches.iter().filter(|touch| (touch.lead.next_step == 1) == is_first).count(),
    })
}

/// Whether the day had no place left, and nothing stands against the lead itself.
pub(super) fn is_for_want_of_a_place(reason: &SkipReason) -> bool {
    matches!(reason, SkipReason::FollowUpsSpent { .. } | SkipReason::OutreachSpent { .. } | SkipReason::SendersSpent)
}

/// The leads that come up on that day; none if they are too many.
async fn in_line(
    table: &DynamoTable,
    stored: &StoredCampaign,
    day: &Cycle,
) -> Result<Option<BTreeSet<LeadKey>>, Failure> {
    let mut keys = BTreeSet::new();
    let lists = [WorkQuery::WaitingBefore(day.ends_at()), WorkQuery::HeldBefore(stored.version), WorkQuery::Ready];
    for list in lists {
        let listed = table.work(&stored.campaign.id, list, MOST_LEADS + 1).await?;
        keys.extend(listed.into_iter().map(|entry| entry.key));
        if keys.len() > MOST_LEADS {
            return Ok(None);
        }
    }
    Ok(Some(keys))
}
