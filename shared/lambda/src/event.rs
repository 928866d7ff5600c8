//! What a function may be given: a queue's records, a rule that fired, or one piece of work asked for by hand.
//!
//! Everything comes down to tasks: a rule is [`Task::Tick`], a cycle named by hand is [`Task::Cycle`], and what a bucket
//! or the mail service writes into a queue is the tasks it leads to. Examples of every kind, for every phase, are in
//! `infra/events`.

mod bucket;
mod ses;

use std::fmt;

use aws_lambda_events::sqs::{SqsEvent, SqsMessage};
use cam_ports::{
    error::BoxError,
    task::{BadInvocation, Invocation, Task, UnreadableTask},
};
use serde_json::Value;

/// What an unreadable event is told.
const ACCEPTED: &str = r#"an SQS event {"Records": [{"eventSource": "aws:sqs", …}]}, a rule's event {"detail-type": "Scheduled Event", …}, a cycle {"campaign": "spring", "date": "2026-11-23"}, or a task {"v": 1, "kind": "tick"}"#;

/// The attribute in which SQS counts deliveries.
const DELIVERIES: &str = "ApproximateReceiveCount";

/// What a function is given.
#[derive(Debug)]
pub enum Event {
    /// Records of a queue, each with a task; each stands or falls alone.
    Batch(Vec<Record>),
    /// One task; the answer is the report.
    One(Task),
}

/// A message as the queue delivers it. Its body is read by whoever handles it, so that an unreadable one fails alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// The queue's id of the message; empty if it has none.
    pub id: String,
    /// What the message says: see [`Record::tasks`].
    pub body: String,
    /// How often it was delivered, this time included; 1 if the queue does not say.
    pub n_deliveries: u32,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body may be anybody's text.
        f.debug_struct("Record").field("id", &self.id).field("n_deliveries", &self.n_deliveries).finish_non_exhaustive()
    }
}

