//! Judges whether a finished mail may leave the house. It never mends anything: a mail with a breach is held, and says
//! why.
//!
//! Words are judged as tokens, not as substrings: "Mastodon" holds no "TODO" and "London/Amsterdam" no "N/A".

use std::fmt;

/// Fewest characters of a body, blanks at the ends and the footer not counted.
const MIN_BODY_CHARS: usize = 20;
/// How much of an offending piece a breach repeats, in characters.
const MAX_SHOWN_CHARS: usize = 40;

/// Where in its thread a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// The first mail this person gets from us.
    FirstTouch,
    /// A later mail of the same thread.
    FollowUp,
}

/// A rendered mail, before it becomes bytes.
#[derive(Clone, Copy)]
pub struct Draft<'a> {
    /// The subject line.
    pub subject: &'a str,
    /// What the author wrote, rendered.
    pub body: &'a str,
    /// The footer beneath it; may be empty when the body says it all.
    pub footer: &'a str,
    /// Where in its thread the mail stands.
    pub position: Position,
    /// The sender's postal address, which the text must show; line breaks and commas do not matter.
    pub postal_address: &'a str,
    /// The ways to opt out (link, address, or the sentence that promises one); the text must show at least one.
    pub ways_out: &'a [&'a str],
    /// Where the address came from; `Some` when the text must show it.
    pub source_note: Option<&'a str>,
}

/// Why a mail may not leave. The variants' order is the order in which breaches are listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breach {
    /// There is no subject.
    NoSubject,
    /// The subject has more than one line.
    SubjectNotOneLine,
    /// The subject of a first mail pretends to be an answer or to be forwarded.
    FakeReply {
        /// The prefix.
        found: String,
    },
    /// The body is shorter than twenty characters.
    BodyTooShort {
        /// Its length.
        n_chars: usize,
    },
    /// A note to oneself, or an empty cell's stand-in, that was never replaced.
    Placeholder {
        /// The piece.
        found: String,
    },
    /// A merge field of some mail tool that nothing filled.
    UnfilledVariable {
        /// The piece.
        found: String,
    },
    /// A sentence with which a language model speaks of itself or of its task.
    MachineVoice {
        /// The piece.
        found: String,
    },
    /// The sender's postal address is not in the text, or none is known.
    NoPostalAddress,
    /// No way to opt out is in the text.
    NoWayOut,
    /// The note on where the address came from is required and not in the text.
    NoSourceNote,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSubject => write!(f, "the subject is empty; write one"),
            Self::SubjectNotOneLine => write!(f, "the subject has more than one line; make it one"),
            Self::FakeReply { found } => {
                write!(f, "the subject starts with \"{found}\" though nobody wrote before; drop it")
            }
            Self::BodyTooShort { n_chars } => {
                write!(f, "the text has {n_chars} characters and needs at least {MIN_BODY_CHARS}")
            }
            Self::Placeholder { found } => write!(f, "the placeholder \"{found}\" was never replaced; replace it"),
            Self::UnfilledVariable { found } => {
                write!(f, "the variable \"{found}\" was not filled; write it as {{{{ name }}}} or replace it")
            }
            Self::MachineVoice { found } => write!(f, "\"{found}\" is a language model speaking; rewrite the sentence"),
            Self::NoPostalAddress => write!(f, "the postal address is not in the text; add it to the footer"),
            Self::NoWayOut => write!(f, "the text shows no way to opt out; add the unsubscribe line to the footer"),
            Self::NoSourceNote => {
                write!(f, "the text does not say where the address came from; add the source note to the footer")
            }
        }
    }
}

