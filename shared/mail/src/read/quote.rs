//! Keeps what the sender wrote anew: cuts quotes, the lines that introduce them, and signatures.
//!
//! Line by line and in linear time. Answers beneath and between quoted lines stay.

/// The most of new text that is kept, in bytes.
const MAX_NEW_BYTES: usize = 16 * 1024;
/// Over how many lines the line that introduces a quote may be spread.
const MAX_ATTRIBUTION_LINES: usize = 4;

/// `-----Original Message-----` and its translations, in lower case and without the dashes.
const ORIGINAL_MESSAGE: &[&str] = &[
    "original message",
    "forwarded message",
    "ursprüngliche nachricht",
    "weitergeleitete nachricht",
    "message d'origine",
    "message original",
    "message transféré",
    "mensaje original",
    "mensaje reenviado",
    "messaggio originale",
    "messaggio inoltrato",
    "oorspronkelijk bericht",
    "doorgestuurd bericht",
    "mensagem original",
    "mensagem encaminhada",
];
/// Labels of the header block that Outlook puts above a quote, in lower case: the first must stand first.
const FROM_LABELS: &[&str] = &["from:", "von:", "de:", "de :", "da:", "van:"];
const OTHER_LABELS: &[&str] = &[
    "sent:",
    "date:",
    "to:",
    "cc:",
    "subject:",
    "gesendet:",
    "datum:",
    "an:",
    "betreff:",
    "envoyé:",
    "envoyé :",
    "date :",
    "à:",
    "à :",
    "objet:",
    "objet :",
    "enviado:",
    "enviado el:",
    "enviada:",
    "para:",
    "asunto:",
    "assunto:",
    "inviato:",
    "data:",
    "a:",
    "oggetto:",
    "verzonden:",
    "aan:",
    "onderwerp:",
];
/// How a line that introduces a quote begins, and the verb it holds, in lower case.
const ATTRIBUTION_STARTS: &[&str] = &["on ", "am ", "le ", "el ", "em ", "il ", "op ", "den ", "il giorno "];
const ATTRIBUTION_VERBS: &[&str] =
    &["wrote:", "schrieb", "a écrit", "escribió:", "escreveu:", "ha scritto:", "schreef", "skrev"];
/// Lines that phones and programs add, in lower case.
const DEVICE_LINES: &[&str] = &[
    "sent from my ",
    "get outlook for ",
    "sent from outlook",
    "sent from mail for",
    "von meinem ",
    "gesendet von ",
    "envoyé de mon ",
    "envoyé depuis ",
    "enviado desde mi",
    "enviado do meu",
    "inviato da ",
    "inviato dal mio",
    "verzonden vanaf ",
    "verstuurd vanaf ",
];

/// The new part of a plain text body, with `\n` line ends and without surrounding blank lines; at most 16 KB.
#[must_use]
pub fn new_text(body: &str) -> String {
    let body = body.replace("\r\n", "\n");
    let lines: Vec<&str> = body.lines().map(str::trim_end).collect();
    let mut kept: Vec<&str> = Vec::new();
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        if is_signature_mark(line) || starts_original(rest) {
            break;
        }
        if let Some(n_lines) = attribution(rest) {
            let quoted = rest.get(n_lines..).unwrap_or_default();
            // With `>` in front of the quote an answer may follow beneath it; without, the quote runs to the end.
            if !quoted.iter().find(|line| !line.is_empty()).is_some_and(|line| is_quoted(line)) {
                break;
            }
            rest = quoted;
            continue;
        }
        if !is_quoted(line) && !is_device_line(line) {
            kept.push(line);
        }
        rest = after;
    }
    let text = kept.join("\n");
    let text = text.trim();
    text.get(..text.floor_char_boundary(MAX_NEW_BYTES)).unwrap_or_default().trim_end().to_owned()
}

/// Some programs indent the sign.
fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

/// RFC 3676 §4.3; `trim_end` has taken the blank that should follow the dashes.
fn is_signature_mark(line: &str) -> bool {
    line == "--"
}

fn is_device_line(line: &str) -> bool {
    line.len() <= 100 && starts_with_any(line, DEVICE_LINES)
}

/// Whether a quote without `>` begins here: a dashed title, or Outlook's header block (under its rule of underscores).
fn starts_original(lines: &[&str]) -> bool {
    let Some((first, after)) = lines.split_first() else { return false };
    let title = first.trim().trim_matches('-');
    if title.len() + 4 <= first.trim().len() {
        let title = title.trim().to_lowercase().replace('’', "'");
        return ORIGINAL_MESSAGE.contains(&title.as_str());
    }
    if first.len() >= 20 && first.bytes().all(|b| b == b'_') {
        return after.iter().find(|line| !line.is_empty()).is_some_and(|line| has_label(line, FROM_LABELS));
    }
    let n_labels = || after.iter().take(5).filter(|line| has_label(line, OTHER_LABELS)).count();
    has_label(first, FROM_LABELS) && n_labels() >= 2
}

