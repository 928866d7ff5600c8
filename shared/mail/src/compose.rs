//! Puts a mail together as bytes: RFC 5322 headers, plain text and its HTML twin in `multipart/alternative`.
//!
//! The same input gives the same bytes: date and ids come from the caller and the boundary from the content. What may
//! be said is not judged here but in [`crate::contract`].

use std::fmt::{self, Write as _};

use mail_builder::{
    MessageBuilder,
    headers::{address::Address, content_type::ContentType, date::Date, message_id, raw::Raw, text::Text, url::URL},
    mime::{BodyPart, MimePart},
};

use crate::{
    header::{HeaderValue, Mailbox, MessageId, Unsubscribe},
    html,
};

/// The largest message handed to a gateway, in bytes: SES's `SendRawEmail` takes 10 MB.
const MAX_BYTES: usize = 10_000_000;
/// How many earlier ids `References` keeps; the oldest go first.
const MAX_PRIOR_IDS: usize = 10;
/// Separates the body from the footer (RFC 3676 §4.3), so that clients grey it and leave it out of quotes.
const FOOTER_LINE: &str = "-- ";

/// Text that somebody wrote or will read; only its length is shown wherever it is formatted.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Content(String);

impl Content {
    /// The text itself, for the message only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes)", self.0.len())
    }
}

/// One outreach mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// The stable sender of this lead.
    pub from: Mailbox,
    /// The one recipient.
    pub to: Mailbox,
    /// Where answers go, when not to the sender.
    pub reply_to: Option<Mailbox>,
    /// The subject, for a follow-up as [`follow_up_subject`] makes it.
    pub subject: HeaderValue,
    /// What the author wrote, rendered; any line ends.
    pub text: Content,
    /// The footer of [`crate::footer`]; may be empty.
    pub footer: Content,
    /// Our `Message-ID`; SES replaces it.
    pub message_id: MessageId,
    /// Our own id, put first in `References`, where it survives SES.
    pub own_id: MessageId,
    /// The last id on the wire that we know of in this thread, for follow-ups.
    pub in_reply_to: Option<MessageId>,
    /// Earlier ids of the thread, oldest first.
    pub prior_ids: Vec<MessageId>,
    /// How to unsubscribe. `List-Unsubscribe-Post` is written only when there is a link.
    pub list_unsubscribe: Option<Unsubscribe>,
    /// `campaign:customer:type:sender` for Google's Postmaster Tools.
    pub feedback_id: Option<HeaderValue>,
    /// When the mail is sent, in seconds since 1970 UTC.
    pub date_unix_s: i64,
}

/// A mail to the owner: the digest, or the notice of a hot lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The stack's own sender.
    pub from: Mailbox,
    /// The owner.
    pub to: Mailbox,
    /// The subject.
    pub subject: HeaderValue,
    /// The plain text; any line ends.
    pub text: Content,
    /// The HTML document, escaped by its author with [`html::escape`].
    pub html: Content,
    /// Our `Message-ID`.
    pub message_id: MessageId,
    /// When the mail is sent, in seconds since 1970 UTC.
    pub date_unix_s: i64,
}

/// A mail that cannot be put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ComposeProblem {
    /// The text holds NUL or another control character that mail may not carry.
    #[error("the text holds a control character; remove it from the template or the lead's variables")]
    ControlCharacter,
    /// More than a gateway takes.
    #[error("the mail has {n_bytes} bytes and a gateway takes at most {MAX_BYTES}; shorten it")]
    TooLarge {
        /// Size of the finished message.
        n_bytes: usize,
    },
    /// A date before 1970 or after 9999.
    #[error("the date {unix_s} is not between 1970 and 9999")]
    NoSuchDate {
        /// The date asked for.
        unix_s: i64,
    },
}

