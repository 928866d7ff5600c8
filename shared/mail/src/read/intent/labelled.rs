//! Scores the reader on the labelled replies of `corpus`, where they are there, and on paraphrases of our own.

use super::{super::new_text, *};

const TUNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/tuned/truth.jsonl");
const HELD_OUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/held-out/truth.jsonl");

fn family(class: Class) -> &'static str {
    match class {
        Class::MachineReport => "report",
        Class::Automatic(AutomaticKind::OutOfOffice) => "ooo",
        Class::Automatic(_) => "auto",
        Class::ComplaintLegal | Class::ErasureRequest | Class::Unsubscribe => "unsubscribe",
        Class::Referral | Class::LeftCompany => "referral",
        Class::NotNow => "not_now",
        Class::Refusal => "refusal",
        Class::Meeting => "meeting",
        Class::Interested => "interested",
        Class::Question => "question",
        Class::Acknowledgement | Class::Unclear => "neutral",
    }
}

/// The string value of a key in a flat JSON object.
fn value(line: &str, key: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!("\"{key}\": \"")).or_else(|| line.split_once(&format!("\"{key}\":\"")))?;
    let mut value = String::new();
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(value),
            '\\' => match chars.next()? {
                'n' => value.push('\n'),
                'u' => value.push(
                    char::from_u32(u32::from_str_radix(&chars.by_ref().take(4).collect::<String>(), 16).ok()?)
                        .unwrap_or('?'),
                ),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
}

struct Score {
    n: usize,
    n_right: usize,
    n_hot: usize,
    n_hot_right: usize,
    n_opt_out: usize,
    n_opt_out_found: usize,
}

/// What is printed.
#[derive(PartialEq, Eq)]
enum Show {
    Scores,
    Misses,
}

fn score(path: &str, show: Show) -> Option<Score> {
    let lines = std::fs::read_to_string(path).ok()?;
    let mut score = Score { n: 0, n_right: 0, n_hot: 0, n_hot_right: 0, n_opt_out: 0, n_opt_out_found: 0 };
    let mut by_confidence = std::collections::BTreeMap::new();
    for line in lines.lines() {
        let (Some(text), Some(class)) = (value(line, "text"), value(line, "class")) else { continue };
        let read = classify_text(&new_text(&text));
        let got = family(read.class);
        score.n += 1;
        let sure = by_confidence.entry(read.confidence_milli).or_insert((0, 0));
        *sure = (sure.0 + usize::from(got == class), sure.1 + 1);
        score.n_right += usize::from(got == class);
        score.n_hot += usize::from(read.class.is_hot());
        score.n_hot_right += usize::from(read.class.is_hot() && (class == "interested" || class == "meeting"));
        score.n_opt_out += usize::from(class == "unsubscribe");
        score.n_opt_out_found += usize::from(class == "unsubscribe" && got == class);
        if show == Show::Misses && got != class {
            println!("{} {class} read as {got} ({:?}): {text:?}", value(line, "id").unwrap_or_default(), read.evidence);
        }
    }
    println!(
        "accuracy {}/{}, hot precision {}/{}, opt-out recall {}/{}",
        score.n_right, score.n, score.n_hot_right, score.n_hot, score.n_opt_out_found, score.n_opt_out
    );
    println!("right by confidence: {by_confidence:?}");
    Some(score)
}

/// Replies of our own, a line each: the family, a bar, the reply.
const PARAPHRASES: &str = include_str!("paraphrases.txt");

#[test]
fn what_people_write_is_read_in_every_language() {
    let mut misses = Vec::new();
    for (class, text) in PARAPHRASES.lines().filter_map(|line| line.split_once('|')) {
        let read = classify_text(text);
        if family(read.class) != class {
            misses.push(format!("{text:?}: {:?} ({}), not {class}", read.class, read.evidence));
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

#[test]
fn the_replies_it_was_made_with_are_read() {
    if let Some(score) = score(TUNED, Show::Misses) {
        assert!(score.n_right * 100 >= score.n * 90);
        assert!(score.n_hot_right * 100 >= score.n_hot * 97);
        assert!(score.n_opt_out_found * 100 >= score.n_opt_out * 93);
    }
}

/// Prints scores only, so that nobody tunes on what it misses: `cargo test -p cam-mail held_out -- --nocapture`.
#[test]
fn the_held_out_replies_are_scored() {
    score(HELD_OUT, Show::Scores);
}
