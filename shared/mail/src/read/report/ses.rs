//! Reads what Amazon SES tells of a mail it took: event publishing (`eventType`) and an identity's notifications
//! (`notificationType`), which are alike but for that name.
//!
//! It comes bare, in an envelope of SNS or EventBridge, or inside a mail that SNS wrote.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Effect, FeedbackType, MAX_RECIPIENTS, Report, ReportKind, ReportedRecipient,
    address::first_address,
    delivery,
    reason::{Evidence, Reason, Words},
    silent,
    status::{self, Status},
};

/// How many envelopes may lie around an event.
const MAX_ENVELOPES: usize = 3;

/// What happened to a mail, in SES's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SesEventKind {
    /// The receiving server refused it, or SES gave up.
    Bounce,
    /// A click on a link.
    Click,
    /// The recipient complained.
    Complaint,
    /// The receiving server took it.
    Delivery,
    /// Not yet delivered; still being tried.
    DeliveryDelay,
    /// It was opened.
    Open,
    /// SES took it and found a virus.
    Reject,
    /// A template could not be filled in.
    RenderingFailure,
    /// SES took it.
    Send,
    /// The recipient changed what they subscribe to.
    Subscription,
}

/// One event. Formatting it shows no address.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SesEvent {
    /// What happened.
    pub kind: SesEventKind,
    /// SES's id of the mail: the local part of its `Message-ID` on the wire.
    pub message_id: String,
    /// When SES took the mail.
    pub sent_at: Option<Timestamp>,
    /// When it happened; when SES took the mail where the event has no instant of its own.
    pub at: Option<Timestamp>,
    /// SES's id of the feedback, which sets one bounce or complaint of a mail apart from another.
    pub feedback_id: Option<String>,
    /// The tags of the mail, each with its values.
    pub tags: BTreeMap<String, Vec<String>>,
    /// What it says of which recipient. Of a send, an open, a click or a subscription that is nothing: the effect is
    /// [`Effect::None`].
    pub report: Report,
}

impl fmt::Debug for SesEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SesEvent").field("kind", &self.kind).field("report", &self.report).finish_non_exhaustive()
    }
}

