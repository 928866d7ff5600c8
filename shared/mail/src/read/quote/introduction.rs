//! Finds the lines that introduce a quote: "On … wrote:", "-----Original Message-----", and Outlook's header block.

use std::sync::LazyLock;

use super::{
    Line, Quote,
    starts::{Anywhere, Starts},
    words,
};

/// Over how many lines an attribution may be spread.
const MAX_LINES: usize = 6;
/// How long an attribution may be, in bytes; the line of an ordinary paragraph is soon longer.
const MAX_BYTES: usize = 600;
/// How far from its beginning an attribution without an address names its date, in bytes.
const MAX_DATE_OFFSET: usize = 40;
/// How many lines with words of a header block are looked at.
const MAX_BLOCK_LINES: usize = 7;
/// From this length on a rule is Outlook's, which parts the answer from the mail beneath.
const MIN_RULE_BYTES: usize = 20;

/// The quote that the first of the lines introduces, if it does.
pub(super) fn introduction(lines: &[Line<'_>]) -> Option<Quote> {
    let first = lines.first()?;
    if first.is_blank() {
        return None;
    }
    if is_title(first) || is_reply_line(first) || is_header_block(lines) {
        return Some(Quote::ToTheEnd);
    }
    let n_lines = attribution(lines)?;
    let n_blank = lines.iter().skip(n_lines).take_while(|line| line.is_blank()).count();
    let is_marked = lines.get(n_lines + n_blank).is_some_and(Line::is_quoted);
    // With `>` in front of the quote an answer may follow beneath it; without, the quote runs to the end.
    Some(if is_marked { Quote::Lines(n_lines) } else { Quote::ToTheEnd })
}

/// `-----Original Message-----` in any language, or a title that needs no dashes.
fn is_title(line: &Line<'_>) -> bool {
    const ORNAMENT: [char; 6] = ['-', '*', '=', '_', '–', '—'];
    let bare = line.plain().trim_matches(|c| ORNAMENT.contains(&c) || c == ' ');
    let has_ornament = line.plain().starts_with(ORNAMENT);
    let is_one_of = |titles: &[&str]| titles.iter().any(|title| bare.trim_end_matches([' ', ':', '：']) == *title);
    (has_ornament && is_one_of(words::ORIGINAL_MESSAGE)) || (bare.ends_with([':', '：']) && is_one_of(words::FORWARDED))
}

/// The line of a ticket system above which one is to answer.
fn is_reply_line(line: &Line<'_>) -> bool {
    static REPLY_ABOVE: LazyLock<Anywhere> = LazyLock::new(|| Anywhere::new(words::REPLY_ABOVE));
    line.plain().len() <= 200 && REPLY_ABOVE.is_in(line.plain())
}

/// Outlook's block of From, Sent, To and Subject, perhaps beneath a rule.
fn is_header_block(lines: &[Line<'_>]) -> bool {
    let Some((first, after)) = lines.split_first() else { return false };
    if is_rule(first) {
        return after.iter().take(3).find(|line| !line.is_blank()).is_some_and(|line| has_label(line, words::FROM));
    }
    let is_from = has_label(first, words::FROM);
    if !is_from && !has_label(first, words::OTHER_HEADERS) {
        return false;
    }
    let next = || after.iter().filter(|line| !line.is_blank()).take(MAX_BLOCK_LINES - 1);
    // The address may stand in a line of its own, and one label with an address is proof enough.
    let names_address = |line: &Line<'_>| line.plain().contains('@') && line.plain().contains(['<', '[']);
    if is_from
        && (names_address(first)
            || after.first().is_some_and(|line| line.plain().starts_with(['<', '[']) && names_address(line)))
    {
        return true;
    }
    let n_others = next().filter(|line| has_label(line, words::OTHER_HEADERS)).count();
    let names_sender = is_from || next().any(|line| has_label(line, words::FROM));
    names_sender && n_others >= 2
}

fn is_rule(line: &Line<'_>) -> bool {
    line.plain().len() >= MIN_RULE_BYTES && line.plain().chars().all(|c| matches!(c, '_' | '-' | '=' | '*' | '─' | '—'))
}

/// Whether the line is one of the labels, perhaps in asterisks as from bold text, and a colon.
fn has_label(line: &Line<'_>, labels: &[&str]) -> bool {
    let Some((label, _)) = line.plain().split_once([':', '：']) else { return false };
    let label = label.trim_matches(['*', ' ', '_', '|']);
    labels.contains(&label)
}

/// How many lines from here are an attribution: "On … wrote:" and its kin, which mail programs wrap.
fn attribution(lines: &[Line<'_>]) -> Option<usize> {
    let first = lines.first()?;
    let is_opened = opens(first);
    if !is_opened && !names_someone(lines) {
        return None;
    }
    let max_lines = if is_opened { MAX_LINES } else { 2 };
    let mut joined = String::new();
    let mut n_blank = 0;
    for (i, line) in lines.iter().take(max_lines).enumerate() {
        // A blank line inside is forgiven once, where the wrapping of a program left it.
        n_blank += usize::from(line.is_blank());
        if line.is_quoted()
            || n_blank > 1
            || (line.is_blank() && !(is_opened && joined.contains(|c: char| c.is_ascii_digit())))
            || joined.len() + line.plain().len() > MAX_BYTES
        {
            return None;
        }
        // What ends the line before was a sentence or an attribution that failed; this one stands alone.
        if i > 0 && (starts_anew(line) || n_blank > 0 && opens(line)) && attribution_in(line.plain(), true) {
            return None;
        }
        joined.push_str(line.plain());
        joined.push(' ');
        if !line.is_blank() && attribution_in(joined.trim(), is_opened) {
            let is_believed = is_opened || i == 0 || next_is_quoted(lines, i + 1);
            return is_believed.then_some(i + 1);
        }
        // A colon that ends no attribution ends a sentence of its own.
        if i > 0 && n_blank == 0 && line.plain().ends_with([':', '：']) && !joined.contains('@') {
            return None;
        }
    }
    None
}

fn next_is_quoted(lines: &[Line<'_>], at: usize) -> bool {
    lines.iter().skip(at).take(3).find(|line| !line.is_blank()).is_some_and(Line::is_quoted)
}

/// Whether an attribution may begin like this: with its first word, a weekday or a date.
fn opens(line: &Line<'_>) -> bool {
    let text = line.plain().trim_start_matches(['-', '*', ' ', '_', '[', '(']);
    if text.starts_with(|c: char| c.is_ascii_digit()) || text.starts_with(['在', '於', '于']) {
        return true;
    }
    static OPENINGS: LazyLock<Starts> = LazyLock::new(|| Starts::new(&[words::OPENINGS, words::WEEKDAYS]));
    OPENINGS.of(text).any(|(_, rest)| rest.starts_with([' ', ',', '.', ':']))
}

/// What follows a broken line begins small, so a capital begins something else.
fn starts_anew(line: &Line<'_>) -> bool {
    line.text.starts_with(char::is_uppercase) && opens(line)
}

/// Whether an attribution may begin with a name or an address: only where a colon ends the line, or the next.
fn names_someone(lines: &[Line<'_>]) -> bool {
    let Some(first) = lines.first() else { return false };
    let ends = lines.iter().take(2).any(|line| line.plain().ends_with([':', '：']));
    ends && (first.plain().contains('@') || words::VERBS.iter().any(|verb| first.plain().contains(verb)))
}

/// Whether the text, in lower case, is an attribution as a whole.
fn attribution_in(text: &str, is_opened: bool) -> bool {
    let bare = text.trim_matches(['-', '*', ' ', '_', '=']);
    let is_framed = text.starts_with("--") && text.ends_with("--");
    let body = bare.strip_suffix([':', '：']);
    // Some programs leave the colon away, and frame the line or end it with the verb.
    let ends_with_verb = || is_opened && bare.contains('@') && words::VERBS.iter().any(|verb| bare.ends_with(verb));
    let Some(body) = body.or((is_framed || ends_with_verb()).then_some(bare)).map(str::trim_end) else { return false };
    let has_address = body.contains('@');
    let has_digit = body.find(|c: char| c.is_ascii_digit()).is_some_and(|at| at <= MAX_DATE_OFFSET);
    let verb = words::VERBS.iter().find_map(|verb| find_word(body, verb));
    match verb {
        Some(_) if is_opened => has_address || has_digit,
        Some(at) => has_address || (has_time(body) && body.get(at..).is_some_and(|end| !end.contains(','))),
        // "22.11.2026 10:00 "Ann" <ann@x.example>:" has no verb, but all that it takes.
        None => has_address && has_time(body) && body.ends_with(['>', ')', ']', '"']),
    }
}

/// Where the word stands with no letter on either side; for scripts without blanks, anywhere.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let is_letter = |c: char| c.is_alphabetic();
    let has_blanks = word.chars().all(|c| (c as u32) < 0x2e80);
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let before = text.get(..*at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !has_blanks || !(before.is_some_and(is_letter) || after.is_some_and(is_letter))
    })
}

/// Whether a time of day such as 9:30 or 16.45 stands in the text.
fn has_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(4).any(|four| match four {
        [a, b':' | b'.' | b'h', c, d] => a.is_ascii_digit() && c.is_ascii_digit() && d.is_ascii_digit(),
        _ => false,
    })
}
