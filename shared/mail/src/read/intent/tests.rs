use proptest::prelude::*;

use super::*;

/// What is promised of the whole, and of the rules alone: replies by what they mean.
pub(super) const PROMISES: &[(Class, &[&str])] = &[
    // A stop word as the whole reply.
    (
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
    ),
    // A phrase, wherever it stands.
    (
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
    ),
    // Erasure and the law come before a plain opt-out.
    (
        Class::ErasureRequest,
        &["Unsubscribe me and delete my data.", "Bitte löschen Sie meine Daten", "Supprimez mes données"],
    ),
    (
        Class::ComplaintLegal,
        &["Remove me or I will report you", "Sie hören von meinem Anwalt: Abmahnung folgt", "My lawyer will write"],
    ),
    // Refusals are not interest.
    (
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
    ),
    // "Right away" is no absence.
    (
        Class::Meeting,
        &[
            "Right away! book me in",
            "Let's talk next week",
            "Sure, send me an invite",
            "Rufen Sie mich morgen an",
            "No problem, let's set up a call",
            "https://calendly.com/ada works",
        ],
    ),
    // "I rejected" is no bounce.
    (
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
    ),
];

/// Replies with the words of an opt-out that are none.
pub(super) const NO_OPT_OUTS: &[&str] = &[
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
    "Please take me\noff to Paris",
];

/// Holds a reader to what is promised.
pub(super) fn keeps_what_is_promised(class: impl Fn(&str) -> Class) {
    for (expected, texts) in PROMISES {
        for text in *texts {
            assert_eq!(class(text), *expected, "{text}");
        }
    }
    for text in NO_OPT_OUTS {
        assert!(!class(text).is_opt_out(), "{text}: {:?}", class(text));
    }
    let wrapped = "Thank you for the kind words about our second shop and please take me\noff your list.";
    assert_eq!(class(wrapped), Class::Unsubscribe, "a phrase is found across the end of a wrapped line");
    assert!(!class("We are not really that interested").is_hot());
}

fn class(text: &str) -> Class {
    classify_text(text).class
}

#[test]
fn what_is_promised_is_kept() {
    keeps_what_is_promised(class);
}

#[test]
fn a_subject_makes_no_machine_of_a_person() {
    for (subject, new_text, expected) in [
        ("Re: Right away", "Right away! book me in", Class::Meeting),
        ("Re: rejected", "I rejected two others, yours looks great", Class::Interested),
    ] {
        let mail = Inbound { subject: subject.into(), new_text: new_text.into(), ..Inbound::default() };
        assert_eq!(classify(&mail).class, expected);
    }
}

/// What a text is taken to mean that most likely means the one, and the rest of its certainty the other.
fn taken(likeliest: (Family, f32), other: Family, by_rules: Family, opt_out: OptOut) -> Family {
    family(&Opinion::of(&[likeliest, (other, 1.0 - likeliest.1)]), by_rules, opt_out)
}

#[test]
fn only_what_is_very_likely_hot_is_hot() {
    use Family::{Interested, Meeting, Neutral, Question};
    let of = |likeliest, other| taken(likeliest, other, Interested, OptOut::Open);
    assert_eq!(of((Interested, 0.7), Question), Question);
    assert_eq!(of((Interested, 0.8), Question), Interested);
    assert_eq!(of((Interested, 0.6), Meeting), Interested);
    assert_eq!(of((Meeting, 0.74), Neutral), Neutral);
}

#[test]
fn an_opt_out_is_honoured_in_doubt() {
    use Family::{Interested, Question, Refusal, Unsubscribe};
    let of = |likeliest, opt_out| taken(likeliest, Unsubscribe, Interested, opt_out);
    assert_eq!(of((Interested, 0.9), OptOut::Outright), Unsubscribe);
    assert_eq!(of((Interested, 0.97), OptOut::Outright), Interested);
    assert_eq!(of((Refusal, 0.85), OptOut::Open), Unsubscribe);
    assert_eq!(of((Question, 0.85), OptOut::Open), Question);
    assert_eq!(of((Question, 0.75), OptOut::Open), Unsubscribe);
    assert_ne!(of((Question, 0.5), OptOut::Denied), Unsubscribe);
}

#[test]
fn a_person_is_taken_for_a_machine_only_when_it_is_all_but_certain() {
    use Family::{Auto, Neutral, Ooo};
    assert_eq!(taken((Auto, 0.8), Neutral, Neutral, OptOut::Open), Neutral);
    assert_eq!(taken((Auto, 0.9), Neutral, Neutral, OptOut::Open), Auto);
    assert_eq!(taken((Ooo, 0.6), Neutral, Auto, OptOut::Open), Ooo);
}

#[test]
fn what_is_in_a_language_that_was_not_learnt_is_left_to_the_rules() {
    assert_eq!(class("Kiitos, mutta emme ole kiinnostuneita."), Class::Refusal);
    assert_eq!(classify_text("Habari za asubuhi, kama shangazi anavyosema.").confidence_milli, 0);
}

#[test]
fn the_evidence_is_the_phrase_or_the_sentence_that_says_more() {
    assert_eq!(classify_text("We think it sounds good, tell me more.").evidence, "tell me more");
    let read = classify_text("Kannst du mir die Preise schicken? Danke, Jo");
    assert_eq!((read.class, read.evidence.as_str()), (Class::Interested, "Kannst du mir die Preise schicken"));
}

#[test]
fn what_the_phrases_do_not_know_is_read_by_its_words_and_names_its_sentence() {
    let read = classify_text("Hello Ann. We would rather you never sent us anything again. Have a good week.");
    assert_eq!(read.class, Class::Unsubscribe);
    assert_eq!(read.evidence, "We would rather you never sent us anything again");
}

#[test]
fn an_unsubscribe_button_is_understood_by_its_subject() {
    let mail = Inbound { subject: "Unsubscribe".into(), ..Inbound::default() };
    assert_eq!(classify(&mail).class, Class::Unsubscribe);
    assert_eq!(classify(&Inbound { subject: "Re: Your shop".into(), ..mail }).class, Class::Unclear);
}

proptest! {
    #[test]
    fn an_opt_out_wins_over_whatever_else_is_written(
        before in "[a-z ,.!?\n]{0,60}",
        after in "[a-z ,.!?\n]{0,60}",
    ) {
        let text = format!("{before}. Please take me off your list. {after}, sounds great, let's talk");
        prop_assert!(class(&text).is_opt_out());
    }

    #[test]
    fn any_text_is_read(text in "(.|\n){0,300}") {
        let read = classify_text(&text);
        prop_assert!(read.confidence_milli <= 1000);
    }
}
