//! The queues between the phases, on SQS: as few requests as fit, each message taken or the whole hand-on an error.

use std::{collections::BTreeMap, fmt};

use aws_sdk_sqs::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{QueueAttributeName, SendMessageBatchRequestEntry},
};
use cam_core::cycle::Phase;
use cam_ports::{
    error::BoxError,
    queue::{Dispatch, QueueError, TaskQueue},
};
use futures_util::future::try_join_all;
use jiff::SignedDuration;

use crate::connector::Lazy;

/// Messages one request takes (`SendMessageBatch`).
const MESSAGES_PER_BATCH: usize = 10;

/// Bytes one request takes with all its bodies: 256 KB.
const BYTES_PER_BATCH: usize = 256 * 1024;

/// The longest `DelaySeconds`: 15 minutes.
const MAX_DELAY_S: i64 = 900;

/// Requests on their way at the same time.
const REQUESTS_AT_ONCE: usize = 8;

/// How often a message that SQS failed to take is offered.
const OFFERS: usize = 3;

/// What counts as work in a queue: what waits, what is being worked on, what rests.
const LOAD: [QueueAttributeName; 3] = [
    QueueAttributeName::ApproximateNumberOfMessages,
    QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
    QueueAttributeName::ApproximateNumberOfMessagesDelayed,
];

/// The task queues on SQS, one for each phase that is handed tasks.
pub struct SqsTasks {
    client: Lazy<Client>,
    urls: BTreeMap<Phase, String>,
}

impl fmt::Debug for SqsTasks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqsTasks").field("urls", &self.urls).finish_non_exhaustive()
    }
}

/// Why SQS did not take the tasks, where it is not the call itself that failed.
#[derive(Debug, thiserror::Error)]
enum SqsProblem {
    #[error("no queue of {0} is known here: set its URL in the settings of this function")]
    NoQueue(Phase),
    #[error("SQS did not take {n} of {n_offered} tasks for {phase} ({code})")]
    NotTaken { phase: Phase, n: usize, n_offered: usize, code: String },
    #[error("SQS did not say how many messages {0} has")]
    NoCount(Phase),
    #[error("SQS answered {0}")]
    Code(String),
}

impl SqsTasks {
    /// Uses the queues at `urls`; a task for any other phase is refused.
    #[must_use]
    pub fn new(client: impl Into<Lazy<Client>>, urls: impl IntoIterator<Item = (Phase, impl Into<String>)>) -> Self {
        Self { client: client.into(), urls: urls.into_iter().map(|(phase, url)| (phase, url.into())).collect() }
    }

    fn url(&self, phase: Phase) -> Result<&str, QueueError> {
        self.urls.get(&phase).map(String::as_str).ok_or_else(|| queue_error(SqsProblem::NoQueue(phase)))
    }

    /// Offers a batch; what SQS failed to take is offered again, what it refused is an error.
    async fn send(&self, batch: &Batch) -> Result<(), QueueError> {
        let url = self.url(batch.to)?;
        let mut left = batch.entries()?;
        let mut last_code = String::new();
        for _ in 0..OFFERS {
            let request = self.client.send_message_batch().queue_url(url).set_entries(Some(left.clone()));
            let answer = request.send().await.map_err(call_failed)?;
            left.retain(|entry| answer.failed().iter().any(|failed| failed.id() == entry.id()));
            let Some(failed) = answer.failed().first() else { return Ok(()) };
            failed.code().clone_into(&mut last_code);
            if answer.failed().iter().any(|failed| failed.sender_fault()) {
                break;
            }
        }
        let (n, n_offered) = (left.len(), batch.messages.len());
        Err(queue_error(SqsProblem::NotTaken { phase: batch.to, n, n_offered, code: last_code }))
    }
}

impl TaskQueue for SqsTasks {
    async fn dispatch(&self, tasks: &[Dispatch]) -> Result<(), QueueError> {
        for group in batches(tasks).chunks(REQUESTS_AT_ONCE) {
            try_join_all(group.iter().map(|batch| self.send(batch))).await?;
        }
        Ok(())
    }

