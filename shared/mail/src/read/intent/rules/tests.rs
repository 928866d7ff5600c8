use super::{
    super::{find::find, token::tokens},
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
fn a_stop_word_as_the_whole_reply_is_an_opt_out() {
    all(
        Class::Unsubscribe,
        &[
            "STOP",
            "Stop.",
            "unsubscribe",
            "Please remove me, thanks!",
            "Hi Ann,\n\nunsubscribe please\n\nAda Byron\nAcme",
            "Abmelden bitte",
            "désabonner",
            "Darme de baja por favor",
            "cancellami",
            "uitschrijven",
            "remover",
            "退订",
            "opt-out",
        ],
    );
}

#[test]
fn a_phrase_is_an_opt_out_wherever_it_stands() {
    all(
        Class::Unsubscribe,
        &[
            "Take me off your list.",
            "Not interested take me off your list",
            "Looks great, but please don’t e-mail me again",
            "I said no. Do not contact me",
            "lose my address",
            "Bitte keine weiteren E-Mails.",
            "Merci de me retirer de votre liste",
            "Please stop emailing us",
            "Geen mails meer aub",
            "Leave me alone!",
        ],
    );
}

#[test]
fn a_phrase_is_found_across_the_end_of_a_wrapped_line() {
    let wrapped = "Thank you for the kind words about our second shop and please take me\noff your list.";
    all(Class::Unsubscribe, &[wrapped]);
    assert!(!class("Please take me\noff to Paris").is_opt_out());
}

#[test]
fn stop_words_inside_other_sentences_are_not() {
    for text in [
        "Stop by our office on Tuesday",
        "Please don't take me off your list",
        "I unsubscribed from your competitor, tell me more",
        "We can't stop talking about it",
        "How do I unsubscribe a customer in your tool?",
        "Should I stop?",
        "Wir bieten das nicht mehr an",
        "Please remove the old logo from the draft",
        "Can our customers opt out?",
        "Don't stop",
    ] {
        assert!(!class(text).is_opt_out(), "{text}: {:?}", rules(text));
    }
}

#[test]
fn erasure_and_the_law_come_before_a_plain_opt_out() {
    all(
        Class::ErasureRequest,
        &["Unsubscribe me and delete my data.", "Bitte löschen Sie meine Daten", "Supprimez mes données"],
    );
    all(
        Class::ComplaintLegal,
        &["Remove me or I will report you", "Sie hören von meinem Anwalt: Abmahnung folgt", "My lawyer will write"],
    );
}

#[test]
fn refusals_are_not_interest() {
    all(
        Class::Refusal,
        &[
            "not interested",
            "Thanks but we're not interested.",
            "No.",
            "No thanks",
            "nein danke",
            "We'll pass",
            "Kein Interesse",
            "pas intéressé",
            "No nos interesa",
            "Niet geïnteresseerd",
            "We do this in-house",
            "não temos interesse",
        ],
    );
    assert!(!class("We are not really that interested").is_hot());
}

#[test]
fn right_away_book_me_in_is_a_meeting_and_not_out_of_office() {
    all(
        Class::Meeting,
        &[
            "Right away! book me in",
            "Let's talk next week",
            "Sure, send me an invite",
            "Rufen Sie mich morgen an",
            "No problem, let's set up a call",
            "https://calendly.com/ada works",
        ],
    );
}

#[test]
fn i_rejected_two_others_yours_looks_great_is_interest_and_not_a_bounce() {
    all(
        Class::Interested,
        &[
            "I rejected two others, yours looks great",
            "Yes",
            "Sounds good!",
            "Why not",
            "I can't wait, tell me more",
            "Klingt gut",
            "Ça m’intéresse",
            "Me interesa",
            "Ik ben geïnteresseerd",
            "No objections, we're interested",
            "ja gerne",
        ],
    );
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
