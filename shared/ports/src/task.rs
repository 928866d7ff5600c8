//! What crosses a queue: versioned JSON that carries ids only.
//!
//! A task that is delivered again re-reads and decides on today. Golden files in `tests/golden/task` hold the text.

use cam_core::{
    cycle::Mode,
    feedback::Feedback,
    id::{CampaignId, CycleId, LeadKey},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The version that is written. Older ones stay readable.
const VERSION: u8 = 1;

/// A queue message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// The day reaches a phase; it follows [`Phase::next`](cam_core::cycle::Phase::next).
    Cycle(CycleId),
    /// One touch.
    Touch {
        /// Who is written to.
        lead: LeadKey,
        /// The slot it was planned for; a touch that moved since is left to its new slot.
        due_at: Timestamp,
    },
    /// One touch of a dry cycle.
    Preview {
        /// The dry cycle.
        cycle: CycleId,
        /// Who would be written to.
        lead: LeadKey,
        /// The slot it was planned for.
        due_at: Timestamp,
    },
    /// A list of leads that was dropped: the next cycle reads it.
    Source {
        /// Where it lies: `leads/<campaign>/<file>`.
        key: String,
        /// The mark of its contents.
        etag: String,
    },
    /// One mail that came in, at once, by its name in the inbox.
    Mail(String),
    /// What became of a mail that went out, at once.
    Feedback(Feedback),
    /// One lead that turned hot, at once.
    Lead(LeadKey),
    /// A rule fired: the hourly look for days to open, or the five-minute look around.
    Tick,
}

