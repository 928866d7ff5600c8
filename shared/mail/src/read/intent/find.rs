//! Finds every phrase of every language in a text, and whether a negation turns it.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use super::{
    super::phrases::{LANGUAGES, Language, SETS, Sign, Strength},
    pattern::{Atom, Pattern, alternatives},
    token::{Boundary, Token, Tokens, is_digits},
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
const CONDITIONS: &[&str] =
    &["if", "whether", "unless", "falls", "ob", "si", "se", "indien", "of", "hvis", "om", "jos"];

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

/// Every phrase in the text, in its order; of one sign at one place the strongest only.
pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let text = Text::new(tokens);
    let mut found = Vec::new();
    for (at, token) in tokens.words.iter().enumerate() {
        for rule in PHRASES.rules_from(token, |entry| &entry.anywhere) {
            if let Some(end) = rule.pattern.match_at(&tokens.words, at) {
                found.push(rule.found(&text, at..end));
            }
        }
    }
    for sentence in answer_sentences(tokens) {
        for language in 0..PHRASES.languages.len() {
            whole(&text, &sentence, language, &mut found);
            whole(&text, &text.without_courtesies(&sentence, language), language, &mut found);
        }
    }
    let familiarity: Vec<usize> = (0..PHRASES.languages.len()).map(|language| text.familiarity(language)).collect();
    let most = familiarity.iter().copied().max().unwrap_or_default();
    let n_own = |found: &Found| familiarity.get(found.language).copied().unwrap_or_default();
    // An opt-out in another language than the rest is honoured, unless the text is long and holds no word of that one.
    let is_honoured = |found: &Found| found.is_opt_out() && (n_own(found) > 0 || most < 2 * FAMILIAR_WORDS);
    found.retain(|found| most < FAMILIAR_WORDS || is_honoured(found) || n_own(found) * FOREIGN_BELOW >= most);
    found.sort_by_key(|found| (found.words.start, std::cmp::Reverse(found.strength)));
    found
}

/// The first negation that no phrase and no idiom holds, outside of questions, in the language of most words.
pub(super) fn denial(tokens: &Tokens, found: &[Found]) -> Option<usize> {
    let text = Text::new(tokens);
    let language = (0..PHRASES.languages.len()).max_by_key(|language| text.familiarity(*language))?;
    let is_said = |at: usize, token: &Token| {
        text.marks(at).negation & (1 << language) != 0
            && !CONDITIONS.contains(&token.word.as_str())
            && tokens.questions.get(token.sentence) != Some(&true)
    };
    (0..tokens.words.len()).find(|at| {
        tokens.words.get(*at).is_some_and(|token| is_said(*at, token))
            && !text.is_harmless(language, *at)
            && !found.iter().any(|found| found.words.contains(at))
    })
}

/// The phrases of that language that these words are as a whole.
fn whole(text: &Text<'_>, answer: &[(usize, &Token)], language: usize, found: &mut Vec<Found>) {
    let (Some((start, first)), Some((last, _))) = (answer.first(), answer.last()) else { return };
    if answer.len() > ANSWER_WORDS {
        return;
    }
    let mut rules = PHRASES.rules_from(first, |entry| &entry.whole).filter(|rule| rule.language == language).peekable();
    if rules.peek().is_none() {
        return;
    }
    let bare: Vec<Token> =
        answer.iter().map(|(_, token)| Token { before: Boundary::None, ..(*token).clone() }).collect();
    for rule in rules.filter(|rule| rule.pattern.match_at(&bare, 0) == Some(bare.len())) {
        found.push(Found { is_negated: false, ..rule.found(text, *start..last + 1) });
    }
}

/// Whether the words between two phrases, or around the second in its clause, set them against each other ("but").
pub(super) fn is_contrasted(tokens: &Tokens, first: &Found, second: &Found) -> bool {
    let between = tokens.words.get(first.words.end..second.words.end).unwrap_or_default();
    let says = |found: &Found| {
        let contrasts = PHRASES.languages.get(found.language).map_or(&[][..], |language| &language.contrasts);
        between.iter().any(|token| contrasts.iter().any(|atom| atom.matches(token)))
    };
    says(first) || says(second)
}

