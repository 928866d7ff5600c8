//! Learns the weights from the labelled replies, and holds that they are up to date:
//! `CAM_BLESS=1 cargo test --release -p cam-mail --lib training` learns them anew when the replies changed.
//!
//! Features that several replies have are learnt once all together; then those that say most are learnt again by
//! themselves, rounded, and written down. The same replies give the same weights.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::{Path, PathBuf},
};

use super::{
    super::{
        super::{classify, new_text, parse},
        OptOut, Rules, Text, find, tokens,
    },
    *,
};
use crate::score::{Kind as TruthKind, Truth};

/// The sets that are learnt from. What the rules say of the first is too good to be learnt from, since its replies are
/// those that the phrases were made with.
const TUNED: &str = "tuned";
const LEARNT: &str = "learnt";

/// How many features are kept.
const MAX_FEATURES: usize = 64_000;
/// How often each reply is learnt from.
const N_ROUNDS: usize = 20;
/// How far a reply moves the weights, which falls as they settle (`AdaGrad`).
const RATE: f32 = 0.1;
/// How strongly weights are drawn to zero.
const DECAY: f32 = 1e-4;
/// In how many replies a feature stands at least.
const MIN_REPLIES: usize = 2;

struct Reply {
    /// Who wrote it: what its id begins with.
    writer: String,
    family: Family,
    features: Vec<Feature>,
    /// What the rules say.
    by_rules: Family,
    opt_out: OptOut,
}

#[test]
fn the_weights_are_those_of_the_labelled_replies() {
    if !corpus().exists() {
        return println!("the labelled replies are not part of the published crate");
    }
    let fingerprint = fingerprint();
    if WEIGHTS.fingerprint == fingerprint {
        return;
    }
    assert!(
        std::env::var_os("CAM_BLESS").is_some(),
        "the labelled replies changed: CAM_BLESS=1 cargo test --release -p cam-mail --lib training"
    );
    let (tuned, learnt) = (replies(TUNED), replies(LEARNT));
    let learnt = learn(&tuned.iter().chain(&learnt).collect::<Vec<_>>());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/read/intent/model/weights.bin");
    fs::write(&path, file(&learnt, fingerprint)).unwrap();
}

/// How well replies are read whose writer was not learnt from; the thresholds of `intent` are chosen by it.
#[test]
#[ignore = "learns a dozen times: cargo test --release -p cam-mail --lib writers -- --ignored --nocapture"]
fn replies_of_writers_that_were_not_learnt_from_are_read() {
    let (tuned, learnt) = (replies(TUNED), replies(LEARNT));
    let mut by_writer: BTreeMap<&str, Vec<&Reply>> = BTreeMap::new();
    for reply in &learnt {
        by_writer.entry(&reply.writer).or_default().push(reply);
    }
    let mut crossed = Tally::default();
    for (writer, own) in &by_writer {
        let others: Vec<&Reply> = tuned.iter().chain(learnt.iter().filter(|reply| reply.writer != *writer)).collect();
        let weights = learn(&others);
        let mut tally = Tally::default();
        for reply in own {
            tally.add(reply, &weights);
            crossed.add(reply, &weights);
        }
        println!("{writer:>6} {tally}");
    }
    println!("{:>6} {crossed}", "all");
    for (tenth, (n, n_right)) in &crossed.by_tenth {
        println!("certain to {tenth} tenths: {n_right} of {n} right");
    }
}

/// What is counted of replies.
#[derive(Default)]
struct Tally {
    n: usize,
    n_right: usize,
    n_hot: usize,
    n_hot_right: usize,
    n_opt_outs: usize,
    n_opt_outs_found: usize,
    n_taken_for_opt_outs: usize,
    /// By the tenths of certainty: how many, and how many of them are right.
    by_tenth: BTreeMap<u16, (usize, usize)>,
}

