//! What must never happen: the failures of the prototype (`RULES.md` §3.5), each by its number, and their kin.

#![cfg(test)]

use std::collections::BTreeSet;

use cam_core::{
    attempt::AttemptState,
    cycle::{Phase, Stack},
    feedback::Fate,
    lead::{LeadStatus, Place},
    phases::send_outreach::REST_AFTER_OUTAGE,
    sender::Pause,
};
use cam_ports::{sender_store::SenderStore, suppression::SuppressionReason, task::Task};
use e2e::{Answer, MONDAY, Mailbox, World, assert_most_in_a_day};
use jiff::{SignedDuration, ToSpan};

// 1: a cap of 5 a day sent 20; 20 sent 1,000.

#[tokio::test]
async fn a_cap_of_five_a_day_sends_five() {
    let mut world = World::new().await.with(|spring| spring.mailboxes = vec![Mailbox::warm("ann", 5)]).leads(12);
    let day = world.run_day().await;
    assert_eq!((world.post.taken().len(), day.skipped("senders_spent")), (5, 7));
    assert_eq!(world.n_through_gate("ann").await, 5);
    world.run_days(2).await;
    assert_eq!(world.mails_by_day(), [5, 5, 2]);
}

#[tokio::test]
async fn a_further_cycle_on_the_same_date_does_not_raise_the_cap() {
    let mut world = World::new().await.with(|spring| spring.mailboxes = vec![Mailbox::warm("ann", 5)]).leads(12);
    world.run_day().await;
    world.run_again().await;
    world.run_day().await;
    assert_eq!(world.post.taken().len(), 12);
    assert_most_in_a_day(&world, 5);
}

#[tokio::test]
async fn a_cap_that_was_lowered_after_the_plan_holds_at_the_claim() {
    let mut world = World::new().await.leads(6);
    world.plan_day().await;
    world = world.with(|spring| spring.mailboxes = vec![Mailbox::warm("ann", 2)]);
    let day = world.run_day().await;
    assert_eq!((world.post.taken().len(), day.skipped("cap_reached") + day.skipped("day_ended")), (2, 4));
}

#[tokio::test]
async fn nobody_is_written_to_above_the_gap_of_the_mailbox() {
    let mut world = World::new().await.leads(12);
    world.run_day().await;
    let instants: Vec<_> = world.post.taken().iter().map(|letter| letter.at).collect();
    let shortest = instants.windows(2).map(|pair| pair[1].duration_since(pair[0])).min().unwrap();
    assert!(shortest >= SignedDuration::from_mins(9), "{shortest}");
}

// 2: a delivered mail was stored as failed, so the warm-up never advanced.

#[tokio::test]
async fn a_delivered_mail_is_stored_as_delivered_and_the_warm_up_advances() {
    let new = Mailbox { is_new: true, ..Mailbox::warm("ann", 20) };
    let mut world = World::new().await.with(|spring| spring.mailboxes = vec![new]).leads(30);
    world.run_day().await;
    for letter in world.post.taken() {
        let attempts = world.person(letter.name()).await.attempts;
        let [attempt] = &attempts[..] else { panic!("{attempts:?}") };
        let AttemptState::Sent(receipt) = &attempt.state else { panic!("{attempt:?}") };
        assert_eq!((&receipt.wire_id, receipt.at), (&letter.wire_id, letter.at));
    }
    let (_, history) = world.table.sender(&"ann".parse().unwrap()).await.unwrap();
    assert_eq!(history.days.iter().map(|day| (day.date, day.n_sent)).collect::<Vec<_>>(), [(MONDAY, 5)]);
    world.run_day().await;
    assert_eq!(world.mails_by_day(), [5, 7]);
}

// 3: an unsubscribe poisoned its own row and reached no list.

