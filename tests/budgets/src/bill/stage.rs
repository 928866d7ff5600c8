//! The functions of a stack in this process, on a clock that is driven; their adapters speak to the AWS on loopback.

use std::error::Error;

use aws_credential_types::Credentials;
use cam_aws::{
    connector,
    dynamo::{self, DynamoTable, schema},
    s3::{S3Inbox, S3Sources},
    ses::{self, SesGateway},
    sqs::SqsTasks,
};
use cam_core::{
    cycle::{Phase, Stack},
    lead::{Lead, LeadStatus, Place},
    profile::Profile,
};
use cam_lambda::{edge::Edge, metrics::Tally};
use cam_local::clock::PlayClock;
use cam_ports::{
    campaign_store::CampaignStore,
    clearance::{Clearance, ClearanceStore},
    clock::Clock,
    identity::{CountedClaimIds, Identities},
    import_store::{ImportBatch, ImportStore, SourceState},
    lead_source::SourceIdentity,
    reject_store::NoRejects,
    second_reader::NoSecondReader,
};
use cam_testkit::sample;
use jiff::Timestamp;
use process_leads::DroppedLists;
use send_outreach::TOUCHES_PER_TICK;
use serde_json::Value;
use tempfile::TempDir;

use super::log;
use crate::{
    aws::{Aws, BUCKET, Calls, SECRET, TABLE},
    campaign::{CAMPAIGN, DOMAIN, Plan},
};

/// The region, as far as it stands in what is written.
const REGION: &str = "eu-central-1";

/// Before any report that is made here begins.
const LONG_AGO: Timestamp = Timestamp::constant(1_735_689_600, 0);

/// The list of leads, as an owner drops it.
pub const LIST: &str = "leads.csv";

/// The functions, wired as their mains wire them.
#[derive(Debug)]
pub struct Stage {
    /// The AWS below them.
    pub aws: Aws,
    /// Their clock.
    pub clock: PlayClock,
    store: DynamoTable,
    queue: SqsTasks,
    gateway: SesGateway<TheClock>,
    lists: S3Sources,
    inbox: S3Inbox,
    identities: Identities,
    claim_ids: CountedClaimIds,
    folder: TempDir,
}

/// The gateway's own clock: it asks for the quota anew when the old one has aged, which a day has to show.
#[derive(Debug)]
struct TheClock(Aws);

impl Clock for TheClock {
    fn now(&self) -> Timestamp {
        self.0.queues().now()
    }
}

impl Stage {
    /// A stack with an applied campaign whose list was dropped, at the instant `from`.
    pub async fn new(plan: &Plan, from: Timestamp) -> Result<Self, Box<dyn Error + Send + Sync>> {
        log::start();
        let aws = Aws::new()?;
        schema::create_table(&aws.dynamodb(), TABLE).await?;
        let url = aws.serve(None).await?;
        let clients = connector::Aws::new(REGION, Credentials::new("key", "secret", None, None, "test"), Some(&url));
        let table = dynamo::Settings::cloud(TABLE);
        let queues = Phase::ALL.map(|phase| (phase, format!("{url}/123456789012/cam-{phase}")));
        let settings =
            ses::Settings { region: REGION.to_owned(), configuration_set: Some("cam".to_owned()), concurrency: 2 };
        let stage = Self {
            clock: PlayClock::new(from),
            store: DynamoTable::new(clients.dynamodb(), table, CountedClaimIds::new([3; 32])),
            queue: SqsTasks::new(clients.sqs(), queues),
            gateway: SesGateway::new(clients.ses(), settings, TheClock(aws.clone())),
            lists: S3Sources::new(clients.s3(), BUCKET),
            inbox: S3Inbox::new(clients.s3(), BUCKET),
            identities: Identities::new(&SECRET),
            claim_ids: CountedClaimIds::new([5; 32]),
            folder: tempfile::tempdir()?,
            aws,
        };
        stage.aws.queues().set_now(from);
        stage.aws.meter().step("set up");
        stage.store.apply_campaign(&plan.file()).await?;
        stage.store.store_clearance(&Clearance { identity: DOMAIN.to_owned(), passed_at: from }).await?;
        stage.aws.put_object(&format!("leads/{CAMPAIGN}/{LIST}"), plan.leads());
        Ok(stage)
    }

