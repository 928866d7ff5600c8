//! What SES tells of mail it took, as SNS delivers it raw: of event publishing (`eventType`) and of an identity's own
//! notifications (`notificationType`), which are alike but for that name.
//!
//! Nothing of a mail is kept but the send's id, which is a tag of it, and what became of it.

use cam_core::{
    feedback::{Fate, Feedback},
    id::SendId,
};
use cam_ports::{identity::fingerprint, task::Task};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use tracing::warn;

use super::UnreadableBody;

/// What SES publishes, once, when it is told of a topic.
pub(super) const GREETING: &str = "Successfully validated SNS topic for Amazon SES event publishing";

/// Whether the body says what became of a mail.
pub(super) fn is_report(body: &Value) -> bool {
    body.get("mail").is_some() && (body.get("eventType").is_some() || body.get("notificationType").is_some())
}

/// The task that a report leads to; none if it is about no mail of ours, such as one to the owner, or nobody asked.
pub(super) fn tasks(body: Value) -> Result<Vec<Task>, UnreadableBody> {
    let unreadable = |error: serde_json::Error| UnreadableBody::Feedback(error.into());
    let report: Report = serde_json::from_value(body).map_err(unreadable)?;
    let Some((what, at, id)) = report.told()? else { return Ok(Vec::new()) };
    let Some(tag) = report.mail.tags.as_ref().and_then(|tags| tags.ocid.first()) else {
        if what != Fate::Delivered {
            warn!(event = "cam.error", fate = %what, "a mail that is no outreach was reported: {what}");
        }
        return Ok(Vec::new());
    };
    let send: SendId = tag.parse().map_err(|_| UnreadableBody::Feedback("its tag \"ocid\" is no send id".into()))?;
    let id = fingerprint(format!("{} {what} {id}", report.mail.message_id).as_bytes());
    Ok(vec![Task::Feedback(Feedback { id, send, what, at })])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    #[serde(alias = "notificationType")]
    event_type: String,
    mail: Mail,
    delivery: Option<Moment>,
    delivery_delay: Option<Moment>,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    timestamp: Timestamp,
    message_id: String,
    tags: Option<Tags>,
}

#[derive(Deserialize)]
struct Tags {
    #[serde(default)]
    ocid: Vec<String>,
}

#[derive(Deserialize)]
struct Moment {
    timestamp: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    #[serde(default)]
    bounce_sub_type: String,
    timestamp: Timestamp,
    feedback_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complaint_feedback_type: Option<String>,
    timestamp: Timestamp,
    feedback_id: String,
}

impl Report {
    /// What became of the mail, when, and what sets this report apart from others of the same mail.
    fn told(&self) -> Result<Option<(Fate, Timestamp, String)>, UnreadableBody> {
        let at = |moment: &Option<Moment>| moment.as_ref().map(|moment| moment.timestamp);
        let dated = |fate, at: Option<Timestamp>| at.map(|at| (fate, at, at.to_string()));
        let told = match self.event_type.as_str() {
            "Delivery" => dated(Fate::Delivered, at(&self.delivery)),
            "DeliveryDelay" => dated(Fate::Delayed, at(&self.delivery_delay)),
            // It has no instant of its own.
            "Reject" => dated(Fate::Rejected, Some(self.mail.timestamp)),
            "Bounce" => self.bounce.as_ref().map(|told| (told.fate(), told.timestamp, told.feedback_id.clone())),
            "Complaint" => self.complaint.as_ref().map(|told| (told.fate(), told.timestamp, told.feedback_id.clone())),
            // Known, and published to nobody unless somebody adds them to the configuration set.
            "Send" | "Open" | "Click" | "Subscription" => return Ok(None),
            _ => return Err(UnreadableBody::Feedback("it is of a kind that is not known here".into())),
        };
        told.map(Some).ok_or_else(|| UnreadableBody::Feedback("it does not say what it is about".into()))
    }
}

impl Bounce {
    fn fate(&self) -> Fate {
        match (self.bounce_type.as_str(), self.bounce_sub_type.as_str()) {
            ("Permanent", "General" | "NoEmail") => Fate::BouncedPermanent,
            ("Permanent", _) => Fate::Withheld,
            ("Transient", _) => Fate::BouncedTransient,
            _ => Fate::BouncedUndetermined,
        }
    }
}

