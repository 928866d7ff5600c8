//! The bootstrap as Lambda starts it.
#![cfg(test)]

use cam_testkit::bootstrap::{Invoked, invoke};
use serde_json::Value;

const BOOTSTRAP: &str = env!("CARGO_BIN_EXE_web");

#[test]
fn the_bootstrap_answers_a_request() {
    let event = include_str!("../../../infra/events/web.url.json");
    let Invoked::Answered(answer) = invoke(BOOTSTRAP, &[], event).unwrap() else { panic!("no answer") };
    let answer: Value = serde_json::from_str(&answer).unwrap();
    assert_eq!(answer["statusCode"], 200);
}

#[test]
fn the_bootstrap_reports_what_is_no_request() {
    let Invoked::Failed(error) = invoke(BOOTSTRAP, &[], "{}").unwrap() else { panic!("no error") };
    assert!(error.contains("the event is no request"), "{error}");
}