impl Tally {
    fn add(&mut self, reply: &Reply, weights: &Learnt) {
        let shares = weights.shares(&reply.features).map(|share| share.max(f32::MIN_POSITIVE));
        let milder = super::shares(shares.map(|share| share.ln() / TEMPERATURE));
        let opinion = Opinion { shares: milder, by_word: Vec::new(), is_familiar: true };
        let read = super::super::family(&opinion, reply.by_rules, reply.opt_out);
        let is_right = read == reply.family;
        self.n += 1;
        self.n_right += usize::from(is_right);
        self.n_hot += usize::from(read.is_hot());
        self.n_hot_right += usize::from(read.is_hot() && reply.family.is_hot());
        let is_opt_out = reply.family == Family::Unsubscribe;
        self.n_opt_outs += usize::from(is_opt_out);
        self.n_opt_outs_found += usize::from(is_opt_out && is_right);
        self.n_taken_for_opt_outs += usize::from(read == Family::Unsubscribe);
        let tenth = self.by_tenth.entry((opinion.share(read) * 10.0) as u16).or_default();
        *tenth = (tenth.0 + 1, tenth.1 + usize::from(is_right));
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |n: usize, of: usize| n as f32 / of.max(1) as f32;
        write!(f, "{:>5} replies, accuracy {:.3}, ", self.n, share(self.n_right, self.n))?;
        write!(f, "hot precision {:.3} ({}), ", share(self.n_hot_right, self.n_hot), self.n_hot)?;
        write!(f, "opt-out recall {:.3} ({}), ", share(self.n_opt_outs_found, self.n_opt_outs), self.n_opt_outs)?;
        write!(f, "precision {:.3}", share(self.n_opt_outs_found, self.n_taken_for_opt_outs))
    }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

fn truths(set: &str) -> String {
    fs::read_to_string(corpus().join(set).join("truth.jsonl")).unwrap()
}

/// FNV-1a over both sets.
fn fingerprint() -> u64 {
    let bytes = [truths(TUNED), truths(LEARNT)].concat();
    bytes.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x064_0000_01b3))
}

fn replies(set: &str) -> Vec<Reply> {
    let truths = Truth::read_all(&truths(set)).unwrap();
    truths.iter().filter_map(|truth| reply(truth, set)).collect()
}

/// A reply whose words tell what it means; headers tell what some mails are.
fn reply(truth: &Truth, set: &str) -> Option<Reply> {
    let TruthKind::Intent { class } = truth.kind else { return None };
    let text = match (&truth.text, &truth.file) {
        (Some(text), _) => new_text(text),
        (None, Some(file)) => {
            let mail = parse(&fs::read(corpus().join(set).join(file)).unwrap()).unwrap();
            if mail.automatic.is_some() || classify(&mail).class == crate::read::Class::MachineReport {
                return None;
            }
            mail.new_text
        }
        (None, None) => return None,
    };
    let words = tokens(&text);
    let found = find(&words);
    let text = Text { text: &text, words: &words, written_on: None };
    let rules = Rules { text: &text, found: &found };
    let by_rules = rules.reading();
    let mut features = features(&words, &found, &by_rules);
    let by_rules = Family::from(by_rules.class);
    if set == TUNED {
        features.retain(|feature| !matches!(feature.kind, Kind::Phrase | Kind::PhraseAsked | Kind::Rules));
    }
    let writer = truth.id.as_deref().and_then(|id| id.split('-').next()).unwrap_or_default().to_owned();
    Some(Reply { writer, family: class, features, by_rules, opt_out: rules.opt_out_said() })
}

/// Weights by the hash of the feature.
struct Learnt(HashMap<u32, [f32; N_FAMILIES]>);

impl Learnt {
    fn shares(&self, features: &[Feature]) -> [f32; N_FAMILIES] {
        let mut sums = [0.0; N_FAMILIES];
        for feature in features {
            if let Some(weights) = self.0.get(&feature.hash) {
                add(&mut sums, weights, feature.value);
            }
        }
        shares(sums)
    }
}

fn learn(replies: &[&Reply]) -> Learnt {
    let mut n_replies: BTreeMap<u32, usize> = BTreeMap::new();
    for feature in replies.iter().flat_map(|reply| &reply.features) {
        *n_replies.entry(feature.hash).or_default() += 1;
    }
    n_replies.retain(|_, n| *n >= MIN_REPLIES);
    let all = weights(replies, n_replies.keys().copied());
    // What a feature says is how far its weights are apart; it says it as often as it is met.
    let mut telling: Vec<(f32, u32)> = all
        .0
        .iter()
        .map(|(hash, weights)| {
            let spread: f32 = weights.iter().map(|weight| weight * weight).sum();
            (spread * n_replies[hash] as f32, *hash)
        })
        .collect();
    telling.sort_unstable_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut kept: BTreeMap<(usize, u16), u32> = BTreeMap::new();
    for (_, hash) in telling.into_iter().take(MAX_FEATURES) {
        kept.entry((bucket(hash), key(hash))).or_insert(hash);
    }
    let mut learnt = weights(replies, kept.into_values());
    let largest = largest(&learnt);
    for weight in learnt.0.values_mut().flatten() {
        *weight = level(nearest(*weight, largest), largest);
    }
    learnt
}

