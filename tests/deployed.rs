//! Days on the stack as it is deployed: the template, the bootstraps, the queues, the mappings and the rules themselves,
//! in an emulator of AWS on this machine.
//!
//! `CAM_EMULATOR` names ministack's program; without it nothing is deployed, and the test says so. Each scene has a stack in
//! an account of its own. Time is driven: the functions' clock goes on to what is due next, and the tick is fired there;
//! the queues' delays are real seconds, so the three minutes' rest before the report are shortened by a second delivery.
//!
//! What the emulator lacks is looked at elsewhere or stood in for. It has no receipt rules, so mail that comes in is an
//! object in the bucket. Its SES publishes no events of a configuration set, so what SES tells is published on the topic
//! the set names, and `tests/infra.rs` looks at the set. Its SES keeps no mail as it was sent, so a proxy before it does.
//! It has no metrics of queues, so `tests/infra.rs` looks at the alarms.

#![cfg(test)]

#[path = "deployed/account.rs"]
mod account;
#[path = "deployed/bootstraps.rs"]
mod bootstraps;
#[path = "deployed/emulator.rs"]
mod emulator;
#[path = "deployed/post.rs"]
mod post;
#[path = "deployed/stack.rs"]
mod stack;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Instant,
};

use cam_core::{
    cycle::{Cycle, DayReport, Phase},
    lead::LeadStatus,
};
use cam_ports::{suppression::SuppressionReason, task::Task};
use e2e::{Mailbox, World, address};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use bootstraps::root;
use emulator::Emulator;
use post::{Answer, Sent};
use stack::Stack;

#[tokio::test]
async fn a_day_that_the_rule_opens_is_the_day_of_one_machine() {
    let often = [("Live", "true"), ("DailyRule", "rate(1 minute)")];
    let Some(mut stack) = Stack::deploy(Emulator::shared(), &often).await else { return };
    let mut world = World::new().await.with(|spring| spring.outreach_per_day = 3).leads(4);
    world = world.lead("a1").lead_with("bob", &[("Email", "bob at works")]);
    stack.prepare(&world).await;
    let id = stack.opened(&world.campaigns[0]).await;
    let opened_at = Instant::now();
    let day = stack.play(&id).await;
    let seconds = opened_at.elapsed().as_secs_f32();
    let local = world.run_day().await;
    assert_eq!(what_was_done(&day), what_was_done(&local.cycle));
    assert_eq!(local.report().outreach_sent, 3);
    let touches: BTreeSet<_> = world.post.taken().iter().map(|letter| (letter.to.clone(), letter.step())).collect();
    assert_eq!(stack.touches(), touches);
    for letter in world.post.taken() {
        let mails = stack.post.mails_to(letter.name());
        let [mail] = &mails[..] else { panic!("{mails:?}") };
        for header in ["From", "To", "Subject", "Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post"] {
            assert_eq!(mail.header(header), letter.header(header), "{header}");
        }
    }
    let first = stack.post.outreach()[0].at.duration_since(opened_at).as_secs_f32();
    println!("deployed: the first mail {first:.1} s after the rule, the day's end after {seconds:.1} s");
}

