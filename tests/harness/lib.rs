//! A world to play days in, and a small language for what happens in it.
//!
//! The functions, the table's adapter and the runner are the real ones; the table is in memory, the post and the
//! letterbox keep what they get, the clock is driven, and the wire to the table breaks where a scenario says so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails, and says where"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::Arc,
    time::Duration,
};

use cam_aws::dynamo::{DynamoTable, Settings, schema};
use cam_core::{
    address::EmailAddress,
    campaign::StoredCampaign,
    cycle::{Cycle, DayReport, Mode, Phase, PhaseReport, Stack},
    feedback::{Fate, Feedback},
    id::{CampaignId, CycleId, PersonId, SendId, SenderId},
    lead::Lead,
    sender::Pause,
};
use cam_embedded::{EmbeddedDynamo, client_over};
use cam_gateways::{csv_source::CsvSource, rejects_folder::RejectsFolder};
use cam_local::{
    clock::PlayClock,
    queues::{Delivering, LocalQueues},
    stage::{Pace, PlayError, Played, Stage},
};
use cam_ports::{
    campaign_store::CampaignStore,
    clearance::{Clearance, ClearanceStore},
    clock::Clock,
    cycle_store::CycleStore,
    error::{Chain, Saved},
    identity::{CountedClaimIds, Identities, SECRET_LEN, fingerprint},
    import_store::{ImportStore, SourceState},
    inbound::Inbox,
    lead_source::LeadSource,
    lead_store::{LeadStore, Person},
    phase::RunError,
    preview_store::{Preview, PreviewStore},
    second_reader::NoSecondReader,
    sender_store::SenderStore,
    suppression::{Suppression, SuppressionReason},
    task::Task,
};
use cam_testkit::faults::faulty;
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Weekday, date},
};
use tempfile::TempDir;

mod campaign;
mod post;
mod wire;

pub use campaign::{CampaignFile, Mailbox};
pub use post::{Answer, Letter, Letterbox, Post};
pub use wire::Wire;

/// The first day of every world: a Monday without a holiday anywhere in it.
pub const MONDAY: Date = date(2026, 11, 23);

/// How a table of the world is used: as on one machine, but it does not wait long for what a scenario broke.
fn settings() -> Settings {
    Settings { retry_for: Duration::from_millis(200), ..Settings::one_machine("cam") }
}

/// A world.
#[derive(Debug)]
pub struct World {
    /// The table.
    pub table: Arc<DynamoTable>,
    /// The wire to it.
    pub wire: Wire,
    /// The time.
    pub clock: Arc<PlayClock>,
    /// Where outreach goes.
    pub post: Arc<Post>,
    /// Where mail to the owner goes.
    pub owner: Arc<Post>,
    /// Where replies come in.
    pub letterbox: Arc<Letterbox>,
    /// The campaigns' files, in the order they were begun.
    pub campaigns: Vec<CampaignFile>,
    /// What the stack lets out.
    pub stack: Stack,
    /// How well the queues behave.
    pub delivering: Delivering,
    /// The day that is played next.
    pub date: Date,
    identities: Identities,
    claim_ids: CountedClaimIds,
    folder: TempDir,
    rows: Vec<BTreeMap<String, String>>,
}

/// A day that was played.
#[derive(Debug)]
pub struct Day {
    /// Its cycle.
    pub cycle: Cycle,
    /// Tasks that failed to the last.
    pub dead_letters: Vec<String>,
}

