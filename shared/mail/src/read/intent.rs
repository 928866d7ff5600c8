//! Says what a reply means, from its new text alone and by whole phrases, with the words that decided.
//!
//! Opt-outs win over everything else a human can write. What contradicts itself ("not this, but that sounds good") is
//! left to a person: a wrong guess costs a client, an unclear one a glance.

use super::{
    Class, Inbound, Reading,
    phrases::{
        ACKNOWLEDGEMENTS, FILLERS, GREETINGS, NEGATIONS, NO_WORDS, NOT_NEGATIONS, ROWS, Row, STOP_WORDS, YES_WORDS,
    },
};

/// In how many of the first lines a line of its own can be the whole answer, above a signature.
const ANSWER_LINES: usize = 3;

/// Reads a mail: reports first, then automatic answers, then what a person means.
#[must_use]
pub fn classify(mail: &Inbound) -> Reading {
    if let Some(report) = &mail.machine_report {
        return reading(Class::MachineReport, report, 990);
    }
    if let Some(automatic) = &mail.automatic {
        return reading(Class::Automatic(automatic.kind), &automatic.evidence, 990);
    }
    if mail.new_text.trim().is_empty() {
        // A mail client's unsubscribe button writes to the `mailto:` with the word in the subject and no text.
        let asked = whole_reply(&mail.subject, STOP_WORDS);
        return asked.map_or_else(unclear, |word| reading(Class::Unsubscribe, word, 970));
    }
    classify_text(&mail.new_text)
}

/// Reads the new text of a mail written by a person.
#[must_use]
pub fn classify_text(new_text: &str) -> Reading {
    let clauses = clauses(new_text);
    let matched: Vec<(&Row, &str)> = ROWS.iter().filter_map(|row| Some((row, find(&clauses, row)?))).collect();
    if let Some((row, phrase)) = matched.iter().find(|(row, _)| row.class.is_opt_out()) {
        return reading(row.class, phrase, row.confidence_milli);
    }
    if let Some(word) = answer_line(new_text, STOP_WORDS) {
        return reading(Class::Unsubscribe, word, 970);
    }
    let is_no = |class| matches!(class, Class::Refusal | Class::NotNow);
    let no = matched.iter().find(|(row, _)| is_no(row.class));
    let yes = matched.iter().find(|(row, _)| row.class.is_hot());
    if let (Some((_, no)), Some((_, yes))) = (no, yes) {
        return reading(Class::Unclear, &format!("{no} / {yes}"), 300);
    }
    if let Some((row, phrase)) = matched.first() {
        return reading(row.class, phrase, row.confidence_milli);
    }
    whole_answer(new_text).unwrap_or_else(|| question_or_unclear(new_text))
}

fn whole_answer(new_text: &str) -> Option<Reading> {
    if let Some(word) = answer_line(new_text, NO_WORDS) {
        return Some(reading(Class::Refusal, word, 850));
    }
    if let Some(word) = answer_line(new_text, YES_WORDS) {
        return Some(reading(Class::Interested, word, 850));
    }
    let words = words(new_text);
    let first = words.iter().find_map(|word| ACKNOWLEDGEMENTS.iter().find(|known| *known == word))?;
    let is_bare = words.len() <= 6
        && words
            .iter()
            .all(|word| ["you", "it", "very", "much"].contains(&word.as_str()) || is_in(word, ACKNOWLEDGEMENTS));
    is_bare.then(|| reading(Class::Acknowledgement, first, 800))
}

fn question_or_unclear(new_text: &str) -> Reading {
    let question = new_text.lines().find(|line| line.contains(['?', '？']) && !line.contains("http"));
    question.map_or_else(unclear, |line| {
        let asked = line.rsplit_once(['?', '？']).map_or(line, |(asked, _)| asked);
        let last: String = asked.rsplit(['.', '!', '?']).next().unwrap_or_default().trim().chars().take(80).collect();
        reading(Class::Question, &format!("{last}?"), 700)
    })
}