/// Writes an outreach mail with the headers of RFC 5322, 2369 and 8058.
///
/// # Errors
/// See [`ComposeProblem`].
pub fn compose(mail: &Outgoing) -> Result<Vec<u8>, ComposeProblem> {
    let (body, footer) = (crlf(mail.text.expose())?, crlf(mail.footer.expose())?);
    let html = crlf(&html::document(&body, &footer))?;
    let prior = mail.prior_ids.iter().skip(mail.prior_ids.len().saturating_sub(MAX_PRIOR_IDS));
    let references = std::iter::once(&mail.own_id).chain(prior.filter(|id| **id != mail.own_id));

    let mut builder = envelope(&mail.from, &mail.to, &mail.subject, &mail.message_id, mail.date_unix_s)?
        .references(message_id::MessageId::new_list(references.map(MessageId::as_str)));
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(address(reply_to));
    }
    if let Some(id) = &mail.in_reply_to {
        builder = builder.in_reply_to(id.as_str());
    }
    if let Some(unsubscribe) = &mail.list_unsubscribe {
        builder = with_unsubscribe(builder, unsubscribe);
    }
    if let Some(id) = &mail.feedback_id {
        builder = builder.header("Feedback-ID", Text::new(id.expose()));
    }
    finish(builder, &mail.message_id, &whole_text(&body, &footer), &html)
}

/// Writes a mail to the owner, marked as made by a machine (RFC 3834).
///
/// # Errors
/// See [`ComposeProblem`].
pub fn compose_notice(notice: &Notice) -> Result<Vec<u8>, ComposeProblem> {
    let builder = envelope(&notice.from, &notice.to, &notice.subject, &notice.message_id, notice.date_unix_s)?
        .header("Auto-Submitted", Raw::new("auto-generated"));
    finish(builder, &notice.message_id, &crlf(notice.text.expose())?, &crlf(notice.html.expose())?)
}

/// The subject of a threaded follow-up: the step's own, or else `Re:` and the first mail's, never `Re: Re:`.
#[must_use]
pub fn follow_up_subject(own: &str, first: &str) -> String {
    let (own, first) = (own.trim(), first.trim());
    let is_reply = first.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case("re:"));
    match (own.is_empty(), is_reply) {
        (false, _) => own.to_owned(),
        (true, true) => first.to_owned(),
        (true, false) => format!("Re: {first}"),
    }
}

/// Body and footer as the plain text that leaves, joined by the line that marks a signature.
#[must_use]
pub fn whole_text(body: &str, footer: &str) -> String {
    let (body, footer) = (body.trim_end(), footer.trim());
    if footer.is_empty() { format!("{body}\r\n") } else { format!("{body}\r\n\r\n{FOOTER_LINE}\r\n{footer}\r\n") }
}

fn envelope<'a>(
    from: &'a Mailbox,
    to: &'a Mailbox,
    subject: &'a HeaderValue,
    id: &'a MessageId,
    unix_s: i64,
) -> Result<MessageBuilder<'a>, ComposeProblem> {
    // The last second of 9999: RFC 5322 writes years with four digits.
    if !(0..=253_402_300_799).contains(&unix_s) {
        return Err(ComposeProblem::NoSuchDate { unix_s });
    }
    Ok(MessageBuilder::new()
        .from(address(from))
        .to(address(to))
        .subject(subject.expose())
        .date(Date::new(unix_s))
        .message_id(id.as_str()))
}

fn address(mailbox: &Mailbox) -> Address<'_> {
    Address::new_address(mailbox.expose_name(), mailbox.expose())
}

fn with_unsubscribe<'a>(builder: MessageBuilder<'a>, unsubscribe: &Unsubscribe) -> MessageBuilder<'a> {
    let link = unsubscribe.expose_url().map(str::to_owned);
    let mailto = unsubscribe.expose_mailto().map(|to| format!("mailto:{}?subject=unsubscribe", percent_encoded(to)));
    let has_link = link.is_some();
    let builder = builder.header("List-Unsubscribe", URL::new_list(link.into_iter().chain(mailto)));
    if has_link { builder.header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click")) } else { builder }
}