impl World {
    /// A world with one live campaign, `spring`, on a live stack whose senders are cleared, and nobody in it.
    pub async fn new() -> Self {
        let wire = Wire::default();
        let dynamo = EmbeddedDynamo::memory().unwrap();
        schema::create_table(&dynamo.client(), "cam").await.unwrap();
        let rule = wire.clone();
        let client = client_over(faulty(dynamo.http_client(), move |call| rule.rule(call)));
        let clock = Arc::new(PlayClock::new(Timestamp::UNIX_EPOCH));
        let table = Arc::new(DynamoTable::new(client, settings(), CountedClaimIds::new([3; 32])));
        let clearance = Clearance { identity: "northlight.example".to_owned(), passed_at: clock.now() };
        table.store_clearance(&clearance).await.unwrap();
        Self {
            table,
            wire,
            post: Arc::new(Post::new(Arc::clone(&clock))),
            owner: Arc::new(Post::new(Arc::clone(&clock))),
            clock,
            letterbox: Arc::default(),
            campaigns: vec![CampaignFile::new("spring")],
            stack: Stack::Live,
            delivering: Delivering::Once,
            date: MONDAY,
            identities: Identities::new(&[7; SECRET_LEN]),
            claim_ids: CountedClaimIds::new([5; 32]),
            folder: tempfile::tempdir().unwrap(),
            rows: Vec::new(),
        }
    }

    /// One more campaign, which reads the same list.
    #[must_use]
    pub fn campaign(mut self, id: &str) -> Self {
        self.campaigns.push(CampaignFile::new(id));
        self
    }

