//! The bootstrap as Lambda starts it; the bootstraps of the other phases are wired alike.
#![cfg(test)]

use cam_testkit::bootstrap::{Invoked, invoke};
use serde_json::Value;

const BOOTSTRAP: &str = env!("CARGO_BIN_EXE_start-cycle");
const SETTINGS: [(&str, &str); 5] = [
    ("AWS_REGION", "eu-central-1"),
    ("AWS_ACCESS_KEY_ID", "key"),
    ("AWS_SECRET_ACCESS_KEY", "secret"),
    ("CAM_TABLE", "cam"),
    ("CAM_QUEUE_PROCESS_LEADS", "https://sqs.example.com/1/process-leads"),
];

fn error_of(event: &str) -> (String, String) {
    let Invoked::Failed(error) = invoke(BOOTSTRAP, &SETTINGS, event).unwrap() else { panic!("no error") };
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
    let (kind, message) = error_of(include_str!("../../../infra/events/start-cycle.direct.json"));
    assert_eq!(kind, "PhaseFailed");
    assert!(message.starts_with("the table is out of reach") && message.contains("AccessDenied"), "{message}");
}

#[test]
fn an_event_that_is_none_of_ours_is_told_what_is_taken() {
    let (kind, message) = error_of(r#"{"hello": "world"}"#);
    assert_eq!(kind, "UnknownEvent");
    assert!(message.contains("Scheduled Event"), "{message}");
}
