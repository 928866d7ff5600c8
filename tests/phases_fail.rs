//! Phases that fail, functions that are killed, a program that dies: the day goes on, and nobody is written to twice.

#![cfg(test)]

use cam_core::{cycle::Phase, feedback::Fate, lead::LeadStatus};
use e2e::{Answer, Wire, World, assert_one_of_each, small_day};

/// How a phase is made to fail: by an operation on the table and a part of its body that no other phase sends.
fn break_phase(world: &World, phase: Phase) {
    let is_of = move |operation: &str, body: &str| match phase {
        Phase::StartCycle => operation == "TransactWriteItems" && body.contains("\"CYCLE#"),
        Phase::ProcessLeads => operation == "Query" && body.contains("SOURCE#"),
        Phase::ScheduleOutreach => operation == "Query" && body.contains("#waiting#"),
        // Phase 2 asks for whatever is due, without an end.
        Phase::SendOutreach => operation == "Query" && body.contains("#due#") && !body.contains("9999-12-30"),
        Phase::DetectReplies => operation == "TransactWriteItems" && body.contains("INBOUND#"),
        Phase::EscalateLeads => operation == "Query" && body.contains("#hot#"),
        Phase::ReportCycle => operation == "PutItem" && body.contains("SENDER#"),
    };
    world.wire.fail_where(is_of);
}

async fn assert_the_day_names(phase: Phase) {
    let mut world = small_day().await;
    break_phase(&world, phase);
    let day = world.run_day().await;
    let failed: Vec<Phase> = day.errors().into_iter().map(|(phase, _)| phase).collect();
    assert_eq!(failed, [phase]);
    assert!(day.cycle.run(Phase::ReportCycle).finished_at.is_some());
    if let Some(next) = phase.next() {
        assert_eq!(day.cycle.run(next).handed_on_at, day.cycle.run(phase).finished_at);
    }
    if let Some(report) = &day.cycle.report {
        assert_eq!(report.errors.iter().map(|error| error.phase).collect::<Vec<_>>(), [phase]);
        assert!(world.told().last().unwrap().ends_with("with errors"), "{:?}", world.told());
    }
    world.wire.heal();
    let next = world.run_day().await;
    assert!(next.errors().is_empty(), "{:?}", next.errors());
    assert_one_of_each(&world, &[day, next]).await;
}

#[tokio::test]
async fn a_day_whose_leads_cannot_be_read_goes_on_and_says_so() {
    assert_the_day_names(Phase::ProcessLeads).await;
}

#[tokio::test]
async fn a_day_that_cannot_be_planned_goes_on_and_says_so() {
    assert_the_day_names(Phase::ScheduleOutreach).await;
}

#[tokio::test]
async fn a_day_that_cannot_begin_to_send_goes_on_and_says_so() {
    assert_the_day_names(Phase::SendOutreach).await;
}

#[tokio::test]
async fn a_day_whose_replies_cannot_be_stored_goes_on_and_says_so() {
    assert_the_day_names(Phase::DetectReplies).await;
}

#[tokio::test]
async fn a_day_whose_hot_leads_cannot_be_listed_goes_on_and_says_so() {
    assert_the_day_names(Phase::EscalateLeads).await;
}

#[tokio::test]
async fn a_day_that_cannot_be_reported_ends_and_its_counts_are_in_the_next_report() {
    assert_the_day_names(Phase::ReportCycle).await;
}

#[tokio::test]
async fn a_letterbox_that_is_out_of_reach_costs_its_phase_and_not_the_day() {
    let mut world = World::new().await.lead("ada");
    world.letterbox.stick(true);
    let day = world.run_day().await;
    assert_eq!(world.mailed(), ["ada"]);
    assert_eq!(day.report().errors.iter().map(|error| error.phase).collect::<Vec<_>>(), [Phase::DetectReplies]);
}

/// As on a stack whose sending identity is not verified yet.
#[tokio::test]
async fn a_dry_day_whose_owner_cannot_be_written_to_is_a_day_with_that_one_error() {
    let mut world = World::new().await.dry().lead("ada");
    world.owner.answers(|_, _| Answer::Unavailable);
    let day = world.run_day().await;
    assert_eq!((day.report().outreach_previewed, day.report().errors.len()), (1, 0));
    let [(Phase::ReportCycle, error)] = &day.errors()[..] else { panic!("{:?}", day.errors()) };
    assert!(error.starts_with("the digest could not be mailed"), "{error}");
    assert!(day.dead_letters.is_empty(), "{:?}", day.dead_letters);
}

