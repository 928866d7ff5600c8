//! Who is worth writing to, and from which score on.

use cam_core::{
    country::Country,
    score::{Band, IdealCustomer, Milli, ScorePolicy, Seniority, Signal},
};

use super::{finding::Notes, section::Section, spelling::shortened};

/// The ideal customer; what cannot be read is left out and noted.
pub(super) fn customer(root: &Section<'_>, notes: &mut Notes<'_>) -> IdealCustomer {
    let Some(section) = root.section("ideal_customer") else { return IdealCustomer::default() };
    let words = |key| section.texts(key).into_iter().map(|text| text.value.trim().to_owned()).collect();
    IdealCustomer {
        industries: words("industries"),
        sizes: each(&section, "company_sizes", "write it as \"11-50\" or \"500+\"", Band::parse_employees, notes),
        revenues: each(&section, "revenues", "write it as \"1M-10M\" or \"50M+\"", Band::parse_revenue, notes),
        countries: each(&section, "countries", "write its two-letter code, as in \"DE\"", Country::parse, notes)
            .into_iter()
            .collect(),
        regions: words("regions"),
        titles: words("titles"),
        seniorities: section.texts("seniorities").iter().filter_map(|text| Seniority::parse(text.value)).collect(),
        signals: section.texts("signals").iter().filter_map(|text| signal(text.value)).collect(),
    }
}

/// The thresholds.
pub(super) fn scoring(root: &Section<'_>) -> ScorePolicy {
    let usual = ScorePolicy::default();
    let Some(section) = root.section("scoring") else { return usual };
    ScorePolicy {
        qualify_at: section.share("qualify_at").map_or(usual.qualify_at, Milli::new),
        min_certainty: section.share("min_certainty").map_or(usual.min_certainty, Milli::new),
    }
}

fn each<T>(
    section: &Section<'_>,
    key: &str,
    help: &str,
    parse: fn(&str) -> Option<T>,
    notes: &mut Notes<'_>,
) -> Vec<T> {
    let mut parsed = Vec::new();
    for text in section.texts(key) {
        match parse(text.value) {
            Some(value) => parsed.push(value),
            None => notes.error(&text.at, format!("\"{}\" in \"{key}\" cannot be read", shortened(text.value)), help),
        }
    }
    parsed
}

fn signal(word: &str) -> Option<Signal> {
    match word {
        "job_change" => Some(Signal::JobChange),
        "funded" => Some(Signal::Funded),
        "hiring" => Some(Signal::Hiring),
        "active" => Some(Signal::Active),
        "decision_maker" => Some(Signal::DecisionMaker),
        "budget" => Some(Signal::Budget),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::keys::{SENIORITIES, SIGNALS},
        *,
    };

    #[test]
    fn every_word_of_the_table_means_something_of_its_own() {
        let signals: Vec<_> = SIGNALS.iter().map(|word| signal(word).unwrap().to_string().replace(' ', "_")).collect();
        assert_eq!(signals, SIGNALS);
        let ranks: Vec<_> = SENIORITIES.iter().map(|word| Seniority::parse(word).unwrap().to_string()).collect();
        assert_eq!(ranks, SENIORITIES);
    }
}