/// The sentences that can be a whole answer, as indices of their words and the words, without their greeting.
fn answer_sentences(tokens: &Tokens) -> Vec<Vec<(usize, &Token)>> {
    let mut sentences: Vec<Vec<(usize, &Token)>> = Vec::new();
    let mut last = None;
    for (at, token) in tokens.words.iter().enumerate() {
        if last != Some(token.sentence) {
            if sentences.len() > ANSWER_SENTENCES {
                sentences.truncate(ANSWER_SENTENCES);
                return sentences;
            }
            sentences.push(Vec::new());
            last = Some(token.sentence);
        }
        if let Some(sentence) = sentences.last_mut() {
            sentence.push((at, token));
        }
    }
    let is_greeting =
        |token: &Token| PHRASES.languages.iter().any(|known| known.greetings.iter().any(|atom| atom.matches(token)));
    for sentence in &mut sentences {
        if sentence.first().is_some_and(|(_, token)| is_greeting(token)) {
            let comma = sentence.iter().skip(1).position(|(_, token)| token.before == Boundary::Clause);
            match comma {
                Some(n) if n < GREETING_WORDS => drop(sentence.drain(..=n)),
                _ if sentence.len() <= GREETING_WORDS => sentence.clear(),
                _ => {}
            }
        }
    }
    let is_question = |sentence: &[(usize, &Token)]| {
        sentence.first().is_some_and(|(_, token)| tokens.questions.get(token.sentence) == Some(&true))
    };
    sentences.retain(|sentence| !is_question(sentence));
    sentences
}

/// The phrases of all languages, compiled once.
static PHRASES: LazyLock<Phrases> = LazyLock::new(Phrases::compile);

struct Phrases {
    rules: Vec<Rule>,
    /// What begins with a word, or with one that starts so.
    by_start: HashMap<String, Entry>,
    /// The length of the longest of these, in bytes.
    longest_start: usize,
    languages: Vec<Compiled>,
}

/// What the tables hold that begins with a word or its start: rules by their place, and words of the lists.
#[derive(Default)]
struct Entry {
    /// Rules that hold anywhere.
    anywhere: Vec<usize>,
    /// Rules for whole sentences.
    whole: Vec<usize>,
    listed: Vec<(Atom, Marks)>,
}

/// In which languages a word stands in which list: a bit for each.
#[derive(Debug, Clone, Copy, Default)]
struct Marks {
    negation: u32,
    negation_after: u32,
    /// Ends the reach of a negation.
    parting: u32,
    courtesy: u32,
    /// In any list whose words tell the language.
    own: u32,
}

/// A text, and what its words are in each language.
struct Text<'a> {
    tokens: &'a Tokens,
    marks: Vec<Marks>,
}

struct Rule {
    sign: Sign,
    strength: Strength,
    pattern: Pattern,
    language: usize,
    /// Whether the phrase is a negation itself, so that none before it turns it.
    is_negation: bool,
}

struct Compiled {
    negations: Vec<Atom>,
    negations_after: Vec<Atom>,
    harmless: Vec<Pattern>,
    contrasts: Vec<Atom>,
    conjunctions: Vec<Atom>,
    courtesies: Vec<Atom>,
    greetings: Vec<Atom>,
}

impl Phrases {
    /// What cannot be read is left out; a test holds that everything can.
    fn compile() -> Self {
        let languages = LANGUAGES.iter().map(Compiled::new).collect();
        let mut phrases = Self { rules: Vec::new(), by_start: HashMap::new(), longest_start: 0, languages };
        for (i, language) in LANGUAGES.iter().enumerate() {
            for row in language.rows {
                for pattern in row.patterns.iter().filter_map(|text| Pattern::parse(text, SETS).ok()) {
                    let compiled = phrases.languages.get(i);
                    let is_negation = pattern.says_any(|word| compiled.is_some_and(|it| it.is_negation(word)));
                    phrases.add(Rule { sign: row.sign, strength: row.strength, pattern, language: i, is_negation });
                }
            }
        }
        let listed: Vec<(Atom, Marks)> =
            phrases.languages.iter().enumerate().flat_map(|(i, language)| language.listed(1 << i)).collect();
        for (atom, marks) in listed {
            phrases.entry(atom.text.clone()).listed.push((atom, marks));
        }
        phrases.longest_start = phrases.by_start.keys().map(String::len).max().unwrap_or_default();
        phrases
    }

    fn add(&mut self, rule: Rule) {
        let mut starts: Vec<String> = rule.pattern.first_atoms().iter().map(|atom| atom.text.clone()).collect();
        starts.sort_unstable();
        starts.dedup();
        let (place, is_whole) = (self.rules.len(), rule.pattern.is_whole);
        for start in starts {
            let entry = self.entry(start);
            if is_whole { entry.whole.push(place) } else { entry.anywhere.push(place) }
        }
        self.rules.push(rule);
    }

