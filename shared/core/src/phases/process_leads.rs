//! Phase 1: what a row becomes.

use std::collections::BTreeMap;

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    address::{AddressKind, EmailAddress, InvalidAddress},
    campaign::Campaign,
    country::Country,
    id::{CompanyId, LeadKey},
    law::LegalBasis,
    lead::{Lead, LeadStatus, Place},
    profile::{Origin, Profile},
};

/// A row that is a person to write to, before it has keys.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLead {
    /// Where mail goes.
    pub address: EmailAddress,
    /// The company's registrable domain; none for private mailboxes.
    pub company_domain: Option<String>,
    country: Option<Country>,
    zone: Option<String>,
    basis: LegalBasis,
    variables: BTreeMap<String, String>,
}

/// The row is no lead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowRefusal {
    /// It has no address.
    #[error("the row has no e-mail address")]
    NoAddress,
    /// Its address is none.
    #[error("the e-mail address cannot be used: {0}")]
    Address(#[from] InvalidAddress),
    /// It says that the person has opted out.
    #[error("the row says that the person does not want to be written to")]
    OptedOut(EmailAddress),
    /// Its legal basis is a word we do not know.
    #[error("\"{0}\" is no legal basis: write consent, legitimate interest, contract or none")]
    Basis(String),
}

/// Reads a row's canonical fields and variables, all by their `snake_case` names.
///
/// What cannot be read, but is not needed (a country, a time zone), is left unknown: phase 2 says what follows.
pub fn read_row(variables: BTreeMap<String, String>, campaign: &Campaign) -> Result<NewLead, RowRefusal> {
    let cell = |name: &str| variables.get(name).map(|value| value.trim()).filter(|value| !value.is_empty());
    let address = EmailAddress::parse(cell("email").ok_or(RowRefusal::NoAddress)?)?;
    if cell("opted_out").is_some() {
        return Err(RowRefusal::OptedOut(address));
    }
    let basis = match cell("legal_basis") {
        Some(word) => LegalBasis::parse(word).ok_or_else(|| RowRefusal::Basis(word.chars().take(40).collect()))?,
        None => campaign.legal.basis,
    };
    let country = cell("country").map_or_else(|| Country::from_domain(address.domain()), Country::parse);
    let zone = cell("time_zone").filter(|name| is_zone(name)).map(str::to_owned);
    let zone = zone.or_else(|| country.and_then(|country| country.zone(cell("region"))).map(str::to_owned));
    let company_domain = (address.kind() != AddressKind::FreeMail).then(|| address.registrable_domain());
    Ok(NewLead { address, company_domain, country, zone, basis, variables })
}

/// Whether it names a zone; `Etc/Unknown` is a name for none.
fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok_and(|zone| !zone.is_unknown())
}

