//! How a function answers: every event comes down to tasks, a batch answers with what must come back, all else with
//! the phase's report.

use std::pin::Pin;

use cam_core::{
    cycle::{Phase, PhaseReport},
    id::CycleId,
};
use cam_ports::{
    clock::Clock,
    cycle_store::CycleStore,
    error::Chain,
    phase::{RunError, failure_text, give_up},
    queue::TaskQueue,
    report_json,
    task::Task,
};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;
use tracing::{Instrument, error};

use crate::{
    batch::each_record,
    event::{Event, Record, UnknownEvent},
    telemetry::task_span,
};

/// The edge of one phase: what it needs so that the day goes on when the phase itself cannot.
#[derive(Debug)]
pub struct Edge<'a, S, Q, C> {
    /// Whose edge.
    pub phase: Phase,
    /// The table.
    pub store: &'a S,
    /// The queues.
    pub queue: &'a Q,
    /// The clock.
    pub clock: &'a C,
}

/// The event was not answered.
#[derive(Debug, thiserror::Error)]
pub enum EdgeError {
    /// It is no event of ours.
    #[error(transparent)]
    Event(#[from] UnknownEvent),
    /// The phase did not do it.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The answer cannot be written.
    #[error("the answer cannot be written")]
    Answer(#[source] serde_json::Error),
}

impl From<EdgeError> for Diagnostic {
    fn from(error: EdgeError) -> Self {
        let error_type = match error {
            EdgeError::Event(_) => "UnknownEvent",
            EdgeError::Run(_) => "PhaseFailed",
            EdgeError::Answer(_) => "AnswerFailed",
        };
        Self { error_type: error_type.to_owned(), error_message: Chain(&error).to_string() }
    }
}

impl<S: CycleStore, Q: TaskQueue, C: Clock> Edge<'_, S, Q, C> {
    /// Answers Lambda's events for as long as the process lives.
    pub async fn serve(
        &self,
        perform: impl AsyncFn(Task) -> Result<PhaseReport, RunError>,
    ) -> Result<(), lambda_runtime::Error> {
        let answer = async |event: LambdaEvent<Value>| {
            let answer = self.answer(event.payload, &perform).await;
            // A rule waits for no answer, so what went wrong would be seen by nobody.
            answer.inspect_err(|error| self.log(error))
        };
        lambda_runtime::run(service_fn(|event| on_the_heap(answer(event)))).await
    }

    /// Answers one event: a batch with the records that must come back, all else with the phase's report.
    ///
    /// A cycle's task that fails on its last delivery ends the phase with the error in its report, and the day goes on;
    /// the record fails all the same, so that it reaches the dead-letter queue.
    pub async fn answer(
        &self,
        event: Value,
        perform: impl AsyncFn(Task) -> Result<PhaseReport, RunError>,
    ) -> Result<Value, EdgeError> {
        match Event::read(event)? {
            Event::One(task) => {
                let span = task_span(self.phase, None, &task);
                let report = on_the_heap(perform(task)).instrument(span).await?;
                serde_json::to_value(report_json::phase(self.phase, &report)).map_err(EdgeError::Answer)
            }
            Event::Batch(records) => {
                let response =
                    each_record(self.phase, records, async |record, task| self.deliver(record, task, &perform).await);
                serde_json::to_value(response.await).map_err(EdgeError::Answer)
            }
        }
    }

    fn log(&self, error: &EdgeError) {
        let text = match error {
            EdgeError::Run(failure) => failure_text(failure),
            // Without their sources, which may quote the event: it may be anybody's text.
            EdgeError::Event(_) | EdgeError::Answer(_) => error.to_string(),
        };
        error!(event = "cam.error", phase = %self.phase, error = text, "an event for {} was not answered", self.phase);
    }

    async fn deliver(
        &self,
        record: &Record,
        task: Task,
        perform: impl AsyncFn(Task) -> Result<PhaseReport, RunError>,
    ) -> Result<(), RunError> {
        let cycle = day_that_goes_on(record, &task);
        let Err(failure) = on_the_heap(perform(task)).await else { return Ok(()) };
        // A cycle that does not exist has no day that could go on.
        if let Some(cycle) = cycle.filter(|_| !matches!(failure, RunError::UnknownCycle(_))) {
            self.go_on_without(&cycle, &failure).await;
        }
        Err(failure)
    }

    async fn go_on_without(&self, cycle: &CycleId, failure: &RunError) {
        let text = failure_text(failure);
        if let Err(error) = give_up(self.store, self.queue, cycle, self.phase, &text, self.clock.now()).await {
            // The five-minute tick finds the phase silent and hands the day on.
            let phase = self.phase;
            error!(event = "cam.error", cycle.id = %cycle, phase = %phase, error = %Chain(&error), "{cycle} waits for the tick");
        }
    }
}

/// A phase's future is large and deep: inside the runtime's own, the compiler gives up on its layout.
fn on_the_heap<F: Future>(future: F) -> Pin<Box<F>> {
    Box::pin(future)
}

/// The cycle that must go on even if this delivery of `task` fails.
fn day_that_goes_on(record: &Record, task: &Task) -> Option<CycleId> {
    match task {
        Task::Cycle(cycle) if record.is_last_delivery() => Some(cycle.clone()),
        Task::Cycle(_) | Task::Touch { .. } | Task::Preview { .. } | Task::Mail(_) | Task::Lead(_) | Task::Tick => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::{batch::MAX_RECEIVE_COUNT, memory::Memory};

    const ID: &str = "spring.2026-11-23.dry.1";

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            Timestamp::constant(1_795_420_800, 0)
        }
    }