/// Whether the line is one of the labels, perhaps in asterisks as from bold text, and something after it.
fn has_label(line: &str, labels: &[&str]) -> bool {
    starts_with_any(line.trim_start_matches(['*', ' ']), labels)
}

fn starts_with_any(line: &str, starts: &[&str]) -> bool {
    let head: String = line.chars().take(24).flat_map(char::to_lowercase).collect();
    starts.iter().any(|start| head.starts_with(start))
}

/// How many lines from here introduce a quote: "On … wrote:" and its kin, which mail programs wrap.
fn attribution(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?;
    let has_start = starts_with_any(first, ATTRIBUTION_STARTS);
    if is_quoted(first) || !(has_start || first.contains('@')) {
        return None;
    }
    let mut joined = String::new();
    for (i, line) in lines.iter().take(MAX_ATTRIBUTION_LINES).enumerate() {
        if line.is_empty() || is_quoted(line) || line.len() > 300 {
            return None;
        }
        joined.push_str(&line.to_lowercase());
        joined.push(' ');
        let text = joined.trim_end();
        let has_verb = ATTRIBUTION_VERBS.iter().any(|verb| text.contains(verb.trim_end_matches(':')));
        if has_verb && text.ends_with(':') {
            let names_time_or_person = text.contains('@') || text.contains(|c: char| c.is_ascii_digit());
            return names_time_or_person.then_some(i + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_quote_beneath_is_cut_in_every_language() {
        for line in [
            "On Sun, 22 Nov 2026 at 10:00, Ann <ann@x.example> wrote:",
            "On Sun, 22 Nov 2026 at 10:00,\nAnn\n<ann@x.example>\nwrote:",
            "Am 22.11.2026 um 10:00 schrieb Ann <ann@x.example>:",
            "Le 22/11/2026 à 10:00, Ann a écrit :",
            "El 22/11/2026 Ann escribió:",
            "Il giorno 22 nov 2026 Ann <ann@x.example> ha scritto:",
            "Op 22-11-2026 schreef Ann:",
            "Em 22/11/2026 Ann escreveu:",
            "Ann Example <ann@x.example> wrote:",
            "-----Original Message-----",
            "----- Ursprüngliche Nachricht -----",
            "________________________________\nFrom: Ann",
            "From: Ann <ann@x.example>\nSent: Sunday\nTo: Ada\nSubject: x",
            "*Von:* Ann\n*Gesendet:* Sonntag\n*An:* Ada\n*Betreff:* x",
            "-- \nAda\nAcme",
        ] {
            assert_eq!(new_text(&format!("Gerne!\n\n{line}\n\nunsubscribe here")), "Gerne!", "{line}");
        }
    }

    #[test]
    fn answers_beneath_and_between_quotes_stay() {
        let below = "On 22 Nov 2026, Ann <ann@x.example> wrote:\r\n> Shall we talk?\r\n> Ann\r\n\r\nYes, Tuesday.\r\n";
        assert_eq!(new_text(below), "Yes, Tuesday.");
        let between = "On 22 Nov 2026 Ann wrote:\n\n> How many shops?\nTwo.\n> Which town?\nSampletown.";
        assert_eq!(new_text(between), "Two.\nSampletown.");
    }

    #[test]
    fn plain_sentences_that_resemble_marks_stay() {
        for text in [
            "On Monday we met and he wrote: yes",
            "From: Berlin\nI write to you.",
            "Am I right?\nYou wrote so",
            "a -- b\n---\nc",
            "On 3 May I wrote to you.\n\nPlease answer.",
            "Original Message",
        ] {
            assert_eq!(new_text(text), text);
        }
    }

    #[test]
    fn the_line_a_phone_adds_is_cut() {
        assert_eq!(new_text("Ja\n\nVon meinem iPhone gesendet\n"), "Ja");
        assert_eq!(new_text("Ja\nSent from my iPhone\n\n> Hi"), "Ja");
    }

    #[test]
    fn new_text_is_capped_between_characters() {
        assert_eq!(new_text(&"ä".repeat(20_000)).len(), MAX_NEW_BYTES);
    }

    proptest! {
        #[test]
        fn no_quoted_line_is_ever_kept(
            text in "([a-z ]{0,12}|>|--|-- |On |wrote:|a@b 1|From: |Sent: |To: |\n|\r\n){0,40}",
        ) {
            prop_assert!(!new_text(&text).lines().any(is_quoted));
        }

        #[test]
        fn text_without_any_mark_is_kept(text in "[a-z ,.!?äé]{1,60}(\n[b-c ,.!?äé]{0,60}){0,5}") {
            prop_assume!(!text.lines().any(is_device_line));
            let kept: Vec<&str> = text.lines().map(str::trim_end).collect();
            let kept = kept.join("\n");
            prop_assert_eq!(new_text(&text), kept.trim());
        }
    }
}