/// Lists every breach, in the order of the variants; none means that the mail may leave.
#[must_use]
pub fn check(draft: &Draft<'_>) -> Vec<Breach> {
    let texts = [draft.subject, draft.body, draft.footer];
    let found = |find: fn(&str) -> Option<&str>| texts.iter().find_map(|text| find(text)).map(shown);
    [
        draft.subject.trim().is_empty().then_some(Breach::NoSubject),
        draft.subject.trim().contains(['\n', '\r']).then_some(Breach::SubjectNotOneLine),
        fake_reply(draft).map(|found| Breach::FakeReply { found: shown(found) }),
        too_short(draft.body),
        found(placeholder).map(|found| Breach::Placeholder { found }),
        found(unfilled_variable).map(|found| Breach::UnfilledVariable { found }),
        machine_voice(&texts.join("\n")).map(|found| Breach::MachineVoice { found: found.to_owned() }),
        (!shows(draft, draft.postal_address)).then_some(Breach::NoPostalAddress),
        (!draft.ways_out.iter().any(|way| shows(draft, way))).then_some(Breach::NoWayOut),
        draft.source_note.filter(|note| !shows(draft, note)).map(|_| Breach::NoSourceNote),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn too_short(body: &str) -> Option<Breach> {
    let n_chars = body.trim().chars().count();
    (n_chars < MIN_BODY_CHARS).then_some(Breach::BodyTooShort { n_chars })
}

fn shown(piece: &str) -> String {
    piece.chars().take(MAX_SHOWN_CHARS).collect()
}

/// Whether the words of `wanted` stand in body or footer, whatever the line breaks, commas and case between them.
fn shows(draft: &Draft<'_>, wanted: &str) -> bool {
    let words = |text: &str| {
        let parts = text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty());
        parts.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
    };
    let wanted = words(wanted);
    !wanted.is_empty() && [draft.body, draft.footer].iter().any(|text| words(text).contains(&wanted))
}

/// Reply and forward prefixes of mail clients, as people fake them.
const REPLY_PREFIXES: &[&str] = &[
    "re", "r", "fwd", "fw", "aw", "antw", "antwort", "wg", "sv", "vs", "tr", "rif", "rv", "res", "enc", "回复", "转发",
    "答复",
];
/// Names that begin like one.
const NOT_A_PREFIX: &[&str] = &["re:invent", "re:inforce", "re:publica"];

fn fake_reply<'a>(draft: &Draft<'a>) -> Option<&'a str> {
    let subject = draft.subject.trim_start();
    let lower = subject.to_lowercase();
    if draft.position == Position::FollowUp || NOT_A_PREFIX.iter().any(|name| lower.starts_with(name)) {
        return None;
    }
    let (head, _) = subject.split_once([':', '：'])?;
    // `Re[2]` and `Re (2)` count the answers.
    let word = head.trim_end_matches(|c: char| c.is_ascii_digit() || "[]() ^".contains(c)).to_lowercase();
    REPLY_PREFIXES.contains(&word.as_str()).then_some(head)
}

/// Whole words that stand for something still to be written. Upper case only: Spanish "todo" is a word.
const PLACEHOLDER_WORDS: &[&str] = &[
    "TBD", "TBA", "TBC", "TODO", "FIXME", "N/A", "n/a", "#N/A", "NULL", "NaN", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!",
];
/// Neighbours that make a shouted "TODO" Spanish or Portuguese.
const SPANISH_NEIGHBOURS: &[&str] = &[
    "A", "CON", "DE", "DEL", "EL", "EN", "ES", "ESTE", "ESTO", "INCLUIDO", "LO", "MUNDO", "O", "POR", "SOBRE", "TIPO",
    "UN", "Y",
];
/// How a bracketed instruction begins.
const BRACKETED: &[&str] = &[
    "insert",
    "your ",
    "add ",
    "enter ",
    "fill ",
    "name",
    "first name",
    "last name",
    "company",
    "recipient",
    "placeholder",
    "link",
    "date",
    "todo",
    "tbd",
    "ihr name",
    "ihre ",
    "firma",
    "einfügen",
    "votre ",
    "insérer",
    "tu nombre",
    "su nombre",
    "nombre",
    "insertar",
    "il tuo ",
    "nome",
    "inserisci",
    "uw naam",
    "naam",
    "seu nome",
    "inserir",
];

/// The first placeholder of a text.
fn placeholder(text: &str) -> Option<&str> {
    let braces = ["{{", "}}", "{%", "%}"].into_iter().find(|braces| text.contains(braces));
    braces.or_else(|| lorem_ipsum(text)).or_else(|| placeholder_word(text)).or_else(|| bracketed(text))
}

