//! Mail addresses: read from messy cells into one normal form, shown masked, exposed only on purpose.
//!
//! Whether an address exists is the world's business; nothing here asks a name server.

mod domain;
mod kind;

use std::fmt;

pub use domain::{DomainPattern, InvalidDomain};
pub use kind::AddressKind;

/// A mail address in normal form: lower case, its domain in ASCII. It has no `Display`, and its `Debug` is masked.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress(String);

/// Why a text is not one mail address. The text itself is not repeated, as it may be someone's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// There is nothing in the cell but spaces and punctuation.
    #[error("the address is empty: fill it in or delete the row")]
    Empty,
    /// A newline or another control character stands inside, which could smuggle in a header.
    #[error("the address contains a line break or another control character: write it on one line")]
    ControlCharacter,
    /// There is no `@`.
    #[error("the address has no @: write it as name@example.com")]
    NoAt,
    /// The cell holds more than one address.
    #[error("the cell holds several addresses: keep one a row")]
    Several,
    /// The part before the `@` has spaces, dots in the wrong place, or characters mail servers do not take.
    #[error("the part before the @ is not valid: look for spaces, accents, double dots or a second @")]
    BadLocalPart,
    /// The part after the `@` is no domain.
    #[error("the part after the @ is not valid: {0}")]
    BadDomain(#[from] InvalidDomain),
    /// Longer than RFC 5321 allows: 64 octets before the `@`, 254 in all.
    #[error("the address is too long: at most 64 characters before the @ and 254 in all")]
    TooLong,
}

/// RFC 5321, section 4.5.3.1.1, in octets.
const MAX_LOCAL: usize = 64;
/// RFC 5321, section 4.5.3.1.3, less the two angle brackets of a path, in octets.
const MAX_ADDRESS: usize = 254;

impl EmailAddress {
    /// Reads one address from a cell: bare, as `Name <addr>`, with `mailto:`, quotes, stray punctuation or invisible
    /// spaces.
    ///
    /// Quoted local parts and local parts beyond ASCII are refused: hardly any mail server takes them.
    pub fn parse(text: &str) -> Result<Self, InvalidAddress> {
        let cell = text.trim_matches(is_blank);
        if cell.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err(InvalidAddress::ControlCharacter);
        }
        if holds_several(cell) {
            return Err(InvalidAddress::Several);
        }
        let bare = unwrapped(cell);
        if bare.is_empty() {
            return Err(InvalidAddress::Empty);
        }
        let (local, domain) = bare.rsplit_once('@').ok_or(InvalidAddress::NoAt)?;
        let local = local.to_ascii_lowercase();
        if !is_dot_atom(&local) {
            return Err(InvalidAddress::BadLocalPart);
        }
        let domain = domain::normal_form(domain)?;
        if local.len() > MAX_LOCAL || local.len() + 1 + domain.len() > MAX_ADDRESS {
            return Err(InvalidAddress::TooLong);
        }
        Ok(Self(format!("{local}@{domain}")))
    }

    /// The whole address, for gateways, stores and pages of the owner; never for a log line.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The part before the `@`; as personal as the address itself.
    #[must_use]
    pub fn local(&self) -> &str {
        self.halves().0
    }

    /// The part after the `@`, in ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.halves().1
    }

    /// The domain a company registered: `example.co.uk` for `ann@shop.example.co.uk`, by the list of public suffixes.
    #[must_use]
    pub fn registrable_domain(&self) -> String {
        domain::registrable(self.domain()).to_owned()
    }

    /// Whether a person reads mail to this address, as far as its text shows.
    #[must_use]
    pub fn kind(&self) -> AddressKind {
        kind::of(self.local(), self.domain())
    }

    /// Whether both lead to the same mailbox. Gmail ignores dots and what follows a `+`; for comparison only.
    #[must_use]
    pub fn same_mailbox_as(&self, other: &Self) -> bool {
        self == other || self.gmail_mailbox().is_some_and(|mailbox| other.gmail_mailbox() == Some(mailbox))
    }

    fn gmail_mailbox(&self) -> Option<String> {
        let (local, domain) = self.halves();
        let is_gmail = matches!(domain, "gmail.com" | "googlemail.com");
        is_gmail.then(|| local.split('+').next().unwrap_or(local).replace('.', ""))
    }

    fn halves(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.halves();
        let initial: String = local.chars().take(1).collect();
        write!(f, "{initial}***@{domain}")
    }
}