    fn entry(&mut self, start: String) -> &mut Entry {
        self.by_start.entry(start).or_default()
    }

    /// The entries of the word and of every start of it.
    fn entries<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a Entry> {
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= self.longest_start);
        ends.filter_map(|end| self.by_start.get(word.get(..end)?))
    }

    /// The rules that may begin with that word, each once, in the order of the tables, those for kinds of words last.
    fn rules_from(&self, token: &Token, of: impl Fn(&Entry) -> &Vec<usize>) -> impl Iterator<Item = &Rule> {
        let mut places: Vec<usize> = self.entries(&token.word).flat_map(&of).copied().collect();
        places.sort_unstable();
        places.dedup();
        let kinds = [("<name>", token.is_name), ("<number>", is_digits(&token.word))];
        for (kind, _) in kinds.iter().filter(|(_, is_one)| *is_one) {
            places.extend(self.by_start.get(*kind).into_iter().flat_map(&of));
        }
        places.into_iter().filter_map(|place| self.rules.get(place))
    }

    fn marks(&self, token: &Token) -> Marks {
        let mut marks = Marks::default();
        let listed = self.entries(&token.word).flat_map(|entry| &entry.listed);
        for (_, more) in listed.filter(|(atom, _)| atom.matches(token)) {
            marks.negation |= more.negation;
            marks.negation_after |= more.negation_after;
            marks.parting |= more.parting;
            marks.courtesy |= more.courtesy;
            marks.own |= more.own;
        }
        marks
    }
}

/// How near a negation must be to turn a sign: nearer for opt-outs, which are honoured in doubt.
const fn within(sign: Sign) -> usize {
    if matches!(sign, Sign::Legal | Sign::Erasure | Sign::Unsubscribe) { 3 } else { NEGATED_WITHIN }
}

impl Rule {
    fn found(&self, text: &Text<'_>, words: Range<usize>) -> Found {
        let sentence = text.tokens.words.get(words.start).map_or(0, |token| token.sentence);
        let is_negated = match self.sign {
            Sign::Refusal | Sign::NotNow | Sign::Unsubscribe if self.is_negation => {
                text.is_idiom(self.language, &words)
            }
            _ => !self.is_negation && text.is_negated(self.language, &words, within(self.sign)),
        };
        Found {
            sign: self.sign,
            strength: self.strength,
            is_asked: text.tokens.questions.get(sentence) == Some(&true),
            is_negated,
            words,
            language: self.language,
        }
    }
}

impl Compiled {
    fn new(language: &Language) -> Self {
        let words = |list| alternatives(list, SETS).unwrap_or_default();
        Self {
            negations: words(language.negations),
            negations_after: words(language.negations_after),
            harmless: language.harmless.iter().filter_map(|text| Pattern::parse(text, SETS).ok()).collect(),
            contrasts: words(language.contrasts),
            conjunctions: words(language.conjunctions),
            courtesies: words(language.courtesies),
            greetings: words(language.greetings),
        }
    }

    fn is_negation(&self, word: &str) -> bool {
        self.negations.iter().chain(&self.negations_after).any(|atom| atom.text == word)
    }

    /// Every word of the lists with what it is, in the language of that bit.
    fn listed(&self, language: u32) -> Vec<(Atom, Marks)> {
        let own = Marks { own: language, ..Marks::default() };
        let lists = [
            (&self.negations, Marks { negation: language, ..own }),
            (&self.negations_after, Marks { own: 0, negation_after: language, ..own }),
            (&self.contrasts, Marks { parting: language, ..own }),
            (&self.conjunctions, Marks { parting: language, ..own }),
            (&self.courtesies, Marks { courtesy: language, ..own }),
            (&self.greetings, own),
        ];
        lists.into_iter().flat_map(|(list, marks)| list.iter().map(move |atom| (atom.clone(), marks))).collect()
    }
}

impl<'a> Text<'a> {
    fn new(tokens: &'a Tokens) -> Self {
        Self { tokens, marks: tokens.words.iter().map(|token| PHRASES.marks(token)).collect() }
    }

    fn marks(&self, at: usize) -> Marks {
        self.marks.get(at).copied().unwrap_or_default()
    }

    /// How many words of the text are among the language's own.
    fn familiarity(&self, language: usize) -> usize {
        self.marks.iter().take(FAMILIARITY_WORDS).filter(|marks| marks.own & (1 << language) != 0).count()
    }

