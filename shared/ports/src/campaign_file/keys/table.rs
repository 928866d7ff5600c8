//! The table itself, in the order of the file. Defaults are not repeated here: they are taken from the nouns that own
//! them.

use cam_core::{
    campaign::{FreeMail, Limits},
    cycle::Mode,
    pacing::{Pacing, WarmUp},
    score::ScorePolicy,
};
use serde_json::{Value, json};

use super::{
    CEILING_WORDS, DAYS, Key,
    Kind::{self, AnyLine, ByCountry, Choice, Choices, Count, Dates, Line, Lines, Pair, Share, Text, Time},
    Need::{self, Default as Or, NeededSection, Optional, Required, Section},
    SENIORITIES, SIGNALS, Table,
};
use crate::campaign_file::{
    campaign::{LANGUAGE, START_AT, WINDOW as USUAL_WINDOW, clock, weekday_name},
    sequence::WEIGHT,
};

const fn key(name: &'static str, kind: Kind, need: Need, doc: &'static str) -> Key {
    Key { name, kind, need, doc }
}

/// The file itself.
pub(in crate::campaign_file) static ROOT: Table = Table {
    header: "",
    doc: "A campaign: who writes what to whom, how often, and within which limits.",
    keys: &[
        key(
            "id",
            Line,
            Required("\"spring\""),
            "Its name in keys and on the command line: 1 to 40 lower-case letters, digits and \"-\". It stays as it is once mail went out.",
        ),
        key("name", Line, Required("\"Spring conversion audits\""), "Its name for people."),
        key(
            "mode",
            Choice(&["dry", "live"]),
            Or(|| json!(Mode::default().to_string())),
            "\"dry\" shows the mails and sends none; \"live\" sends them, if the stack is live too.",
        ),
        key(
            "owner",
            Line,
            Required("\"you@example.com\""),
            "The address that gets the day's report and the hot leads.",
        ),
        key(
            "language",
            Line,
            Or(|| json!(LANGUAGE)),
            "The language of the lines CAM adds below a mail: en, de, fr, es, it, nl or pt.",
        ),
        key(
            "time_zone",
            Line,
            Required("\"Europe/Berlin\""),
            "The zone of the campaign's own day, and of leads whose zone is not known.",
        ),
        key("start_at", Time, Or(|| json!(clock(START_AT))), "When the day begins, in that zone."),
        key(
            "unsubscribe_url",
            Line,
            Optional("\"https://unsubscribe.example.com\""),
            "Where the link to unsubscribe leads, if you run such a page. Without one, an answer \"stop\" is the way out.",
        ),
        key(
            "free_mail",
            Choice(&["allowed", "refused"]),
            Or(|| json!(free_mail_word(FreeMail::default()))),
            "Whether private mailboxes such as gmail.com are written to.",
        ),
        key("competitors", Lines, Or(|| json!([])), "Domains whose people are no customers; subdomains are meant too."),
        key("company", Kind::Table(&COMPANY), NeededSection, COMPANY.doc),
        key("senders", Kind::Tables(&SENDERS), NeededSection, SENDERS.doc),
        key("window", Kind::Table(&WINDOW), Section, WINDOW.doc),
        key("steps", Kind::Tables(&STEPS), NeededSection, STEPS.doc),
        key("limits", Kind::Table(&LIMITS), Section, LIMITS.doc),
        key("ideal_customer", Kind::Table(&IDEAL_CUSTOMER), Section, IDEAL_CUSTOMER.doc),
        key("scoring", Kind::Table(&SCORING), Section, SCORING.doc),
        key("do_not_contact", Kind::Table(&DO_NOT_CONTACT), Section, DO_NOT_CONTACT.doc),
        key("legal", Kind::Table(&LEGAL), NeededSection, LEGAL.doc),
        key("goals", Kind::Table(&GOALS), Section, GOALS.doc),
    ],
};

static COMPANY: Table = Table {
    header: "[company]",
    doc: "Who writes, as the law wants it said in every mail.",
    keys: &[
        key("name", Line, Required("\"Northlight\""), "The company's name."),
        key(
            "postal_address",
            Text,
            Required("\"1 Example Street, 10115 Berlin, Germany\""),
            "Where it sits; stands below every mail.",
        ),
    ],
};