#[tokio::test]
async fn a_mail_leaves_with_what_ses_needs_to_tell_of_it() {
    let Some(mut stack) = Stack::deploy(Emulator::shared(), &[("Live", "true")]).await else { return };
    let world = World::new().await.lead("ada");
    stack.prepare(&world).await;
    let id = stack.open_day(&world).await;
    stack.play(&id).await;
    let [mail] = &stack.post.outreach()[..] else { panic!("{:?}", stack.post.outreach()) };
    let send = stack.person("ada").await.attempts.remove(0).id.to_string();
    assert_eq!(mail.ocid(), send);
    assert_eq!(mail.parameter("ConfigurationSetName"), stack.output("ConfigurationSetName"));
    assert_eq!(mail.header("To"), "<ada@ada-works.example>");
    assert!(mail.header("References").starts_with(&format!("<{send}@")), "{}", mail.header("References"));
    assert!(mail.header("List-Unsubscribe").contains("<https://u.northlight.example/"));
    assert_eq!(mail.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    let notices: Vec<String> = stack.post.notices().iter().map(|notice| notice.header("Subject")).collect();
    assert_eq!(notices, ["The spring campaign, 23 November: 1 mail sent, 0 hot leads"]);
}

#[tokio::test]
async fn a_follow_up_goes_three_days_later_and_to_nobody_who_bounced() {
    let Some(mut stack) = Stack::deploy(Emulator::shared(), &[("Live", "true")]).await else { return };
    let mut world = World::new().await.lead("ada").lead("bob");
    stack.prepare(&world).await;
    let monday = stack.open_day(&world).await;
    stack.play(&monday).await;
    let first = stack.post.mails_to("ada").remove(0);
    stack.ses_tells(&bounce(&stack.post.mails_to("bob")[0], stack.now())).await;
    let bob = stack.person("bob").await;
    assert_eq!(bob.suppression.map(|no| no.reason), Some(SuppressionReason::DeadAddress));
    assert_eq!(bob.leads[0].status, LeadStatus::Lost);
    world.date += 3.days();
    stack.prepare(&world).await;
    let thursday = stack.open_day(&world).await;
    let day = stack.play(&thursday).await;
    assert_eq!((thursday.date, report(&day).followups_sent), (world.date, 1));
    let second = stack.post.mails_to("ada").remove(1);
    assert_eq!(second.header("Subject"), format!("Re: {}", first.header("Subject")));
    assert!(second.header("In-Reply-To").ends_with(".amazonses.com>"), "{}", second.header("In-Reply-To"));
    assert_eq!(stack.touches(), BTreeSet::from([touch("ada", 1), touch("ada", 2), touch("bob", 1)]));
}

#[tokio::test]
async fn an_answer_to_the_way_back_of_a_mail_comes_in_through_the_bucket_and_a_no_ends_all() {
    let Some(mut stack) = Stack::deploy(Emulator::shared(), &[("Live", "true")]).await else { return };
    let world = World::new().await.lead("ada");
    stack.prepare(&world).await;
    // The stack cannot be deployed with the parameter here, as the emulator knows no receipt rules.
    stack.set("send-outreach", "CAM_INBOUND_DOMAIN", "reply.northlight.example").await;
    let id = stack.open_day(&world).await;
    stack.play(&id).await;
    let mail = stack.post.mails_to("ada").remove(0);
    let way_back = mail.header("Reply-To");
    assert!(way_back.starts_with("<r+") && way_back.ends_with("@reply.northlight.example>"), "{way_back}");
    let token = way_back.trim_start_matches("<r+").trim_end_matches('>');
    assert!(mail.header("List-Unsubscribe").contains(&format!("<mailto:u+{token}")), "{mail:?}");
    let from_elsewhere =
        "From: Ada <ada@at-home.example>\r\nMessage-ID: <1@at-home.example>\r\nSubject: Re: your mail\r\n";
    stack.comes_in("0001", &format!("{from_elsewhere}To: {way_back}\r\n\r\nPlease take me off your list.\r\n")).await;
    let ada = stack.person("ada").await;
    assert_eq!(ada.suppression.map(|no| no.reason), Some(SuppressionReason::OptOut));
    assert_eq!(ada.leads[0].status, LeadStatus::Lost);
}

#[tokio::test]
async fn a_poisonous_message_ends_alone_among_the_dead_letters() {
    let Some(mut stack) = Stack::deploy(Emulator::shared(), &[]).await else { return };
    let world = World::new().await.lead("ada");
    stack.prepare(&world).await;
    stack.hurry(Phase::ProcessLeads).await;
    let poison = stack.put_on_queue(Phase::ProcessLeads, "{").await;
    let id = stack.open_day(&world).await;
    let day = stack.play(&id).await;
    assert_eq!((report(&day).leads_created, report(&day).errors.len()), (1, 0));
    assert_eq!(stack.dead_letters(Phase::ProcessLeads).await, ["{"]);
    assert_eq!(stack.n_log_lines(&format!("message {poison} is unreadable")), 4);
}

#[tokio::test]
async fn a_function_that_is_killed_between_two_mails_writes_to_nobody_twice() {
    let Some(mut stack) = Stack::deploy(Emulator::shared(), &[("Live", "true")]).await else { return };
    let mut world = World::new().await.leads(3);
    world.campaigns[0].mailboxes = ["ann", "ben", "cat"].map(|id| Mailbox::warm(id, 20)).to_vec();
    stack.prepare(&world).await;
    let id = stack.open_day(&world).await;
    stack.settle().await;
    stack.hurry(Phase::SendOutreach).await;
    // SES takes the second mail, and says nothing for as long as the function lives.
    stack.post.answers(|n, _| if n == 1 { Answer::Silence } else { Answer::Through });
    stack.hand_out_all(&id).await;
    stack.until_mailed(2).await;
    assert!(stack.kill("send-outreach") > 0);
    let day = stack.play(&id).await;
    let mails = stack.post.outreach();
    assert_eq!(stack.touches().len(), mails.len(), "somebody got two: {mails:?}");
    let (n_sent, n_in_doubt) = (report(&day).outreach_sent, report(&day).in_doubt);
    // Whether the third mail was on its way when the function died is chance; that each has an answer is not.
    assert!(n_in_doubt >= 1 && n_sent + n_in_doubt == 3, "{n_sent} sent, {n_in_doubt} in doubt");
}

#[tokio::test]
async fn a_day_with_broken_phases_ends_in_a_report_that_says_so() {
    let Some(mut stack) = Stack::deploy(Emulator::shared(), &[("Live", "true")]).await else { return };
    let world = World::new().await.lead("ada");
    stack.prepare(&world).await;
    for phase in [Phase::ProcessLeads, Phase::DetectReplies] {
        stack.hurry(phase).await;
    }
    // The one cannot tell who is who, and says so; the other cannot even leave a trace.
    stack.set("process-leads", "CAM_KEY_SECRET", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:none").await;
    stack.set("detect-replies", "CAM_TABLE", "none").await;
    let id = stack.open_day(&world).await;
    let day = stack.play(&id).await;
    let failed: Vec<Phase> = report(&day).errors.iter().map(|error| error.phase).collect();
    assert_eq!(failed, [Phase::ProcessLeads, Phase::DetectReplies], "{:?}", report(&day).errors);
    assert!(report(&day).errors[1].error.contains("silent for 30 minutes"), "{:?}", report(&day).errors);
    let notices = stack.post.notices();
    assert_eq!(notices.len(), 1, "{notices:?}");
    for phase in [Phase::ProcessLeads, Phase::DetectReplies] {
        // The tick hands a silent phase the day again, so there may be several.
        let dead: BTreeSet<String> = stack.dead_letters(phase).await.into_iter().collect();
        assert_eq!(dead, BTreeSet::from([Task::Cycle(id.clone()).to_json()]), "{phase}");
    }
}

#[tokio::test]
async fn each_phase_answers_alone_to_whatever_may_call_it() {
    let Some(mut stack) = Stack::deploy(Emulator::shared(), &[]).await else { return };
    let world = World::new().await.lead("ada");
    stack.prepare(&world).await;
    for phase in Phase::ALL {
        let samples = stack::samples(phase.as_str());
        let kinds: BTreeSet<&str> = samples.iter().filter_map(|sample| sample.split('.').nth(1)).collect();
        let is_ruled = matches!(phase, Phase::StartCycle | Phase::SendOutreach);
        assert_eq!((kinds.contains("direct"), kinds.contains("rule")), (true, is_ruled), "{phase}: {samples:?}");
        assert_eq!(kinds.contains("sqs"), phase != Phase::StartCycle, "{phase}: {samples:?}");
        for sample in &samples {
            let answer =
                stack.invoke_sample(phase.as_str(), sample).await.unwrap_or_else(|error| panic!("{sample}: {error}"));
            let is_done = answer == json!({"batchItemFailures": []});
            let is_report = answer["phase"] == phase.as_str() && answer["errors"] == json!([]);
            assert!(is_done || is_report, "{sample}: {answer}");
        }
    }
    let day = stack.cycle(&"spring.2026-11-23.dry.1".parse().unwrap()).await;
    assert_eq!(day.run(Phase::ProcessLeads).report.counts["leads_created"], 1);
    assert_eq!(report(&day).errors, []);
    let page = stack.invoke_sample("web", "web.url.json").await.unwrap();
    assert_eq!(page["statusCode"], 200, "{page}");
}

#[tokio::test]
async fn least_privilege_suffices() {
    let Some(mut stack) = Stack::deploy(Emulator::with_policies(), &[("Live", "true")]).await else { return };
    stack.allow_plain_http().await;
    let world = World::new().await.lead("ada");
    stack.prepare(&world).await;
    let id = stack.open_day(&world).await;
    let day = stack.play(&id).await;
    assert_eq!((report(&day).outreach_sent, &report(&day).errors[..]), (1, &[][..]));
    assert_eq!(stack.touches(), BTreeSet::from([touch("ada", 1)]));
}

/// What phases did, and what was reported of it: all but when.
fn what_was_done(cycle: &Cycle) -> (BTreeMap<Phase, Value>, DayReport) {
    let phases = cycle.phases.iter().map(|(phase, run)| {
        let report = &run.report;
        (*phase, json!({"counts": report.counts, "skips": report.skips, "errors": report.errors}))
    });
    let day = DayReport { from: Timestamp::MIN, until: Timestamp::MAX, seconds: 0, ..report(cycle).clone() };
    (phases.collect(), day)
}

fn report(cycle: &Cycle) -> &DayReport {
    cycle.report.as_ref().unwrap()
}

fn touch(name: &str, step: u8) -> (String, u8) {
    (address(name), step)
}

/// What SES tells of a mail to an address that there is not: the example in `infra/events`, about this mail.
fn bounce(mail: &Sent, at: Timestamp) -> Value {
    let sample = std::fs::read_to_string(root().join("infra/events/detect-replies.bounce.json")).unwrap();
    let sample: Value = serde_json::from_str(&sample).unwrap();
    let mut event: Value = serde_json::from_str(sample["Records"][0]["body"].as_str().unwrap()).unwrap();
    event["mail"]["tags"]["ocid"] = json!([mail.ocid()]);
    event["mail"]["destination"] = json!([mail.to()]);
    event["bounce"]["bouncedRecipients"][0]["emailAddress"] = json!(mail.to());
    event["bounce"]["timestamp"] = json!(at);
    event
}
