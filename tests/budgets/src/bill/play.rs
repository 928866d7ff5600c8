//! Twenty-four hours of a stack: its rules, its queues, and what the world sends back.

use std::{
    collections::{BTreeMap, BTreeSet},
    error::Error,
};

use cam_core::cycle::Phase;
use cam_ports::clock::Clock;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    prices::BY_AWS,
    stage::{LIST, Stage},
};
use crate::{
    aws::{Calls, Message, Meter},
    campaign::{CAMPAIGN, Plan},
    event, reply,
};

/// The day: a Monday without a holiday. The campaign begins it at eight.
const DAY: Timestamp = Timestamp::constant(1_795_392_000, 0);

/// How long is played.
const LENGTH: SignedDuration = SignedDuration::from_hours(24);

/// How often the rules fire.
const RULES: [(Phase, SignedDuration); 2] =
    [(Phase::StartCycle, SignedDuration::from_hours(1)), (Phase::SendOutreach, SignedDuration::from_mins(5))];

/// Functions that ask for the stack's key once in their life.
const NEED_KEYS: [Phase; 4] = [Phase::ProcessLeads, Phase::ScheduleOutreach, Phase::SendOutreach, Phase::DetectReplies];

/// One mail in so many is answered.
const ANSWERED: usize = 20;

/// One mail in so many finds no mailbox.
const BOUNCED: usize = 50;

/// The steps that the world begins.
const EVENTS: &str = "4 what became of mails";
const REPLIES: &str = "4 replies";

/// Messages that one invocation is given at most.
const BATCH: usize = 10;

/// What a day came to.
#[derive(Debug)]
pub struct Played {
    /// Every request.
    pub meter: Meter,
    /// Outreach mails that SES took.
    pub n_mails: usize,
}

/// What the world does, and when.
enum Incoming {
    /// SES says what became of a mail.
    Event(Value),
    /// A mail comes in.
    Mail(String),
}

/// What there is on the stack besides a campaign.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside {
    /// Leads with whom nothing is to be done.
    pub n_idle: usize,
    /// Whether nobody has dropped a list of leads.
    pub is_idle: bool,
}

/// Plays `n_days` of `plan`, one after the other.
pub async fn days(plan: &Plan, beside: Beside, n_days: u32) -> Result<Vec<Played>, Box<dyn Error + Send + Sync>> {
    let stage = Stage::new(plan, DAY).await?;
    stage.add_idle_leads(beside.n_idle).await?;
    if !beside.is_idle {
        let key = format!("leads/{CAMPAIGN}/{LIST}");
        let body = event::put(&key, &stage.aws.etag(&key));
        stage.aws.queues().send(&format!("cam-{}", Phase::ProcessLeads), body.to_string());
    }
    stage.aws.meter().clear();
    let mut running =
        Running { stage, rules: RULES.map(|_| DAY), world: BTreeMap::new(), n_seen: 0, started: BTreeSet::new() };
    let mut played = Vec::new();
    for n in 1..=n_days {
        let n_before = running.n_seen;
        running.until(DAY.checked_add(LENGTH.saturating_mul(i32::try_from(n)?))?).await?;
        played.push(running.finish(n_before)?);
    }
    Ok(played)
}

/// A stack that runs.
struct Running {
    stage: Stage,
    /// When each rule fires next.
    rules: [Timestamp; 2],
    world: BTreeMap<(Timestamp, usize), Incoming>,
    /// How many mails the world has taken note of.
    n_seen: usize,
    /// Functions that were started, by the hour.
    started: BTreeSet<(i64, Phase)>,
}

impl Running {
    async fn until(&mut self, end: Timestamp) -> Result<(), Box<dyn Error + Send + Sync>> {
        loop {
            let from_world = self.world.keys().next().map(|(at, _)| *at);
            let nexts = self.rules.into_iter().chain(from_world).chain(self.stage.aws.queues().next_at());
            let Some(now) = nexts.min().filter(|now| *now < end) else { return Ok(()) };
            self.stage.clock.go_on_to(now);
            self.stage.aws.queues().set_now(now);
            while let Some(first) = self.world.first_entry().filter(|first| first.key().0 <= now) {
                let ((_, n), incoming) = first.remove_entry();
                arrive(&self.stage, n, incoming);
            }
            for (n, (phase, every)) in RULES.into_iter().enumerate() {
                let Some(at) = self.rules.get_mut(n).filter(|at| **at <= now) else { continue };
                *at = at.checked_add(every)?;
                let step = if phase == Phase::StartCycle { "0 hourly rule" } else { "3 five-minute rule" };
                self.invoke(phase, step, json!({"detail-type": "Scheduled Event"})).await?;
            }
            let batch = self.stage.aws.queues().receive(BATCH);
            if !batch.is_empty() {
                self.deliver(batch).await?;
            }
            self.answer_letters(now);
        }
    }

    /// What the world does about the mails that went out since.
    fn answer_letters(&mut self, now: Timestamp) {
        let letters: Vec<_> = self.stage.aws.letters().iter().skip(self.n_seen).cloned().collect();
        let later = |by: SignedDuration| now.saturating_add(by).unwrap_or(Timestamp::MAX);
        for letter in letters {
            let n = self.n_seen;
            self.n_seen += 1;
            if letter.tags.is_empty() {
                continue;
            }
            let event = if n % BOUNCED == BOUNCED - 1 { reply::bounce(&letter) } else { reply::delivery(&letter) };
            self.world.insert((later(SignedDuration::from_secs(5)), 2 * n), Incoming::Event(event));
            if let Some(answer) = reply::reply(&letter, n / ANSWERED).filter(|_| n.is_multiple_of(ANSWERED)) {
                self.world.insert((later(SignedDuration::from_hours(2)), 2 * n + 1), Incoming::Mail(answer));
            }
        }
    }