    /// Changes the file of the campaign that was begun last.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut CampaignFile)) -> Self {
        change(self.campaigns.last_mut().unwrap());
        self
    }

    /// A stack on which every cycle is dry.
    #[must_use]
    pub fn dry(mut self) -> Self {
        self.stack = Stack::Dry;
        self
    }

    /// Starts on another day.
    #[must_use]
    pub fn on(mut self, date: Date) -> Self {
        self.date = date;
        self
    }

    /// One more row in the list: a person in Ireland, at a company of their own.
    #[must_use]
    pub fn lead(self, name: &str) -> Self {
        self.lead_with(name, &[])
    }

    /// One more row in the list, with other cells than usual.
    #[must_use]
    pub fn lead_with(mut self, name: &str, cells: &[(&str, &str)]) -> Self {
        let first_name: String = name[..1].to_uppercase() + &name[1..];
        let usual = [
            ("First Name", first_name.as_str()),
            ("Last Name", "Lovelace"),
            ("Email", &address(name)),
            ("Company", &format!("{first_name} Works")),
            ("Country", "Ireland"),
        ];
        let cells = usual.iter().chain(cells).map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned()));
        self.rows.push(cells.collect());
        self
    }

    /// People `a1` to `an`.
    #[must_use]
    pub fn leads(self, n: usize) -> Self {
        (1..=n).fold(self, |world, i| world.lead(&format!("a{i}")))
    }

    /// Plays the day, and goes on to the next weekday. Returns the first campaign's.
    pub async fn run_day(&mut self) -> Day {
        self.play_day().await.unwrap().remove(0)
    }

    /// Plays this many days.
    pub async fn run_days(&mut self, n: usize) -> Vec<Day> {
        let mut days = Vec::new();
        for _ in 0..n {
            days.push(self.run_day().await);
        }
        days
    }

    /// Plays a further cycle on the day that was played last.
    pub async fn run_again(&mut self) -> Day {
        let ids: Vec<CycleId> =
            self.campaign_ids().iter().map(|id| CycleId { number: 2, ..self.last_id(id) }).collect();
        self.play(&ids).await.unwrap().remove(0)
    }

    /// Plays this many cycles of the day's date, all begun at once.
    pub async fn run_cycles_at_once(&mut self, n: u16) -> Vec<Day> {
        let id = self.open_day().await.remove(0);
        let ids: Vec<CycleId> = (1..=n).map(|number| CycleId { number, ..id.clone() }).collect();
        let days = self.play(&ids).await.unwrap();
        self.go_on();
        days
    }

    /// Plays the day, struck as `strike` says, again and again until it ends: as a person does who finds the program
    /// dead or stuck.
    pub async fn run_struck_day(&mut self, strike: impl FnOnce(&Wire)) -> Day {
        let ids = self.open_day().await;
        strike(&self.wire);
        for _ in 0..20 {
            let wire = self.wire.clone();
            let played = tokio::select! {
                biased;
                () = wire.death() => continue,
                played = self.play(&ids) => played,
            };
            match played {
                Ok(mut days) => {
                    self.go_on();
                    return days.remove(0);
                }
                Err(_) => self.wire.end_delivery(),
            }
        }
        panic!("the day of {} did not end", self.date);
    }

    /// Plays phases 0 to 2 of the day and nothing more: what was planned waits.
    pub async fn plan_day(&mut self) {
        let ids = self.open_day().await;
        for phase in [Phase::StartCycle, Phase::ProcessLeads, Phase::ScheduleOutreach] {
            for id in &ids {
                self.carry_out(phase, &Task::Cycle(id.clone())).await.unwrap();
            }
        }
    }

    /// Carries one task out, in queues of its own.
    pub async fn carry_out(&self, to: Phase, task: &Task) -> Result<PhaseReport, RunError> {
        let queue = LocalQueues::new(&*self.clock);
        let (rejects, mut sources) = (self.rejects(), self.sources());
        self.stage(&queue, &rejects).carry_out(to, task, &mut sources).await
    }

    /// Applies the campaigns' files and sets the clock to the day's beginning; the ids of its cycles.
    pub async fn open_day(&self) -> Vec<CycleId> {
        for campaign in &self.campaigns {
            self.table.apply_campaign(&campaign.text()).await.unwrap_or_else(|error| panic!("{}", Chain(&error)));
        }
        let start = self.campaigns[0].start_at.parse().unwrap();
        self.clock.go_on_to(self.date.to_datetime(start).in_tz(self.campaigns[0].zone).unwrap().timestamp());
        self.campaign_ids().iter().map(|id| self.cycle_id(id)).collect()
    }

    /// Plays the day, and stays on it if that fails.
    pub async fn try_day(&mut self) -> Result<Day, PlayError> {
        let ids = self.open_day().await;
        Ok(self.play(&ids).await?.remove(0))
    }

    async fn play_day(&mut self) -> Result<Vec<Day>, PlayError> {
        let ids = self.open_day().await;
        let played = self.play(&ids).await;
        self.go_on();
        played
    }

    async fn play(&self, ids: &[CycleId]) -> Result<Vec<Day>, PlayError> {
        let queue = LocalQueues::delivering(&*self.clock, self.delivering);
        let (rejects, mut sources) = (self.rejects(), self.sources());
        let stage = self.stage(&queue, &rejects);
        for id in &ids[1..] {
            let begun = stage.carry_out(Phase::StartCycle, &Task::Cycle(id.clone()), &mut sources).await;
            begun.map_err(PlayError::Start)?;
        }
        let mut days = Vec::new();
        for id in ids {
            let Played { cycle, dead_letters } = stage.play(id, &mut sources, |_| self.wire.end_delivery()).await?;
            days.push(Day { cycle, dead_letters });
        }
        Ok(days)
    }

    fn stage<'a>(
        &'a self,
        queue: &'a LocalQueues<'a, PlayClock>,
        rejects: &'a RejectsFolder,
    ) -> Stage<'a, DynamoTable, Post, Post, Letterbox, RejectsFolder> {
        Stage {
            store: &self.table,
            clock: &self.clock,
            queue,
            gateway: &self.post,
            owner_mail: &self.owner,
            inbox: &self.letterbox,
            rejects,
            identities: &self.identities,
            claim_ids: &self.claim_ids,
            stack: self.stack,
            pace: Pace::default(),
        }
    }

    fn go_on(&mut self) {
        self.date = self.date.series(1.day()).skip(1).find(is_weekday).unwrap();
    }

    fn rejects(&self) -> RejectsFolder {
        RejectsFolder::new(self.folder.path().join("rejects"))
    }

    /// Writes the list and opens it.
    fn sources(&self) -> Vec<CsvSource> {
        if self.rows.is_empty() {
            return Vec::new();
        }
        let path = self.folder.path().join("leads.csv");
        fs::write(&path, self.list()).unwrap();
        vec![CsvSource::open(&path).unwrap()]
    }

    /// The list as it is.
    #[must_use]
    pub fn list(&self) -> String {
        let columns: BTreeSet<&String> = self.rows.iter().flat_map(BTreeMap::keys).collect();
        let line = |cells: Vec<&str>| cells.iter().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
        let mut text = line(columns.iter().map(|column| column.as_str()).collect()) + "\n";
        for row in &self.rows {
            let cell = |column: &&String| row.get(*column).map_or("", String::as_str);
            text += &(line(columns.iter().map(cell).collect()) + "\n");
        }
        text
    }

    fn campaign_ids(&self) -> Vec<CampaignId> {
        self.campaigns.iter().map(|campaign| campaign.id.parse().unwrap()).collect()
    }

    fn cycle_id(&self, campaign: &CampaignId) -> CycleId {
        let mode = if self.stack == Stack::Dry { Mode::Dry } else { Mode::Live };
        CycleId { campaign: campaign.clone(), date: self.date, mode, number: 1 }
    }

    fn last_id(&self, campaign: &CampaignId) -> CycleId {
        let date = self.date.series((-1).days()).skip(1).find(is_weekday).unwrap();
        CycleId { date, ..self.cycle_id(campaign) }
    }
}

