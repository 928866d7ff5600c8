//! Cuts a text into words that can be compared: lower case, without accents, contractions spelled out.
//!
//! What is written once with and once without accents, apostrophes or hyphens becomes the same words ("Don't e-mail" is
//! "dont email", "für" is "fuer"). Patterns pass through the same functions, so both sides always agree.

use std::{ops::Range, sync::LazyLock};

use fnv::FnvHashMap;

/// What stands between a word and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Boundary {
    /// Blanks.
    None,
    /// A comma, a dash, a bracket or a colon: another clause.
    Clause,
    /// A full stop or the end of a line: another sentence.
    #[default]
    Sentence,
}

/// A word as it is compared, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) word: String,
    /// In bytes of the text.
    pub(super) at: Range<usize>,
    pub(super) before: Boundary,
    /// The index of its sentence.
    pub(super) sentence: usize,
    /// Whether it is written like a name: a capital, then a small letter, and not because a sentence begins.
    pub(super) is_name: bool,
}

/// A text in words.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    pub(super) words: Vec<Token>,
    /// Of each sentence, whether it ends in a question mark.
    pub(super) questions: Vec<bool>,
}

/// From this length on a line may have been wrapped by a mail program, so that its end ends no sentence.
const WRAPPED_CHARS: usize = 50;
/// Hosts on which one picks an appointment.
const CALENDARS: &[&str] =
    &["calendly.com", "cal.com", "meetings.hubspot.com", "savvycal.com", "zcal.co", "tidycal.com"];
/// Abbreviations whose full stop ends no sentence.
const ABBREVIATIONS: &[&str] =
    &["mr", "mrs", "ms", "dr", "st", "nr", "hr", "fr", "sr", "sra", "mme", "sig", "dott", "dhr"];

/// Words that English writes with a capital and that name nobody.
const NO_NAMES: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "english",
    "german",
    "google",
    "linkedin",
    "zoom",
    "teams",
    "christmas",
    "easter",
];

pub(super) fn tokens(text: &str) -> Tokens {
    let mut cutter = Cutter { before: Boundary::Sentence, ..Cutter::default() };
    let mut n_line_chars = 0;
    let mut start = 0;
    for chunk in text.split_inclusive(char::is_whitespace) {
        let body = chunk.trim_end_matches(char::is_whitespace);
        cutter.chunk(body, start);
        n_line_chars += chunk.chars().count();
        if chunk.ends_with('\n') {
            if n_line_chars <= WRAPPED_CHARS || body.is_empty() {
                cutter.end_sentence();
            }
            n_line_chars = 0;
        }
        start += chunk.len();
    }
    cutter.end_sentence();
    cutter.tokens
}

#[derive(Default)]
struct Cutter {
    tokens: Tokens,
    before: Boundary,
    is_question: bool,
}

impl Cutter {
    /// One run of text without blanks, which begins at that byte.
    fn chunk(&mut self, chunk: &str, start: usize) {
        if let Some(kind) = special(chunk.trim_matches(|c: char| !c.is_alphanumeric() && c != '+')) {
            self.push(kind.to_owned(), start..start + chunk.len(), false);
            self.closing(chunk);
            return;
        }
        let mut word = Range { start, end: start };
        let mut chars = chunk.char_indices().peekable();
        let mut previous = None;
        while let Some((i, c)) = chars.next() {
            let at = start + i;
            let next = chars.peek().map(|(_, next)| *next);
            let is_inside = previous.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
            if c.is_alphanumeric() && !is_ideograph(c) || is_apostrophe(c) && is_inside {
                if word.start == word.end {
                    word.start = at;
                }
                word.end = at + c.len_utf8();
            } else {
                self.word(chunk, start, &mut word, at);
                self.mark(c, at, is_inside);
            }
            previous = Some(c);
        }
        self.word(chunk, start, &mut word, start + chunk.len());
    }

