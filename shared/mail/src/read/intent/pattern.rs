//! The small language in which the phrases are written, and its matcher.
//!
//! A pattern is words parted by blanks, matched against consecutive words of one clause, in any spelling that
//! [`token`](super::token) makes equal. What else it may hold:
//!
//! | written | matches |
//! |---|---|
//! | `interest*` | a word that begins so |
//! | `send\|mail\|share` | one of these words |
//! | `a\|the?` | one of these words or none |
//! | `<day>` | one of the words of that set, or a word of that kind (`<mail>`, `<phone>`, `<name>` …) |
//! | `..` `..6` | up to three, or six, other words |
//! | `,` | a comma may stand here |
//! | `^` `$` | the start or the end of a clause; `^^` `$$` of a sentence |
//! | `to\|$` | one of these words, or the end of a clause |
//! | `= …` | the whole sentence, greeting and courtesies aside |

use super::{
    super::looks::look,
    token::{Boundary, is_ideograph, spelled_out},
    vocabulary::{Atom, Vocabulary, Word},
};

/// How many words `..` may skip.
const GAP: usize = 3;
/// The most that one gap may skip, so that a match costs little wherever it starts.
const MAX_GAP: usize = 8;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    items: Vec<Item>,
    /// Whether it must cover a whole sentence.
    pub(super) is_whole: bool,
}

/// Why a pattern cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    /// It holds no word to begin with.
    #[error("a pattern begins with a word")]
    NoFirstWord,
    /// A name in angle brackets that is neither a set nor a kind of word.
    #[error("a name in angle brackets is unknown")]
    UnknownSet,
    /// A gap that is no number or too long.
    #[error("a gap is a small number")]
    BadGap,
    /// A set of words holds something that is more than one word.
    #[error("an alternative is one word")]
    LongAlternative,
}

#[derive(Debug)]
enum Item {
    /// One of these words; sorted.
    Word {
        any: Vec<Atom>,
        is_optional: bool,
    },
    /// One of these words, or the end of a clause.
    WordOrEnd(Vec<Atom>),
    Gap(usize),
    Comma,
    Start(Boundary),
    End(Boundary),
}

/// The kinds of words that [`token`](super::token) tells apart.
const KINDS: &[&str] = &["<mail>", "<calendar>", "<link>", "<date>", "<time>", "<phone>", "<number>", "<name>"];

impl Pattern {
    /// Reads a pattern; `sets` are the names in angle brackets and their words. Its words are added to the vocabulary.
    pub(super) fn parse(text: &str, sets: &[(&str, &str)], vocabulary: &mut Vocabulary) -> Result<Self, Malformed> {
        let (text, is_whole) = text.strip_prefix('=').map_or((text, false), |rest| (rest, true));
        let mut items = Vec::new();
        for item in text.split_whitespace() {
            match item {
                "," => items.push(Item::Comma),
                "^" => items.push(Item::Start(Boundary::Clause)),
                "^^" => items.push(Item::Start(Boundary::Sentence)),
                "$" => items.push(Item::End(Boundary::Clause)),
                "$$" => items.push(Item::End(Boundary::Sentence)),
                _ => match item.strip_prefix("..") {
                    Some(gap) => items.push(Item::Gap(gap_length(gap)?)),
                    None => push_words(item, sets, vocabulary, &mut items)?,
                },
            }
        }
        let pattern = Self { items, is_whole };
        if pattern.first_atoms().is_empty() { Err(Malformed::NoFirstWord) } else { Ok(pattern) }
    }

    /// Everything that the first word of a match may be.
    pub(super) fn first_atoms(&self) -> Vec<Atom> {
        let mut atoms = Vec::new();
        for item in &self.items {
            match item {
                Item::Word { any, is_optional } => {
                    atoms.extend(any);
                    if !is_optional {
                        return atoms;
                    }
                }
                Item::Gap(_) | Item::WordOrEnd(_) => return Vec::new(),
                Item::Comma | Item::Start(_) | Item::End(_) => {}
            }
        }
        Vec::new()
    }