#[tokio::test]
async fn an_unsubscribe_reaches_every_campaign_the_person_is_in() {
    let mut world = World::new().await.lead("ada").campaign("autumn");
    world.run_day().await;
    world.reply("ada", "Please remove me from your list.");
    world.run_days(5).await;
    assert_eq!(world.steps_to("ada"), [1]);
    let ada = world.person("ada").await;
    assert_eq!(ada.suppression.as_ref().map(|no| no.reason), Some(SuppressionReason::OptOut));
    let standing: Vec<_> = ada.leads.iter().map(|lead| (lead.status, &lead.place)).collect();
    assert_eq!(standing, [(LeadStatus::Lost, &Place::Idle), (LeadStatus::Lost, &Place::Idle)]);
}

#[tokio::test]
async fn a_no_that_is_stored_between_plan_and_claim_wins() {
    let mut world = World::new().await.lead("ada").lead("bob");
    world.plan_day().await;
    world.reply("ada", "unsubscribe");
    world.read_letterbox().await;
    world.run_day().await;
    assert_eq!(world.mailed(), ["bob"]);
}

#[tokio::test]
async fn a_lead_that_is_stopped_while_its_mail_is_on_the_way_stays_stopped() {
    for answer in [Answer::Taken, Answer::Unavailable, Answer::Rejected, Answer::AnswerLost] {
        let mut world = World::new().await.lead("ada");
        world.post.answers(move |_, _| answer);
        world.says_meanwhile("ada", "No, thank you.");
        world.run_days(5).await;
        let ada = world.lead_of("ada").await;
        assert_eq!((ada.status, ada.place), (LeadStatus::Lost, Place::Idle), "{answer:?}");
        assert_eq!(world.post.n_asked(), 1, "{answer:?}");
    }
}

// 4: one provider error sent all later mail to the no-op, reported as success.

#[tokio::test]
async fn one_gateway_error_does_not_swallow_the_rest_of_the_day() {
    for (answer, n_sent, n_in_doubt) in
        [(Answer::Unavailable, 4, 0), (Answer::Rejected, 3, 0), (Answer::AnswerLost, 3, 1)]
    {
        let mut world = World::new().await.leads(4);
        world.post.answers(move |n, _| if n == 0 { answer } else { Answer::Taken });
        let day = world.run_day().await;
        assert_eq!((day.report().outreach_sent, day.report().in_doubt), (n_sent, n_in_doubt), "{answer:?}");
        assert_eq!(world.post.taken().len() as u64, n_sent + n_in_doubt, "{answer:?}");
    }
}

#[tokio::test]
async fn mails_that_went_out_are_settled_though_one_beside_them_cannot_be_given_back() {
    let all_at_once = Mailbox { gap_minutes: [0, 0], ..Mailbox::warm("ann", 20) };
    let mut world = World::new().await.with(|spring| spring.mailboxes = vec![all_at_once]).leads(3);
    world.post.answers(|n, _| if n == 1 { Answer::Unavailable } else { Answer::Taken });
    world.wire.fail_where(|operation, body| operation == "TransactWriteItems" && body.contains("\"Delete\":"));
    let day = world.run_day().await;
    let instants: BTreeSet<_> = world.post.taken().iter().map(|letter| letter.at).collect();
    assert_eq!((world.post.taken().len(), instants.len()), (2, 1));
    assert_eq!((day.report().outreach_sent, day.report().in_doubt), (2, 1));
}

#[tokio::test]
async fn a_silent_gateway_is_never_reported_as_success() {
    let mut world = World::new().await.lead("ada");
    world.post.answers(|_, _| Answer::Unavailable);
    let day = world.run_day().await;
    assert_eq!((day.report().outreach_sent, day.report().in_doubt), (0, 0));
    let ada = world.person("ada").await;
    assert!(ada.attempts.is_empty(), "{:?}", ada.attempts);
    assert_eq!(world.lead_of("ada").await.place, Place::Ready);
}