    /// Ends the word that is being read, if any.
    fn word(&mut self, chunk: &str, start: usize, word: &mut Range<usize>, now: usize) {
        let text = chunk.get(word.start - start..word.end - start).unwrap_or_default();
        if !text.is_empty() {
            let mut chars = text.chars();
            let is_capitalised =
                chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase);
            spell_out(text, |part| self.push(part, word.clone(), is_capitalised));
        }
        *word = now..now;
    }

    fn mark(&mut self, c: char, at: usize, is_inside: bool) {
        match c {
            '.' if is_inside => {}
            '.' if self.tokens.words.last().is_some_and(|last| ABBREVIATIONS.contains(&last.word.as_str())) => {}
            '?' | '？' if is_inside => {}
            '?' | '？' => {
                self.is_question = true;
                self.end_sentence();
            }
            '.' | '!' | ';' | '。' | '！' | '…' => self.end_sentence(),
            ',' | ':' | '–' | '—' | '(' | ')' | '、' | '，' | '：' => {
                self.before = self.before.max(Boundary::Clause)
            }
            // Between blanks it parts clauses, within a word it does not.
            '-' if !is_inside => self.before = self.before.max(Boundary::Clause),
            _ if is_ideograph(c) || is_symbol(c) => self.push(c.to_string(), at..at + c.len_utf8(), false),
            _ => {}
        }
    }

    /// The mark at the end of a link or an address.
    fn closing(&mut self, chunk: &str) {
        if let Some(c) = chunk.chars().next_back().filter(|c| !c.is_alphanumeric()) {
            self.mark(c, 0, false);
        }
    }

    fn push(&mut self, word: String, at: Range<usize>, is_capitalised: bool) {
        let last = self.tokens.words.last_mut().filter(|_| self.before == Boundary::None);
        if let Some(last) = last
            && let Some(whole) = joined(last, &word, &at)
        {
            last.word = whole;
            last.at.end = at.end;
            return;
        }
        let sentence = self.tokens.questions.len();
        let is_name = is_capitalised && self.before != Boundary::Sentence && !NO_NAMES.contains(&word.as_str());
        self.tokens.words.push(Token { word, at, before: self.before, sentence, is_name });
        self.before = Boundary::None;
    }

    fn end_sentence(&mut self) {
        if self.before != Boundary::Sentence {
            self.tokens.questions.push(self.is_question);
        } else if self.is_question
            && let Some(last) = self.tokens.questions.last_mut()
        {
            *last = true;
        }
        self.before = Boundary::Sentence;
        self.is_question = false;
    }
}

/// The word that two adjacent ones make: "e mail", "10 pm", "0161 496 0133".
fn joined(last: &Token, word: &str, at: &Range<usize>) -> Option<String> {
    if last.word == "e" && word.starts_with("mail") {
        return Some(format!("e{word}"));
    }
    let is_number = is_digits(&last.word);
    if is_number && ["am", "pm", "uhr", "uur", "h", "heures", "hs"].contains(&word) {
        return Some("<time>".to_owned());
    }
    let has_length = at.end.saturating_sub(last.at.start) >= 7;
    let is_phone = is_digits(word) && (is_number && has_length || last.word == "<phone>");
    is_phone.then(|| "<phone>".to_owned())
}

