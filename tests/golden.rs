//! What others read, held to files: queue messages, mails, the digest, the report, the rejects. `CAM_BLESS=1` rewrites
//! the files, and the difference is what a reviewer reads.

#![cfg(test)]

use std::{env, fs, path::PathBuf};

use cam_core::{
    cycle::{Cycle, DayReport, Phase, PhaseError},
    feedback::{Fate, Feedback},
    id::{CycleId, LeadKey, SendId},
};
use cam_ports::{preview_store::PreviewState, report_json, task::Task};
use e2e::{World, small_day};
use jiff::Timestamp;
use report_cycle::digest;

/// Holds `text` against the file `name`.
fn assert_golden(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name);
    #[allow(clippy::disallowed_methods, reason = "a test's own switch, not a setting of the program")]
    if env::var("CAM_BLESS").is_ok() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(golden == text, "{} is not what is written now; CAM_BLESS=1 rewrites it:\n{text}", path.display());
}

fn tasks() -> [(&'static str, Task); 8] {
    let lead = LeadKey { campaign: "spring".parse().unwrap(), person: "a".repeat(26).parse().unwrap() };
    let cycle = |mode: &str| -> CycleId { format!("spring.2026-11-23.{mode}.1").parse().unwrap() };
    let due_at = Timestamp::constant(1_795_424_400, 0);
    let send = SendId { person: lead.person.clone(), campaign_number: 1, step: 2 };
    [
        ("cycle", Task::Cycle(cycle("live"))),
        ("touch", Task::Touch { lead: lead.clone(), due_at }),
        ("preview", Task::Preview { cycle: cycle("dry"), lead: lead.clone(), due_at }),
        ("mail", Task::Mail("0001.eml".to_owned())),
        ("source", Task::Source { key: "leads/spring/fair.csv".to_owned(), etag: "1f".to_owned() }),
        ("feedback", Task::Feedback(Feedback { id: "b2".to_owned(), send, what: Fate::BouncedPermanent, at: due_at })),
        ("lead", Task::Lead(lead)),
        ("tick", Task::Tick),
    ]
}

#[test]
fn every_task_is_written_as_it_was_and_every_old_one_is_still_read() {
    for (name, task) in tasks() {
        assert_golden(&format!("task/{name}.json"), &format!("{}\n", task.to_json()));
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/task");
        let old = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        assert_eq!(Task::from_json(&old).unwrap(), task);
    }
}

#[tokio::test]
async fn the_mails_of_a_sequence_are_written_as_they_were() {
    let mut world = World::new().await.lead("ada");
    world.run_days(4).await;
    let [first, second] = &world.mails_to("ada")[..] else { panic!("{:?}", world.mails_to("ada")) };
    assert_golden("mail/step-1.eml", &first.source());
    assert_golden("mail/step-2.eml", &second.source());
}

#[tokio::test]
async fn a_dry_run_shows_the_mail_that_a_live_one_sends() {
    let (mut dry, mut live) = (World::new().await.dry().lead("ada"), World::new().await.lead("ada"));
    dry.run_day().await;
    live.run_day().await;
    let preview = dry.previews().await.remove(0);
    let PreviewState::Shown { mime } = preview.state else { panic!("{preview:?}") };
    assert_eq!(String::from_utf8(mime).unwrap(), live.mails_to("ada")[0].source());
}

#[tokio::test]
async fn the_owner_is_told_of_a_hot_lead_as_before() {
    let mut world = small_day().await;
    world.run_day().await;
    let told = world.owner.taken();
    let [hot, report] = &told[..] else { panic!("{told:?}") };
    assert_golden("mail/hot-lead.eml", &hot.source());
    assert_golden("mail/report.eml", &report.source());
}

/// A day in which everything happened at least once.
fn eventful(day: DayReport) -> DayReport {
    let skips = [("needs_consent", 12), ("outreach_spent", 140), ("missing_variable", 3)];
    let error = "it was silent for 30 minutes: it timed out, was killed, or was never started".to_owned();
    DayReport {
        leads_created: 50,
        outreach_sent: 20,
        followups_sent: 7,
        replies_detected: 4,
        hot_leads_detected: 1,
        opt_outs: 2,
        in_doubt: 1,
        skips: skips.map(|(key, n)| (key.to_owned(), n)).into(),
        errors: vec![PhaseError { phase: Phase::DetectReplies, error }],
        ..day
    }
}

#[tokio::test]
async fn the_digest_and_the_report_of_a_day_read_as_before() {
    let mut world = World::new().await.lead("ada");
    let mut day = world.run_day().await;
    let stored = world.stored("spring").await;
    assert_golden("report/quiet.json", &report_of(&day.cycle));
    day.cycle.report = day.cycle.report.map(eventful);
    let digest = digest::write(&stored, &day.cycle, day.cycle.report.as_ref().unwrap());
    assert_golden("digest/eventful.txt", &format!("{}\n\n{}\n", digest.subject, digest.text));
    assert_golden("digest/eventful.html", &format!("{}\n", digest.html));
    assert_golden("report/eventful.json", &report_of(&day.cycle));
}

fn report_of(cycle: &Cycle) -> String {
    serde_json::to_string_pretty(&report_json::day(cycle).unwrap()).unwrap() + "\n"
}

#[tokio::test]
async fn the_rejects_file_is_written_as_before() {
    let formula = [("Email", "bob at works"), ("Company", "=1+1 Works")];
    let mut world = World::new().await.lead_with("bob", &formula).lead_with("cyd", &[("Email", "")]);
    world = world.lead_with("dan", &[("Legal Basis", "because")]).lead_with("eve", &[("Opted Out", "yes")]);
    world.run_day().await;
    assert_golden("rejects/leads.csv", &world.rejects_file());
}