#[tokio::test]
async fn a_campaign_that_is_not_live_sends_nothing_on_a_live_stack() {
    let mut world = World::new().await.lead("ada");
    world.plan_day().await;
    world = world.with(|spring| spring.mode = "dry");
    let ids = world.open_day().await;
    let ada = world.lead_of("ada").await;
    let Place::Due(due) = &ada.place else { panic!("{ada:?}") };
    let touch = Task::Touch { lead: ada.key.clone(), due_at: due.at };
    world.clock.go_on_to(due.at);
    world.carry_out(Phase::SendOutreach, &Task::Cycle(ids[0].clone())).await.unwrap();
    world.carry_out(Phase::SendOutreach, &touch).await.unwrap();
    assert!(world.post.taken().is_empty());
    assert_eq!(world.lead_of("ada").await.place, Place::Ready);
}

#[tokio::test]
async fn a_live_cycle_does_not_begin_on_a_stack_that_is_not_live() {
    let mut world = World::new().await.lead("ada");
    let ids = world.open_day().await;
    world.stack = Stack::Dry;
    let begun = world.carry_out(Phase::StartCycle, &Task::Cycle(ids[0].clone())).await;
    assert!(begun.is_err());
}

// 6: a failed send was never retried, and its lead starved; the gateway was called before anything was stored.

#[tokio::test]
async fn a_failed_send_is_tried_again_and_its_lead_does_not_starve() {
    let mut world = World::new().await.lead("ada");
    world.post.answers(|n, _| if n < 3 { Answer::Unavailable } else { Answer::Taken });
    let day = world.run_day().await;
    assert_eq!((world.steps_to("ada"), world.post.n_asked(), day.report().outreach_sent), (vec![1], 4, 1));
    let opening = MONDAY.at(9, 0, 0, 0).in_tz("Europe/Dublin").unwrap().timestamp();
    assert!(world.mails_to("ada")[0].at >= opening + 3 * REST_AFTER_OUTAGE);
}

#[tokio::test]
async fn an_outage_of_the_gateway_costs_a_day_and_not_a_lead() {
    let mut world = World::new().await.leads(3);
    world.post.answers(|_, _| Answer::Unavailable);
    let day = world.run_day().await;
    assert_eq!(day.skipped("gateway_unavailable") + day.skipped("window_shut") + day.skipped("no_opening_today"), 3);
    world.post.answers(|_, _| Answer::Taken);
    world.run_day().await;
    assert_eq!(world.mailed(), ["a1", "a2", "a3"]);
}

#[tokio::test]
async fn a_mail_whose_answer_was_lost_stays_in_doubt_and_is_never_resent() {
    let mut world = World::new().await.lead("ada");
    world.post.answers(|_, _| Answer::AnswerLost);
    let first = world.run_day().await;
    world.post.answers(|_, _| Answer::Taken);
    let days = world.run_days(8).await;
    assert_eq!((world.steps_to("ada"), first.report().in_doubt, first.report().outreach_sent), (vec![1], 1, 0));
    assert!(days.iter().all(|day| day.report().in_doubt == 1));
    assert_eq!(world.n_through_gate("ann").await, 0);
}

#[tokio::test]
async fn a_mail_in_doubt_counts_against_the_cap() {
    let mut world = World::new().await.with(|spring| spring.mailboxes = vec![Mailbox::warm("ann", 2)]).leads(4);
    world.post.answers(|_, _| Answer::AnswerLost);
    world.run_day().await;
    assert_eq!(world.post.taken().len(), 2);
}

#[tokio::test]
async fn a_hot_reply_to_a_mail_in_doubt_reaches_people() {
    let mut world = World::new().await.lead("ada");
    world.post.answers(|_, _| Answer::AnswerLost);
    world.run_day().await;
    world.reply("ada", "Yes, that sounds great. Can we talk on Thursday at 10?");
    let day = world.run_day().await;
    assert_eq!(day.report().hot_leads_detected, 1);
    assert_eq!(world.lead_of("ada").await.status, LeadStatus::Qualified);
}

// 7: sequence state was in memory, so a restart sent mail 1 again. (Every instant: `phases_fail.rs`.)

