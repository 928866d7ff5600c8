//! Events as AWS writes them, as far as the functions read them.

use serde_json::{Value, json};

use crate::aws::{BUCKET, Message};

/// A batch of a queue.
#[must_use]
pub fn batch(messages: &[Message]) -> String {
    let record = |(n, message): (usize, &Message)| {
        json!({
            "messageId": n.to_string(),
            "receiptHandle": "handle",
            "body": message.body,
            "attributes": {"ApproximateReceiveCount": "1"},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": format!("arn:aws:sqs:eu-central-1:123456789012:{}", message.queue),
            "awsRegion": "eu-central-1",
        })
    };
    json!({ "Records": messages.iter().enumerate().map(record).collect::<Vec<Value>>() }).to_string()
}

/// What S3 tells of an object that was put.
#[must_use]
pub fn put(key: &str, etag: &str) -> Value {
    json!({"Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "eu-central-1",
        "eventTime": "2026-11-23T15:00:00.000Z",
        "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": BUCKET}, "object": {"key": key, "size": 1_024, "eTag": etag}},
    }]})
}
