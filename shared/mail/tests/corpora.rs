//! Scores the reader on the labelled sets beside this crate, and holds what was reached.
//!
//! With `CAM_CORPORA` naming a folder that has a `truth.jsonl`, that is scored too, and printed:
//! `CAM_CORPORA=../shared/corpora cargo test -p cam-mail --test corpora -- --nocapture`. Nothing is asked of it.

#![cfg(test)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use cam_mail::score::{Scores, Truth};

/// What each set in `corpus/` has to reach, in thousandths: a rate, and the share it must not fall below. They stand a
/// little below what was measured, so that one reply more or less breaks nothing, and rise with it. `learnt` is not scored:
/// it shows how well it was learnt by heart.
const FLOORS: [(&str, &str, u32); 9] = [
    ("reports", "bounce_recognised", 1000),
    ("reports", "dead_precision", 1000),
    ("reports", "dead_recall", 1000),
    ("tuned", "intent_accuracy", 990),
    ("tuned", "hot_precision", 995),
    ("tuned", "optout_recall", 995),
    ("held-out", "intent_accuracy", 850),
    ("held-out", "hot_precision", 960),
    ("held-out", "optout_recall", 950),
];

#[test]
fn the_crates_own_sets_are_read_as_well_as_ever() {
    let sets = own_sets();
    for set in &sets {
        let scores = score(set);
        print(set, &scores);
        let name = set.file_name().unwrap().to_str().unwrap();
        for (_, rate, floor) in FLOORS.iter().filter(|(other, ..)| *other == name) {
            let (.., reached) = scores.rates().into_iter().find(|(other, ..)| other == rate).unwrap();
            let share = reached.share().unwrap_or_else(|| panic!("{name} has nothing to measure {rate} by"));
            assert!(share >= f64::from(*floor) / 1000.0, "{name}: {rate} is {share:.3}, below {floor} thousandths");
        }
    }
}

#[test]
fn a_folder_of_ones_own_is_scored_on_request() {
    let Some(folder) = std::env::var_os("CAM_CORPORA") else {
        println!("CAM_CORPORA names no folder: nothing to score");
        return;
    };
    let folder = PathBuf::from(folder);
    print(&folder, &score(&folder));
}

/// The folders of `corpus/` that are scored.
fn own_sets() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let names: BTreeSet<&str> = FLOORS.iter().map(|(name, ..)| *name).collect();
    names.into_iter().map(|name| corpus.join(name)).collect()
}

fn score(folder: &Path) -> Scores {
    let file = folder.join("truth.jsonl");
    let truths = fs::read_to_string(&file).unwrap_or_else(|err| panic!("{}: {err}", file.display()));
    let truths = Truth::read_all(&truths).unwrap_or_else(|err| panic!("{}: {err}", file.display()));
    let mut scores = Scores::default();
    for truth in truths {
        let mail = match (&truth.text, &truth.file) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(name)) => fs::read(folder.join(name)).unwrap_or_else(|err| panic!("{name}: {err}")),
            (None, None) => unreachable!("Truth::read_all asks for one"),
        };
        scores.add(&truth, &mail);
    }
    scores
}

fn print(folder: &Path, scores: &Scores) {
    println!("\n{}", folder.display());
    for (name, _, rate) in scores.rates() {
        if let Some(share) = rate.share() {
            println!("{name:>18} {share:.3}  ({} of {})", rate.n, rate.of);
        }
    }
    for miss in &scores.misses {
        println!("  {}\n    is   {}\n    read {}", miss.name, miss.expected, miss.got);
    }
}