#[tokio::test]
async fn a_restart_does_not_send_mail_one_again() {
    let mut world = World::new().await.leads(3);
    world.run_day().await;
    world.run_again().await;
    world.run_days(5).await;
    assert_eq!(
        (world.steps_to("a1"), world.steps_to("a2"), world.steps_to("a3")),
        (vec![1, 2], vec![1, 2], vec![1, 2])
    );
}

// 8: a dry run moved leads.

#[tokio::test]
async fn a_dry_run_moves_no_lead() {
    let live = World::new().await.lead("ada").lead_with("bob", &[("Country", "Germany")]).lead_with("cyd", &[]);
    let mut world = live.dry();
    world.run_day().await;
    let mut before = Vec::new();
    for name in ["ada", "bob", "cyd"] {
        before.push(world.person(name).await);
        let lead = world.lead_of(name).await;
        assert_eq!((lead.status, lead.place, lead.version), (LeadStatus::New, Place::Ready, 1), "{name}");
    }
    world.run_days(4).await;
    for (name, before) in ["ada", "bob", "cyd"].into_iter().zip(before) {
        assert_eq!(world.person(name).await, before, "{name}");
    }
    assert_eq!(world.n_through_gate("ann").await, 0);
    assert!(world.post.taken().is_empty());
}

// 9: "Right away! book me in" was out-of-office; "I rejected two others, yours looks great" was a bounce.

#[tokio::test]
async fn eager_replies_are_hot_whatever_words_they_use() {
    for said in ["Right away! Book me in.", "I rejected two others, yours looks great. Can we talk tomorrow?"] {
        let mut world = World::new().await.lead("ada");
        world.run_day().await;
        world.reply("ada", said);
        let day = world.run_day().await;
        assert_eq!(day.report().hot_leads_detected, 1, "{said}");
    }
}

#[tokio::test]
async fn only_headers_prove_a_machine_to_which_the_sequence_goes_on() {
    let away = "I am out of the office until 30 November. For urgent matters please contact my colleague.";
    for (headers, n_mails) in [("", 1), ("Auto-Submitted: auto-replied\r\n", 2)] {
        let mut world = World::new().await.lead("ada");
        world.run_day().await;
        world.letterbox.drop_in(&format!("{headers}{}", world.mail_from("ada", away)));
        world.run_days(5).await;
        assert_eq!(world.person("ada").await.mails[0].class, "automatic");
        assert_eq!(world.mails_to("ada").len(), n_mails, "{headers:?}");
    }
}

/// A client's unsubscribe button may leave subject and text empty; the address says it all.
#[tokio::test]
async fn whatever_is_sent_to_the_unsubscribe_address_is_a_no() {
    for text in ["", "Sounds great, let's talk."] {
        let mut world = World::new().await.lead("ada");
        world.run_day().await;
        let unsubscribe = world.mails_to("ada")[0].header("List-Unsubscribe");
        let (_, token) = unsubscribe.split_once("/u/").unwrap();
        let address = format!("u+{}@northlight.example", token.split('>').next().unwrap());
        let mail = format!(
            "From: <ada@elsewhere.example>\r\nTo: <{address}>\r\nMessage-ID: <1@elsewhere.example>\r\n\r\n{text}\r\n"
        );
        world.letterbox.drop_in(&mail);
        world.run_days(5).await;
        assert_eq!(world.steps_to("ada"), [1], "{text:?}");
        let no = world.person("ada").await.suppression.map(|no| no.reason);
        assert_eq!(no, Some(SuppressionReason::OptOut), "{text:?}");
    }
}

// 10: replies were read again on every run; `Name <addr>` never matched.

#[tokio::test]
async fn replies_are_read_once() {
    let mut world = World::new().await.lead("ada");
    world.run_day().await;
    let mail = world.mail_from("ada", "Who are you?").replace("From: <", "From: \"Ada, Countess\" <");
    world.letterbox.drop_in(&mail);
    let first = world.run_day().await;
    world.letterbox.drop_in(&mail);
    let second = world.run_day().await;
    assert_eq!((first.report().replies_detected, second.report().replies_detected), (1, 0));
    assert_eq!((world.person("ada").await.mails.len(), world.letterbox.n_waiting()), (1, 0));
}

