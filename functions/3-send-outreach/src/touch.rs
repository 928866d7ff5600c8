//! Touches: judged, written, claimed, sent, settled. What is not allowed now is put off, held or ended, with its reason.

use std::collections::BTreeMap;

use cam_core::{
    attempt::{Attempt, AttemptState, Receipt},
    campaign::StoredCampaign,
    cycle::{Cycle, PhaseReport},
    fact::{Fact, FactKind},
    id::{CycleId, LeadKey, SenderId},
    lead::{Claim, Lead, LeadEvent, Place},
    phases::send_outreach::{Snapshot, Verdict, judge, pass, still_open},
    profile::Profile,
    sender::{Gate, SenderHistory},
    skip::{Consequence, Hold, SkipReason},
};
use cam_ports::{
    clock::Clock,
    cycle_store::update_cycle,
    error::{Chain, Saved},
    gateway::{EmailGateway, GatewayError},
    identity::ClaimIds,
    lead_store::{LeadChange, LeadChanges, Person},
    ledger::{ClaimBatch, ClaimRefusal, ClaimRequest, Claimed},
    letter::{Letter, LetterWriter},
    phase::RunError,
    queue::TaskQueue,
};
use futures_util::future::join_all;
use jiff::Timestamp;
use tracing::{debug, info, warn};

use crate::{
    Store, World,
    settle::{Sent, release, settle},
};

/// How often a claim is judged again because another one passed the same gate first.
const CLAIM_ROUNDS: usize = 20;

/// One touch as a task names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchTask {
    /// Who is written to.
    pub lead: LeadKey,
    /// The slot it was planned for.
    pub due_at: Timestamp,
}

/// A touch that is judged, written, and not yet claimed.
pub(crate) struct Ready {
    pub(crate) lead: Lead,
    pub(crate) letter: Letter,
    pub(crate) sender: SenderId,
    pub(crate) cycle: CycleId,
    elsewhere: Vec<(LeadKey, u64)>,
}

/// Carries touches out, one answer each, in their order. An error means that the task has to come again. `report` counts
/// what the gateway took, and what is left alone with its reason.
///
/// People are distinct in what is claimed together; a task that stands twice in the batch is judged twice.
pub async fn touches<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    tasks: &[TouchTask],
    report: &mut PhaseReport,
) -> Vec<Result<(), RunError>>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
    I: ClaimIds,
{
    let mut answers: BTreeMap<usize, Result<(), RunError>> = BTreeMap::new();
    let size = world.store.touches_per_transaction().max(1);
    let mut rest: Vec<(usize, &TouchTask)> = tasks.iter().enumerate().collect();
    while let Some((_, first)) = rest.first() {
        let campaign = first.lead.campaign.clone();
        let mut group: Vec<(usize, &TouchTask)> = Vec::new();
        let mut later = Vec::new();
        for (at, task) in rest {
            let is_new = group.iter().all(|(_, taken)| taken.lead != task.lead);
            let fits = group.len() < size && task.lead.campaign == campaign && is_new;
            if fits { group.push((at, task)) } else { later.push((at, task)) }
        }
        rest = later;
        let of_group = match world.store.campaign(&campaign).await {
            Ok(Some(stored)) => one_group(world, &stored, &group, report).await,
            Ok(None) => group.iter().map(|_| Err(RunError::UnknownCampaign(campaign.clone()))).collect(),
            Err(error) => fail_all(&group, error.into()),
        };
        answers.extend(group.iter().map(|(at, _)| *at).zip(of_group));
    }
    answers.into_values().collect()
}

/// One error for a whole group: the first task carries it, the others come again with it.
fn fail_all(group: &[(usize, &TouchTask)], error: RunError) -> Vec<Result<(), RunError>> {
    let others = || RunError::World { doing: "sending beside a touch that failed", source: "see its error".into() };
    let mut answers = vec![Err(error)];
    answers.extend(group.iter().skip(1).map(|_| Err(others())));
    answers
}

