//! Phase 6 of the cycle: say how the day went, with counts that come from facts; store it, and mail it to the owner.

use cam_core::{
    campaign::StoredCampaign,
    cycle::{Cycle, DayReport, Mode, Phase, PhaseReport},
    id::CycleId,
    phases::report_cycle::{self, Shown, sending_day},
};
use cam_ports::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::{CycleStore, update_cycle},
    daybook::Daybook,
    error::Chain,
    gateway::EmailGateway,
    notice,
    phase::{RunError, campaign_of, carry_out},
    preview_store::{PreviewState, PreviewStore},
    queue::TaskQueue,
    sender_store::SenderStore,
    task::Task,
    work_list::{WorkList, WorkQuery},
};
use tracing::warn;

pub mod digest;

/// How many cycles back the last report of a mode is looked for.
const LOOK_BACK: usize = 50;

/// What the phase needs.
#[derive(Debug)]
pub struct World<'a, S, Q, C, G> {
    /// The table.
    pub store: &'a S,
    /// The queues.
    pub queue: &'a Q,
    /// The clock.
    pub clock: &'a C,
    /// Where mail to the owner goes; it is not outreach, and goes out in a dry stack too.
    pub owner_mail: &'a G,
}

/// Everything the phase reads and writes.
pub trait Store: CampaignStore + CycleStore + Daybook + PreviewStore + SenderStore + WorkList {}

impl<S> Store for S where S: CampaignStore + CycleStore + Daybook + PreviewStore + SenderStore + WorkList {}

/// Carries one task out: a cycle's report.
pub async fn perform<S, Q, C, G>(world: &World<'_, S, Q, C, G>, task: &Task) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
{
    match task {
        Task::Cycle(id) => run(world, id).await,
        Task::Touch { .. }
        | Task::Preview { .. }
        | Task::Source { .. }
        | Task::Mail(_)
        | Task::Feedback(_)
        | Task::Lead(_)
        | Task::Tick => Err(RunError::NotForPhase(Phase::ReportCycle)),
    }
}

/// Runs the phase for one cycle.
///
/// Bounds and counts are frozen in the cycle when they are first made: a repeat reports the same.
pub async fn run<S, Q, C, G>(world: &World<'_, S, Q, C, G>, id: &CycleId) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
{
    carry_out(world.store, world.queue, world.clock, id, Phase::ReportCycle, async |cycle| {
        let campaign = campaign_of(world.store, &cycle.id).await?;
        count_senders(world, &campaign, &cycle).await?;
        let (cycle, is_new) = freeze(world, &campaign, &cycle).await?;
        let mut report = PhaseReport::default();
        if let Some(day) = &cycle.report {
            count(day, &mut report);
            if is_new {
                mail(world, &campaign, &cycle, day, &mut report).await;
            }
        }
        Ok(report)
    })
    .await
}

/// Makes the day's report, unless it is made.
async fn freeze<S, Q, C, G>(
    world: &World<'_, S, Q, C, G>,
    campaign: &StoredCampaign,
    cycle: &Cycle,
) -> Result<(Cycle, bool), RunError>
where
    S: Store,
    C: Clock,
{
    if cycle.is_finished() {
        return Ok((cycle.clone(), false));
    }
    let now = world.clock.now();
    let id = &campaign.campaign.id;
    let recent = world.store.recent_cycles(id, LOOK_BACK).await?;
    let cycle = &Cycle { report_from: report_cycle::from(cycle, &recent), ..cycle.clone() };
    let until = report_cycle::until(cycle, now);
    let facts = world.store.facts(id, cycle.report_from, until).await?;
    let shown = shown(world, cycle).await?;
    let n_in_doubt = world.store.n_work(id, WorkQuery::DoubtBefore(now)).await?;
    let day = report_cycle::plan(cycle, &facts, &shown, n_in_doubt, now);
    let frozen = update_cycle(world.store, &cycle.id, |cycle| {
        (!cycle.is_finished()).then(|| Cycle { report_from: day.from, report: Some(day.clone()), ..cycle.clone() })
    });
    let frozen = frozen.await?.ok_or_else(|| RunError::UnknownCycle(cycle.id.clone()))?;
    let is_ours = frozen.report.as_ref() == Some(&day);
    Ok((frozen, is_ours))
}

/// What a dry cycle showed.
async fn shown<S, Q, C, G>(world: &World<'_, S, Q, C, G>, cycle: &Cycle) -> Result<Shown, RunError>
where
    S: Store,
{
    let mut shown = Shown::default();
    if cycle.id.mode == Mode::Live {
        return Ok(shown);
    }
    for preview in world.store.previews(&cycle.id).await? {
        match preview.state {
            PreviewState::Shown { .. } if preview.step == 1 => shown.outreach += 1,
            PreviewState::Shown { .. } => shown.followups += 1,
            PreviewState::Held(hold) => *shown.held.entry(hold.key).or_default() += 1,
            // Counted by the close of the day, as "day ended".
            PreviewState::Planned => {}
        }
    }
    Ok(shown)
}

/// Writes the day into the senders' histories, from which tomorrow's warm-up follows.
async fn count_senders<S, Q, C, G>(
    world: &World<'_, S, Q, C, G>,
    campaign: &StoredCampaign,
    cycle: &Cycle,
) -> Result<(), RunError>
where
    S: Store,
{
    if cycle.id.mode == Mode::Dry {
        return Ok(());
    }
    for sender in &campaign.campaign.senders {
        let (gate, history) = world.store.sender(&sender.id).await?;
        let day = sending_day(&gate, cycle);
        world.store.save_history(&sender.id, &history.with(day)).await?;
    }
    Ok(())
}

fn count(day: &DayReport, report: &mut PhaseReport) {
    report.add("leads_created", day.leads_created);
    report.add("outreach_sent", day.outreach_sent);
    report.add("followups_sent", day.followups_sent);
    report.add("hot_leads_detected", day.hot_leads_detected);
    report.add("errors", day.errors.len() as u64);
}

/// Mails the digest. A day is reported even where the mail cannot go out.
async fn mail<S, Q, C, G>(
    world: &World<'_, S, Q, C, G>,
    campaign: &StoredCampaign,
    cycle: &Cycle,
    day: &DayReport,
    report: &mut PhaseReport,
) where
    S: Store,
    C: Clock,
    G: EmailGateway,
{
    let digest = digest::write(campaign, cycle, day);
    let name = report_cycle::notice_name(&cycle.id);
    let page = notice::page(&digest.subject, &digest.html);
    let composed = notice::compose(&campaign.campaign, &name, &digest.subject, &digest.text, &page, world.clock.now());
    let sent = match composed {
        Ok(mail) => world.owner_mail.send(&mail).await.map(drop).map_err(|error| Chain(&error).to_string()),
        Err(problem) => Err(Chain(&problem).to_string()),
    };
    if let Err(error) = sent {
        warn!(event = "cam.error", cycle.id = %cycle.id, error, "the digest of {} could not be mailed", cycle.id);
        report.errors.push(format!("the digest could not be mailed: {error}"));
    }
}