    async fn is_idle(&self, phase: Phase) -> Result<bool, QueueError> {
        let url = self.url(phase)?;
        let request = self.client.get_queue_attributes().queue_url(url).set_attribute_names(Some(LOAD.to_vec()));
        let answer = request.send().await.map_err(call_failed)?;
        let counts = answer.attributes().ok_or_else(|| queue_error(SqsProblem::NoCount(phase)))?;
        let n_of = |name| counts.get(name).and_then(|n| n.parse::<u64>().ok());
        let counts: Option<Vec<u64>> = LOAD.iter().map(n_of).collect();
        let counts = counts.ok_or_else(|| queue_error(SqsProblem::NoCount(phase)))?;
        Ok(counts.iter().all(|n| *n == 0))
    }
}

/// Messages that go in one request.
#[derive(Debug, PartialEq, Eq)]
struct Batch {
    to: Phase,
    messages: Vec<Message>,
}

#[derive(Debug, PartialEq, Eq)]
struct Message {
    body: String,
    delay_s: i32,
}

impl Batch {
    fn takes(&self, message: &Message) -> bool {
        let n_bytes: usize = self.messages.iter().map(|message| message.body.len()).sum();
        self.messages.len() < MESSAGES_PER_BATCH && n_bytes + message.body.len() <= BYTES_PER_BATCH
    }

    fn entries(&self) -> Result<Vec<SendMessageBatchRequestEntry>, QueueError> {
        let entry = |(at, message): (usize, &Message)| {
            SendMessageBatchRequestEntry::builder()
                .id(at.to_string())
                .message_body(&message.body)
                .delay_seconds(message.delay_s)
                .build()
                .map_err(queue_error)
        };
        self.messages.iter().enumerate().map(entry).collect()
    }
}

/// The requests that hand `tasks` on: one queue each, in the order of the tasks, none beyond what SQS takes.
fn batches(tasks: &[Dispatch]) -> Vec<Batch> {
    let mut of_phase: BTreeMap<Phase, Vec<Batch>> = BTreeMap::new();
    for task in tasks {
        let message = Message { body: task.task.to_json(), delay_s: delay_s(task.delay) };
        let batches = of_phase.entry(task.to).or_default();
        match batches.last_mut().filter(|batch| batch.takes(&message)) {
            Some(batch) => batch.messages.push(message),
            None => batches.push(Batch { to: task.to, messages: vec![message] }),
        }
    }
    of_phase.into_values().flatten().collect()
}

/// Whole seconds, rounded up: a touch that arrives before its slot would be put off.
fn delay_s(delay: SignedDuration) -> i32 {
    let whole = delay.as_secs() + i64::from(delay.subsec_nanos() > 0);
    i32::try_from(whole.clamp(0, MAX_DELAY_S)).unwrap_or_default()
}

/// Keeps the code only: messages and raw answers of SQS may quote what was sent, and errors are logged.
fn call_failed<E, R>(error: SdkError<E, R>) -> QueueError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: fmt::Debug + Send + Sync + 'static,
{
    if let Some(code) = error.code() {
        return queue_error(SqsProblem::Code(code.to_owned()));
    }
    match error {
        SdkError::ServiceError(_) | SdkError::ResponseError(_) => queue_error("its answer was unreadable"),
        // The connector's own words: they name hosts and sockets, never what was sent.
        other => other.into_source().map_or_else(|_| queue_error("it was not reached"), queue_error),
    }
}

fn queue_error(error: impl Into<BoxError>) -> QueueError {
    QueueError(error.into())
}

#[cfg(test)]
mod tests {
    use aws_credential_types::Credentials;
    use cam_ports::{error::Chain, task::Task};

    use super::*;
    use crate::{
        connector::Aws,
        loopback::{Loopback, Request},
    };

    fn mails(n: usize, length: usize) -> Vec<Dispatch> {
        let name = |n: usize| n.to_string().repeat(length);
        (0..n).map(|n| Dispatch::now(Phase::DetectReplies, Task::Mail(name(n)))).collect()
    }

    fn bodies(batches: &[Batch]) -> Vec<Vec<String>> {
        batches.iter().map(|batch| batch.messages.iter().map(|message| message.body.clone()).collect()).collect()
    }

    fn tasks(server: &Loopback) -> SqsTasks {
        let credentials = Credentials::new("key", "secret", None, None, "test");
        let aws = Aws::new("eu-central-1", credentials, Some(&server.url()));
        SqsTasks::new(aws.sqs(), [(Phase::DetectReplies, format!("{}/1/detect-replies", server.url()))])
    }

