//! Reads an incoming mail: whose thread it belongs to, whether a machine wrote it, what is new in it, what it means.
//!
//! [`parse`] turns bytes into an [`Inbound`], [`classify`] turns that into a [`Reading`]. Matching ids to a send is the
//! caller's: this crate knows no lead. Input is hostile: sizes are capped, time is linear, nothing panics.
//!
//! Behind these two functions stand bounces and kinds of automatic mail in `report` and `automatic`, quotes and signatures
//! in `quote`, HTML in `text`, meaning in `intent` with its phrases in `phrases`, and what several of them read, in `date`
//! and `contact`.

mod automatic;
mod contact;
mod date;
mod family;
mod intent;
mod looks;
mod phrases;
mod quote;
mod report;
mod text;

use std::fmt;

pub use automatic::{Automatic, AutomaticKind};
pub use contact::Contact;
pub use family::Family;
pub use intent::{classify, classify_text};
use mail_parser::{Address, Message, MessageParser, PartType};
pub use quote::new_text;
pub use report::{
    Effect, FeedbackType, Reason, Report, ReportKind, ReportedRecipient, SesEvent, SesEventError, SesEventKind, Status,
    ses_event,
};
pub use text::html_to_text;

/// The largest mail that is read, in bytes: what SES's S3 action delivers at most.
pub const MAX_BYTES: usize = 40 * 1024 * 1024;
/// How much of a body is looked at before quotes are cut, in bytes.
const MAX_BODY_BYTES: usize = 512 * 1024;
/// How many parts a mail may announce. The parser nests a message in a message without end, and a stack has one.
const MAX_PARTS: usize = 500;
/// How many ids and how many recipients are kept.
const MAX_LISTED: usize = 200;

/// Bytes that are not a mail one could act on; such a mail is kept for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Larger than [`MAX_BYTES`].
    #[error("the mail has {n_bytes} bytes, more than the {MAX_BYTES} that are read")]
    TooLarge {
        /// Its size.
        n_bytes: usize,
    },
    /// Made of more parts than any honest mail.
    #[error("the mail announces {n_parts} parts, more than the {MAX_PARTS} that are read")]
    TooManyParts {
        /// How many.
        n_parts: usize,
    },
    /// No header was found at all.
    #[error("this is not a mail: it has no header")]
    NotAMail,
}

/// What an incoming mail says about itself. Formatting it shows counts only, no address and no word.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Inbound {
    /// Its own id, without angle brackets.
    pub message_id: Option<String>,
    /// The address in From, in lower case.
    pub from: Option<String>,
    /// Every address in To, Cc, Delivered-To and X-Original-To, in lower case, each once, in that order.
    pub recipients: Vec<String>,
    /// Every id in In-Reply-To and then in References from the newest to the oldest, without angle brackets, each once.
    pub referenced_ids: Vec<String>,
    /// The subject, decoded; empty when there is none.
    pub subject: String,
    /// The date in its header, in seconds since 1970 UTC.
    pub date_unix_s: Option<i64>,
    /// What the sender wrote anew: plain text without quotes and signature.
    pub new_text: String,
    /// Why this is an automatic answer, if it is one beyond doubt (RFC 3834 and its older kin).
    pub automatic: Option<Automatic>,
    /// What a machine reports, such as a bounce (RFC 6522, 3464, 5965, 8098), if this is a report.
    pub report: Option<Report>,
}

impl fmt::Debug for Inbound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbound")
            .field("n_recipients", &self.recipients.len())
            .field("n_referenced_ids", &self.referenced_ids.len())
            .field("n_new_text_bytes", &self.new_text.len())
            .field("automatic", &self.automatic)
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

/// What a mail means, in the order in which the first match decides (RULES §2.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// A bounce, complaint or other report by a machine.
    MachineReport,
    /// An automatic answer; the sequence waits, nobody has replied.
    Automatic(AutomaticKind),
    /// Threatens with a complaint or the law: suppress, and a person looks.
    ComplaintLegal,
    /// Wants their data erased: suppress and erase.
    ErasureRequest,
    /// Wants no more mail: suppress.
    Unsubscribe,
    /// Names someone else, or says that this is the wrong person.
    Referral,
    /// Says that the person works there no more.
    LeftCompany,
    /// Perhaps later.
    NotNow,
    /// No.
    Refusal,
    /// Wants to talk: hot.
    Meeting,
    /// Is interested: hot.
    Interested,
    /// Asks something: warm.
    Question,
    /// Thanks or confirms, no more.
    Acknowledgement,
    /// None of these, or several that contradict each other: a person reads it.
    Unclear,
}