#[tokio::test]
async fn a_day_that_cannot_begin_begins_at_the_next_try() {
    let mut world = small_day().await;
    break_phase(&world, Phase::StartCycle);
    assert!(world.try_day().await.is_err());
    world.wire.heal();
    let day = world.run_day().await;
    assert_eq!(day.report().outreach_sent, 2);
}

#[tokio::test]
async fn what_a_day_that_could_not_send_left_planned_goes_out_on_the_next() {
    let mut world = World::new().await.lead("ada");
    break_phase(&world, Phase::SendOutreach);
    world.run_day().await;
    world.wire.heal();
    world.run_day().await;
    assert_eq!(world.steps_to("ada"), [1]);
}

/// Plays a small day that is struck at one instant, and the day after.
async fn assert_sound_after(strike: impl Fn(&Wire)) {
    let mut world = small_day().await;
    let day = world.run_struck_day(strike).await;
    assert!(world.wire.is_sound(), "nothing was struck");
    let next = world.run_day().await;
    assert_one_of_each(&world, &[day, next]).await;
    for name in ["ada", "bob"] {
        let is_in_doubt = world.lead_of(name).await.claim.is_some();
        assert!(world.steps_to(name) == [1] || is_in_doubt, "{name} starves");
    }
    let answered = !world.steps_to("ada").is_empty();
    assert_eq!(world.lead_of("ada").await.status == LeadStatus::Qualified, answered);
}

#[tokio::test]
async fn a_function_that_dies_at_any_call_costs_nobody_a_second_mail() {
    let calls = small_days_calls().await;
    // Between two writes nothing changes, so of the reads, which are many, every fourth will do.
    let strikes = calls.iter().enumerate().filter(|(n, is_write)| **is_write || n % 4 == 0);
    for (n, is_write) in strikes {
        println!("call {n} of {}, which writes: {is_write}", calls.len());
        assert_sound_after(|wire| wire.fail_from(n)).await;
    }
}

#[tokio::test]
async fn a_program_that_dies_before_any_write_costs_nobody_a_second_mail() {
    for n in 0..n_writes().await {
        println!("write {n}");
        assert_sound_after(|wire| wire.kill_before(n)).await;
    }
}

#[tokio::test]
async fn a_program_that_dies_after_any_write_costs_nobody_a_second_mail() {
    for n in 0..n_writes().await {
        println!("write {n}");
        assert_sound_after(|wire| wire.kill_after(n)).await;
    }
}

/// Of each call of a small day, whether it writes.
async fn small_days_calls() -> Vec<bool> {
    let mut world = small_day().await;
    let mut n_before = 0;
    world.run_struck_day(|wire| n_before = wire.calls().len()).await;
    world.wire.calls().split_off(n_before)
}

async fn n_writes() -> usize {
    small_days_calls().await.into_iter().filter(|is_write| *is_write).count()
}

#[tokio::test]
async fn a_report_of_the_mail_service_that_fails_at_any_call_acts_once_when_it_comes_again() {
    let mut n_struck = 0;
    loop {
        let mut world = World::new().await.lead("ada");
        world.run_day().await;
        world.wire.fail_from(n_struck);
        let outcomes = world.report("ada", 1, Fate::Complained, 3).await;
        if outcomes[0].is_ok() {
            break;
        }
        assert!(outcomes[1].is_ok() && outcomes[2].is_ok(), "call {n_struck}");
        let counts: Vec<u64> = outcomes.iter().flatten().map(|report| report.count("complaints")).collect();
        assert_eq!(counts, [1, 0], "call {n_struck}");
        assert_eq!(world.lead_of("ada").await.status, LeadStatus::Lost);
        let next = world.run_day().await;
        assert_eq!((next.report().opt_outs, world.steps_to("ada")), (1, vec![1]), "call {n_struck}");
        n_struck += 1;
    }
    assert!(n_struck >= 4, "only {n_struck} calls were struck");
}

#[tokio::test]
async fn a_list_whose_registration_fails_at_any_call_is_registered_once_when_it_comes_again() {
    let mut n_struck = 0;
    loop {
        let mut world = World::new().await.lead("ada");
        world.run_day().await;
        world.wire.fail_from(n_struck);
        let outcomes = world.drop_list("fair.csv", 2).await;
        if outcomes[0].is_ok() {
            break;
        }
        let n_lists = world.sources_of_the_table().await.len();
        assert_eq!((outcomes[1].is_ok(), n_lists), (true, 2), "call {n_struck}");
        n_struck += 1;
    }
    assert!(n_struck >= 3, "only {n_struck} calls were struck");
}
