//! A mail as a mail program shows it, for people who look at what would go out.

use mail_parser::{MessageParser, MimeHeaders};

/// What a mail program shows. Personal data; `Debug` is left out on purpose.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// The decoded subject.
    pub subject: String,
    /// Who it is from.
    pub from: String,
    /// Who it is for.
    pub to: String,
    /// Every header as it stands on the wire, in order, unfolded.
    pub headers: Vec<(String, String)>,
    /// The HTML part, empty if there is none.
    pub html: String,
    /// The plain text part, empty if there is none.
    pub text: String,
}

/// Reads a mail for showing; a mail that cannot be read shows nothing.
#[must_use]
pub fn shown(mime: &[u8]) -> Shown {
    let Some(message) = MessageParser::default().parse(mime) else { return Shown::default() };
    let raw = |name: &str| message.header_raw(name).map(unfolded).unwrap_or_default();
    let headers = message.headers_raw().map(|(name, value)| (name.to_owned(), unfolded(value))).collect();
    let part = |subtype: &str| {
        let is_part = |part: &&mail_parser::MessagePart<'_>| part.is_content_type("text", subtype);
        let part = message.parts.iter().find(is_part);
        part.and_then(|part| part.text_contents()).unwrap_or_default().to_owned()
    };
    Shown {
        subject: message.subject().unwrap_or_default().to_owned(),
        from: raw("From"),
        to: raw("To"),
        headers,
        html: part("html"),
        text: part("plain"),
    }
}

fn unfolded(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}