    #[test]
    fn ten_tasks_fill_a_request_and_the_eleventh_opens_another() {
        let tasks = mails(11, 3);
        let planned = bodies(&batches(&tasks));
        let all: Vec<String> = tasks.iter().map(|task| task.task.to_json()).collect();
        assert_eq!(planned, [all[..10].to_vec(), all[10..].to_vec()]);
    }

    #[test]
    fn a_request_holds_as_many_bytes_as_sqs_takes_and_no_more() {
        let frame = Task::Mail(String::new()).to_json().len();
        let half = BYTES_PER_BATCH / 2 - frame;
        let sizes = |length| batches(&mails(4, length)).iter().map(|batch| batch.messages.len()).collect::<Vec<_>>();
        assert_eq!(sizes(half), [2, 2]);
        assert_eq!(sizes(half + 1), [1, 1, 1, 1]);
    }

    #[test]
    fn tasks_of_two_phases_go_to_two_queues() {
        let to = |phase| Dispatch::now(phase, Task::Tick);
        let planned = batches(&[to(Phase::ReportCycle), to(Phase::SendOutreach), to(Phase::ReportCycle)]);
        let planned: Vec<(Phase, usize)> = planned.iter().map(|batch| (batch.to, batch.messages.len())).collect();
        assert_eq!(planned, [(Phase::SendOutreach, 1), (Phase::ReportCycle, 2)]);
    }

    #[test]
    fn a_delay_is_rounded_up_and_stays_within_what_sqs_allows() {
        let cases = [(-1, 0), (0, 0), (1, 1), (1_000, 1), (1_001, 2), (900_000, 900), (900_001, 900)];
        for (millis, expected) in cases {
            assert_eq!(delay_s(SignedDuration::from_millis(millis)), expected, "{millis}");
        }
    }

    #[tokio::test]
    async fn what_sqs_failed_to_take_is_offered_again_alone() {
        let server = Loopback::answering(&[
            r#"{"Successful":[],"Failed":[{"Id":"1","SenderFault":false,"Code":"InternalError"}]}"#,
            r#"{"Successful":[],"Failed":[]}"#,
        ]);
        tasks(&server).dispatch(&mails(3, 1)).await.unwrap();
        let ids: Vec<Vec<String>> = server.requests().iter().map(Request::entry_ids).collect();
        assert_eq!(ids, [vec!["0", "1", "2"], vec!["1"]]);
    }

    #[tokio::test]
    async fn what_sqs_refuses_is_an_error_at_once() {
        let server = Loopback::answering(&[
            r#"{"Successful":[],"Failed":[{"Id":"0","SenderFault":true,"Code":"InvalidMessageContents"}]}"#,
        ]);
        let error = tasks(&server).dispatch(&mails(2, 1)).await.unwrap_err();
        let text = Chain(&error).to_string();
        assert!(text.ends_with("SQS did not take 1 of 2 tasks for detect-replies (InvalidMessageContents)"), "{text}");
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn a_phase_without_a_queue_is_refused_by_name() {
        let server = Loopback::answering(&[]);
        let error = tasks(&server).dispatch(&[Dispatch::now(Phase::ReportCycle, Task::Tick)]).await.unwrap_err();
        assert!(Chain(&error).to_string().contains("no queue of report-cycle"), "{error:?}");
        assert!(server.requests().is_empty());
    }

    #[tokio::test]
    async fn a_queue_is_idle_only_when_nothing_waits_rests_or_is_worked_on() {
        let counts = |visible: u8, taken: u8, delayed: u8| {
            format!(
                r#"{{"Attributes":{{"ApproximateNumberOfMessages":"{visible}","ApproximateNumberOfMessagesNotVisible":"{taken}","ApproximateNumberOfMessagesDelayed":"{delayed}"}}}}"#
            )
        };
        let answers = [counts(0, 0, 0), counts(1, 0, 0), counts(0, 1, 0), counts(0, 0, 1)];
        let server = Loopback::answering(&answers.each_ref().map(String::as_str));
        let tasks = tasks(&server);
        let mut idle = Vec::new();
        for _ in &answers {
            idle.push(tasks.is_idle(Phase::DetectReplies).await.unwrap());
        }
        assert_eq!(idle, [true, false, false, false]);
    }
}
