//! Whether the law of a lead's country lets a company write to it unasked, as data. **Not legal advice.**
//!
//! The table says what CAM assumes until its owner decides otherwise in the campaign file; a country it does not list
//! is blocked. What a mail must contain (postal address, way out, source of the address) is a rule of its text, not of
//! this module.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::country::Country;
use crate::text::{fold, has_phrase};

/// Why a lead may be written to (GDPR, article 6(1)), as its row or its campaign says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LegalBasis {
    /// The person agreed (article 6(1)(a)).
    Consent,
    /// A weighed interest of the sender (article 6(1)(f)).
    LegitimateInterest,
    /// There is a contract, or the person asked for one (article 6(1)(b)).
    Contract,
    /// None is known.
    None,
}

impl LegalBasis {
    /// Reads the words of a spreadsheet or a CRM; `None` for words it does not know.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = fold(text);
        let has_any = |phrases: &[&str]| phrases.iter().any(|phrase| has_phrase(&text, phrase));
        if text.is_empty() || has_any(NEGATIONS) {
            Some(Self::None)
        } else if has_any(LEGITIMATE_INTEREST) {
            Some(Self::LegitimateInterest)
        } else if has_any(CONSENT) {
            Some(Self::Consent)
        } else if has_any(CONTRACT) {
            Some(Self::Contract)
        } else {
            None
        }
    }
}

/// Words that take back what stands beside them ("no consent", "opted out"), or say that there is nothing.
#[rustfmt::skip]
const NEGATIONS: &[&str] = &[
    "no", "not", "none", "without", "never", "withdrawn", "revoked", "declined", "denied", "expired", "opted out",
    "opt out", "unsubscribed", "unknown", "n a", "false", "0", "nein", "kein", "keine", "ohne", "widerrufen", "non",
    "aucun", "aucune", "sin", "ninguno", "ninguna", "nee", "geen", "nessuno", "pending",
];
#[rustfmt::skip]
const LEGITIMATE_INTEREST: &[&str] = &[
    "legitimate interest", "legitimate interests", "legitimate", "li", "lia", "berechtigtes interesse",
    "interet legitime", "interes legitimo", "interesse legitimo", "legittimo interesse", "gerechtvaardigd belang",
    "6 1 f",
];
#[rustfmt::skip]
const CONSENT: &[&str] = &[
    "consent", "consented", "opt in", "optin", "opted in", "double opt in", "doi", "subscribed", "subscriber",
    "permission", "einwilligung", "eingewilligt", "zustimmung", "consentement", "consentimiento", "consentimento",
    "consenso", "toestemming", "samtykke", "samtycke", "zgoda", "6 1 a",
];
#[rustfmt::skip]
const CONTRACT: &[&str] = &[
    "contract", "contractual", "customer", "client", "vertrag", "kunde", "bestandskunde", "contrat", "contrato",
    "contratto", "contract uitvoering", "umowa", "6 1 b",
];

/// What a country asks of mail between companies that nobody asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum B2bMail {
    /// It may be sent, as long as every mail offers a way out.
    AllowedWithOptOut,
    /// Only with consent, or to those one has a contract with.
    NeedsConsent,
}

/// What CAM assumes about one country, since when, and from where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountryRule {
    /// The two-letter code.
    pub country: &'static str,
    /// What it asks.
    pub mail: B2bMail,
    /// The day this was last looked at.
    pub as_of: Date,
    /// The law it rests on, for a lawyer to check.
    pub source: &'static str,
}

