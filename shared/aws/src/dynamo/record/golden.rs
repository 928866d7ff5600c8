//! The text of every kind of item, as it lies in `tests/golden/item`: what is written equals the file, and the file reads
//! back as the noun. `CAM_BLESS=1` writes the files anew, for a change that was meant.

use std::{collections::BTreeMap, path::PathBuf};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use cam_core::{
    attempt::{Attempt, AttemptState},
    campaign::StoredCampaign,
    company::Company,
    country::Country,
    cycle::Cycle,
    fact::{Fact, FactKind},
    lead::{Lead, LeadEvent, Place},
    pacing::SendingDay,
    score::Milli,
    sender::{Gate, SenderHistory},
    skip::Hold,
};
use cam_ports::{
    campaign_file,
    clearance::Clearance,
    import_store::SourceState,
    inbound::{InboundEffects, InboundMail},
    lead_source::Position,
    preview_store::{Preview, PreviewState},
    project_store::Project,
    suppression::SuppressionReason,
};
use cam_testkit::sample::{
    self, NOW, campaign, claim_id, claim_request, company, cycle, dry_cycle, key, minutes, other_campaign, passed,
    person, planned, receipt, sender, suppression,
};
use data_encoding::BASE64;
use serde_json::{Map, Value, json};

use super::*;

/// Holds an item to its file, and gives back what the file says.
#[allow(clippy::disallowed_methods, reason = "whether the files are written anew is the runner's to say")]
fn golden(name: &str, written: Result<Item, Malformed>) -> Item {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "../../tests/golden/item", &format!("{name}.json")].iter().collect();
    let text = format!("{:#}\n", map_to_json(&written.unwrap()));
    if std::env::var("CAM_BLESS").is_ok() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let file = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, file, "{name}.json says otherwise; if the change is meant, run the test with CAM_BLESS=1");
    map_from_json(&serde_json::from_str(&file).unwrap())
}

fn map_to_json(map: &HashMap<String, AttributeValue>) -> Value {
    let sorted: BTreeMap<_, _> = map.iter().collect();
    Value::Object(sorted.into_iter().map(|(name, value)| (name.clone(), to_json(value))).collect())
}

fn to_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Bool(is_true) => json!({ "BOOL": is_true }),
        AttributeValue::B(bytes) => json!({ "B": BASE64.encode(bytes.as_ref()) }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(to_json).collect::<Vec<_>>() }),
        AttributeValue::M(map) => json!({ "M": map_to_json(map) }),
        other => unreachable!("no item has {other:?}"),
    }
}

fn map_from_json(map: &Map<String, Value>) -> Item {
    map.iter().map(|(name, value)| (name.clone(), from_json(value))).collect()
}

fn from_json(value: &Value) -> AttributeValue {
    let (tag, value) = value.as_object().unwrap().iter().next().unwrap();
    match tag.as_str() {
        "S" => AttributeValue::S(value.as_str().unwrap().to_owned()),
        "N" => AttributeValue::N(value.as_str().unwrap().to_owned()),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap()),
        "B" => AttributeValue::B(Blob::new(BASE64.decode(value.as_str().unwrap().as_bytes()).unwrap())),
        "L" => AttributeValue::L(value.as_array().unwrap().iter().map(from_json).collect()),
        "M" => AttributeValue::M(map_from_json(value.as_object().unwrap())),
        other => unreachable!("no item has {other}"),
    }
}

/// Ada, judged and planned.
fn ada() -> Lead {
    let known = Lead { country: Country::parse("DE"), zone: Some("Europe/Berlin".to_owned()), ..sample::lead("ada") };
    planned(&known.after(LeadEvent::Scored { score: Some(Milli::new(850)) }).unwrap(), minutes(10))
}

/// Her second mail on its way.
fn claimed() -> Lead {
    let waiting = Lead { next_step: 2, last_touch_at: Some(NOW), ..ada() };
    claim_request(&waiting, &claim_id('c')).lead
}

#[test]
fn leads() {
    let hold = Hold { key: "needs_consent".to_owned(), text: "Germany asks for consent".to_owned() };
    let held = sample::lead("ada").after(LeadEvent::Held { hold, judged_by: 3 }).unwrap();
    let waiting = Lead { place: Place::Waiting { from: minutes(60) }, ..ada() };
    let idle = Lead { place: Place::Idle, ..ada() };
    let hot = Lead { place: Place::Hot, ..ada() };
    let leads = [
        ("lead-new", sample::lead("ada")),
        ("lead-due", ada()),
        ("lead-claimed", claimed()),
        ("lead-held", held),
        ("lead-waiting", waiting),
        ("lead-idle", idle),
        ("lead-hot", hot),
    ];
    for (name, lead) in leads {
        assert_eq!(lead::from_item(golden(name, lead::to_item(&lead))).unwrap(), lead);
    }
}

#[test]
fn a_lead_stays_under_a_kilobyte() {
    let bytes = bytes_of_map(&lead::to_item(&claimed()).unwrap());
    assert!(bytes < 1024, "{bytes}");
}

#[test]
fn profiles_and_suppressions() {
    let profile = sample::profile("ada");
    assert_eq!(profile::from_item(golden("profile", profile::to_item(&profile))).unwrap(), profile);
    let no = suppression(SuppressionReason::OptOut);
    assert_eq!(suppression::from_item(golden("suppression", suppression::to_item(&person("ada"), &no))).unwrap(), no);
}