#[tokio::test]
async fn a_stranger_with_a_display_name_is_found_by_their_address_alone() {
    let mut world = World::new().await.lead("ada");
    world.run_day().await;
    let mail = world.mail_from("ada", "No, thank you.").replace("From: <", "From: Ada L. <");
    let mail = mail.lines().filter(|line| !line.starts_with("In-Reply-To")).collect::<Vec<_>>().join("\r\n");
    world.letterbox.drop_in(&mail);
    world.run_days(5).await;
    assert_eq!((world.steps_to("ada"), world.lead_of("ada").await.status), (vec![1], LeadStatus::Lost));
}

// 11: helpers swallowed every error, so a failed day looked like a quiet one. (Every phase: `phases_fail.rs`.)

#[tokio::test]
async fn a_failed_day_does_not_look_like_a_quiet_one() {
    let mut world = World::new().await.lead("ada");
    world.wire.fail_where(|operation, body| operation == "Query" && body.contains("SOURCE#"));
    let day = world.run_day().await;
    let errors: Vec<Phase> = day.report().errors.iter().map(|error| error.phase).collect();
    assert_eq!(errors, [Phase::ProcessLeads]);
    assert!(world.told()[0].ends_with("with errors"), "{:?}", world.told());
}

// 12: a best possible lead scored .68 of the .70 needed: nobody ever qualified.

#[tokio::test]
async fn a_best_possible_lead_qualifies() {
    let best = [
        ("Title", "Head of Marketing"),
        ("Seniority", "head"),
        ("Industry", "Software"),
        ("# Employees", "40"),
        ("Annual Revenue", "5000000"),
        ("Hiring", "yes"),
        ("Funded", "yes"),
        ("Job Change", "yes"),
        ("Active", "yes"),
        ("Decision Maker", "yes"),
        ("Budget", "yes"),
    ];
    let worst =
        [("Title", "Intern"), ("Industry", "Mining"), ("# Employees", "9000"), ("Annual Revenue", "9000000000")];
    let mut world = World::new().await.lead_with("ada", &best).lead_with("bob", &worst);
    world = world.with(|spring| {
        "[ideal_customer]\nindustries = [\"Software\"]\ncompany_sizes = [\"11-50\"]\nrevenues = [\"1M-10M\"]\n\
         countries = [\"IE\"]\ntitles = [\"Head of Marketing\"]\nseniorities = [\"head\"]\nsignals = [\"hiring\"]\n"
            .clone_into(&mut spring.more);
    });
    let day = world.run_day().await;
    assert_eq!(world.mailed(), ["ada"]);
    assert_eq!(world.lead_of("ada").await.score.map(|score| score.get()), Some(1000));
    assert_eq!((day.skipped("below_threshold"), world.lead_of("bob").await.status), (1, LeadStatus::Lost));
}

#[tokio::test]
async fn nothing_leaves_outside_the_window_whatever_is_late() {
    let mut world = World::new().await.leads(3);
    world.plan_day().await;
    // The machine was asleep from eight in the morning until after the window.
    let evening = MONDAY.at(19, 0, 0, 0).in_tz("Europe/Dublin").unwrap().timestamp();
    world.clock.go_on_to(evening);
    world.run_day().await;
    assert!(world.post.taken().iter().all(|mail| (9..17).contains(&mail.local("Europe/Dublin").hour())));
    assert_eq!(world.date, MONDAY + 1.day());
}

// What the mail service reports.

