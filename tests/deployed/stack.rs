//! A stack as it is deployed, in an account of its own: what a scene does to it, and what there is to see.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, process,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use aws_sdk_lambda::types::Environment;
use aws_sdk_sqs::types::QueueAttributeName;
use cam_aws::dynamo::{DynamoTable, Settings};
use cam_core::{
    address::EmailAddress,
    cycle::{Cycle, HAND_ON_AGAIN_AFTER, Phase},
    id::{CampaignId, CycleId},
};
use cam_ports::{
    campaign_store::CampaignStore,
    clearance::{Clearance, ClearanceStore},
    clock::{Clock, SystemClock},
    cycle_store::CycleStore,
    error::Chain,
    identity::{CountedClaimIds, Identities, SECRET_LEN},
    import_store::ImportStore,
    lead_store::{LeadStore, Person},
    task::Task,
    work_list::{WorkList, WorkQuery},
};
use e2e::{CampaignFile, World, address};
use jiff::{SignedDuration, Timestamp, civil};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::{
    account::Account,
    bootstraps::{FUNCTIONS, root},
    emulator::Emulator,
    post::Post,
};

/// How long anything is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// The key of every world in the tests, so that people have the same ids here and there.
const KEY: [u8; SECRET_LEN] = [7; SECRET_LEN];

/// The domain that the campaigns' mailboxes are at.
const SENDERS: &str = "northlight.example";

/// How long before a touch is due the tick comes: so long does the touch rest in its queue.
const REST: SignedDuration = SignedDuration::from_secs(2);

/// A deployed stack.
#[derive(Debug)]
pub(crate) struct Stack {
    /// What stands before SES.
    pub(crate) post: Post,
    /// The table, by the adapter that the functions use.
    pub(crate) table: DynamoTable,
    /// Its name.
    name: String,
    emulator: &'static Emulator,
    account: Account,
    outputs: BTreeMap<String, String>,
    environments: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// How far the functions' clock is ahead of the machine's.
    ahead: SignedDuration,
}

/// How it is made.
impl Stack {
    /// Deploys `infra/template.yaml` with these parameters besides those that have no default; none where there is no
    /// emulator.
    pub(crate) async fn deploy(emulator: Option<&'static Emulator>, parameters: &[(&str, &str)]) -> Option<Self> {
        static N_STACKS: AtomicUsize = AtomicUsize::new(1);
        let emulator = emulator?;
        let n = N_STACKS.fetch_add(1, Ordering::SeqCst);
        let (name, account) = (format!("cam-{}-{n}", process::id()), Account::new(emulator, 100_000_000_000 + n));
        account.upload(emulator).await;
        let outputs = account.create(&name, parameters).await.unwrap_or_else(|failure| {
            panic!("the stack was not made: {failure}\nthe emulator said:\n{}", emulator.last_words())
        });
        let key: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
        account.keep_secret(&outputs["KeySecretArn"], &json!({"v": 1, "key": key})).await;
        account.verify_identity(SENDERS).await;
        let settings = Settings::cloud(&outputs["TableName"]);
        let table = DynamoTable::new(account.dynamodb.clone(), settings, CountedClaimIds::new([9; 32]));
        // Its instants are those of the driven clock, which the emulator does not know.
        account.keep_what_expired(&outputs["TableName"]).await;
        let mut environments = BTreeMap::new();
        for function in FUNCTIONS {
            environments.insert(function, account.environment(&format!("{name}-{function}")).await);
        }
        let post = Post::before(emulator.port());
        let ahead = SignedDuration::ZERO;
        let mut stack = Self { post, table, name, emulator, account, outputs, environments, ahead };
        // The bucket greets the queues; a function that is changed meanwhile would lose its process over it.
        stack.settle().await;
        let post = stack.post.url();
        stack.set_everywhere("AWS_ENDPOINT_URL_SES", &post).await;
        Some(stack)
    }

    /// Sets a function's variable, as a person does who mends or breaks it.
    pub(crate) async fn set(&mut self, function: &'static str, variable: &str, value: &str) {
        let environment = self.environments.get_mut(function).unwrap();
        environment.insert(variable.to_owned(), value.to_owned());
        let variables = environment.clone().into_iter().collect();
        let environment = Environment::builder().set_variables(Some(variables)).build();
        let update = self.account.lambda.update_function_configuration();
        update.function_name(self.function(function)).environment(environment).send().await.unwrap();
    }

