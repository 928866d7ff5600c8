//! Reads machine reports: who was not reached and why, who complained, who opened.
//!
//! Few extractors lead to recipients with a status, a reply code and a diagnostic: the fields of RFC 3464, 5965 and
//! 8098 (`fields`) and the texts of servers that know no RFC (`transcript`), which `delivery` puts together, and the
//! JSON of SES (`ses`). What tells that a mail is a report at all stands in `signs`. One classifier then says why,
//! whatever the format was (`reason`, with the words in `phrases` and the codes in `status`).
//!
//! A quoted original is never read for a diagnostic, only for its ids.

mod address;
mod delivery;
mod fields;
mod original;
mod phrases;
mod reason;
mod ses;
mod signs;
mod status;
mod transcript;

use std::{borrow::Cow, fmt};

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use self::{address::first_address, fields::Group};
pub use self::{
    reason::Reason,
    ses::{SesEvent, SesEventError, SesEventKind, ses_event},
    status::Status,
};
use super::html_to_text;

/// How much of a text or of a part with fields is looked at, in bytes.
const MAX_TEXT_BYTES: usize = 64 * 1024;
/// The longest diagnostic, in bytes.
const MAX_DIAGNOSTIC_BYTES: usize = 2048;
/// How many recipients are kept.
const MAX_RECIPIENTS: usize = 200;

/// What a machine reports of a mail. Formatting it shows no address and no word of a server.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// What sort.
    pub kind: ReportKind,
    /// Whom it is about. A delivery report names at least one, whose address may be unknown.
    pub recipients: Vec<ReportedRecipient>,
    /// The ids of the mail it is about, without angle brackets: its `Message-ID`, then what it refers to, then its
    /// envelope id.
    pub original_ids: Vec<String>,
    /// Why it is a report: a header, a format, a wording.
    pub evidence: String,
}

/// What sort of report it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportKind {
    /// What became of a mail (RFC 3464, and its older and vendors' kin).
    Delivery,
    /// A recipient's complaint (RFC 5965).
    Complaint(FeedbackType),
    /// What a recipient's client did with a mail, such as a read receipt (RFC 8098).
    Disposition,
    /// A machine's report that cannot be read further.
    Other,
}

/// The feedback types of RFC 5965, 6430 and 6591 and of the providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FeedbackType {
    /// Unsolicited mail, or any other sort of abuse.
    Abuse,
    /// Authentication failed; a report about us, not a person's complaint.
    AuthFailure,
    /// Phishing.
    Fraud,
    /// Taken back: this was no spam.
    NotSpam,
    /// Wants no more of this.
    OptOut,
    /// A virus.
    Virus,
    /// Anything else, such as an unknown word.
    Other,
}

impl FeedbackType {
    fn of(word: &str) -> Self {
        match word.trim().to_ascii_lowercase().as_str() {
            "abuse" | "spam" => Self::Abuse,
            "auth-failure" => Self::AuthFailure,
            "fraud" | "phishing" => Self::Fraud,
            "not-spam" => Self::NotSpam,
            "opt-out" | "opt-out-list" | "unsubscribe" => Self::OptOut,
            "virus" => Self::Virus,
            _ => Self::Other,
        }
    }

    /// Whether a person complained, so that they must not be written to again.
    #[must_use]
    pub const fn is_complaint(self) -> bool {
        !matches!(self, Self::NotSpam | Self::AuthFailure)
    }
}

/// What a report says of one recipient. Formatting it shows no address and no word of a server.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReportedRecipient {
    /// Whom we wrote to, in lower case: the original recipient if the report names one, or else the final one.
    pub address: Option<String>,
    /// The enhanced status code.
    pub status: Option<Status>,
    /// The reply code of SMTP.
    pub reply_code: Option<u16>,
    /// What the server said; empty when it said nothing.
    pub diagnostic: String,
    /// Why the mail was not delivered; none if it was, or if nothing tells.
    pub reason: Option<Reason>,
    /// What follows for the lead.
    pub effect: Effect,
}

/// What a report means for a lead (RULES §2.6), from the least to the gravest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    /// Nothing.
    None,
    /// Delivered, or handed on to a system that reports no more.
    Delivered,
    /// Not yet delivered; still being tried.
    Delayed,
    /// Not delivered, for a reason that may pass.
    Soft,
    /// Refused for the content: hold the template.
    Content,
    /// Refused for what we are or do: stop the mailbox or the campaign, keep the lead.
    OurFault,
    /// The provider did not even try, because it knew already.
    Suppressed,
    /// The address will never accept mail.
    Dead,
}

