//! Job titles and ranks, read by whole words, through the abbreviations and languages of lead lists.

use std::fmt;

use crate::text::fold;

/// A rank, highest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Seniority {
    /// Founded the company.
    Founder,
    /// Owns it.
    Owner,
    /// Leads it: chief officers, managing directors, presidents.
    CLevel,
    /// Is a partner in it.
    Partner,
    /// A vice president.
    Vp,
    /// Heads a department.
    Head,
    /// A director.
    Director,
    /// A manager.
    Manager,
    /// Senior, lead or principal, without people to manage.
    Senior,
    /// At the beginning, or assisting.
    Entry,
    /// Learning.
    Intern,
}

impl Seniority {
    /// Reads the word of a list's own column (`c_suite`, `VP`, `Entry`), or else a title.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match fold(text).as_str() {
            "c suite" | "c level" | "cxo" | "executive" | "c" => Some(Self::CLevel),
            "entry level" | "individual contributor" | "employee" => Some(Self::Entry),
            "training" | "unpaid" => Some(Self::Intern),
            _ => Self::from_title(text),
        }
    }

    /// The rank a job title names; `None` for a title that names none ("Baker").
    #[must_use]
    pub fn from_title(title: &str) -> Option<Self> {
        Self::from_words(&words(title))
    }

    /// The rank that the words of a title name.
    pub(super) fn from_words(words: &[String]) -> Option<Self> {
        let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
        let is_managing_director = has(&["managing"]) && has(&["director"]);
        let ranks = [
            (Self::Intern, has(&["intern", "trainee", "apprentice", "praktikant", "werkstudent", "stagiaire"])),
            (Self::Founder, has(&["founder"])),
            (Self::Owner, has(&["owner", "proprietor"])),
            (Self::CLevel, has(CHIEFS) || is_managing_director),
            (Self::Partner, has(&["partner"])),
            (Self::Vp, has(&["vp"])),
            (Self::Head, has(&["head"])),
            (Self::Director, has(&["director"])),
            (Self::Manager, has(&["manager", "supervisor"])),
            (Self::Senior, has(&["senior", "lead", "principal", "staff", "expert"])),
            (Self::Entry, has(&["junior", "entry", "assistant", "associate", "graduate"])),
        ];
        ranks.into_iter().find(|(_, is_named)| *is_named).map(|(rank, _)| rank)
    }
}

impl fmt::Display for Seniority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Founder => "founder",
            Self::Owner => "owner",
            Self::CLevel => "c-level",
            Self::Partner => "partner",
            Self::Vp => "vp",
            Self::Head => "head",
            Self::Director => "director",
            Self::Manager => "manager",
            Self::Senior => "senior",
            Self::Entry => "entry",
            Self::Intern => "intern",
        })
    }
}

/// Whether the words of a title hold every word of the one asked for, in any order: "VP, Marketing" is a "Vice President
/// of Marketing".
pub(super) fn holds(title: &[String], asked: &[String]) -> bool {
    !asked.is_empty() && asked.iter().all(|word| title.contains(word))
}

/// The words that count, in one spelling. What follows "to" is someone else's job ("Assistant to the CEO").
pub(super) fn words(title: &str) -> Vec<String> {
    let mut text = format!(" {} ", fold(title));
    for (written, meant) in SPELLINGS {
        // Hardly any of them occurs, and the look is cheaper than the words it saves.
        if !text.contains(written) {
            continue;
        }
        let written = format!(" {written} ");
        // One at a time, because two neighbours share the space between them.
        while text.contains(&written) {
            text = text.replacen(&written, &format!(" {meant} "), 1);
        }
    }
    let own = text.split(" to ").next().unwrap_or(&text);
    own.split_whitespace().filter(|word| !SMALL_WORDS.contains(word)).map(str::to_owned).collect()
}

#[rustfmt::skip]
const SMALL_WORDS: &[&str] = &[
    "a", "and", "at", "d", "da", "de", "del", "der", "des", "di", "do", "du", "for", "fur", "in", "la", "le", "of",
    "et", "the", "und", "y",
];

const CHIEFS: &[&str] =
    &["ceo", "cto", "cfo", "cmo", "coo", "cio", "ciso", "cpo", "cro", "chro", "cdo", "cso", "president", "chairman"];

