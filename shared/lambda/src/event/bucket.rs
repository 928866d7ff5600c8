//! What a bucket tells of the objects that are put into it (S3 event message structure 2.x).

use cam_ports::task::Task;
use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

use super::UnreadableBody;

/// Where lists of leads are dropped.
const LEADS: &str = "leads/";

/// Where mail comes in.
const MAIL: &str = "mail/";

/// Whether the body comes from a bucket.
pub(super) fn is_notification(body: &Value) -> bool {
    let text = |path: &str| body.pointer(path).and_then(Value::as_str);
    text("/Event") == Some("s3:TestEvent") || text("/Records/0/eventSource") == Some("aws:s3")
}

/// The tasks that a notification leads to: one for each object that was put, none for what was removed and for the test
/// that S3 makes when the notification is set up.
pub(super) fn tasks(body: Value) -> Result<Vec<Task>, UnreadableBody> {
    let notification: Notification =
        serde_json::from_value(body).map_err(|error| UnreadableBody::Bucket(error.into()))?;
    let put = notification.records.into_iter().filter(|record| record.event_name.starts_with("ObjectCreated:"));
    put.filter_map(|record| task(&record.s3.object).transpose()).collect()
}

#[derive(Deserialize)]
struct Notification {
    #[serde(default, rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "eventName")]
    event_name: String,
    s3: Entity,
}

#[derive(Deserialize)]
struct Entity {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    /// As in a form: a blank is `+`, and what is no letter is a number.
    key: String,
    #[serde(default, rename = "eTag")]
    etag: String,
}

fn task(object: &Object) -> Result<Option<Task>, UnreadableBody> {
    let key = object.key.replace('+', " ");
    let key = percent_decode_str(&key).decode_utf8().map_err(|error| UnreadableBody::Bucket(error.into()))?;
    // The console makes a folder by putting an empty object of its name.
    if key.ends_with('/') {
        return Ok(None);
    }
    if let Some(name) = key.strip_prefix(MAIL) {
        return Ok(Some(Task::Mail(name.to_owned())));
    }
    if key.starts_with(LEADS) {
        let etag = object.etag.trim_matches('"').to_owned();
        return Ok(Some(Task::Source { key: key.into_owned(), etag }));
    }
    Err(UnreadableBody::OtherFolder)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn put(key: &str) -> Value {
        json!({"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": {"object": {"key": key, "eTag": "1f"}}})
    }

    fn read(records: &[Value]) -> Result<Vec<Task>, UnreadableBody> {
        let body = json!({"Records": records});
        assert!(is_notification(&body));
        tasks(body)
    }

    #[test]
    fn a_key_is_read_as_it_was_named() {
        let list = |key: &str| Task::Source { key: key.to_owned(), etag: "1f".to_owned() };
        let cases = [
            ("leads/spring/fair.csv", list("leads/spring/fair.csv")),
            ("leads/spring/a+b%2B%C3%BC%25.csv", list("leads/spring/a b+ü%.csv")),
            ("mail/0a1b2c", Task::Mail("0a1b2c".to_owned())),
        ];
        for (key, expected) in cases {
            assert_eq!(read(&[put(key)]).unwrap(), [expected], "{key}");
        }
    }

    #[test]
    fn every_object_of_a_notification_is_a_task() {
        let tasks = read(&[put("mail/a"), put("mail/b")]).unwrap();
        assert_eq!(tasks, [Task::Mail("a".to_owned()), Task::Mail("b".to_owned())]);
    }

    #[test]
    fn folders_removals_and_the_services_own_test_are_done_without_a_task() {
        let removed = json!({"eventSource": "aws:s3", "eventName": "ObjectRemoved:Delete", "s3": {"object": {"key": "leads/spring/a.csv"}}});
        assert_eq!(read(&[removed, put("leads/spring/")]).unwrap(), []);
        let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "cam-123456789012"});
        assert!(is_notification(&test));
        assert_eq!(tasks(test).unwrap(), []);
    }

    #[test]
    fn an_object_elsewhere_and_a_key_that_is_no_text_fail() {
        assert!(matches!(read(&[put("mail/a"), put("rejects/spring/a.csv")]), Err(UnreadableBody::OtherFolder)));
        assert!(matches!(read(&[put("mail/%FF")]), Err(UnreadableBody::Bucket(_))));
        assert!(matches!(tasks(json!({"Records": [{"eventSource": "aws:s3"}]})), Err(UnreadableBody::Bucket(_))));
    }
}
