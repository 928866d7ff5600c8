//! What became of a claimed touch, recorded under its claim id and under nothing else: a late answer can undo
//! nobody else's claim, and a no that arrived in between stays.

use cam_core::{
    attempt::{Attempt, AttemptState},
    campaign::StoredCampaign,
    cycle::{Cycle, PhaseReport},
    lead::{Lead, LeadEvent},
    phases::send_outreach::{Verdict, after_outage, next_from},
};
use cam_ports::{
    clock::Clock,
    error::Saved,
    ledger::{Release, Settlement},
    phase::RunError,
};

use crate::{
    Store, World,
    touch::{expect_touch, put_off},
};

/// A touch with its answer.
pub(crate) struct Sent {
    /// The lead as it was claimed.
    pub(crate) lead: Lead,
    /// The attempt with what became of it.
    pub(crate) attempt: Attempt,
}

/// Settles touches together; if one of the leads moved since its claim, each by itself.
pub(crate) async fn settle<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    sent: Vec<Sent>,
) -> Result<(), RunError>
where
    S: Store,
{
    let settlements: Vec<Settlement> =
        sent.iter().filter_map(|sent| settlement(stored, &sent.lead, &sent.attempt)).collect();
    if settlements.is_empty() || world.store.settle(&settlements).await? == Saved::Done {
        return Ok(());
    }
    for sent in sent {
        settle_one(world, stored, sent).await?;
    }
    Ok(())
}

/// Settles on whatever the lead has become since, for as long as it is claimed under this id.
async fn settle_one<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    sent: Sent,
) -> Result<(), RunError>
where
    S: Store,
{
    loop {
        let person = world.store.person(&sent.lead.key.person).await?;
        let lead = person.lead(&sent.lead.key.campaign);
        match lead.and_then(|lead| settlement(stored, lead, &sent.attempt)) {
            Some(settlement) => {
                if world.store.settle(std::slice::from_ref(&settlement)).await? == Saved::Done {
                    return Ok(());
                }
                let is_settled = person
                    .attempts
                    .iter()
                    .any(|attempt| attempt.id == sent.attempt.id && attempt.state != AttemptState::Claimed);
                if is_settled {
                    return Ok(());
                }
            }
            None => return Ok(world.store.settle_attempt(&sent.lead.key, &sent.attempt).await?),
        }
    }
}

/// The settlement of an attempt on `lead`; none if the lead is not claimed under its id.
fn settlement(stored: &StoredCampaign, lead: &Lead, attempt: &Attempt) -> Option<Settlement> {
    let claim = attempt.claim.clone();
    let event = match &attempt.state {
        AttemptState::Claimed => return None,
        AttemptState::Rejected { .. } => LeadEvent::Rejected { claim },
        AttemptState::Sent(receipt) => {
            let next_from = next_from(lead, &stored.campaign, receipt.at);
            LeadEvent::Sent { claim, at: receipt.at, next_from }
        }
    };
    let lead = lead.after(event).ok()?;
    Some(Settlement { lead, attempt: attempt.clone() })
}

/// Gives a claim back because nothing went out: the touch is due again later in its day, or goes back to its list.
pub(crate) async fn release<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    cycle: &Cycle,
    claimed: Lead,
    attempt: Attempt,
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: Store,
    C: Clock,
{
    let verdict = after_outage(cycle, world.clock.now());
    let until = match &verdict {
        Verdict::Postpone { until, .. } => *until,
        Verdict::Claim | Verdict::Nothing | Verdict::Leave(_) => attempt.claimed_at,
    };
    expect_touch(world, cycle, until).await?;
    let mut lead = claimed;
    loop {
        let event = LeadEvent::GivenBack { claim: attempt.claim.clone(), until };
        let Ok(given_back) = lead.after(event) else { return Ok(()) };
        let (gate, _) = world.store.sender(&attempt.sender).await?;
        let gate = gate.give_back(attempt.claimed_at);
        let release = Release { lead: given_back.clone(), attempt: attempt.clone(), gate };
        if world.store.release(&release).await? == Saved::Done {
            return match verdict {
                Verdict::Leave(_) => put_off(world, stored, cycle, &given_back, verdict, report).await,
                Verdict::Claim | Verdict::Nothing | Verdict::Postpone { .. } => Ok(()),
            };
        }
        let person = world.store.person(&lead.key.person).await?;
        let Some(read) = person.lead(&lead.key.campaign) else { return Ok(()) };
        lead = read.clone();
    }
}