    /// The words of which one must stand in the text for a match, beyond those that begin one: of the item that holds the
    /// fewest; none if every other item is optional.
    pub(super) fn needed(&self) -> Vec<Atom> {
        let needed = self.items.iter().filter_map(|item| match item {
            Item::Word { any, is_optional: false } => Some(any),
            _ => None,
        });
        needed.skip(1).min_by_key(|any| any.len()).cloned().unwrap_or_default()
    }

    /// Where the match that begins at that word ends (the index after its last word).
    pub(super) fn match_at(&self, words: &[Word], at: usize) -> Option<usize> {
        run(&self.items, words, at, true)
    }

    /// Whether one of its words is one of these.
    pub(super) fn says_any(&self, is_wanted: impl Fn(Atom) -> bool) -> bool {
        self.items.iter().any(|item| match item {
            Item::Word { any, .. } | Item::WordOrEnd(any) => any.iter().any(|atom| is_wanted(*atom)),
            _ => false,
        })
    }
}

fn gap_length(digits: &str) -> Result<usize, Malformed> {
    if digits.is_empty() {
        return Ok(GAP);
    }
    digits.parse().ok().filter(|n| (1..=MAX_GAP).contains(n)).ok_or(Malformed::BadGap)
}

fn push_words(
    item: &str,
    sets: &[(&str, &str)],
    vocabulary: &mut Vocabulary,
    items: &mut Vec<Item>,
) -> Result<(), Malformed> {
    let (item, is_optional) = item.strip_suffix('?').map_or((item, false), |rest| (rest, true));
    if let Some(item) = item.strip_suffix("|$") {
        items.push(Item::WordOrEnd(alternatives(item, sets, vocabulary)?));
        return Ok(());
    }
    if item.contains(['|', '<']) || is_optional {
        items.push(Item::Word { any: alternatives(item, sets, vocabulary)?, is_optional });
        return Ok(());
    }
    items.extend(words(item, vocabulary).into_iter().map(|atom| Item::Word { any: vec![atom], is_optional }));
    Ok(())
}

/// The words of an item such as `a|b*|<day>`, sorted.
pub(super) fn alternatives(
    item: &str,
    sets: &[(&str, &str)],
    vocabulary: &mut Vocabulary,
) -> Result<Vec<Atom>, Malformed> {
    let mut any = Vec::new();
    for one in item.split('|') {
        if KINDS.contains(&one) {
            any.push(vocabulary.atom(one, false));
        } else if let Some(name) = one.strip_prefix('<') {
            let set = sets.iter().find(|(set, _)| Some(*set) == name.strip_suffix('>')).ok_or(Malformed::UnknownSet)?;
            any.extend(alternatives(set.1, &[], vocabulary)?);
        } else {
            let [atom] = <[Atom; 1]>::try_from(words(one, vocabulary)).map_err(|_| Malformed::LongAlternative)?;
            any.push(atom);
        }
    }
    any.sort_unstable();
    any.dedup();
    Ok(any)
}

/// The words that an item without alternatives stands for: "don't" is two, and so are two ideographs.
fn words(item: &str, vocabulary: &mut Vocabulary) -> Vec<Atom> {
    let (text, is_stem) = item.strip_suffix('*').map_or((item, false), |rest| (rest, true));
    let parts: Vec<String> = if text.chars().all(is_ideograph) {
        text.chars().map(String::from).collect()
    } else {
        text.replace("e-mail", "email").split('-').flat_map(spelled_out).collect()
    };
    let n_parts = parts.len();
    parts.iter().enumerate().map(|(i, text)| vocabulary.atom(text, is_stem && i + 1 == n_parts)).collect()
}

