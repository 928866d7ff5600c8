//! What a reply most likely means, as learnt from labelled replies.
//!
//! A text is turned into features: its words, pairs of them, the letters they are made of, and what the phrases found
//! in it. Each feature has a weight for every [`Family`]; the sums become shares of certainty (multinomial logistic
//! regression). The weights are learnt from `corpus/` by [`training`], whose test says how to learn them anew, and stand
//! in `weights.bin`:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | fingerprint of the labelled replies |
//! | 4 | the largest weight, an `f32` |
//! | [`N_BUCKETS`] | how many features each bucket holds; the first bits of a feature's hash are its bucket |
//! | 2 a feature | the last bits of its hash, in the order of the hashes |
//! | 5 a feature | its weights, four bits each, in the order of [`Family::ALL`] |
//!
//! All numbers are little-endian.

use std::{ops::Range, sync::LazyLock};

use fnv::FnvHashSet;

use super::{
    super::{Family, Reading},
    find::Findings,
    token::{Boundary, Tokens, is_digits},
};

const N_FAMILIES: usize = Family::ALL.len();
/// How many words are weighed. What a reply means is said by then.
const MAX_WORDS: usize = 300;
/// How long the runs of letters are that are looked at.
const LETTERS: Range<usize> = 3..6;
/// What is learnt of letters says less than what is learnt of words.
const LETTERS_VALUE: f32 = 0.5;
/// How long the vector of words and letters is, whatever the length of the text.
const NORM: f32 = 4.0;
/// Certainties are as much milder than the sums say as makes them true of replies that were not learnt from.
const TEMPERATURE: f32 = 1.2;
/// From which share of known words on a text is in a language that was learnt.
const FAMILIAR_SHARE: f32 = 0.4;

/// How the buckets part the hashes: by their first bits.
const BUCKET_BITS: u32 = 14;
const N_BUCKETS: usize = 1 << BUCKET_BITS;
const HEADER_BYTES: usize = 12;
const KEY_BYTES: usize = 2;
const ROW_BYTES: usize = N_FAMILIES / 2;

/// What a feature is of. The numbers are part of what was learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Word = 1,
    Pair = 2,
    Asked = 3,
    First = 4,
    Last = 5,
    Letters = 6,
    Phrase = 7,
    PhraseAsked = 8,
    Rules = 9,
    Shape = 10,
}

/// Something that a text has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Feature {
    hash: u32,
    kind: Kind,
    value: f32,
    /// The word that has it, or the first of those.
    word: usize,
}

/// How likely a text means what.
#[derive(Debug)]
pub(super) struct Opinion {
    /// In the order of [`Family::ALL`]; together 1.
    shares: [f32; N_FAMILIES],
    /// What each word adds to each family.
    by_word: Vec<[f32; N_FAMILIES]>,
    /// Whether enough of the words were learnt for the opinion to mean anything.
    pub(super) is_familiar: bool,
}

/// What was learnt says of a text in which these phrases were found and whose rules read it so.
pub(super) fn opinion(tokens: &Tokens, found: &Findings<'_>, rules: &Reading) -> Opinion {
    let features = features(tokens, found, rules);
    let mut sums = [0.0; N_FAMILIES];
    let mut by_word = vec![[0.0; N_FAMILIES]; tokens.words.len().min(MAX_WORDS)];
    let (mut n_words, mut n_known) = (0_u16, 0_u16);
    for feature in &features {
        let weights = WEIGHTS.of(feature.hash);
        if feature.kind == Kind::Word {
            n_words += 1;
            n_known += u16::from(weights.is_some());
        }
        let Some(weights) = weights else { continue };
        add(&mut sums, &weights, feature.value);
        if let Some(sums) = by_word.get_mut(feature.word) {
            add(sums, &weights, feature.value);
        }
    }
    let is_familiar = n_known > 0 && f32::from(n_known) >= FAMILIAR_SHARE * f32::from(n_words);
    Opinion { shares: shares(sums.map(|sum| sum / TEMPERATURE)), by_word, is_familiar }
}

impl Opinion {
    /// One made up for a test.
    #[cfg(test)]
    pub(super) fn of(shares: &[(Family, f32)]) -> Self {
        let share = |family| shares.iter().find(|(other, _)| *other == family).map_or(0.0, |(_, share)| *share);
        Self { shares: Family::ALL.map(share), by_word: Vec::new(), is_familiar: true }
    }

    /// How likely the text means that, from 0 to 1.
    pub(super) fn share(&self, family: Family) -> f32 {
        self.shares.get(family as usize).copied().unwrap_or_default()
    }

    /// What the text most likely means, of what is admitted.
    pub(super) fn likeliest(&self, is_admitted: impl Fn(Family) -> bool) -> Family {
        let admitted = Family::ALL.into_iter().filter(|family| is_admitted(*family));
        admitted.max_by(|one, other| self.share(*one).total_cmp(&self.share(*other))).unwrap_or(Family::Neutral)
    }

