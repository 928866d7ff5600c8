//! Finds every phrase of every language in a text, and whether a negation turns it.

use std::{ops::Range, sync::LazyLock};

use fnv::FnvHashMap;

use super::{
    super::phrases::{LANGUAGES, Language, Row, SETS, Sign, Strength},
    pattern::{Pattern, alternatives},
    token::{Boundary, Tokens},
    vocabulary::{Atom, Vocabulary, Word},
};

/// How many words before a phrase, and after it, may hold the negation that turns it.
const NEGATED_WITHIN: usize = 4;
/// In how many of the first sentences one of its own can be the whole answer, above a signature.
const ANSWER_SENTENCES: usize = 4;
/// From how many words of one language on a text is taken to be in it, and phrases of a language with less than this
/// share of that many words to be chance.
const FAMILIAR_WORDS: usize = 3;
const FOREIGN_BELOW: usize = 2;
/// In how many of the first words the language is looked for.
const FAMILIARITY_WORDS: usize = 200;
/// How many words a whole answer has at most.
const ANSWER_WORDS: usize = 8;
/// How many words of greeting may stand before the comma of the first sentence.
const GREETING_WORDS: usize = 5;

/// Negations of every language that turn a yes and yet are no no: "I would buy if".
const CONDITIONS: &str = "if|whether|unless|falls|ob|si|se|indien|of|hvis|om|jos";

/// A phrase in the text.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) sign: Sign,
    pub(super) strength: Strength,
    /// Its words, as indices.
    pub(super) words: Range<usize>,
    /// Whether it stands in a question.
    pub(super) is_asked: bool,
    /// Whether a negation turns it.
    pub(super) is_negated: bool,
    /// The language of the phrase, by its place in the tables.
    pub(super) language: usize,
}

impl Found {
    pub(super) const fn is_opt_out(&self) -> bool {
        matches!(self.sign, Sign::Legal | Sign::Erasure | Sign::Unsubscribe)
    }
}

/// What was found in a text.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    /// Every phrase, in the order of the text; of one sign at one place the strongest first.
    pub(super) phrases: Vec<Found>,
    text: Text<'a>,
}

/// Every phrase in the text.
pub(super) fn find(tokens: &Tokens) -> Findings<'_> {
    let text = Text::new(tokens);
    let mut found = Vec::new();
    // Words come again.
    let mut rules_of: FnvHashMap<&[Atom], Vec<&Rule>> = FnvHashMap::default();
    for (at, word) in text.words.iter().enumerate() {
        let rules = || PHRASES.rules_from(word, &text, |entry| &entry.anywhere);
        for rule in rules_of.entry(word.atoms()).or_insert_with(rules) {
            if let Some(end) = rule.pattern.match_at(&text.words, at) {
                found.push(rule.found(&text, at..end));
            }
        }
    }
    for sentence in text.answer_sentences() {
        text.whole(&sentence, None, &mut found);
        for language in 0..LANGUAGES.len() {
            let answer = text.without_courtesies(&sentence, language);
            if answer.len() < sentence.len() {
                text.whole(&answer, Some(language), &mut found);
            }
        }
    }
    let familiarity = text.familiarity();
    let most = familiarity.iter().copied().max().unwrap_or_default();
    let n_own = |found: &Found| familiarity.get(found.language).copied().unwrap_or_default();
    // An opt-out in another language than the rest is honoured, unless the text is long and holds no word of that one.
    let is_honoured = |found: &Found| found.is_opt_out() && (n_own(found) > 0 || most < 2 * FAMILIAR_WORDS);
    found.retain(|found| most < FAMILIAR_WORDS || is_honoured(found) || n_own(found) * FOREIGN_BELOW >= most);
    found.sort_by_key(|found| (found.words.start, std::cmp::Reverse(found.strength)));
    Findings { phrases: found, text }
}