/// The shipped table. Not legal advice: it errs towards silence, and a lawyer must review it before live use.
pub const COUNTRY_RULES: &[CountryRule] = &[
    needs_consent("AT", "TKG 2021, section 174: consent also between companies"),
    needs_consent("AU", "Spam Act 2003: express or inferred consent"),
    needs_consent("CA", "CASL: express or implied consent, or a conspicuously published address"),
    needs_consent("CH", "UWG, article 3(1)(o): consent, or an existing customer"),
    needs_consent("DE", "UWG, section 7(2): prior express consent also between companies"),
    needs_consent("DK", "Marketing Practices Act, section 10: consent also between companies"),
    needs_consent("ES", "LSSI, article 21: prior request or consent"),
    allowed("FI", "Information Society Code, chapter 24: companies may be written to with a way out"),
    allowed("FR", "CPCE, article L34-5, and CNIL: professional addresses, relevant to the job, with a way out"),
    allowed("GB", "PECR, regulation 22: corporate subscribers with a way out; sole traders count as individuals"),
    allowed("IE", "S.I. 336/2011, regulation 13: business addresses with a way out"),
    needs_consent("IT", "Privacy Code, article 130: consent also for companies"),
    allowed("NL", "Telecommunicatiewet, article 11.7: legal persons at addresses they publish for it"),
    needs_consent(
        "NO",
        "Marketing Control Act, section 15: consent for people at work; only general addresses are free",
    ),
    needs_consent("PL", "Electronic Communications Law, article 398: consent also between companies"),
    allowed("SE", "Marketing Act, section 19: legal persons with a way out"),
    allowed("US", "CAN-SPAM Act: postal address, honest headers and a way out; no exemption for B2B"),
];

/// The day the table was last looked at.
const AS_OF: Date = Date::constant(2026, 11, 22);

const fn needs_consent(country: &'static str, source: &'static str) -> CountryRule {
    CountryRule { country, mail: B2bMail::NeedsConsent, as_of: AS_OF, source }
}

const fn allowed(country: &'static str, source: &'static str) -> CountryRule {
    CountryRule { country, mail: B2bMail::AllowedWithOptOut, as_of: AS_OF, source }
}

/// What the table says about a country, if it lists it.
#[must_use]
pub fn country_rule(country: Country) -> Option<&'static CountryRule> {
    COUNTRY_RULES.iter().find(|rule| rule.country == country.code())
}

/// Why the law, as far as CAM knows it, holds a lead back; the order of the variants is the order of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Blocked {
    /// Nobody knows where the lead is.
    #[error("the lead's country is not known, so neither is its law: fill in the country, or note consent")]
    UnknownCountry,
    /// The table has no line for it, and the campaign adds none.
    #[error(
        "{country} is not in the table of countries: let the campaign allow it once its law is checked, or note consent"
    )]
    CountryNotListed {
        /// Where the lead is.
        country: Country,
    },
    /// Mail nobody asked for is not lawful there.
    #[error("{country} asks for consent before a first mail, also between companies: note consent or a contract")]
    NeedsConsent {
        /// Where the lead is.
        country: Country,
    },
    /// The country would allow it, but no reason to write was given.
    #[error("no legal basis is given: set legal_basis for the lead or the campaign, such as legitimate_interest")]
    NoBasis,
}

