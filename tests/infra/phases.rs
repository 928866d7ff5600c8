//! The block of each phase: its queue, its dead-letter queue, its function with its mapping, and its alarm.

use std::collections::BTreeSet;

use cam_core::cycle::{FAILED_AFTER, Phase};
use cam_lambda::{batch::MAX_RECEIVE_COUNT, edge::FOR_ONE_RECORD};
use serde_json::{Value, json};

use super::stack::{NAME, Stack, arn, id, queued, text};

const FUNCTION: &str = "AWS::Serverless::Function";
const QUEUE: &str = "AWS::SQS::Queue";

/// The most SQS keeps, in seconds.
const FOURTEEN_DAYS_S: i64 = 14 * 24 * 3_600;

/// The least maximum concurrency that AWS takes for a mapping.
const LEAST_CONCURRENCY: u64 = 2;

/// The dead-letter queues of the rules; queues of phases have their own.
const RULES: [&str; 2] = ["DailyRule", "FiveMinutesRule"];

#[test]
fn every_phase_has_its_function_in_the_order_of_the_day_and_there_is_none_besides_but_web() {
    let stack = Stack::plain();
    let functions: BTreeSet<&str> = stack.of_type(FUNCTION).map(|(id, _)| id).collect();
    let phases: Vec<String> = Phase::ALL.into_iter().map(id).collect();
    let expected: BTreeSet<&str> = phases.iter().map(String::as_str).chain(["Web"]).collect();
    assert_eq!(functions, expected);
    let text = text();
    let places: Vec<_> = phases.iter().map(|id| text.find(&format!("\n  {id}:\n"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{phases:?} at {places:?}");
    for phase in Phase::ALL {
        assert_eq!(stack.properties(&id(phase))["FunctionName"], format!("{NAME}-{phase}"));
        assert_eq!(stack.properties(&id(phase))["CodeUri"], format!("../target/lambda/deploy/{phase}/bootstrap.zip"));
    }
}

/// More has to be put into a bucket first, which `aws cloudformation deploy` does only if it is told one.
#[test]
fn cloudformation_takes_the_template_as_it_is() {
    let n_bytes = text().len();
    assert!(n_bytes <= 51_200, "the template has {n_bytes} bytes");
}

#[test]
fn every_phase_that_is_handed_tasks_has_its_queue_and_there_is_none_besides() {
    let stack = Stack::plain();
    let names: BTreeSet<&str> = stack.of_type(QUEUE).map(|(_, queue)| queue["QueueName"].as_str().unwrap()).collect();
    let of_phases = queued().flat_map(|phase| [format!("{NAME}-{phase}"), format!("{NAME}-{phase}-dead-letters")]);
    let of_rules = ["daily-rule", "five-minutes-rule"].map(|rule| format!("{NAME}-{rule}-dead-letters"));
    let expected: BTreeSet<String> = of_phases.chain(of_rules).collect();
    assert_eq!(names, expected.iter().map(String::as_str).collect());
    for (id, queue) in stack.of_type(QUEUE) {
        assert_eq!(queue["SqsManagedSseEnabled"], true, "{id} is not encrypted");
    }
}

#[test]
fn a_task_is_delivered_a_named_number_of_times_and_then_kept_as_long_as_sqs_can() {
    let stack = Stack::plain();
    for phase in queued() {
        let queue = stack.properties(&format!("{}Queue", id(phase)));
        let redrive = json!({
            "deadLetterTargetArn": arn("sqs", &format!("{NAME}-{phase}-dead-letters")),
            "maxReceiveCount": MAX_RECEIVE_COUNT,
        });
        assert_eq!(queue["RedrivePolicy"], redrive, "{phase}");
    }
    let dead_letters = stack.of_type(QUEUE).filter(|(id, _)| id.ends_with("DeadLetters"));
    for (id, queue) in dead_letters {
        assert_eq!(queue["MessageRetentionPeriod"], FOURTEEN_DAYS_S, "{id}");
    }
}

#[test]
fn no_task_is_seen_twice_while_it_is_worked_on_and_its_last_delivery_ends_before_the_tick_gives_up() {
    let stack = Stack::plain();
    for phase in queued() {
        let timeout_s = stack.of_function(&id(phase), "Timeout").as_i64().unwrap();
        let visibility_s = stack.properties(&format!("{}Queue", id(phase)))["VisibilityTimeout"].as_i64().unwrap();
        assert!(visibility_s >= 6 * timeout_s, "{phase}: {visibility_s} s are fewer than 6 x {timeout_s} s");
        let last_ends_s = i64::from(MAX_RECEIVE_COUNT - 1) * visibility_s + timeout_s;
        assert!(last_ends_s < FAILED_AFTER.as_secs(), "{phase}: its last delivery ends after {last_ends_s} s");
    }
}

#[test]
fn every_queue_feeds_its_function_where_each_record_fails_alone() {
    let stack = Stack::plain();
    for phase in Phase::ALL {
        let events = stack.properties(&id(phase))["Events"].as_object().unwrap();
        let mappings: Vec<&Value> = events.values().filter(|event| event["Type"] == "SQS").collect();
        if phase.previous().is_none() {
            assert_eq!(mappings, Vec::<&Value>::new(), "{phase}");
            continue;
        }
        let [mapping] = mappings.as_slice() else { panic!("{phase} has {} mappings", mappings.len()) };
        let mapping = &mapping["Properties"];
        assert_eq!(mapping["Queue"], arn("sqs", &format!("{NAME}-{phase}")));
        assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]), "{phase}");
        let batch_size = mapping["BatchSize"].as_u64().unwrap();
        assert!((1..=10).contains(&batch_size), "{phase} takes {batch_size} at once");
        assert_eq!(mapping["MaximumBatchingWindowInSeconds"], Value::Null, "{phase} waits for its batch");
    }
}