impl Findings<'_> {
    /// The first negation that no phrase and no idiom holds, outside of questions, in the language of most words.
    pub(super) fn denial(&self) -> Option<usize> {
        let text = &self.text;
        let (language, _) = text.familiarity().into_iter().enumerate().max_by_key(|(_, n_own)| *n_own)?;
        (0..text.words.len()).find(|at| {
            let marks = text.marks(*at);
            marks.negation & !marks.condition & (1 << language) != 0
                && !text.is_asked(*at)
                && !text.is_harmless(language, *at)
                && !self.phrases.iter().any(|found| found.words.contains(at))
        })
    }

    /// Whether the words between two phrases, or around the second in its clause, set them against each other ("but").
    pub(super) fn is_contrasted(&self, first: &Found, second: &Found) -> bool {
        let languages = 1 << first.language | 1 << second.language;
        (first.words.end..second.words.end).any(|at| self.text.marks(at).contrast & languages != 0)
    }
}

/// The phrases of all languages, compiled once.
static PHRASES: LazyLock<Phrases> = LazyLock::new(Phrases::compile);

#[derive(Default)]
struct Phrases {
    vocabulary: Vocabulary,
    rules: Vec<Rule>,
    /// What is held about each atom, in their order.
    entries: Vec<Entry>,
    /// Of each language, the idioms that hold a negation and turn nothing.
    harmless: Vec<Vec<Pattern>>,
}

/// What the tables hold that begins with an atom, and in which lists it stands.
#[derive(Default)]
struct Entry {
    /// Rules that hold anywhere, by their place.
    anywhere: Vec<usize>,
    /// Rules for whole sentences.
    whole: Vec<usize>,
    marks: Marks,
}

/// In which languages a word stands in which list: a bit for each.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    negation: u32,
    negation_after: u32,
    /// Turns a yes and yet is no no.
    condition: u32,
    contrast: u32,
    /// Ends the reach of a negation.
    parting: u32,
    courtesy: u32,
    greeting: u32,
    /// In any list whose words tell the language.
    own: u32,
}

/// A text, and what its words are in each language.
#[derive(Debug)]
struct Text<'a> {
    tokens: &'a Tokens,
    words: Vec<Word>,
    marks: Vec<Marks>,
    /// Of each atom, whether a word of the text is it.
    is_said: Vec<bool>,
}

struct Rule {
    sign: Sign,
    strength: Strength,
    pattern: Pattern,
    /// Of these, if there are any, one must be said.
    needed: Vec<Atom>,
    language: usize,
    /// Whether the phrase is a negation itself, so that none before it turns it.
    is_negation: bool,
}

impl Phrases {
    /// What cannot be read is left out; a test holds that everything can.
    fn compile() -> Self {
        let mut phrases = Self::default();
        for (i, language) in LANGUAGES.iter().enumerate() {
            phrases.add_lists(1 << i, language);
            let harmless =
                language.harmless.iter().filter_map(|text| Pattern::parse(text, SETS, &mut phrases.vocabulary).ok());
            let harmless = harmless.collect();
            phrases.harmless.push(harmless);
            for row in language.rows {
                for text in row.patterns {
                    let Ok(pattern) = Pattern::parse(text, SETS, &mut phrases.vocabulary) else { continue };
                    let is_negation = pattern.says_any(|atom| {
                        let marks = phrases.marks(atom);
                        (marks.negation | marks.negation_after) & (1 << i) != 0
                    });
                    let Row { sign, strength, .. } = *row;
                    let needed = pattern.needed();
                    phrases.add(Rule { sign, strength, pattern, needed, language: i, is_negation });
                }
            }
        }
        phrases
    }

    /// Marks the words of the language's lists.
    fn add_lists(&mut self, language: u32, words: &Language) {
        let own = Marks { own: language, ..Marks::default() };
        let lists = [
            (words.negations, Marks { negation: language, ..own }),
            (words.negations_after, Marks { own: 0, negation_after: language, ..own }),
            (words.contrasts, Marks { contrast: language, parting: language, ..own }),
            (words.conjunctions, Marks { parting: language, ..own }),
            (words.courtesies, Marks { courtesy: language, ..own }),
            (words.greetings, Marks { greeting: language, ..own }),
            (CONDITIONS, Marks { own: 0, condition: language, ..own }),
        ];
        for (list, marks) in lists {
            for atom in alternatives(list, SETS, &mut self.vocabulary).unwrap_or_default() {
                self.change(atom, |entry| entry.marks.add(marks));
            }
        }
    }

