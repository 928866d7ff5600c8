//! The frame every phase of a cycle runs in: it leaves its trace, does its work, and hands on, last and always.

use cam_core::{
    campaign::StoredCampaign,
    cycle::{Cycle, Phase, PhaseReport, PhaseRun},
    fact::{Fact, FactKind},
    id::{CampaignId, CycleId},
    lead::{LeadEvent, Place},
    skip::SkipReason,
};
use jiff::Timestamp;
use tracing::{error, info};

use crate::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::{CycleStore, update_cycle},
    error::{BoxError, Chain, Saved, StoreError},
    lead_store::{LeadChange, LeadChanges, LeadStore},
    queue::{Dispatch, QueueError, TaskQueue},
    task::Task,
    work_list::{WorkList, WorkQuery},
};

/// The phase stopped before its end; the queue delivers the task again.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is no such cycle.
    #[error("there is no cycle \"{0}\": start it first")]
    UnknownCycle(CycleId),
    /// There is no such campaign.
    #[error("there is no campaign \"{0}\": apply its file first")]
    UnknownCampaign(CampaignId),
    /// The task is another phase's.
    #[error("the task is not for {0}")]
    NotForPhase(Phase),
    /// The table did not do what was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue did not take the next task.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// Something else in the world failed.
    #[error("{doing} failed")]
    World {
        /// What was being done.
        doing: &'static str,
        /// What the world said.
        #[source]
        source: BoxError,
    },
}

/// Runs `work` as `phase` of a cycle.
///
/// A phase that ended before only hands on again. An error of `work` leaves the phase open for the next delivery;
/// [`give_up`] ends it when there is none.
pub async fn carry_out<S, F>(
    store: &S,
    queue: &impl TaskQueue,
    clock: &impl Clock,
    id: &CycleId,
    phase: Phase,
    work: impl FnOnce(Cycle) -> F,
) -> Result<PhaseReport, RunError>
where
    S: CycleStore,
    F: Future<Output = Result<PhaseReport, RunError>>,
{
    let cycle = begin(store, id, phase, clock.now()).await?;
    let run = cycle.run(phase);
    if run.finished_at.is_some() {
        hand_on(store, queue, id, phase, clock.now()).await?;
        return Ok(run.report);
    }
    let began_at = clock.now();
    let mut report = work(cycle).await?;
    let now = clock.now();
    report.elapsed_ms = u64::try_from(now.duration_since(began_at).as_millis()).unwrap_or_default();
    finish(store, id, phase, &report, now).await?;
    info!(
        event = phase_event(phase),
        cycle.id = %id,
        phase = %phase,
        counts = ?report.counts,
        skips = ?report.skips,
        n_errors = report.errors.len(),
        elapsed_ms = report.elapsed_ms,
        "{phase} of {id} is done"
    );
    hand_on(store, queue, id, phase, now).await?;
    Ok(report)
}

/// Ends a phase that could not do its work, with the error in its report, and hands on: the day goes on.
pub async fn give_up(
    store: &impl CycleStore,
    queue: &impl TaskQueue,
    id: &CycleId,
    phase: Phase,
    failure: &str,
    now: Timestamp,
) -> Result<(), RunError> {
    error!(event = "cam.error", cycle.id = %id, phase = %phase, error = failure, "{phase} of {id} failed");
    finish(store, id, phase, &PhaseReport::failed(failure), now).await?;
    hand_on(store, queue, id, phase, now).await
}

/// What a report says of an error: the chain, which holds no personal data by the rules of our errors.
#[must_use]
pub fn failure_text(error: &RunError) -> String {
    Chain(error).to_string()
}

/// Leaves the trace that a phase has begun, and returns the cycle.
pub async fn begin(store: &impl CycleStore, id: &CycleId, phase: Phase, now: Timestamp) -> Result<Cycle, RunError> {
    let cycle = update_cycle(store, id, |cycle| {
        let run = cycle.run(phase);
        let started = PhaseRun { started_at: Some(now), ..run.clone() };
        run.started_at.is_none().then(|| with_run(cycle, phase, started))
    });
    cycle.await?.ok_or_else(|| RunError::UnknownCycle(id.clone()))
}