async fn one_group<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    group: &[(usize, &TouchTask)],
    report: &mut PhaseReport,
) -> Vec<Result<(), RunError>>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
    I: ClaimIds,
{
    let writer = LetterWriter::new(stored, world.identities).answered_at(world.reply_domain);
    let mut cycles = BTreeMap::new();
    let mut answers = Vec::new();
    let mut ready = Vec::new();
    for (_, task) in group {
        match prepare(world, stored, &writer, task, &mut cycles, report).await {
            Ok(Some(touch)) => {
                ready.push(touch);
                answers.push(Ok(()));
            }
            Ok(None) => answers.push(Ok(())),
            Err(error) => answers.push(Err(error)),
        }
    }
    match claim(world, stored, ready, &cycles, report).await {
        Ok(granted) => {
            if let Err(error) = send_all(world, stored, granted, &cycles, report).await {
                return fail_all(group, error);
            }
            answers
        }
        Err(error) => fail_all(group, error),
    }
}

/// Reads a person, judges the touch and writes its mail. Nothing: the touch is dealt with.
async fn prepare<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    writer: &LetterWriter<'_>,
    task: &TouchTask,
    cycles: &mut BTreeMap<CycleId, Cycle>,
    report: &mut PhaseReport,
) -> Result<Option<Ready>, RunError>
where
    S: Store,
    C: Clock,
{
    let person = world.store.person(&task.lead.person).await?;
    let (Some(lead), Some(profile)) = (person.lead(&task.lead.campaign), person.profile(&task.lead.campaign)) else {
        return Ok(None);
    };
    let Place::Due(due) = &lead.place else { return Ok(None) };
    if !cycles.contains_key(&due.cycle) {
        let cycle = world.store.cycle(&due.cycle).await?;
        cycles.insert(due.cycle.clone(), cycle.ok_or_else(|| RunError::UnknownCycle(due.cycle.clone()))?);
    }
    let Some(cycle) = cycles.get(&due.cycle) else { return Ok(None) };
    match examine(world, stored, writer, &person, lead, profile, cycle, task.due_at) {
        Ok(ready) => Ok(Some(ready)),
        Err(verdict) => {
            put_off(world, stored, cycle, lead, verdict, report).await?;
            Ok(None)
        }
    }
}

#[allow(clippy::too_many_arguments, reason = "what a touch is judged by, each of another kind")]
fn examine<S, Q, C: Clock, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    writer: &LetterWriter<'_>,
    person: &Person,
    lead: &Lead,
    profile: &Profile,
    cycle: &Cycle,
    due_at: Timestamp,
) -> Result<Ready, Verdict> {
    let now = world.clock.now();
    let elsewhere: Vec<Lead> = person.leads.iter().filter(|other| other.key != lead.key).cloned().collect();
    let snapshot = Snapshot {
        campaign: &stored.campaign,
        cycle,
        stack: world.stack,
        lead,
        address: &profile.address,
        is_suppressed: person.suppression.is_some(),
        attempts: &person.attempts,
        elsewhere: &elsewhere,
        due_at,
    };
    let send = writer.send_id(lead);
    match judge(&snapshot, &send, now) {
        Verdict::Claim => {}
        other @ (Verdict::Nothing | Verdict::Postpone { .. } | Verdict::Leave(_)) => return Err(other),
    }
    let sender = lead.sender.as_ref().and_then(|id| stored.campaign.sender(id));
    let sender = sender.ok_or(Verdict::Leave(SkipReason::NoSender))?;
    let letter = writer.write(lead, profile, sender, &person.attempts, now).map_err(Verdict::Leave)?;
    Ok(Ready {
        lead: lead.clone(),
        letter,
        sender: sender.id.clone(),
        cycle: cycle.id.clone(),
        elsewhere: elsewhere.iter().map(|other| (other.key.clone(), other.version)).collect(),
    })
}

/// Claims touches together; those that stand against it are taken out and dealt with, the rest goes on.
async fn claim<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    mut ready: Vec<Ready>,
    cycles: &BTreeMap<CycleId, Cycle>,
    report: &mut PhaseReport,
) -> Result<Vec<(Ready, Lead, Attempt)>, RunError>
where
    S: Store,
    C: Clock,
    I: ClaimIds,
{
    for _ in 0..CLAIM_ROUNDS {
        // One instant for the window, the gate and the claim, however many rounds it takes.
        let now = world.clock.now();
        let (admitted, gates) = admit(world, stored, ready, cycles, now, report).await?;
        if admitted.is_empty() {
            return Ok(Vec::new());
        }
        let batch = request(world, &admitted, gates, stored, now);
        match world.store.claim(&batch).await? {
            Claimed::Granted => {
                let claims = admitted.into_iter().zip(batch.claims);
                return Ok(claims.map(|(ready, claim)| (ready, claim.lead, claim.attempt)).collect());
            }
            Claimed::Contended => ready = admitted,
            Claimed::Refused(refusals) => {
                ready = without_refused(world, stored, admitted, &refusals, cycles, report).await?
            }
        }
    }
    Err(RunError::World { doing: "claiming a touch", source: "the sender's gate is contended".into() })
}

