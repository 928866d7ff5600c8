//! Days as an owner sees them: what comes in, who is written to and when, and what is reported of it.

#![cfg(test)]

use cam_core::{
    cycle::{DayReport, Phase},
    lead::{LeadStatus, Place},
};
use cam_ports::{error::Saved, preview_store::PreviewState, suppression::SuppressionReason};
use e2e::{MONDAY, Mailbox, World, assert_most_in_a_day};
use jiff::{ToSpan, civil::date};

#[tokio::test]
async fn a_dry_day_shows_the_mails_and_moves_nobody() {
    let mut world = World::new().await.dry().lead("ada").lead("bob");
    let day = world.run_day().await;
    assert!(world.post.taken().is_empty());
    assert_eq!((day.report().outreach_previewed, day.report().outreach_sent), (2, 0));
    let shown = |state: &PreviewState| matches!(state, PreviewState::Shown { mime } if !mime.is_empty());
    assert!(world.previews().await.iter().all(|preview| shown(&preview.state)));
    let ada = world.lead_of("ada").await;
    assert_eq!((ada.status, ada.place, ada.version), (LeadStatus::New, Place::Ready, 1));
}

#[tokio::test]
async fn a_delivered_day_sends_and_says_so() {
    let mut world = World::new().await.lead("ada").lead("bob");
    let day = world.run_day().await;
    assert_eq!(world.mailed(), ["ada", "bob"]);
    assert_eq!((day.report().leads_created, day.report().outreach_sent), (2, 2));
    assert_eq!(world.lead_of("ada").await.status, LeadStatus::Contacted);
    assert_eq!(world.told(), ["The spring campaign, 23 November: 2 mails sent, 0 hot leads"]);
}

#[tokio::test]
async fn the_follow_up_goes_three_days_later_in_the_same_thread() {
    let mut world = World::new().await.lead("ada");
    world.run_days(4).await;
    let [first, second] = &world.mails_to("ada")[..] else { panic!("{:?}", world.mails_to("ada")) };
    assert_eq!(second.local("Europe/Dublin").date(), MONDAY + 3.days());
    assert_eq!(second.subject(), format!("Re: {}", first.subject()));
    assert_eq!(second.header("In-Reply-To"), format!("<{}>", first.wire_id));
    let own_id = second.header("Message-ID");
    assert_eq!(second.header("References"), format!("{own_id} <{}>", first.wire_id));
    assert_eq!(first.header("In-Reply-To"), "");
}

#[tokio::test]
async fn a_sequence_that_is_over_stays_over() {
    let mut world = World::new().await.lead("ada");
    world.run_days(9).await;
    assert_eq!(world.steps_to("ada"), [1, 2]);
}

#[tokio::test]
async fn whoever_answers_gets_no_follow_up() {
    let mut world = World::new().await.lead("ada").lead("bob");
    world.run_day().await;
    world.reply("ada", "Who are you, and where did you get my address?");
    world.run_days(4).await;
    assert_eq!((world.steps_to("ada"), world.steps_to("bob")), (vec![1], vec![1, 2]));
}

#[tokio::test]
async fn an_opt_out_outlives_a_new_list_and_holds_in_every_campaign() {
    let mut world = World::new().await.lead("ada").lead("bob");
    world.run_day().await;
    world.reply("ada", "unsubscribe");
    let day = world.run_day().await;
    assert_eq!(day.report().opt_outs, 1);
    let no = world.person("ada").await.suppression.unwrap();
    assert_eq!(no.reason, SuppressionReason::OptOut);
    let mut world = world.campaign("autumn").lead("cyd");
    world.run_days(5).await;
    assert_eq!((world.steps_to("ada"), world.lead_of("ada").await.status), (vec![1], LeadStatus::Lost));
    assert!(world.person("ada").await.lead(&"autumn".parse().unwrap()).is_none());
    assert_eq!(world.steps_to("cyd"), [1, 2]);
}

#[tokio::test]
async fn a_hot_reply_becomes_a_project_and_the_owner_is_told_once() {
    let mut world = World::new().await.lead("ada");
    world.run_day().await;
    world.reply("ada", "Yes, that sounds great. Can we talk on Thursday at 10?");
    let day = world.run_day().await;
    world.run_days(3).await;
    assert_eq!((day.report().hot_leads_detected, day.report().replies_detected), (1, 1));
    assert_eq!(world.lead_of("ada").await.status, LeadStatus::Qualified);
    assert!(world.person("ada").await.projects[0].brief.contains("Can we talk on Thursday"));
    let told = world.told();
    assert_eq!(told.iter().filter(|subject| subject.starts_with("Hot lead: Ada")).count(), 1, "{told:?}");
    assert_eq!(world.steps_to("ada"), [1]);
}

