//! Countries as a list of leads writes them: codes, names, and the time zone people there live by.
//!
//! It does not guess from telephone numbers or city names.

mod table;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use crate::text::fold;
use table::{ROWS, Row, Zone};

/// A country or territory of ISO 3166-1, ordered by its two-letter code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country(&'static str);

impl Country {
    /// Reads a two-letter code, or a name in English or in the country's own language (`DE`, `Germany`, `Deutschland`).
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        static NAMES: LazyLock<BTreeMap<String, Country>> = LazyLock::new(every_name);
        NAMES.get(&fold(text)).copied()
    }

    /// Guesses from a mail domain (`example.de`): only endings that are used as the country's own, so not `io`, `co`,
    /// `ai`.
    #[must_use]
    pub fn from_domain(domain: &str) -> Option<Self> {
        let (_, ending) = domain.trim_end_matches('.').rsplit_once('.')?;
        let ending = ending.to_ascii_lowercase();
        match ending.as_str() {
            "uk" => Self::from_code("GB"),
            generic if GENERIC_ENDINGS.contains(&generic) => None,
            own => Self::from_code(&own.to_ascii_uppercase()),
        }
    }

    /// The country with this upper-case code.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        let at = ROWS.binary_search_by(|row| row.code.cmp(code)).ok()?;
        ROWS.get(at).map(|row| Self(row.code))
    }

    /// The two-letter code, in upper case.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }

    /// The usual English name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or(self.0, |row| row.name)
    }

    /// The IANA zone most people there live by.
    ///
    /// In a country of several zones it is read from `region` (a state or province, by name or code), and is `None`
    /// when that does not decide. A state on a zone border gets the zone of its larger part.
    #[must_use]
    pub fn zone(self, region: Option<&str>) -> Option<&'static str> {
        let by_region = region.and_then(|region| table::zone_of_region(self.0, region));
        by_region.or_else(|| match self.row()?.zone {
            Zone::Only(zone) => Some(zone),
            Zone::ByRegion | Zone::Unknown => None,
        })
    }

    /// Whether the GDPR or its British twin applies to people there.
    #[must_use]
    pub fn is_eea_or_uk(self) -> bool {
        EEA_AND_UK.contains(&self.0)
    }

    /// The language most mail to companies there is written in, as a BCP 47 tag; `en` where the table does not say.
    #[must_use]
    pub fn language(self) -> &'static str {
        table::language(self.0)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.binary_search_by(|row| row.code.cmp(self.0)).ok().and_then(|at| ROWS.get(at))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Country endings that are sold to everyone, and so say nothing about where a company is.
const GENERIC_ENDINGS: [&str; 40] = [
    "ac", "ag", "ai", "am", "as", "bz", "cc", "cd", "cf", "co", "cx", "dj", "fm", "ga", "gd", "gg", "gl", "gq", "gs",
    "im", "io", "ki", "la", "lc", "ly", "md", "me", "ml", "ms", "mu", "nu", "pn", "pw", "sc", "sh", "so", "st", "to",
    "tv", "ws",
];

const EEA_AND_UK: [&str; 31] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT", "LI",
    "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