/// An address as a `mailto:` URI holds it (RFC 6068 §2): what means something in a URI is encoded.
fn percent_encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if c.is_ascii_alphanumeric() || "-._~!$'*+@".contains(c) {
            out.push(c);
        } else {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

fn finish(builder: MessageBuilder<'_>, id: &MessageId, text: &str, html: &str) -> Result<Vec<u8>, ComposeProblem> {
    let parts =
        vec![MimePart::new("text/plain", BodyPart::from(text)), MimePart::new("text/html", BodyPart::from(html))];
    let kind = ContentType::new("multipart/alternative").attribute("boundary", boundary(id, text, html));
    let mut bytes = Vec::with_capacity(2 * (text.len() + html.len()) + 2_000);
    builder.body(MimePart::new(kind, parts)).serialize(&mut bytes);
    let n_bytes = bytes.len();
    if n_bytes > MAX_BYTES { Err(ComposeProblem::TooLarge { n_bytes }) } else { Ok(bytes) }
}

/// A boundary that depends on the content alone and does not occur in it.
fn boundary(id: &MessageId, text: &str, html: &str) -> String {
    let mut hash = fnv1a([id.as_str(), text, html].iter().flat_map(|part| part.bytes()));
    loop {
        let boundary = format!("=_cam_{hash:016x}");
        if !text.contains(&boundary) && !html.contains(&boundary) {
            return boundary;
        }
        hash = fnv1a(boundary.bytes());
    }
}

/// FNV-1a, 64 bits: the standard library's hasher may change between compilers, and these bytes must not.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The text with CRLF line ends, as mail wants them.
fn crlf(text: &str) -> Result<String, ComposeProblem> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(ComposeProblem::ControlCharacter);
    }
    Ok(text.replace('\n', "\r\n"))
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders};
    use proptest::prelude::*;

    use super::*;

    fn id(text: &str) -> MessageId {
        MessageId::new(text).unwrap()
    }

    fn outgoing() -> Outgoing {
        Outgoing {
            from: Mailbox::new(Some("Ann Example"), "ann@outreach.example").unwrap(),
            to: Mailbox::new(Some("Ada Müller, Acme"), "ada@acme.example").unwrap(),
            reply_to: Some(Mailbox::new(None, "r+token@reply.outreach.example").unwrap()),
            subject: HeaderValue::new("A short question").unwrap(),
            text: "Hi Ada,\n\nhave a look: https://studio.example/a.\n".into(),
            footer: "Ann Example\n1 Sample Street".into(),
            message_id: id("m1@outreach.example"),
            own_id: id("send-1@cam.outreach.example"),
            in_reply_to: None,
            prior_ids: vec![],
            list_unsubscribe: Unsubscribe::new(Some("https://u.example/u/tok"), Some("u+tok@u.example")).ok(),
            feedback_id: HeaderValue::new("seo:studio:first:ann").ok(),
            date_unix_s: 1_795_348_800,
        }
    }

    fn written(mail: &Outgoing) -> String {
        String::from_utf8(compose(mail).unwrap()).unwrap()
    }

    fn header_names(message: &str) -> Vec<&str> {
        let (head, _) = message.split_once("\r\n\r\n").unwrap();
        head.split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap())
            .collect()
    }

    #[test]
    fn the_headers_are_those_of_the_rules_and_no_others() {
        let expected = [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "References",
            "Reply-To",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "Feedback-ID",
            "MIME-Version",
            "Content-Type",
        ];
        let message = written(&outgoing());
        assert_eq!(header_names(&message), expected);
        assert!(message.contains("\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n"), "{message}");
        assert!(
            message.contains(
                "List-Unsubscribe: <https://u.example/u/tok>,\r\n <mailto:u+tok@u.example?subject=unsubscribe>\r\n"
            ),
            "{message}"
        );
        assert!(message.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    }

    #[test]
    fn without_a_link_there_is_no_one_click_header() {
        let list_unsubscribe = Unsubscribe::new(None, Some("u@u.example")).ok();
        let message = written(&Outgoing { list_unsubscribe, ..outgoing() });
        assert!(message.contains("List-Unsubscribe: <mailto:u@u.example?subject=unsubscribe>\r\n"));
        assert!(!message.contains("List-Unsubscribe-Post"));
    }

    #[test]
    fn an_address_that_means_something_in_a_link_is_encoded_there() {
        let list_unsubscribe = Unsubscribe::new(None, Some("u+a%?b&c#/d=@u.example")).ok();
        let message = written(&Outgoing { list_unsubscribe, ..outgoing() });
        let expected = "List-Unsubscribe: <mailto:u+a%25%3Fb%26c%23%2Fd%3D@u.example?subject=unsubscribe>\r\n";
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn names_and_subjects_that_resemble_syntax_come_back_as_they_are() {
        for text in ["a \"b\" \\ c", "Ada, Acme; (x) <y@z.example>", "1 =? 2", "a\\", "Re:"] {
            let to = Mailbox::new(Some(text), "ada@acme.example").unwrap();
            let bytes = compose(&Outgoing { to, subject: HeaderValue::new(text).unwrap(), ..outgoing() }).unwrap();
            let parsed = MessageParser::default().parse(&bytes).unwrap();
            assert_eq!(parsed.subject(), Some(text));
            assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some(text));
            assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some("ada@acme.example"));
        }
    }

    #[test]
    fn encoded_words_keep_to_their_length_and_hold_whole_characters() {
        let subject = "Grüße 東京 \u{1F600} und ein längerer Betreff, ".repeat(9);
        let to = Mailbox::new(Some(&"Ödön Ąćż ".repeat(20)), "ada@acme.example").unwrap();
        let message = written(&Outgoing { to, subject: HeaderValue::new(&subject).unwrap(), ..outgoing() });
        let (head, _) = message.split_once("\r\n\r\n").unwrap();
        let words = || head.split_whitespace().filter(|word| word.starts_with("=?"));
        assert!(words().count() > 10, "{head}");
        for word in words() {
            assert!(word.len() <= 75 && word.ends_with("?="), "{word}");
            let alone = format!("Subject: {word}\r\n\r\n");
            let parsed = MessageParser::default().parse(alone.as_bytes()).unwrap().subject().unwrap().to_owned();
            assert!(!parsed.contains('\u{FFFD}') && !parsed.contains("=?"), "{word} reads {parsed}");
        }
        for line in head.split("\r\n") {
            assert!(line.len() <= 78, "{line}");
        }
    }

    #[test]
    fn a_long_thread_is_folded_and_keeps_its_newest_ids() {
        let prior_ids: Vec<MessageId> = (0..30).map(|i| id(&format!("{i}.{}@wire.example", "x".repeat(60)))).collect();
        let message = written(&Outgoing { prior_ids, ..outgoing() });
        let parsed = MessageParser::default().parse(message.as_bytes()).unwrap();
        let references = parsed.references().as_text_list().unwrap();
        assert_eq!(references.len(), 1 + MAX_PRIOR_IDS);
        assert!(references[0] == "send-1@cam.outreach.example" && references[1].starts_with("20."));
        let (head, _) = message.split_once("\r\n\r\n").unwrap();
        assert!(head.split("\r\n").all(|line| line.len() <= 90), "{head}");
    }

    #[test]
    fn the_own_id_stands_first_in_references() {
        let prior_ids = vec![id("send-1@cam.outreach.example"), id("wire-1@eu-west-1.amazonses.com")];
        let mail = Outgoing {
            in_reply_to: Some(id("wire-1@eu-west-1.amazonses.com")),
            prior_ids,
            own_id: id("send-2@cam"),
            ..outgoing()
        };
        let bytes = compose(&mail).unwrap();
        let parsed = MessageParser::default().parse(&bytes).unwrap();
        let references = parsed.references().as_text_list().unwrap();
        assert_eq!(references, ["send-2@cam", "send-1@cam.outreach.example", "wire-1@eu-west-1.amazonses.com"]);
        assert_eq!(parsed.in_reply_to().as_text(), Some("wire-1@eu-west-1.amazonses.com"));
    }

    #[test]
    fn a_reader_gets_back_names_subject_and_both_bodies() {
        let mail = Outgoing { subject: HeaderValue::new("Grüße an 東京 – and more").unwrap(), ..outgoing() };
        let bytes = compose(&mail).unwrap();
        let parsed = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(parsed.subject(), Some("Grüße an 東京 – and more"));
        assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some("Ada Müller, Acme"));
        assert_eq!(parsed.root_part().content_type().unwrap().subtype(), Some("alternative"));
        let text = parsed.body_text(0).unwrap().replace("\r\n", "\n");
        assert_eq!(text, "Hi Ada,\n\nhave a look: https://studio.example/a.\n\n-- \nAnn Example\n1 Sample Street\n");
        assert!(parsed.body_html(0).unwrap().contains("<a href=\"https://studio.example/a\""));
    }

    #[test]
    fn a_notice_says_that_a_machine_wrote_it() {
        let notice = Notice {
            from: outgoing().from,
            to: outgoing().to,
            subject: HeaderValue::new("A hot lead").unwrap(),
            text: "Ada answered.".into(),
            html: "<p>Ada answered.</p>".into(),
            message_id: id("n1@cam"),
            date_unix_s: 0,
        };
        let message = String::from_utf8(compose_notice(&notice).unwrap()).unwrap();
        assert!(message.contains("\r\nAuto-Submitted: auto-generated\r\n"));
        assert!(message.contains("<p>Ada answered.</p>") && !message.contains("List-Unsubscribe"));
    }

    #[test]
    fn control_characters_impossible_dates_and_giants_are_refused() {
        assert_eq!(compose(&Outgoing { text: "a\0b".into(), ..outgoing() }), Err(ComposeProblem::ControlCharacter));
        let unix_s = i64::MAX;
        assert_eq!(
            compose(&Outgoing { date_unix_s: unix_s, ..outgoing() }),
            Err(ComposeProblem::NoSuchDate { unix_s })
        );
        let giant = compose(&Outgoing { text: "ä".repeat(3_000_000).into(), ..outgoing() });
        assert!(matches!(giant, Err(ComposeProblem::TooLarge { n_bytes }) if n_bytes > MAX_BYTES));
    }

    #[test]
    fn a_follow_up_answers_the_first_subject_unless_it_has_its_own() {
        assert_eq!(follow_up_subject(" ", "Your shop "), "Re: Your shop");
        assert_eq!(follow_up_subject("", "RE: Your shop"), "RE: Your shop");
        assert_eq!(follow_up_subject("One more thing", "Your shop"), "One more thing");
    }

    #[test]
    fn debug_output_holds_no_text_and_no_whole_address() {
        let shown = format!("{:?}", outgoing());
        for private in ["Ada", "ada@", "ann@", "question", "Sample", "/u/tok", "token"] {
            assert!(!shown.contains(private), "{private} in {shown}");
        }
    }

    proptest! {
        #[test]
        fn no_value_that_a_type_lets_through_adds_a_header(
            text in "[ -~\u{80}-\u{ff}\r\n\u{2028}]{0,30}(Bcc: e@x\\.example)?",
        ) {
            let mut mail = outgoing();
            let expected: Vec<String> = header_names(&written(&mail)).into_iter().map(str::to_owned).collect();
            if let Ok(value) = HeaderValue::new(&text) {
                mail = Outgoing { subject: value.clone(), feedback_id: Some(value), ..mail };
            }
            if let Ok(to) = Mailbox::new(Some(&text), "ada@acme.example") {
                mail = Outgoing { reply_to: Some(to.clone()), from: to.clone(), to, ..mail };
            }
            if let Ok(id) = MessageId::new(&format!("{text}@x.example")) {
                mail = Outgoing { prior_ids: vec![id.clone()], own_id: id.clone(), message_id: id, ..mail };
            }
            if let Ok(way) = Unsubscribe::new(Some(&format!("https://x.example/{text}")), None) {
                mail.list_unsubscribe = Some(way);
            }
            let message = written(&mail);
            prop_assert_eq!(header_names(&message), expected);
        }

        #[test]
        fn any_text_gives_lines_a_server_accepts_and_reads_back(
            text in "([ -~äß東\u{1F600}\t\n.]|https://x\\.example/|--=_cam_){0,400}",
            subject in "[ -~ä東\u{1F600}]{0,300}",
            name in "[ -~é]{0,60}",
        ) {
            prop_assume!(!subject.contains("=?") && !name.contains("=?"));
            let to = Mailbox::new(Some(&name), "ada@acme.example").unwrap();
            let header = HeaderValue::new(&subject).unwrap();
            let mail = Outgoing { text: text.as_str().into(), to, subject: header, ..outgoing() };
            let bytes = compose(&mail).unwrap();
            prop_assert_eq!(&bytes, &compose(&mail).unwrap());
            for line in bytes.split(|b| *b == b'\n') {
                prop_assert!(line.len() <= 998);
                prop_assert!(line.is_ascii() && !line.contains(&0));
                prop_assert!(line.is_empty() || line.ends_with(b"\r"));
            }
            let parsed = MessageParser::default().parse(&bytes).unwrap();
            prop_assert_eq!(parsed.parts.len(), 3);
            prop_assert_eq!(parsed.subject().unwrap_or_default().trim(), subject.trim());
            prop_assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some("ada@acme.example"));
            let read = parsed.body_text(0).unwrap().replace("\r\n", "\n");
            prop_assert_eq!(read, whole_text(&text, mail.footer.expose()).replace("\r\n", "\n"));
        }
    }
}