/// A message's body is nothing that a phase can work on. Its sources may quote it, and it may be anybody's text.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableBody {
    /// It is no task, nor anything of a service that we know.
    #[error(transparent)]
    Task(#[from] UnreadableTask),
    /// It says that it comes from a bucket, and is not so.
    #[error("the bucket's notification is unreadable")]
    Bucket(#[source] BoxError),
    /// It tells of an object that nobody here waits for.
    #[error("the bucket tells of an object outside of leads/ and mail/: see the notifications of the stack's bucket")]
    OtherFolder,
    /// It says what became of a mail, and is not so.
    #[error("the mail service's report is unreadable")]
    Feedback(#[source] BoxError),
}

impl Record {
    /// What the message asks for: a task of ours, or what a bucket or the mail service tells of. All of it has to be
    /// done, or the message comes back. Nothing, if it is a service's own test, or is about nothing of ours.
    pub fn tasks(&self) -> Result<Vec<Task>, UnreadableBody> {
        if self.body.starts_with(ses::GREETING) {
            return Ok(Vec::new());
        }
        let no_task = match Task::from_json(&self.body) {
            Ok(task) => return Ok(vec![task]),
            Err(error) => error,
        };
        let Ok(body) = serde_json::from_str::<Value>(&self.body) else { return Err(no_task.into()) };
        if bucket::is_notification(&body) {
            return bucket::tasks(body);
        }
        if ses::is_report(&body) {
            return ses::tasks(body);
        }
        Err(no_task.into())
    }
}

/// The event is nothing a phase can work on.
#[derive(Debug, thiserror::Error)]
pub enum UnknownEvent {
    /// It has none of the known shapes.
    #[error("no phase takes such an event; what is taken is {ACCEPTED}")]
    Shape,
    /// It says that it comes from SQS and is not so.
    #[error("the SQS event is unreadable")]
    Batch(#[source] serde_json::Error),
    /// It names a campaign, and no cycle.
    #[error(
        "the event names a campaign, and is neither a task nor a cycle {{\"campaign\": \"spring\", \"date\": \"2026-11-23\"}}"
    )]
    Invocation(#[source] serde_json::Error),
    /// It names a cycle that there cannot be.
    #[error(transparent)]
    Cycle(#[from] BadInvocation),
    /// It is a task that cannot be read.
    #[error(transparent)]
    Task(#[from] UnreadableTask),
}

impl Event {
    /// Reads an event, whatever kind it is.
    pub fn read(event: Value) -> Result<Self, UnknownEvent> {
        let text = |path: &str| event.pointer(path).and_then(Value::as_str);
        let is_from_sqs = text("/Records/0/eventSource") == Some("aws:sqs");
        let is_empty_batch = event.pointer("/Records").and_then(Value::as_array).is_some_and(Vec::is_empty);
        if is_from_sqs || is_empty_batch {
            let batch: SqsEvent = serde_json::from_value(event).map_err(UnknownEvent::Batch)?;
            return Ok(Self::Batch(batch.records.into_iter().map(Record::from).collect()));
        }
        if text("/detail-type") == Some("Scheduled Event") {
            return Ok(Self::One(Task::Tick));
        }
        if event.get("kind").is_some() {
            return Ok(Self::One(Task::from_json(&event.to_string())?));
        }
        if event.get("campaign").is_some() {
            let invocation: Invocation = serde_json::from_value(event).map_err(UnknownEvent::Invocation)?;
            return Ok(Self::One(Task::Cycle(invocation.cycle()?)));
        }
        Err(UnknownEvent::Shape)
    }
}

impl From<SqsMessage> for Record {
    fn from(message: SqsMessage) -> Self {
        let n_deliveries = message.attributes.get(DELIVERIES).and_then(|n| n.parse().ok()).unwrap_or(1);
        Self {
            // An empty identifier tells Lambda that the whole batch failed, which is the safe reading.
            id: message.message_id.unwrap_or_default(),
            body: message.body.unwrap_or_default(),
            n_deliveries,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use cam_core::cycle::Phase;
    use serde_json::json;

    use super::*;

    fn sample(name: &str) -> Value {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/events");
        serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
    }

    fn names() -> BTreeSet<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/events");
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// What the services behind a phase's queue write into it, and the tasks it leads to.
    fn from_services(phase: Phase) -> Vec<(&'static str, Vec<&'static str>)> {
        match phase {
            Phase::ProcessLeads => vec![("drop", vec!["leads/spring/spring fair.csv"])],
            Phase::DetectReplies => vec![
                ("mail", vec!["0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t"]),
                ("bounce", vec!["bounced-permanent"]),
                ("complaint", vec!["complained"]),
                ("delivery", vec!["delivered", "delayed", "rejected"]),
            ],
            Phase::StartCycle
            | Phase::ScheduleOutreach
            | Phase::SendOutreach
            | Phase::EscalateLeads
            | Phase::ReportCycle => Vec::new(),
        }
    }

    fn in_words(task: &Task) -> String {
        match task {
            Task::Source { key, .. } => key.clone(),
            Task::Mail(name) => name.clone(),
            Task::Feedback(feedback) => feedback.what.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_phase_has_a_sample_of_each_kind_it_is_given_and_each_is_read_as_such() {
        let mut expected = BTreeSet::from(["web.url.json".to_owned()]);
        for phase in Phase::ALL {
            let direct = format!("{phase}.direct.json");
            assert!(matches!(Event::read(sample(&direct)), Ok(Event::One(Task::Cycle(_)))), "{direct}");
            expected.insert(direct);
            if phase != Phase::StartCycle {
                let sqs = format!("{phase}.sqs.json");
                let Ok(Event::Batch(records)) = Event::read(sample(&sqs)) else { panic!("{sqs}") };
                assert!(records.iter().all(|record| Task::from_json(&record.body).is_ok()), "{sqs}");
                assert!(!records.is_empty(), "{sqs}");
                expected.insert(sqs);
            }
            for (kind, tasks) in from_services(phase) {
                let name = format!("{phase}.{kind}.json");
                let Ok(Event::Batch(records)) = Event::read(sample(&name)) else { panic!("{name}") };
                let read = records.iter().flat_map(|record| record.tasks().unwrap());
                assert_eq!(read.map(|task| in_words(&task)).collect::<Vec<_>>(), tasks, "{name}");
                expected.insert(name);
            }
            if matches!(phase, Phase::StartCycle | Phase::SendOutreach) {
                let rule = format!("{phase}.rule.json");
                assert!(matches!(Event::read(sample(&rule)), Ok(Event::One(Task::Tick))), "{rule}");
                expected.insert(rule);
            }
        }
        assert_eq!(names(), expected);
    }

    #[test]
    fn records_are_taken_with_raw_bodies_and_their_number_of_deliveries() {
        let event = json!({"Records": [
            {"messageId": "a", "eventSource": "aws:sqs", "body": "{", "attributes": {"ApproximateReceiveCount": "4"}},
            {"eventSource": "aws:sqs", "attributes": null},
        ]});
        let Ok(Event::Batch(records)) = Event::read(event) else { panic!("no batch") };
        let first = Record { id: "a".to_owned(), body: "{".to_owned(), n_deliveries: 4 };
        assert_eq!(records, [first, Record { id: String::new(), body: String::new(), n_deliveries: 1 }]);
    }

    #[test]
    fn an_empty_batch_is_a_batch() {
        assert!(matches!(Event::read(json!({"Records": []})), Ok(Event::Batch(records)) if records.is_empty()));
    }

    #[test]
    fn a_task_is_taken_as_it_stands() {
        assert!(matches!(Event::read(json!({"v": 1, "kind": "tick"})), Ok(Event::One(Task::Tick))));
        assert!(matches!(Event::read(json!({"v": 9, "kind": "tick"})), Err(UnknownEvent::Task(_))));
    }

    #[test]
    fn an_event_of_another_kind_is_refused_with_what_is_taken() {
        let foreign = json!({"Records": [{"eventSource": "aws:s3"}]});
        for event in [json!({}), json!(null), json!("tick"), json!([]), json!({"Records": 7}), foreign] {
            let error = Event::read(event.clone()).unwrap_err();
            assert!(error.to_string().contains("Scheduled Event"), "{event}: {error}");
        }
    }

    #[test]
    fn a_cycle_that_cannot_be_is_refused() {
        for event in [
            json!({"campaign": "spring"}),
            json!({"campaign": "spring", "date": "tomorrow"}),
            json!({"campaign": "Not An Id!", "date": "2026-11-23"}),
            json!({"campaign": "spring", "date": "2026-11-23", "mode": "wild"}),
            json!({"campaign": "spring", "date": "2026-11-23", "speed": 3}),
        ] {
            assert!(Event::read(event.clone()).is_err(), "{event}");
        }
    }

    #[test]
    fn a_body_of_ours_is_its_task_and_one_that_nobody_knows_is_refused_without_its_words() {
        let record = |body: &str| Record { id: "a".to_owned(), body: body.to_owned(), n_deliveries: 1 };
        assert_eq!(record(&Task::Tick.to_json()).tasks().unwrap(), [Task::Tick]);
        let noise = [
            "",
            "{",
            "7",
            "ada@example.com",
            r#"{"to":"ada@example.com"}"#,
            r#"{"Records":[{"eventSource":"ada@example.com"}]}"#,
        ];
        for body in noise {
            let error = record(body).tasks().unwrap_err();
            assert!(matches!(error, UnreadableBody::Task(UnreadableTask::NotATask(_))), "{body}");
            assert!(!error.to_string().contains("ada"), "{error}");
        }
    }

    #[test]
    fn what_is_printed_of_a_record_does_not_hold_its_body() {
        let record = Record { id: "a".to_owned(), body: "ada@example.com".to_owned(), n_deliveries: 1 };
        assert!(!format!("{record:?}").contains("ada"));
    }
}
