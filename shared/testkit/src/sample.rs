//! Small nouns for tests: invented people by their first names, one campaign, one sender, one day.

use std::collections::BTreeMap;

use cam_aws::dynamo::{DynamoTable, Settings, schema};
use cam_core::{
    address::EmailAddress,
    attempt::{Attempt, AttemptState, Receipt},
    cycle::{Cycle, DayReport, Phase, PhaseError, PhaseReport, PhaseRun},
    id::{CampaignId, ClaimId, CompanyId, CycleId, LeadKey, PersonId, SendId, SenderId},
    law::LegalBasis,
    lead::{Claim, Due, Lead, LeadEvent, LeadStatus, Place},
    profile::{Origin, Profile},
    sender::Gate,
};
use cam_embedded::EmbeddedDynamo;
use cam_ports::{
    identity::{CountedClaimIds, Identities, SECRET_LEN, fingerprint},
    import_store::{ImportBatch, SourceState},
    lead_source::{Position, SourceIdentity},
    ledger::ClaimRequest,
    suppression::{Suppression, SuppressionReason},
};
use jiff::{SignedDuration, Timestamp};

/// 2026-11-23, a Monday, at nine in the morning UTC.
pub const NOW: Timestamp = Timestamp::constant(1_795_424_400, 0);

/// The campaign's file, as short as one can be.
pub const CAMPAIGN_FILE: &str = r#"id = "spring"
name = "Spring"
owner = "owner@example.com"
time_zone = "Europe/Berlin"
[company]
name = "Northlight"
postal_address = "1 Example Street, Dublin"
[[senders]]
id = "ann"
name = "Ann Example"
address = "ann@example.com"
[[steps]]
subject = "A question"
body = "Hello {{ first_name }}, a question about {{ company }}."
[legal]
basis = "legitimate_interest"
source_note = "your website"
"#;

/// An embedded table in memory, as one machine has it.
pub async fn embedded_table() -> DynamoTable {
    table_over(EmbeddedDynamo::memory().unwrap().client()).await
}

/// The table `cam` behind a client, created if it is not there.
pub async fn table_over(client: aws_sdk_dynamodb::Client) -> DynamoTable {
    let settings = Settings::one_machine("cam");
    schema::create_table(&client, &settings.table).await.unwrap();
    DynamoTable::new(client, settings, CountedClaimIds::from_os().unwrap())
}

/// Hashes and tokens of a secret that everybody knows.
#[must_use]
pub fn identities() -> Identities {
    Identities::new(&[7; SECRET_LEN])
}

/// The campaign.
#[must_use]
pub fn campaign() -> CampaignId {
    "spring".parse().unwrap()
}

/// Another campaign.
#[must_use]
pub fn other_campaign() -> CampaignId {
    "autumn".parse().unwrap()
}

/// The sender.
#[must_use]
pub fn sender() -> SenderId {
    "ann".parse().unwrap()
}

/// The live cycle of the day.
#[must_use]
pub fn cycle() -> CycleId {
    "spring.2026-11-23.live.1".parse().unwrap()
}

/// The dry cycle of the day.
#[must_use]
pub fn dry_cycle() -> CycleId {
    "spring.2026-11-23.dry.1".parse().unwrap()
}

/// The instant `minutes` after nine.
#[must_use]
pub fn minutes(minutes: i64) -> Timestamp {
    NOW + SignedDuration::from_mins(minutes)
}

/// The address of a person called `name`, at a company of their own.
#[must_use]
pub fn address(name: &str) -> EmailAddress {
    EmailAddress::parse(&format!("{name}@{name}.example")).unwrap()
}

/// The person called `name`.
#[must_use]
pub fn person(name: &str) -> PersonId {
    identities().person(&address(name))
}

/// The company called `name`.
#[must_use]
pub fn company(name: &str) -> CompanyId {
    identities().company(&format!("{name}.example"))
}

/// The lead called `name` in the campaign.
#[must_use]
pub fn key(name: &str) -> LeadKey {
    LeadKey { campaign: campaign(), person: person(name) }
}

/// A lead that has just come in.
#[must_use]
pub fn lead(name: &str) -> Lead {
    Lead {
        key: key(name),
        version: 1,
        status: LeadStatus::New,
        place: Place::Ready,
        claim: None,
        score: None,
        next_step: 1,
        sender: None,
        company: Some(company(name)),
        country: None,
        zone: None,
        basis: LegalBasis::LegitimateInterest,
        created_at: NOW,
        last_touch_at: None,
    }
}