fn reading(class: Class, evidence: &str, confidence_milli: u16) -> Reading {
    Reading { class, evidence: evidence.to_owned(), confidence_milli }
}

fn unclear() -> Reading {
    reading(Class::Unclear, "", 0)
}

/// The known words that one of the first lines consists of, greetings and courtesies aside.
fn answer_line(new_text: &str, known: &'static [&'static str]) -> Option<&'static str> {
    let is_greeting = |line: &str| {
        let words = words(line);
        words.len() <= 4 && words.first().is_some_and(|first| is_in(first, GREETINGS))
    };
    let lines = new_text.lines().filter(|line| !words(line).is_empty() && !is_greeting(line));
    lines.take(ANSWER_LINES).find_map(|line| whole_reply(line, known))
}

fn whole_reply(line: &str, known: &'static [&'static str]) -> Option<&'static str> {
    if line.contains(['?', '？']) {
        return None;
    }
    let words = words(line);
    if words.len() > 8 {
        return None;
    }
    let said = words.join(" ");
    let bare = words.iter().filter(|word| !is_in(word, FILLERS)).map(String::as_str).collect::<Vec<_>>().join(" ");
    known.iter().find(|word| **word == said || **word == bare).copied()
}

fn is_in(word: &str, list: &[&str]) -> bool {
    list.contains(&word)
}

/// A clause as its words with a blank around each, so that a phrase is found by whole words.
struct Clause(String);

/// From this length on a line may have been wrapped by a mail program, so that its end ends no clause.
const WRAPPED_CHARS: usize = 50;

/// The text in clauses: what stands between punctuation marks or line ends, in lower case.
fn clauses(text: &str) -> Vec<Clause> {
    let is_dot_inside = |before: Option<char>, after: Option<char>| {
        before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    };
    let mut clauses = Vec::new();
    let mut clause = String::new();
    let mut before = None;
    let mut n_line_chars = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        n_line_chars = if before == Some('\n') { 0 } else { n_line_chars + 1 };
        let ends = match c {
            '.' => !is_dot_inside(before, chars.peek().copied()),
            '\n' => n_line_chars < WRAPPED_CHARS,
            _ => matches!(c, '!' | '?' | ',' | ';' | ':' | '–' | '—' | '(' | ')' | '。' | '！' | '？'),
        };
        if ends {
            clauses.push(std::mem::take(&mut clause));
        } else {
            clause.push(c);
        }
        before = Some(c);
    }
    clauses.push(clause);
    clauses
        .iter()
        .map(|clause| words(clause))
        .filter(|words| !words.is_empty())
        .map(|words| Clause(format!(" {} ", words.join(" "))))
        .collect()
}

