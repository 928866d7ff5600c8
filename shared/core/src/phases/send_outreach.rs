//! Phase 3: whether a touch goes out at this instant, and what its answer leads to.
//!
//! Sends are irreversible, so the judgement errs towards silence. What it allows is still claimed in one
//! transaction that checks the same again (`cam_ports::ledger`).

use jiff::{SignedDuration, Timestamp};

use crate::{
    address::EmailAddress,
    attempt::Attempt,
    campaign::{Campaign, Sender},
    cycle::{Cycle, Mode, Stack},
    id::SendId,
    law,
    lead::{Lead, Place},
    pacing,
    sender::{Gate, SenderHistory, Shut},
    skip::{Consequence, SkipReason},
};

use super::schedule_outreach::{step_from, zone_of};

/// How long a touch rests that the gateway did not take.
pub const REST_AFTER_OUTAGE: SignedDuration = SignedDuration::from_mins(15);

/// What a touch is judged by.
#[derive(Debug, Clone)]
pub struct Snapshot<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// The cycle that planned the touch.
    pub cycle: &'a Cycle,
    /// What the stack lets the campaign do.
    pub stack: Stack,
    /// The lead.
    pub lead: &'a Lead,
    /// Where the mail would go.
    pub address: &'a EmailAddress,
    /// Whether the person said no.
    pub is_suppressed: bool,
    /// The person's attempts.
    pub attempts: &'a [Attempt],
    /// The person's leads in other campaigns.
    pub elsewhere: &'a [Lead],
    /// The slot the task names.
    pub due_at: Timestamp,
}

/// What becomes of a touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It may be claimed.
    Claim,
    /// There is nothing to do: it moved, it is on its way, or it is settled.
    Nothing,
    /// It is due again at a later instant of its day.
    Postpone {
        /// Which.
        until: Timestamp,
        /// Why.
        reason: SkipReason,
    },
    /// It is left alone for this day, held, or over, as the reason says.
    Leave(SkipReason),
}

/// Judges a live touch at `now` by everything but its sender's gate and its text.
#[must_use]
pub fn judge(snapshot: &Snapshot<'_>, send: &SendId, now: Timestamp) -> Verdict {
    let Snapshot { campaign, cycle, lead, .. } = snapshot;
    let is_this_slot = matches!(&lead.place, Place::Due(due) if due.at == snapshot.due_at && due.cycle == cycle.id);
    if !is_this_slot || lead.claim.is_some() || snapshot.attempts.iter().any(|attempt| &attempt.id == send) {
        return Verdict::Nothing;
    }
    if snapshot.due_at > now {
        return Verdict::Nothing;
    }
    if !cycle.is_sending() {
        return Verdict::Leave(SkipReason::DayEnded);
    }
    if snapshot.stack.permits(campaign.mode).min(cycle.id.mode) != Mode::Live {
        return Verdict::Leave(SkipReason::NotLive);
    }
    if snapshot.is_suppressed {
        return Verdict::Leave(SkipReason::Suppressed);
    }
    // The owner may have put the address on the list since the day was planned.
    if campaign.do_not_contact.holds(snapshot.address) {
        return Verdict::Leave(SkipReason::DoNotContact);
    }
    if let Err(blocked) = law::judge(lead.country, lead.basis, &campaign.legal.overrides) {
        return Verdict::Leave(SkipReason::Law(blocked));
    }
    if let Some(other) = snapshot.elsewhere.iter().find(|lead| lead.is_in_sequence()) {
        return Verdict::Leave(SkipReason::OtherSequence(other.key.campaign.clone()));
    }
    still_open(lead, campaign, cycle, now).err().unwrap_or(Verdict::Claim)
}

/// Nothing while the lead's own window is open at `now`, and else what becomes of its touch.
pub fn still_open(lead: &Lead, campaign: &Campaign, cycle: &Cycle, now: Timestamp) -> Result<(), Verdict> {
    match window_shut(lead, campaign, now) {
        Some(until) => Err(later(SkipReason::WindowShut { until }, until, cycle)),
        None => Ok(()),
    }
}

/// Whether the lead's own window is shut at `now`, and if so, when it opens next.
#[must_use]
pub fn window_shut(lead: &Lead, campaign: &Campaign, now: Timestamp) -> Option<Option<Timestamp>> {
    let zone = zone_of(lead, campaign);
    let closed = campaign.window.is_open(now, &zone, lead.country, &campaign.holidays).err();
    closed.map(|_| campaign.window.next_opening(now, &zone, lead.country, &campaign.holidays))
}

/// The gate after this touch, or what becomes of the touch if the gate stays shut.
pub fn pass(
    gate: &Gate,
    sender: &Sender,
    history: &SenderHistory,
    cycle: &Cycle,
    now: Timestamp,
) -> Result<Gate, Verdict> {
    let pacing = &sender.pacing;
    let cap = pacing::level(&pacing.warm_up, pacing.cap_per_day, &history.days, cycle.id.date);
    gate.admit(&cycle.id.campaign, cap, pacing.gap_min, now).map_err(|shut| {
        let until = match &shut {
            Shut::Stopped(_) | Shut::Paused => None,
            Shut::CapReached { until } => *until,
            Shut::GapNotOver { until } => Some(*until),
        };
        later(SkipReason::SenderShut(shut), until, cycle)
    })
}

/// What becomes of a touch that the gateway did not take, though nothing is wrong with it.
#[must_use]
pub fn after_outage(cycle: &Cycle, now: Timestamp) -> Verdict {
    let until = now.saturating_add(REST_AFTER_OUTAGE).ok();
    later(SkipReason::GatewayUnavailable, until, cycle)
}

/// When the next step of a lead that was written to at `now` may go: on a working day, from its window's opening.
/// None after the last step.
#[must_use]
pub fn next_from(lead: &Lead, campaign: &Campaign, now: Timestamp) -> Option<Timestamp> {
    step_from(lead, campaign, lead.next_step.checked_add(1)?, now)
}

/// A reason that lifts within the day moves the touch; any other leaves it.
fn later(reason: SkipReason, until: Option<Timestamp>, cycle: &Cycle) -> Verdict {
    match until {
        Some(until) if until < cycle.ends_at() && reason.consequence() == Consequence::ComesUpAgain => {
            Verdict::Postpone { until, reason }
        }
        Some(_) | None => Verdict::Leave(reason),
    }
}

#[cfg(test)]
mod tests;