    fn edge<'a>(memory: &'a Memory) -> Edge<'a, Memory, Memory, Stopped> {
        Edge { phase: Phase::ProcessLeads, store: memory, queue: memory, clock: &Stopped }
    }

    fn delivery(n: u32) -> Value {
        let body = Task::Cycle(ID.parse().unwrap()).to_json();
        let attributes = json!({"ApproximateReceiveCount": n.to_string()});
        json!({"Records": [{"messageId": "m", "eventSource": "aws:sqs", "body": body, "attributes": attributes}]})
    }

    fn broken() -> RunError {
        RunError::World { doing: "reading the list of leads", source: "it is gone".into() }
    }

    #[tokio::test]
    async fn a_cycle_that_fails_comes_back_until_its_last_delivery_and_then_the_day_goes_on() {
        let memory = Memory::with_cycle(ID);
        for n in 1..=MAX_RECEIVE_COUNT {
            let answer = edge(&memory).answer(delivery(n), async |_| Err(broken())).await.unwrap();
            assert_eq!(answer, json!({"batchItemFailures": [{"itemIdentifier": "m"}]}));
            let run = memory.cycle_now(ID).run(Phase::ProcessLeads);
            assert_eq!(run.finished_at.is_some(), n == MAX_RECEIVE_COUNT, "delivery {n}");
        }
        let run = memory.cycle_now(ID).run(Phase::ProcessLeads);
        assert_eq!(run.report.errors, ["reading the list of leads failed: it is gone"]);
        let handed_on = memory.dispatched();
        assert_eq!(handed_on.len(), 1);
        assert_eq!((handed_on[0].to, &handed_on[0].task), (Phase::ScheduleOutreach, &Task::Cycle(ID.parse().unwrap())));
    }

    #[tokio::test]
    async fn a_cycle_that_does_not_exist_is_not_handed_on() {
        let memory = Memory::default();
        let unknown = async |_| Err(RunError::UnknownCycle(ID.parse().unwrap()));
        let answer = edge(&memory).answer(delivery(MAX_RECEIVE_COUNT), unknown).await.unwrap();
        assert_eq!(answer, json!({"batchItemFailures": [{"itemIdentifier": "m"}]}));
        assert!(memory.dispatched().is_empty());
    }

    #[tokio::test]
    async fn a_batch_that_is_done_answers_with_no_failure() {
        let memory = Memory::with_cycle(ID);
        let answer = edge(&memory).answer(delivery(1), async |_| Ok(PhaseReport::default())).await.unwrap();
        assert_eq!(answer, json!({"batchItemFailures": []}));
    }

    #[tokio::test]
    async fn a_direct_invocation_answers_with_the_report() {
        let memory = Memory::default();
        let event = json!({"campaign": "spring", "date": "2026-11-23"});
        let edge = edge(&memory);
        let answer = edge.answer(event, async |task| {
            assert_eq!(task, Task::Cycle(ID.parse().unwrap()));
            let mut report = PhaseReport::default();
            report.add("leads_created", 10);
            Ok(report)
        });
        let expected = json!({
            "phase": "process-leads", "counts": {"leads_created": 10}, "skips": {}, "errors": [], "elapsed_ms": 0
        });
        assert_eq!(answer.await.unwrap(), expected);
    }

    #[tokio::test]
    async fn a_direct_invocation_that_fails_says_all_that_is_known() {
        let memory = Memory::default();
        let event = json!({"campaign": "spring", "date": "2026-11-23"});
        let error = edge(&memory).answer(event, async |_| Err(broken())).await.unwrap_err();
        let told = Diagnostic::from(error);
        let expected = ("PhaseFailed", "reading the list of leads failed: it is gone");
        assert_eq!((told.error_type.as_str(), told.error_message.as_str()), expected);
    }
}