#[test]
fn all_mails_of_a_batch_are_begun_in_time_and_of_a_slow_one_all_before_its_last_delivery() {
    let mailbox = ("SmtpSecretArn", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:m-AbCdEf");
    // By SES at the sandbox's pace, shared by two; by a mailbox.
    for (parameters, usual_s, slow_s) in [(&[][..], 2, 5), (&[mailbox], 5, 20)] {
        let stack = Stack::with(parameters);
        let may_send = |phase: &Phase| stack.properties(&format!("{}Role", id(*phase)))["ManagedPolicyArns"].is_array();
        for phase in queued().filter(may_send) {
            let timeout_s = stack.of_function(&id(phase), "Timeout").as_i64().unwrap();
            let n_begun = |each_s: i64| (timeout_s - FOR_ONE_RECORD.as_secs()) / each_s + 1;
            let batch_size =
                stack.properties(&id(phase))["Events"]["Tasks"]["Properties"]["BatchSize"].as_i64().unwrap();
            assert!(batch_size <= n_begun(usual_s), "{phase}: {} of {batch_size} are begun", n_begun(usual_s));
            let n_in_all = n_begun(slow_s) * i64::from(MAX_RECEIVE_COUNT);
            assert!(batch_size <= n_in_all, "{phase}: {n_in_all} of {batch_size} are begun before it is too late");
        }
    }
}

#[test]
fn every_mapping_is_held_to_the_least_that_aws_takes_and_nothing_is_reserved() {
    let stack = Stack::plain();
    for phase in queued() {
        let mapping = &stack.properties(&id(phase))["Events"]["Tasks"]["Properties"];
        assert_eq!(mapping["ScalingConfig"], json!({"MaximumConcurrency": LEAST_CONCURRENCY}), "{phase}");
    }
    for (id, function) in stack.of_type(FUNCTION) {
        assert_eq!(function["ReservedConcurrentExecutions"], Value::Null, "{id}");
        assert_eq!(function["ProvisionedConcurrencyConfig"], Value::Null, "{id}");
    }
    assert_eq!(stack.outputs["SendConcurrency"]["Value"], LEAST_CONCURRENCY.to_string());
}

#[test]
fn lambda_may_end_a_loop() {
    let stack = Stack::plain();
    for (id, _) in stack.of_type(FUNCTION) {
        assert_eq!(stack.of_function(id, "RecursiveLoop"), "Terminate", "{id}");
        assert_eq!(stack.of_function(id, "Runtime"), "provided.al2023", "{id}");
        assert_eq!(stack.of_function(id, "Handler"), "bootstrap", "{id}");
        assert_eq!(stack.of_function(id, "Architectures"), &json!(["arm64"]), "{id}");
        assert_eq!(stack.globals["LoggingConfig"]["LogFormat"], "JSON");
        let group = &stack.properties(id)["LoggingConfig"]["LogGroup"];
        let is_kept = |log: &Value| log["LogGroupName"] == *group && log["RetentionInDays"].is_u64();
        assert!(is_kept(stack.properties(&format!("{id}Log"))), "{id} logs to {group}");
    }
}

#[test]
fn the_owner_is_told_of_everything_that_stands_in_a_dead_letter_queue() {
    let stack = Stack::plain();
    let owners: BTreeSet<String> = queued().map(id).chain(RULES.map(str::to_owned)).collect();
    let alarms: BTreeSet<String> =
        stack.of_type("AWS::CloudWatch::Alarm").map(|(id, _)| id.trim_end_matches("Alarm").to_owned()).collect();
    assert_eq!(alarms, owners);
    for owner in owners {
        let alarm = stack.properties(&format!("{owner}Alarm"));
        let queue = stack.properties(&format!("{owner}DeadLetters"))["QueueName"].as_str().unwrap();
        assert_eq!(alarm["AlarmName"], queue);
        assert_eq!(alarm["Dimensions"], json!([{"Name": "QueueName", "Value": queue}]));
        let told = json!({
            "Namespace": alarm["Namespace"], "MetricName": alarm["MetricName"], "Statistic": alarm["Statistic"],
            "Threshold": alarm["Threshold"], "ComparisonOperator": alarm["ComparisonOperator"],
            "EvaluationPeriods": alarm["EvaluationPeriods"], "TreatMissingData": alarm["TreatMissingData"],
            "AlarmActions": alarm["AlarmActions"],
        });
        let expected = json!({
            "Namespace": "AWS/SQS", "MetricName": "ApproximateNumberOfMessagesVisible", "Statistic": "Maximum",
            "Threshold": 0, "ComparisonOperator": "GreaterThanThreshold",
            "EvaluationPeriods": 1, "TreatMissingData": "notBreaching",
            "AlarmActions": [arn("sns", "cam-owner")],
        });
        assert_eq!(told, expected, "{owner}");
    }
}