/// The message is no task.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableTask {
    /// It is not such JSON.
    #[error("the message body is not a task")]
    NotATask(#[source] serde_json::Error),
    /// It was written by a later release.
    #[error("the task has version {0}, and this release reads up to {VERSION}: deploy the newer release again")]
    Newer(u8),
    /// One of its ids or names is none.
    #[error("the task names something that there is not")]
    BadId(#[source] crate::error::BoxError),
}

impl Task {
    /// The message body.
    #[must_use]
    pub fn to_json(&self) -> String {
        let body = match self {
            Self::Cycle(cycle) => Body::Cycle { cycle: cycle.to_string() },
            Self::Touch { lead, due_at } => {
                Body::Touch { campaign: lead.campaign.to_string(), person: lead.person.to_string(), due_at: *due_at }
            }
            Self::Preview { cycle, lead, due_at } => Body::Preview {
                cycle: cycle.to_string(),
                campaign: lead.campaign.to_string(),
                person: lead.person.to_string(),
                due_at: *due_at,
            },
            Self::Source { key, etag } => Body::Source { key: key.clone(), etag: etag.clone() },
            Self::Mail(name) => Body::Mail { name: name.clone() },
            Self::Feedback(feedback) => Body::Feedback {
                id: feedback.id.clone(),
                send: feedback.send.to_string(),
                what: feedback.what.to_string(),
                at: feedback.at,
            },
            Self::Lead(key) => Body::Lead { campaign: key.campaign.to_string(), person: key.person.to_string() },
            Self::Tick => Body::Tick {},
        };
        // A struct of strings cannot fail to serialize; an empty body would be refused by the reader.
        serde_json::to_string(&Envelope { v: VERSION, body }).unwrap_or_default()
    }

    /// Reads a message body.
    pub fn from_json(text: &str) -> Result<Self, UnreadableTask> {
        let version: Version = serde_json::from_str(text).map_err(UnreadableTask::NotATask)?;
        if version.v > VERSION {
            return Err(UnreadableTask::Newer(version.v));
        }
        let envelope: Envelope = serde_json::from_str(text).map_err(UnreadableTask::NotATask)?;
        envelope.body.into_task().map_err(UnreadableTask::BadId)
    }
}

#[derive(Deserialize)]
struct Version {
    v: u8,
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    v: u8,
    #[serde(flatten)]
    body: Body,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum Body {
    Cycle { cycle: String },
    Touch { campaign: String, person: String, due_at: Timestamp },
    Preview { cycle: String, campaign: String, person: String, due_at: Timestamp },
    Source { key: String, etag: String },
    Mail { name: String },
    Feedback { id: String, send: String, what: String, at: Timestamp },
    Lead { campaign: String, person: String },
    Tick {},
}

impl Body {
    fn into_task(self) -> Result<Task, crate::error::BoxError> {
        Ok(match self {
            Self::Cycle { cycle } => Task::Cycle(cycle.parse()?),
            Self::Touch { campaign, person, due_at } => Task::Touch { lead: key(&campaign, &person)?, due_at },
            Self::Preview { cycle, campaign, person, due_at } => {
                Task::Preview { cycle: cycle.parse()?, lead: key(&campaign, &person)?, due_at }
            }
            Self::Source { key, etag } => Task::Source { key, etag },
            Self::Mail { name } => Task::Mail(name),
            Self::Feedback { id, send, what, at } => {
                Task::Feedback(Feedback { id, send: send.parse()?, what: what.parse()?, at })
            }
            Self::Lead { campaign, person } => Task::Lead(key(&campaign, &person)?),
            Self::Tick {} => Task::Tick,
        })
    }
}

fn key(campaign: &str, person: &str) -> Result<LeadKey, cam_core::id::InvalidId> {
    Ok(LeadKey { campaign: campaign.parse()?, person: person.parse()? })
}

/// A direct invocation of a phase: `{"campaign":"spring","date":"2026-11-23"}`, with `mode` and `number` where
/// they are not `dry` and 1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invocation {
    campaign: String,
    date: Date,
    #[serde(default)]
    mode: Option<String>,
    #[serde(default)]
    number: Option<u16>,
}

/// The invocation names no cycle.
#[derive(Debug, thiserror::Error)]
#[error(
    "an invocation names a cycle: {{\"campaign\": \"spring\", \"date\": \"2026-11-23\", \"mode\": \"dry\", \"number\": 1}}"
)]
pub struct BadInvocation(#[source] crate::error::BoxError);

impl Invocation {
    /// The cycle it names.
    pub fn cycle(&self) -> Result<CycleId, BadInvocation> {
        let campaign: CampaignId = self.campaign.parse().map_err(|error| BadInvocation(Box::new(error)))?;
        let mode: Mode =
            self.mode.as_deref().unwrap_or("dry").parse().map_err(|error| BadInvocation(Box::new(error)))?;
        Ok(CycleId { campaign, date: self.date, mode, number: self.number.unwrap_or(1).max(1) })
    }
}

#[cfg(test)]
mod tests {
    use cam_core::feedback::Fate;

    use super::*;

    #[test]
    fn every_task_reads_back_from_its_text() {
        let lead = LeadKey { campaign: "spring".parse().unwrap(), person: "a".repeat(26).parse().unwrap() };
        let cycle: CycleId = "spring.2026-11-23.dry.1".parse().unwrap();
        let due_at = Timestamp::constant(1_763_900_000, 0);
        let send = format!("{}-1-2", "a".repeat(26)).parse().unwrap();
        let tasks = [
            Task::Cycle(cycle.clone()),
            Task::Touch { lead: lead.clone(), due_at },
            Task::Preview { cycle, lead: lead.clone(), due_at },
            Task::Source { key: "leads/spring/fair.csv".to_owned(), etag: "1f".to_owned() },
            Task::Mail("a.eml".to_owned()),
            Task::Feedback(Feedback { id: "b2".to_owned(), send, what: Fate::Withheld, at: due_at }),
            Task::Lead(lead),
            Task::Tick,
        ];
        for task in tasks {
            assert_eq!(Task::from_json(&task.to_json()).unwrap(), task);
        }
    }

    #[test]
    fn a_task_of_a_later_release_is_refused_with_what_to_do() {
        let error = Task::from_json(r#"{"v":9,"kind":"cycle","cycle":"spring.2026-11-23.dry.1"}"#).unwrap_err();
        assert!(error.to_string().contains("version 9"), "{error}");
    }

    /// A fate that a later release may know.
    const OPENED: &str = r#"{"v":1,"kind":"feedback","id":"b2","send":"aaaaaaaaaaaaaaaaaaaaaaaaaa-1-2","what":"opened","at":"2026-11-23T10:00:00Z"}"#;

    #[test]
    fn a_message_that_is_no_task_is_refused() {
        for body in ["", "{", "7", "{}", r#"{"v":1,"kind":"dance"}"#, r#"{"v":1,"kind":"cycle","cycle":"x"}"#, OPENED] {
            assert!(Task::from_json(body).is_err(), "{body}");
        }
    }
}