static SENDERS: Table = Table {
    header: "[[senders]]",
    doc: "A mailbox that mail comes from; one block each.",
    keys: &[
        key("id", Line, Required("\"ann\""), "Its name in keys; campaigns that share a sender share its cap."),
        key("name", Line, Required("\"Ann Example\""), "The name a reader sees."),
        key("address", Line, Required("\"ann@example.com\""), "The address a reader sees and answers to."),
        key(
            "cap_per_day",
            Count { min: 0, max: 2000 },
            Or(|| json!(Pacing::default().cap_per_day)),
            "Mails in any 24 hours; more than 50 only with allow_above_50.",
        ),
        key(
            "allow_above_50",
            Choice(&[CEILING_WORDS]),
            Optional("\"I know what this risks\""),
            "The words that lift the ceiling of 50 mails a day, above which mailboxes tend to lose their good name.",
        ),
        key(
            "gap_minutes",
            Pair { min: 0, max: 1440 },
            Or(default_gap),
            "The least and the most minutes between two mails; the gap is drawn anew each time.",
        ),
        key(
            "warm_up",
            Kind::TableOr(&WARM_UP, "off"),
            Or(default_warm_up),
            "How a new mailbox grows to its cap, or \"off\" for one that is used already.",
        ),
    ],
};

static WARM_UP: Table = Table {
    header: "[senders.warm_up]",
    doc: "How a new mailbox grows to its cap.",
    keys: &[
        key("start", Count { min: 1, max: 50 }, Or(|| of_warm_up("start")), "Mails on the first day."),
        key(
            "step",
            Count { min: 1, max: 50 },
            Or(|| of_warm_up("step")),
            "Mails more after each healthy day with mail.",
        ),
    ],
};

static WINDOW: Table = Table {
    header: "[window]",
    doc: "When mail may go out, in the lead's own time zone.",
    keys: &[
        key("days", Choices(&DAYS), Or(default_days), "The days of the week."),
        key("from", Time, Or(|| json!(clock(USUAL_WINDOW.opens))), "When it opens."),
        key(
            "to",
            Time,
            Or(|| json!(clock(USUAL_WINDOW.closes))),
            "When it closes; earlier than \"from\" means on the next day.",
        ),
        key(
            "holidays",
            Dates,
            Or(|| json!([])),
            "Days without mail besides the public holidays of the lead's country, as in 2026-12-28.",
        ),
    ],
};

static STEPS: Table = Table {
    header: "[[steps]]",
    doc: "The mails in their order, one block each. Subject and body are templates, as in {{ first_name }}.",
    keys: &[
        key("after_days", Count { min: 0, max: 90 }, Optional("3"), AFTER_DAYS_DOC),
        key(
            "subject",
            AnyLine,
            Optional("\"A question about {{ company }}\""),
            "The subject. Left out in a follow-up, the mail answers in the same thread.",
        ),
        key(
            "body",
            Text,
            Optional("\"\"\"Hello {{ first_name }}, …\"\"\""),
            "The text. What the law asks for is added below it.",
        ),
        key("variants", Kind::Tables(&VARIANTS), Section, VARIANTS.doc),
    ],
};

const AFTER_DAYS_DOC: &str = "Days after the mail before it, moved on to a working day; 0 for the first. \
    Left out: 3, 4 and 7, so follow-ups come 3, 7 and 14 days after the first mail.";

static VARIANTS: Table = Table {
    header: "[[steps.variants]]",
    doc: "Texts to choose among, in place of the step's own subject and body; a lead always gets the same one.",
    keys: &[
        key("id", Line, Required("\"a\""), "Its name in reports."),
        key(
            "subject",
            AnyLine,
            Optional("\"A question about {{ company }}\""),
            "The subject. Left out in a follow-up, the mail answers in the same thread.",
        ),
        key(
            "body",
            Text,
            Required("\"\"\"Hello {{ first_name }}, …\"\"\""),
            "The text. What the law asks for is added below it.",
        ),
        key("weight", Count { min: 1, max: 1000 }, Or(|| json!(WEIGHT)), "Its share among the variants of the step."),
    ],
};

static LIMITS: Table = Table {
    header: "[limits]",
    doc: "How much a day, for the campaign as a whole.",
    keys: &[
        key(
            "new_leads_per_day",
            Count { min: 0, max: 100_000 },
            Or(|| json!(Limits::default().new_leads_per_day)),
            "Leads taken from the list in a day.",
        ),
        key(
            "outreach_per_day",
            Count { min: 0, max: 100_000 },
            Or(|| json!(Limits::default().outreach_per_day)),
            "First mails a day.",
        ),
        key(
            "followups_per_day",
            Count { min: 0, max: 100_000 },
            Or(|| json!(Limits::default().followups_per_day)),
            "Follow-ups a day; they go before first mails.",
        ),
        key(
            "active_per_company",
            Count { min: 1, max: 1000 },
            Or(|| json!(Limits::default().active_per_company)),
            "People of one company that are written to at the same time.",
        ),
        key(
            "cool_down_days",
            Count { min: 0, max: 3650 },
            Or(|| json!(Limits::default().cool_down_days)),
            "Days of rest after a sequence before the same person is written to again.",
        ),
    ],
};