impl Report {
    /// The gravest effect over the recipients.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.recipients.iter().map(|recipient| recipient.effect).max().unwrap_or(Effect::None)
    }

    /// Whether somebody was finally not reached. A delay, a success and a complaint are no failures.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.effect() >= Effect::Soft
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Report")
            .field("kind", &self.kind)
            .field("recipients", &self.recipients)
            .field("n_original_ids", &self.original_ids.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ReportedRecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReportedRecipient")
            .field("status", &self.status)
            .field("reply_code", &self.reply_code)
            .field("reason", &self.reason)
            .field("effect", &self.effect)
            .finish_non_exhaustive()
    }
}

/// Reads a mail as a machine's report, if it is one.
pub(super) fn report(mail: &Message<'_>, from: Option<&str>, subject: &str) -> Option<Report> {
    let text = text(mail);
    if let Some(event) = ses::event_in_mail(&text) {
        return Some(event);
    }
    let (said, quoted) = transcript::split_original(&text);
    let sign = signs::sign(&signs::Looks::of(mail, from, subject, said))?;
    let original_ids = original::ids(mail, quoted);
    let blank = Report { kind: sign.kind, recipients: Vec::new(), original_ids, evidence: sign.evidence };
    Some(match sign.kind {
        ReportKind::Delivery => delivery::read(mail, said, blank),
        ReportKind::Complaint(_) => complaint(mail, blank),
        ReportKind::Disposition => disposition(mail, blank),
        ReportKind::Other => blank,
    })
}

/// The words of the report: the first text with any, plain rather than HTML, or any text part of a damaged mail.
fn text(mail: &Message<'_>) -> String {
    let of = |part: &MessagePart<'_>| match &part.body {
        PartType::Text(text) => Some(capped(text, MAX_TEXT_BYTES).to_owned()),
        PartType::Html(html) => Some(html_to_text(capped(html, MAX_TEXT_BYTES))),
        // A multipart whose boundary is lost.
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) if is_multipart(part) => {
            Some(lossy(bytes).into_owned())
        }
        _ => None,
    };
    mail.text_bodies().chain(&mail.parts).filter_map(of).find(|text| !text.trim().is_empty()).unwrap_or_default()
}

/// The fields of the parts of that type, each group by itself.
fn part_groups(mail: &Message<'_>, subtypes: &[&str]) -> Vec<Group> {
    let parts = mail.parts.iter().filter(|part| {
        part.content_type().is_some_and(|kind| {
            let is_wanted = |it: &&str| kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case(it));
            kind.ctype().eq_ignore_ascii_case("message") && subtypes.iter().any(is_wanted)
        })
    });
    let texts = parts.map(|part| lossy(part.contents()));
    texts.flat_map(|text| fields::groups(&text)).collect()
}

fn is_multipart(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("multipart"))
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.get(..MAX_TEXT_BYTES).unwrap_or(bytes))
}

/// RFC 5965: the recipients are named, if the provider does not hide them.
fn complaint(mail: &Message<'_>, mut report: Report) -> Report {
    let groups = part_groups(mail, &["feedback-report"]);
    if let Some(kind) = groups.iter().find_map(|group| group.get("feedback-type")) {
        report.kind = ReportKind::Complaint(FeedbackType::of(kind));
    }
    let named = ["original-rcpt-to", "removal-recipient", "final-recipient"];
    let address = groups.iter().find_map(|group| named.iter().find_map(|name| first_address(group.get(name)?)));
    report.recipients = address.map(|address| silent(Some(address), Effect::None)).into_iter().collect();
    report
}

/// RFC 8098: a receipt says that the mail arrived, whatever was done with it.
fn disposition(mail: &Message<'_>, mut report: Report) -> Report {
    let groups = part_groups(mail, &["disposition-notification", "global-disposition-notification"]);
    let value = |name: &str| groups.iter().find_map(|group| group.get(name));
    report.original_ids.extend(value("original-message-id").into_iter().flat_map(super::ids));
    let address = ["original-recipient", "final-recipient"].iter().find_map(|name| first_address(value(name)?));
    report.recipients = vec![silent(address, Effect::Delivered)];
    report
}

/// A recipient of whom nothing is said but the effect.
fn silent(address: Option<String>, effect: Effect) -> ReportedRecipient {
    ReportedRecipient { address, status: None, reply_code: None, diagnostic: String::new(), reason: None, effect }
}

fn capped(text: &str, n_bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(n_bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