    /// Adds up, unless something was asked for that there is not.
    fn finish(&self, n_before: usize) -> Result<Played, Box<dyn Error + Send + Sync>> {
        let refused = self.stage.aws.refused();
        if !refused.is_empty() {
            return Err(format!("requests that nothing answers: {refused:?}").into());
        }
        let meter = std::mem::take(&mut *self.stage.aws.meter());
        let letters = self.stage.aws.letters();
        let n_mails = letters.iter().skip(n_before).filter(|letter| !letter.tags.is_empty()).count();
        Ok(Played { n_mails, meter })
    }

    /// Hands a batch to its function, with the requests of an event source mapping.
    async fn deliver(&mut self, batch: Vec<Message>) -> Result<(), Box<dyn Error + Send + Sync>> {
        let queue = batch.first().map(|message| message.queue.clone()).unwrap_or_default();
        let name = queue.trim_start_matches("cam-");
        let phase: Phase = name.parse().map_err(|_| format!("no phase has the queue {queue}"))?;
        let step = step(phase, batch.first().map_or("", |message| message.body.as_str()));
        for operation in ["ReceiveMessage", "DeleteMessageBatch"] {
            by_aws(&mut self.stage.aws.meter(), step, "sqs", operation);
        }
        let answer = self.invoke(phase, step, serde_json::from_str(&event::batch(&batch))?).await?;
        if answer != json!({ "batchItemFailures": [] }) {
            return Err(format!("{phase} gave records back: {answer}").into());
        }
        Ok(())
    }

    async fn invoke(&mut self, phase: Phase, step: &str, event: Value) -> Result<Value, Box<dyn Error + Send + Sync>> {
        self.stage.aws.meter().step(step);
        self.stage.aws.meter().count("lambda", "Invoke", Calls::one());
        let hour = self.stage.clock.now().as_second() / 3_600;
        if self.started.insert((hour, phase)) {
            self.stage.aws.meter().count("lambda", "start", Calls::one());
            if NEED_KEYS.contains(&phase) {
                self.stage.aws.meter().count("secretsmanager", "GetSecretValue", Calls::one());
            }
        }
        self.stage.invoke(phase, event).await
    }
}

/// What the world sends lands in a queue, by way of SNS or of S3.
fn arrive(stage: &Stage, n: usize, incoming: Incoming) {
    let (step, body, calls) = match incoming {
        Incoming::Event(event) => (EVENTS, event, [("sns", "Publish"), ("sqs", "SendMessage")].as_slice()),
        Incoming::Mail(mail) => {
            let key = format!("mail/{n:032x}");
            stage.aws.put_object(&key, mail);
            let calls = [("ses", "receive"), ("s3", "PutObject"), ("sqs", "SendMessage")].as_slice();
            (REPLIES, event::put(&key, &stage.aws.etag(&key)), calls)
        }
    };
    for (service, operation) in calls {
        by_aws(&mut stage.aws.meter(), step, service, operation);
    }
    stage.aws.queues().send(&format!("cam-{}", Phase::DetectReplies), body.to_string());
}

fn by_aws(meter: &mut Meter, step: &str, service: &str, operation: &str) {
    meter.count_in(step, service, &format!("{operation}{BY_AWS}"), Calls::one());
}

/// What a message is about, as the bill names it.
fn step(phase: Phase, body: &str) -> &'static str {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let kind = body.get("kind").and_then(Value::as_str);
    match (phase, kind) {
        (Phase::StartCycle, _) => "0 start",
        (Phase::ProcessLeads, None) => "1 a list is dropped",
        (Phase::ProcessLeads, _) => "1 import",
        (Phase::ScheduleOutreach, _) => "2 plan",
        (Phase::SendOutreach, Some("cycle")) => "3 begin",
        (Phase::SendOutreach, _) => "3 send",
        (Phase::DetectReplies, Some("cycle")) => "4 sweep",
        (Phase::DetectReplies, _) if body.get("eventType").is_some() => EVENTS,
        (Phase::DetectReplies, _) => REPLIES,
        (Phase::EscalateLeads, _) => "5 hot leads",
        (Phase::ReportCycle, _) => "6 report",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write_units(day: &Played, step: &str) -> f64 {
        day.meter.sum(|asked| asked.step == step).write_units
    }

    /// A unit more for each mail is three per cent of the bill.
    #[tokio::test]
    async fn a_mail_takes_as_many_write_units_as_it_is_known_to() {
        let day = days(&Plan::careful(1), Beside::default(), 1).await.unwrap().remove(0);
        assert_eq!(day.n_mails, 1);
        // The lead and its place (2 + 2), the attempt (2), the sender's gate (2), the look for a no (2).
        assert_eq!(write_units(&day, "3 send: claim"), 10.0);
        // The lead and its place (2 + 2), the attempt and its fact (2 + 1), the way back from the message (2).
        assert_eq!(write_units(&day, "3 send: outcome"), 9.0);
        assert_eq!(write_units(&day, "3 send"), 0.0);
    }

    #[tokio::test]
    async fn an_idle_lead_costs_nothing() {
        let beside = Beside { n_idle: 3, ..Beside::default() };
        let without = days(&Plan::careful(1), Beside::default(), 1).await.unwrap().remove(0);
        let with = days(&Plan::careful(1), beside, 1).await.unwrap().remove(0);
        // All tests of this process log into one count.
        let calls = |day: &Played| -> Vec<_> {
            let calls = day.meter.calls().filter(|(asked, _)| asked.service != "logs");
            calls.map(|(asked, calls)| (asked.clone(), *calls)).collect()
        };
        assert_eq!(calls(&without), calls(&with));
    }
}