/// The weights of these features, centred: what they have in common says nothing.
fn weights(replies: &[&Reply], features: impl Iterator<Item = u32>) -> Learnt {
    let places: HashMap<u32, usize> = features.enumerate().map(|(place, hash)| (hash, place)).collect();
    let known = |reply: &&Reply| -> Vec<(usize, f32)> {
        reply.features.iter().filter_map(|feature| Some((*places.get(&feature.hash)?, feature.value))).collect()
    };
    let rows: Vec<Vec<(usize, f32)>> = replies.iter().map(known).collect();
    let mut weights = vec![[0.0_f32; N_FAMILIES]; places.len()];
    let mut moved = vec![[1e-6_f32; N_FAMILIES]; places.len()];
    let mut order: Vec<usize> = (0..replies.len()).collect();
    let mut random = 0x1234_5678_9abc_def1_u64;
    for _ in 0..N_ROUNDS {
        shuffle(&mut order, &mut random);
        for at in &order {
            let mut sums = [0.0; N_FAMILIES];
            for (place, value) in &rows[*at] {
                add(&mut sums, &weights[*place], *value);
            }
            let mut errors = shares(sums);
            errors[replies[*at].family as usize] -= 1.0;
            for (place, value) in &rows[*at] {
                for ((weight, moved), error) in weights[*place].iter_mut().zip(&mut moved[*place]).zip(errors) {
                    let slope = error * value + DECAY * *weight;
                    *moved += slope * slope;
                    *weight -= RATE * slope / moved.sqrt();
                }
            }
        }
    }
    let centred = |weights: [f32; N_FAMILIES]| {
        let mean = weights.iter().sum::<f32>() / N_FAMILIES as f32;
        weights.map(|weight| weight - mean)
    };
    Learnt(places.into_iter().map(|(hash, place)| (hash, centred(weights[place]))).collect())
}

/// Fisher and Yates.
fn shuffle(order: &mut [usize], random: &mut u64) {
    for last in (1..order.len()).rev() {
        order.swap(last, (next(random) % (last as u64 + 1)) as usize);
    }
}

/// Xorshift.
fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random >> 11
}

/// The largest weight, a few odd ones aside.
fn largest(learnt: &Learnt) -> f32 {
    let mut all: Vec<f32> = learnt.0.values().flatten().map(|weight| weight.abs()).collect();
    all.sort_unstable_by(f32::total_cmp);
    all[all.len() - 1 - all.len() / 10_000]
}

/// The level whose weight is nearest in the scale of roots.
fn nearest(weight: f32, largest: f32) -> i8 {
    let level = ((weight.abs() / largest).sqrt() * 7.0).round().min(7.0) as i8;
    if weight < 0.0 { -level } else { level }
}

/// The file as [`Weights::read`] wants it.
fn file(learnt: &Learnt, fingerprint: u64) -> Vec<u8> {
    let largest = largest(learnt);
    let in_order: BTreeMap<(usize, u16), &[f32; N_FAMILIES]> =
        learnt.0.iter().map(|(hash, weights)| ((bucket(*hash), key(*hash)), weights)).collect();
    let mut counts = vec![0_u8; N_BUCKETS];
    for (bucket, _) in in_order.keys() {
        counts[*bucket] += 1;
    }
    let keys = in_order.keys().flat_map(|(_, key)| key.to_le_bytes());
    let bits = |weight: &f32| (nearest(*weight, largest) + 8) as u8;
    let rows =
        in_order.values().flat_map(|weights| weights.chunks_exact(2).map(|two| bits(&two[0]) | bits(&two[1]) << 4));
    let mut file = [&fingerprint.to_le_bytes()[..], &largest.to_le_bytes(), &counts].concat();
    file.extend(keys);
    file.extend(rows);
    file
}

#[test]
fn weights_come_back_from_the_file_as_they_were_rounded() {
    let weights = std::array::from_fn(|at| level(at as i8 - 5, 2.0));
    let learnt = Learnt([(7, weights), (u32::MAX, [0.0; N_FAMILIES])].into());
    let read = Weights::read(file(&learnt, 42).leak());
    assert_eq!(read.fingerprint, 42);
    let largest = largest(&learnt);
    assert_eq!(read.of(7), Some(weights.map(|weight| level(nearest(weight, largest), largest))));
    assert_eq!(read.of(u32::MAX), Some([0.0; N_FAMILIES]));
    assert_eq!(read.of(8), None);
}

#[test]
fn a_file_that_is_cut_off_holds_fewer_features_and_breaks_nothing() {
    let learnt = Learnt([(7, [1.0; N_FAMILIES]), (u32::MAX, [0.5; N_FAMILIES])].into());
    let whole: &'static [u8] = file(&learnt, 42).leak();
    for n_bytes in [0, 3, HEADER_BYTES, HEADER_BYTES + 9, whole.len() - ROW_BYTES] {
        let read = Weights::read(&whole[..n_bytes]);
        assert_eq!(read.of(u32::MAX), None);
    }
}