/// What happens to people.
impl World {
    /// `name` answers the last mail they got, or writes for the first time.
    pub fn reply(&self, name: &str, text: &str) {
        self.letterbox.drop_in(&self.mail_from(name, text));
    }

    /// The mail in which `name` says this.
    #[must_use]
    pub fn mail_from(&self, name: &str, text: &str) -> String {
        let last = self.mails_to(name).pop();
        let to = last.as_ref().map_or("ann@northlight.example", |letter| letter.from.as_str());
        let subject = last.as_ref().map_or_else(|| "Hello".to_owned(), |letter| format!("Re: {}", letter.subject()));
        let thread = last.as_ref().map_or_else(String::new, |letter| format!("In-Reply-To: <{}>\r\n", letter.wire_id));
        let from = address(name);
        format!(
            "From: <{from}>\r\nTo: <{to}>\r\nSubject: {subject}\r\n{thread}Message-ID: <{}.{from}>\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
            self.clock.now().as_second()
        )
    }

    /// Whoever is called `name` answers their first mail by return, before the day is over.
    pub fn answers_by_return(&self, name: &str, text: &str) {
        let (letterbox, to, mail) = (self.letterbox.clone(), address(name), self.mail_from(name, text));
        self.post.meanwhile(move |sent| {
            if sent.to.expose() == to && letterbox.n_dropped() == 0 {
                letterbox.drop_in(&mail);
            }
            async {}
        });
    }

    /// Whenever a mail is on its way to `name`, they say this, and it is read before the gateway answers.
    pub fn says_meanwhile(&self, name: &str, text: &str) {
        let (table, clock, letterbox) = (self.table.clone(), self.clock.clone(), self.letterbox.clone());
        let (identities, to, mail) = (self.identities.clone(), address(name), self.mail_from(name, text));
        self.post.meanwhile(move |sent| {
            let (table, clock, letterbox, identities) =
                (table.clone(), clock.clone(), letterbox.clone(), identities.clone());
            let mail = (sent.to.expose() == to).then(|| mail.clone());
            async move {
                let Some(mail) = mail else { return };
                let name = letterbox.drop_in(&mail);
                let queue = LocalQueues::new(&*clock);
                let world = detect_replies::World {
                    store: &*table,
                    queue: &queue,
                    clock: &*clock,
                    inbox: &*letterbox,
                    identities: &identities,
                    second_reader: &NoSecondReader,
                };
                detect_replies::mail(&world, &name).await.unwrap();
            }
        });
    }

    /// Reads what lies in the letterbox now.
    pub async fn read_letterbox(&self) {
        for name in self.letterbox.waiting().await.unwrap() {
            self.carry_out(Phase::DetectReplies, &Task::Mail(name)).await.unwrap();
        }
    }