    /// Invokes the function of `phase`, as Lambda does.
    pub async fn invoke(&self, phase: Phase, event: Value) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let Self { store, queue, clock, gateway, identities, claim_ids, lists, inbox, .. } = self;
        let edge = Edge { phase, store, queue, clock, stack: "cam" };
        let (stack, until, mut tally) = (Stack::Live, Timestamp::MAX, Tally::default());
        let (tally, n_before) = (&mut tally, log::written());
        let answer = match phase {
            Phase::StartCycle => {
                let world = start_cycle::World { store, queue, clock, stack };
                edge.answer(event, until, tally, async |task| start_cycle::perform(&world, &task).await).await
            }
            Phase::ProcessLeads => {
                let world = process_leads::World { store, queue, clock, rejects: &NoRejects, identities };
                let folder = self.folder.path();
                edge.answer(event, until, tally, async |task| {
                    process_leads::perform(&world, &mut DroppedLists::new(lists, folder.to_owned()), &task).await
                })
                .await
            }
            Phase::ScheduleOutreach => {
                let world = schedule_outreach::World { store, queue, clock, identities };
                edge.answer(event, until, tally, async |task| schedule_outreach::perform(&world, &task).await).await
            }
            Phase::SendOutreach => {
                let at_once = TOUCHES_PER_TICK;
                let world = send_outreach::World {
                    store,
                    queue,
                    clock,
                    gateway,
                    identities,
                    claim_ids,
                    stack,
                    reply_domain: None,
                    at_once,
                };
                edge.answer(event, until, tally, async |task| send_outreach::perform(&world, &task).await).await
            }
            Phase::DetectReplies => {
                let world =
                    detect_replies::World { store, queue, clock, inbox, identities, second_reader: &NoSecondReader };
                edge.answer(event, until, tally, async |task| detect_replies::perform(&world, &task).await).await
            }
            Phase::EscalateLeads => {
                let world = escalate_leads::World { store, queue, clock, owner_mail: gateway };
                edge.answer(event, until, tally, async |task| escalate_leads::perform(&world, &task).await).await
            }
            Phase::ReportCycle => {
                let world = report_cycle::World { store, queue, clock, owner_mail: gateway };
                edge.answer(event, until, tally, async |task| report_cycle::perform(&world, &task).await).await
            }
        };
        self.count_log(tally, log::written() - n_before);
        Ok(answer?)
    }

    /// The metrics' line goes to the log too.
    fn count_log(&self, tally: &Tally, n_logged: u64) {
        let metrics = tally.line("cam", self.clock.now()).map_or(0, |line| line.len() + 1);
        self.aws.meter().count("logs", "bytes", Calls { n: n_logged + metrics as u64, ..Calls::default() });
    }

    /// Puts leads into the table with whom nothing is to be done. Their time is over, whatever became of them.
    pub async fn add_idle_leads(&self, n: usize) -> Result<(), Box<dyn Error + Send + Sync>> {
        for n in 0..n {
            let (lead, profile) = (sample::lead(&format!("idle{n}")), sample::profile(&format!("idle{n}")));
            let lead = Lead { status: LeadStatus::Lost, place: Place::Idle, created_at: LONG_AGO, ..lead };
            let profile = Profile { created_at: LONG_AGO, ..profile };
            let identity = SourceIdentity { name: "long ago".to_owned(), etag: "0".to_owned() };
            let version = u64::try_from(n)? + 1;
            let source = SourceState::dropped(lead.key.campaign.clone(), identity);
            let source = SourceState { is_done: true, version, ..source };
            self.store.import(&ImportBatch { leads: vec![(lead, profile)], source }).await?;
        }
        Ok(())
    }
}