    /// The sentence that speaks most for the family.
    pub(super) fn evidence(&self, family: Family, tokens: &Tokens) -> Range<usize> {
        let mut sentences: Vec<(f32, Range<usize>)> = Vec::new();
        let mut last = None;
        for (at, (token, sums)) in tokens.words.iter().zip(&self.by_word).enumerate() {
            if last != Some(token.sentence) {
                sentences.push((0.0, at..at));
                last = Some(token.sentence);
            }
            if let Some((sum, words)) = sentences.last_mut() {
                *sum += sums.get(family as usize).copied().unwrap_or_default();
                words.end = at + 1;
            }
        }
        let most = sentences.into_iter().max_by(|one, other| one.0.total_cmp(&other.0));
        most.map(|(_, words)| words).unwrap_or_default()
    }
}

fn add(sums: &mut [f32; N_FAMILIES], weights: &[f32; N_FAMILIES], value: f32) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += weight * value;
    }
}

/// Sums as shares of 1 (the softmax function).
fn shares(sums: [f32; N_FAMILIES]) -> [f32; N_FAMILIES] {
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let powers = sums.map(|sum| (sum - most).exp());
    let all: f32 = powers.iter().sum();
    powers.map(|power| power / all)
}

/// Everything the text has, each once, in the order of the hashes.
fn features(tokens: &Tokens, found: &Findings<'_>, rules: &Reading) -> Vec<Feature> {
    let mut features = Features::default();
    features.add_words(tokens);
    features.add_phrases(found, rules);
    features.add_shape(tokens);
    let mut all = features.0;
    all.sort_unstable_by_key(|feature| (feature.hash, feature.kind, feature.word));
    all.dedup_by_key(|feature| feature.hash);
    let length = all.iter().filter(|feature| feature.kind.is_lexical()).map(|it| it.value * it.value).sum::<f32>();
    let scale = NORM / length.max(1.0).sqrt();
    for feature in all.iter_mut().filter(|feature| feature.kind.is_lexical()) {
        feature.value *= scale;
    }
    all
}

impl Kind {
    /// Whether it comes from the words themselves, of which long texts have more.
    const fn is_lexical(self) -> bool {
        !matches!(self, Self::Phrase | Self::PhraseAsked | Self::Rules | Self::Shape)
    }
}

#[derive(Default)]
struct Features(Vec<Feature>);

impl Features {
    fn push(&mut self, kind: Kind, hash: u32, word: usize) {
        let value = if kind == Kind::Letters { LETTERS_VALUE } else { 1.0 };
        self.0.push(Feature { hash, kind, value, word });
    }

    fn add_words(&mut self, tokens: &Tokens) {
        let start = hash(Kind::Pair, b"<s>");
        let clause = hash(Kind::Pair, b"<c>");
        let last_sentence = tokens.questions.len().saturating_sub(1);
        let mut previous = start;
        let mut spelled = FnvHashSet::default();
        for (at, token) in tokens.words.iter().enumerate().take(MAX_WORDS) {
            let text = if is_digits(&token.word) { "<number>" } else { token.word.as_str() };
            let word = hash(Kind::Word, text.as_bytes());
            self.push(Kind::Word, word, at);
            self.push(Kind::Pair, pair(Kind::Pair, previous, word), at);
            match token.before {
                Boundary::Sentence => self.push(Kind::Pair, pair(Kind::Pair, start, word), at),
                Boundary::Clause => self.push(Kind::Pair, pair(Kind::Pair, clause, word), at),
                Boundary::None => {}
            }
            if tokens.questions.get(token.sentence) == Some(&true) {
                self.push(Kind::Asked, pair(Kind::Asked, word, 0), at);
            }
            if token.sentence == 0 {
                self.push(Kind::First, pair(Kind::First, word, 0), at);
            }
            if token.sentence == last_sentence {
                self.push(Kind::Last, pair(Kind::Last, word, 0), at);
            }
            if !text.starts_with('<') && spelled.insert(word) {
                self.add_letters(text, at);
            }
            previous = word;
        }
    }

    /// Every short run of letters of the word, with marks for its ends; the whole word is a feature already.
    fn add_letters(&mut self, word: &str, at: usize) {
        let marked = format!("^{word}$");
        let ends: Vec<usize> = marked.char_indices().map(|(end, _)| end).chain([marked.len()]).collect();
        let lengths = LETTERS.filter(|n| n + 1 < ends.len());
        for (from, to) in lengths.flat_map(|n| ends.iter().zip(ends.iter().skip(n))) {
            let letters = marked.as_bytes().get(*from..*to).unwrap_or_default();
            self.push(Kind::Letters, hash(Kind::Letters, letters), at);
        }
    }

