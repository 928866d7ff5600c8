//! The five-minute look around: what is due, which day is over, which phase is silent.

use cam_core::{
    cycle::{Cycle, Mode, Owed, Phase, PhaseReport},
    id::{CampaignId, CycleId},
    skip::SkipReason,
};
use cam_ports::{
    clock::Clock,
    error::Chain,
    gateway::EmailGateway,
    identity::ClaimIds,
    phase::{self, RunError, finish, give_back_planned, give_up, hand_on, hand_to},
    queue::{Dispatch, TaskQueue},
    task::Task,
    work_list::WorkQuery,
};
use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use crate::{Store, World};

/// How often the tick comes; it hands out what falls due before the next one.
pub const TICK: SignedDuration = SignedDuration::from_mins(5);

/// How many cycles of a campaign may be open at once.
const OPEN_CYCLES: usize = 8;

/// Takes the day over from phase 2, and looks around for it at once.
pub async fn begin<S, Q, C, G, I>(world: &World<'_, S, Q, C, G, I>, id: &CycleId) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
    I: ClaimIds,
{
    let cycle = phase::begin(world.store, id, Phase::SendOutreach, world.clock.now()).await?;
    let run = cycle.run(Phase::SendOutreach);
    if run.finished_at.is_some() {
        hand_on(world.store, world.queue, id, Phase::SendOutreach, world.clock.now()).await?;
        return Ok(run.report);
    }
    let mut report = PhaseReport::default();
    let is_live = cycle.id.mode == Mode::Live;
    hand_out(world, &id.campaign, is_live, if is_live { &[] } else { std::slice::from_ref(&cycle) }, &mut report)
        .await?;
    Ok(report)
}

/// Looks around once, for every campaign. A campaign that fails does not keep the others from their turn.
pub async fn tick<S, Q, C, G, I>(world: &World<'_, S, Q, C, G, I>) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
    I: ClaimIds,
{
    let mut report = PhaseReport::default();
    for stored in world.store.campaigns().await? {
        let id = &stored.campaign.id;
        if let Err(error) = look_after(world, id, &mut report).await {
            let failure = phase::failure_text(&error);
            warn!(event = "cam.error", campaign.id = %id, error = failure, "the tick failed for campaign {id}");
            report.errors.push(failure);
        }
    }
    Ok(report)
}

async fn look_after<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    campaign: &CampaignId,
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
    I: ClaimIds,
{
    let recent = world.store.recent_cycles(campaign, OPEN_CYCLES).await?;
    let sending: Vec<Cycle> = recent.iter().filter(|cycle| cycle.is_sending()).cloned().collect();
    let is_live = sending.iter().any(|cycle| cycle.id.mode == Mode::Live);
    let dry: Vec<Cycle> = sending.into_iter().filter(|cycle| cycle.id.mode == Mode::Dry).collect();
    hand_out(world, campaign, is_live, &dry, report).await?;
    for cycle in recent.iter().rev() {
        let now = world.clock.now();
        match cycle.owed(now) {
            None => {}
            Some(Owed::Close) => close(world, cycle, report).await?,
            Some(Owed::HandOn(phase)) => {
                warn!(cycle.id = %cycle.id, phase = %phase, "{} is handed to {phase} again", cycle.id);
                hand_to(world.store, world.queue, &cycle.id, phase, now).await?;
            }
            Some(Owed::Fail(phase)) => {
                let failure = "it was silent for 30 minutes: it timed out, was killed, or was never started";
                give_up(world.store, world.queue, &cycle.id, phase, failure, now).await?;
            }
        }
    }
    Ok(())
}

/// Hands out what falls due before the next tick, each touch with the seconds it still has to rest; and what is
/// overdue, oldest first, but only while the queue is empty, so that a backlog is not handed out twice.
async fn hand_out<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    campaign: &CampaignId,
    is_live: bool,
    dry: &[Cycle],
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
    I: ClaimIds,
{
    let now = world.clock.now();
    let soon = now.saturating_add(TICK).unwrap_or(Timestamp::MAX);
    let is_idle = world.queue.is_idle(Phase::SendOutreach).await?;
    let from = if is_idle { Timestamp::MIN } else { now };
    let mut due: Vec<(Timestamp, Task)> = Vec::new();
    if is_live {
        let listed = world.store.work(campaign, WorkQuery::DueWithin { from, until: soon }, world.at_once).await?;
        due.extend(listed.into_iter().filter_map(|entry| {
            let due_at = entry.at?;
            Some((due_at, Task::Touch { lead: entry.key, due_at }))
        }));
    }
    for cycle in dry {
        let planned = world.store.planned_previews(&cycle.id, from, soon, world.at_once).await?;
        due.extend(planned.into_iter().map(|preview| {
            let task = Task::Preview { cycle: preview.cycle, lead: preview.lead, due_at: preview.due_at };
            (preview.due_at, task)
        }));
    }
    let dispatches: Vec<Dispatch> = due
        .into_iter()
        .map(|(due_at, task)| {
            let delay = due_at.duration_since(now).max(SignedDuration::ZERO);
            Dispatch { to: Phase::SendOutreach, task, delay }
        })
        .collect();
    world.queue.dispatch(&dispatches).await?;
    report.add("handed_out", dispatches.len() as u64);
    Ok(())
}

/// Closes the sending day: what is still planned goes back with the reason, and the day goes on to phase 4.
async fn close<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    cycle: &Cycle,
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
    I: ClaimIds,
{
    let now = world.clock.now();
    let mut ended = PhaseReport::default();
    if cycle.id.mode == Mode::Live {
        // What cannot be given back now is taken over by the next day; it keeps no day from ending.
        if let Err(error) = give_back_planned(world.store, &cycle.id.campaign, |id| *id == cycle.id, now).await {
            ended.errors.push(format!("what was left of the day could not be given back: {}", Chain(&error)));
        }
    } else {
        let left = world.store.planned_previews(&cycle.id, Timestamp::MIN, Timestamp::MAX, usize::MAX).await?;
        if !left.is_empty() {
            ended.skip(SkipReason::DayEnded.key(), left.len() as u64);
        }
    }
    info!(cycle.id = %cycle.id, "the sending day of {} is over", cycle.id);
    finish(world.store, &cycle.id, Phase::SendOutreach, &ended, now).await?;
    report.add("days_closed", 1);
    hand_on(world.store, world.queue, &cycle.id, Phase::SendOutreach, now).await
}