impl Class {
    /// Whether the sender must never be written to again.
    #[must_use]
    pub const fn is_opt_out(self) -> bool {
        matches!(self, Self::ComplaintLegal | Self::ErasureRequest | Self::Unsubscribe)
    }

    /// Whether a person should take over now.
    #[must_use]
    pub const fn is_hot(self) -> bool {
        matches!(self, Self::Meeting | Self::Interested)
    }

    /// Whether a human being answered, so that the sequence ends.
    #[must_use]
    pub const fn is_human(self) -> bool {
        !matches!(self, Self::MachineReport | Self::Automatic(_))
    }
}

/// What a mail means and why. Formatting it leaves out the evidence, which may quote the sender.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reading {
    /// The meaning.
    pub class: Class,
    /// The words or the header that decided it, for "because they wrote …"; empty when nothing did.
    pub evidence: String,
    /// How sure, in thousandths: of labelled replies read so surely, about that share was read rightly.
    pub confidence_milli: u16,
    /// Whom the mail names instead of its sender: a proposal for a person, never acted on.
    pub contact: Option<Contact>,
    /// From which day on to write again, if the mail says one beyond doubt.
    pub until: Option<jiff::civil::Date>,
    /// Whether it asks who writes, or where the address came from: a person owes that answer.
    pub asks_about_sender: bool,
}

/// From which certainty on a reading is more often right than wrong, in thousandths.
const SURE_MILLI: u16 = 500;

impl Reading {
    /// Whether it is likelier right than wrong. What is not, a person should read; an opt-out is honoured all the same.
    #[must_use]
    pub const fn is_sure(&self) -> bool {
        self.confidence_milli >= SURE_MILLI
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reading({:?}, {}/1000)", self.class, self.confidence_milli)
    }
}

/// Reads the bytes of one mail.
///
/// # Errors
/// See [`Unreadable`]. A mail with damaged parts is read as far as it goes.
pub fn parse(bytes: &[u8]) -> Result<Inbound, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge { n_bytes: bytes.len() });
    }
    let n_parts = announced_parts(bytes);
    if n_parts > MAX_PARTS {
        return Err(Unreadable::TooManyParts { n_parts });
    }
    let mail = MessageParser::default().parse(bytes).ok_or(Unreadable::NotAMail)?;
    if mail.headers().is_empty() {
        return Err(Unreadable::NotAMail);
    }
    let subject = mail.subject().unwrap_or_default().trim().to_owned();
    let from = mail.from().and_then(Address::first).and_then(|from| from.address()).map(str::to_lowercase);
    let new_text = new_text(&body(&mail));
    Ok(Inbound {
        message_id: raw_values(&mail, "message-id").flat_map(ids).next(),
        recipients: recipients(&mail),
        referenced_ids: referenced_ids(&mail),
        date_unix_s: mail.date().map(mail_parser::DateTime::to_timestamp),
        automatic: automatic::automatic(&mail, from.as_deref(), &subject, &new_text),
        new_text,
        report: report::report(&mail, from.as_deref(), &subject),
        subject,
        from,
    })
}

/// How often the bytes say `Content-Type`. Each level of nesting needs one, however its value is written.
fn announced_parts(bytes: &[u8]) -> usize {
    const LEFT: &[u8] = b"content";
    const RIGHT: &[u8] = b"-type";
    let is_hyphen_of_it = |at: usize| {
        let left = at.checked_sub(LEFT.len()).and_then(|from| bytes.get(from..at));
        let right = bytes.get(at..at + RIGHT.len());
        left.is_some_and(|left| left.eq_ignore_ascii_case(LEFT))
            && right.is_some_and(|right| right.eq_ignore_ascii_case(RIGHT))
    };
    bytes.iter().enumerate().filter(|(at, byte)| **byte == b'-' && is_hyphen_of_it(*at)).count()
}

/// The undecoded values of every header of that name, in the order of the mail.
fn raw_values<'a>(mail: &'a Message<'_>, name: &'a str) -> impl Iterator<Item = &'a str> {
    mail.headers_raw().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn recipients(mail: &Message<'_>) -> Vec<String> {
    let listed = [mail.all_to().collect::<Vec<_>>(), mail.all_cc().collect()].concat();
    let listed = listed.into_iter().flat_map(Address::iter).filter_map(|to| to.address()).map(str::to_owned);
    let delivered = ["delivered-to", "x-original-to"].into_iter().flat_map(|name| raw_values(mail, name));
    let delivered = delivered.map(|value| value.trim_matches(['<', '>']).to_owned());
    distinct(
        listed.chain(delivered).map(|address| address.trim().to_lowercase()).filter(|address| address.contains('@')),
    )
}

