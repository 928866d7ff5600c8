//! Lists that are dropped, read on day by day, and lost: what the phase does with each, and what it says.

#![cfg(test)]

use std::{collections::BTreeMap, fs, path::PathBuf};

use cam_aws::dynamo::DynamoTable;
use cam_core::{
    cycle::{Cycle, Phase, PhaseReport},
    id::{CampaignId, CycleId},
};
use cam_gateways::csv_source::CsvSource;
use cam_ports::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::CycleStore,
    import_store::{ImportStore, SourceState},
    lead_source::{LeadSources, ListError, SourceIdentity},
    phase::RunError,
    queue::{Dispatch, QueueError, TaskQueue},
    reject_store::NoRejects,
    task::Task,
};
use cam_testkit::sample::{CAMPAIGN_FILE, NOW, campaign, embedded_table, identities};
use jiff::Timestamp;
use process_leads::{World, perform};
use tempfile::TempDir;

struct Morning;

impl Clock for Morning {
    fn now(&self) -> Timestamp {
        NOW
    }
}

/// Takes every task and forgets it.
struct Sink;

impl TaskQueue for Sink {
    async fn dispatch(&self, _tasks: &[Dispatch]) -> Result<(), QueueError> {
        Ok(())
    }

    async fn is_idle(&self, _phase: Phase) -> Result<bool, QueueError> {
        Ok(true)
    }
}

/// How a list is lost.
type Loss = fn() -> ListError;

/// A bucket of lists, which offers all of them every day: a file each, or why there is none.
struct Bucket {
    lists: BTreeMap<String, Result<PathBuf, Loss>>,
    n_opened: usize,
}

impl LeadSources for Bucket {
    type Source<'a>
        = CsvSource
    where
        Self: 'a;

    fn lists(&self, stored: &[SourceState]) -> Vec<SourceIdentity> {
        stored.iter().map(|state| state.identity.clone()).collect()
    }

    async fn open(&mut self, _campaign: &CampaignId, list: &SourceIdentity) -> Result<CsvSource, ListError> {
        self.n_opened += 1;
        let path = self.lists[&list.name].as_ref().map_err(|problem| problem())?;
        CsvSource::open_as(path, list).map_err(|error| ListError::Unreadable(error.into()))
    }
}

/// A campaign that takes two leads a day, and its bucket.
struct Desk {
    table: DynamoTable,
    bucket: Bucket,
    folder: TempDir,
    date: u8,
}

impl Desk {
    async fn new() -> Self {
        let table = embedded_table().await;
        table.apply_campaign(&format!("{CAMPAIGN_FILE}[limits]\nnew_leads_per_day = 2\n")).await.unwrap();
        let bucket = Bucket { lists: BTreeMap::new(), n_opened: 0 };
        Self { table, bucket, folder: tempfile::tempdir().unwrap(), date: 22 }
    }

    /// Drops a list of these people, and has the bucket tell of it.
    async fn drop_list(&mut self, name: &str, people: &[&str]) {
        let rows = people.iter().map(|person| format!("{person},{person}@{person}.example,Ireland\n"));
        let path = self.folder.path().join(name);
        fs::write(&path, format!("First Name,Email,Country\n{}", rows.collect::<String>())).unwrap();
        self.bucket.lists.insert(name.to_owned(), Ok(path));
        self.tell_of(name).await;
    }

    async fn tell_of(&mut self, name: &str) {
        let key = format!("leads/spring/{name}");
        self.perform(&Task::Source { key, etag: "e1".to_owned() }).await.unwrap();
    }

    fn lose(&mut self, name: &str, problem: Loss) {
        self.bucket.lists.insert(name.to_owned(), Err(problem));
    }

    /// The next day of the campaign.
    async fn day(&mut self) -> Result<PhaseReport, RunError> {
        self.date += 1;
        let id: CycleId = format!("spring.2026-11-{}.live.1", self.date).parse().unwrap();
        self.table.open_cycle(&Cycle::open(id.clone(), NOW, NOW)).await.unwrap();
        self.perform(&Task::Cycle(id)).await
    }

    async fn perform(&mut self, task: &Task) -> Result<PhaseReport, RunError> {
        let identities = identities();
        let world =
            World { store: &self.table, queue: &Sink, clock: &Morning, rejects: &NoRejects, identities: &identities };
        perform(&world, &mut self.bucket, task).await
    }

    async fn state(&self, name: &str) -> SourceState {
        let states = self.table.sources(&campaign()).await.unwrap();
        states.into_iter().find(|state| state.identity.name == name).unwrap()
    }
}

#[tokio::test]
async fn a_list_that_is_dropped_is_read_on_day_by_day_up_to_the_limit() {
    let mut desk = Desk::new().await;
    desk.drop_list("fair.csv", &["ada", "bob", "cleo"]).await;
    assert_eq!(desk.bucket.n_opened, 0, "dropping reads nothing");
    let mut created = Vec::new();
    for _ in 0..3 {
        created.push(desk.day().await.unwrap().count("leads_created"));
    }
    assert_eq!(created, [2, 1, 0]);
    assert_eq!(desk.bucket.n_opened, 2, "a list that is done is not taken from the bucket again");
}

#[tokio::test]
async fn a_list_that_is_lost_is_said_once_and_the_others_go_on() {
    let losses: [(Loss, &str); 3] = [
        (|| ListError::Gone, "is gone"),
        (|| ListError::Replaced, "was replaced"),
        (|| ListError::Unreadable("it is a picture".into()), "it is a picture"),
    ];
    for (problem, words) in losses {
        let mut desk = Desk::new().await;
        desk.drop_list("a.csv", &["ada", "bob", "cleo"]).await;
        desk.day().await.unwrap();
        desk.drop_list("b.csv", &["dora"]).await;
        desk.lose("a.csv", problem);
        let report = desk.day().await.unwrap();
        assert_eq!((report.count("leads_created"), report.errors.len()), (1, 1), "{report:?}");
        assert!(report.errors[0].contains("\"a.csv\"") && report.errors[0].contains(words), "{report:?}");
        assert_eq!(desk.day().await.unwrap().errors, Vec::<String>::new(), "it is said once");
    }
}

#[tokio::test]
async fn a_list_that_is_dropped_again_is_read_on_where_it_was() {
    let mut desk = Desk::new().await;
    desk.drop_list("a.csv", &["ada", "bob", "cleo"]).await;
    desk.day().await.unwrap();
    let there = desk.bucket.lists["a.csv"].as_ref().unwrap().clone();
    desk.lose("a.csv", || ListError::Gone);
    desk.day().await.unwrap();
    assert!(desk.state("a.csv").await.is_set_aside);
    desk.bucket.lists.insert("a.csv".to_owned(), Ok(there));
    desk.tell_of("a.csv").await;
    assert_eq!(desk.day().await.unwrap().count("leads_created"), 1);
    assert!(desk.state("a.csv").await.is_done);
}

#[tokio::test]
async fn a_bucket_that_is_out_of_reach_brings_the_task_back_and_costs_no_other_list() {
    let mut desk = Desk::new().await;
    desk.drop_list("a.csv", &["ada"]).await;
    desk.drop_list("b.csv", &["bob"]).await;
    desk.lose("a.csv", || ListError::Unavailable("no answer".into()));
    assert!(matches!(desk.day().await, Err(RunError::World { .. })));
    assert_eq!((desk.state("a.csv").await.is_set_aside, desk.state("b.csv").await.n_created), (false, 1));
}
