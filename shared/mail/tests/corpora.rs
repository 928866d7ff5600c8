//! Scores the reader on the labelled sets beside this crate, and holds what was reached.
//!
//! With `CAM_CORPORA` naming a folder that has a `truth.jsonl`, that is scored too, and printed:
//! `CAM_CORPORA=../shared/corpora cargo test -p cam-mail --test corpora -- --nocapture`. Nothing is asked of it.

#![cfg(test)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use cam_mail::score::{Scores, Truth};

/// What each set in `corpus/` has to reach, in thousandths: a rate, and the share it must not fall below. They stand a
/// little below what was measured, so that one reply more or less breaks nothing, and rise with it.
const FLOORS: [(&str, &str, u32); 12] = [
    ("reports", "bounce_recognised", 1000),
    ("reports", "dead_precision", 1000),
    ("reports", "dead_recall", 1000),
    ("tuned", "intent_accuracy", 950),
    ("tuned", "hot_precision", 985),
    ("tuned", "optout_recall", 985),
    ("held-out", "intent_accuracy", 940),
    ("held-out", "hot_precision", 980),
    ("held-out", "optout_recall", 985),
    ("unseen", "intent_accuracy", 700),
    ("unseen", "hot_precision", 840),
    ("unseen", "optout_recall", 700),
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
    for (name, ..) in FLOORS {
        assert!(sets.iter().any(|set| set.ends_with(name)), "there is no set {name}");
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

/// The folders of `corpus/` that say what their mails are.
fn own_sets() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut sets: Vec<PathBuf> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    sets.retain(|set| set.join("truth.jsonl").exists());
    sets.sort();
    sets
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
