//! The most memory each function holds over a thousand messages: a live day of a thousand leads through the bootstraps,
//! from the dropped list to the digest.

use std::{error::Error, time::SystemTime};

use cam_aws::dynamo::{DynamoTable, Settings, schema};
use cam_ports::{
    campaign_store::CampaignStore,
    clearance::{Clearance, ClearanceStore},
    identity::CountedClaimIds,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    aws::{Aws, Message, TABLE},
    campaign::{CAMPAIGN, DOMAIN, Plan},
    event,
    figure::{Figure, Unit},
    programs::Programs,
    reply,
    stack::Stack,
};

/// The most bytes.
const LIMIT: f64 = 32e6;

/// How many messages.
const MESSAGES: usize = 1_000;

/// How many of them an invocation is given.
const BATCH: usize = 10;

/// A Monday without a holiday: as the day begins, as its window has just opened, and as everything is long sent.
const BEGINNING: Timestamp = Timestamp::constant(1_795_421_100, 0);
const SLOT: Timestamp = Timestamp::constant(1_795_424_520, 0);
const END: Timestamp = Timestamp::constant(1_795_428_000, 0);

const RULE: &str = include_str!("../../../infra/events/send-outreach.rule.json");
const REQUEST: &str = include_str!("../../../infra/events/web.url.json");

type Failure = Box<dyn Error + Send + Sync>;

/// The peak of each function.
pub async fn peaks(programs: &Programs) -> Result<Vec<Figure>, Failure> {
    let aws = prepared().await?;
    let stack = Stack { programs: programs.clone(), url: aws.serve(None).await?, roots: None, clock_offset_s: 0 };
    let day = Day { aws, stack };
    let mut figures = day.begin().await?;
    figures.extend(day.send().await?);
    figures.extend(day.end().await?);
    let refused = day.aws.refused();
    if refused.is_empty() { Ok(figures) } else { Err(format!("requests that nothing answers: {refused:?}").into()) }
}

/// An account with a campaign that may go live, and its list.
async fn prepared() -> Result<Aws, Failure> {
    let aws = Aws::new()?;
    let client = aws.dynamodb();
    schema::create_table(&client, TABLE).await?;
    let store = DynamoTable::new(client, Settings::cloud(TABLE), CountedClaimIds::new([3; 32]));
    let plan = Plan::at_once(MESSAGES);
    store.apply_campaign(&plan.file()).await?;
    store.store_clearance(&Clearance { identity: DOMAIN.to_owned(), passed_at: BEGINNING }).await?;
    aws.put_object(&list(), plan.leads());
    Ok(aws)
}

fn list() -> String {
    format!("leads/{CAMPAIGN}/leads.csv")
}

struct Day {
    aws: Aws,
    stack: Stack,
}

impl Day {
    /// The day begins: the list is read, and the touches are planned.
    async fn begin(&self) -> Result<Vec<Figure>, Failure> {
        let mut figures = vec![self.run("start-cycle", BEGINNING, vec![RULE.to_owned(); MESSAGES]).await?];
        let dropped = event::put(&list(), &self.aws.etag(&list())).to_string();
        let mut messages = vec![message("process-leads", dropped)];
        messages.extend(self.drain("process-leads")?);
        figures.push(self.run_batches("process-leads", BEGINNING, &messages).await?);
        figures.push(self.run_batches("schedule-outreach", BEGINNING, &self.drain("schedule-outreach")?).await?);
        Ok(figures)
    }

    /// Everything is due and goes out; everybody answers.
    async fn send(&self) -> Result<Vec<Figure>, Failure> {
        let mut begin = self.drain("send-outreach")?;
        begin.truncate(BATCH);
        self.run("send-outreach", SLOT, vec![event::batch(&begin)]).await?;
        let touches = self.drain("send-outreach")?;
        let mut figures = vec![self.run_batches("send-outreach", SLOT, &touches).await?];
        let letters = self.aws.letters().clone();
        if letters.len() < MESSAGES {
            return Err(format!("{} mails went out, and {MESSAGES} should have", letters.len()).into());
        }
        let mut mails = Vec::new();
        for (n, letter) in letters.iter().enumerate() {
            let key = format!("mail/{n:032x}");
            self.aws.put_object(&key, reply::reply(letter, n).ok_or("a mail that went out cannot be read")?);
            mails.push(message("detect-replies", event::put(&key, &self.aws.etag(&key)).to_string()));
        }
        figures.push(self.run_batches("detect-replies", SLOT, &mails).await?);
        figures.push(self.run_batches("escalate-leads", SLOT, &self.drain("escalate-leads")?).await?);
        Ok(figures)
    }

    /// The day is closed, and told of.
    async fn end(&self) -> Result<Vec<Figure>, Failure> {
        self.run("send-outreach", END, vec![RULE.to_owned()]).await?;
        for name in ["detect-replies", "escalate-leads"] {
            let mut messages = self.drain(name)?;
            messages.truncate(BATCH);
            self.run(name, END, vec![event::batch(&messages)]).await?;
        }
        let report = self.run_batches("report-cycle", END, &self.drain("report-cycle")?).await?;
        Ok(vec![report, self.run("web", END, vec![REQUEST.to_owned(); MESSAGES]).await?])
    }

    /// What waits in a function's queue.
    fn drain(&self, name: &str) -> Result<Vec<Message>, Failure> {
        let messages = self.aws.queues().drain(&format!("cam-{name}"));
        if messages.is_empty() { Err(format!("nothing was handed on to {name}").into()) } else { Ok(messages) }
    }

    /// Delivers messages in batches, and all of them again until there were a thousand.
    async fn run_batches(&self, name: &str, now: Timestamp, messages: &[Message]) -> Result<Figure, Failure> {
        let n = MESSAGES.max(messages.len());
        let messages: Vec<Message> = messages.iter().cycle().take(n).cloned().collect();
        self.run(name, now, messages.chunks(BATCH).map(event::batch).collect()).await
    }

    /// Starts a bootstrap, hands it events, and looks how much memory it ever held.
    async fn run(&self, name: &str, now: Timestamp, events: Vec<String>) -> Result<Figure, Failure> {
        self.aws.queues().set_now(now);
        let machine = Timestamp::try_from(SystemTime::now())?;
        let ahead: SignedDuration = now.duration_since(machine);
        let stack = Stack { clock_offset_s: ahead.as_secs(), ..self.stack.clone() };
        let mut lambda = stack.start(name).await?;
        lambda.ready().await?;
        for event in events {
            let answer: Value = serde_json::from_str(&lambda.invoke(event).await?)?;
            if answer.get("batchItemFailures").is_some_and(|failures| *failures != json!([])) {
                return Err(format!("{name} gave records back: {answer}").into());
            }
        }
        let figure = lambda.peak_memory()? as f64;
        lambda.stop().await?;
        let budget = "peak memory over 1,000 messages";
        Ok(Figure { budget, of: name.to_owned(), figure, limit: LIMIT, unit: Unit::Bytes })
    }
}

fn message(queue: &str, body: String) -> Message {
    Message { queue: format!("cam-{queue}"), body }
}
