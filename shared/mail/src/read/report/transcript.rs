//! Reads what a server tells a person: who was not reached, and in which words.
//!
//! The quoted original is cut off first, so that its words are never taken for a server's.

use super::{super::looks::look, address::first_address};

/// How many recipients are kept.
const MAX_BLOCKS: usize = 200;
/// The longest text kept for one recipient, in bytes.
const MAX_BLOCK_BYTES: usize = 4096;

/// How much of a line may tell that a copy begins, in bytes.
const MAX_MARKER_BYTES: usize = 100;

/// A text before the original that it quotes, and that original from its first header on.
pub(super) fn split_original(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let is_marker = is_marker(line);
        if is_marker || HEADERS.iter().any(|header| line_starts_with(line, header)) {
            let (said, rest) = text.split_at_checked(at).unwrap_or((text, ""));
            let rest = if is_marker { rest.get(line.len()..).unwrap_or_default() } else { rest };
            return (said, rest);
        }
        at += line.len();
    }
    (text, "")
}

/// How a copied message begins, when nothing announces it.
const HEADERS: &[&str] =
    &["received:", "return-path:", "dkim-signature:", "domainkey-signature:", "x-google-smtp-source:"];

/// What announces the copy, at the start of a line without its dashes and blanks, in lower case. Exchange translates
/// it.
const MARKERS: &[&str] = &[
    "below is a copy of the original message",
    "below this line is a copy",
    "below this line is the original",
    "cabeceras del mensaje original",
    "cabeçalhos da mensagem original",
    "corps de message d'origine",
    "el mensaje original",
    "en-têtes de message d'origine",
    "en-têtes du message d'origine",
    "enclosed is a copy",
    "encabezados del mensaje original",
    "encabezados de mensajes originales",
    "header of the original message",
    "headers of the original message",
    "here is a copy of the first",
    "here is your original message",
    "included is a copy of the message",
    "intestazioni originali del messaggio",
    "intestazioni messaggio originale",
    "kopfzeilen der ursprünglichen nachricht",
    "kopfzeilen der originalnachricht",
    "message header follows",
    "message headers follow",
    "message transcript follows",
    "nachfolgend die kopfzeilen",
    "original message follows",
    "original message header",
    "original message text",
    "original message",
    "originalnachricht",
    "original mail follows",
    "oorspronkelijke berichtkoppen",
    "returned message",
    "rubriker för det ursprungliga meddelandet",
    "the header of the original message",
    "the original message follows",
    "the original message was",
    "this is a copy of the message",
    "this is a copy of your message",
    "undelivered message follows",
    "unsent message follows",
    "unsent message below",
    "ursprüngliche nachrichtenkopfzeilen",
    "ursprüngliche nachrichtenköpfe",
    "your original message",
    "your message is attached",
    "元のメッセージ",
    "оригинальное сообщение",
    "заголовки исходного сообщения",
];

fn is_marker(line: &str) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "-=*_>+|.".contains(c));
    if !line.starts_with(char::is_alphabetic) {
        return false;
    }
    let line = line.get(..line.floor_char_boundary(MAX_MARKER_BYTES)).unwrap_or_default().to_lowercase();
    // How sendmail begins its own words.
    let is_preface =
        line.starts_with("the original message was received") || line.starts_with("the original message was sent");
    !is_preface && MARKERS.iter().any(|marker| line.starts_with(marker))
}

fn line_starts_with(line: &str, header: &str) -> bool {
    line.get(..header.len()).is_some_and(|start| start.eq_ignore_ascii_case(header))
}

/// What is said of one recipient.
#[derive(Default)]
pub(super) struct Block {
    /// Whom, in lower case.
    pub(super) address: String,
    /// From the line that names them to the line that names another.
    pub(super) text: String,
}

/// What a text says of each recipient it names, in the order in which it names them. A recipient is named at the start
/// of a line, behind a reply code, or behind one of a few labels.
pub(super) fn blocks(said: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut at: Option<usize> = None;
    for line in said.lines() {
        look(line.len() + 1);
        if let Some(address) = named(line) {
            at = blocks.iter().position(|block| block.address == address).or_else(|| {
                (blocks.len() < MAX_BLOCKS).then(|| {
                    blocks.push(Block { address, text: String::new() });
                    blocks.len() - 1
                })
            });
        }
        let Some(block) = at.and_then(|at| blocks.get_mut(at)) else { continue };
        if block.text.len() + line.len() < MAX_BLOCK_BYTES {
            block.text.push_str(line);
            block.text.push('\n');
        }
    }
    blocks
}

/// Behind these a line names a recipient.
const LABELS: &[&str] = &[
    "addressed to:",
    "final-recipient:",
    "final recipient:",
    "for user:",
    "invalid final delivery userid:",
    "original address:",
    "rcpt to:",
    "recipient address:",
    "recipient:",
    "to:",
    "user:",
];

fn named(line: &str) -> Option<String> {
    if line.len() > 1000 || !line.contains('@') {
        return None;
    }
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || "*-•>".contains(c));
    let lower = line.to_ascii_lowercase();
    let label = LABELS.iter().find_map(|label| lower.strip_prefix(label));
    let rest = label.unwrap_or(&lower).trim_start();
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ' || c == '-');
    let word = rest.split_whitespace().next()?;
    first_address(word)
}