/// Why bytes are no event of SES.
#[derive(Debug, thiserror::Error)]
pub enum SesEventError {
    /// Not JSON, or JSON of another form.
    #[error("the JSON of an SES event cannot be read")]
    Malformed(#[source] serde_json::Error),
    /// JSON that says nothing of a mail, such as SNS's greeting.
    #[error("the JSON is no SES event")]
    NotAnEvent,
    /// An event of a kind that is not known here.
    #[error("the SES event is of a kind that is not known")]
    UnknownKind,
    /// Its kind and its content do not fit.
    #[error("the SES event does not say what it is about")]
    Incomplete,
}

/// Reads an event of SES: bare, or in the envelope of SNS or EventBridge.
///
/// # Errors
/// See [`SesEventError`].
pub fn ses_event(json: &[u8]) -> Result<SesEvent, SesEventError> {
    event(serde_json::from_slice(json).map_err(SesEventError::Malformed)?)
}

/// The event in a mail that SNS wrote, whose text goes on behind the JSON.
pub(super) fn event_in_mail(text: &str) -> Option<Report> {
    let json = text.trim_start();
    if !json.starts_with('{') || !json.contains("notificationType") && !json.contains("eventType") {
        return None;
    }
    // Some servers fold long lines with "!" (sendmail), some without.
    let unfolded = json.replace("!\r\n ", "").replace("!\n ", "");
    let bare = |json: &str| serde_json::Deserializer::from_str(json).into_iter::<Value>().next()?.ok();
    let value = bare(&unfolded).or_else(|| bare(&unfolded.replace(['\r', '\n'], "")))?;
    event(value).ok().map(|event| event.report)
}

fn event(mut value: Value) -> Result<SesEvent, SesEventError> {
    for _ in 0..MAX_ENVELOPES {
        if value.get("mail").is_some() {
            break;
        }
        value = match (value.get("Message"), value.get("detail")) {
            (Some(Value::String(inner)), _) => serde_json::from_str(inner).map_err(|_| SesEventError::NotAnEvent)?,
            (_, Some(inner)) => inner.clone(),
            _ => return Err(SesEventError::NotAnEvent),
        };
    }
    if value.get("eventType").is_none() && value.get("notificationType").is_none() {
        return Err(SesEventError::NotAnEvent);
    }
    serde_json::from_value::<Body>(value).map_err(SesEventError::Malformed)?.event()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    #[serde(alias = "notificationType")]
    event_type: String,
    mail: Mail,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
    delivery: Option<Delivery>,
    delivery_delay: Option<Delay>,
    reject: Option<Reject>,
    failure: Option<Failure>,
    open: Option<Moment>,
    click: Option<Moment>,
    subscription: Option<Moment>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    timestamp: Option<Timestamp>,
    message_id: String,
    #[serde(default)]
    destination: Vec<String>,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Header {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    #[serde(default)]
    bounce_sub_type: String,
    #[serde(default)]
    bounced_recipients: Vec<Recipient>,
    timestamp: Option<Timestamp>,
    feedback_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    #[serde(default)]
    email_address: String,
    action: Option<String>,
    status: Option<String>,
    diagnostic_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    #[serde(default)]
    complained_recipients: Vec<Recipient>,
    complaint_feedback_type: Option<String>,
    complaint_sub_type: Option<String>,
    timestamp: Option<Timestamp>,
    feedback_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delivery {
    #[serde(default)]
    recipients: Vec<String>,
    timestamp: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delay {
    #[serde(default)]
    delayed_recipients: Vec<Recipient>,
    timestamp: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Reject {
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    #[serde(default)]
    error_message: String,
}

#[derive(Deserialize)]
struct Moment {
    timestamp: Option<Timestamp>,
}

/// What an event says besides what every event says.
struct Told {
    kind: SesEventKind,
    report: ReportKind,
    recipients: Vec<ReportedRecipient>,
    at: Option<Timestamp>,
    feedback_id: Option<String>,
}

impl Body {
    fn event(self) -> Result<SesEvent, SesEventError> {
        let told = self.told()?;
        let evidence = format!("SES {:?}", told.kind);
        let original_ids = self.mail.ids();
        let recipients = told.recipients.into_iter().take(MAX_RECIPIENTS).collect();
        Ok(SesEvent {
            kind: told.kind,
            message_id: self.mail.message_id,
            sent_at: self.mail.timestamp,
            at: told.at.or(self.mail.timestamp),
            feedback_id: told.feedback_id,
            tags: self.mail.tags,
            report: Report { kind: told.report, recipients, original_ids, evidence },
        })
    }

    fn told(&self) -> Result<Told, SesEventError> {
        let of_all =
            |kind, recipients, at| Told { kind, report: ReportKind::Delivery, recipients, at, feedback_id: None };
        let other = |kind, moment: &Option<Moment>| Told {
            report: ReportKind::Other,
            ..of_all(kind, self.mail.all(Effect::None), moment.as_ref().and_then(|moment| moment.timestamp))
        };
        let incomplete = || SesEventError::Incomplete;
        Ok(match self.event_type.as_str() {
            "Bounce" => self.bounce.as_ref().ok_or_else(incomplete)?.told(),
            "Complaint" => self.complaint.as_ref().ok_or_else(incomplete)?.told(),
            "Delivery" => {
                let told = self.delivery.as_ref().ok_or_else(incomplete)?;
                let recipients = told.recipients.iter().map(|to| silent(first_address(to), Effect::Delivered));
                of_all(SesEventKind::Delivery, recipients.collect(), told.timestamp)
            }
            "DeliveryDelay" => {
                let told = self.delivery_delay.as_ref().ok_or_else(incomplete)?;
                let recipients = told.delayed_recipients.iter().map(|to| to.read(|_| Effect::Delayed));
                of_all(SesEventKind::DeliveryDelay, recipients.collect(), told.timestamp)
            }
            "Reject" => {
                let words = self.reject.as_ref().map_or("", |told| told.reason.as_str());
                of_all(SesEventKind::Reject, self.mail.refused(words), None)
            }
            "Rendering Failure" | "RenderingFailure" => {
                let words = self.failure.as_ref().map_or("", |told| told.error_message.as_str());
                of_all(SesEventKind::RenderingFailure, self.mail.refused(words), None)
            }
            "Send" => other(SesEventKind::Send, &None),
            "Open" => other(SesEventKind::Open, &self.open),
            "Click" => other(SesEventKind::Click, &self.click),
            "Subscription" => other(SesEventKind::Subscription, &self.subscription),
            _ => return Err(SesEventError::UnknownKind),
        })
    }
}

impl Mail {
    /// SES's own id, and those the mail was written with.
    fn ids(&self) -> Vec<String> {
        let is_id = |header: &&Header| {
            ["message-id", "in-reply-to", "references"].iter().any(|it| header.name.eq_ignore_ascii_case(it))
        };
        let written = self.headers.iter().filter(is_id).flat_map(|header| super::super::ids(&header.value));
        let mut seen = std::collections::HashSet::new();
        let all = std::iter::once(self.message_id.clone()).chain(written);
        all.filter(|id| seen.insert(id.clone())).take(MAX_RECIPIENTS).collect()
    }

    /// Every recipient, with the same effect.
    fn all(&self, effect: Effect) -> Vec<ReportedRecipient> {
        self.destination.iter().take(MAX_RECIPIENTS).map(|to| silent(first_address(to), effect)).collect()
    }

    /// Every recipient, of a mail that SES would not send for its content.
    fn refused(&self, words: &str) -> Vec<ReportedRecipient> {
        let mut recipients = self.all(Effect::Content);
        for recipient in &mut recipients {
            words.clone_into(&mut recipient.diagnostic);
            recipient.reason = Some(Reason::Content);
        }
        recipients
    }
}

impl Bounce {
    fn told(&self) -> Told {
        Told {
            kind: SesEventKind::Bounce,
            report: ReportKind::Delivery,
            recipients: self.bounced_recipients.iter().map(|to| self.recipient(to)).collect(),
            at: self.timestamp,
            feedback_id: self.feedback_id.clone(),
        }
    }

    /// SES's own type decides, except that a server's clear words correct a "Permanent/General", which SES says of
    /// refusals for spam as well as of unknown users, and that words are all there is to an "Undetermined". What SES
    /// calls transient is never dead.
    fn recipient(&self, to: &Recipient) -> ReportedRecipient {
        let by_type = match (self.bounce_type.as_str(), self.bounce_sub_type.as_str()) {
            ("Permanent", "NoEmail") => Some(Reason::UserUnknown),
            ("Permanent", "Suppressed" | "OnAccountSuppressionList" | "UnsubscribedRecipient") => {
                Some(Reason::Suppressed)
            }
            ("Transient", "MailboxFull") => Some(Reason::MailboxFull),
            ("Transient", "MessageTooLarge") => Some(Reason::TooLarge),
            (_, "ContentRejected" | "AttachmentRejected") => Some(Reason::Content),
            ("Transient", "CustomTimeoutExceeded") => Some(Reason::Expired),
            _ => None,
        };
        let mut read = to.read(|reason| match (self.bounce_type.as_str(), reason) {
            ("Permanent", None | Some(Reason::Filtered)) => Effect::Dead,
            ("Transient", Some(reason)) if reason.effect() == Effect::Dead => Effect::Soft,
            (_, reason) => reason.map_or(Effect::Soft, Reason::effect),
        });
        if let Some(reason) = by_type {
            read.reason = Some(reason);
            read.effect = reason.effect();
        }
        read
    }
}

impl Complaint {
    fn told(&self) -> Told {
        let is_suppressed = self.complaint_sub_type.as_deref() == Some("OnAccountSuppressionList");
        let effect = if is_suppressed { Effect::Suppressed } else { Effect::None };
        // A provider that gives no type still passes on a complaint.
        let kind = self.complaint_feedback_type.as_deref().map_or(FeedbackType::Abuse, FeedbackType::of);
        let recipients = self.complained_recipients.iter().map(|to| silent(first_address(&to.email_address), effect));
        Told {
            kind: SesEventKind::Complaint,
            report: ReportKind::Complaint(kind),
            recipients: recipients.collect(),
            at: self.timestamp,
            feedback_id: self.feedback_id.clone(),
        }
    }
}

impl Recipient {
    fn read(&self, effect: impl Fn(Option<Reason>) -> Effect) -> ReportedRecipient {
        let said = super::capped(self.diagnostic_code.as_deref().unwrap_or_default(), super::MAX_DIAGNOSTIC_BYTES);
        let diagnostic = delivery::without_type(said);
        let field = Status::find(self.status.as_deref().unwrap_or_default());
        let status = delivery::status(field, Status::find(diagnostic));
        let reply_code = status::reply_code(diagnostic);
        let reason = Evidence { words: Words::of(diagnostic), status, reply_code }.reason();
        let is_delay = self.action.as_deref() == Some("delayed");
        ReportedRecipient {
            address: first_address(&self.email_address),
            status,
            reply_code,
            diagnostic: diagnostic.to_owned(),
            reason,
            effect: if is_delay { Effect::Delayed } else { effect(reason) },
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(kind: &str, rest: Value) -> Value {
        let mut body = json!({
            "eventType": kind,
            "mail": {
                "timestamp": "2026-11-23T10:00:00.000Z",
                "messageId": "m-1",
                "destination": ["ada@acme.example", "bob@acme.example"],
                "headers": [{"name": "Message-ID", "value": "<send-1@outreach.example>"}],
                "tags": {"ses:configuration-set": ["cam"], "ocid": ["s-1"]},
            },
        });
        if let (Some(body), Value::Object(rest)) = (body.as_object_mut(), rest) {
            body.extend(rest);
        }
        body
    }

    fn bounce(kind: &str, sub: &str, said: &str) -> Value {
        let to = json!({"emailAddress": "Ada <ada@acme.example>", "action": "failed", "diagnosticCode": said});
        body(
            "Bounce",
            json!({"bounce": {
                "bounceType": kind, "bounceSubType": sub, "bouncedRecipients": [to],
                "timestamp": "2026-11-23T10:01:00.000Z", "feedbackId": "f-1",
            }}),
        )
    }

    fn read(body: &Value) -> SesEvent {
        ses_event(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn a_bounce_is_read_whole() {
        let event = read(&bounce("Permanent", "General", "smtp; 550 5.1.1 user unknown"));
        assert_eq!((event.kind, event.message_id.as_str()), (SesEventKind::Bounce, "m-1"));
        assert_eq!(event.at, Some("2026-11-23T10:01:00Z".parse().unwrap()));
        assert_eq!(event.sent_at, Some("2026-11-23T10:00:00Z".parse().unwrap()));
        assert_eq!(
            (event.feedback_id.as_deref(), event.tags["ocid"].as_slice()),
            (Some("f-1"), &["s-1".to_owned()][..])
        );
        assert_eq!(event.report.original_ids, ["m-1", "send-1@outreach.example"]);
        let to = &event.report.recipients[0];
        assert_eq!((to.address.as_deref(), to.reply_code), (Some("ada@acme.example"), Some(550)));
        assert_eq!((to.reason, to.effect), (Some(Reason::UserUnknown), Effect::Dead));
        assert_eq!(to.diagnostic, "550 5.1.1 user unknown");
    }

    #[test]
    fn the_type_of_a_bounce_decides_unless_clear_words_correct_it() {
        let cases = [
            ("Permanent", "General", "", Effect::Dead),
            ("Permanent", "NoEmail", "", Effect::Dead),
            ("Permanent", "General", "smtp; 550 user unknown", Effect::Dead),
            ("Permanent", "General", "smtp; 554 5.7.1 blocked using zen.spamhaus.org", Effect::OurFault),
            ("Permanent", "General", "smtp; 552 5.2.2 mailbox full", Effect::Soft),
            ("Permanent", "Suppressed", "smtp; 550 5.1.1 user unknown", Effect::Suppressed),
            ("Permanent", "OnAccountSuppressionList", "", Effect::Suppressed),
            ("Transient", "General", "smtp; 550 5.1.1 user unknown", Effect::Soft),
            ("Transient", "MailboxFull", "", Effect::Soft),
            ("Transient", "MessageTooLarge", "", Effect::Content),
            ("Transient", "ContentRejected", "", Effect::Content),
            ("Undetermined", "Undetermined", "", Effect::Soft),
            ("Undetermined", "Undetermined", "smtp; 550 5.1.1 no such user", Effect::Dead),
        ];
        for (kind, sub, said, effect) in cases {
            assert_eq!(read(&bounce(kind, sub, said)).report.effect(), effect, "{kind} {sub} {said}");
        }
    }

    #[test]
    fn every_kind_of_event_is_read() {
        let at = json!({"timestamp": "2026-11-23T10:01:00Z", "recipients": ["ada@acme.example"]});
        let late = json!({"delayType": "MailboxFull", "delayedRecipients": [{"emailAddress": "ada@acme.example"}]});
        let cases = [
            ("Send", json!({"send": {}}), SesEventKind::Send, Effect::None),
            ("Delivery", json!({"delivery": at}), SesEventKind::Delivery, Effect::Delivered),
            ("DeliveryDelay", json!({"deliveryDelay": late}), SesEventKind::DeliveryDelay, Effect::Delayed),
            ("Reject", json!({"reject": {"reason": "Bad content"}}), SesEventKind::Reject, Effect::Content),
            ("Rendering Failure", json!({"failure": {}}), SesEventKind::RenderingFailure, Effect::Content),
            ("Open", json!({"open": at}), SesEventKind::Open, Effect::None),
            ("Click", json!({"click": at}), SesEventKind::Click, Effect::None),
            ("Subscription", json!({"subscription": at}), SesEventKind::Subscription, Effect::None),
        ];
        for (name, rest, kind, effect) in cases {
            let event = read(&body(name, rest));
            assert_eq!((event.kind, event.report.effect()), (kind, effect), "{name}");
        }
    }

    #[test]
    fn a_complaint_names_its_type_and_one_without_is_abuse() {
        let cases = [("abuse", FeedbackType::Abuse), ("not-spam", FeedbackType::NotSpam), ("new", FeedbackType::Other)];
        for (name, kind) in cases {
            let event = read(&body("Complaint", json!({"complaint": {"complaintFeedbackType": name}})));
            assert_eq!(event.report.kind, ReportKind::Complaint(kind));
        }
        let event = read(&body("Complaint", json!({"complaint": {"complaintFeedbackType": null}})));
        assert_eq!(event.report.kind, ReportKind::Complaint(FeedbackType::Abuse));
        assert!(!event.report.is_failure());
    }

    #[test]
    fn an_event_is_the_same_bare_by_its_older_name_and_in_an_envelope() {
        let bare = bounce("Permanent", "General", "smtp; 550 5.1.1 user unknown");
        let mut older = bare.clone();
        let kind = older.as_object_mut().unwrap().remove("eventType").unwrap();
        older["notificationType"] = kind;
        let sns = json!({"Type": "Notification", "Message": bare.to_string()});
        let bridge = json!({"detail-type": "Email Bounced", "detail": bare});
        for body in [older, sns, bridge] {
            assert_eq!(read(&body), read(&bare));
        }
    }

    #[test]
    fn what_is_no_event_is_refused() {
        use SesEventError as E;
        let refused = |json: &str| ses_event(json.as_bytes()).unwrap_err();
        assert!(matches!(refused("{"), E::Malformed(_)));
        assert!(matches!(refused("{}"), E::NotAnEvent));
        let greeting = r#"{"Message": "Successfully validated SNS topic for Amazon SES event publishing."}"#;
        assert!(matches!(refused(greeting), E::NotAnEvent));
        assert!(matches!(refused(&body("Dance", json!({})).to_string()), E::UnknownKind));
        assert!(matches!(refused(&body("Bounce", json!({})).to_string()), E::Incomplete));
        let nested = (0..9).fold("{}".to_owned(), |inner, _| json!({"Message": inner}).to_string());
        assert!(matches!(refused(&nested), E::NotAnEvent));
    }
}