/// Passes touches through their senders' gates, in their order; those that may not pass are put off.
async fn admit<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    ready: Vec<Ready>,
    cycles: &BTreeMap<CycleId, Cycle>,
    now: Timestamp,
    report: &mut PhaseReport,
) -> Result<(Vec<Ready>, Vec<Gate>), RunError>
where
    S: Store,
    C: Clock,
{
    let mut gates: BTreeMap<SenderId, (Gate, SenderHistory)> = BTreeMap::new();
    let mut passed: BTreeMap<SenderId, Gate> = BTreeMap::new();
    let mut admitted = Vec::new();
    for touch in ready {
        if !gates.contains_key(&touch.sender) {
            gates.insert(touch.sender.clone(), world.store.sender(&touch.sender).await?);
        }
        let sender = stored.campaign.sender(&touch.sender);
        let (Some((read, history)), Some(sender), Some(cycle)) =
            (gates.get(&touch.sender), sender, cycles.get(&touch.cycle))
        else {
            continue;
        };
        let gate = passed.get(&touch.sender).unwrap_or(read);
        let open = still_open(&touch.lead, &stored.campaign, cycle, now);
        match open.and_then(|()| pass(gate, sender, history, cycle, now)) {
            Ok(gate) => {
                passed.insert(touch.sender.clone(), Gate { version: read.version + 1, ..gate });
                admitted.push(touch);
            }
            Err(verdict) => put_off(world, stored, cycle, &touch.lead, verdict, report).await?,
        }
    }
    Ok((admitted, passed.into_values().collect()))
}

fn request<S, Q, C: Clock, G, I: ClaimIds>(
    world: &World<'_, S, Q, C, G, I>,
    admitted: &[Ready],
    gates: Vec<Gate>,
    stored: &StoredCampaign,
    now: Timestamp,
) -> ClaimBatch {
    let writer_id = |lead: &Lead| cam_core::id::SendId {
        person: lead.key.person.clone(),
        campaign_number: stored.number,
        step: lead.next_step,
    };
    let claims = admitted.iter().filter_map(|touch| {
        let Place::Due(due) = &touch.lead.place else { return None };
        let claim = Claim { id: world.claim_ids.fresh(), at: now, due: due.clone() };
        let attempt = Attempt {
            id: writer_id(&touch.lead),
            claim: claim.id.clone(),
            cycle: touch.cycle.clone(),
            sender: touch.sender.clone(),
            claimed_at: now,
            state: AttemptState::Claimed,
        };
        let lead = touch.lead.after(LeadEvent::Claimed(claim)).ok()?;
        Some(ClaimRequest { lead, attempt, elsewhere: touch.elsewhere.clone() })
    });
    ClaimBatch { claims: claims.collect(), gates }
}

async fn without_refused<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    admitted: Vec<Ready>,
    refusals: &[Option<ClaimRefusal>],
    cycles: &BTreeMap<CycleId, Cycle>,
    report: &mut PhaseReport,
) -> Result<Vec<Ready>, RunError>
where
    S: Store,
    C: Clock,
{
    let mut rest = Vec::new();
    for (touch, refusal) in admitted.into_iter().zip(refusals) {
        match (refusal, cycles.get(&touch.cycle)) {
            (None, _) => rest.push(touch),
            (Some(ClaimRefusal::Suppressed), Some(cycle)) => {
                put_off(world, stored, cycle, &touch.lead, Verdict::Leave(SkipReason::Suppressed), report).await?;
            }
            // It was sent before, or somebody else is at it: whoever wrote last has dealt with the lead.
            (Some(_), _) => debug!(lead.id = %touch.lead.key, "the touch of {} is taken", touch.lead.key),
        }
    }
    Ok(rest)
}