    async fn set_everywhere(&mut self, variable: &str, value: &str) {
        for function in FUNCTIONS {
            self.set(function, variable, value).await;
        }
    }
}

/// What time it is.
impl Stack {
    /// The instant that the functions take it to be.
    pub(crate) fn now(&self) -> Timestamp {
        SystemClock.now() + self.ahead
    }

    /// Goes on to `at`, or stays where that is past.
    pub(crate) async fn go_on_to(&mut self, at: Timestamp) {
        if at > self.now() {
            self.go_to(at).await;
        }
    }

    /// Goes to `at`, wherever it lies.
    pub(crate) async fn go_to(&mut self, at: Timestamp) {
        // To the next whole second, so that it is not a moment before.
        self.ahead = SignedDuration::from_secs(at.duration_since(SystemClock.now()).as_secs() + 1);
        let seconds = self.ahead.as_secs().to_string();
        self.set_everywhere("CAM_TEST_CLOCK_OFFSET_S", &seconds).await;
    }
}

/// What is done to it.
impl Stack {
    /// Makes ready for a day of `world`: its campaign is applied, its domain cleared for live mail, its list dropped into
    /// the bucket, and it is the day's beginning.
    pub(crate) async fn prepare(&mut self, world: &World) {
        let campaign = &world.campaigns[0];
        let start: civil::Time = campaign.start_at.parse().unwrap();
        self.go_to(world.date.to_datetime(start).in_tz(campaign.zone).unwrap().timestamp()).await;
        self.table.apply_campaign(&campaign.text()).await.unwrap_or_else(|error| panic!("{}", Chain(&error)));
        let clearance = Clearance { identity: SENDERS.to_owned(), passed_at: self.now() };
        self.table.store_clearance(&clearance).await.unwrap();
        self.account.put(&self.outputs["BucketName"], &format!("leads/{}/list.csv", campaign.id), &world.list()).await;
        let id: CampaignId = campaign.id.parse().unwrap();
        self.until("the list to be registered", async || {
            let sources = self.table.sources(&id).await.unwrap();
            if sources.is_empty() { Err("no source".to_owned()) } else { Ok(()) }
        })
        .await;
        self.settle().await;
    }

    /// Opens the day that the clock shows, as the hourly rule does.
    pub(crate) async fn open_day(&self, world: &World) -> CycleId {
        let report = self.invoke_sample("start-cycle", "start-cycle.rule.json").await;
        assert_eq!(report.as_ref().map(|report| &report["errors"]), Ok(&json!([])), "{report:?}");
        self.opened(&world.campaigns[0]).await
    }

    /// Invokes a function by hand, and returns its answer or its error.
    pub(crate) async fn invoke(&self, function: &str, event: &Value) -> Result<Value, Value> {
        let payload = aws_sdk_lambda::primitives::Blob::new(event.to_string());
        let invoke = self.account.lambda.invoke().function_name(self.function(function)).payload(payload);
        let answer = invoke.send().await.unwrap_or_else(|error| panic!("{}", Chain(&error)));
        let payload = answer.payload.map(aws_sdk_lambda::primitives::Blob::into_inner).unwrap_or_default();
        let value = serde_json::from_slice(&payload).unwrap_or(Value::Null);
        if answer.function_error.is_some() { Err(value) } else { Ok(value) }
    }

    /// Invokes a function with one of the events in `infra/events`.
    pub(crate) async fn invoke_sample(&self, function: &str, sample: &str) -> Result<Value, Value> {
        let text = fs::read_to_string(root().join("infra/events").join(sample)).unwrap();
        self.invoke(function, &serde_json::from_str(&text).unwrap()).await
    }

    /// The five-minute rule fires.
    pub(crate) async fn tick(&self) {
        let report = self.invoke_sample("send-outreach", "send-outreach.rule.json").await;
        assert_eq!(report.as_ref().map(|report| &report["errors"]), Ok(&json!([])), "{report:?}");
    }

    /// Puts a message on a phase's queue, and returns its id.
    pub(crate) async fn put_on_queue(&self, phase: Phase, body: &str) -> String {
        let url = self.queue(phase.as_str()).await;
        let send = self.account.sqs.send_message().queue_url(url).message_body(body);
        send.send().await.unwrap().message_id.unwrap()
    }

