use cam_core::{
    attempt::Receipt,
    id::{LeadKey, SendId},
    law::{Blocked, LegalBasis},
    profile::Origin,
    score::Part,
    skip::Disqualification,
};
use cam_ports::{campaign_file, inbound::InboundMail};

use super::*;

const CAMPAIGN: &str = r#"
id = "spring"
name = "Spring"
owner = "owner@example.com"
time_zone = "Europe/Dublin"
[company]
name = "Northlight"
postal_address = "1 Example Street, Dublin"
[[senders]]
id = "nora"
name = "Nora Quill"
address = "nora@example.com"
[[steps]]
subject = "A question"
body = "Hello {{ first_name }}, a question about {{ company }}."
[[steps]]
after_days = 3
body = "Hello {{ first_name }}, once more."
[legal]
basis = "legitimate_interest"
source_note = "your website"
"#;

/// What one test changes; the rest is a lead that came in and has its first mail on the next day.
struct Given {
    stored: StoredCampaign,
    lead: Lead,
    person: Person,
    judged: Result<(), SkipReason>,
    turn: Turn,
    is_paused: bool,
    shown: Option<Timestamp>,
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn key() -> LeadKey {
    LeadKey { campaign: "spring".parse().unwrap(), person: "a".repeat(26).parse().unwrap() }
}

fn given() -> Given {
    let campaign = campaign_file::parse(CAMPAIGN, "campaign.toml").unwrap();
    let lead = Lead {
        key: key(),
        version: 1,
        status: LeadStatus::Enriched,
        place: Place::Ready,
        claim: None,
        score: None,
        next_step: 1,
        sender: None,
        company: None,
        country: None,
        zone: Some("America/New_York".to_owned()),
        basis: LegalBasis::Consent,
        created_at: at("2026-11-20T09:00:00Z"),
        last_touch_at: None,
    };
    Given {
        stored: StoredCampaign { campaign, number: 1, version: 3 },
        lead,
        person: Person::default(),
        judged: Ok(()),
        turn: Turn::Planned { at: at("2026-11-24T14:12:00Z"), sender: "nora".parse().unwrap() },
        is_paused: false,
        shown: None,
    }
}

fn contacted() -> Given {
    let given = given();
    let lead = Lead {
        status: LeadStatus::Contacted,
        next_step: 2,
        place: Place::Waiting { from: at("2026-11-25T14:00:00Z") },
        last_touch_at: Some(at("2026-11-20T14:00:00Z")),
        sender: Some("nora".parse().unwrap()),
        ..given.lead
    };
    let person = Person { attempts: vec![sent()], ..Person::default() };
    Given { lead, person, ..given }
}

fn attempt(state: AttemptState) -> Attempt {
    Attempt {
        id: SendId { person: key().person, campaign_number: 1, step: 1 },
        claim: "b".repeat(26).parse().unwrap(),
        cycle: "spring.2026-11-20.live.1".parse().unwrap(),
        sender: "nora".parse().unwrap(),
        claimed_at: at("2026-11-20T14:00:00Z"),
        state,
    }
}

fn sent() -> Attempt {
    attempt(AttemptState::Sent(Receipt {
        at: at("2026-11-20T14:00:00Z"),
        wire_id: "x@example.com".to_owned(),
        gateway: "outbox".to_owned(),
        subject: "A question".to_owned(),
    }))
}

fn claim(at: Timestamp) -> Claim {
    let due = Due { at, cycle: "spring.2026-11-20.live.1".parse().unwrap() };
    Claim { id: "b".repeat(26).parse().unwrap(), at, due }
}

fn told(given: Given) -> Account {
    let variables = [("first_name", "Ada"), ("last_name", "Byron"), ("company", "Acme"), ("title", "CEO")];
    let profile = Profile {
        key: key(),
        address: cam_core::address::EmailAddress::parse("ada@acme.example").unwrap(),
        variables: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        origin: Origin { source: "leads.csv".to_owned(), row: 17 },
        created_at: at("2026-11-20T09:00:00Z"),
    };
    let part = Part {
        factor: cam_core::score::Factor::Title,
        weight: Milli::new(350),
        known: Milli::ONE,
        value: Some(Milli::ONE),
        reason: "title \"CEO\" matches \"CEO\"".to_owned(),
    };
    account(&Case {
        stored: &given.stored,
        lead: &given.lead,
        profile: &profile,
        person: &given.person,
        score: Score { value: Some(Milli::ONE), certainty: Milli::new(500), parts: vec![part] },
        judged: given.judged,
        outlook: Some(Outlook { day: at("2026-11-24T08:00:00Z"), turn: given.turn }),
        is_paused: given.is_paused,
        shown: given.shown,
        now: at("2026-11-22T12:00:00Z"),
        program: "cam",
        late: "The next \"cam run\" goes on with that day.",
    })
}

fn next(given: Given) -> String {
    told(given).next.join(" ")
}

#[test]
fn a_paused_campaign_is_named_with_the_command_that_lifts_it_unless_a_rule_of_the_lead_comes_first() {
    let due = Lead { place: Place::Due(claim(at("2026-11-24T14:12:00Z")).due), ..contacted().lead };
    for lead in [given().lead, contacted().lead, due] {
        let told = next(Given { lead, is_paused: true, ..contacted() });
        assert!(
            told.contains("has to wait: the campaign is paused. This lifts when the campaign is resumed."),
            "{told}"
        );
        assert!(told.ends_with("\"cam campaign resume spring\" resumes it."), "{told}");
    }
    let competitor = Err(SkipReason::Disqualified(Disqualification::Competitor));
    let told = next(Given { judged: competitor, is_paused: true, ..given() });
    assert!(!told.contains("paused"), "{told}");
}

#[test]
fn the_whole_answer_says_who_where_next_what_was_and_why_that_score() {
    let account = told(Given { shown: Some(at("2026-11-20T14:30:00Z")), ..contacted() });
    let expected = Account {
        who: "Ada Byron <ada@acme.example>, CEO, Acme".to_owned(),
        campaign: "\"Spring\" (spring), times of America/New_York".to_owned(),
        stands: vec!["written to: 1 of 2 mails have gone out".to_owned()],
        next: vec![
            "Mail 2 of 2 may go from Wednesday 25 November, 09:00 on.".to_owned(),
            "Mail 2 of 2 comes up on the next sending day: Tuesday 24 November, 09:12, or a little later, from Nora Quill."
                .to_owned(),
        ],
        history: vec![
            "Friday 20 November, 04:00: it came in with row 17 of leads.csv".to_owned(),
            "Friday 20 November, 09:00: mail 1 went out, \"A question\"".to_owned(),
            "A dry run showed a mail to it for Friday 20 November, 09:30; nothing was sent.".to_owned(),
        ],
        score: vec![
            "1.000, and 0.700 is asked for; certainty 0.500".to_owned(),
            "1.000  title \"CEO\" matches \"CEO\"".to_owned(),
        ],
    };
    assert_eq!(account, expected);
}

#[test]
fn a_lead_without_a_place_hears_how_many_come_before_it() {
    let turn = Turn::Left { reason: SkipReason::OutreachSpent { limit: 40 }, n_before: 12, n_places: 40 };
    assert_eq!(
        next(Given { turn, ..given() }),
        "Mail 1 of 2 waits for a place. The next sending day, Tuesday 24 November, gives 40 to others. \
         12 leads are before it in the line that is left then."
    );
}

#[test]
fn a_window_that_stays_shut_is_told_with_the_moment_it_opens() {
    let reason = SkipReason::NoOpening { until: Some(at("2026-11-27T14:00:00Z")) };
    let turn = Turn::Left { reason, n_before: 0, n_places: 3 };
    assert_eq!(
        next(Given { turn, ..given() }),
        "Mail 1 of 2 does not go on the next sending day, Tuesday 24 November: its window does not open on this day. \
         This lifts on Friday 27 November, 09:00."
    );
}

#[test]
fn the_first_rule_that_stands_against_a_lead_is_told_with_what_lifts_it() {
    let judged = Err(SkipReason::CoolDown { until: at("2027-01-05T14:00:00Z") });
    assert_eq!(
        next(Given { judged, ..given() }),
        "Mail 1 of 2 has to wait: the person's last sequence ended a short while ago. \
         This lifts on Tuesday 5 January 2027, 09:00."
    );
    let judged = Err(SkipReason::Disqualified(Disqualification::RoleAccount));
    assert_eq!(
        next(Given { judged, ..given() }),
        "Nothing: the address belongs to an office, not to a person. This does not lift by itself."
    );
}

#[test]
fn a_held_lead_hears_the_reason_of_today_and_that_only_a_change_of_the_file_helps() {
    let hold = Hold { key: "missing_variable".to_owned(), text: "something older".to_owned() };
    let held = |judged_by, judged| {
        let lead = Lead {
            status: LeadStatus::ManualReview,
            place: Place::Review { hold: hold.clone(), judged_by },
            ..given().lead
        };
        next(Given { lead, judged, ..given() })
    };
    assert_eq!(
        held(3, Err(SkipReason::Law(Blocked::UnknownCountry))),
        "It is held: the lead's country is not known, so neither is its law: fill in the country, or note consent. \
         This lifts when the lead's country is known. \
         It is judged again on the first day after the campaign's file has changed."
    );
    assert_eq!(
        held(2, Ok(())),
        "It was held because something older. The campaign has changed since. Mail 1 of 2 comes up on the next sending \
         day: Tuesday 24 November, 09:12, or a little later, from Nora Quill."
    );
    assert_eq!(held(u32::MAX, Ok(())), "A person has to look at what it wrote: something older.");
}

#[test]
fn a_planned_mail_is_told_with_its_sender_and_one_whose_day_was_cut_short_too() {
    let due = |at| {
        let due = Due { at, cycle: "spring.2026-11-22.live.1".parse().unwrap() };
        let lead = Lead { place: Place::Due(due), sender: Some("nora".parse().unwrap()), ..given().lead };
        next(Given { lead, ..given() })
    };
    assert_eq!(due(at("2026-11-22T15:00:00Z")), "Mail 1 of 2 goes on Sunday 22 November, 10:00, from Nora Quill.");
    assert_eq!(
        due(at("2026-11-22T11:00:00Z")),
        "Mail 1 of 2 was planned for Sunday 22 November, 06:00, from Nora Quill, and its day is not over. \
         The next \"cam run\" goes on with that day."
    );
}

#[test]
fn a_mail_on_its_way_is_in_doubt_after_a_quarter_of_an_hour() {
    let claimed = |at| {
        let lead = Lead { place: Place::Idle, claim: Some(claim(at)), ..given().lead };
        next(Given { lead, judged: Err(SkipReason::InDoubt), ..given() })
    };
    assert_eq!(
        claimed(at("2026-11-22T11:50:00Z")),
        "Mail 1 of 2 is on its way since Sunday 22 November, 06:50. \
         If no answer comes until Sunday 22 November, 07:05, it is in doubt."
    );
    assert_eq!(
        claimed(at("2026-11-22T11:45:00Z")),
        "Mail 1 of 2 may or may not have gone out: it was handed over on Sunday 22 November, 06:45, and no answer came. \
         It is not sent again, and nothing else is sent meanwhile. \
         This lifts when a delivery event or a person says whether the earlier mail went out."
    );
}

#[test]
fn a_no_comes_before_everything_but_a_mail_on_its_way() {
    let suppression =
        Suppression { reason: SuppressionReason::OptOut, source: "reply".to_owned(), at: at("2026-11-21T12:00:00Z") };
    let person = Person { suppression: Some(suppression), ..Person::default() };
    assert_eq!(
        next(Given { person, ..given() }),
        "Nothing, whatever list they stand on: they asked not to be written to, since Saturday 21 November."
    );
}

#[test]
fn a_lead_that_is_lost_hears_why() {
    let lost = |given: Given| {
        next(Given { lead: Lead { status: LeadStatus::Lost, place: Place::Idle, ..given.lead }, ..given })
    };
    let judged = Err(SkipReason::Disqualified(Disqualification::Competitor));
    assert_eq!(lost(Given { judged, ..given() }), "Nothing: the company is on the campaign's list of competitors.");
    let refused = attempt(AttemptState::Rejected { at: at("2026-11-20T14:00:00Z") });
    let person = Person { attempts: vec![refused], ..Person::default() };
    assert_eq!(
        lost(Given { person, ..given() }),
        "Nothing: the mail server refused the address for good, on Friday 20 November."
    );
    let mail = InboundMail {
        id: "m".to_owned(),
        person: key().person,
        received_at: at("2026-11-21T12:00:00Z"),
        class: "refusal".to_owned(),
        confidence_milli: 900,
        evidence: "no,\n thanks".to_owned(),
        text: String::new(),
    };
    let account = told(Given {
        person: Person { mails: vec![mail], ..Person::default() },
        lead: Lead { status: LeadStatus::Lost, place: Place::Idle, ..given().lead },
        ..given()
    });
    assert_eq!(account.next, ["Nothing: they wrote on Saturday 21 November: they do not want this."]);
    assert_eq!(account.history[1], "Saturday 21 November, 07:00: they wrote: they do not want this (\"no, thanks\")");
}

#[test]
fn a_finished_sequence_says_until_when_the_person_rests() {
    let lead = Lead { next_step: 3, place: Place::Idle, ..contacted().lead };
    assert_eq!(
        next(Given { lead, ..contacted() }),
        "Nothing: its sequence is finished, and no answer came. \
         Another campaign may write to the person from Thursday 18 February 2027 on."
    );
}

#[test]
fn a_lead_that_wrote_back_is_with_people() {
    let lead = Lead { status: LeadStatus::Replied, place: Place::Hot, ..contacted().lead };
    assert_eq!(
        next(Given { lead, ..contacted() }),
        "It wrote back: the next day makes it a project, and the owner is told by mail."
    );
    let lead = Lead { status: LeadStatus::Qualified, place: Place::Idle, ..contacted().lead };
    assert_eq!(next(Given { lead, ..contacted() }), "Nothing is sent: people have taken over.");
}
