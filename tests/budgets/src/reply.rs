//! What comes back for a mail: an answer of its reader, as a mail program writes it, and the events of SES.

use mail_parser::{Message, MessageParser};
use serde_json::{Value, json};

use crate::aws::Letter;

/// The reader's words: some want to hear more, some do not.
const WORDS: [&str; 4] = [
    "Sounds good, let us talk next week. When would suit you?",
    "No, thank you. We are not interested.",
    "Please send me the details, this comes at the right time.",
    "Please remove me from your list.",
];

/// The answer to the `n`th mail, as it comes in; none if the mail cannot be read.
#[must_use]
pub fn reply(letter: &Letter, n: usize) -> Option<String> {
    let mail = MessageParser::default().parse(&letter.mime)?;
    let (from, to) = (address(&mail, "To")?, address(&mail, "Reply-To").or_else(|| address(&mail, "From"))?);
    let words = WORDS.get(n % WORDS.len())?;
    let quoted: String = mail.body_text(0)?.lines().map(|line| format!("> {line}\r\n")).collect();
    Some(format!(
        "From: Ada <{from}>\r\nTo: {to}\r\nSubject: Re: {}\r\nDate: Mon, 23 Nov 2026 15:00:00 +0000\r\n\
         Message-ID: <reply-{n}@reader.example>\r\nIn-Reply-To: <{}>\r\nReferences: <{}>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         {words}\r\n\r\nOn Monday, 23 November 2026, Sender wrote:\r\n{quoted}",
        mail.subject()?,
        letter.wire_id(),
        letter.wire_id(),
    ))
}

/// The event by which SES says that a mail was delivered, as SNS hands it on without its own envelope.
#[must_use]
pub fn delivery(letter: &Letter) -> Value {
    event(
        letter,
        "Delivery",
        "delivery",
        &json!({
            "timestamp": "2026-11-23T15:00:01.000Z",
            "processingTimeMillis": 546,
            "recipients": [recipient(letter)],
            "smtpResponse": "250 ok",
            "reportingMTA": "a8-70.smtp-out.amazonses.com"
        }),
    )
}

/// The event by which SES says that there is no such mailbox.
#[must_use]
pub fn bounce(letter: &Letter) -> Value {
    event(
        letter,
        "Bounce",
        "bounce",
        &json!({
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{
                "emailAddress": recipient(letter),
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1 user unknown"
            }],
            "timestamp": "2026-11-23T15:00:01.000Z",
            "feedbackId": format!("feedback-{}", letter.message_id),
            "reportingMTA": "dsn; a8-70.smtp-out.amazonses.com"
        }),
    )
}

fn event(letter: &Letter, kind: &str, part: &str, content: &Value) -> Value {
    let tags: serde_json::Map<String, Value> =
        letter.tags.iter().map(|(name, value)| (name.clone(), json!([value]))).collect();
    json!({
        "eventType": kind,
        "mail": {
            "timestamp": "2026-11-23T15:00:00.000Z",
            "source": "sender",
            "sendingAccountId": "123456789012",
            "messageId": letter.message_id,
            "destination": [recipient(letter)],
            "headersTruncated": false,
            "headers": [],
            "commonHeaders": {},
            "tags": tags,
        },
        part: content,
    })
}

fn recipient(letter: &Letter) -> String {
    let mail = MessageParser::default().parse(&letter.mime);
    mail.and_then(|mail| address(&mail, "To")).unwrap_or_default()
}

fn address(mail: &Message<'_>, header: &str) -> Option<String> {
    let address = mail.header(header)?.as_address()?.first()?;
    Some(address.address()?.to_owned())
}
