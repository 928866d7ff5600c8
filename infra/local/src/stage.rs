//! Plays days: rules and queues as in the cloud, one after the other, on a clock that jumps to whatever is next.

use cam_core::{
    cycle::{Cycle, Mode, Phase, PhaseReport, Stack},
    id::CycleId,
};
use cam_ports::{
    campaign_store::CampaignStore,
    clearance::ClearanceStore,
    clock::Clock,
    cycle_store::CycleStore,
    daybook::Daybook,
    error::Chain,
    gateway::EmailGateway,
    identity::{CountedClaimIds, Identities},
    import_store::ImportStore,
    inbound::{InboundStore, Inbox},
    lead_source::{LeadSource, OpenLists},
    lead_store::LeadStore,
    ledger::AttemptLedger,
    phase::{self, RunError, give_up},
    preview_store::PreviewStore,
    project_store::ProjectStore,
    queue::{Dispatch, TaskQueue},
    reject_store::RejectStore,
    second_reader::NoSecondReader,
    sender_store::SenderStore,
    task::Task,
    work_list::{WorkList, WorkQuery},
};
use jiff::{SignedDuration, Timestamp};
use send_outreach::{TICK, TouchTask};

use crate::{
    clock::PlayClock,
    queues::{Delivery, LocalQueues},
};

/// A day that has not ended by then never will.
const LONGEST_DAY: SignedDuration = SignedDuration::from_hours(30);

/// Everything a day is played with.
#[derive(Debug)]
pub struct Stage<'a, S, G, O, B, R> {
    /// The table.
    pub store: &'a S,
    /// The clock.
    pub clock: &'a PlayClock,
    /// The queues, on the same clock.
    pub queue: &'a LocalQueues<'a, PlayClock>,
    /// Where outreach goes.
    pub gateway: &'a G,
    /// Where mail to the owner goes.
    pub owner_mail: &'a O,
    /// Where mail comes in.
    pub inbox: &'a B,
    /// Where rejected rows are kept.
    pub rejects: &'a R,
    /// Who is who.
    pub identities: &'a Identities,
    /// Draws claim ids.
    pub claim_ids: &'a CountedClaimIds,
    /// What is let out.
    pub stack: Stack,
    /// How many touches a tick hands out at most, and how many are delivered together.
    pub pace: Pace,
}

/// How many touches at once.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Handed out by one tick.
    pub per_tick: usize,
    /// Delivered in one batch.
    pub per_batch: usize,
}

impl Default for Pace {
    /// As in the cloud: a thousand a tick, ten a batch.
    fn default() -> Self {
        Self { per_tick: 1_000, per_batch: 10 }
    }
}

/// The whole table, as the phases see it together.
pub trait Table:
    CampaignStore
    + ClearanceStore
    + CycleStore
    + LeadStore
    + ImportStore
    + WorkList
    + AttemptLedger
    + SenderStore
    + Daybook
    + PreviewStore
    + ProjectStore
    + InboundStore
{
}

impl<S> Table for S where
    S: CampaignStore
        + ClearanceStore
        + CycleStore
        + LeadStore
        + ImportStore
        + WorkList
        + AttemptLedger
        + SenderStore
        + Daybook
        + PreviewStore
        + ProjectStore
        + InboundStore
{
}

/// What a day came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// The cycle, with its report.
    pub cycle: Cycle,
    /// Tasks that failed to the last, in words: the dead-letter queue of one machine.
    pub dead_letters: Vec<String>,
}

/// How far a day has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The day's own time.
    pub now: Timestamp,
    /// Touches that were dealt with.
    pub n_touches: usize,
    /// The phase that was at work last.
    pub phase: Phase,
}

