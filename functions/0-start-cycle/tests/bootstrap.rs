//! The bootstrap as Lambda starts it; the bootstraps of the other phases are wired alike.
#![cfg(test)]

use cam_testkit::bootstrap::{Invoked, invoke};
use serde_json::Value;

const DIRECT: &str = include_str!("../../../infra/events/start-cycle.direct.json");
const BOOTSTRAP: &str = env!("CARGO_BIN_EXE_start-cycle");
const SETTINGS: [(&str, &str); 6] = [
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "key"),
    ("AWS_SECRET_ACCESS_KEY", "secret"),
    ("CAM_STACK", "cam"),
    ("CAM_TABLE", "cam"),
    ("CAM_QUEUE_PROCESS_LEADS", "https://sqs.example.com/1/process-leads"),
];

/// The settings with others besides, which come first.
fn with<'a>(others: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    SETTINGS.into_iter().chain(others.iter().copied()).collect()
}

fn error_of(settings: &[(&str, &str)], event: &str) -> (String, String) {
    let Invoked::Failed(error) = invoke(BOOTSTRAP, settings, event).unwrap() else { panic!("no error") };
    let error: Value = serde_json::from_str(&error).unwrap();
    let text = |name: &str| error[name].as_str().unwrap().to_owned();
    (text("errorType"), text("errorMessage"))
}

#[test]
fn a_bootstrap_without_settings_ends_and_names_them_all() {
    let Invoked::Ended(stderr) = invoke(BOOTSTRAP, &[], "{}").unwrap() else { panic!("it did not end") };
    for (name, _) in SETTINGS {
        assert!(stderr.contains(&format!("{name} is not set: set it to")), "{stderr}");
    }
}

#[test]
fn a_direct_invocation_reaches_the_table_and_says_why_it_failed() {
    let (kind, message) = error_of(&SETTINGS, DIRECT);
    assert_eq!(kind, "PhaseFailed");
    assert!(message.starts_with("the table is out of reach") && message.contains("AccessDenied"), "{message}");
}

#[test]
fn an_event_that_is_none_of_ours_is_told_what_is_taken() {
    let (kind, message) = error_of(&SETTINGS, r#"{"hello": "world"}"#);
    assert_eq!(kind, "UnknownEvent");
    assert!(message.contains("Scheduled Event"), "{message}");
}

#[test]
fn a_clock_that_is_off_is_refused_unless_everything_is_on_this_machine() {
    let offset = ("CAM_TEST_CLOCK_OFFSET_S", "86400");
    for endpoint in ["https://dynamodb.eu-central-1.amazonaws.com", "http://127.0.0.1.example.com", ""] {
        let settings = with(&[offset, ("AWS_ENDPOINT_URL", endpoint)]);
        let Invoked::Ended(stderr) = invoke(BOOTSTRAP, &settings, DIRECT).unwrap() else {
            panic!("{endpoint}: it runs")
        };
        assert!(stderr.contains("CAM_TEST_CLOCK_OFFSET_S is for tests"), "{stderr}");
    }
    assert_eq!(error_of(&with(&[offset]), DIRECT).0, "PhaseFailed", "with a loopback endpoint it runs");
}

#[test]
fn certificates_that_are_not_there_end_a_bootstrap_with_what_to_do() {
    let settings = with(&[("AWS_CA_BUNDLE", "/nowhere/ca.pem")]);
    let Invoked::Ended(stderr) = invoke(BOOTSTRAP, &settings, DIRECT).unwrap() else { panic!("it runs") };
    assert!(stderr.contains("AWS_CA_BUNDLE names /nowhere/ca.pem"), "{stderr}");
}