/// Sends what is claimed, and settles it together. What went out is settled whatever becomes of the rest.
async fn send_all<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    granted: Vec<(Ready, Lead, Attempt)>,
    cycles: &BTreeMap<CycleId, Cycle>,
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: Store,
    C: Clock,
    G: EmailGateway,
{
    let mut sent = Vec::new();
    let mut released = Ok(());
    let answers = join_all(granted.iter().map(|(touch, ..)| world.gateway.send(&touch.letter.mail))).await;
    for ((touch, lead, attempt), answer) in granted.into_iter().zip(answers) {
        let key = lead.key.clone();
        match answer {
            Ok(wire_id) => {
                let at = world.clock.now();
                let gateway = world.gateway.name().to_owned();
                let receipt = Receipt { at, wire_id, gateway, subject: touch.letter.subject };
                report.add(if attempt.id.step == 1 { "outreach_sent" } else { "followups_sent" }, 1);
                debug!(event = "cam.lead_contacted", lead.id = %key, step = attempt.id.step, "{key} was written to");
                sent.push(Sent { lead, attempt: Attempt { state: AttemptState::Sent(receipt), ..attempt } });
            }
            Err(error @ GatewayError::Rejected(_)) => {
                warn!(lead.id = %key, error = %Chain(&error), "the gateway rejected the touch of {key}");
                let state = AttemptState::Rejected { at: world.clock.now() };
                sent.push(Sent { lead, attempt: Attempt { state, ..attempt } });
            }
            Err(error @ GatewayError::NoAnswer(_)) => {
                warn!(lead.id = %key, error = %Chain(&error), "the touch of {key} is in doubt");
            }
            Err(error @ GatewayError::Unavailable(_)) => {
                info!(lead.id = %key, error = %Chain(&error), "the touch of {key} is given back");
                if let Some(cycle) = cycles.get(&touch.cycle) {
                    released = released.and(release(world, stored, cycle, lead, attempt, report).await);
                }
            }
        }
    }
    settle(world, stored, sent).await.and(released)
}

/// Moves a touch to a later instant, or leaves the lead alone, with the reason as a fact.
pub(crate) async fn put_off<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    stored: &StoredCampaign,
    cycle: &Cycle,
    lead: &Lead,
    verdict: Verdict,
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: Store,
    C: Clock,
{
    let (event, reason) = match verdict {
        Verdict::Claim | Verdict::Nothing => return Ok(()),
        Verdict::Postpone { until, reason } => {
            expect_touch(world, cycle, until).await?;
            (LeadEvent::Postponed { until }, reason)
        }
        Verdict::Leave(reason) => (event_of(&reason, stored.version), reason),
    };
    let is_left = !matches!(event, LeadEvent::Postponed { .. });
    let Ok(next) = lead.after(event) else { return Ok(()) };
    let fact = is_left.then(|| Fact { at: world.clock.now(), kind: FactKind::Skipped(reason.key().to_owned()) });
    let changes = LeadChanges { leads: vec![LeadChange { lead: next, fact }], companies: Vec::new() };
    debug!(lead.id = %lead.key, reason = reason.key(), "the touch of {} is put off", lead.key);
    // Stale: somebody else wrote to the lead in between, and has dealt with it.
    if world.store.save_leads(&changes).await? == Saved::Done && is_left {
        report.skip(reason.key(), 1);
    }
    Ok(())
}

/// The day lasts until its last due touch.
pub(crate) async fn expect_touch<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    cycle: &Cycle,
    until: Timestamp,
) -> Result<(), RunError>
where
    S: Store,
{
    update_cycle(world.store, &cycle.id, |cycle| {
        (Some(until) > cycle.last_due_at).then(|| Cycle { last_due_at: Some(until), ..cycle.clone() })
    })
    .await?;
    Ok(())
}

fn event_of(reason: &SkipReason, judged_by: u32) -> LeadEvent {
    match reason.consequence() {
        Consequence::ComesUpAgain => LeadEvent::DayEnded,
        Consequence::Held => LeadEvent::Held { hold: Hold::from(reason), judged_by },
        Consequence::Ends => LeadEvent::Stopped,
    }
}