/// Leaves the trace that a phase has ended. The first report stays.
pub async fn finish(
    store: &impl CycleStore,
    id: &CycleId,
    phase: Phase,
    report: &PhaseReport,
    now: Timestamp,
) -> Result<(), RunError> {
    update_cycle(store, id, |cycle| {
        let run = cycle.run(phase);
        let mut whole = run.report.clone();
        whole.absorb(report.clone());
        let ended = PhaseRun { finished_at: Some(now), started_at: run.started_at.or(Some(now)), report: whole, ..run };
        run_is_open(cycle, phase).then(|| with_run(cycle, phase, ended))
    })
    .await?;
    Ok(())
}

/// Hands the cycle to the phase after `phase`, with a trace, whether it was handed on before or not.
pub async fn hand_on(
    store: &impl CycleStore,
    queue: &impl TaskQueue,
    id: &CycleId,
    phase: Phase,
    now: Timestamp,
) -> Result<(), RunError> {
    let Some(next) = phase.next() else { return Ok(()) };
    hand_to(store, queue, id, next, now).await
}

/// Hands the cycle to `phase`, with a trace.
pub async fn hand_to(
    store: &impl CycleStore,
    queue: &impl TaskQueue,
    id: &CycleId,
    phase: Phase,
    now: Timestamp,
) -> Result<(), RunError> {
    update_cycle(store, id, |cycle| {
        let run = cycle.run(phase);
        let is_new = run.handed_on_at.is_none_or(|at| run.started_at.is_none() && at < now);
        is_new.then(|| with_run(cycle, phase, PhaseRun { handed_on_at: Some(now), ..run }))
    })
    .await?;
    let dispatch = Dispatch { to: phase, task: Task::Cycle(id.clone()), delay: phase.delay() };
    Ok(queue.dispatch(&[dispatch]).await?)
}

/// Gives back, with the reason as a fact, every touch that a cycle which is over left planned: its lead comes up again.
pub async fn give_back_planned(
    store: &(impl LeadStore + WorkList),
    campaign: &CampaignId,
    is_over: impl Fn(&CycleId) -> bool,
    now: Timestamp,
) -> Result<(), StoreError> {
    let all = WorkQuery::DueWithin { from: Timestamp::MIN, until: Timestamp::MAX };
    for entry in store.work(campaign, all, usize::MAX).await? {
        let person = store.person(&entry.key.person).await?;
        let Some(lead) = person.lead(campaign) else { continue };
        let is_left = matches!(&lead.place, Place::Due(due) if is_over(&due.cycle));
        let Some(lead) = lead.after(LeadEvent::DayEnded).ok().filter(|_| is_left) else { continue };
        let fact = Fact { at: now, kind: FactKind::Skipped(SkipReason::DayEnded.key().to_owned()) };
        let changes = LeadChanges { leads: vec![LeadChange { lead, fact: Some(fact) }], companies: Vec::new() };
        // Stale: the lead was claimed or stopped in between, which settles the matter as well.
        let _: Saved = store.save_leads(&changes).await?;
    }
    Ok(())
}

/// The campaign of a cycle.
pub async fn campaign_of(store: &impl CampaignStore, id: &CycleId) -> Result<StoredCampaign, RunError> {
    let campaign = store.campaign(&id.campaign).await?;
    campaign.ok_or_else(|| RunError::UnknownCampaign(id.campaign.clone()))
}

fn run_is_open(cycle: &Cycle, phase: Phase) -> bool {
    cycle.run(phase).finished_at.is_none()
}

fn with_run(cycle: &Cycle, phase: Phase, run: PhaseRun) -> Cycle {
    let mut next = cycle.clone();
    next.phases.insert(phase, run);
    next
}

/// The name of the log event that a phase's end is, as the prototype announced them (RULES §3.1).
fn phase_event(phase: Phase) -> &'static str {
    match phase {
        Phase::StartCycle => "cam.cycle_started",
        Phase::ProcessLeads => "cam.leads_processed",
        Phase::ScheduleOutreach => "cam.outreach_scheduled",
        Phase::SendOutreach => "cam.outreach_sent",
        Phase::DetectReplies => "cam.replies_detected",
        Phase::EscalateLeads => "cam.leads_escalated",
        Phase::ReportCycle => "cam.cycle_completed",
    }
}
