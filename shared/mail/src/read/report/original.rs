//! Finds the ids of the mail a report is about, in the copy or the headers that it returns.

use mail_parser::{Message, MimeHeaders, PartType};

use super::{super::ids as ids_in, MAX_TEXT_BYTES, capped, fields, lossy};

/// How many ids are kept.
const MAX_IDS: usize = 50;
/// Headers that hold ids, the mail's own first.
const NAMES: &[&str] = &["message-id", "in-reply-to", "references"];

/// The ids of every returned copy, in a part or behind the text, each once.
pub(super) fn ids(mail: &Message<'_>, quoted: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for part in mail.parts.iter().skip(1) {
        match &part.body {
            PartType::Message(original) => {
                let values = NAMES.iter().flat_map(|name| super::super::raw_values(original, name));
                ids.extend(values.flat_map(ids_in));
            }
            PartType::Text(text) if is_headers(part) => ids.extend(ids_of_headers(text)),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) if is_headers(part) => {
                ids.extend(ids_of_headers(&lossy(bytes)));
            }
            _ => {}
        }
    }
    ids.extend(ids_of_headers(quoted));
    let mut seen = std::collections::HashSet::new();
    ids.into_iter().filter(|id| seen.insert(id.clone())).take(MAX_IDS).collect()
}

fn is_headers(part: &mail_parser::MessagePart<'_>) -> bool {
    part.content_type().and_then(mail_parser::ContentType::subtype).is_some_and(|subtype| {
        ["rfc822-headers", "global-headers", "rfc822", "partial"].iter().any(|it| subtype.eq_ignore_ascii_case(it))
    })
}

/// The ids in a block of headers; blank lines before it are passed over, what follows it is body.
fn ids_of_headers(text: &str) -> Vec<String> {
    let headers = fields::groups(capped(text, MAX_TEXT_BYTES).trim_start());
    let Some(headers) = headers.first() else { return Vec::new() };
    NAMES.iter().filter_map(|name| headers.get(name)).flat_map(ids_in).collect()
}
