//! How a function answers: every event comes down to tasks, a batch answers with what must come back, all else with
//! the phase's report. Each invocation leaves its metrics as one line of output.

use std::{cell::Cell, io, pin::Pin, time::SystemTime};

use cam_core::{
    cycle::{Phase, PhaseReport},
    id::CycleId,
};
use cam_ports::{
    clock::{Clock, SystemClock},
    cycle_store::CycleStore,
    error::Chain,
    phase::{RunError, failure_text, give_up},
    queue::TaskQueue,
    report_json,
    task::Task,
};
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::Value;
use tracing::{Instrument, error, warn};

use crate::{
    batch::{each_record, in_turn},
    event::{Event, Record, UnknownEvent},
    metrics::Tally,
    telemetry::task_span,
};

/// What one record may take at most: the mail gateway's patience with an answer (30 s at a mailbox), and the table's with
/// a conflict (10 s). A batch in which less is left takes no further record, because a function that is killed in the
/// middle of a touch leaves it in doubt. The sizes of batches leave room for all of one as a rule (`infra/template.yaml`).
pub const FOR_ONE_RECORD: SignedDuration = SignedDuration::from_secs(40);

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
    /// The stack's name, under which its metrics stand.
    pub stack: &'a str,
}

/// A record was not taken any more.
#[derive(Debug, thiserror::Error)]
#[error("the function's time was used up by the records before it; it comes again")]
struct NoTimeLeft;

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
            let mut tally = Tally::default();
            let until = self.by_our_clock(event.context.deadline());
            let answer = self.answer(event.payload, until, &mut tally, &perform).await;
            if let Err(error) = tally.write(self.stack, self.clock.now(), io::stdout().lock()) {
                warn!(%error, "the metrics of an invocation are lost");
            }
            // A rule waits for no answer, so what went wrong would be seen by nobody.
            answer.inspect_err(|error| self.log(error))
        };
        lambda_runtime::run(service_fn(|event| on_the_heap(answer(event)))).await
    }

    /// Answers one event: a batch with the records that must come back, all else with the phase's report. `until` is when
    /// the function is killed, by the edge's clock; what was done and what failed is added to `tally`.
    ///
    /// A cycle's task that fails on its last delivery ends the phase with the error in its report, and the day goes on;
    /// the record fails all the same, so that it reaches the dead-letter queue.
    pub async fn answer(
        &self,
        event: Value,
        until: Timestamp,
        tally: &mut Tally,
        perform: impl AsyncFn(Task) -> Result<PhaseReport, RunError>,
    ) -> Result<Value, EdgeError> {
        let answer = match Event::read(event) {
            Ok(Event::One(task)) => self.one(task, tally, perform).await,
            Ok(Event::Batch(records)) => {
                let is_begun = Cell::new(false);
                let deliver = async |record: &Record, task| {
                    let left = until.duration_since(self.clock.now());
                    // However little time there is, one task is begun, or none ever would be.
                    let is_taken = !is_begun.replace(true) || left >= FOR_ONE_RECORD;
                    let perform = async |task| if is_taken { perform(task).await } else { Err(no_time_left()) };
                    self.deliver(record, task, perform).await
                };
                let response = each_record(self.phase, in_turn(records), tally, deliver).await;
                return serde_json::to_value(response).map_err(EdgeError::Answer);
            }
            Err(unknown) => Err(unknown.into()),
        };
        answer.inspect_err(|_| tally.count_failure())
    }

    async fn one(
        &self,
        task: Task,
        tally: &mut Tally,
        perform: impl AsyncFn(Task) -> Result<PhaseReport, RunError>,
    ) -> Result<Value, EdgeError> {
        let span = task_span(self.phase, None, &task);
        let report = on_the_heap(perform(task)).instrument(span).await?;
        tally.count(self.phase, &report);
        serde_json::to_value(report_json::phase(self.phase, &report)).map_err(EdgeError::Answer)
    }

    /// An instant of the machine's clock, by the edge's own.
    fn by_our_clock(&self, machine: SystemTime) -> Timestamp {
        let left = Timestamp::try_from(machine).unwrap_or(Timestamp::MAX).duration_since(SystemClock.now());
        self.clock.now().saturating_add(left).unwrap_or(Timestamp::MAX)
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
    ) -> Result<PhaseReport, RunError> {
        let cycle = day_that_goes_on(record, &task);
        let failure = match on_the_heap(perform(task)).await {
            Ok(report) => return Ok(report),
            Err(failure) => failure,
        };
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
        Task::Cycle(_)
        | Task::Touch { .. }
        | Task::Preview { .. }
        | Task::Source { .. }
        | Task::Mail(_)
        | Task::Feedback(_)
        | Task::Lead(_)
        | Task::Tick => None,
    }
}