fn lorem_ipsum(text: &str) -> Option<&'static str> {
    text.to_lowercase().contains("lorem ipsum").then_some("lorem ipsum")
}

fn placeholder_word(text: &str) -> Option<&str> {
    let words: Vec<&str> = text.split_whitespace().map(bare).collect();
    words.iter().enumerate().find_map(|(i, word)| {
        let is_crosses = word.len() >= 3 && word.bytes().all(|b| b == b'X');
        let before = i.checked_sub(1).and_then(|i| words.get(i));
        let is_spanish = || [before, words.get(i + 1)].iter().flatten().any(|word| SPANISH_NEIGHBOURS.contains(word));
        let is_placeholder = PLACEHOLDER_WORDS.contains(word) && !(*word == "TODO" && is_spanish());
        (is_placeholder || is_crosses).then_some(*word)
    })
}

/// The word without the punctuation around it, but with what belongs to a spreadsheet's error.
fn bare(word: &str) -> &str {
    let opened = word.trim_start_matches(['(', '[', '<', '"', '\'', '“', '„', '«', '*', '_', '-', '–', '¡', '¿']);
    let error = opened.trim_end_matches(['.', ',', ';', ':', ')']);
    if error.starts_with('#') && PLACEHOLDER_WORDS.contains(&error) {
        return error;
    }
    opened.trim_end_matches(|c: char| !c.is_alphanumeric())
}

/// `[Insert name]`, but neither `[1]` nor a Markdown link; `[[name]]` is a field.
fn bracketed(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some((_, inside)) = rest.split_once('[') {
        if let Some((content, after)) = near(inside).split_once(']') {
            let words = content.trim().to_lowercase();
            let is_instruction = BRACKETED.iter().any(|start| words.starts_with(start)) && !content.contains('\n');
            if is_instruction && !after.starts_with("(http") && !after.starts_with(']') {
                return Some(content);
            }
        }
        rest = inside;
    }
    None
}

/// The first merge field: `{name}`, `{Hi|Hello}`, `%NAME%`, `<<name>>`, `*|NAME|*`, `[[name]]`.
fn unfilled_variable(text: &str) -> Option<&str> {
    let is_name = |inner: &str| {
        let mut chars = inner.trim().chars();
        chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
            && inner.chars().count() <= MAX_SHOWN_CHARS
            && chars.all(|c| c.is_alphanumeric() || "_. -".contains(c))
    };
    let is_choice = |inner: &str| inner.contains('|') && !inner.contains('\n');
    // Three letters at least, all upper case: `%AB%` is part of an encoded link and `5% off, 10%` of an offer.
    let is_shout = |inner: &str| inner.len() >= 3 && inner.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    // `{ or }` is about braces, `{ first_name }` a field.
    let is_tight = |inner: &str| inner == inner.trim() || inner.contains('_');
    between(text, "{", "}", |inner| is_tight(inner) && is_name(inner) || is_choice(inner))
        .or_else(|| between(text, "%", "%", is_shout))
        .or_else(|| between(text, "<<", ">>", is_name))
        .or_else(|| between(text, "*|", "|*", |inner| !inner.contains('\n')))
        .or_else(|| between(text, "[[", "]]", is_name))
}

/// The first piece between `open` and the next `close` that `is_field` accepts, with its delimiters.
fn between<'a>(text: &'a str, open: &str, close: &str, is_field: impl Fn(&str) -> bool) -> Option<&'a str> {
    let mut from = 0;
    while let Some(start) = text.get(from..)?.find(open).map(|at| from + at) {
        let inner_start = start + open.len();
        let inner = near(text.get(inner_start..)?).split_once(close).map(|(inner, _)| inner);
        if let Some(inner) = inner.filter(|inner| is_field(inner)) {
            return text.get(start..inner_start + inner.len() + close.len());
        }
        from = inner_start;
    }
    None
}