    /// The mail service reports, any number of times, what became of the mail of this step to `name`.
    pub async fn report(&self, name: &str, step: u8, what: Fate, n: usize) -> Vec<Result<PhaseReport, RunError>> {
        let send = SendId { person: self.id_of(name), campaign_number: 1, step };
        let id = fingerprint(format!("{send} {what}").as_bytes());
        let task = Task::Feedback(Feedback { id, send, what, at: self.clock.now() });
        self.carry_out_times(Phase::DetectReplies, &task, n).await
    }

    /// Somebody drops a list of this name for the first campaign, and it is told of any number of times.
    pub async fn drop_list(&self, name: &str, n: usize) -> Vec<Result<PhaseReport, RunError>> {
        let key = format!("leads/{}/{name}", self.campaigns[0].id);
        let task = Task::Source { key, etag: "1f".to_owned() };
        self.carry_out_times(Phase::ProcessLeads, &task, n).await
    }

    async fn carry_out_times(&self, to: Phase, task: &Task, n: usize) -> Vec<Result<PhaseReport, RunError>> {
        let mut outcomes = Vec::new();
        for _ in 0..n {
            outcomes.push(self.carry_out(to, task).await);
            self.wire.end_delivery();
        }
        outcomes
    }

    /// Pauses or resumes the first campaign.
    pub async fn set_pause(&self, pause: Pause) {
        let stored = self.stored(&self.campaigns[0].id).await;
        let senders: Vec<SenderId> = stored.campaign.senders.iter().map(|sender| sender.id.clone()).collect();
        self.table.set_pause(&stored.campaign.id, &senders, pause).await.unwrap();
    }

    /// Erases a person.
    pub async fn forget(&self, name: &str) -> Saved {
        let now = self.clock.now();
        let no = Suppression { reason: SuppressionReason::Erased, source: "owner".to_owned(), at: now };
        self.table.forget(&self.id_of(name), &no, now).await.unwrap()
    }
}

/// What there is to see.
impl World {
    /// Outreach to one person, in the order the gateway took it.
    #[must_use]
    pub fn mails_to(&self, name: &str) -> Vec<Letter> {
        self.post.taken().into_iter().filter(|letter| letter.to == address(name)).collect()
    }

    /// Which mails a person got.
    #[must_use]
    pub fn steps_to(&self, name: &str) -> Vec<u8> {
        self.mails_to(name).iter().map(Letter::step).collect()
    }

    /// Who got mail, one entry a mail, by name.
    #[must_use]
    pub fn mailed(&self) -> Vec<String> {
        let mut names: Vec<String> = self.post.taken().iter().map(|letter| letter.name().to_owned()).collect();
        names.sort();
        names
    }

    /// How many mails went out on each of the days that had any, by the clock of Dublin.
    #[must_use]
    pub fn mails_by_day(&self) -> Vec<usize> {
        let mut days: BTreeMap<Date, usize> = BTreeMap::new();
        for letter in self.post.taken() {
            *days.entry(letter.local("Europe/Dublin").date()).or_default() += 1;
        }
        days.into_values().collect()
    }