fn no_time_left() -> RunError {
    RunError::World { doing: "taking a record", source: NoTimeLeft.into() }
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
        Edge { phase: Phase::ProcessLeads, store: memory, queue: memory, clock: &Stopped, stack: "cam" }
    }

    /// Answers an event with all the time in the world.
    async fn answer(
        memory: &Memory,
        event: Value,
        perform: impl AsyncFn(Task) -> Result<PhaseReport, RunError>,
    ) -> Result<Value, EdgeError> {
        edge(memory).answer(event, Timestamp::MAX, &mut Tally::default(), perform).await
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
            let answer = answer(&memory, delivery(n), async |_| Err(broken())).await.unwrap();
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
        let answer = answer(&memory, delivery(MAX_RECEIVE_COUNT), unknown).await.unwrap();
        assert_eq!(answer, json!({"batchItemFailures": [{"itemIdentifier": "m"}]}));
        assert!(memory.dispatched().is_empty());
    }

    #[tokio::test]
    async fn a_batch_that_is_done_answers_with_no_failure() {
        let memory = Memory::with_cycle(ID);
        let answer = answer(&memory, delivery(1), async |_| Ok(PhaseReport::default())).await.unwrap();
        assert_eq!(answer, json!({"batchItemFailures": []}));
    }

    #[tokio::test]
    async fn a_direct_invocation_answers_with_the_report() {
        let memory = Memory::default();
        let event = json!({"campaign": "spring", "date": "2026-11-23"});
        let answer = answer(&memory, event, async |task| {
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
        let error = answer(&memory, event, async |_| Err(broken())).await.unwrap_err();
        let told = Diagnostic::from(error);
        let expected = ("PhaseFailed", "reading the list of leads failed: it is gone");
        assert_eq!((told.error_type.as_str(), told.error_message.as_str()), expected);
    }

    /// Deliveries of cycles, each with its number of deliveries.
    fn deliveries(numbers: &[u32]) -> Value {
        let records = numbers.iter().enumerate().map(|(at, n)| {
            let mut record = delivery(*n)["Records"][0].clone();
            record["messageId"] = json!(format!("m{at}"));
            record
        });
        json!({"Records": records.collect::<Vec<_>>()})
    }

    #[tokio::test]
    async fn a_batch_takes_no_further_record_when_too_little_time_is_left() {
        let left = |left: SignedDuration| Stopped.now() + left;
        let just_enough = left(FOR_ONE_RECORD);
        let too_little = left(FOR_ONE_RECORD - SignedDuration::from_nanos(1));
        for (until, n_taken) in [(just_enough, 3), (too_little, 1), (left(SignedDuration::ZERO), 1)] {
            let memory = Memory::with_cycle(ID);
            let taken = std::cell::Cell::new(0);
            let perform = async |_| {
                taken.set(taken.get() + 1);
                Ok(PhaseReport::default())
            };
            let mut tally = Tally::default();
            let answer = edge(&memory).answer(deliveries(&[1, 1, 1]), until, &mut tally, perform).await.unwrap();
            let back = (n_taken..3).map(|at| json!({"itemIdentifier": format!("m{at}")})).collect::<Vec<_>>();
            assert_eq!((taken.get(), answer), (n_taken, json!({"batchItemFailures": back})));
        }
    }

    #[tokio::test]
    async fn a_last_delivery_and_a_cycle_are_taken_before_what_used_up_their_time() {
        let mail = |id: &str, n: u32| {
            let body = Task::Mail(id.to_owned()).to_json();
            json!({"messageId": id, "eventSource": "aws:sqs", "body": body,
                "attributes": {"ApproximateReceiveCount": n.to_string()}})
        };
        let cycle = |n| delivery(n)["Records"][0].clone();
        let cases = [
            (vec![mail("a", 1), mail("b", 3), cycle(1)], "m"),
            (vec![mail("a", 1), mail("last", MAX_RECEIVE_COUNT), cycle(1)], "last"),
            (vec![mail("last", MAX_RECEIVE_COUNT), cycle(MAX_RECEIVE_COUNT)], "m"),
            (vec![json!({"messageId": "poison", "eventSource": "aws:sqs", "body": "{"}), mail("a", 1)], "a"),
        ];
        for (records, taken) in cases {
            let memory = Memory::with_cycle(ID);
            let event = json!({"Records": records});
            let perform = async |_| Ok(PhaseReport::default());
            let answer = edge(&memory).answer(event, Stopped.now(), &mut Tally::default(), perform).await.unwrap();
            let back: Vec<_> = answer["batchItemFailures"].as_array().unwrap().iter().collect();
            assert_eq!(back.len(), records.len() - 1, "{answer}");
            assert!(!back.iter().any(|item| item["itemIdentifier"] == taken), "{taken}: {answer}");
            assert!(memory.dispatched().is_empty());
        }
    }

    #[tokio::test]
    async fn a_cycle_that_is_not_taken_on_its_last_delivery_goes_on_all_the_same() {
        let memory = Memory::with_cycle(ID);
        let perform = async |_| Ok(PhaseReport::default());
        let event = deliveries(&[MAX_RECEIVE_COUNT, MAX_RECEIVE_COUNT]);
        edge(&memory).answer(event, Stopped.now(), &mut Tally::default(), perform).await.unwrap();
        let [error] = &memory.cycle_now(ID).run(Phase::ProcessLeads).report.errors[..] else { panic!("no error") };
        assert!(error.contains("time was used up"), "{error}");
        assert_eq!(memory.dispatched().len(), 1);
    }

    #[tokio::test]
    async fn what_was_done_and_what_failed_is_counted_once() {
        let memory = Memory::with_cycle(ID);
        let at = Stopped.now();
        let line = |tally: &Tally| tally.line("cam", at).unwrap_or_default();
        let counts = |tally: &Tally, n: u64| line(tally).contains(&format!("\"Failed\":{n},"));
        let mut tally = Tally::default();
        let fails = async |_| Err(broken());
        edge(&memory).answer(deliveries(&[1, 1]), Timestamp::MAX, &mut tally, fails).await.unwrap();
        assert!(counts(&tally, 2), "{}", line(&tally));
        let mut tally = Tally::default();
        let event = json!({"campaign": "spring", "date": "2026-11-23"});
        edge(&memory).answer(event, Timestamp::MAX, &mut tally, fails).await.unwrap_err();
        edge(&memory).answer(json!("noise"), Timestamp::MAX, &mut tally, fails).await.unwrap_err();
        assert!(counts(&tally, 2), "{}", line(&tally));
        let mut tally = Tally::default();
        let reports = async |_| Ok(PhaseReport::failed("a list is gone"));
        edge(&memory).answer(deliveries(&[1]), Timestamp::MAX, &mut tally, reports).await.unwrap();
        assert!(counts(&tally, 1), "{}", line(&tally));
    }
}