#[tokio::test]
async fn no_more_than_two_people_of_a_company_are_in_a_sequence() {
    let desk = |name| [("Email", name), ("Company", "Acme")];
    let mut world = World::new().await;
    for address in ["ada@acme.example", "bob@acme.example", "cyd@acme.example"] {
        world = world.lead_with("x", &desk(address));
    }
    let day = world.run_day().await;
    world.run_days(4).await;
    let mut written_to: Vec<String> = world.post.taken().into_iter().map(|letter| letter.to).collect();
    written_to.sort();
    written_to.dedup();
    assert_eq!((written_to.len(), day.skipped("company_busy")), (2, 1));
}

#[tokio::test]
async fn the_days_new_leads_are_limited_and_the_rest_comes_in_on_the_next_days() {
    let mut world = World::new().await.with(|spring| spring.new_leads_per_day = 2).leads(5);
    let mut days = vec![world.run_day().await, world.run_again().await];
    days.extend(world.run_days(3).await);
    let created: Vec<u64> = days.iter().map(|day| day.report().leads_created).collect();
    assert_eq!(created, [2, 0, 2, 1, 0]);
    assert!(world.source().await.is_done);
}

#[tokio::test]
async fn the_same_list_again_changes_nothing() {
    let mut world = World::new().await.lead("ada").lead("bob").lead("ada");
    let first = world.run_day().await;
    let before = (world.source().await, world.person("bob").await);
    let second = world.run_day().await;
    assert_eq!((first.report().leads_created, second.report().leads_created), (2, 0));
    assert_eq!((world.source().await, world.person("bob").await), before);
    assert_eq!((before.0.n_created, before.0.n_duplicates), (2, 1));
    assert_eq!(world.mailed(), ["ada", "bob"]);
}

#[tokio::test]
async fn rejected_rows_are_kept_with_their_reason() {
    let mut world = World::new().await.lead("ada").lead_with("bob", &[("Email", "bob at works")]);
    world = world.lead_with("cyd", &[("Email", "")]);
    world.run_day().await;
    let kept = world.rejects_file();
    let rows: Vec<&str> = kept.lines().collect();
    assert_eq!(rows.len(), 3, "{kept}");
    assert!(rows[1].contains("e-mail address cannot be used") && rows[1].contains("bob at works"), "{kept}");
    assert!(rows[2].contains("has no e-mail address") && rows[2].contains("Cyd Works"), "{kept}");
    assert_eq!((world.source().await.n_rejected, world.mailed()), (2, vec!["ada".to_owned()]));
}

#[tokio::test]
async fn a_missing_variable_holds_the_lead_and_names_it_until_the_text_is_mended() {
    let mut world = World::new().await.lead("ada");
    world = world.with(|spring| spring.first_body = "Hello, I read about your {{ award }} in the news.".to_owned());
    let day = world.run_day().await;
    assert_eq!(day.skipped("missing_variable"), 1);
    let ada = world.lead_of("ada").await;
    let Place::Review { hold, .. } = &ada.place else { panic!("{ada:?}") };
    assert!(hold.text.contains("\"award\""), "{}", hold.text);
    world = world.with(|spring| spring.first_body = "Hello, I read about you in the news.".to_owned());
    world.run_day().await;
    assert_eq!(world.steps_to("ada"), [1]);
}

#[tokio::test]
async fn a_lead_in_germany_is_held_until_there_is_consent() {
    let consented = [("Country", "Germany"), ("Legal Basis", "consent")];
    let world = World::new().await.lead_with("ada", &[("Country", "Germany")]);
    let mut world = world.lead_with("bob", &consented);
    let day = world.run_day().await;
    assert_eq!((world.mailed(), day.skipped("needs_consent")), (vec!["bob".to_owned()], 1));
    assert_eq!(world.lead_of("ada").await.status, LeadStatus::ManualReview);
}

#[tokio::test]
async fn a_lead_in_new_york_is_written_to_in_its_own_morning() {
    let new_york = [("Country", "United States"), ("State", "New York")];
    let mut world = World::new().await.with(|spring| spring.zone = "Europe/Berlin").lead_with("ada", &new_york);
    world.run_day().await;
    let sent = world.mails_to("ada")[0].local("America/New_York");
    assert_eq!((sent.date(), sent.hour()), (MONDAY, 9), "{sent}");
}

#[tokio::test]
async fn on_the_day_the_clocks_change_the_window_is_still_nine_to_five() {
    // In New York the clocks go back on Sunday, 1 November 2026.
    let new_york = [("Country", "United States"), ("State", "New York")];
    let mut world = World::new().await.on(date(2026, 10, 30)).with(|spring| spring.hours = ["16:00", "17:00"]);
    world = world.lead_with("ada", &new_york);
    world.run_days(4).await;
    let sent: Vec<String> =
        world.mails_to("ada").iter().map(|mail| mail.local("America/New_York").strftime("%a %H").to_string()).collect();
    assert_eq!(sent, ["Fri 16", "Mon 16"]);
}

