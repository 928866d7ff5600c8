//! Keeps what the sender wrote anew: cuts quotes, the lines that introduce them, signatures and legal notices.
//!
//! Line by line, looking at no more than a few lines ahead, hence in linear time. Answers beneath and between quoted
//! lines stay. The words by which programs mark their lines are tables in [`words`].

mod introduction;
mod signature;
mod starts;
#[rustfmt::skip]
mod words;

use std::cell::OnceCell;

use introduction::introduction;

use super::looks::look;

/// The most of new text that is kept, in bytes.
pub(super) const MAX_NEW_BYTES: usize = 16 * 1024;
/// From this length on a quoted line may have been wrapped, its rest standing beneath without a sign.
const WRAPPED_BYTES: usize = 55;

/// The new part of a plain text body, with `\n` line ends and without surrounding blank lines; at most 16 KB.
#[must_use]
pub fn new_text(body: &str) -> String {
    let lines = body.lines().map(Line::new).collect::<Vec<_>>();
    let mut kept = Kept::default();
    let mut above: Option<&Line<'_>> = None;
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first()
        && kept.n_bytes <= MAX_NEW_BYTES
    {
        let quote = if line.is_quoted() { Some(Quote::Lines(1)) } else { introduction(rest) };
        match quote {
            Some(Quote::ToTheEnd) => break,
            Some(Quote::Lines(n_lines)) => {
                kept.is_in_signature = false;
                above = rest.get(n_lines.saturating_sub(1));
                rest = rest.get(n_lines..).unwrap_or_default();
                continue;
            }
            None if above.is_some_and(|above| is_wrapped_quote(above, line, after)) => {}
            None => kept.take(above, rest),
        }
        above = Some(line);
        rest = after;
    }
    kept.text()
}

/// A quote that begins at a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    /// So many lines are quoted or introduce what is; an answer may follow.
    Lines(usize),
    /// No sign stands before what is quoted, so that it ends with the mail.
    ToTheEnd,
}

/// A line as written and as compared.
struct Line<'a> {
    text: &'a str,
    /// Made when it is first looked at: most lines of a long quote never are.
    plain: OnceCell<String>,
}

impl<'a> Line<'a> {
    fn new(text: &'a str) -> Self {
        Self { text: text.trim_end(), plain: OnceCell::new() }
    }

    /// The line as compared: trimmed, in lower case, with straight apostrophes and ordinary blanks, without invisible
    /// characters. Every look at a line passes here, so that tests can count them.
    fn plain(&self) -> &str {
        let plain = self.plain.get_or_init(|| plain(self.text));
        look(plain.len() + 1);
        plain
    }

    fn is_blank(&self) -> bool {
        self.text.is_empty() || !self.begins_visibly() && self.plain().is_empty()
    }

    /// Some programs indent the sign, and some escape it.
    fn is_quoted(&self) -> bool {
        look(2);
        let starts = |text: &str| text.starts_with('>') || text.starts_with("&gt;");
        if self.begins_visibly() { starts(self.text) } else { starts(self.plain()) }
    }

    /// Whether the first character is one that everybody sees, so that it is the first of the line as compared.
    fn begins_visibly(&self) -> bool {
        self.text.bytes().next().is_some_and(|byte| byte.is_ascii_graphic())
    }
}

fn plain(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() && !text.contains(['`', '\t']) {
        return text.to_ascii_lowercase();
    }
    let is_shown = |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let plain = text.chars().filter(is_shown).flat_map(char::to_lowercase).map(|c| match c {
        '’' | '‘' | '`' => '\'',
        '\u{a0}' | '\u{202f}' | '\t' => ' ',
        c => c,
    });
    plain.collect()
}

/// What has been kept so far.
#[derive(Default)]
struct Kept<'a> {
    lines: Vec<&'a str>,
    /// How long the lines are together, blank ones aside.
    n_bytes: usize,
    /// The last line with words.
    last_words: Option<&'a str>,
    is_in_signature: bool,
}

impl<'a> Kept<'a> {
    fn take(&mut self, above: Option<&Line<'a>>, rest: &[Line<'a>]) {
        let Some(line) = rest.first() else { return };
        if self.is_in_signature {
            self.is_in_signature = !signature::is_postscript(line);
        } else {
            self.is_in_signature = signature::begins(rest, above, self.last_words);
        }
        if !self.is_in_signature && !signature::is_device_line(line) {
            self.lines.push(line.text);
            self.n_bytes += line.text.len();
            if line.plain().contains(char::is_alphanumeric) {
                self.last_words = Some(line.text);
            }
        }
    }

    fn text(&self) -> String {
        let text = self.lines.join("\n");
        let text = text.trim();
        text.get(..text.floor_char_boundary(MAX_NEW_BYTES)).unwrap_or_default().trim_end().to_owned()
    }
}

/// Whether `line` is the end of a quoted line that some server wrapped without setting its sign again.
fn is_wrapped_quote(above: &Line<'_>, line: &Line<'_>, after: &[Line<'_>]) -> bool {
    above.is_quoted()
        && above.text.len() >= WRAPPED_BYTES
        && !above.text.ends_with('?')
        && line.text.starts_with(char::is_lowercase)
        && after.first().is_some_and(Line::is_quoted)
}

#[cfg(test)]
mod tests;