/// Spaces and characters that cannot be seen, as they come from spreadsheets and web pages.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
        || matches!(c, '\u{FEFF}' | '\u{AD}')
}

fn is_wrapping(c: char) -> bool {
    const QUOTES: &str = "\"'`´“”„‘’‚«»‹›";
    is_blank(c) || QUOTES.contains(c) || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | ':')
}

/// Two different addresses in one cell; a name that repeats its own address (`"a@x" <a@x>`) is not two.
fn holds_several(cell: &str) -> bool {
    let mut pieces = cell
        .split(|c: char| is_wrapping(c) || matches!(c, '|' | '/' | '\\'))
        .map(|piece| piece.trim_end_matches('.'))
        .filter(|piece| piece.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty()));
    let first = pieces.next();
    pieces.any(|piece| first.is_some_and(|first| !first.eq_ignore_ascii_case(piece)))
}

/// The address alone: without a name, `mailto:` and its parameters, quotes and the punctuation around them.
fn unwrapped(cell: &str) -> &str {
    let inner = match cell.rsplit_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or(rest),
        None => cell,
    };
    let mut bare = inner.trim_start_matches(is_wrapping).trim_end_matches(is_trailing_mark);
    if let Some((scheme, rest)) = bare.split_at_checked("mailto:".len())
        && scheme.eq_ignore_ascii_case("mailto:")
    {
        bare = rest.split('?').next().unwrap_or(rest).trim_matches(is_wrapping);
    }
    bare
}

/// A `]` may close an IP address, which the domain's own rule refuses with the better reason.
fn is_trailing_mark(c: char) -> bool {
    is_wrapping(c) && c != ']' || matches!(c, '.' | '!' | '?')
}

