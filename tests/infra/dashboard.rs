//! The owner's dashboard: every metric that the functions count, and every dead-letter queue.

use std::collections::BTreeSet;

use cam_lambda::metrics::{DIMENSION, NAMESPACE, Tally};
use serde_json::Value;

use super::stack::{NAME, Stack};

#[test]
fn the_dashboard_shows_every_metric_that_is_counted_and_no_other() {
    let shown: BTreeSet<Vec<String>> = metrics().into_iter().filter(|metric| metric[0] != "AWS/SQS").collect();
    let counted = Tally::NAMES.map(|name| [NAMESPACE, name, DIMENSION, NAME].map(str::to_owned).to_vec());
    assert_eq!(shown, counted.into());
}

#[test]
fn the_dashboard_shows_every_dead_letter_queue() {
    let stack = Stack::plain();
    let queues = stack.of_type("AWS::SQS::Queue").map(|(_, queue)| queue["QueueName"].as_str().unwrap().to_owned());
    let dead_letters: BTreeSet<String> = queues.filter(|name| name.ends_with("-dead-letters")).collect();
    let shown = metrics().into_iter().filter(|metric| metric[0] == "AWS/SQS").map(|metric| metric[3].clone());
    assert_eq!(shown.collect::<BTreeSet<_>>(), dead_letters);
}

/// The metrics of all charts, in full: CloudWatch lets "." stand for what is above, and "..." for all but the last.
fn metrics() -> Vec<Vec<String>> {
    let stack = Stack::plain();
    let dashboard: Value =
        serde_json::from_str(stack.properties("Dashboard")["DashboardBody"].as_str().unwrap()).unwrap();
    let mut all = Vec::new();
    for widget in dashboard["widgets"].as_array().unwrap() {
        let mut above: Vec<String> = Vec::new();
        for metric in widget["properties"]["metrics"].as_array().into_iter().flatten() {
            let mut words: Vec<String> =
                metric.as_array().unwrap().iter().filter_map(Value::as_str).map(str::to_owned).collect();
            if words[0] == "..." {
                words.splice(..1, above[..above.len() - 1].to_vec());
            }
            for (word, over) in words.iter_mut().zip(&above).filter(|(word, _)| *word == ".") {
                word.clone_from(over);
            }
            above.clone_from(&words);
            all.push(words);
        }
    }
    all
}