    fn add(&mut self, rule: Rule) {
        let (place, is_whole) = (self.rules.len(), rule.pattern.is_whole);
        for start in rule.pattern.first_atoms() {
            self.change(start, |entry| {
                let rules = if is_whole { &mut entry.whole } else { &mut entry.anywhere };
                if rules.last() != Some(&place) {
                    rules.push(place);
                }
            });
        }
        self.rules.push(rule);
    }

    /// Changes what is held about an atom.
    fn change(&mut self, atom: Atom, change: impl FnOnce(&mut Entry)) {
        if self.entries.len() < self.vocabulary.len() {
            self.entries.resize_with(self.vocabulary.len(), Entry::default);
        }
        if let Some(entry) = self.entries.get_mut(atom.place()) {
            change(entry);
        }
    }

    fn marks(&self, atom: Atom) -> Marks {
        self.entries.get(atom.place()).map(|entry| entry.marks).unwrap_or_default()
    }

    /// The rules that may begin with that word of the text, each once, in the order of the tables.
    fn rules_from(&self, word: &Word, text: &Text<'_>, of: fn(&Entry) -> &Vec<usize>) -> Vec<&Rule> {
        let entries = word.atoms().iter().filter_map(|atom| self.entries.get(atom.place()));
        let places = entries.flat_map(of).copied();
        let may_hold = |place: &usize| self.rules.get(*place).is_some_and(|rule| text.may_hold(rule));
        let mut places: Vec<usize> = places.filter(may_hold).collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.rules.get(place)).collect()
    }
}

impl Marks {
    const fn add(&mut self, other: Self) {
        self.negation |= other.negation;
        self.negation_after |= other.negation_after;
        self.condition |= other.condition;
        self.contrast |= other.contrast;
        self.parting |= other.parting;
        self.courtesy |= other.courtesy;
        self.greeting |= other.greeting;
        self.own |= other.own;
    }
}

/// How near a negation must be to turn a sign: nearer for opt-outs, which are honoured in doubt.
const fn within(sign: Sign) -> usize {
    if matches!(sign, Sign::Legal | Sign::Erasure | Sign::Unsubscribe) { 3 } else { NEGATED_WITHIN }
}

impl Rule {
    fn found(&self, text: &Text<'_>, words: Range<usize>) -> Found {
        let is_negated = match self.sign {
            Sign::Refusal | Sign::NotNow | Sign::Unsubscribe if self.is_negation => {
                text.is_idiom(self.language, &words)
            }
            _ => !self.is_negation && text.is_negated(self.language, &words, within(self.sign)),
        };
        Found {
            sign: self.sign,
            strength: self.strength,
            is_asked: text.is_asked(words.start),
            is_negated,
            words,
            language: self.language,
        }
    }
}

impl<'a> Text<'a> {
    fn new(tokens: &'a Tokens) -> Self {
        let words = PHRASES.vocabulary.words(tokens);
        let marks = |word: &Word| {
            let mut marks = Marks::default();
            word.atoms().iter().for_each(|atom| marks.add(PHRASES.marks(*atom)));
            marks
        };
        let mut is_said = vec![false; PHRASES.vocabulary.len()];
        for atom in words.iter().flat_map(Word::atoms) {
            if let Some(is_said) = is_said.get_mut(atom.place()) {
                *is_said = true;
            }
        }
        Self { tokens, marks: words.iter().map(marks).collect(), words, is_said }
    }

    /// Whether the words that the rule needs are there.
    fn may_hold(&self, rule: &Rule) -> bool {
        let is_said = |atom: &Atom| self.is_said.get(atom.place()) == Some(&true);
        rule.needed.is_empty() || rule.needed.iter().any(is_said)
    }

    fn marks(&self, at: usize) -> Marks {
        self.marks.get(at).copied().unwrap_or_default()
    }

    /// Whether the word stands in a question.
    fn is_asked(&self, at: usize) -> bool {
        let sentence = self.tokens.words.get(at).map_or(0, |token| token.sentence);
        self.tokens.questions.get(sentence) == Some(&true)
    }