/// Whether a lead in `country` may be written to on this basis; a line in `overrides` takes the place of the table's.
///
/// Consent or a contract always allows, wherever the lead is.
pub fn judge(
    country: Option<Country>,
    basis: LegalBasis,
    overrides: &BTreeMap<Country, B2bMail>,
) -> Result<(), Blocked> {
    if matches!(basis, LegalBasis::Consent | LegalBasis::Contract) {
        return Ok(());
    }
    let country = country.ok_or(Blocked::UnknownCountry)?;
    let mail = overrides.get(&country).copied().or_else(|| country_rule(country).map(|rule| rule.mail));
    match (mail.ok_or(Blocked::CountryNotListed { country })?, basis) {
        (B2bMail::NeedsConsent, _) => Err(Blocked::NeedsConsent { country }),
        (B2bMail::AllowedWithOptOut, LegalBasis::None) => Err(Blocked::NoBasis),
        (B2bMail::AllowedWithOptOut, LegalBasis::LegitimateInterest | LegalBasis::Consent | LegalBasis::Contract) => {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Country {
        Country::parse(code).unwrap()
    }

    fn unasked(code: &str) -> Result<(), Blocked> {
        judge(Some(country(code)), LegalBasis::LegitimateInterest, &BTreeMap::new())
    }

    #[test]
    fn consent_or_a_contract_allows_everywhere_even_where_nothing_is_known() {
        for basis in [LegalBasis::Consent, LegalBasis::Contract] {
            for place in [None, Some(country("DE")), Some(country("JP")), Some(country("US"))] {
                assert_eq!(judge(place, basis, &BTreeMap::new()), Ok(()));
            }
        }
    }

    #[test]
    fn germany_and_its_like_need_consent_and_the_united_states_do_not() {
        for code in ["DE", "AT", "PL", "IT", "ES", "CH", "CA", "AU"] {
            assert_eq!(unasked(code), Err(Blocked::NeedsConsent { country: country(code) }));
        }
        for code in ["US", "FR", "IE", "NL", "GB", "SE", "FI"] {
            assert_eq!(unasked(code), Ok(()), "{code}");
        }
    }

    #[test]
    fn what_is_not_known_is_blocked() {
        let japan = country("JP");
        assert_eq!(unasked("JP"), Err(Blocked::CountryNotListed { country: japan }));
        let nowhere = judge(None, LegalBasis::LegitimateInterest, &BTreeMap::new());
        assert_eq!(nowhere, Err(Blocked::UnknownCountry));
        assert_eq!(judge(Some(country("US")), LegalBasis::None, &BTreeMap::new()), Err(Blocked::NoBasis));
    }

    #[test]
    fn the_owners_word_goes_before_the_table_in_both_directions() {
        let overrides =
            BTreeMap::from([(country("JP"), B2bMail::AllowedWithOptOut), (country("US"), B2bMail::NeedsConsent)]);
        let judge = |code: &str| super::judge(Some(country(code)), LegalBasis::LegitimateInterest, &overrides);
        assert_eq!(judge("JP"), Ok(()));
        assert_eq!(judge("US"), Err(Blocked::NeedsConsent { country: country("US") }));
    }

    #[test]
    fn a_refusal_says_how_it_lifts() {
        let told = Blocked::NeedsConsent { country: country("DE") }.to_string();
        assert_eq!(
            told,
            "Germany asks for consent before a first mail, also between companies: note consent or a contract"
        );
    }

    #[test]
    fn every_line_of_the_table_names_a_country_once_with_a_source() {
        assert!(COUNTRY_RULES.is_sorted_by(|a, b| a.country < b.country));
        assert!(
            COUNTRY_RULES.iter().all(|rule| country(rule.country).code() == rule.country && rule.source.len() > 10)
        );
    }

    #[test]
    fn the_basis_is_read_from_what_sheets_and_crms_say() {
        for (text, basis) in [
            ("consent", Some(LegalBasis::Consent)),
            ("Double opt-in 2026-03-01", Some(LegalBasis::Consent)),
            ("Freely given consent from contact", Some(LegalBasis::Consent)),
            ("Einwilligung", Some(LegalBasis::Consent)),
            ("legitimate_interest", Some(LegalBasis::LegitimateInterest)),
            ("Legitimate interest - existing customer", Some(LegalBasis::LegitimateInterest)),
            ("Berechtigtes Interesse", Some(LegalBasis::LegitimateInterest)),
            ("Performance of a contract", Some(LegalBasis::Contract)),
            ("Bestandskunde", Some(LegalBasis::Contract)),
            ("no consent", Some(LegalBasis::None)),
            ("Not applicable", Some(LegalBasis::None)),
            ("opted out", Some(LegalBasis::None)),
            ("", Some(LegalBasis::None)),
            ("-", Some(LegalBasis::None)),
            ("see notes", None),
        ] {
            assert_eq!(LegalBasis::parse(text), basis, "{text}");
        }
    }
}