fn every_name() -> BTreeMap<String, Country> {
    let mut names = BTreeMap::new();
    for row in ROWS {
        let words = [row.code, row.name].into_iter().chain(row.aliases.iter().copied());
        // The first to claim a name keeps it, so a code never gives way to another country's alias.
        for word in words {
            names.entry(fold(word)).or_insert(Country(row.code));
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn country(text: &str) -> Country {
        Country::parse(text).unwrap()
    }

    #[test]
    fn codes_english_names_and_local_names_are_one_country() {
        for (code, names) in [
            ("DE", ["de", "Germany", "DEUTSCHLAND", " Allemagne "]),
            ("GB", ["UK", "United Kingdom", "Great Britain", "England"]),
            ("US", ["USA", "U.S.", "United States of America", "The United States"]),
            ("ES", ["es", "España", "ESPANA", "Spain"]),
            ("AT", ["Österreich", "Oesterreich", "Austria", "at"]),
            ("CI", ["Ivory Coast", "Côte d'Ivoire", "cote d’ivoire", "CI"]),
            ("TR", ["Turkey", "Türkiye", "Turkiye", "TR"]),
        ] {
            for name in names {
                assert_eq!(Country::parse(name).map(Country::code), Some(code), "{name}");
            }
        }
        assert_eq!(Country::parse("Atlantis"), None);
        assert_eq!(Country::parse(""), None);
    }

    #[test]
    fn no_two_countries_share_a_name() {
        let mut owner = BTreeMap::new();
        for row in ROWS {
            for word in [row.code, row.name].into_iter().chain(row.aliases.iter().copied()) {
                if let Some(other) = owner.insert(fold(word), row.code) {
                    assert_eq!(other, row.code, "{word}");
                }
            }
        }
    }

    #[test]
    fn every_country_is_found_by_its_code_and_its_name() {
        assert!(ROWS.is_sorted_by_key(|row| row.code));
        for row in ROWS {
            assert_eq!(country(row.code), Country(row.code));
            assert_eq!(country(row.name), Country(row.code), "{}", row.name);
        }
    }

    #[test]
    fn every_zone_of_the_table_exists() {
        let zones = ROWS.iter().filter_map(|row| Country(row.code).zone(None)).chain(table::zones_of_regions());
        for zone in zones {
            assert!(TimeZone::get(zone).is_ok(), "{zone}");
        }
    }

    #[test]
    fn a_state_decides_the_zone_where_a_country_has_several() {
        let us = country("US");
        assert_eq!(us.zone(Some("California")), Some("America/Los_Angeles"));
        assert_eq!(us.zone(Some("ny")), Some("America/New_York"));
        assert_eq!(us.zone(Some("Austin, TX")), Some("America/Chicago"));
        assert_eq!(country("CA").zone(Some("Québec")), Some("America/Toronto"));
        assert_eq!(country("AU").zone(Some("WA")), Some("Australia/Perth"));
        assert_eq!(country("BR").zone(Some("São Paulo")), Some("America/Sao_Paulo"));
        assert_eq!(country("ES").zone(Some("Canarias")), Some("Atlantic/Canary"));
    }

    #[test]
    fn a_country_of_several_zones_without_a_known_state_has_none() {
        assert_eq!(country("US").zone(None), None);
        assert_eq!(country("US").zone(Some("Bay Area")), None);
        assert_eq!(country("DE").zone(Some("Bay Area")), Some("Europe/Berlin"));
    }

    #[test]
    fn every_state_of_the_usa_has_a_zone() {
        let codes = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC \
                     ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC";
        for code in codes.split_whitespace() {
            assert!(country("US").zone(Some(code)).is_some(), "{code}");
        }
    }

    #[test]
    fn only_an_ending_used_as_the_countrys_own_tells_the_country() {
        assert_eq!(Country::from_domain("example.de").map(Country::code), Some("DE"));
        assert_eq!(Country::from_domain("shop.example.co.uk").map(Country::code), Some("GB"));
        for generic in
            ["example.io", "example.co", "example.ai", "example.me", "example.tv", "example.com", "localhost"]
        {
            assert_eq!(Country::from_domain(generic), None, "{generic}");
        }
    }

    #[test]
    fn the_gdpr_reaches_the_eea_and_the_united_kingdom() {
        assert!(country("NO").is_eea_or_uk() && country("UK").is_eea_or_uk() && country("DE").is_eea_or_uk());
        assert!(!country("CH").is_eea_or_uk() && !country("US").is_eea_or_uk());
    }

    #[test]
    fn a_country_has_a_language_to_write_in() {
        assert_eq!((country("AT").language(), country("BR").language(), country("US").language()), ("de", "pt", "en"));
    }
}
