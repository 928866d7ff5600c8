//! Finds where a signature begins: a separator, a closing, a block of names and numbers, a device's line, a notice.

use std::sync::LazyLock;

use super::{
    super::contact::refers,
    Line,
    introduction::introduction,
    starts::{Anywhere, Starts},
    words,
};

/// How many lines with words may follow a separator that is not the standard one for it to be believed.
const MAX_SIGNATURE_LINES: usize = 15;
/// How long a line of a signature is at most, in characters.
const MAX_LINE_CHARS: usize = 70;
/// From this length on one word of confidence makes a notice, in bytes; and how much of it is read.
const MIN_NOTICE_BYTES: usize = 140;
const MAX_NOTICE_BYTES: usize = 800;
/// Over how many lines the beginning of a legal notice is read.
const MAX_NOTICE_LINES: usize = 6;

/// Whether a signature begins at the first of the lines, beneath the last line with words that was kept. Only the
/// standard mark is believed where no words stand above, and no name and address to which they refer.
pub(super) fn begins(lines: &[Line<'_>], above: Option<&Line<'_>>, last_words: Option<&str>) -> bool {
    let Some((line, after)) = lines.split_first() else { return false };
    if line.is_blank() {
        return false;
    }
    // RFC 3676 §4.3; the blank that should follow the dashes is often lost.
    if line.text == "--" {
        return true;
    }
    let begins_paragraph = above.is_none_or(Line::is_blank);
    let Some(last_words) = last_words else { return false };
    let introduces_block = || last_words.ends_with([':', '：']) || refers(last_words);
    is_device_line(line)
        || (is_separator(line) && is_short(after))
        || is_closing(line, after)
        || (begins_paragraph && (is_notice(lines) || (is_contact_block(lines) && !introduces_block())))
}

/// "PS: …" beneath a signature is new text again.
pub(super) fn is_postscript(line: &Line<'_>) -> bool {
    ["ps:", "ps.", "p.s.", "p.s:", "ps ", "p.s ", "p. s.", "p.d.", "nb:", "zał."]
        .iter()
        .any(|start| line.plain().starts_with(start))
}

/// "Sent from my iPhone": it begins as the tables say and is no sentence.
pub(super) fn is_device_line(line: &Line<'_>) -> bool {
    static STARTS: LazyLock<Starts> = LazyLock::new(|| Starts::new(&[words::DEVICE_STARTS]));
    let text = line.plain().trim_matches(['*', '_', '(', ')', '[', ']', ' ', '-', '—', '–', '.', '!']);
    let is_known = STARTS.of(text).next().is_some()
        || words::DEVICE_FRAMES.iter().any(|(start, end)| text.starts_with(start) && text.ends_with(end));
    let n_words = || text.split_whitespace().filter(|word| !word.contains("://")).count();
    let is_short = || n_words() <= 9 || words::DEVICE_EXCUSES.iter().any(|excuse| text.contains(excuse));
    is_known && is_short() && !text.ends_with('?')
}

/// A line of dashes, underscores or the like, or a single long dash.
fn is_separator(line: &Line<'_>) -> bool {
    let is_ornament =
        |c: char| matches!(c, '-' | '_' | '=' | '+' | '*' | '~' | '#' | '–' | '—' | '―' | '─' | '━' | '＿' | '.' | '•');
    let text = line.plain();
    let n_chars = text.chars().filter(|c| *c != ' ').count();
    text.chars().all(|c| is_ornament(c) || c == ' ')
        && (n_chars >= 2 && !text.starts_with('.') || text == "—" || text == "―")
}

/// Whether few lines follow before the mail or its next quote ends what stands here.
fn is_short(lines: &[Line<'_>]) -> bool {
    let mut n_lines = 0;
    for (i, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_blank()).take(MAX_SIGNATURE_LINES + 1) {
        if line.is_quoted() || introduction(lines.get(i..).unwrap_or_default()).is_some() {
            return true;
        }
        n_lines += 1;
    }
    n_lines <= MAX_SIGNATURE_LINES
}

/// "Best regards," and what can follow it: nothing, or a name. Courtesies that may be the answer itself need the name.
fn is_closing(line: &Line<'_>, after: &[Line<'_>]) -> bool {
    let text = line.plain().trim_matches(|c: char| !c.is_alphanumeric());
    static CLOSINGS: LazyLock<Starts> = LazyLock::new(|| Starts::new(&[words::CLOSINGS]));
    let is_known = || CLOSINGS.of(text).any(|(closing, name)| is_closing_of(name, closing));
    let next = after.iter().find(|line| !line.is_blank());
    let ends_here = next.is_none_or(|next| {
        next.is_quoted() || next.text.chars().count() <= MAX_LINE_CHARS && !next.text.ends_with('?')
    });
    ((is_known() || is_closing_by_noun(text)) && ends_here)
        || (line.text.starts_with(['-', '–', '—'])
            && is_name_text(line.text.trim_start_matches(['-', '–', '—']))
            && is_short(after))
        || (words::COURTESIES.contains(&text) && after.first().is_some_and(is_name) && is_short(after))
}

/// Whether nothing is behind the closing, or a name where it is several words.
fn is_closing_of(name: &str, closing: &str) -> bool {
    let n_words = name.split_whitespace().count();
    name.is_empty() || (closing.contains(' ') && name.starts_with([' ', ',']) && n_words <= 3)
}

/// "Warmest regards", "Sonnige Grüße": up to three words of which the last is a greeting, and none says whose.
fn is_closing_by_noun(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.len() <= 3
        && words.last().is_some_and(|last| words::CLOSING_NOUNS.contains(last))
        && !words.iter().any(|word| words::NOT_IN_CLOSINGS.contains(word))
}

/// One to four words that each begin with a capital.
fn is_name(line: &Line<'_>) -> bool {
    is_name_text(line.text)
}

fn is_name_text(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_capital = |word: &&str| {
        word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || "-.'’".contains(c))
    };
    !words.is_empty() && words.len() <= 4 && words.iter().all(is_capital)
}

