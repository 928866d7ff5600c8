//! The block beneath each outreach mail: who writes, from where, where we found the reader, and how to object.
//!
//! The law wants these in the first mail (GDPR Art. 13, 14 and 21(4); CAN-SPAM §5), so the words are data here, one row
//! a language, and not left to each template.

use std::fmt::Write as _;

/// The words of one language. A new language is a new row in [`WORDINGS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording {
    /// Primary language subtag in lower case (RFC 5646).
    pub language: &'static str,
    /// Precedes the note on where the address came from.
    pub found_you: &'static str,
    /// Says that one may object by answering; holds the word [`Wording::stop_word`].
    pub object_by_reply: &'static str,
    /// Precedes the unsubscribe link or address.
    pub object_by_link: &'static str,
    /// The whole answer that is promised to be enough; [`crate::read::classify`] takes it for an opt-out.
    pub stop_word: &'static str,
}

const ENGLISH: Wording = Wording {
    language: "en",
    found_you: "Where we found you:",
    object_by_reply: "You can object to hearing from us at any time: answer \"stop\" and we will not write again.",
    object_by_link: "Or unsubscribe with one click:",
    stop_word: "stop",
};

/// Every language the footer speaks; the first is the fallback.
pub const WORDINGS: &[Wording] = &[
    ENGLISH,
    Wording {
        language: "de",
        found_you: "Woher wir Ihre Adresse haben:",
        object_by_reply: "Sie können weiteren Nachrichten jederzeit widersprechen: \
            Antworten Sie mit \"Abmelden\", dann schreiben wir nicht mehr.",
        object_by_link: "Oder mit einem Klick abmelden:",
        stop_word: "abmelden",
    },
    Wording {
        language: "fr",
        found_you: "D'où vient votre adresse :",
        object_by_reply: "Vous pouvez vous opposer à tout moment : \
            répondez « désabonner » et nous ne vous écrirons plus.",
        object_by_link: "Ou désabonnez-vous en un clic :",
        stop_word: "désabonner",
    },
    Wording {
        language: "es",
        found_you: "De dónde tenemos su dirección:",
        object_by_reply: "Puede oponerse en cualquier momento: responda \"baja\" y no volveremos a escribirle.",
        object_by_link: "O dese de baja con un clic:",
        stop_word: "baja",
    },
    Wording {
        language: "it",
        found_you: "Dove abbiamo trovato il suo indirizzo:",
        object_by_reply: "Può opporsi in qualsiasi momento: risponda \"cancellami\" e non le scriveremo più.",
        object_by_link: "Oppure si disiscriva con un clic:",
        stop_word: "cancellami",
    },
    Wording {
        language: "nl",
        found_you: "Waar we uw adres vonden:",
        object_by_reply: "U kunt op elk moment bezwaar maken: antwoord \"afmelden\" en we schrijven u niet meer.",
        object_by_link: "Of meld u af met één klik:",
        stop_word: "afmelden",
    },
    Wording {
        language: "pt",
        found_you: "Onde encontrámos o seu endereço:",
        object_by_reply: "Pode opor-se a qualquer momento: responda \"remover\" e não voltaremos a escrever.",
        object_by_link: "Ou cancele a subscrição com um clique:",
        stop_word: "remover",
    },
];

/// What a footer says.
#[derive(Debug, Clone, Copy)]
pub struct Footer<'a> {
    /// Person and company that write, for example `Ann Example, Example Studio`.
    pub who: &'a str,
    /// Full postal address, on one line or several.
    pub postal_address: &'a str,
    /// Where the reader's address came from, without a full stop; `None` on later mails of a thread.
    pub source_note: Option<&'a str>,
    /// Link (or, without one, address) to unsubscribe with, shown after the promise that a reply is enough.
    pub unsubscribe: Option<&'a str>,
}

/// The words for a language tag such as `de`, `de-AT` or `pt_BR`; English when the language is not in the table.
#[must_use]
pub fn wording(language_tag: &str) -> &'static Wording {
    let primary = language_tag.split(['-', '_']).next().unwrap_or_default();
    WORDINGS.iter().find(|wording| wording.language.eq_ignore_ascii_case(primary)).unwrap_or(&ENGLISH)
}

/// The footer as plain text, without the line that parts it from the body: [`crate::compose`] adds that.
#[must_use]
pub fn footer(parts: &Footer<'_>, language_tag: &str) -> String {
    let words = wording(language_tag);
    let address = parts.postal_address.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let mut out = format!("{}\n{}\n", parts.who.trim(), address.join(", "));
    if let Some(note) = parts.source_note {
        let _ = writeln!(out, "\n{} {}", words.found_you, note.trim());
    }
    let _ = writeln!(out, "\n{}", words.object_by_reply);
    if let Some(link) = parts.unsubscribe {
        let _ = writeln!(out, "{} {link}", words.object_by_link);
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Class, classify_text};

    const PARTS: Footer<'_> = Footer {
        who: "Ann Example, Example Studio",
        postal_address: "1 Sample Street\n12345 Sampletown",
        source_note: Some("the imprint of acme.example"),
        unsubscribe: Some("https://u.example/u/t"),
    };

    #[test]
    fn the_footer_says_who_where_from_and_how_to_object() {
        let expected = "Ann Example, Example Studio\n1 Sample Street, 12345 Sampletown\n\n\
            Where we found you: the imprint of acme.example\n\n\
            You can object to hearing from us at any time: answer \"stop\" and we will not write again.\n\
            Or unsubscribe with one click: https://u.example/u/t";
        assert_eq!(footer(&PARTS, "en-GB"), expected);
    }

    #[test]
    fn a_later_mail_may_leave_out_source_and_link() {
        let text = footer(&Footer { source_note: None, unsubscribe: None, ..PARTS }, "en");
        assert!(!text.contains("found you") && !text.contains("one click") && text.contains("\"stop\""));
    }

    #[test]
    fn the_language_tag_picks_the_words_and_english_is_the_fallback() {
        assert_eq!(wording("de-AT").language, "de");
        assert_eq!(wording("PT_br").language, "pt");
        assert_eq!(wording("tlh").language, "en");
        assert_eq!(wording("").language, "en");
    }

    #[test]
    fn a_mail_with_this_footer_keeps_the_contract_in_every_language() {
        use crate::contract::{Draft, Position, check};
        for words in WORDINGS {
            let draft = Draft {
                subject: "Your second shop",
                body: "Hi Ada, how is the new shop doing?",
                footer: &footer(&PARTS, words.language),
                position: Position::FirstTouch,
                postal_address: PARTS.postal_address,
                ways_out: &[words.object_by_reply],
                source_note: PARTS.source_note,
            };
            assert_eq!(check(&draft), [], "{}", words.language);
        }
    }

    #[test]
    fn the_word_each_language_promises_is_named_and_works() {
        for words in WORDINGS {
            assert!(words.object_by_reply.to_lowercase().contains(words.stop_word), "{}", words.language);
            assert_eq!(classify_text(words.stop_word).class, Class::Unsubscribe, "{}", words.language);
        }
    }
}