/// As much of the text as a field or an instruction may span, so that a search stays linear.
fn near(text: &str) -> &str {
    text.get(..text.floor_char_boundary(100)).unwrap_or_default()
}

/// What language models say of themselves or around their answer. "As an AI company" is not among them.
const MACHINE_VOICES: &[&str] = &[
    "as an ai language model",
    "as an ai model",
    "as an ai assistant",
    "as an ai chatbot",
    "as an ai, i",
    "as an ai i ",
    "as a large language model",
    "as a language model",
    "i'm just an ai",
    "i am just an ai",
    "i cannot fulfill",
    "i can't fulfill",
    "i cannot assist with",
    "i can't assist with",
    "i'm sorry, but i can't",
    "i'm sorry, but i cannot",
    "my knowledge cutoff",
    "my training data",
    "certainly! here",
    "sure! here",
    "sure, here's a",
    "sure, here is a",
    "of course! here",
    "here's a draft",
    "here is a draft of",
    "here's a revised version",
    "als ki-sprachmodell",
    "als ki-modell",
    "als sprachmodell",
    "als ki-assistent",
    "en tant que modèle de langage",
    "en tant qu'ia",
    "en tant qu'assistant ia",
    "como modelo de lenguaje",
    "como modelo de linguagem",
    "como una ia",
    "como uma ia",
    "come modello linguistico",
    "come modello di linguaggio",
    "als taalmodel",
    "als ai-taalmodel",
    "als ai-assistent",
];

