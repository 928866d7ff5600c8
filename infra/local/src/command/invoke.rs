//! `cam invoke`: one phase alone, on the event a Lambda would get, with the machine's clock.
//!
//! What the phase hands on is printed instead of being queued: one line of JSON each, and then a report for each task of
//! the event. A line that is handed on holds the task as it would cross the queue, so that it is an event again.

use std::{fs, path::Path};

use cam_aws::dynamo::{DynamoTable, Settings};
use cam_core::{
    cycle::{Mode, Phase, PhaseReport, Stack},
    id::CycleId,
};
use cam_gateways::csv_source::CsvSource;
use cam_lambda::event::Event;
use cam_ports::{
    clock::{Clock, SystemClock},
    error::Chain,
    identity::CountedClaimIds,
    phase::RunError,
    report_json,
    task::Task,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::run::open_sources;
use crate::{
    cli::InvokeArgs,
    clock::PlayClock,
    failure::{ExitCode, Failure},
    home::Home,
    queues::LocalQueues,
    stage::{Pace, Stage},
    terminal::Terminal,
};

pub(super) async fn invoke(home: &Path, args: &InvokeArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let phase: Phase = args.phase.parse().map_err(Failure::input)?;
    let tasks = tasks(&args.event)?;
    for task in &tasks {
        permit(phase, task, args.deliver)?;
    }
    let mut sources = open_sources(&args.leads)?;
    let home = Home::open(home)?;
    let table = home.table(Settings::one_machine).await?;
    let clock = PlayClock::new(SystemClock.now());
    let mut n_failed = 0;
    for task in &tasks {
        let queue = LocalQueues::new(&clock);
        let outcome = carry_out(&home, &table, &clock, &queue, (phase, task), args.deliver, &mut sources).await;
        print_handed_on(&queue, clock.now(), terminal)?;
        match outcome {
            Ok(report) => {
                n_failed += usize::from(!report.errors.is_empty());
                let report = serde_json::to_string(&report_json::phase(phase, &report));
                terminal.line(report.map_err(Failure::unusable)?)?;
            }
            // Records of one event stand or fall alone.
            Err(error) if tasks.len() > 1 => {
                n_failed += 1;
                terminal.complain(format!("cam: {}", failure(error)))?;
            }
            Err(error) => return Err(failure(error)),
        }
    }
    Ok(if n_failed > 0 { ExitCode::WithErrors } else { ExitCode::Done })
}

/// What the event asks for.
pub(super) fn tasks(file: &Path) -> Result<Vec<Task>, Failure> {
    let shown = file.display();
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::input(format!("the event file {shown} cannot be read: {error}")))?;
    let event: Value =
        serde_json::from_str(&text).map_err(|error| Failure::input(format!("{shown} is not JSON: {error}")))?;
    let not_read = |error: &dyn std::error::Error| Failure::input(format!("{shown}: {}", Chain(error)));
    match Event::read(event).map_err(|error| not_read(&error))? {
        Event::One(task) => Ok(vec![task]),
        Event::Batch(records) => {
            let read = records.iter().map(|record| {
                let read = record.tasks();
                read.map_err(|error| Failure::input(format!("{shown}, message \"{}\": {}", record.id, Chain(&error))))
            });
            read.collect::<Result<Vec<_>, _>>().map(|tasks| tasks.concat())
        }
    }
}

/// Refuses what the phase does not take, and what would move leads without being asked to.
fn permit(phase: Phase, task: &Task, delivers: bool) -> Result<(), Failure> {
    if !takes(phase, task) {
        let owners = Phase::ALL.into_iter().filter(|phase| takes(*phase, task)).map(Phase::as_str);
        let owners = owners.collect::<Vec<_>>().join(" or ");
        return Err(Failure::input(format!("the event is not for {phase}, it is for {owners}")));
    }
    let is_live = match task {
        Task::Cycle(id) => id.mode == Mode::Live,
        Task::Touch { .. } => true,
        Task::Preview { .. } | Task::Source { .. } | Task::Mail(_) | Task::Feedback(_) | Task::Lead(_) | Task::Tick => {
            false
        }
    };
    if is_live && !delivers {
        return Err(Failure::input(
            "the event is of a live cycle: add --deliver to put its mails into .cam/outbox, or write \"mode\": \"dry\"",
        ));
    }
    Ok(())
}

fn takes(phase: Phase, task: &Task) -> bool {
    match task {
        Task::Cycle(_) => true,
        Task::Tick => matches!(phase, Phase::StartCycle | Phase::SendOutreach),
        Task::Preview { .. } | Task::Touch { .. } => phase == Phase::SendOutreach,
        Task::Source { .. } => phase == Phase::ProcessLeads,
        Task::Mail(_) | Task::Feedback(_) => phase == Phase::DetectReplies,
        Task::Lead(_) => phase == Phase::EscalateLeads,
    }
}

async fn carry_out(
    home: &Home,
    table: &DynamoTable,
    clock: &PlayClock,
    queue: &LocalQueues<'_, PlayClock>,
    (phase, task): (Phase, &Task),
    delivers: bool,
    sources: &mut [CsvSource],
) -> Result<PhaseReport, RunError> {
    let claim_ids =
        CountedClaimIds::from_os().map_err(|source| RunError::World { doing: "drawing a claim's id", source })?;
    let stage = Stage {
        store: table,
        clock,
        queue,
        gateway: &home.outbox(),
        owner_mail: &home.owner_mail(),
        inbox: &home.inbox(),
        rejects: &home.rejects(),
        identities: home.identities(),
        claim_ids: &claim_ids,
        stack: if delivers { Stack::Rehearsal } else { Stack::Dry },
        pace: Pace::default(),
    };
    stage.carry_out(phase, task, sources).await
}

/// Prints what the phase handed on: where to, when from now, and the task as it would cross the queue.
fn print_handed_on(queue: &LocalQueues<'_, PlayClock>, now: Timestamp, terminal: &mut Terminal) -> Result<(), Failure> {
    while queue.next_at().is_some() {
        for delivery in queue.receive(1) {
            let task: Value = serde_json::from_str(&delivery.task.to_json()).map_err(Failure::unusable)?;
            let delay_s = delivery.at.duration_since(now).as_secs();
            terminal.line(json!({"to": delivery.to.as_str(), "delay_s": delay_s, "task": task}))?;
        }
    }
    Ok(())
}

fn failure(error: RunError) -> Failure {
    match error {
        RunError::UnknownCycle(id) => unknown_cycle(&id),
        RunError::UnknownCampaign(id) => Failure::input(format!(
            "there is no campaign \"{id}\": take its file in first, with \"cam run --campaign FILE\""
        )),
        RunError::NotForPhase(_) => Failure::input(Chain(&error)),
        RunError::Store(_) | RunError::Queue(_) | RunError::World { .. } => Failure::unusable(error),
    }
}

fn unknown_cycle(id: &CycleId) -> Failure {
    Failure::input(format!(
        "there is no cycle \"{id}\": start it first, with \"cam invoke start-cycle\" and the same event"
    ))
}