fn run(items: &[Item], words: &[Word], at: usize, may_cross: bool) -> Option<usize> {
    look(1);
    let Some((item, rest)) = items.split_first() else { return Some(at) };
    let before = words.get(at).map_or(Boundary::Sentence, |word| word.before);
    match item {
        Item::Word { any, is_optional } => {
            let is_here = (may_cross || before == Boundary::None) && words.get(at).is_some_and(|word| word.is_any(any));
            let taken = if is_here { run(rest, words, at + 1, false) } else { None };
            taken.or_else(|| if *is_optional { run(rest, words, at, may_cross) } else { None })
        }
        Item::WordOrEnd(_) if before >= Boundary::Clause => run(rest, words, at, false),
        Item::WordOrEnd(any) => {
            let is_here = words.get(at).is_some_and(|word| word.is_any(any));
            if is_here { run(rest, words, at + 1, false) } else { None }
        }
        Item::Gap(longest) => {
            let n_free = words.get(at..).unwrap_or_default().iter().take(*longest);
            let n_free = n_free.take_while(|word| word.before == Boundary::None).count();
            (0..=n_free).find_map(|n| run(rest, words, at + n, may_cross && n == 0))
        }
        Item::Comma => run(rest, words, at, may_cross || before == Boundary::Clause),
        Item::Start(boundary) | Item::End(boundary) if before < *boundary => None,
        Item::Start(_) => run(rest, words, at, true),
        Item::End(_) => run(rest, words, at, may_cross),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::token::tokens, *};

    const SETS: &[(&str, &str)] = &[("me", "me|us|my")];

    fn found(pattern: &str, text: &str) -> bool {
        let mut vocabulary = Vocabulary::default();
        let pattern = Pattern::parse(pattern, SETS, &mut vocabulary).unwrap();
        let words = vocabulary.words(&tokens(text));
        (0..words.len()).any(|at| pattern.match_at(&words, at).is_some())
    }

    #[test]
    fn an_end_among_words_is_the_end_of_a_clause() {
        assert!(found("no need for|$", "No need, thanks"));
        assert!(found("no need for|$", "There is no need"));
        assert!(found("no need for|$", "No need for it"));
        assert!(!found("no need for|$", "No need to wait"));
    }

    #[test]
    fn a_pattern_matches_whole_words_in_any_spelling() {
        assert!(found("don't e-mail", "Please do not EMAIL us"));
        assert!(found("zuständig", "nicht zustaendig"));
        assert!(!found("remove me", "remove meat"));
        assert!(found("不要", "请不要"));
    }

    #[test]
    fn stems_alternatives_options_and_sets() {
        for text in ["take me off the list", "remove us from your mailing lists", "Take my name off lists"] {
            assert!(found("take|remove <me> .. off|from a|the|your? mailing? list*", text), "{text}");
        }
        assert!(!found("interest* in", "uninteresting in"));
    }

    #[test]
    fn a_gap_is_bounded_and_crosses_no_comma() {
        assert!(found("take ..2 off", "take all of off"));
        assert!(!found("take ..2 off", "take one two three off"));
        assert!(!found("take .. off", "take this, off"));
        assert!(found("no , thanks", "No, thanks") && found("no , thanks", "no thanks"));
        assert!(!found("no , thanks", "No. Thanks"));
    }

    #[test]
    fn anchors_hold_to_clauses_and_sentences() {
        assert!(found("^ pass $", "Thanks, pass") && !found("^^ pass", "Thanks, pass"));
        assert!(!found("^ pass $", "Thanks, pass it on"));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let malformed = |text| Pattern::parse(text, SETS, &mut Vocabulary::default()).unwrap_err();
        assert_eq!(malformed(".. x"), Malformed::NoFirstWord);
        assert_eq!(malformed("a <nobody>"), Malformed::UnknownSet);
        assert_eq!(malformed("a ..99 b"), Malformed::BadGap);
        assert_eq!(malformed("don't|x y"), Malformed::LongAlternative);
    }
}
