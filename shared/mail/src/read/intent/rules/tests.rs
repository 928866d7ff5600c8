use super::{
    super::{find::find, tests::keeps_what_is_promised, token::tokens},
    *,
};
use crate::read::Family;

fn rules(text: &str) -> Reading {
    let words = tokens(text);
    let text = Text { text, words: &words, written_on: None };
    Rules { text: &text, found: &find(&words) }.reading()
}

fn class(text: &str) -> Class {
    rules(text).class
}

fn all(expected: Class, texts: &[&str]) {
    for text in texts {
        assert_eq!(class(text), expected, "{text}: {:?}", rules(text));
    }
}

#[test]
fn what_is_promised_is_kept() {
    keeps_what_is_promised(class);
}

#[test]
fn contradictions_are_left_to_a_person() {
    all(Class::Unclear, &["Not interested. It sounds great", "Not interested, sounds good", ""]);
}

#[test]
fn the_other_classes_are_told_by_their_plainest_words() {
    all(Class::Referral, &["I'm not the right person for this"]);
    all(Class::LeftCompany, &["Ada no longer works here"]);
    all(Class::NotNow, &["Maybe later", "Im Moment nicht"]);
    all(Class::Question, &["What does it cost?", "Where did you get my data?"]);
    all(Class::Acknowledgement, &["Thank you", "Ok, noted."]);
    all(Class::Unclear, &["The weather is fine here."]);
}

#[test]
fn a_question_that_refuses_is_a_refusal() {
    all(Class::Refusal, &["Why would I want this?", "What would a chip shop do with a dashboard?"]);
    all(Class::Question, &["Why is the first month free?", "What would we need for it?"]);
}

#[test]
fn a_question_after_but_outweighs_the_praise_before_it() {
    all(Class::Question, &["Sounds good on paper. But what happens to our data?", "Sounds good, but is it safe?"]);
    all(Class::Interested, &["Sounds good. How do we start?"]);
}

#[test]
fn a_no_for_the_whole_house_ends_what_was_passed_on() {
    all(Class::Referral, &["I passed your note on to the team."]);
    all(Class::Refusal, &["I passed your note on to the team. Nobody wants it, we're not interested."]);
}

#[test]
fn a_plain_yes_after_a_joke_is_meant() {
    all(Class::Interested, &["Haha, well caught. Please send me the price list."]);
    assert!(!class("Sounds great, haha").is_hot());
}

#[test]
fn words_that_only_deny_are_a_faint_no() {
    let read = rules("Our horses never complain.");
    assert_eq!((read.class, read.confidence_milli), (Class::Refusal, 500));
}

#[test]
fn the_evidence_is_what_was_matched() {
    assert_eq!(rules("We think it sounds good.").evidence, "sounds good");
    assert_eq!(rules("Hello. What does it cost? Ada").evidence, "What does it cost?");
    assert_eq!(rules("Not interested. It sounds great").evidence, "Not interested / sounds great");
}

/// Replies of our own, a line each: the family as debugged, a bar, the reply.
const PARAPHRASES: &str = include_str!("paraphrases.txt");

#[test]
fn what_people_write_is_read_in_every_language() {
    let mut misses = Vec::new();
    for (family, text) in PARAPHRASES.lines().filter_map(|line| line.split_once('|')) {
        let read = rules(text);
        if format!("{:?}", Family::from(read.class)) != family {
            misses.push(format!("{text:?}: {:?} ({}), not {family}", read.class, read.evidence));
        }
    }
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}
