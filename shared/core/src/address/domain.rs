//! Mail domains: their normal form, the company they belong to, and patterns that name some of them.

use super::EmailAddress;

/// Why a text is not a mail domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDomain {
    /// Nothing stands there.
    #[error("the domain is missing")]
    Empty,
    /// A single name such as `localhost`.
    #[error("the domain has no dot, as in example.com")]
    NoDot,
    /// An IP address, bare or in brackets.
    #[error("an IP address is not a domain")]
    IpAddress,
    /// A character, or a hyphen or dot in a place, that no domain has.
    #[error("the domain holds a character it may not have, or two dots in a row")]
    BadCharacter,
    /// RFC 1035: a label has at most 63 octets.
    #[error("a part of the domain is longer than 63 characters")]
    LabelTooLong,
}

/// A domain in lower-case ASCII with at least one dot.
pub(super) fn normal_form(text: &str) -> Result<String, InvalidDomain> {
    let text = text.trim_end_matches('.');
    if text.is_empty() {
        return Err(InvalidDomain::Empty);
    }
    if text.starts_with('[') {
        return Err(InvalidDomain::IpAddress);
    }
    let ascii = if text.is_ascii() && !text.to_ascii_lowercase().contains("xn--") {
        text.to_ascii_lowercase()
    } else {
        idna::domain_to_ascii(text).map_err(|_| InvalidDomain::BadCharacter)?
    };
    let labels: Vec<&str> = ascii.split('.').collect();
    for label in &labels {
        check_label(label)?;
    }
    let is_number = |label: &&str| label.bytes().all(|byte| byte.is_ascii_digit());
    match labels.as_slice() {
        [_] => Err(InvalidDomain::NoDot),
        [.., last] if is_number(last) => Err(InvalidDomain::IpAddress),
        _ => Ok(ascii),
    }
}

fn check_label(label: &str) -> Result<(), InvalidDomain> {
    if label.len() > 63 {
        return Err(InvalidDomain::LabelTooLong);
    }
    let has_good_ends = !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    let has_good_letters = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if has_good_ends && has_good_letters { Ok(()) } else { Err(InvalidDomain::BadCharacter) }
}

/// One label more than the public suffix; a suffix itself, which no company registers, stands for itself.
pub(super) fn registrable(domain: &str) -> &str {
    psl::domain_str(domain).unwrap_or(domain)
}

/// The domain itself and each of its parents, longest first: `a.b.com`, `b.com`, `com`.
pub(super) fn with_parents(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |domain| domain.split_once('.').map(|(_, parent)| parent))
}

/// A domain together with all its subdomains, as do-not-contact lists and lists of competitors name them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DomainPattern(String);

impl DomainPattern {
    /// Reads `example.com`, `@example.com`, `*.example.com` or a web address.
    ///
    /// A whole ending such as `gov` needs its dot or star (`.gov`, `*.gov`), so that a slip does not silence everyone.
    pub fn parse(text: &str) -> Result<Self, InvalidDomain> {
        let text = text.trim();
        let host = text.split_once("://").map_or(text, |(_, rest)| rest);
        let host = host.split(['/', '?', '#', ':']).next().unwrap_or(host);
        let host = host.strip_prefix("www.").unwrap_or(host);
        let host = host.rsplit_once('@').map_or(host, |(_, domain)| domain);
        match host.strip_prefix("*.").or_else(|| host.strip_prefix('.')) {
            Some(ending) if !ending.contains('.') => {
                let ending = ending.to_ascii_lowercase();
                check_label(&ending).map(|()| Self(ending))
            }
            Some(domain) => normal_form(domain).map(Self),
            None => normal_form(host).map(Self),
        }
    }

    /// Whether `domain` is this domain or one below it; `notexample.com` is not below `example.com`.
    #[must_use]
    pub fn matches(&self, domain: &str) -> bool {
        let domain = domain.to_ascii_lowercase();
        with_parents(&domain).any(|parent| parent == self.0)
    }

    /// Whether the address is at this domain or one below it.
    #[must_use]
    pub fn matches_address(&self, address: &EmailAddress) -> bool {
        self.matches(address.domain())
    }

    /// The domain in normal form, without star or dot before it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> DomainPattern {
        DomainPattern::parse(text).unwrap()
    }

    #[test]
    fn a_pattern_reaches_subdomains_and_stops_at_the_border_of_a_label() {
        let acme = pattern("acme.example");
        assert!(acme.matches("acme.example") && acme.matches("mail.eu.ACME.example"));
        assert!(!acme.matches("notacme.example") && !acme.matches("acme.example.com") && !acme.matches("example"));
        assert!(acme.matches_address(&EmailAddress::parse("ann@shop.acme.example").unwrap()));
    }

    #[test]
    fn a_pattern_is_read_from_what_people_write() {
        for text in
            ["acme.example", "@acme.example", "*.acme.example", ".acme.example", "https://www.acme.example/about"]
        {
            assert_eq!(pattern(text).as_str(), "acme.example", "{text}");
        }
        assert_eq!(pattern("ann@acme.example").as_str(), "acme.example");
    }

    #[test]
    fn a_whole_ending_is_silenced_only_when_it_is_meant() {
        assert_eq!(DomainPattern::parse("com"), Err(InvalidDomain::NoDot));
        assert!(pattern("*.gov").matches("agency.gov"));
        assert!(!pattern(".gov").matches("gov.example"));
    }
}