/// RFC 5322 `dot-atom`: words of letters, digits and a few marks, joined by single dots.
fn is_dot_atom(local: &str) -> bool {
    let is_atom_text = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    #[test]
    fn an_address_is_found_in_what_people_paste_into_cells() {
        for cell in [
            "ada@example.com",
            "  ADA@Example.COM ",
            "Ada Lovelace <ada@example.com>",
            "\"Lovelace, Ada\" <Ada@example.com>",
            "\"ada@example.com\" <ada@example.com>",
            "<ada@example.com>",
            "mailto:ada@example.com",
            "MailTo:ada@example.com?subject=Hello",
            "<mailto:ada@example.com>",
            "'ada@example.com'",
            "“ada@example.com”,",
            "ada@example.com.",
            "ada@example.com;",
            "\u{FEFF}ada@example.com\u{200B}",
            "\u{A0}ada@example.com\u{A0}",
            "ada@example.com\r\n",
        ] {
            assert_eq!(
                EmailAddress::parse(cell).map(|a| a.expose().to_owned()),
                Ok("ada@example.com".into()),
                "{cell:?}"
            );
        }
    }

    #[test]
    fn each_refusal_says_what_is_wrong() {
        use InvalidAddress as I;
        for (cell, reason) in [
            ("", I::Empty),
            (" \u{200B} ", I::Empty),
            ("\"\"", I::Empty),
            ("ada@example.com\nbcc: eve@example.com", I::ControlCharacter),
            ("ada\r@example.com", I::ControlCharacter),
            ("ada\0@example.com", I::ControlCharacter),
            ("ada(at)example.com", I::NoAt),
            ("n/a", I::NoAt),
            ("ada@example.com, bob@example.com", I::Several),
            ("ada@example.com;bob@example.com", I::Several),
            ("ada@example.com / bob@example.com", I::Several),
            ("ada@example.com bob@example.com", I::Several),
            ("Ada <ada@example.com>, Bob <bob@example.com>", I::Several),
            ("@example.com", I::BadLocalPart),
            ("ada..l@example.com", I::BadLocalPart),
            (".ada@example.com", I::BadLocalPart),
            ("ada.@example.com", I::BadLocalPart),
            ("ada lovelace@example.com", I::BadLocalPart),
            ("adä@example.com", I::BadLocalPart),
            ("ada@home@example.com", I::BadLocalPart),
            ("ada@", I::BadDomain(InvalidDomain::Empty)),
            ("ada@example", I::BadDomain(InvalidDomain::NoDot)),
            ("ada@192.0.2.7", I::BadDomain(InvalidDomain::IpAddress)),
            ("ada@[192.0.2.7]", I::BadDomain(InvalidDomain::IpAddress)),
            ("ada@exa_mple.com", I::BadDomain(InvalidDomain::BadCharacter)),
            ("ada@exam ple.com", I::BadDomain(InvalidDomain::BadCharacter)),
            ("ada@-example.com", I::BadDomain(InvalidDomain::BadCharacter)),
            ("ada@example..com", I::BadDomain(InvalidDomain::BadCharacter)),
        ] {
            assert_eq!(EmailAddress::parse(cell).map(|a| a.0), Err(reason), "{cell:?}");
        }
    }

    #[test]
    fn lengths_are_refused_just_above_the_limit() {
        let local = |n: usize| format!("{}@example.com", "a".repeat(n));
        assert!(EmailAddress::parse(&local(64)).is_ok());
        assert_eq!(EmailAddress::parse(&local(65)), Err(InvalidAddress::TooLong));

        let label = |n: usize| format!("a@{}.com", "b".repeat(n));
        assert!(EmailAddress::parse(&label(63)).is_ok());
        assert_eq!(EmailAddress::parse(&label(64)), Err(InvalidAddress::BadDomain(InvalidDomain::LabelTooLong)));

        let labels = |local: usize| {
            let part = "b".repeat(60);
            format!("{}@{part}.{part}.{part}.example", "a".repeat(local))
        };
        assert_eq!(address(&labels(63)).expose().len(), 254);
        assert_eq!(EmailAddress::parse(&labels(64)), Err(InvalidAddress::TooLong));
    }

    #[test]
    fn an_international_domain_has_one_form() {
        assert_eq!(address("ann@Bücher.example").domain(), "xn--bcher-kva.example");
        assert_eq!(address("ann@bücher.example"), address("ANN@XN--BCHER-KVA.example"));
    }

    #[test]
    fn the_registrable_domain_is_the_companys() {
        assert_eq!(address("a@shop.example.co.uk").registrable_domain(), "example.co.uk");
        assert_eq!(address("a@mail.eu.example.com").registrable_domain(), "example.com");
        assert_eq!(address("a@mail.acme.example").registrable_domain(), "acme.example");
        assert_eq!(address("a@acme.test").registrable_domain(), "acme.test");
        assert_eq!(address("a@co.uk").registrable_domain(), "co.uk");
    }

    #[test]
    fn formatting_for_a_log_shows_no_address() {
        assert_eq!(format!("{:?}", address("ada.lovelace@example.com")), "a***@example.com");
    }

    #[test]
    fn gmail_reads_dots_and_tags_as_nothing_and_others_do_not() {
        let same = |a: &str, b: &str| address(a).same_mailbox_as(&address(b));
        assert!(same("a.da+x@gmail.com", "ada@googlemail.com"));
        assert!(same("ada@example.com", "Ada@example.com"));
        assert!(!same("a.da@example.com", "ada@example.com"));
        assert!(!same("ada+x@example.com", "ada@example.com"));
        assert!(!same("ada@gmail.com", "ada@example.com"));
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_its_result_parses_to_itself(text in "\\PC{0,40}|[a-z.+<>\"', @\u{e9}\n-]{0,40}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(EmailAddress::parse(address.expose()), Ok(address.clone()));
                prop_assert!(address.expose().is_ascii() && !address.expose().contains(char::is_whitespace));
                prop_assert!(!address.registrable_domain().is_empty());
            }
        }
    }
}
