//! The two rules: what they call, how often, and where it is seen that a call failed.

use cam_core::cycle::Phase;
use send_outreach::TICK;
use serde_json::{Value, json};

use super::stack::{NAME, Stack, arn, id};

/// Each rule: the phase it calls, its logical id, its name in the stack.
const RULES: [(Phase, &str, &str); 2] =
    [(Phase::StartCycle, "DailyRule", "daily-rule"), (Phase::SendOutreach, "FiveMinutesRule", "five-minutes-rule")];

#[test]
fn the_phases_that_look_for_themselves_have_a_rule_and_the_others_have_none() {
    let stack = Stack::plain();
    for phase in Phase::ALL {
        let events = stack.properties(&id(phase))["Events"].as_object().unwrap();
        let rules: Vec<&String> =
            events.iter().filter(|(_, event)| event["Type"] == "Schedule").map(|(name, _)| name).collect();
        let expected: Vec<&str> = RULES.iter().filter(|(of, ..)| *of == phase).map(|(_, rule, _)| *rule).collect();
        assert_eq!(rules, expected, "{phase}");
    }
}

#[test]
fn the_rules_fire_as_often_as_the_code_reckons_with() {
    let stack = Stack::plain();
    let every = |phase, rule: &str| stack.properties(&id(phase))["Events"][rule]["Properties"]["Schedule"].clone();
    assert_eq!(every(Phase::StartCycle, "DailyRule"), "rate(1 hour)");
    assert_eq!(every(Phase::SendOutreach, "FiveMinutesRule"), format!("rate({} minutes)", TICK.as_mins()));
}

#[test]
fn a_call_that_could_not_be_made_and_one_that_failed_stand_in_the_rules_dead_letter_queue() {
    let stack = Stack::plain();
    for (phase, rule, name) in RULES {
        let letters = arn("sqs", &format!("{NAME}-{name}-dead-letters"));
        let function = stack.properties(&id(phase));
        let event = &function["Events"][rule]["Properties"];
        assert_eq!(event["Name"], format!("{NAME}-{name}"));
        assert_eq!(event["DeadLetterConfig"], json!({"Arn": letters}));
        let failed = &function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"];
        assert_eq!(*failed, json!({"Type": "SQS", "Destination": letters}));
        let statement = &stack.properties(&format!("{rule}DeadLettersPolicy"))["PolicyDocument"]["Statement"];
        let expected = json!([{
            "Sid": rule, "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage", "Resource": letters,
            "Condition": {"ArnEquals": {"aws:SourceArn": arn("events", &format!("rule/{NAME}-{name}"))}},
        }]);
        assert_eq!(*statement, expected);
    }
}

#[test]
fn a_tick_is_not_repeated_because_the_next_one_comes() {
    let stack = Stack::plain();
    let config = &stack.properties(&id(Phase::SendOutreach))["EventInvokeConfig"];
    assert_eq!(config["MaximumRetryAttempts"], 0);
    assert_eq!(config["MaximumEventAgeInSeconds"], TICK.as_secs());
    for phase in Phase::ALL.into_iter().filter(|phase| RULES.iter().all(|(of, ..)| of != phase)) {
        assert_eq!(stack.properties(&id(phase))["EventInvokeConfig"], Value::Null, "{phase}");
    }
}