static IDEAL_CUSTOMER: Table = Table {
    header: "[ideal_customer]",
    doc: "Who is worth writing to. What is left out does not count; without all of it every lead qualifies.",
    keys: &[
        key("industries", Lines, Or(|| json!([])), "Industries, as in \"Software\"."),
        key("company_sizes", Lines, Or(|| json!([])), "Numbers of employees, as in \"11-50\" or \"500+\"."),
        key("revenues", Lines, Or(|| json!([])), "Yearly revenues, as in \"1M-10M\" or \"50M+\"."),
        key("countries", Lines, Or(|| json!([])), "Countries, by code or name."),
        key("regions", Lines, Or(|| json!([])), "States or provinces that count beside the countries."),
        key("titles", Lines, Or(|| json!([])), "Job titles, or words of them, as in \"Head of Marketing\"."),
        key(
            "seniorities",
            Choices(&SENIORITIES),
            Or(|| json!([])),
            "Ranks; where a lead's is not given, it is read from the title.",
        ),
        key("signals", Choices(&SIGNALS), Or(|| json!([])), "What makes the moment good."),
    ],
};

static SCORING: Table = Table {
    header: "[scoring]",
    doc: "From which score on a lead is written to. Scores go from 0 to 1.",
    keys: &[
        key("qualify_at", Share, Or(|| json!(share(ScorePolicy::default().qualify_at.get()))), "The least score."),
        key(
            "min_certainty",
            Share,
            Or(|| json!(share(ScorePolicy::default().min_certainty.get()))),
            "How much of what is asked must be known of a lead.",
        ),
    ],
};

static DO_NOT_CONTACT: Table = Table {
    header: "[do_not_contact]",
    doc: "Who is never written to, whatever the list says.",
    keys: &[
        key("addresses", Lines, Or(|| json!([])), "Single addresses."),
        key("domains", Lines, Or(|| json!([])), "Domains with all their subdomains."),
    ],
};

static LEGAL: Table = Table {
    header: "[legal]",
    doc: "What allows the mail. CAM knows a table of countries; it is no legal advice.",
    keys: &[
        key(
            "basis",
            Choice(&["legitimate_interest", "consent", "contract", "none"]),
            Required("\"legitimate_interest\""),
            "What allows the mail where a lead's own row says nothing.",
        ),
        key(
            "source_note",
            Line,
            Optional("\"your company's website\""),
            "The answer to \"where did you get my address?\", where a lead's own row says nothing. The EU and the UK ask for it in the first mail.",
        ),
        key(
            "countries",
            ByCountry(&["allowed", "needs_consent"]),
            Optional("{ DE = \"needs_consent\" }"),
            "Countries you judge otherwise than the shipped table, at your own risk: DE = \"allowed\" or \"needs_consent\".",
        ),
    ],
};

static GOALS: Table = Table {
    header: "[goals]",
    doc: "When the campaign has reached what it is for.",
    keys: &[key("hot_leads", Count { min: 1, max: 100_000 }, Optional("10"), "Hot leads that are enough.")],
};

/// The word for it in the file.
fn free_mail_word(free_mail: FreeMail) -> &'static str {
    match free_mail {
        FreeMail::Allowed => "allowed",
        FreeMail::Refused => "refused",
    }
}

fn default_gap() -> Value {
    let usual = Pacing::default();
    json!([usual.gap_min.as_mins(), usual.gap_max.as_mins()])
}

fn default_warm_up() -> Value {
    match Pacing::default().warm_up {
        WarmUp::Ramp { start, step, .. } => json!({ "start": start, "step": step }),
        WarmUp::Off => json!("off"),
    }
}

fn of_warm_up(key: &str) -> Value {
    default_warm_up().get(key).cloned().unwrap_or_default()
}

fn default_days() -> Value {
    USUAL_WINDOW.days.iter().map(weekday_name).collect()
}

/// Thousandths as the number the file shows.
fn share(thousandths: u16) -> f64 {
    f64::from(thousandths) / 1000.0
}
