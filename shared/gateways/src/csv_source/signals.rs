//! What a sheet knows of buying signals: yes, no, or nothing.

use std::{collections::BTreeMap, sync::LazyLock};

use super::names::key;

/// The signals, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Signal {
    JobChange,
    Funded,
    Hiring,
    Active,
    DecisionMaker,
    Budget,
}

/// The names of each signal; the first is the one it is listed under.
#[rustfmt::skip]
const SIGNAL_NAMES: &[(Signal, &[&str])] = &[
    (Signal::JobChange, &[
        "job_change", "job changed", "changed jobs", "recent job change", "new in role", "new job", "jobwechsel",
        "stellenwechsel", "changement de poste", "cambio de trabajo", "cambio de puesto",
    ]),
    (Signal::Funded, &[
        "funded", "funding", "recently funded", "latest funding", "last funding", "latest funding amount",
        "last raised at", "total funding", "finanziert", "finanzierung", "finanzierungsrunde", "financé",
        "levée de fonds", "financiado", "financiación",
    ]),
    (Signal::Hiring, &[
        "hiring", "is hiring", "job openings", "number of open jobs", "open positions", "stellt ein", "offene stellen",
        "recrute", "recrutement", "contratando", "vacantes",
    ]),
    (Signal::Active, &[
        "active", "recently active", "active on linkedin", "posted on linkedin", "aktiv", "actif", "activo",
    ]),
    (Signal::DecisionMaker, &[
        "decision_maker", "is decision maker", "entscheider", "entscheiderin", "entscheidungsträger", "décideur",
        "décisionnaire", "decisor", "tomador de decisiones",
    ]),
    (Signal::Budget, &[
        "budget", "has budget", "budget known", "budget confirmed", "budget vorhanden", "presupuesto",
    ]),
];

/// The signal that a header, or an item of a list of signals, names.
pub(crate) fn signal_named(key: &str) -> Option<Signal> {
    static BY_KEY: LazyLock<BTreeMap<String, Signal>> = LazyLock::new(|| {
        SIGNAL_NAMES.iter().flat_map(|(signal, names)| names.iter().map(|name| (self::key(name), *signal))).collect()
    });
    BY_KEY.get(key).copied()
}

/// What is known of each signal of one row. Where two columns differ, the yes counts: one funding column may be empty
/// of news while the other has the date.
#[derive(Debug, Default)]
pub(crate) struct Signals {
    known: BTreeMap<Signal, bool>,
}

impl Signals {
    /// Takes the cell of a column that tells of one signal.
    pub(crate) fn see(&mut self, signal: Signal, cell: &str) {
        match answer(cell) {
            Answer::Yes => self.learn(signal, true),
            Answer::No => self.learn(signal, false),
            Answer::Unknown => {}
        }
    }

    /// Takes a cell that lists signals by name, such as `hiring; !funded`. Items that are none are passed over.
    pub(crate) fn see_list(&mut self, cell: &str) {
        for item in cell.split([',', ';', '|', '/', '\n']) {
            let item = item.trim();
            if let Some(signal) = signal_named(&key(item)) {
                self.learn(signal, !item.starts_with('!'));
            }
        }
    }

    fn learn(&mut self, signal: Signal, is_so: bool) {
        *self.known.entry(signal).or_insert(is_so) |= is_so;
    }

    /// The list as a field holds it, `None` if nothing is known.
    pub(crate) fn listed(&self) -> Option<String> {
        let name = |signal: Signal| {
            let names = SIGNAL_NAMES.iter().find(|(named, _)| *named == signal).map(|(_, names)| *names);
            names.and_then(<[&str]>::first).copied().unwrap_or_default()
        };
        let words: Vec<String> = self
            .known
            .iter()
            .map(|(&signal, &is_so)| format!("{}{}", if is_so { "" } else { "!" }, name(signal)))
            .collect();
        (!words.is_empty()).then(|| words.join(","))
    }
}

/// What a cell answers to a yes-or-no question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    Unknown,
}

/// A date, an amount or a sentence says yes; only a plain no says no.
fn answer(cell: &str) -> Answer {
    match key(cell).as_str() {
        "" if cell.contains(['✓', '✔', '☑', '✅']) => Answer::Yes,
        "" | "unknown" | "na" | "tbd" | "maybe" | "perhaps" | "unbekannt" | "vielleicht" | "unklar" | "inconnu"
        | "peutetre" | "desconocido" | "quizas" | "null" | "none" => Answer::Unknown,
        "no" | "n" | "false" | "f" | "0" | "off" | "nein" | "falsch" | "non" | "faux" | "falso" | "never" | "nie" => {
            Answer::No
        }
        _ => Answer::Yes,
    }
}

/// Whether a cell answers with a yes.
pub(crate) fn says_yes(cell: &str) -> bool {
    answer(cell) == Answer::Yes
}

/// Whether a cell of an opt-out column says that the person wants no mail. Only a plain no, or no answer, says that the
/// person does not mind: a mail that was not sent can still be sent, and one that was sent cannot be taken back.
pub(crate) fn says_opted_out(cell: &str) -> bool {
    let stays = ["subscribed", "optedin", "optin", "noconsent", "angemeldet", "abonne", "inscrit", "suscrito"];
    says_yes(cell) && !stays.contains(&key(cell).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(cells: &[(Signal, &str)]) -> Option<String> {
        let mut signals = Signals::default();
        cells.iter().for_each(|(signal, cell)| signals.see(*signal, cell));
        signals.listed()
    }

    #[test]
    fn yes_no_and_unknown_are_three_things() {
        for yes in ["yes", "TRUE", "1", "x", "2026-05-01", "Series A", "ja", "oui", "sí", "€50k", "✓"] {
            assert_eq!(listed(&[(Signal::Funded, yes)]).as_deref(), Some("funded"), "{yes}");
        }
        for no in ["no", "False", "0", "nein", "non"] {
            assert_eq!(listed(&[(Signal::Funded, no)]).as_deref(), Some("!funded"), "{no}");
        }
        for unknown in ["", "-", "?", "n/a", "unknown"] {
            assert_eq!(listed(&[(Signal::Funded, unknown)]), None, "{unknown}");
        }
    }

    #[test]
    fn signals_are_listed_in_their_order_and_a_yes_outweighs_a_no() {
        let cells =
            [(Signal::Budget, "no"), (Signal::Funded, "0"), (Signal::JobChange, "yes"), (Signal::Funded, "2026")];
        assert_eq!(listed(&cells).as_deref(), Some("job_change,funded,!budget"));
    }

    #[test]
    fn a_list_of_signals_is_read_by_name() {
        let mut signals = Signals::default();
        signals.see_list("Hiring; !Funded | decision-maker, sunny");
        assert_eq!(signals.listed().as_deref(), Some("!funded,hiring,decision_maker"));
    }

    #[test]
    fn only_a_plain_no_keeps_an_opt_out_column_from_counting() {
        assert!(["yes", "TRUE", "2026-01-02", "Unsubscribed", "by phone"].iter().all(|cell| says_opted_out(cell)));
        assert!(!["", "no", "FALSE", "0", "Subscribed", "no_consent"].iter().any(|cell| says_opted_out(cell)));
    }

    #[test]
    fn no_signal_is_named_like_a_field() {
        let names = SIGNAL_NAMES.iter().flat_map(|(_, names)| *names);
        assert!(names.clone().all(|name| super::super::names::field_named(&key(name)).is_none()));
        assert!(names.clone().all(|name| signal_named(&key(name)).is_some()));
    }
}