    /// How many words of the text are each language's own.
    fn familiarity(&self) -> Vec<usize> {
        let mut n_own = vec![0; LANGUAGES.len()];
        for marks in self.marks.iter().take(FAMILIARITY_WORDS).filter(|marks| marks.own != 0) {
            for (language, n_own) in n_own.iter_mut().enumerate() {
                *n_own += usize::from(marks.own & (1 << language) != 0);
            }
        }
        n_own
    }

    /// The first sentences, which can be a whole answer, as indices of their words, without their greeting.
    fn answer_sentences(&self) -> Vec<Vec<usize>> {
        let mut sentences: Vec<Vec<usize>> = Vec::new();
        let words = self.tokens.words.iter().enumerate();
        for (at, token) in words.take_while(|(_, token)| token.sentence < ANSWER_SENTENCES) {
            if sentences.len() <= token.sentence {
                sentences.resize_with(token.sentence + 1, Vec::new);
            }
            if let Some(sentence) = sentences.last_mut() {
                sentence.push(at);
            }
        }
        for sentence in &mut sentences {
            if sentence.first().is_some_and(|at| self.marks(*at).greeting != 0) {
                let begins_clause = |at: &usize| self.words.get(*at).is_some_and(|it| it.before == Boundary::Clause);
                let comma = sentence.iter().skip(1).position(begins_clause);
                match comma {
                    Some(n) if n < GREETING_WORDS => drop(sentence.drain(..=n)),
                    _ if sentence.len() <= GREETING_WORDS => sentence.clear(),
                    _ => {}
                }
            }
        }
        sentences.retain(|sentence| sentence.first().is_some_and(|at| !self.is_asked(*at)));
        sentences
    }

    /// As many words of the sentence as tell whether it is a whole answer, without courtesies.
    fn without_courtesies(&self, sentence: &[usize], language: usize) -> Vec<usize> {
        let is_courtesy = |at: usize| self.marks(at).courtesy & (1 << language) != 0;
        sentence.iter().copied().filter(|at| !is_courtesy(*at)).take(ANSWER_WORDS + 1).collect()
    }

    /// The phrases, of that language or of all, that these words are as a whole.
    fn whole(&self, answer: &[usize], language: Option<usize>, found: &mut Vec<Found>) {
        let (Some(start), Some(last)) = (answer.first(), answer.last()) else { return };
        if answer.len() > ANSWER_WORDS {
            return;
        }
        let words = answer.iter().filter_map(|at| self.words.get(*at));
        let bare: Vec<Word> = words.map(Word::within_clause).collect();
        let Some(first) = bare.first() else { return };
        let rules = PHRASES.rules_from(first, self, |entry| &entry.whole);
        for rule in rules.into_iter().filter(|rule| language.is_none_or(|language| rule.language == language)) {
            if rule.pattern.match_at(&bare, 0) == Some(bare.len()) {
                found.push(Found { is_negated: false, ..rule.found(self, *start..last + 1) });
            }
        }
    }

    /// Whether a negation in, shortly before or, where the language puts it there, shortly after those words turns them.
    fn is_negated(&self, language: usize, words: &Range<usize>, within: usize) -> bool {
        let bit = 1 << language;
        let turns = |mark: u32, at: usize| mark & bit != 0 && !self.is_harmless(language, at);
        let parts = |at: usize| self.marks(at).parting & bit != 0;
        let begins_clause = |at: usize| self.words.get(at).is_none_or(|word| word.before != Boundary::None);
        let before = (0..words.start).rev().take(within);
        let before = before.take_while(|at| !begins_clause(at + 1) && !parts(*at));
        let mut after = (words.end..self.words.len()).take(within).take_while(|at| !begins_clause(*at) && !parts(*at));
        before.chain(words.clone()).any(|at| turns(self.marks(at).negation, at))
            || after.any(|at| turns(self.marks(at).negation_after, at))
    }

    /// Whether all that looks like a negation in these words belongs to idioms that negate nothing.
    fn is_idiom(&self, language: usize, words: &Range<usize>) -> bool {
        let is_negation = |at: &usize| {
            let marks = self.marks(*at);
            (marks.negation | marks.negation_after) & (1 << language) != 0
        };
        let mut negations = words.clone().filter(is_negation).peekable();
        negations.peek().is_some() && negations.all(|at| self.is_harmless(language, at))
    }