fn referenced_ids(mail: &Message<'_>) -> Vec<String> {
    let replied_to = raw_values(mail, "in-reply-to").flat_map(ids);
    let mut references: Vec<String> = raw_values(mail, "references").flat_map(ids).collect();
    references.reverse();
    distinct(replied_to.chain(references))
}

/// The message ids in a raw header value: what stands in angle brackets, or else every word with an `@`. Blanks that a
/// client folded into an id are dropped.
fn ids(value: &str) -> Vec<String> {
    let clean = |id: &str| id.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if value.contains('<') {
        let opened = value.split('<').skip(1);
        return opened
            .filter_map(|rest| rest.split_once('>'))
            .map(|(id, _)| clean(id))
            .filter(|id| !id.is_empty())
            .collect();
    }
    value.split_whitespace().filter(|word| word.contains('@')).map(clean).collect()
}

fn distinct(items: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    items.filter(|item| seen.insert(item.clone())).take(MAX_LISTED).collect()
}

/// The whole body as plain text: the plain parts, or the HTML without its quotes when there are none with words.
fn body(mail: &Message<'_>) -> String {
    let plain = mail.text_bodies().filter_map(|part| match &part.body {
        PartType::Text(text) => Some(capped(text).to_owned()),
        _ => None,
    });
    let plain = plain.collect::<Vec<_>>().join("\n");
    if !plain.trim().is_empty() {
        return capped(&plain).to_owned();
    }
    let html = mail.html_bodies().filter_map(|part| match &part.body {
        PartType::Html(html) => Some(text::marked_text(capped(html))),
        _ => None,
    });
    html.collect::<Vec<_>>().join("\n")
}