/// A paragraph of a name and short lines with numbers and addresses, at the end of what is written.
fn is_contact_block(lines: &[Line<'_>]) -> bool {
    let block: Vec<&Line<'_>> = lines.iter().take_while(|line| !line.is_blank()).take(MAX_SIGNATURE_LINES).collect();
    let has_contact = |line: &&&Line<'_>| {
        has_phone(line.plain()) || words::CONTACT_MARKS.iter().any(|mark| line.plain().contains(mark))
    };
    let n_contacts = block.iter().filter(has_contact).count();
    let after = lines.get(block.len()..).unwrap_or_default();
    block.len() >= 3
        && block.first().is_some_and(|line| is_name(line))
        && block.iter().all(|line| line.text.chars().count() <= MAX_LINE_CHARS && !line.text.ends_with('?'))
        && n_contacts >= 1
        && is_short(after)
}

fn has_phone(text: &str) -> bool {
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    let others = text.chars().filter(|c| !c.is_ascii_digit() && !" +()-./:|".contains(*c)).count();
    n_digits >= 7 && others <= 12
}

/// A legal notice speaks of this mail, and at length of confidence or of the one it is meant for. "This mail was not
/// intended for me" is an answer.
fn is_notice(lines: &[Line<'_>]) -> bool {
    let paragraph: Vec<&str> =
        lines.iter().take_while(|line| !line.is_blank()).take(MAX_NOTICE_LINES).map(|line| line.plain()).collect();
    let text = paragraph.join(" ");
    let text = text.get(..text.floor_char_boundary(MAX_NOTICE_BYTES)).unwrap_or_default();
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    static NOTICES: LazyLock<Starts> = LazyLock::new(|| Starts::new(&[words::NOTICES]));
    static THIS_MAIL: LazyLock<Anywhere> = LazyLock::new(|| Anywhere::new(words::THIS_MAIL));
    let is_confidential = || {
        let n_words = words::CONFIDENTIAL.iter().filter(|word| text.contains(**word)).count();
        n_words >= 2 || n_words == 1 && text.len() >= MIN_NOTICE_BYTES
    };
    NOTICES.of(text).next().is_some() || (THIS_MAIL.is_in(text) && is_confidential())
}
