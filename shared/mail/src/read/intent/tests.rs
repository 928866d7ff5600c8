use proptest::prelude::*;

use super::*;

fn class(text: &str) -> Class {
    classify_text(text).class
}

fn all(expected: Class, texts: &[&str]) {
    for text in texts {
        assert_eq!(class(text), expected, "{text}: {:?}", classify_text(text));
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
        assert!(!class(text).is_opt_out(), "{text}: {:?}", classify_text(text));
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
    let mail =
        Inbound { subject: "Re: Right away".into(), new_text: "Right away! book me in".into(), ..Inbound::default() };
    assert_eq!(classify(&mail).class, Class::Meeting);
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
    let subject = "Re: rejected".into();
    let mail = Inbound { subject, new_text: "I rejected two others, yours looks great".into(), ..Inbound::default() };
    assert_eq!(classify(&mail).class, Class::Interested);
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