    /// As many words of the sentence as tell whether it is a whole answer, without courtesies.
    fn without_courtesies<'t>(&self, sentence: &[(usize, &'t Token)], language: usize) -> Vec<(usize, &'t Token)> {
        let is_courtesy = |at: usize| self.marks(at).courtesy & (1 << language) != 0;
        sentence.iter().filter(|(at, _)| !is_courtesy(*at)).take(ANSWER_WORDS + 1).copied().collect()
    }

    /// Whether a negation in, shortly before or, where the language puts it there, shortly after those words turns them.
    fn is_negated(&self, language: usize, words: &Range<usize>, within: usize) -> bool {
        let tokens = &self.tokens.words;
        let bit = 1 << language;
        let turns = |mark: u32, at: usize| mark & bit != 0 && !self.is_harmless(language, at);
        let parts = |at: usize| self.marks(at).parting & bit != 0;
        let begins_clause = |at: usize| tokens.get(at).is_none_or(|token| token.before != Boundary::None);
        let before = (0..words.start).rev().take(within);
        let before = before.take_while(|at| !begins_clause(at + 1) && !parts(*at));
        let mut after = (words.end..tokens.len()).take(within).take_while(|at| !begins_clause(*at) && !parts(*at));
        before.chain(words.clone()).any(|at| turns(self.marks(at).negation, at))
            || after.any(|at| turns(self.marks(at).negation_after, at))
    }

    /// Whether all that looks like a negation in these words belongs to idioms that negate nothing.
    fn is_idiom(&self, language: usize, words: &Range<usize>) -> bool {
        let compiled = PHRASES.languages.get(language);
        let is_negation = |at: &usize| {
            let token = self.tokens.words.get(*at);
            token.zip(compiled).is_some_and(|(token, compiled)| compiled.is_negation(&token.word))
        };
        let mut negations = words.clone().filter(is_negation).peekable();
        negations.peek().is_some() && negations.all(|at| self.is_harmless(language, at))
    }

    /// Whether the negation at that word belongs to an idiom that negates nothing ("no problem").
    fn is_harmless(&self, language: usize, at: usize) -> bool {
        let Some(compiled) = PHRASES.languages.get(language) else { return false };
        let covers = |idiom: &Pattern, start| idiom.match_at(&self.tokens.words, start).is_some_and(|end| end > at);
        let mut starts = at.saturating_sub(NEGATED_WITHIN)..=at;
        starts.any(|start| compiled.harmless.iter().any(|idiom| covers(idiom, start)))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::token::tokens, *};

    #[test]
    fn every_entry_of_every_table_can_be_read() {
        let mut malformed = Vec::new();
        for language in LANGUAGES {
            let rows = language.rows.iter().flat_map(|row| row.patterns);
            for text in rows.chain(language.harmless) {
                let pattern = Pattern::parse(text, SETS);
                let is_short = |atom: &Atom| atom.text.chars().count() < 2 && atom.is_stem();
                match pattern {
                    Ok(pattern) => assert!(!pattern.first_atoms().into_iter().any(is_short), "{text:?}"),
                    Err(problem) => malformed.push(format!("{}: {text:?}: {problem}", language.name)),
                }
            }
            let lists = [language.negations, language.negations_after, language.contrasts];
            for list in lists.iter().chain(&[language.conjunctions, language.courtesies, language.greetings]) {
                assert!(list.is_empty() || alternatives(list, SETS).is_ok(), "{}: {list:?}", language.name);
            }
        }
        assert!(malformed.is_empty(), "{}", malformed.join("\n"));
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
            for row in language.rows {
                for text in row.patterns {
                    let example = Pattern::parse(text, SETS).unwrap().example();
                    let example = example
                        .replace("<name>", "Jane")
                        .replace("<time>", "10:30")
                        .replace("<number>", "7")
                        .replace("<date>", "1/2/2027");
                    let example = example.replace("<mail>", "a@b.example").replace("<phone>", "+4930123456");
                    let example =
                        example.replace("<calendar>", "calendly.com/a").replace("<link>", "https://a.example");
                    let start = if text.starts_with(['=', '^']) { "" } else { "Well, " };
                    let words = tokens(&format!("{start}{example}")).words;
                    let pattern = Pattern::parse(text, SETS).unwrap();
                    let is_found = (0..words.len()).any(|at| pattern.match_at(&words, at).is_some());
                    assert!(is_found, "{text:?} in {example:?}");
                }
            }
        }
    }
}