impl NewLead {
    /// The lead and its profile under their keys.
    #[must_use]
    pub fn enter(self, key: LeadKey, company: Option<CompanyId>, origin: Origin, now: Timestamp) -> (Lead, Profile) {
        let lead = Lead {
            key: key.clone(),
            version: 1,
            status: LeadStatus::New,
            place: Place::Ready,
            claim: None,
            score: None,
            next_step: 1,
            sender: None,
            company,
            country: self.country,
            zone: self.zone,
            basis: self.basis,
            created_at: now,
            last_touch_at: None,
        };
        let profile = Profile { key, address: self.address, variables: self.variables, origin, created_at: now };
        (lead, profile)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixture::{self, MORNING, campaign, company_id};

    fn row(cells: &[(&str, &str)]) -> BTreeMap<String, String> {
        cells.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn read(cells: &[(&str, &str)]) -> NewLead {
        let mut cells = cells.to_vec();
        cells.push(("email", "ann@acme.example"));
        read_row(row(&cells), &campaign()).unwrap()
    }

    fn refusal(cells: &[(&str, &str)]) -> RowRefusal {
        read_row(row(cells), &campaign()).unwrap_err()
    }

    /// Failure 10 of `RULES.md` §3.5: `Name <addr>` never matched.
    #[test]
    fn an_address_is_read_in_its_normal_form() {
        let lead = read_row(row(&[("email", " Ann Example <Ann@ACME.Example> ")]), &campaign()).unwrap();
        assert_eq!(lead.address, EmailAddress::parse("ann@acme.example").unwrap());
        assert_eq!(lead.company_domain.as_deref(), Some("acme.example"));
    }

    #[test]
    fn a_private_mailbox_belongs_to_no_company() {
        let lead = read_row(row(&[("email", "ann@gmail.com")]), &campaign()).unwrap();
        assert_eq!(lead.company_domain, None);
    }

    #[test]
    fn a_row_without_a_usable_address_is_refused_with_the_reason() {
        assert_eq!(refusal(&[("name", "Ann")]), RowRefusal::NoAddress);
        assert_eq!(refusal(&[("email", "  ")]), RowRefusal::NoAddress);
        assert!(matches!(refusal(&[("email", "ann at acme")]), RowRefusal::Address(_)));
        assert!(matches!(refusal(&[("email", "ann@acme.example\r\nBcc: x@y.example")]), RowRefusal::Address(_)));
    }

    #[test]
    fn a_row_that_says_no_is_refused() {
        let ann = EmailAddress::parse("ann@acme.example").unwrap();
        assert_eq!(refusal(&[("email", "ann@acme.example"), ("opted_out", "true")]), RowRefusal::OptedOut(ann));
    }

    #[test]
    fn a_legal_basis_we_do_not_know_is_refused_and_none_is_the_campaigns() {
        let told = refusal(&[("email", "ann@acme.example"), ("legal_basis", "see notes")]);
        assert_eq!(told, RowRefusal::Basis("see notes".to_owned()));
        assert_eq!(read(&[("legal_basis", "Double opt-in")]).basis, LegalBasis::Consent);
        assert_eq!(read(&[("legal_basis", "none")]).basis, LegalBasis::None);
        assert_eq!(read(&[("legal_basis", " ")]).basis, LegalBasis::LegitimateInterest);
    }

    #[test]
    fn a_country_is_the_cells_or_else_the_domains_and_never_a_guess() {
        assert_eq!(read(&[("country", "Deutschland")]).country, Country::parse("DE"));
        assert_eq!(read(&[]).country, None);
        let of_domain = read_row(row(&[("email", "ann@acme.fr")]), &campaign()).unwrap();
        assert_eq!(of_domain.country, Country::parse("FR"));
        let unreadable = read_row(row(&[("email", "ann@acme.fr"), ("country", "Atlantis")]), &campaign()).unwrap();
        assert_eq!(unreadable.country, None);
    }

    #[test]
    fn a_zone_is_the_rows_or_else_the_regions_or_else_the_countrys() {
        let zone = |cells: &[(&str, &str)]| read(cells).zone;
        assert_eq!(zone(&[("time_zone", "Asia/Kolkata"), ("country", "US")]).as_deref(), Some("Asia/Kolkata"));
        assert_eq!(zone(&[("country", "US"), ("region", "California")]).as_deref(), Some("America/Los_Angeles"));
        assert_eq!(zone(&[("country", "FR")]).as_deref(), Some("Europe/Paris"));
        assert_eq!(zone(&[("country", "US")]), None);
        assert_eq!(zone(&[("time_zone", "Moon/Base"), ("country", "FR")]).as_deref(), Some("Europe/Paris"));
        assert_eq!(zone(&[("time_zone", "Etc/Unknown"), ("country", "FR")]).as_deref(), Some("Europe/Paris"));
    }

    #[test]
    fn a_new_lead_waits_for_its_first_mail_and_keeps_its_row() {
        let origin = Origin { source: "leads.csv".to_owned(), row: 7 };
        let key = fixture::lead("a").key;
        let company = Some(company_id("acme"));
        let (lead, profile) = read(&[("city", "Lyon")]).enter(key.clone(), company.clone(), origin.clone(), MORNING);
        assert_eq!((lead.status, &lead.place, lead.next_step), (LeadStatus::New, &Place::Ready, 1));
        assert_eq!((lead.key, lead.company, lead.claim, lead.last_touch_at), (key, company, None, None));
        assert_eq!((profile.variable("city"), &profile.origin), (Some("Lyon"), &origin));
    }

    proptest! {
        #[test]
        fn no_row_makes_it_panic_and_every_zone_it_keeps_is_one(
            cells in prop::collection::btree_map(
                prop::sample::select(vec!["email", "country", "region", "time_zone", "legal_basis", "x"]),
                prop_oneof![
                    any::<String>(),
                    prop::sample::select(vec!["ann@acme.example", "US", "Texas", "Europe/Berlin", "consent"])
                        .prop_map(str::to_owned),
                ],
                0..6,
            ),
        ) {
            let cells: BTreeMap<String, String> = cells.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            if let Ok(lead) = read_row(cells.clone(), &campaign()) {
                prop_assert_eq!(&lead.variables, &cells);
                prop_assert!(lead.zone.is_none_or(|name| TimeZone::get(&name).is_ok()));
            }
        }
    }
}