/// Whether the word is a number.
pub(super) fn is_digits(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a run of text is when it is no word: `<mail>`, `<calendar>`, `<link>`, `<date>`, `<time>` or `<phone>`.
fn special(chunk: &str) -> Option<&'static str> {
    if chunk.contains('@') && chunk.contains('.') {
        return Some("<mail>");
    }
    // A link or an address of a host holds a full stop or a colon, and everything else that is no word a digit.
    if !chunk.bytes().any(|byte| matches!(byte, b'.' | b':' | b'0'..=b'9')) {
        return None;
    }
    let lower = chunk.to_lowercase();
    let host = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")).unwrap_or(&lower);
    let host = host.strip_prefix("www.").unwrap_or(host);
    if CALENDARS.iter().any(|calendar| host.starts_with(calendar)) {
        return Some("<calendar>");
    }
    if host.len() != lower.len() {
        return Some("<link>");
    }
    let n_digits = chunk.bytes().filter(u8::is_ascii_digit).count();
    if n_digits == 0 {
        return None;
    }
    let is_numeric = chunk.chars().all(|c| c.is_ascii_digit() || "+-./:()'".contains(c));
    if n_digits >= 7 && is_numeric && !chunk.contains(['/', '.']) {
        return Some("<phone>");
    }
    let n_marks = chunk.bytes().filter(|byte| b"./-".contains(byte)).count();
    let is_ordinal = ["st", "nd", "rd", "th"].iter().any(|end| lower.len() == n_digits + 2 && lower.ends_with(end));
    if is_numeric && (n_marks == 2 || n_marks == 1 && chunk.contains('/')) || is_ordinal {
        return Some("<date>");
    }
    is_time(&lower).then_some("<time>")
}

/// "10:30", "14h", "9am", "15h30", "9.30am".
fn is_time(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let rest = word.get(digits..).unwrap_or_default();
    let minutes = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_suffix = |rest: &str| matches!(rest, "am" | "pm" | "h" | "hs" | "uhr" | "hrs" | "a.m" | "p.m");
    let has_colon = |mark| {
        rest.strip_prefix(mark).is_some_and(|rest: &str| {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.is_empty() && mark != '.' || is_suffix(rest)
        })
    };
    (1..=2).contains(&digits) && (is_suffix(minutes) || has_colon(':') || has_colon('h') || has_colon('.'))
}

/// A word as the words it stands for: "don't" is "do not", "j'ai" is "j ai".
pub(super) fn spelled_out(word: &str) -> Vec<String> {
    let mut words = Vec::new();
    spell_out(word, |part| words.push(part));
    words
}

fn spell_out(word: &str, mut push: impl FnMut(String)) {
    static LONG_FORMS: LazyLock<FnvHashMap<&str, &str>> = LazyLock::new(|| CONTRACTIONS.iter().copied().collect());
    let word = fold(word);
    if let Some(long) = LONG_FORMS.get(word.as_str()) {
        return long.split(' ').map(str::to_owned).for_each(push);
    }
    if !word.contains('\'') {
        return push(word);
    }
    if let Some(verb) = word.strip_suffix("n'").or_else(|| word.strip_suffix("n't")) {
        push(verb.to_owned());
        return push("not".to_owned());
    }
    let endings = [("'m", "am"), ("'re", "are"), ("'ll", "will"), ("'ve", "have"), ("'d", "would")];
    for (ending, long) in endings {
        if let Some(rest) = word.strip_suffix(ending) {
            push(rest.to_owned());
            return push(long.to_owned());
        }
    }
    word.split('\'').filter(|part| !part.is_empty()).map(str::to_owned).for_each(push);
}

