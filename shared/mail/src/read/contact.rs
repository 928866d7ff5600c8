//! Finds whom a text names instead: a name and an address, as a proposal for a person, never to be acted on.
//!
//! Words that refer ("please contact …", "… is in charge") are looked for, and a few words around them are read: hence
//! linear time. The words are tables in [`words`].

#[rustfmt::skip]
mod words;

use std::fmt;

/// Someone else to talk to, as a mail names them. A proposal: nobody asked that person. Formatting it shows neither.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Their name, as written.
    pub name: Option<String>,
    /// Their address, in lower case.
    pub address: Option<String>,
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Contact(name: {}, address: {})", self.name.is_some(), self.address.is_some())
    }
}

/// How many words behind a referring phrase are read, and how many before one that follows whom it means.
const REACH: usize = 24;
const REACH_BACK: usize = 12;
/// How many words a name has at most.
const MAX_NAME_WORDS: usize = 5;

/// The first person or address that the text refers its reader to ("please contact Bob Smith (bob@acme.example)").
pub(super) fn contact_in(text: &str) -> Option<Contact> {
    let words: Vec<Word<'_>> = text.split_whitespace().map(Word::new).collect();
    (0..words.len()).find_map(|at| {
        let (before, rest) = words.split_at_checked(at)?;
        referred_to(before, rest).or_else(|| in_charge(before, rest))
    })
}

/// Whether the line refers its reader to someone, who may be named beneath it.
pub(super) fn refers(line: &str) -> bool {
    let words: Vec<Word<'_>> = line.split_whitespace().map(Word::new).collect();
    let phrases = [words::REFERRING, words::INTRODUCING];
    (0..words.len())
        .filter_map(|at| words.get(at..))
        .any(|rest| phrases.iter().any(|list| phrase_at(rest, list).is_some()))
}

/// "please contact …": whom the words behind the phrase name.
fn referred_to(before: &[Word<'_>], rest: &[Word<'_>]) -> Option<Contact> {
    let (n_words, is_personal) = phrase_at(rest, words::REFERRING)
        .map(|n_words| (n_words, false))
        .or_else(|| phrase_at(rest, words::INTRODUCING).map(|n_words| (n_words, true)))?;
    let is_refused = before.iter().rev().take(2).any(|word| words::NOT.contains(&word.plain.as_str()));
    let behind = rest.get(n_words..)?;
    let is_self = behind.first().is_some_and(|word| words::MYSELF.contains(&word.plain.as_str()));
    if is_refused || is_self {
        return None;
    }
    let behind = behind.get(..REACH.min(behind.len()))?;
    contact_of(behind, is_personal)
}

/// "… is in charge": whom the words before the phrase name.
fn in_charge(before: &[Word<'_>], rest: &[Word<'_>]) -> Option<Contact> {
    phrase_at(rest, words::IN_CHARGE)?;
    let from = before.iter().rev().take(REACH_BACK).take_while(|word| !word.ends_sentence()).count();
    contact_of(before.get(before.len() - from..)?, true)
}

fn contact_of(words: &[Word<'_>], is_personal: bool) -> Option<Contact> {
    let (at, address) = words.iter().enumerate().find_map(|(at, word)| Some((at, address_in(word.text)?))).unzip();
    let name = name_in(words, at, is_personal);
    (name.is_some() || address.is_some()).then_some(Contact { name, address })
}

/// The first name in the sentence. One word alone is a name behind a title, before an address, or after "my colleague".
fn name_in(words: &[Word<'_>], address_at: Option<usize>, is_personal: bool) -> Option<String> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if !word.is_capital() {
            if word.ends_sentence() || word.text.contains('@') {
                return None;
            }
            at += 1;
            continue;
        }
        let name = name_at(words.get(at..)?);
        let n_names = name.iter().filter(|word| word.is_capital() && !word.is_in(words::TITLES)).count();
        let has_title = name.iter().any(|word| word.is_in(words::TITLES));
        let end = at + name.len();
        let is_by_address = address_at.is_some_and(|address| (end..=end + 3).contains(&address));
        let follows_kinship =
            at.checked_sub(1).and_then(|at| words.get(at)).is_some_and(|word| word.is_in(words::KINSHIP));
        let is_enough =
            n_names >= 2 || (n_names == 1 && (has_title || is_by_address || is_personal || follows_kinship));
        if is_enough && !name.iter().any(|word| word.is_in(words::ROLES)) {
            let named = name.iter().filter(|word| !word.is_in(words::TITLES)).map(|word| word.bare);
            return Some(named.collect::<Vec<_>>().join(" "));
        }
        if name.last().is_some_and(Word::ends_sentence) {
            return None;
        }
        at = end.max(at + 1);
    }
    None
}

/// Words with capitals and the small ones within names ("van", "de") up to the next sign.
fn name_at<'a, 'w>(words: &'w [Word<'a>]) -> &'w [Word<'a>] {
    let mut n_words = 0;
    for (i, word) in words.iter().take(MAX_NAME_WORDS).enumerate() {
        let is_within = i > 0 && word.is_in(words::PARTICLES) && words.iter().skip(i + 1).take(2).any(Word::is_capital);
        let is_apart = i > 0 && word.text.starts_with(['(', '<', '"']);
        if is_apart || !(word.is_capital() || is_within) {
            break;
        }
        n_words = i + 1;
        let is_abbreviation = word.is_in(words::TITLES) || word.bare.chars().count() == 1;
        if word.text.ends_with(|c: char| !c.is_alphanumeric()) && !is_abbreviation {
            break;
        }
    }
    words.get(..n_words).unwrap_or_default()
}