/// The day was not played to its end.
#[derive(Debug, thiserror::Error)]
pub enum PlayError {
    /// It could not begin.
    #[error("the day could not begin")]
    Start(#[source] RunError),
    /// It did not end.
    #[error("the day {0} did not end within {LONGEST_DAY:#}; what it left is picked up by the next run")]
    Endless(CycleId),
    /// The table is out of reach.
    #[error("the day stopped; run it again and it goes on where it was")]
    Store(#[from] cam_ports::error::StoreError),
    /// A phase could not even be given up.
    #[error("the day stopped; run it again and it goes on where it was")]
    Run(#[from] RunError),
}

impl<S, G, O, B, R> Stage<'_, S, G, O, B, R>
where
    S: Table,
    G: EmailGateway,
    O: EmailGateway,
    B: Inbox,
    R: RejectStore,
{
    /// Plays one cycle from the instant the clock shows to its report. A cycle that is open already goes on.
    ///
    /// Mail that waits in the inbox is read first, as if it had come in over night.
    pub async fn play<L: LeadSource>(
        &self,
        id: &CycleId,
        sources: &mut [L],
        mut watch: impl FnMut(Progress),
    ) -> Result<Played, PlayError> {
        let began_at = self.clock.now();
        let mut dead_letters = Vec::new();
        let mut n_touches = 0;
        self.collect_mail().await?;
        start_cycle::start(&self.start_world(), id).await.map_err(PlayError::Start)?;
        let mut tick_at = later(began_at, TICK);
        loop {
            let task_at = self.queue.next_at().filter(|at| *at <= tick_at);
            self.clock.go_on_to(task_at.unwrap_or(tick_at));
            if task_at.is_some() {
                let batch = self.queue.receive(self.pace.per_batch);
                n_touches += batch.iter().filter(|delivery| is_touch(&delivery.task)).count();
                let phase = batch.first().map_or(Phase::StartCycle, |delivery| delivery.to);
                self.deliver(batch, sources, &mut dead_letters).await?;
                watch(Progress { now: self.clock.now(), n_touches, phase });
            } else {
                let tick = send_outreach::tick(&self.send_world()).await?;
                let new = tick.errors.into_iter().map(|error| format!("{}: {error}", Phase::SendOutreach));
                dead_letters.extend(new.filter(|error| !dead_letters.contains(error)).collect::<Vec<_>>());
                tick_at = self.next_tick(id, tick_at).await?;
            }
            if let Some(cycle) = self.ended(id).await? {
                return Ok(Played { cycle, dead_letters });
            }
            if self.clock.now().duration_since(began_at) > LONGEST_DAY {
                return Err(PlayError::Endless(id.clone()));
            }
        }
    }

    /// Carries one task out, as the function behind its queue would.
    pub async fn carry_out<L: LeadSource>(
        &self,
        to: Phase,
        task: &Task,
        sources: &mut [L],
    ) -> Result<PhaseReport, RunError> {
        match to {
            Phase::StartCycle => start_cycle::perform(&self.start_world(), task).await,
            Phase::ProcessLeads => process_leads::perform(&self.process_world(), &mut OpenLists(sources), task).await,
            Phase::ScheduleOutreach => schedule_outreach::perform(&self.schedule_world(), task).await,
            Phase::SendOutreach => send_outreach::perform(&self.send_world(), task).await,
            Phase::DetectReplies => detect_replies::perform(&self.detect_world(), task).await,
            Phase::EscalateLeads => escalate_leads::perform(&self.escalate_world(), task).await,
            Phase::ReportCycle => report_cycle::perform(&self.report_world(), task).await,
        }
    }

    async fn collect_mail(&self) -> Result<(), PlayError> {
        let waiting = match self.inbox.waiting().await {
            Ok(waiting) => waiting,
            Err(error) => {
                tracing::warn!(error = %Chain(&error), "the inbox cannot be read before the day");
                return Ok(());
            }
        };
        let tasks = waiting.into_iter().map(|name| Dispatch::now(Phase::DetectReplies, Task::Mail(name)));
        let tasks: Vec<Dispatch> = tasks.collect();
        Ok(self.queue.dispatch(&tasks).await.map_err(RunError::from)?)
    }

    async fn deliver<L: LeadSource>(
        &self,
        batch: Vec<Delivery>,
        sources: &mut [L],
        dead_letters: &mut Vec<String>,
    ) -> Result<(), PlayError> {
        let touches: Vec<TouchTask> = batch.iter().filter_map(|delivery| touch(&delivery.task)).collect();
        let answers = if touches.len() == batch.len() {
            send_outreach::touches(&self.send_world(), &touches, &mut PhaseReport::default()).await
        } else {
            let mut answers = Vec::new();
            for delivery in &batch {
                answers.push(self.carry_out(delivery.to, &delivery.task, sources).await.map(drop));
            }
            answers
        };
        for (delivery, answer) in batch.iter().zip(answers) {
            let Err(error) = answer else { continue };
            if self.queue.put_back(delivery) {
                tracing::warn!(phase = %delivery.to, error = %Chain(&error), "a task of {} comes again", delivery.to);
                continue;
            }
            let failure = phase::failure_text(&error);
            dead_letters.push(format!("{}: {failure}", delivery.to));
            if let Task::Cycle(id) = &delivery.task {
                give_up(self.store, self.queue, id, delivery.to, &failure, self.clock.now()).await?;
            }
        }
        Ok(())
    }

    /// The next tick at which there is something to do: while nothing is queued, ticks that would find nothing are
    /// passed over.
    async fn next_tick(&self, id: &CycleId, tick_at: Timestamp) -> Result<Timestamp, PlayError> {
        let next = later(tick_at, TICK);
        let Some(cycle) = self.store.cycle(id).await? else { return Ok(next) };
        if self.queue.next_at().is_some() || !cycle.is_sending() {
            return Ok(next);
        }
        let wanted = match self.next_due(&cycle).await? {
            Some(due_at) => due_at.min(cycle.closes_at()),
            None => cycle.closes_at(),
        };
        let n_ticks = wanted.duration_since(next).as_secs() / TICK.as_secs();
        Ok(later(next, TICK.saturating_mul(i32::try_from(n_ticks.max(0)).unwrap_or(0))))
    }

    async fn next_due(&self, cycle: &Cycle) -> Result<Option<Timestamp>, PlayError> {
        let (from, until) = (Timestamp::MIN, Timestamp::MAX);
        if cycle.id.mode == Mode::Dry {
            let planned = self.store.planned_previews(&cycle.id, from, until, 1).await?;
            return Ok(planned.first().map(|preview| preview.due_at));
        }
        let due = self.store.work(&cycle.id.campaign, WorkQuery::DueWithin { from, until }, 1).await?;
        Ok(due.first().and_then(|entry| entry.at))
    }

    /// The cycle, once its report is made (or given up) and nothing is left to do at this instant.
    async fn ended(&self, id: &CycleId) -> Result<Option<Cycle>, PlayError> {
        if self.queue.next_at().is_some_and(|at| at <= self.clock.now()) {
            return Ok(None);
        }
        let cycle = self.store.cycle(id).await?;
        Ok(cycle.filter(|cycle| cycle.run(Phase::ReportCycle).finished_at.is_some()))
    }

    fn start_world(&self) -> start_cycle::World<'_, S, LocalQueues<'_, PlayClock>, PlayClock> {
        start_cycle::World { store: self.store, queue: self.queue, clock: self.clock, stack: self.stack }
    }

    fn process_world(&self) -> process_leads::World<'_, S, LocalQueues<'_, PlayClock>, PlayClock, R> {
        process_leads::World {
            store: self.store,
            queue: self.queue,
            clock: self.clock,
            rejects: self.rejects,
            identities: self.identities,
        }
    }

    fn schedule_world(&self) -> schedule_outreach::World<'_, S, LocalQueues<'_, PlayClock>, PlayClock> {
        schedule_outreach::World {
            store: self.store,
            queue: self.queue,
            clock: self.clock,
            identities: self.identities,
        }
    }

    fn send_world(&self) -> send_outreach::World<'_, S, LocalQueues<'_, PlayClock>, PlayClock, G, CountedClaimIds> {
        send_outreach::World {
            store: self.store,
            queue: self.queue,
            clock: self.clock,
            gateway: self.gateway,
            identities: self.identities,
            claim_ids: self.claim_ids,
            stack: self.stack,
            reply_domain: None,
            at_once: self.pace.per_tick,
        }
    }

    fn detect_world(&self) -> detect_replies::World<'_, S, LocalQueues<'_, PlayClock>, PlayClock, B, NoSecondReader> {
        detect_replies::World {
            store: self.store,
            queue: self.queue,
            clock: self.clock,
            inbox: self.inbox,
            identities: self.identities,
            second_reader: &NoSecondReader,
        }
    }

    fn escalate_world(&self) -> escalate_leads::World<'_, S, LocalQueues<'_, PlayClock>, PlayClock, O> {
        escalate_leads::World { store: self.store, queue: self.queue, clock: self.clock, owner_mail: self.owner_mail }
    }

    fn report_world(&self) -> report_cycle::World<'_, S, LocalQueues<'_, PlayClock>, PlayClock, O> {
        report_cycle::World { store: self.store, queue: self.queue, clock: self.clock, owner_mail: self.owner_mail }
    }
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

fn is_touch(task: &Task) -> bool {
    matches!(task, Task::Touch { .. } | Task::Preview { .. })
}

fn touch(task: &Task) -> Option<TouchTask> {
    match task {
        Task::Touch { lead, due_at } => Some(TouchTask { lead: lead.clone(), due_at: *due_at }),
        Task::Cycle(_)
        | Task::Preview { .. }
        | Task::Source { .. }
        | Task::Mail(_)
        | Task::Feedback(_)
        | Task::Lead(_)
        | Task::Tick => None,
    }
}