    /// Takes the bucket's policy away, which refuses whoever speaks without TLS: to the emulator everybody does.
    pub(crate) async fn allow_plain_http(&self) {
        self.account.drop_bucket_policy(&self.outputs["BucketName"]).await;
    }

    /// Lets what fails on a phase's queue come again after a second.
    pub(crate) async fn hurry(&self, phase: Phase) {
        let url = self.queue(phase.as_str()).await;
        let set = self.account.sqs.set_queue_attributes().queue_url(url);
        set.attributes(QueueAttributeName::VisibilityTimeout, "1").send().await.unwrap();
    }

    /// SES puts a mail that came in into the bucket; returns when it was read and lies among those.
    pub(crate) async fn comes_in(&self, name: &str, mail: &str) {
        let bucket = &self.outputs["BucketName"];
        self.account.put(bucket, &format!("mail/{name}"), mail).await;
        self.until("the mail to be read", async || {
            let waiting = self.account.keys(bucket, "mail/").await;
            if waiting.is_empty() { Ok(()) } else { Err(format!("{waiting:?}")) }
        })
        .await;
        self.settle().await;
    }

    /// SES tells of a mail by its topic.
    pub(crate) async fn ses_tells(&self, event: &Value) {
        let topic = self.account.resource(&self.name, "RepliesTopic").await;
        self.account.publish(self.emulator.port(), &topic, &event.to_string());
        self.settle().await;
    }

