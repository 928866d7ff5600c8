//! Phase 0 of the cycle: open the day of each campaign whose hour has come.
//!
//! The rule fires every hour; a campaign's own start hour, in its own zone, decides. Starting a day twice is a no-op. A
//! live stack opens a live day only for a campaign whose senders are all cleared. A paused campaign has its day like any
//! other: leads come in, replies are read, the owner is told; each touch is skipped with that reason.

use cam_core::{
    campaign::{Campaign, StoredCampaign},
    cycle::{Cycle, Mode, Phase, PhaseReport, Stack},
    id::{CampaignId, CycleId, SenderId},
    phases::start_cycle,
};
use cam_ports::{
    campaign_store::CampaignStore,
    clearance::ClearanceStore,
    clock::Clock,
    cycle_store::CycleStore,
    error::Saved,
    phase::{RunError, hand_on},
    queue::TaskQueue,
    task::Task,
};
use tracing::{error, info};

/// How many cycles back the last report of a mode is looked for.
const LOOK_BACK: usize = 50;

/// What the phase needs.
#[derive(Debug)]
pub struct World<'a, S, Q, C> {
    /// The table.
    pub store: &'a S,
    /// The queues.
    pub queue: &'a Q,
    /// The clock.
    pub clock: &'a C,
    /// What the stack lets a campaign do.
    pub stack: Stack,
}

/// Carries one task out: the rule's look for days to open, or a cycle that a person asked for.
pub async fn perform<S, Q, C>(world: &World<'_, S, Q, C>, task: &Task) -> Result<PhaseReport, RunError>
where
    S: CampaignStore + ClearanceStore + CycleStore,
    Q: TaskQueue,
    C: Clock,
{
    match task {
        Task::Tick => run(world).await,
        Task::Cycle(id) => start(world, id).await,
        Task::Touch { .. }
        | Task::Preview { .. }
        | Task::Source { .. }
        | Task::Mail(_)
        | Task::Feedback(_)
        | Task::Lead(_) => Err(RunError::NotForPhase(Phase::StartCycle)),
    }
}

/// Opens the day of each campaign whose hour has come and whose day is not open.
pub async fn run<S, Q, C>(world: &World<'_, S, Q, C>) -> Result<PhaseReport, RunError>
where
    S: CampaignStore + ClearanceStore + CycleStore,
    Q: TaskQueue,
    C: Clock,
{
    let mut report = PhaseReport::default();
    for campaign in world.store.campaigns().await? {
        let recent = world.store.recent_cycles(&campaign.campaign.id, LOOK_BACK).await?;
        let Some(cycle) = start_cycle::plan(&campaign, &recent, world.stack, world.clock.now()) else { continue };
        match uncleared(world, &campaign.campaign, cycle.id.mode).await? {
            None => open(world, &campaign, cycle, &mut report).await?,
            Some(problem) => {
                let id = &campaign.campaign.id;
                error!(event = "cam.error", campaign.id = %id, error = %problem, "no live day of {id} begins");
                report.errors.push(problem.to_string());
            }
        }
    }
    Ok(report)
}

/// A campaign may not go live yet.
#[derive(Debug, thiserror::Error)]
#[error(
    "campaign \"{campaign}\" is live and begins no day: {} under no sending identity that is cleared; run \"cam preflight\" on the stack, and do what it says",
    senders_lie(senders)
)]
struct Uncleared {
    campaign: CampaignId,
    senders: Vec<SenderId>,
}

fn senders_lie(senders: &[SenderId]) -> String {
    let names = senders.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
    if senders.len() == 1 { format!("sender {names} lies") } else { format!("senders {names} lie") }
}

/// What stands against a cycle of this mode. What goes into an outbox, or is dry, needs no clearance.
async fn uncleared<S, Q, C>(
    world: &World<'_, S, Q, C>,
    campaign: &Campaign,
    mode: Mode,
) -> Result<Option<Uncleared>, RunError>
where
    S: ClearanceStore,
{
    if world.stack != Stack::Live || mode != Mode::Live {
        return Ok(None);
    }
    let cleared = world.store.clearances().await?;
    let identities: Vec<&str> = cleared.iter().map(|clearance| clearance.identity.as_str()).collect();
    let senders: Vec<SenderId> =
        start_cycle::uncleared(campaign, &identities).into_iter().map(|sender| sender.id.clone()).collect();
    Ok((!senders.is_empty()).then(|| Uncleared { campaign: campaign.id.clone(), senders }))
}

/// Opens one cycle that a person asked for, whatever the hour. A cycle that is open is handed on again.
pub async fn start<S, Q, C>(world: &World<'_, S, Q, C>, id: &CycleId) -> Result<PhaseReport, RunError>
where
    S: CampaignStore + ClearanceStore + CycleStore,
    Q: TaskQueue,
    C: Clock,
{
    let campaign = world.store.campaign(&id.campaign).await?;
    let campaign = campaign.ok_or_else(|| RunError::UnknownCampaign(id.campaign.clone()))?;
    if id.mode > world.stack.permits(campaign.campaign.mode) {
        return Err(RunError::World {
            doing: "starting a live cycle",
            source: "stack and campaign must both be live".into(),
        });
    }
    if let Some(problem) = uncleared(world, &campaign.campaign, id.mode).await? {
        return Err(RunError::World { doing: "starting a live cycle", source: problem.into() });
    }
    let recent = world.store.recent_cycles(&id.campaign, LOOK_BACK).await?;
    let mut report = PhaseReport::default();
    open(world, &campaign, start_cycle::open(id.clone(), &recent, world.clock.now()), &mut report).await?;
    Ok(report)
}

/// The number that a further cycle on the date of `id` gets.
pub async fn next_number(store: &impl CycleStore, id: &CycleId) -> Result<u16, RunError> {
    let recent = store.recent_cycles(&id.campaign, LOOK_BACK).await?;
    Ok(start_cycle::next_number(&recent, id.date, id.mode))
}

async fn open<S, Q, C>(
    world: &World<'_, S, Q, C>,
    campaign: &StoredCampaign,
    cycle: Cycle,
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: CycleStore,
    Q: TaskQueue,
    C: Clock,
{
    if world.store.open_cycle(&cycle).await? == Saved::Done {
        report.add("cycles_started", 1);
        log_start(&campaign.campaign.id, campaign.campaign.limits.new_leads_per_day, &cycle);
    }
    hand_on(world.store, world.queue, &cycle.id, Phase::StartCycle, world.clock.now()).await
}

fn log_start(campaign: &CampaignId, max_new_leads: u32, cycle: &Cycle) {
    info!(
        event = "cam.cycle_started",
        campaign.id = %campaign,
        cycle.id = %cycle.id,
        dry_run = cycle.id.mode == Mode::Dry,
        channels_enabled = "email",
        max_new_leads,
        "{} begins",
        cycle.id
    );
}