/// How many words the phrase has that begins here.
fn phrase_at(words: &[Word<'_>], phrases: &[&str]) -> Option<usize> {
    let first = words.first()?;
    phrases.iter().filter(|phrase| phrase.starts_with(&first.plain)).find_map(|phrase| {
        let n_words = phrase.split(' ').count();
        let is_here =
            phrase.split(' ').enumerate().all(|(i, wanted)| words.get(i).is_some_and(|word| word.plain == wanted));
        (is_here && !first.plain.is_empty()).then_some(n_words)
    })
}

/// A word as written, without signs around it, and that in lower case.
struct Word<'a> {
    text: &'a str,
    bare: &'a str,
    plain: String,
}

impl<'a> Word<'a> {
    fn new(text: &'a str) -> Self {
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
        Self { text, bare, plain: bare.to_lowercase().replace('’', "'") }
    }

    /// A capital and then letters, as in names; no word all in capitals, which shouts.
    fn is_capital(&self) -> bool {
        let mut chars = self.bare.chars();
        let has_capital = chars.next().is_some_and(char::is_uppercase);
        let is_name = self.bare.chars().all(|c| c.is_alphabetic() || "-'’.".contains(c));
        has_capital
            && is_name
            && !self.text.contains('@')
            && ![words::CAPITAL_BUT_NO_NAME, words::KINSHIP].iter().any(|list| self.is_in(list))
    }

    fn is_in(&self, list: &[&str]) -> bool {
        list.contains(&self.plain.as_str())
    }

    fn ends_sentence(&self) -> bool {
        let is_abbreviation = self.bare.chars().count() == 1 || self.is_in(words::TITLES);
        self.text.ends_with(['.', '!', '?', ';']) && !is_abbreviation
    }
}

/// The address in a word such as `(bob@acme.example)` or `bob@acme.example<mailto:bob@acme.example>`.
fn address_in(word: &str) -> Option<String> {
    let (before, after) = word.split_once('@')?;
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-'".contains(c);
    let local = before.rsplit(|c| !is_local(c)).next()?.trim_start_matches(['.', '\'']);
    let domain =
        after.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).next()?.trim_end_matches(['.', '-']);
    let has_labels = domain.split('.').count() >= 2 && domain.split('.').all(|label| !label.is_empty());
    (!local.is_empty() && has_labels && word.len() <= 254).then(|| format!("{local}@{domain}").to_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(text: &str) -> (String, String) {
        let contact = contact_in(text).unwrap_or_default();
        (contact.name.unwrap_or_default(), contact.address.unwrap_or_default())
    }

    #[test]
    fn a_name_and_an_address_are_found_in_every_language() {
        for text in [
            "Please contact Bob Smith (Bob@acme.example) for this.",
            "For urgent matters please reach out to my colleague Bob Smith at bob@acme.example.",
            "You should talk to Bob Smith <bob@acme.example>, he decides.",
            "I'm cc'ing Bob Smith, bob@acme.example, who can help.",
            "The right person would be Mr. Bob Smith: bob@acme.example",
            "Bob Smith (bob@acme.example) is in charge of that.",
            "Bitte wenden Sie sich an Herrn Bob Smith (bob@acme.example).",
            "In dringenden Fällen kontaktieren Sie bitte meinen Kollegen Bob Smith unter bob@acme.example",
            "Zuständig ist Bob Smith, bob@acme.example.",
            "Veuillez contacter M. Bob Smith (bob@acme.example).",
            "Póngase en contacto con Bob Smith (bob@acme.example)",
            "Per urgenze contattare Bob Smith: bob@acme.example",
            "Por favor, entre em contato com Bob Smith (bob@acme.example).",
            "Neem contact op met Bob Smith via bob@acme.example",
            "Kontakt venligst min kollega Bob Smith på bob@acme.example",
            "Vänligen kontakta Bob Smith, bob@acme.example",
            "Ta kontakt med Bob Smith (bob@acme.example)",
            "Ota yhteyttä: Bob Smith, bob@acme.example",
            "Proszę o kontakt z Bob Smith (bob@acme.example)",
            "Please contact Bob Smith\nbob@acme.example<mailto:bob@acme.example>",
        ] {
            assert_eq!(found(text), ("Bob Smith".into(), "bob@acme.example".into()), "{text}");
        }
    }

    #[test]
    fn a_name_or_an_address_alone_is_a_proposal_too() {
        assert_eq!(found("Please contact sales@acme.example."), (String::new(), "sales@acme.example".into()));
        assert_eq!(found("Wenden Sie sich an Frau Müller."), ("Müller".into(), String::new()));
        assert_eq!(found("Best talk to Anna van der Berg."), ("Anna van der Berg".into(), String::new()));
        assert_eq!(found("Please contact Bob at bob@acme.example"), ("Bob".into(), "bob@acme.example".into()));
        assert_eq!(found("I pass this to my colleague Bob."), ("Bob".into(), String::new()));
        assert_eq!(
            found("Please contact our Support Team (help@acme.example)"),
            (String::new(), "help@acme.example".into())
        );
    }

    #[test]
    fn who_is_not_referred_to_is_not_found() {
        for text in [
            "Please contact me at bob@acme.example",
            "Do not contact Bob Smith again.",
            "Bob Smith told me about you. bob@acme.example",
            "Please contact our Sales Department",
            "No contact please. Best, Bob Smith",
            "",
        ] {
            assert_eq!(contact_in(text), None, "{text}");
        }
    }

    #[test]
    fn formatting_shows_neither_name_nor_address() {
        let contact = contact_in("Please contact Bob Smith (bob@acme.example)").unwrap();
        assert_eq!(format!("{contact:?}"), "Contact(name: true, address: true)");
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "((please )?contact|talk to|is in charge|Bob|Mr\\.|van|a@b\\.c|@|\\(|[.,!?]| |\n|.){0,60}") {
            let _ = contact_in(&text);
        }
    }
}