    /// Whether the negation at that word belongs to an idiom that negates nothing ("no problem").
    fn is_harmless(&self, language: usize, at: usize) -> bool {
        let Some(idioms) = PHRASES.harmless.get(language) else { return false };
        let covers = |idiom: &Pattern, start| idiom.match_at(&self.words, start).is_some_and(|end| end > at);
        let mut starts = at.saturating_sub(NEGATED_WITHIN)..=at;
        starts.any(|start| idioms.iter().any(|idiom| covers(idiom, start)))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::token::tokens, *};

    /// A pattern as the tables write it, and the vocabulary of its own words.
    fn compiled(text: &str) -> (Pattern, Vocabulary) {
        let mut vocabulary = Vocabulary::default();
        let pattern = Pattern::parse(text, SETS, &mut vocabulary);
        (pattern.unwrap_or_else(|problem| panic!("{text:?}: {problem}")), vocabulary)
    }

    #[test]
    fn every_entry_of_every_table_can_be_read() {
        for language in LANGUAGES {
            for text in language.rows.iter().flat_map(|row| row.patterns).chain(language.harmless) {
                let (pattern, _) = compiled(text);
                assert!(!pattern.first_atoms().is_empty(), "{}: {text:?}", language.name);
                let is_too_short = |item: &str| item.strip_suffix('*').is_some_and(|stem| stem.chars().count() < 2);
                let first = text.trim_start_matches(['=', '^', ' ']).split_whitespace().next().unwrap_or_default();
                assert!(!first.split('|').any(is_too_short), "{}: {text:?}", language.name);
            }
            let lists = [language.negations, language.negations_after, language.contrasts];
            for list in lists.iter().chain(&[language.conjunctions, language.courtesies, language.greetings]) {
                let words = alternatives(list, SETS, &mut Vocabulary::default());
                assert!(list.is_empty() || words.is_ok(), "{}: {list:?}", language.name);
            }
        }
    }

    #[test]
    fn no_pattern_stands_in_one_table_twice() {
        for language in LANGUAGES {
            let mut seen = std::collections::HashSet::new();
            for (sign, text) in language.rows.iter().flat_map(|row| row.patterns.iter().map(|text| (row.sign, text))) {
                assert!(seen.insert((sign, text)), "{}: {text:?}", language.name);
            }
        }
    }

    #[test]
    fn every_pattern_matches_its_own_example() {
        for language in LANGUAGES {
            for text in language.rows.iter().flat_map(|row| row.patterns) {
                let (pattern, vocabulary) = compiled(text);
                let start = if text.starts_with(['=', '^']) { "" } else { "Well, " };
                let example = example(text);
                let words = vocabulary.words(&tokens(&format!("{start}{example}")));
                let is_found = (0..words.len()).any(|at| pattern.match_at(&words, at).is_some());
                assert!(is_found, "{text:?} in {example:?}");
            }
        }
    }

    /// The shortest text that a pattern is meant for.
    fn example(pattern: &str) -> String {
        let kinds = [
            ("<name>", "Jane"),
            ("<time>", "10:30"),
            ("<number>", "7"),
            ("<date>", "1/2/2027"),
            ("<mail>", "a@b.example"),
            ("<phone>", "+4930123456"),
            ("<calendar>", "calendly.com/a"),
            ("<link>", "https://a.example"),
        ];
        let items = pattern.trim_start_matches('=').split_whitespace();
        let needed = items
            .filter(|item| !item.ends_with('?') && !item.ends_with("|$") && !item.starts_with(['.', ',', '^', '$']));
        let word = |item: &str| {
            let first = item.split('|').next().unwrap_or_default();
            let set = SETS.iter().find(|(name, _)| first == format!("<{name}>"));
            let first = set.map_or(first, |(_, words)| words.split('|').next().unwrap_or_default());
            let kind = kinds.iter().find(|(kind, _)| *kind == first);
            kind.map_or_else(|| first.trim_end_matches('*').to_owned(), |(_, example)| (*example).to_owned())
        };
        needed.map(word).collect::<Vec<_>>().join(" ")
    }
}
