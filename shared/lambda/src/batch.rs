//! SQS batches: each record stands or falls alone.

use std::cmp::Reverse;

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse};
use cam_core::cycle::{Phase, PhaseReport};
use cam_ports::{error::Chain, phase::RunError, task::Task};
use tracing::{Instrument, error};

use crate::{event::Record, metrics::Tally, telemetry::task_span};

/// How often a record is delivered before it goes to the dead-letter queue: the queues' `maxReceiveCount`.
pub const MAX_RECEIVE_COUNT: u32 = 4;

impl Record {
    /// Whether it goes to the dead-letter queue if it fails now.
    #[must_use]
    pub fn is_last_delivery(&self) -> bool {
        self.n_deliveries >= MAX_RECEIVE_COUNT
    }

    /// Whether a day waits for it.
    fn is_of_cycle(&self) -> bool {
        matches!(self.tasks().as_deref(), Ok([Task::Cycle(_)]))
    }
}

/// Puts records into the order in which they are taken: those that are not delivered again, then those of cycles, then
/// those that were delivered most often.
///
/// A record that goes back because the time is used up has used up a delivery as well, so it is nearer to the front each
/// time, and its last delivery is not lost to waiting for others.
pub(crate) fn in_turn(mut records: Vec<Record>) -> Vec<Record> {
    let turn = |record: &Record| (!record.is_last_delivery(), !record.is_of_cycle(), Reverse(record.n_deliveries));
    records.sort_by_cached_key(turn);
    records
}

/// Runs `handle` on every task of every record, one after the other, and reports the records that must come back: all
/// that were not done to the last task. Adds what was done to `tally`.
pub(crate) async fn each_record(
    phase: Phase,
    records: Vec<Record>,
    tally: &mut Tally,
    handle: impl AsyncFn(&Record, Task) -> Result<PhaseReport, RunError>,
) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for record in records {
        if !is_done(phase, &record, tally, &handle).await {
            tally.count_failure();
            let mut item = BatchItemFailure::default();
            item.item_identifier = record.id;
            response.batch_item_failures.push(item);
        }
    }
    response
}

async fn is_done(
    phase: Phase,
    record: &Record,
    tally: &mut Tally,
    handle: impl AsyncFn(&Record, Task) -> Result<PhaseReport, RunError>,
) -> bool {
    let id = record.id.as_str();
    let tasks = match record.tasks() {
        Ok(tasks) => tasks,
        Err(unreadable) => {
            // Without its sources, which may quote the body: it may be anybody's text.
            error!(event = "cam.error", phase = %phase, message.id = id, error = %unreadable, "message {id} is unreadable");
            return false;
        }
    };
    let mut is_done = true;
    // A task that fails does not keep the others of its message from being done; they are done again with it.
    for task in tasks {
        let span = task_span(phase, Some(id), &task);
        let outcome = async {
            let outcome = handle(record, task).await;
            if let Err(failure) = &outcome {
                let n_deliveries = record.n_deliveries;
                error!(event = "cam.error", n_deliveries, error = %Chain(failure), "message {id} goes back to the queue");
            }
            outcome
        };
        match outcome.instrument(span).await {
            Ok(report) => tally.count(phase, &report),
            Err(_) => is_done = false,
        }
    }
    is_done
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use serde_json::json;

    use super::*;

    fn record(id: &str, body: &str) -> Record {
        Record { id: id.to_owned(), body: body.to_owned(), n_deliveries: 1 }
    }

    #[tokio::test]
    async fn an_unreadable_record_fails_alone_and_so_does_one_that_cannot_be_done() {
        let mail = |name: &str| Task::Mail(name.to_owned()).to_json();
        let records = vec![
            record("first", &mail("a.eml")),
            record("poison", "{"),
            record("refused", &mail("b.eml")),
            record("last", &mail("c.eml")),
        ];
        let seen = RefCell::new(Vec::new());
        let mut tally = Tally::default();
        let response = each_record(Phase::DetectReplies, records, &mut tally, async |record, task| {
            seen.borrow_mut().push(record.id.clone());
            let is_refused = task == Task::Mail("b.eml".to_owned());
            if is_refused { Err(RunError::NotForPhase(Phase::DetectReplies)) } else { Ok(PhaseReport::default()) }
        })
        .await;
        assert_eq!(failed(&response), ["poison", "refused"]);
        assert_eq!(seen.into_inner(), ["first", "refused", "last"]);
        let mut expected = Tally::default();
        expected.count_failure();
        expected.count_failure();
        assert_eq!(tally, expected);
    }

    #[tokio::test]
    async fn a_notification_of_several_objects_comes_back_if_one_of_them_fails() {
        let object = |key: &str| json!({"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {"object": {"key": key}}});
        let both = json!({"Records": [object("mail/a"), object("mail/b")]}).to_string();
        let records = || vec![record("both", &both), record("test", r#"{"Event":"s3:TestEvent"}"#)];
        for refused in ["a", "b", "c"] {
            let seen = RefCell::new(Vec::new());
            let response = each_record(Phase::DetectReplies, records(), &mut Tally::default(), async |_, task| {
                seen.borrow_mut().push(task.clone());
                let is_refused = task == Task::Mail(refused.to_owned());
                if is_refused { Err(RunError::NotForPhase(Phase::DetectReplies)) } else { Ok(PhaseReport::default()) }
            })
            .await;
            assert_eq!(seen.into_inner(), ["a", "b"].map(|name| Task::Mail(name.to_owned())));
            let expected: &[&str] = if refused == "c" { &[] } else { &["both"] };
            assert_eq!(failed(&response), expected);
        }
    }

    #[test]
    fn the_last_delivery_goes_first_then_cycles_then_whoever_waited_longest_and_else_the_order_stays() {
        let cycle = Task::Cycle("spring.2026-11-23.dry.1".parse().unwrap()).to_json();
        let mail = Task::Mail("a.eml".to_owned()).to_json();
        let record = |id: &str, body: &str, n_deliveries| Record { n_deliveries, ..record(id, body) };
        let records = vec![
            record("new", &mail, 1),
            record("also new", &mail, 1),
            record("poison", "{", 2),
            record("back again", &mail, 3),
            record("cycle", &cycle, 1),
            record("cycle again", &cycle, 2),
            record("last", &mail, MAX_RECEIVE_COUNT),
            record("last and cycle", &cycle, MAX_RECEIVE_COUNT),
        ];
        let turns: Vec<String> = in_turn(records).into_iter().map(|record| record.id).collect();
        let expected = ["last and cycle", "last", "cycle again", "cycle", "back again", "poison", "new", "also new"];
        assert_eq!(turns, expected);
    }

    fn failed(response: &SqsBatchResponse) -> Vec<&str> {
        response.batch_item_failures.iter().map(|item| item.item_identifier.as_str()).collect()
    }
}