    /// Kills the processes of a function, as the machine under it may.
    pub(crate) fn kill(&self, function: &str) -> usize {
        let name = format!("AWS_LAMBDA_FUNCTION_NAME={}", self.function(function));
        let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
        let is_of_it = |path: &std::path::PathBuf| {
            let environment = fs::read(path.join("environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|variable| variable == name.as_bytes())
        };
        let killed: Vec<_> = processes.filter(is_of_it).collect();
        for path in &killed {
            let id = path.file_name().unwrap();
            assert!(process::Command::new("kill").arg("-9").arg(id).status().unwrap().success());
        }
        killed.len()
    }
}

/// How a day goes.
impl Stack {
    /// The day that a rule opens for a campaign.
    pub(crate) async fn opened(&self, campaign: &CampaignFile) -> CycleId {
        let id: CampaignId = campaign.id.parse().unwrap();
        self.until("the rule to open the day", async || {
            let recent = self.table.recent_cycles(&id, 1).await.unwrap();
            let begun = recent.first().filter(|cycle| cycle.run(Phase::ProcessLeads).started_at.is_some());
            begun.map(|cycle| cycle.id.clone()).ok_or_else(|| format!("{recent:?}"))
        })
        .await
    }

    /// Plays the day to its end: from one due touch to the next, and then to its report.
    pub(crate) async fn play(&mut self, id: &CycleId) -> Cycle {
        for _ in 0..60 {
            self.settle().await;
            let cycle = self.cycle(id).await;
            if cycle.run(Phase::ReportCycle).finished_at.is_some() {
                return cycle;
            }
            if cycle.is_sending() {
                let due_at = self.next_due(id).await.filter(|due_at| *due_at < cycle.closes_at());
                self.go_on_to(due_at.map_or(cycle.closes_at(), |due_at| due_at - REST)).await;
                self.tick().await;
            } else if cycle.run(Phase::ReportCycle).handed_on_at.is_none() {
                // Whatever phase is silent, the tick takes the day over from it in time.
                self.go_on_to(self.now() + HAND_ON_AGAIN_AFTER).await;
                self.tick().await;
            } else {
                // Its task rests for three minutes. A queue delivers at least once, so here it comes early as well.
                self.put_on_queue(Phase::ReportCycle, &Task::Cycle(id.clone()).to_json()).await;
            }
        }
        panic!("the day does not end: {:?}", self.cycle(id).await);
    }

    /// Goes on until every touch of the day is due, and hands them all out at once.
    pub(crate) async fn hand_out_all(&mut self, id: &CycleId) {
        self.settle().await;
        let last_due_at = self.cycle(id).await.last_due_at.expect("a planned day");
        self.go_on_to(last_due_at).await;
        self.tick().await;
    }

    /// Waits until nothing is in a queue but what rests there for minutes.
    pub(crate) async fn settle(&self) {
        self.until("the queues to be empty", async || {
            let mut busy = BTreeMap::new();
            for phase in Phase::ALL.into_iter().skip(1) {
                let [waiting, worked_on, resting] = self.n_messages(phase.as_str()).await;
                let rests = if phase == Phase::ReportCycle { 0 } else { resting };
                if waiting + worked_on + rests > 0 {
                    busy.insert(phase, [waiting, worked_on, resting]);
                }
            }
            if busy.is_empty() { Ok(()) } else { Err(format!("{busy:?}")) }
        })
        .await;
    }

    /// Waits until `look` finds it; panics with what it saw last if it never does.
    pub(crate) async fn until<T>(&self, what: &str, mut look: impl AsyncFnMut() -> Result<T, String>) -> T {
        let began = Instant::now();
        loop {
            let seen = match look().await {
                Ok(found) => return found,
                Err(seen) => seen,
            };
            let words = || format!("{what}, but there was {seen}\nthe emulator said:\n{}", self.emulator.last_words());
            assert!(began.elapsed() < PATIENCE, "waited for {}", words());
            sleep(Duration::from_millis(100)).await;
        }
    }
}

/// What there is to see.
impl Stack {
    /// A cycle as it is.
    pub(crate) async fn cycle(&self, id: &CycleId) -> Cycle {
        self.table.cycle(id).await.unwrap().unwrap()
    }

    /// Everything the table has of a person.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let address = EmailAddress::parse(&address(name)).unwrap();
        self.table.person(&Identities::new(&KEY).person(&address)).await.unwrap()
    }

    /// Who was written to, and with which mails of the sequence.
    pub(crate) fn touches(&self) -> BTreeSet<(String, u8)> {
        self.post.outreach().iter().map(|mail| (mail.to().to_owned(), mail.step())).collect()
    }

    /// What lies in a phase's dead-letter queue.
    pub(crate) async fn dead_letters(&self, phase: Phase) -> Vec<String> {
        let url = self.queue(&format!("{phase}-dead-letters")).await;
        self.until("dead letters", async || {
            let receive = self.account.sqs.receive_message().queue_url(&url).max_number_of_messages(10);
            let messages = receive.send().await.unwrap().messages.unwrap_or_default();
            let bodies: Vec<String> = messages.into_iter().filter_map(|message| message.body).collect();
            if bodies.is_empty() { Err("none".to_owned()) } else { Ok(bodies) }
        })
        .await
    }

    /// Waits until so many outreach mails were brought to SES.
    pub(crate) async fn until_mailed(&self, n: usize) {
        self.until("outreach", async || {
            let sent = self.post.outreach();
            if sent.len() >= n { Ok(()) } else { Err(format!("{sent:?}")) }
        })
        .await;
    }

    /// How many lines of the functions' logs hold `text`.
    pub(crate) fn n_log_lines(&self, text: &str) -> usize {
        self.emulator.log().lines().filter(|line| line.contains(text)).count()
    }

    /// An output of the stack.
    pub(crate) fn output(&self, name: &str) -> &str {
        &self.outputs[name]
    }

    /// How many messages wait in a queue, are worked on, and rest.
    pub(crate) async fn n_messages(&self, queue: &str) -> [u32; 3] {
        let names = [
            QueueAttributeName::ApproximateNumberOfMessages,
            QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
            QueueAttributeName::ApproximateNumberOfMessagesDelayed,
        ];
        let url = self.queue(queue).await;
        let get = self.account.sqs.get_queue_attributes().queue_url(url).set_attribute_names(Some(names.to_vec()));
        let attributes = get.send().await.unwrap().attributes.unwrap_or_default();
        names.map(|name| attributes[&name].parse().unwrap())
    }

    async fn next_due(&self, id: &CycleId) -> Option<Timestamp> {
        let any = WorkQuery::DueWithin { from: Timestamp::MIN, until: Timestamp::MAX };
        self.table.work(&id.campaign, any, 1).await.unwrap().first().and_then(|entry| entry.at)
    }

    fn function(&self, function: &str) -> String {
        format!("{}-{function}", self.name)
    }

    async fn queue(&self, queue: &str) -> String {
        let get = self.account.sqs.get_queue_url().queue_name(format!("{}-{queue}", self.name));
        get.send().await.unwrap_or_else(|error| panic!("{}", Chain(&error))).queue_url.unwrap()
    }
}

/// The names of the events in `infra/events` for a function.
pub(crate) fn samples(function: &str) -> Vec<String> {
    let files = fs::read_dir(root().join("infra/events")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.split('.').next() == Some(function)).collect();
    names.sort();
    names
}
