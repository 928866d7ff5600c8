//! SQS: queues whose messages rest as long as they were sent for, on a clock that is driven.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::http::Answer;

/// All queues of the account.
#[derive(Debug, Default)]
pub struct Queues {
    now: Timestamp,
    waiting: BTreeMap<(Timestamp, u64), Message>,
    n_sent: u64,
}

/// A message that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The queue's name: the last part of its URL.
    pub queue: String,
    /// The body.
    pub body: String,
}

impl Queues {
    /// Sets the clock.
    pub fn set_now(&mut self, now: Timestamp) {
        self.now = now;
    }

    /// What the clock shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// When the next message may be taken.
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        self.waiting.keys().next().map(|(at, _)| *at)
    }

    /// Sends a message, as somebody else than the functions.
    pub fn send(&mut self, queue: &str, body: String) {
        self.push(queue, body, 0);
    }

    /// Takes the messages of one queue that may be taken by now, the longest waiting first: that of the message that
    /// waits longest of all.
    pub fn receive(&mut self, at_most: usize) -> Vec<Message> {
        let Some(queue) = self.waiting.first_key_value().map(|(_, message)| message.queue.clone()) else {
            return Vec::new();
        };
        let ripe = self.waiting.iter().filter(|((at, _), message)| *at <= self.now && message.queue == queue);
        let keys: Vec<_> = ripe.take(at_most).map(|(key, _)| *key).collect();
        keys.iter().filter_map(|key| self.waiting.remove(key)).collect()
    }

    /// Takes everything that waits in a queue, ripe or not.
    pub fn drain(&mut self, queue: &str) -> Vec<Message> {
        let keys: Vec<_> =
            self.waiting.iter().filter(|(_, message)| message.queue == queue).map(|(key, _)| *key).collect();
        keys.iter().filter_map(|key| self.waiting.remove(key)).collect()
    }

    pub(super) fn answer(&mut self, operation: &str, body: &[u8]) -> Option<Answer> {
        let request: Value = serde_json::from_slice(body).ok()?;
        let queue = request.get("QueueUrl")?.as_str()?.rsplit('/').next()?.to_owned();
        let answer = match operation {
            "SendMessage" => json!({ "MessageId": self.take(&queue, &request)? }),
            "SendMessageBatch" => {
                let entries = request.get("Entries")?.as_array()?;
                let taken: Option<Vec<Value>> = entries
                    .iter()
                    .map(|entry| Some(json!({ "Id": entry.get("Id")?, "MessageId": self.take(&queue, entry)?, "MD5OfMessageBody": "" })))
                    .collect();
                json!({ "Successful": taken?, "Failed": [] })
            }
            "GetQueueAttributes" => self.attributes(&queue),
            _ => return None,
        };
        Some(Answer::json(200, answer.to_string()))
    }

    fn take(&mut self, queue: &str, entry: &Value) -> Option<String> {
        let body = entry.get("MessageBody")?.as_str()?.to_owned();
        let delay_s = entry.get("DelaySeconds").and_then(Value::as_i64).unwrap_or_default();
        self.push(queue, body, delay_s);
        Some(self.n_sent.to_string())
    }

    fn push(&mut self, queue: &str, body: String, delay_s: i64) {
        self.n_sent += 1;
        let at = self.now.saturating_add(SignedDuration::from_secs(delay_s)).unwrap_or(Timestamp::MAX);
        self.waiting.insert((at, self.n_sent), Message { queue: queue.to_owned(), body });
    }

    fn attributes(&self, queue: &str) -> Value {
        let of_queue = self.waiting.iter().filter(|(_, message)| message.queue == queue);
        let (ripe, resting): (Vec<_>, Vec<_>) = of_queue.partition(|((at, _), _)| *at <= self.now);
        json!({ "Attributes": {
            "ApproximateNumberOfMessages": ripe.len().to_string(),
            "ApproximateNumberOfMessagesDelayed": resting.len().to_string(),
            "ApproximateNumberOfMessagesNotVisible": "0",
        }})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_taken_once_and_only_when_it_has_rested() {
        let mut queues = Queues::default();
        let entry = |body: &str, delay: i64| json!({"Id": body, "MessageBody": body, "DelaySeconds": delay});
        let batch = json!({"QueueUrl": "http://localhost/1/mail", "Entries": [entry("late", 60), entry("now", 0)]});
        queues.answer("SendMessageBatch", batch.to_string().as_bytes()).unwrap();
        let message = |body: &str| Message { queue: "mail".to_owned(), body: body.to_owned() };
        assert_eq!(queues.receive(10), [message("now")]);
        assert_eq!(queues.receive(10), []);
        assert_eq!(queues.attributes("mail")["Attributes"]["ApproximateNumberOfMessagesDelayed"], "1");
        queues.set_now(Timestamp::from_second(60).unwrap());
        assert_eq!(queues.receive(10), [message("late")]);
    }
}