#[tokio::test]
async fn a_dead_address_and_a_complaint_end_all_contact_and_keep_the_reason() {
    for (what, reason) in
        [(Fate::BouncedPermanent, SuppressionReason::DeadAddress), (Fate::Complained, SuppressionReason::Complaint)]
    {
        let mut world = World::new().await.campaign("autumn").lead("ada").lead("bob");
        world.run_day().await;
        world.report("ada", 1, what, 1).await.remove(0).unwrap();
        let person = world.person("ada").await;
        let no = person.suppression.unwrap();
        assert_eq!((no.reason, no.source.as_str()), (reason, "SES"));
        assert!(person.leads.iter().all(|lead| lead.status == LeadStatus::Lost && lead.place == Place::Idle));
        world.run_days(8).await;
        assert_eq!(world.mails_to("ada").len(), 1, "{what}");
        assert!(world.mails_to("bob").len() > 1);
    }
}

#[tokio::test]
async fn what_may_pass_by_itself_ends_nothing() {
    let mut world = World::new().await.lead("ada");
    world.run_day().await;
    let before = world.person("ada").await;
    for what in Fate::ALL.iter().filter(|what| !matches!(what, Fate::BouncedPermanent | Fate::Complained)) {
        let report = world.report("ada", 1, *what, 1).await.remove(0).unwrap();
        assert_eq!(report.counts.values().sum::<u64>(), 1, "{what}");
    }
    assert_eq!(world.person("ada").await, before);
    world.run_days(4).await;
    assert_eq!(world.steps_to("ada"), [1, 2]);
}

#[tokio::test]
async fn a_complaint_that_comes_while_the_next_mail_is_planned_stops_it() {
    let mut world = World::new().await.lead("ada");
    world.run_days(3).await;
    world.plan_day().await;
    assert!(matches!(world.lead_of("ada").await.place, Place::Due(_)));
    world.report("ada", 1, Fate::Complained, 1).await.remove(0).unwrap();
    world.run_days(3).await;
    assert_eq!(world.steps_to("ada"), [1]);
}

// A pause, and the clearance of a live stack.

#[tokio::test]
async fn a_pause_holds_back_what_was_planned_and_what_would_be_until_it_is_lifted() {
    let mut world = World::new().await.leads(3);
    world.plan_day().await;
    world.set_pause(Pause::On).await;
    let first = world.run_day().await;
    assert_eq!((world.post.taken().len(), first.skipped("campaign_paused")), (0, 3));
    let second = world.run_day().await;
    assert_eq!((world.post.taken().len(), second.skipped("campaign_paused")), (0, 3));
    assert!(world.told().len() == 2, "its days go on: {:?}", world.told());
    world.set_pause(Pause::Off).await;
    world.run_day().await;
    assert_eq!(world.mailed(), ["a1", "a2", "a3"]);
}

#[tokio::test]
async fn a_pause_of_one_campaign_leaves_the_other_one_of_the_same_mailbox_alone() {
    let mut world = World::new().await.campaign("autumn").lead("ada");
    world.open_day().await;
    world.set_pause(Pause::On).await;
    world.run_day().await;
    let senders: Vec<u16> = world.mails_to("ada").iter().map(|letter| letter.campaign_number()).collect();
    assert_eq!(senders, [2]);
}

#[tokio::test]
async fn a_live_stack_opens_no_day_of_a_campaign_with_a_mailbox_that_is_not_cleared() {
    let mut world = World::new().await.lead("ada");
    world = world.with(|spring| spring.mailboxes.push(Mailbox::warm("eve", 5).at("elsewhere.example")));
    let refused = world.try_day().await.unwrap_err();
    let told = cam_ports::error::Chain(&refused).to_string();
    assert!(told.contains("sender \"eve\" lies under no sending identity that is cleared"), "{told}");
    let report = world.carry_out(Phase::StartCycle, &Task::Tick).await.unwrap();
    assert_eq!((report.count("cycles_started"), report.errors.len()), (0, 1), "{report:?}");
    assert!(report.errors[0].contains("\"spring\"") && report.errors[0].contains("cam preflight"), "{report:?}");
    world.stack = Stack::Rehearsal;
    world.run_day().await;
    assert_eq!(world.mailed(), ["ada"]);
}