fn machine_voice(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase().replace('’', "'");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    MACHINE_VOICES.iter().find(|voice| text.contains(**voice)).map(|voice| voice.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: Draft<'_> = Draft {
        subject: "A question about your shop",
        body: "Hi Ada,\n\nI saw that you opened a second shop in London/Amsterdam.",
        footer: "Ann Example\n1 Sample Street,\n12345 Sampletown\n\n\
            Found you: the imprint of acme.example\nAnswer \"stop\".",
        position: Position::FirstTouch,
        postal_address: "1 Sample Street, 12345 Sampletown",
        ways_out: &["https://u.example/u/t", "answer \"stop\""],
        source_note: Some("the imprint of acme.example"),
    };

    fn with_body(piece: &str) -> Vec<Breach> {
        check(&Draft { body: &format!("Hi Ada, this is about your shop. {piece}"), ..GOOD })
    }

    #[test]
    fn a_good_mail_has_no_breach() {
        assert_eq!(check(&GOOD), []);
    }

    #[test]
    fn each_missing_part_is_its_own_breach_in_order() {
        let bare = Draft { subject: " ", body: "Hi there", footer: "", ..GOOD };
        let n_chars = 8;
        let expected = [
            Breach::NoSubject,
            Breach::BodyTooShort { n_chars },
            Breach::NoPostalAddress,
            Breach::NoWayOut,
            Breach::NoSourceNote,
        ];
        assert_eq!(check(&bare), expected);
        assert!(check(&bare).is_sorted());
    }

    #[test]
    fn the_body_minimum_is_twenty_characters() {
        let n_chars = 19;
        assert_eq!(check(&Draft { body: &"ä".repeat(19), ..GOOD }), [Breach::BodyTooShort { n_chars }]);
        assert_eq!(check(&Draft { body: &"ä".repeat(20), ..GOOD }), []);
    }

    #[test]
    fn an_unknown_postal_address_never_counts_as_shown() {
        assert_eq!(check(&Draft { postal_address: " ", ..GOOD }), [Breach::NoPostalAddress]);
        assert_eq!(check(&Draft { ways_out: &[""], ..GOOD }), [Breach::NoWayOut]);
        assert_eq!(check(&Draft { source_note: None, ..GOOD }), []);
    }

    #[test]
    fn placeholders_are_found_as_tokens() {
        for piece in [
            "TBD",
            "(TODO)",
            "TODO: numbers",
            "FIXME!",
            "XXX",
            "XXXX",
            "N/A",
            "n/a.",
            "#N/A",
            "#REF!",
            "Lorem ipsum dolor",
            "[Insert name]",
            "[Your name]",
            "[COMPANY NAME]",
            "[Name einfügen]",
            "{{",
            "}}",
            "{% if %}",
            "Hi NULL,",
            "— TBD.",
        ] {
            assert!(
                matches!(with_body(piece)[..], [Breach::Placeholder { .. }, ..]),
                "{piece}: {:?}",
                with_body(piece)
            );
        }
    }

    #[test]
    fn words_that_only_look_like_placeholders_are_fine() {
        for piece in [
            "Mastodon",
            "London/Amsterdam",
            "todo va bien",
            "Todo incluido",
            "SOBRE TODO LO QUE HACES",
            "METODO",
            "xxx Ann",
            "see [1]",
            "[Your report](https://x.example/r)",
            "size XXL",
            "null and void",
            "A 20% to 30% rise",
            "q?a=%AB%CD",
            "https://x.example/?q=%20AND%20x",
            "use { or }",
            "the set {1, 2}",
            "as an AI company, we know",
            "Nan Goldin",
            "a < b > c",
        ] {
            assert_eq!(with_body(piece), [], "{piece}");
        }
    }

    #[test]
    fn unfilled_variables_of_any_tool_are_found() {
        for piece in [
            "{first_name}",
            "${company}",
            "%FIRSTNAME%",
            "<<name>>",
            "*|FNAME|*",
            "[[first name]]",
            "{Hi|Hello}",
            "x { and {first_name}",
            "https://x.example/?n={lead.name}",
        ] {
            assert!(
                matches!(with_body(piece)[..], [Breach::UnfilledVariable { .. }]),
                "{piece}: {:?}",
                with_body(piece)
            );
        }
    }

    #[test]
    fn a_language_model_does_not_speak_for_us() {
        for piece in [
            "As an AI language\nmodel, I",
            "Certainly! Here is the mail",
            "I’m sorry, but I can’t",
            "Als KI-Sprachmodell",
        ] {
            assert!(matches!(with_body(piece)[..], [Breach::MachineVoice { .. }]), "{piece}");
        }
    }

    #[test]
    fn a_first_mail_does_not_pretend_to_be_an_answer() {
        for subject in ["Re: your shop", "RE:your shop", "Fwd: offer", "AW: Angebot", "re[2]: hi", "回复：你好"] {
            assert!(matches!(check(&Draft { subject, ..GOOD })[..], [Breach::FakeReply { .. }]), "{subject}");
            assert_eq!(check(&Draft { subject, position: Position::FollowUp, ..GOOD }), [], "{subject}");
        }
        for subject in ["re:Invent and you", "Regarding: your shop", "Your shop: an idea", "Ads vs: SEO"] {
            assert_eq!(check(&Draft { subject, ..GOOD }), [], "{subject}");
        }
    }

    #[test]
    fn a_breach_reads_as_a_plain_sentence() {
        let breach = Breach::Placeholder { found: "TBD".into() };
        assert_eq!(breach.to_string(), "the placeholder \"TBD\" was never replaced; replace it");
        let breach = Breach::UnfilledVariable { found: "{x}".into() };
        assert_eq!(breach.to_string(), "the variable \"{x}\" was not filled; write it as {{ name }} or replace it");
    }

    proptest! {
        #[test]
        fn plain_lower_case_words_never_breach(words in "([a-zäöüéñ]{1,12}[ ,.?]){8,40}") {
            prop_assume!(machine_voice(&words).is_none() && lorem_ipsum(&words).is_none());
            prop_assert_eq!(with_body(&words), vec![]);
        }

        #[test]
        fn a_placeholder_is_found_wherever_it_stands(before in "[a-z ]{0,40}", after in "[a-z ]{0,40}") {
            let body = format!("about your new shop {before} TBD {after}");
            let expected = vec![Breach::Placeholder { found: "TBD".into() }];
            prop_assert_eq!(check(&Draft { body: &body, ..GOOD }), expected);
        }

        #[test]
        fn any_text_is_judged_without_panic(text in ".{0,200}") {
            let _ = check(&Draft { subject: &text, body: &text, footer: &text, ..GOOD });
        }
    }
}