/// Words in lower case: letters and digits, with apostrophes, hyphens and dots inside them.
fn words(text: &str) -> Vec<String> {
    let is_inside = |c: char| matches!(c, '\'' | '-' | '.');
    let text = text.to_lowercase().replace(['’', '‘', '`', '´'], "'");
    let parts = text.split(|c: char| !(c.is_alphanumeric() || is_inside(c)));
    parts.map(|word| word.trim_matches(is_inside)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The first phrase of the row that a clause holds and no negation turns.
fn find(clauses: &[Clause], row: &Row) -> Option<&'static str> {
    clauses.iter().find_map(|clause| row.phrases.iter().find(|phrase| clause.says(phrase, row.negation_words))).copied()
}

impl Clause {
    fn says(&self, phrase: &str, negation_words: usize) -> bool {
        let mut from = 0;
        while let Some(at) = self.0.get(from..).and_then(|rest| rest.find(phrase)).map(|at| from + at) {
            let (before, rest) = self.0.split_at(at);
            let is_whole =
                before.ends_with(' ') && rest.get(phrase.len()..).is_some_and(|after| after.starts_with(' '));
            if is_whole && !is_negated(before, negation_words) {
                return true;
            }
            from = at + phrase.len();
        }
        false
    }
}

/// Whether the last words before a phrase hold a negation.
fn is_negated(before: &str, n_words: usize) -> bool {
    let tail: Vec<&str> = before.split_whitespace().rev().take(n_words + 2).collect();
    let tail = tail.iter().rev().copied().collect::<Vec<_>>().join(" ");
    let harmless =
        NOT_NEGATIONS.iter().fold(format!(" {tail} "), |tail, phrase| tail.replace(&format!(" {phrase} "), " _ "));
    let is_negation = |word: &str| is_in(word, NEGATIONS) || word.ends_with("n't");
    harmless.split_whitespace().rev().take(n_words).any(is_negation)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn class(text: &str) -> Class {
        classify_text(text).class
    }

    fn all(expected: Class, texts: &[&str]) {
        for text in texts {
            assert_eq!(class(text), expected, "{text}: {:?}", classify_text(text));
        }
    }

    #[test]
    fn a_stop_word_as_the_whole_reply_is_an_opt_out() {
        all(
            Class::Unsubscribe,
            &[
                "STOP",
                "Stop.",
                "unsubscribe",
                "Please remove me, thanks!",
                "Hi Ann,\n\nunsubscribe please\n\nAda Byron\nAcme",
                "Abmelden bitte",
                "désabonner",
                "Darme de baja por favor",
                "cancellami",
                "uitschrijven",
                "remover",
                "退订",
                "opt-out",
            ],
        );
    }

    #[test]
    fn a_phrase_is_an_opt_out_wherever_it_stands() {
        all(
            Class::Unsubscribe,
            &[
                "Take me off your list.",
                "Not interested take me off your list",
                "Looks great, but please don’t e-mail me again",
                "I said no. Do not contact me",
                "lose my address",
                "Bitte keine weiteren E-Mails.",
                "Merci de me retirer de votre liste",
                "Please stop emailing us",
                "Geen mails meer aub",
                "Leave me alone!",
            ],
        );
    }

    #[test]
    fn a_phrase_is_found_across_the_end_of_a_wrapped_line() {
        let wrapped = "Thank you for the kind words about our second shop and please take me\noff your list.";
        all(Class::Unsubscribe, &[wrapped]);
        assert!(!class("Please take me\noff to Paris").is_opt_out());
    }

    #[test]
    fn stop_words_inside_other_sentences_are_not() {
        for text in [
            "Stop by our office on Tuesday",
            "Please don't take me off your list",
            "I unsubscribed from your competitor, tell me more",
            "We can't stop talking about it",
            "How do I unsubscribe a customer in your tool?",
            "Should I stop?",
            "Wir bieten das nicht mehr an",
            "Please remove the old logo from the draft",
            "Can our customers opt out?",
            "Don't stop",
        ] {
            assert!(!class(text).is_opt_out(), "{text}: {:?}", classify_text(text));
        }
    }

    #[test]
    fn erasure_and_the_law_come_before_a_plain_opt_out() {
        all(
            Class::ErasureRequest,
            &["Unsubscribe me and delete my data.", "Bitte löschen Sie meine Daten", "Supprimez mes données"],
        );
        all(
            Class::ComplaintLegal,
            &["Remove me or I will report you", "Sie hören von meinem Anwalt: Abmahnung folgt", "My lawyer will write"],
        );
    }

    #[test]
    fn refusals_are_not_interest() {
        all(
            Class::Refusal,
            &[
                "not interested",
                "Thanks but we're not interested.",
                "No.",
                "No thanks",
                "nein danke",
                "We'll pass",
                "Kein Interesse",
                "pas intéressé",
                "No nos interesa",
                "Niet geïnteresseerd",
                "We do this in-house",
                "não temos interesse",
            ],
        );
        assert!(!class("We are not really that interested").is_hot());
    }

    #[test]
    fn right_away_book_me_in_is_a_meeting_and_not_out_of_office() {
        all(
            Class::Meeting,
            &[
                "Right away! book me in",
                "Let's talk next week",
                "Sure, send me an invite",
                "Rufen Sie mich morgen an",
                "No problem, let's set up a call",
                "https://calendly.com/ada works",
            ],
        );
        let mail = Inbound {
            subject: "Re: Right away".into(),
            new_text: "Right away! book me in".into(),
            ..Inbound::default()
        };
        assert_eq!(classify(&mail).class, Class::Meeting);
    }

    #[test]
    fn i_rejected_two_others_yours_looks_great_is_interest_and_not_a_bounce() {
        all(
            Class::Interested,
            &[
                "I rejected two others, yours looks great",
                "Yes",
                "Sounds good!",
                "Why not",
                "I can't wait, tell me more",
                "Klingt gut",
                "Ça m’intéresse",
                "Me interesa",
                "Ik ben geïnteresseerd",
                "No objections, we're interested",
                "ja gerne",
            ],
        );
        let subject = "Re: rejected".into();
        let mail =
            Inbound { subject, new_text: "I rejected two others, yours looks great".into(), ..Inbound::default() };
        assert_eq!(classify(&mail).class, Class::Interested);
    }

    #[test]
    fn contradictions_are_left_to_a_person() {
        all(Class::Unclear, &["Not interested in SEO, but ads sounds great", "Not now, but let's talk in March", ""]);
    }

    #[test]
    fn the_other_classes_are_told_by_their_plainest_words() {
        all(Class::Referral, &["I'm not the right person for this"]);
        all(Class::LeftCompany, &["Ada no longer works here"]);
        all(Class::NotNow, &["Maybe later", "Im Moment nicht"]);
        all(Class::Question, &["What does it cost?", "Where did you get my data?"]);
        all(Class::Acknowledgement, &["Thank you", "Ok, noted."]);
        all(Class::Unclear, &["The weather is fine here."]);
    }

    #[test]
    fn the_evidence_is_what_was_matched() {
        assert_eq!(classify_text("We think it sounds good.").evidence, "sounds good");
        assert_eq!(classify_text("Hello. What does it cost? Ada").evidence, "What does it cost?");
        assert_eq!(
            classify_text("Not interested in SEO, but ads sounds great").evidence,
            "not interested / sounds great"
        );
    }

    #[test]
    fn an_unsubscribe_button_is_understood_by_its_subject() {
        let mail = Inbound { subject: "Unsubscribe".into(), ..Inbound::default() };
        assert_eq!(classify(&mail).class, Class::Unsubscribe);
        assert_eq!(classify(&Inbound { subject: "Re: Your shop".into(), ..mail }).class, Class::Unclear);
    }

    #[test]
    fn every_phrase_is_written_as_the_words_it_is_compared_with() {
        for row in ROWS {
            for phrase in row.phrases {
                assert_eq!(words(phrase).join(" "), *phrase);
            }
        }
    }

    #[test]
    fn every_phrase_alone_has_its_own_class_or_an_earlier_one() {
        for row in ROWS {
            for phrase in row.phrases {
                let class = class(&format!("Well, {phrase}."));
                assert!(class <= row.class || class == Class::Unclear, "{phrase}: {class:?}");
                assert!(!row.class.is_hot() || class == row.class || class.is_hot(), "{phrase}: {class:?}");
            }
        }
    }

    #[test]
    fn case_and_blanks_change_nothing() {
        for phrase in ROWS.iter().flat_map(|row| row.phrases) {
            assert_eq!(class(&format!("  {}\r\n", phrase.to_uppercase())), class(phrase), "{phrase}");
        }
    }

    proptest! {
        #[test]
        fn an_opt_out_wins_over_whatever_else_is_written(
            before in "[a-z ,.!?\n]{0,60}",
            after in "[a-z ,.!?\n]{0,60}",
        ) {
            let text = format!("{before}. Please take me off your list. {after}, sounds great, let's talk");
            prop_assert!(class(&text).is_opt_out());
        }

        #[test]
        fn any_text_is_read(text in "(.|\n){0,300}") {
            let read = classify_text(&text);
            prop_assert!(read.confidence_milli <= 1000);
        }
    }
}