    fn add_phrases(&mut self, found: &Findings<'_>, rules: &Reading) {
        for phrase in &found.phrases {
            let (sign, strength) = (phrase.sign as u8, phrase.strength as u8);
            let (is_negated, is_asked) = (u8::from(phrase.is_negated), u8::from(phrase.is_asked));
            self.push(Kind::Phrase, hash(Kind::Phrase, &[sign, strength, is_negated]), phrase.words.start);
            self.push(Kind::PhraseAsked, hash(Kind::PhraseAsked, &[sign, is_negated, is_asked]), phrase.words.start);
        }
        let [high, low] = rules.confidence_milli.to_be_bytes();
        self.push(Kind::Rules, hash(Kind::Rules, &[Family::from(rules.class) as u8, high, low]), usize::MAX);
    }

    fn add_shape(&mut self, tokens: &Tokens) {
        const SIZES: [usize; 6] = [2, 5, 10, 20, 40, 80];
        let size = SIZES.iter().filter(|size| tokens.words.len() > **size).count();
        let ends_asking = tokens.questions.last() == Some(&true);
        let n_questions = tokens.questions.iter().filter(|is_asked| **is_asked).count().min(3);
        let shape = [size as u8, u8::from(ends_asking), n_questions as u8];
        for (nth, value) in (0_u8..).zip(shape) {
            self.push(Kind::Shape, hash(Kind::Shape, &[nth, value]), usize::MAX);
        }
        // What every text has: how frequent each family is.
        self.push(Kind::Shape, hash(Kind::Shape, b""), usize::MAX);
    }
}

/// FNV-1a with its bits mixed once more, since the first ones name the bucket.
const fn hash(kind: Kind, bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32 ^ (kind as u32).wrapping_mul(0x9e37_79b1);
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        hash = (hash ^ *byte as u32).wrapping_mul(0x0100_0193);
        rest = after;
    }
    mixed(hash)
}

const fn pair(kind: Kind, one: u32, other: u32) -> u32 {
    mixed((kind as u32).wrapping_mul(0x9e37_79b1) ^ one.rotate_left(7).wrapping_mul(0x85eb_ca6b) ^ other)
}

const fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ (hash >> 16)).wrapping_mul(0x2c1b_3c6d);
    let hash = (hash ^ (hash >> 12)).wrapping_mul(0x297a_2d39);
    hash ^ (hash >> 15)
}

/// The learnt weights.
static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(include_bytes!("model/weights.bin")));

/// The weights of every feature that was learnt, as they stand in the file.
struct Weights {
    /// Of the labelled replies that were learnt from.
    #[cfg_attr(not(test), expect(dead_code, reason = "a test holds it against the replies"))]
    fingerprint: u64,
    /// The weight that four bits stand for: finer near zero, where most are.
    levels: [f32; 16],
    /// Where the features of each bucket begin.
    starts: Vec<u32>,
    keys: &'static [u8],
    rows: &'static [u8],
}

impl Weights {
    /// Reads the file; one that is cut off holds fewer features.
    fn read(file: &'static [u8]) -> Self {
        let (header, rest) = file.split_at_checked(HEADER_BYTES).unwrap_or_default();
        let (fingerprint, largest) = header.split_at_checked(8).unwrap_or_default();
        let largest = f32::from_le_bytes(largest.try_into().unwrap_or_default());
        let (counts, features) = rest.split_at_checked(N_BUCKETS).unwrap_or_default();
        let mut starts = vec![0];
        let mut n_features = 0;
        for count in counts {
            n_features += u32::from(*count);
            starts.push(n_features);
        }
        let (keys, rows) = features.split_at_checked(n_features as usize * KEY_BYTES).unwrap_or_default();
        let levels = std::array::from_fn(|bits| level(bits as i8 - 8, largest));
        Self { fingerprint: u64::from_le_bytes(fingerprint.try_into().unwrap_or_default()), levels, starts, keys, rows }
    }

    /// The weights of a feature, if it was learnt.
    fn of(&self, hash: u32) -> Option<[f32; N_FAMILIES]> {
        let bucket = bucket(hash);
        let places = *self.starts.get(bucket)? as usize..*self.starts.get(bucket + 1)? as usize;
        let keys = self.keys.get(places.start * KEY_BYTES..places.end * KEY_BYTES)?;
        let key = key(hash).to_le_bytes();
        let place = places.start + keys.chunks_exact(KEY_BYTES).position(|other| other == key)?;
        let row = self.rows.get(place * ROW_BYTES..(place + 1) * ROW_BYTES)?;
        let mut weights = [0.0; N_FAMILIES];
        for (two, byte) in weights.chunks_exact_mut(2).zip(row) {
            for (weight, bits) in two.iter_mut().zip([byte & 0x0f, byte >> 4]) {
                *weight = self.levels.get(usize::from(bits)).copied().unwrap_or_default();
            }
        }
        Some(weights)
    }
}

const fn bucket(hash: u32) -> usize {
    (hash >> (u32::BITS - BUCKET_BITS)) as usize
}

const fn key(hash: u32) -> u16 {
    hash as u16
}

/// The weight of a level from -7 to 7, of which the outermost is the largest.
fn level(level: i8, largest: f32) -> f32 {
    let part = f32::from(level) / 7.0;
    part * part.abs() * largest
}

#[cfg(test)]
mod training;