/// Its profile.
#[must_use]
pub fn profile(name: &str) -> Profile {
    Profile {
        key: key(name),
        address: address(name),
        variables: BTreeMap::from([("first_name".to_owned(), name.to_owned())]),
        origin: Origin { source: "leads.csv".to_owned(), row: 2 },
        created_at: NOW,
    }
}

/// A source of which nothing has been read, as it would be stored first.
#[must_use]
pub fn source() -> SourceState {
    SourceState {
        campaign: campaign(),
        identity: SourceIdentity { name: "leads.csv".to_owned(), etag: "e1".to_owned() },
        version: 1,
        position: Position::default(),
        n_created: 0,
        n_duplicates: 0,
        n_suppressed: 0,
        n_rejected: 0,
        is_done: false,
        is_set_aside: false,
        day: None,
    }
}

/// The import of people, one source each.
#[must_use]
pub fn import(names: &[&str]) -> ImportBatch {
    let etag = fingerprint(names.concat().as_bytes());
    let identity = SourceIdentity { name: "leads.csv".to_owned(), etag };
    let leads = names.iter().map(|name| (lead(name), profile(name))).collect();
    ImportBatch { leads, source: SourceState { identity, ..source() } }
}

/// The lead, planned for an instant.
#[must_use]
pub fn planned(lead: &Lead, at: Timestamp) -> Lead {
    lead.after(LeadEvent::Planned { due: Due { at, cycle: cycle() }, sender: sender() }).unwrap()
}

/// The claim id made of one letter.
#[must_use]
pub fn claim_id(letter: char) -> ClaimId {
    letter.to_string().repeat(26).parse().unwrap()
}

/// The claim of a planned lead's next step, at the instant it is due.
#[must_use]
pub fn claim_request(lead: &Lead, id: &ClaimId) -> ClaimRequest {
    let Place::Due(due) = &lead.place else { unreachable!("only a planned lead is claimed") };
    let claim = Claim { id: id.clone(), at: due.at, due: due.clone() };
    let attempt = Attempt {
        id: SendId { person: lead.key.person.clone(), campaign_number: 1, step: lead.next_step },
        claim: id.clone(),
        cycle: due.cycle.clone(),
        sender: sender(),
        claimed_at: due.at,
        state: AttemptState::Claimed,
    };
    ClaimRequest { lead: lead.after(LeadEvent::Claimed(claim)).unwrap(), attempt, elsewhere: Vec::new() }
}

/// The gate one send later, whatever its cap.
#[must_use]
pub fn passed(gate: &Gate, at: Timestamp) -> Gate {
    gate.admit(&campaign(), u32::MAX, SignedDuration::ZERO, at).unwrap()
}

/// What the gateway says when it takes a mail.
#[must_use]
pub fn receipt(wire_id: &str, at: Timestamp) -> Receipt {
    Receipt { at, wire_id: wire_id.to_owned(), gateway: "outbox".to_owned(), subject: "A question".to_owned() }
}

/// A no.
#[must_use]
pub fn suppression(reason: SuppressionReason) -> Suppression {
    Suppression { reason, source: "reply".to_owned(), at: NOW }
}

/// The cycle with everything a cycle can have.
#[must_use]
pub fn finished_cycle(opened: &Cycle) -> Cycle {
    let report = PhaseReport {
        counts: BTreeMap::from([("leads_created".to_owned(), 12)]),
        skips: BTreeMap::from([("cool_down".to_owned(), 3)]),
        errors: vec!["the file could not be read".to_owned()],
        elapsed_ms: 420,
    };
    let run = PhaseRun { handed_on_at: Some(NOW), started_at: Some(minutes(1)), finished_at: Some(minutes(2)), report };
    let mut cycle = opened.clone();
    cycle.phases.insert(Phase::ProcessLeads, run);
    cycle.report = Some(DayReport {
        from: NOW,
        until: minutes(60),
        leads_created: 12,
        outreach_sent: 4,
        followups_sent: 3,
        outreach_previewed: 2,
        followups_previewed: 1,
        replies_detected: 5,
        hot_leads_detected: 6,
        opt_outs: 7,
        in_doubt: 8,
        skips: BTreeMap::from([("cool_down".to_owned(), 3)]),
        errors: vec![PhaseError { phase: Phase::ProcessLeads, error: "the file could not be read".to_owned() }],
        seconds: 9,
    });
    cycle
}