#[tokio::test]
async fn nobody_is_written_to_on_a_holiday_of_their_country() {
    // Thursday, 26 November 2026 is Thanksgiving.
    let world = World::new().await.on(MONDAY + 3.days()).lead("ada");
    let mut world = world.lead_with("bob", &[("Country", "United States"), ("State", "New York")]);
    let day = world.run_day().await;
    assert_eq!((world.mailed(), day.skipped("no_opening_today")), (vec!["ada".to_owned()], 1));
    world.run_day().await;
    assert_eq!(world.steps_to("bob"), [1]);
}

#[tokio::test]
async fn two_campaigns_share_the_cap_of_the_mailbox_they_share() {
    let mailbox = || vec![Mailbox { gap_minutes: [1, 2], ..Mailbox::warm("ann", 5) }];
    let mut world = World::new().await.with(|spring| spring.mailboxes = mailbox()).leads(8);
    world = world.campaign("autumn").with(|autumn| autumn.mailboxes = mailbox());
    world.run_day().await;
    assert_eq!(world.post.taken().len(), 5);
    assert_most_in_a_day(&world, 5);
}

#[tokio::test]
async fn a_new_mailbox_grows_by_two_a_day() {
    let new = Mailbox { is_new: true, ..Mailbox::warm("ann", 20) };
    let mut world = World::new().await.with(|spring| spring.mailboxes = vec![new]).leads(40);
    world = world.with(|spring| spring.n_steps = 1);
    world.run_days(4).await;
    assert_eq!(world.mails_by_day(), [5, 7, 9, 11]);
}

#[tokio::test]
async fn a_person_in_two_campaigns_gets_one_sequence() {
    let mut world = World::new().await.lead("ada").campaign("autumn");
    world.run_days(5).await;
    assert_eq!(world.steps_to("ada"), [1, 2]);
    let [first, second] = &world.mails_to("ada")[..] else { panic!("{:?}", world.mails_to("ada")) };
    assert_eq!(first.campaign_number(), second.campaign_number());
}

#[tokio::test]
async fn a_further_cycle_on_the_same_date_keeps_to_the_days_limits() {
    let mut world = World::new().await.with(|spring| spring.outreach_per_day = 3).leads(6);
    let first = world.run_day().await;
    let again = world.run_again().await;
    assert_eq!((first.report().outreach_sent, again.report().outreach_sent), (3, 0));
    assert_eq!(again.skipped("outreach_spent"), 3);
    world.run_day().await;
    assert_eq!(world.post.taken().len(), 6);
}

#[tokio::test]
async fn who_is_forgotten_leaves_nothing_but_the_no() {
    let mut world = World::new().await.lead("ada").lead("bob");
    world.run_day().await;
    assert_eq!(world.forget("ada").await, Saved::Done);
    let ada = world.person("ada").await;
    assert_eq!(ada.suppression.as_ref().map(|no| no.reason), Some(SuppressionReason::Erased));
    assert!(ada.leads.is_empty() && ada.profiles.is_empty() && ada.attempts.is_empty());
    world = world.lead("cyd");
    world.run_days(5).await;
    assert_eq!((world.steps_to("ada"), world.steps_to("bob")), (vec![1], vec![1, 2]));
    assert!(world.person("ada").await.leads.is_empty());
}

#[tokio::test]
async fn the_report_counts_what_the_gateway_took() {
    let mut world = World::new().await.with(|spring| spring.new_leads_per_day = 3).leads(9);
    let days = world.run_days(7).await;
    let outreach: u64 = days.iter().map(|day| day.report().outreach_sent).sum();
    let followups: u64 = days.iter().map(|day| day.report().followups_sent).sum();
    let taken = |is_first: bool| world.post.taken().iter().filter(|mail| (mail.step() == 1) == is_first).count() as u64;
    assert_eq!((outreach, followups), (taken(true), taken(false)));
    assert_eq!((outreach, followups), (9, 9));
    assert!(days.iter().all(|day| day.errors().is_empty() && day.dead_letters.is_empty()));
}

#[tokio::test]
async fn two_cycles_that_run_at_once_count_nothing_twice() {
    let mut world = World::new().await.leads(4);
    let days = world.run_cycles_at_once(2).await;
    let counted = |count: fn(&DayReport) -> u64| days.iter().map(|day| count(day.report())).sum::<u64>();
    assert_eq!((counted(|report| report.leads_created), counted(|report| report.outreach_sent)), (4, 4));
    assert_eq!(world.mailed(), ["a1", "a2", "a3", "a4"]);
}

#[tokio::test]
async fn every_phase_of_a_day_leaves_its_trace() {
    let mut world = World::new().await.lead("ada");
    let day = world.run_day().await;
    for phase in Phase::ALL {
        let run = day.cycle.run(phase);
        assert!(run.started_at.is_some() && run.finished_at >= run.started_at, "{phase}: {run:?}");
    }
}