impl Complaint {
    fn fate(&self) -> Fate {
        if self.complaint_feedback_type.as_deref() == Some("not-spam") { Fate::NotSpam } else { Fate::Complained }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SEND: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaa-1-2";

    fn report(kind: &str, rest: &Value) -> Value {
        let mut body = json!({
            "eventType": kind,
            "mail": {
                "timestamp": "2026-11-23T10:00:00.000Z",
                "messageId": "m-1",
                "destination": ["ada@example.com"],
                "tags": {"ses:configuration-set": ["cam"], "ocid": [SEND]},
            },
        });
        body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        body
    }

    fn bounce(kind: &str, sub: &str) -> Value {
        let told =
            json!({"bounceType": kind, "bounceSubType": sub, "timestamp": "2026-11-23T10:01:00Z", "feedbackId": "f"});
        report("Bounce", &json!({"bounce": told}))
    }

    fn complaint(kind: &Value) -> Value {
        let told = json!({"complaintFeedbackType": kind, "timestamp": "2026-11-23T10:01:00Z", "feedbackId": "f"});
        report("Complaint", &json!({"complaint": told}))
    }

    fn feedback(body: Value) -> Feedback {
        assert!(is_report(&body));
        match &tasks(body).unwrap()[..] {
            [Task::Feedback(feedback)] => feedback.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_kind_of_report_is_read_for_what_became_of_the_mail() {
        let at = json!({"timestamp": "2026-11-23T10:01:00.000Z"});
        let cases = [
            (report("Delivery", &json!({"delivery": at})), Fate::Delivered),
            (report("DeliveryDelay", &json!({"deliveryDelay": at})), Fate::Delayed),
            (report("Reject", &json!({"reject": {"reason": "Bad content"}})), Fate::Rejected),
            (bounce("Permanent", "General"), Fate::BouncedPermanent),
            (bounce("Permanent", "NoEmail"), Fate::BouncedPermanent),
            (bounce("Permanent", "Suppressed"), Fate::Withheld),
            (bounce("Permanent", "OnAccountSuppressionList"), Fate::Withheld),
            (bounce("Transient", "MailboxFull"), Fate::BouncedTransient),
            (bounce("Undetermined", "Undetermined"), Fate::BouncedUndetermined),
            (complaint(&json!("abuse")), Fate::Complained),
            (complaint(&Value::Null), Fate::Complained),
            (complaint(&json!("not-spam")), Fate::NotSpam),
        ];
        for (body, expected) in cases {
            let feedback = feedback(body.clone());
            assert_eq!((feedback.what, feedback.send.to_string().as_str()), (expected, SEND), "{body}");
        }
    }

    #[test]
    fn a_notification_of_an_identity_is_read_alike() {
        let mut body = bounce("Permanent", "General");
        let kind = body.as_object_mut().unwrap().remove("eventType").unwrap();
        body["notificationType"] = kind;
        assert_eq!(feedback(body), feedback(bounce("Permanent", "General")));
    }

    #[test]
    fn a_repeat_has_the_same_name_and_another_report_another() {
        let first = feedback(bounce("Permanent", "General"));
        assert_eq!(first.id, feedback(bounce("Permanent", "General")).id);
        assert_ne!(first.id, feedback(complaint(&json!("abuse"))).id);
        let mut other = bounce("Permanent", "General");
        other["mail"]["messageId"] = json!("m-2");
        assert_ne!(first.id, feedback(other).id);
        let mut later = bounce("Permanent", "General");
        later["bounce"]["feedbackId"] = json!("g");
        assert_ne!(first.id, feedback(later).id);
    }

    #[test]
    fn mail_of_others_and_what_nobody_asked_for_lead_to_nothing() {
        let mut owners = bounce("Permanent", "General");
        owners["mail"]["tags"] = json!({"ses:configuration-set": ["cam"]});
        assert_eq!(tasks(owners.clone()).unwrap(), []);
        owners["mail"].as_object_mut().unwrap().remove("tags");
        assert_eq!(tasks(owners).unwrap(), []);
        assert_eq!(tasks(report("Open", &json!({"open": {}}))).unwrap(), []);
    }

    #[test]
    fn what_cannot_be_understood_fails() {
        let mut tagged = bounce("Permanent", "General");
        tagged["mail"]["tags"]["ocid"] = json!(["someone-elses"]);
        let nameless = json!({"eventType": "Bounce", "mail": {}});
        for body in [tagged, nameless, report("Bounce", &json!({})), report("Dance", &json!({}))] {
            assert!(matches!(tasks(body.clone()), Err(UnreadableBody::Feedback(_))), "{body}");
        }
    }
}