    /// The subjects of what the owner was told.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        self.owner.taken().iter().map(Letter::subject).collect()
    }

    /// Everything the table has of a person.
    pub async fn person(&self, name: &str) -> Person {
        self.table.person(&self.id_of(name)).await.unwrap()
    }

    /// A lead of the first campaign.
    pub async fn lead_of(&self, name: &str) -> Lead {
        let person = self.person(name).await;
        person.lead(&self.campaign_ids()[0]).unwrap_or_else(|| panic!("{name} is no lead")).clone()
    }

    /// The id of a person.
    #[must_use]
    pub fn id_of(&self, name: &str) -> PersonId {
        self.identities.person(&EmailAddress::parse(&address(name)).unwrap())
    }

    /// The last cycle of a campaign, with its report.
    pub async fn last_cycle(&self, campaign: &str) -> Cycle {
        self.table.recent_cycles(&campaign.parse().unwrap(), 1).await.unwrap().remove(0)
    }

    /// A campaign as the table has it.
    pub async fn stored(&self, campaign: &str) -> StoredCampaign {
        self.table.campaign(&campaign.parse().unwrap()).await.unwrap().unwrap()
    }

    /// What the last day showed.
    pub async fn previews(&self) -> Vec<Preview> {
        let cycle = self.last_cycle(&self.campaigns[0].id).await;
        self.table.previews(&cycle.id).await.unwrap()
    }

    /// How far the first campaign has read the list as it is.
    pub async fn source(&self) -> SourceState {
        let states = self.table.sources(&self.campaign_ids()[0]).await.unwrap();
        let sources = self.sources();
        states.into_iter().find(|state| state.identity == *sources[0].identity()).unwrap()
    }

    /// Every list that the table knows of the first campaign.
    pub async fn sources_of_the_table(&self) -> Vec<SourceState> {
        self.table.sources(&self.campaign_ids()[0]).await.unwrap()
    }

    /// The rejects file of the list as it is.
    #[must_use]
    pub fn rejects_file(&self) -> String {
        let path = self.rejects().path(&self.campaign_ids()[0], self.sources()[0].identity());
        fs::read_to_string(path).unwrap()
    }

    /// What a mailbox sent by its gate, within the last 24 hours.
    pub async fn n_through_gate(&self, sender: &str) -> u32 {
        let id: SenderId = sender.parse().unwrap();
        let (gate, _) = self.table.sender(&id).await.unwrap();
        gate.sends.count_at(self.clock.now())
    }
}

impl Day {
    /// Its report.
    #[must_use]
    pub fn report(&self) -> &DayReport {
        self.cycle.report.as_ref().unwrap()
    }

    /// How often a lead was skipped for this reason.
    #[must_use]
    pub fn skipped(&self, reason: &str) -> u64 {
        self.report().skips.get(reason).copied().unwrap_or_default()
    }

    /// What went wrong: phase and words.
    #[must_use]
    pub fn errors(&self) -> Vec<(Phase, String)> {
        self.cycle
            .phases
            .iter()
            .flat_map(|(phase, run)| run.report.errors.iter().map(|error| (*phase, error.clone())))
            .collect()
    }
}

/// The address of who is called `name`.
#[must_use]
pub fn address(name: &str) -> String {
    format!("{name}@{name}-works.example")
}

/// A day in which every phase has something to do: two people are written to, and one answers by return.
pub async fn small_day() -> World {
    let world = World::new().await.lead("ada").lead("bob");
    world.answers_by_return("ada", "Yes, that sounds great. Can we talk on Thursday at 10?");
    world
}

/// Nobody got the same mail twice, the owner was told of nobody twice, and the reports of `days` count what the
/// gateway took, but for what is in doubt.
pub async fn assert_one_of_each(world: &World, days: &[Day]) {
    let mut seen = BTreeSet::new();
    for letter in world.post.taken() {
        assert!(seen.insert((letter.to.clone(), letter.campaign_number(), letter.step())), "twice: {letter:?}");
    }
    let mut notices = BTreeSet::new();
    for notice in world.owner.taken() {
        assert!(notices.insert(format!("{:?}", notice.id)), "twice: {:?}", notice.id);
    }
    let reports = days.iter().filter_map(|day| day.cycle.report.as_ref());
    let n_reported: u64 = reports.map(|report| report.outreach_sent + report.followups_sent).sum();
    let n_in_doubt = days.last().unwrap().report().in_doubt;
    let n_taken = world.post.taken().len() as u64;
    let is_sound = n_reported <= n_taken && n_taken <= n_reported + n_in_doubt;
    assert!(is_sound, "{n_taken} taken, {n_reported} reported, {n_in_doubt} in doubt");
}

/// No 24 hours hold more mails than `cap`.
pub fn assert_most_in_a_day(world: &World, cap: usize) {
    let instants: Vec<_> = world.post.taken().iter().map(|letter| letter.at).collect();
    for &from in &instants {
        let until = from + SignedDuration::from_hours(24);
        let n = instants.iter().filter(|&&at| at >= from && at < until).count();
        assert!(n <= cap, "{n} mails in the day from {from}");
    }
}

fn is_weekday(date: &Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}
