//! A small campaign, its people and one of its days, for the tests of the plans: change a field by struct update.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::time, tz::TimeZone};

use crate::{
    address::EmailAddress,
    calendar::{SendWindow, Weekdays},
    campaign::{Campaign, DoNotContact, FreeMail, Goals, Legal, Limits, Sender, Step, StoredCampaign, Variant},
    country::Country,
    cycle::{Cycle, Mode, Phase, PhaseRun},
    id::{ClaimId, CompanyId, LeadKey, PersonId},
    law::LegalBasis,
    lead::{Claim, Due, Lead, LeadStatus, Place},
    pacing::{Pacing, WarmUp},
    phases::schedule_outreach::Candidate,
    profile::{Origin, Profile},
    score::{IdealCustomer, ScorePolicy},
};

/// Monday 2026-11-23, six in the morning at Greenwich: the day of the fixture begins.
pub(crate) const MORNING: Timestamp = Timestamp::constant(1_795_413_600, 0);

/// An instant, as RFC 3339 writes it.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn mins(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

pub(crate) fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

/// A live campaign of three mails (0, 3 and 7 days apart) from "ann", who is warm, in office hours.
pub(crate) fn campaign() -> Campaign {
    Campaign {
        id: "spring".parse().unwrap(),
        name: "Spring".to_owned(),
        mode: Mode::Live,
        owner: EmailAddress::parse("owner@studio.example").unwrap(),
        company: "Studio".to_owned(),
        postal_address: "1 Sample Street, Sampletown".to_owned(),
        language: "en".to_owned(),
        zone: TimeZone::UTC,
        starts_at: time(6, 0, 0, 0),
        window: SendWindow { opens: time(9, 0, 0, 0), closes: time(17, 0, 0, 0), days: Weekdays::MONDAY_TO_FRIDAY },
        holidays: Vec::new(),
        senders: vec![sender("ann")],
        steps: [0, 3, 7].map(step).into(),
        limits: Limits::default(),
        ideal_customer: IdealCustomer::default(),
        scoring: ScorePolicy::default(),
        do_not_contact: DoNotContact::default(),
        competitors: Vec::new(),
        free_mail: FreeMail::Allowed,
        legal: Legal { basis: LegalBasis::LegitimateInterest, source_note: None, overrides: BTreeMap::new() },
        unsubscribe_url: None,
        goals: Goals::default(),
    }
}

pub(crate) fn stored_campaign() -> StoredCampaign {
    StoredCampaign { campaign: campaign(), number: 1, version: 1 }
}

/// A warm sender with the usual cap and gaps.
pub(crate) fn sender(id: &str) -> Sender {
    Sender {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        address: EmailAddress::parse(&format!("{id}@studio.example")).unwrap(),
        pacing: Pacing { warm_up: WarmUp::Off, ..Pacing::default() },
    }
}

fn step(after_days: u16) -> Step {
    let variant = Variant { id: "a".to_owned(), subject: "Hello".to_owned(), body: "Hello".to_owned(), weight: 1 };
    Step { after_days, variants: vec![variant] }
}

/// The person called `name`; at most sixteen characters.
pub(crate) fn person(name: &str) -> PersonId {
    PersonId::from_hash(hash(name))
}

/// The company called `name`; at most sixteen characters.
pub(crate) fn company_id(name: &str) -> CompanyId {
    CompanyId::from_hash(hash(name))
}

/// The claim called `name`; at most sixteen characters.
pub(crate) fn claim_id(name: &str) -> ClaimId {
    ClaimId::from_hash(hash(name))
}

fn hash(name: &str) -> [u8; 16] {
    let mut hash = [0; 16];
    hash[..name.len()].copy_from_slice(name.as_bytes());
    hash
}

/// A new lead in New York, where mail between companies is allowed.
pub(crate) fn lead(name: &str) -> Lead {
    Lead {
        key: LeadKey { campaign: campaign().id, person: person(name) },
        version: 1,
        status: LeadStatus::New,
        place: Place::Ready,
        claim: None,
        score: None,
        next_step: 1,
        sender: None,
        company: None,
        country: Country::parse("US"),
        zone: Some("America/New_York".to_owned()),
        basis: LegalBasis::LegitimateInterest,
        created_at: MORNING,
        last_touch_at: None,
    }
}

/// The lead after its first mail by "ann", waiting for its second since the morning.
pub(crate) fn follow_up(name: &str) -> Lead {
    Lead {
        status: LeadStatus::Contacted,
        place: Place::Waiting { from: MORNING },
        next_step: 2,
        sender: Some("ann".parse().unwrap()),
        last_touch_at: Some(MORNING - hours(72)),
        ..lead(name)
    }
}

/// The lead with a touch planned for this instant.
pub(crate) fn due_lead(name: &str, at: Timestamp) -> Lead {
    Lead { place: Place::Due(due(at)), sender: Some("ann".parse().unwrap()), ..lead(name) }
}

/// A slot of the fixture's cycle.
pub(crate) fn due(at: Timestamp) -> Due {
    Due { at, cycle: cycle().id }
}

/// The claim called `name` of a slot in the morning.
pub(crate) fn claim(name: &str) -> Claim {
    Claim { id: claim_id(name), at: MORNING, due: due(MORNING) }
}

/// What the row of `name` said: an address and nothing else.
pub(crate) fn profile(name: &str) -> Profile {
    Profile {
        key: lead(name).key,
        address: EmailAddress::parse(&format!("{name}@acme.example")).unwrap(),
        variables: BTreeMap::new(),
        origin: Origin { source: "leads.csv".to_owned(), row: 2 },
        created_at: MORNING,
    }
}

/// A new lead nothing stands against.
pub(crate) fn candidate(name: &str) -> Candidate {
    candidate_of(lead(name), profile(name))
}

/// A lead as a candidate nothing else is known of.
pub(crate) fn candidate_of(lead: Lead, profile: Profile) -> Candidate {
    Candidate { lead, profile, is_suppressed: false, elsewhere: Vec::new(), text_problem: None }
}

/// The live cycle that begins in the morning.
pub(crate) fn cycle() -> Cycle {
    Cycle::open("spring.2026-11-23.live.1".parse().unwrap(), MORNING, MORNING)
}

/// The same cycle while its touches go out.
pub(crate) fn sending_cycle() -> Cycle {
    let mut cycle = cycle();
    let planned = PhaseRun { started_at: Some(MORNING), finished_at: Some(MORNING), ..PhaseRun::default() };
    let sending = PhaseRun { started_at: Some(MORNING), ..PhaseRun::default() };
    cycle.phases.extend([(Phase::ScheduleOutreach, planned), (Phase::SendOutreach, sending)]);
    cycle
}