#[test]
fn attempts_and_messages() {
    let open = claim_request(&ada(), &claim_id('c')).attempt;
    let receipt = receipt("1@wire.example", minutes(11));
    let sent = Attempt { state: AttemptState::Sent(receipt.clone()), ..open.clone() };
    let rejected = Attempt { state: AttemptState::Rejected { at: minutes(11) }, ..open.clone() };
    for (name, attempt) in [("attempt-claimed", &open), ("attempt-sent", &sent), ("attempt-rejected", &rejected)] {
        assert_eq!(attempt::from_item(golden(name, attempt::to_item(&key("ada"), attempt))).unwrap(), *attempt);
    }
    let message = golden("message", message::to_item(&key("ada"), &open.id, &receipt));
    assert_eq!(message::from_item(message).unwrap(), (key("ada"), open.id));
}

#[test]
fn what_came_in() {
    let mail = InboundMail {
        id: "0f3a".to_owned(),
        person: person("ada"),
        received_at: minutes(30),
        class: "interested".to_owned(),
        confidence_milli: 920,
        evidence: "call me".to_owned(),
        text: "Sounds good, call me.".to_owned(),
    };
    assert_eq!(mail::from_item(golden("mail", mail::to_item(&mail))).unwrap(), mail);
    let effects = InboundEffects {
        id: mail.id.clone(),
        at: minutes(31),
        class: mail.class.clone(),
        mail: Some(mail),
        leads: vec![],
        companies: vec![],
        suppression: None,
        fact: None,
    };
    golden("inbound", mark::handled(&effects));
    golden("fact", mark::fact(&key("ada"), &effects.id, &Fact { at: minutes(31), kind: FactKind::Replied }));
}

#[test]
fn projects() {
    let project = Project {
        key: key("ada"),
        created_at: minutes(32),
        is_hot: true,
        brief: "She asks for a call.".to_owned(),
        notice_at: Some(minutes(33)),
    };
    assert_eq!(project::from_item(golden("project", project::to_item(&project))).unwrap(), project);
}

#[test]
fn companies_and_senders() {
    let busy = Company::new(company("ada")).with_active(key("ada"), minutes(9999), NOW);
    assert_eq!(company::from_item(&busy.id, golden("company", company::to_item(&busy))).unwrap(), busy);
    let mut gate = passed(&passed(&Gate::new(sender()), NOW), minutes(12));
    gate.stopped = Some("complaints".to_owned());
    gate.paused.insert(other_campaign());
    assert_eq!(sender::gate_from_item(&sender(), golden("gate", sender::gate_to_item(&gate))).unwrap(), gate);
    let day = SendingDay { date: "2026-11-20".parse().unwrap(), n_sent: 5, healthy: true };
    let history = SenderHistory { days: vec![day] };
    let item = golden("sender-state", sender::history_to_item(&sender(), &history));
    assert_eq!(sender::history_from_item(item).unwrap(), history);
}

#[test]
fn sources() {
    let source = SourceState {
        position: Position { byte_offset: 5120, row: 42 },
        n_created: 30,
        n_duplicates: 5,
        n_suppressed: 1,
        n_rejected: 4,
        day: Some(("2026-11-23".parse().unwrap(), 10)),
        ..sample::source()
    };
    assert_eq!(source::from_item(&campaign(), golden("source", source::to_item(&source))).unwrap(), source);
    let lost = SourceState { is_set_aside: true, ..source };
    assert_eq!(source::from_item(&campaign(), golden("source-set-aside", source::to_item(&lost))).unwrap(), lost);
}

#[test]
fn clearances() {
    let clearance = Clearance { identity: "northlight.example".to_owned(), passed_at: NOW };
    assert_eq!(clearance::from_item(golden("clearance", clearance::to_item(&clearance))).unwrap(), clearance);
}

#[test]
fn campaigns() {
    let text = sample::CAMPAIGN_FILE;
    let campaign = campaign_file::parse(text, "campaign.toml").unwrap();
    let stored = StoredCampaign { campaign, number: 1, version: 2 };
    let item = golden("campaign", campaign::to_item(&stored, text));
    assert_eq!(campaign::from_item(item).unwrap(), (stored, text.to_owned()));
    golden("campaign-number", mark::number(1, &sample::campaign()));
}

#[test]
fn cycles() {
    let opened = Cycle { last_due_at: Some(minutes(480)), ..Cycle::open(cycle(), NOW, NOW) };
    for (name, cycle) in [("cycle-open", opened.clone()), ("cycle-finished", sample::finished_cycle(&opened))] {
        assert_eq!(cycle::from_item(&campaign(), golden(name, cycle::to_item(&cycle))).unwrap(), cycle);
    }
}

#[test]
fn previews() {
    let hold = Hold { key: "missing_variable".to_owned(), text: "the template needs \"pain_point\"".to_owned() };
    let states = [
        ("preview-planned", PreviewState::Planned),
        ("preview-shown", PreviewState::Shown { mime: b"Subject: A question\r\n\r\nHello".to_vec() }),
        ("preview-held", PreviewState::Held(hold)),
    ];
    for (name, state) in states {
        let (lead, sender) = (key("ada"), sender());
        let preview = Preview { cycle: dry_cycle(), lead, due_at: minutes(10), sender, step: 1, state };
        assert_eq!(preview::from_item(&dry_cycle(), golden(name, preview::to_item(&preview))).unwrap(), preview);
    }
}
