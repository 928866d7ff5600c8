//! SQS batches: each record stands or falls alone.

use aws_lambda_events::sqs::{BatchItemFailure, SqsBatchResponse};
use cam_core::cycle::Phase;
use cam_ports::{error::Chain, phase::RunError, task::Task};
use tracing::{Instrument, error};

use crate::{event::Record, telemetry::task_span};

/// How often a record is delivered before it goes to the dead-letter queue: the queues' `maxReceiveCount`.
pub const MAX_RECEIVE_COUNT: u32 = 4;

impl Record {
    /// Whether it goes to the dead-letter queue if it fails now.
    #[must_use]
    pub fn is_last_delivery(&self) -> bool {
        self.n_deliveries >= MAX_RECEIVE_COUNT
    }
}

/// Runs `handle` on every record, one after the other, and reports those that must come back.
pub(crate) async fn each_record(
    phase: Phase,
    records: Vec<Record>,
    handle: impl AsyncFn(&Record, Task) -> Result<(), RunError>,
) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for record in records {
        if !is_done(phase, &record, &handle).await {
            let mut item = BatchItemFailure::default();
            item.item_identifier = record.id;
            response.batch_item_failures.push(item);
        }
    }
    response
}

async fn is_done(phase: Phase, record: &Record, handle: impl AsyncFn(&Record, Task) -> Result<(), RunError>) -> bool {
    let id = record.id.as_str();
    let task = match Task::from_json(&record.body) {
        Ok(task) => task,
        Err(unreadable) => {
            // Without its sources, which may quote the body: it may be anybody's text.
            error!(event = "cam.error", phase = %phase, message.id = id, error = %unreadable, "message {id} is unreadable");
            return false;
        }
    };
    let span = task_span(phase, Some(id), &task);
    async {
        let outcome = handle(record, task).await;
        if let Err(failure) = &outcome {
            let n_deliveries = record.n_deliveries;
            error!(event = "cam.error", n_deliveries, error = %Chain(failure), "message {id} goes back to the queue");
        }
        outcome.is_ok()
    }
    .instrument(span)
    .await
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

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
        let response = each_record(Phase::DetectReplies, records, async |record, task| {
            seen.borrow_mut().push(record.id.clone());
            let is_refused = task == Task::Mail("b.eml".to_owned());
            if is_refused { Err(RunError::NotForPhase(Phase::DetectReplies)) } else { Ok(()) }
        })
        .await;
        let failed: Vec<&str> = response.batch_item_failures.iter().map(|item| item.item_identifier.as_str()).collect();
        assert_eq!(failed, ["poison", "refused"]);
        assert_eq!(seen.into_inner(), ["first", "refused", "last"]);
    }
}