/// English contractions that do not follow the rule, and those that are commonly written without their apostrophe.
const CONTRACTIONS: &[(&str, &str)] = &[
    ("can't", "can not"),
    ("cannot", "can not"),
    ("cant", "can not"),
    ("won't", "will not"),
    ("wont", "will not"),
    ("shan't", "shall not"),
    ("ain't", "is not"),
    ("aint", "is not"),
    ("dont", "do not"),
    ("doesnt", "does not"),
    ("didnt", "did not"),
    ("isnt", "is not"),
    ("arent", "are not"),
    ("wasnt", "was not"),
    ("werent", "were not"),
    ("wouldnt", "would not"),
    ("shouldnt", "should not"),
    ("couldnt", "could not"),
    ("havent", "have not"),
    ("hasnt", "has not"),
    ("ive", "i have"),
    ("weve", "we have"),
    ("youre", "you are"),
    ("theyre", "they are"),
    ("thats", "that is"),
    ("whats", "what is"),
    ("it's", "it is"),
    ("that's", "that is"),
    ("there's", "there is"),
    ("what's", "what is"),
    ("who's", "who is"),
    ("he's", "he is"),
    ("she's", "she is"),
    ("here's", "here is"),
    ("how's", "how is"),
    ("where's", "where is"),
    ("let's", "let us"),
    ("lets", "let us"),
    ("gonna", "going to"),
    ("wanna", "want to"),
    ("gotta", "got to"),
    ("u", "you"),
    ("ur", "your"),
    ("pls", "please"),
    ("plz", "please"),
    ("thx", "thanks"),
    ("gimme", "give me"),
    ("lemme", "let me"),
    ("dunno", "do not know"),
    ("idk", "i do not know"),
    ("msg", "message"),
    ("interestd", "interested"),
    ("theres", "there is"),
    ("wouldve", "would have"),
    ("rm", "remove"),
    ("cest", "c est"),
    ("jai", "j ai"),
    ("emial", "email"),
    ("unsubcribe", "unsubscribe"),
    ("unsuscribe", "unsubscribe"),
    ("unsubscibe", "unsubscribe"),
    ("unsubsribe", "unsubscribe"),
    ("intrested", "interested"),
    ("intersted", "interested"),
    ("interessted", "interested"),
    ("intrest", "interest"),
    ("interesed", "interested"),
];

/// Lower case without accents. Vowels that German and Danish write as two letters become one, as with the accent.
fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match base(c) {
            'e' if folded.ends_with(['a', 'o', 'u']) => {}
            'ß' => folded.push_str("ss"),
            'œ' => folded.push('o'),
            // The dot that Turkish capitals leave behind, and accents written apart from their letter.
            '\u{300}'..='\u{36f}' => {}
            base => folded.push(base),
        }
    }
    folded
}

fn base(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'æ' | 'ą' | 'ă' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ł' => 'l',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ř' => 'r',
        'ś' | 'š' => 's',
        'ť' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ů' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        '’' | '‘' | '`' | '´' | 'ʼ' => '\'',
        c => c,
    }
}

fn is_apostrophe(c: char) -> bool {
    base(c) == '\''
}

/// Letters of scripts that part no words by blanks: each is a word.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Pictures such as a thumb that is up.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f300}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> String {
        tokens(text).words.iter().map(|token| token.word.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn spellings_of_one_word_become_one() {
        assert_eq!(words("Don’t e-mail, dont EMAIL, do not e mail"), "do not email do not email do not email");
        assert_eq!(words("für fuer Größe groesse"), "fur fur grosse grosse");
        assert_eq!(words("J'ai reçu l’e-mail in-house"), "j ai recu l email in house");
        assert_eq!(words("We'll pass, I'm out"), "we will pass i am out");
        assert_eq!(words("退订 please 👍"), "退 订 please 👍");
    }

    #[test]
    fn addresses_links_times_and_numbers_are_words_of_their_kind() {
        assert_eq!(words("Ask jo@x.example, or https://calendly.com/jo."), "ask <mail> or <calendar>");
        assert_eq!(
            words("10:30 14h 9am 15h30 42 +441614960133 https://x.example"),
            "<time> <time> <time> <time> 42 <phone> <link>"
        );
    }

    #[test]
    fn sentences_end_at_marks_and_at_the_end_of_short_lines() {
        let text = tokens("Hi Mr. Fox,\nreally? No. Version 3.5 it is");
        let sentences: Vec<usize> = text.words.iter().map(|token| token.sentence).collect();
        assert_eq!(sentences, [0, 0, 0, 1, 2, 3, 3, 3, 3, 3]);
        assert_eq!(text.questions, [false, true, false, false]);
        let wrapped = tokens("Thank you for the kind words about our second shop and please\ntake me off");
        assert_eq!(wrapped.questions.len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_is_cut_into_words_that_stand_in_it(text in "(.|\n|a|é|'|-|\\?){0,200}") {
            let tokens = tokens(&text);
            for token in &tokens.words {
                prop_assert!(text.get(token.at.clone()).is_some());
                prop_assert!(token.sentence < tokens.questions.len());
            }
        }
    }
}