/// Spellings with one meaning, folded, longer ones before those they contain. A phrase that means something else than
/// its words ("product owner" owns no company, a "vice president" is no president) becomes one word.
const SPELLINGS: &[(&str, &str)] = &[
    ("chief executive officer", "ceo"),
    ("chief executive", "ceo"),
    ("directeur general", "ceo"),
    ("vorstandsvorsitzender", "ceo"),
    ("vorstandsvorsitzende", "ceo"),
    ("pdg", "ceo"),
    ("chief technology officer", "cto"),
    ("chief technical officer", "cto"),
    ("chief financial officer", "cfo"),
    ("chief finance officer", "cfo"),
    ("chief marketing officer", "cmo"),
    ("chief operating officer", "coo"),
    ("chief operations officer", "coo"),
    ("chief information security officer", "ciso"),
    ("chief information officer", "cio"),
    ("chief product officer", "cpo"),
    ("chief revenue officer", "cro"),
    ("chief human resources officer", "chro"),
    ("chief people officer", "chro"),
    ("chief data officer", "cdo"),
    ("chief digital officer", "cdo"),
    ("chief strategy officer", "cso"),
    ("chief sales officer", "cso"),
    ("vice president", "vp"),
    ("v p", "vp"),
    ("svp", "senior vp"),
    ("evp", "executive vp"),
    ("avp", "assistant vp"),
    ("geschaftsfuhrender gesellschafter", "managing director owner"),
    ("geschaftsfuhrer", "managing director"),
    ("geschaeftsfuehrer", "managing director"),
    ("geschaftsfuhrerin", "managing director"),
    ("geschaeftsfuehrerin", "managing director"),
    ("geschaftsfuhrung", "managing director"),
    ("gerant", "managing director"),
    ("gerante", "managing director"),
    ("director gerente", "managing director"),
    ("amministratore delegato", "managing director"),
    ("md", "managing director"),
    ("gf", "managing director"),
    ("co founder", "founder"),
    ("cofounder", "founder"),
    ("grunder", "founder"),
    ("gruenderin", "founder"),
    ("gruender", "founder"),
    ("grunderin", "founder"),
    ("fondateur", "founder"),
    ("fondatrice", "founder"),
    ("fundador", "founder"),
    ("fundadora", "founder"),
    ("product owner", "productowner"),
    ("process owner", "processowner"),
    ("business partner", "businesspartner"),
    ("inhaber", "owner"),
    ("inhaberin", "owner"),
    ("eigentumer", "owner"),
    ("proprietaire", "owner"),
    ("propietario", "owner"),
    ("titolare", "owner"),
    ("eigenaar", "owner"),
    ("marketingleiter", "head marketing"),
    ("marketingleiterin", "head marketing"),
    ("vertriebsleiter", "head sales"),
    ("vertriebsleiterin", "head sales"),
    ("verkaufsleiter", "head sales"),
    ("personalleiter", "head hr"),
    ("personalleiterin", "head hr"),
    ("it leiter", "head it"),
    ("leiter", "head"),
    ("leiterin", "head"),
    ("leitung", "head"),
    ("responsable", "head"),
    ("responsabile", "head"),
    ("jefe", "head"),
    ("jefa", "head"),
    ("direktor", "director"),
    ("direktorin", "director"),
    ("directeur", "director"),
    ("directrice", "director"),
    ("directora", "director"),
    ("direttore", "director"),
    ("direttrice", "director"),
    ("dir", "director"),
    ("mgr", "manager"),
    ("gerente", "manager"),
    ("sr", "senior"),
    ("jr", "junior"),
    ("mktg", "marketing"),
    ("vertrieb", "sales"),
    ("verkauf", "sales"),
    ("ventes", "sales"),
    ("ventas", "sales"),
    ("vendite", "sales"),
    ("human resources", "hr"),
    ("information technology", "it"),
    ("go to market", "gtm"),
    ("eng", "engineering"),
    ("ops", "operations"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(title: &str, asked: &str) -> bool {
        holds(&words(title), &words(asked))
    }

    fn assert_matches(cases: &[(&str, &str)]) {
        for (title, asked) in cases {
            assert!(matches(title, asked), "{title} is asked for as {asked}");
        }
    }

    fn assert_differs(cases: &[(&str, &str)]) {
        for (title, asked) in cases {
            assert!(!matches(title, asked), "{title} is not asked for as {asked}");
        }
    }

    #[test]
    fn abbreviations_and_languages_are_one_title() {
        assert_matches(&[
            ("Chief Technology Officer", "CTO"),
            ("CTO & Co-Founder", "chief technology officer"),
            ("VP Marketing", "Vice President of Marketing"),
            ("Vice-President, Marketing", "vp marketing"),
            ("Geschäftsführer", "Managing Director"),
            ("Marketingleiterin", "Head of Marketing"),
            ("Directeur des Ventes", "Sales Director"),
            ("HEAD OF MARKETING (EMEA)", "marketing"),
            ("SVP Sales", "vp sales"),
        ]);
    }

    #[test]
    fn part_of_a_word_or_of_a_fixed_phrase_is_no_match() {
        assert_differs(&[
            ("Director", "CTO"),
            ("Leadership Coach", "lead"),
            ("Vice President", "President"),
            ("Product Owner", "Owner"),
            ("HR Business Partner", "Partner"),
            ("Executive Assistant to the CEO", "CEO"),
            ("Marketer", "marketing"),
            ("Anything", " - "),
        ]);
    }

    #[test]
    fn no_spelling_stands_in_its_own_meaning_which_would_never_end() {
        for (written, meant) in SPELLINGS {
            assert!(!format!(" {meant} ").contains(&format!(" {written} ")), "{written}");
            assert_eq!(fold(written), *written);
        }
    }

    #[test]
    fn the_rank_is_read_from_the_title() {
        for (title, rank) in [
            ("Co-Founder & CEO", Some(Seniority::Founder)),
            ("Geschäftsführerin", Some(Seniority::CLevel)),
            ("Vice President Sales", Some(Seniority::Vp)),
            ("Head of Director Relations", Some(Seniority::Head)),
            ("Art Director", Some(Seniority::Director)),
            ("Senior Product Owner", Some(Seniority::Senior)),
            ("Assistant to the Managing Director", Some(Seniority::Entry)),
            ("Marketing Intern", Some(Seniority::Intern)),
            ("Baker", None),
        ] {
            assert_eq!(Seniority::from_title(title), rank, "{title}");
        }
    }

    #[test]
    fn the_rank_is_read_from_the_words_of_common_exports() {
        for (cell, rank) in [
            ("c_suite", Some(Seniority::CLevel)),
            ("CXO", Some(Seniority::CLevel)),
            ("vp", Some(Seniority::Vp)),
            ("Entry", Some(Seniority::Entry)),
            ("", None),
        ] {
            assert_eq!(Seniority::parse(cell), rank, "{cell}");
        }
    }
}
