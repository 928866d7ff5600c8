//! The environment of each function: what its settings ask for is set, and nothing else.

use std::{cell::RefCell, collections::BTreeSet};

use cam_core::cycle::Phase;
use cam_lambda::settings::{
    DetectReplies, EscalateLeads, ProcessLeads, ReportCycle, ScheduleOutreach, SendOutreach, SettingsProblems,
    StartCycle,
};
use serde_json::{Value, json};

use super::stack::{Stack, arn, id};

/// What a function asks for and only a test sets.
const OF_TESTS: [&str; 1] = ["CAM_TEST_CLOCK_OFFSET_S"];

const MAILBOX: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:mailbox-AbCdEf";

#[test]
fn every_function_is_told_what_it_asks_for_and_nothing_else() {
    let ways: [&[(&str, &str)]; 4] =
        [&[], &[("Live", "true")], &[("SmtpSecretArn", MAILBOX)], &[("Live", "true"), ("SmtpSecretArn", MAILBOX)]];
    for phase in Phase::ALL {
        let mut asked = BTreeSet::new();
        let mut told = BTreeSet::new();
        for way in ways {
            let stack = Stack::with(way);
            let environment = stack.properties(&id(phase))["Environment"]["Variables"].clone();
            told.extend(environment.as_object().unwrap().keys().cloned());
            asked.extend(read(phase, &environment).unwrap_or_else(|problems| panic!("{phase}: {problems}")));
        }
        asked.retain(|name| name.starts_with("CAM_") && !OF_TESTS.contains(&name.as_str()));
        assert_eq!(told, asked, "{phase}");
    }
    assert_eq!(Stack::plain().globals["Environment"], Value::Null);
    assert_eq!(Stack::plain().properties("Web")["Environment"], Value::Null);
}

#[test]
fn a_function_that_sends_knows_how_many_send_at_the_same_time() {
    let stack = Stack::plain();
    let mapping = &stack.properties("SendOutreach")["Events"]["Tasks"]["Properties"]["ScalingConfig"];
    let n = mapping["MaximumConcurrency"].as_u64().unwrap().to_string();
    for phase in [Phase::SendOutreach, Phase::EscalateLeads, Phase::ReportCycle] {
        assert_eq!(stack.properties(&id(phase))["Environment"]["Variables"]["CAM_SEND_CONCURRENCY"], n, "{phase}");
    }
}

#[test]
fn nothing_secret_stands_in_an_environment() {
    let stack = Stack::with(&[("SmtpSecretArn", MAILBOX)]);
    for phase in Phase::ALL {
        let environment = &stack.properties(&id(phase))["Environment"]["Variables"];
        for (name, secret) in [
            ("CAM_KEY_SECRET", arn("secretsmanager", "secret:KeySecret-AbCdEf").as_str()),
            ("CAM_SMTP_SECRET", MAILBOX),
        ] {
            assert!(environment[name].is_null() || environment[name] == secret, "{phase}: {name}");
        }
    }
}

/// Reads a phase's settings from an environment and Lambda's own, and tells the names that were asked for.
fn read(phase: Phase, environment: &Value) -> Result<Vec<String>, SettingsProblems> {
    let of_lambda = json!({"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "hush"});
    let asked = RefCell::new(Vec::new());
    let lookup = |name: &str| {
        asked.borrow_mut().push(name.to_owned());
        environment[name].as_str().or(of_lambda[name].as_str()).map(str::to_owned)
    };
    match phase {
        Phase::StartCycle => StartCycle::read(&lookup).map(drop),
        Phase::ProcessLeads => ProcessLeads::read(&lookup).map(drop),
        Phase::ScheduleOutreach => ScheduleOutreach::read(&lookup).map(drop),
        Phase::SendOutreach => SendOutreach::read(&lookup).map(drop),
        Phase::DetectReplies => DetectReplies::read(&lookup).map(drop),
        Phase::EscalateLeads => EscalateLeads::read(&lookup).map(drop),
        Phase::ReportCycle => ReportCycle::read(&lookup).map(drop),
    }?;
    Ok(asked.into_inner())
}