fn capped(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_BODY_BYTES)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const REPLY: &str = "From: \"Ada, Acme\" <Ada@acme.example>\r\n\
        To: Ann <ann@outreach.example>, r+Tok@reply.example\r\n\
        Cc: bob@acme.example, ann@outreach.example\r\n\
        Delivered-To: <box@outreach.example>\r\n\
        X-Original-To: r+tok@reply.example\r\n\
        Message-ID: <reply-1@acme.example>\r\n\
        In-Reply-To: <wire-2@eu-west-1.amazonses.com>\r\n\
        References: <send-1@cam>\r\n <wire-1@eu-west-1.amazonses.com>\t<wire-2@eu-west-1.amazonses.com>\r\n\
        Subject: =?utf-8?Q?Re:_Gr=C3=BC=C3=9Fe?=\r\n\
        Date: Sun, 22 Nov 2026 13:00:00 +0100\r\n\
        Content-Type: text/plain; charset=iso-8859-1\r\n\
        Content-Transfer-Encoding: quoted-printable\r\n\r\n\
        Sch=F6n, gerne!\r\n\r\nOn Sun, 22 Nov 2026 Ann <ann@outreach.example> wrote:\r\n> Hi\r\n";

    #[test]
    fn a_reply_is_read_whole() {
        let read = parse(REPLY.as_bytes()).unwrap();
        assert_eq!(read.message_id.as_deref(), Some("reply-1@acme.example"));
        assert_eq!(read.from.as_deref(), Some("ada@acme.example"));
        let recipients = ["ann@outreach.example", "r+tok@reply.example", "bob@acme.example", "box@outreach.example"];
        assert_eq!(read.recipients, recipients);
        assert_eq!(
            read.referenced_ids,
            ["wire-2@eu-west-1.amazonses.com", "wire-1@eu-west-1.amazonses.com", "send-1@cam"]
        );
        assert_eq!((read.subject.as_str(), read.date_unix_s), ("Re: Grüße", Some(1_795_348_800)));
        assert_eq!(read.new_text, "Schön, gerne!");
        assert_eq!((read.automatic, read.report), (None, None));
    }

    #[test]
    fn ids_are_found_without_brackets_and_across_folds() {
        let mail = "From: a@x.example\r\nIn-Reply-To: bare@id.example (their mail)\r\n\
            References: <fol\r\n ded@id.example>\r\n\r\nhi";
        assert_eq!(parse(mail.as_bytes()).unwrap().referenced_ids, ["bare@id.example", "folded@id.example"]);
    }

    #[test]
    fn html_is_read_when_there_is_no_plain_text() {
        let mail = "From: a@x.example\r\nContent-Type: text/html\r\n\r\n\
            <div>Sounds good</div><blockquote>unsubscribe</blockquote>";
        assert_eq!(parse(mail.as_bytes()).unwrap().new_text, "Sounds good");
    }

    #[test]
    fn what_is_no_mail_or_too_large_is_refused() {
        assert_eq!(parse(b""), Err(Unreadable::NotAMail));
        assert_eq!(parse(b"\r\n\r\n"), Err(Unreadable::NotAMail));
        let n_bytes = MAX_BYTES + 1;
        assert_eq!(parse(&vec![b'a'; n_bytes]), Err(Unreadable::TooLarge { n_bytes }));
    }

    #[test]
    fn what_we_compose_we_can_read() {
        use crate::{compose, header};
        let id = |text| header::MessageId::new(text).unwrap();
        let mail = compose::Outgoing {
            from: header::Mailbox::parse("Ann <ann@outreach.example>").unwrap(),
            to: header::Mailbox::parse("ada@acme.example").unwrap(),
            reply_to: None,
            subject: header::HeaderValue::new("Re: Grüße").unwrap(),
            text: "Hi Ada,\n\nany news?".into(),
            footer: "Ann, 1 Sample Street. Answer \"stop\".".into(),
            message_id: id("m2@outreach.example"),
            own_id: id("send-2@cam"),
            in_reply_to: Some(id("wire-1@x")),
            prior_ids: vec![id("send-1@cam")],
            list_unsubscribe: None,
            feedback_id: None,
            date_unix_s: 1_795_348_800,
        };
        let read = parse(&compose::compose(&mail).unwrap()).unwrap();
        assert_eq!(read.referenced_ids, ["wire-1@x", "send-1@cam", "send-2@cam"]);
        assert_eq!((read.new_text.as_str(), read.date_unix_s), ("Hi Ada,\n\nany news?", Some(1_795_348_800)));
    }

    #[test]
    fn nesting_is_read_to_a_depth_that_no_stack_minds_and_then_refused() {
        let multipart = |n: usize| {
            let parts = (0..n).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"));
            format!("From: a@x.example\r\n{}", parts.collect::<String>())
        };
        let messages = |n: usize| format!("From: a@x.example\r\n{}", "Content-Type: message/rfc822\r\n\r\n".repeat(n));
        for mail in [multipart(MAX_PARTS), messages(MAX_PARTS)] {
            assert!(parse(mail.as_bytes()).is_ok());
        }
        let n_parts = MAX_PARTS + 1;
        for mail in [multipart(n_parts), messages(n_parts)] {
            assert_eq!(parse(mail.as_bytes()), Err(Unreadable::TooManyParts { n_parts }));
        }
        for spelling in ["message /rfc822", "message(x)/rfc822", "MESSAGE/RFC822", "message\r\n /rfc822"] {
            let mail = messages(n_parts).replace("message/rfc822", spelling);
            assert_eq!(parse(mail.as_bytes()), Err(Unreadable::TooManyParts { n_parts }), "{spelling}");
        }
    }

    #[test]
    fn debug_output_holds_no_personal_data() {
        let shown = format!("{:?} {:?}", parse(REPLY.as_bytes()).unwrap(), classify_text("Ada Schmidt of acme?"));
        for private in ["ada", "Ada", "Sch", "acme"] {
            assert!(!shown.contains(private), "{private} in {shown}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            if let Ok(mail) = parse(&bytes) { let _ = classify(&mail); }
        }

        #[test]
        fn damaged_mail_is_read_or_refused(
            damage in proptest::collection::vec((0..REPLY.len(), any::<u8>()), 0..20),
        ) {
            let mut bytes = REPLY.as_bytes().to_vec();
            for (at, byte) in damage {
                bytes[at] = byte;
            }
            if let Ok(mail) = parse(&bytes) { let _ = classify(&mail); }
        }

        #[test]
        fn mail_made_of_the_words_of_mail_is_read_or_refused(
            text in "(\r\n|--b|--b--|Content-Type: |multipart/mixed; boundary=b|text/html|message/rfc822|base64|\
                =\\?utf-8\\?Q\\?|<a|&amp|&#|;|: |<|>|From|On |wrote:|[a-zé\n]){0,60}",
        ) {
            let mail = format!("From: a@x.example\r\n{text}");
            if let Ok(mail) = parse(mail.as_bytes()) { let _ = classify(&mail); }
        }
    }
}
