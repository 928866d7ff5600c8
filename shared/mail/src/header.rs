//! The values that may stand in a header. Each is checked when it is made, so nothing can inject a header line later.
//!
//! Deliberately narrow: an address here is what SES and every mailbox provider accept (RFC 5321 dot-string, ASCII), not
//! all that RFC 5322 permits on paper.

use std::fmt;

/// The longest mailbox, id or URI, in bytes: with its brackets it stays well below the 998 a line may have.
const MAX_BYTES: usize = 900;

/// Why a text cannot stand in a header. Holds none of the text, so it may be logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderProblem {
    /// A line break, NUL or another control character.
    #[error("holds a line break or another control character; remove it")]
    ControlCharacter,
    /// `=?…?=`, which a reader would decode to a text that nobody checked (RFC 2047).
    #[error("holds an encoded word (=?...?=); write the text itself")]
    EncodedWord,
    /// Longer than a header line can carry.
    #[error("is longer than {MAX_BYTES} bytes; shorten it")]
    TooLong,
    /// Not `local@domain.tld` in plain ASCII.
    #[error("is not an e-mail address; write it like name@example.com, a non-ASCII domain in its xn-- form")]
    NotAnAddress,
    /// Not `left@right` as RFC 5322 §3.6.4 wants it.
    #[error("is not a message id; write it like unique@example.com, without < and >")]
    NotAMessageId,
    /// Not an `https://` URI in plain ASCII.
    #[error("is not an https:// link in plain ASCII; RFC 8058 allows no other")]
    NotHttps,
    /// A way to unsubscribe that offers neither link nor address.
    #[error("has neither a link nor an address to unsubscribe with; give at least one")]
    NoWayOut,
}

/// Unstructured text for a header, such as a subject. Any language; encoded on the way out (RFC 2047).
#[derive(Clone, PartialEq, Eq)]
pub struct HeaderValue(String);

impl HeaderValue {
    /// Takes the text without surrounding blanks.
    ///
    /// # Errors
    /// [`HeaderProblem::ControlCharacter`], [`HeaderProblem::EncodedWord`] or [`HeaderProblem::TooLong`].
    pub fn new(text: &str) -> Result<Self, HeaderProblem> {
        Ok(Self(one_line(text)?.to_owned()))
    }

    /// The text itself, for the message only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeaderValue({} bytes)", self.0.len())
    }
}

/// An address with an optional name in front; shown masked wherever it is formatted.
#[derive(Clone, PartialEq, Eq)]
pub struct Mailbox {
    name: Option<String>,
    address: String,
}

impl Mailbox {
    /// Checks both parts; a name of blanks counts as none.
    ///
    /// # Errors
    /// [`HeaderProblem::ControlCharacter`], [`HeaderProblem::EncodedWord`], [`HeaderProblem::TooLong`] or
    /// [`HeaderProblem::NotAnAddress`].
    pub fn new(name: Option<&str>, address: &str) -> Result<Self, HeaderProblem> {
        let name = name.map(one_line).transpose()?.filter(|name| !name.is_empty());
        let address = one_line(address)?;
        if !is_address(address) {
            return Err(HeaderProblem::NotAnAddress);
        }
        Ok(Self { name: name.map(str::to_owned), address: address.to_owned() })
    }

    /// Reads `ann@example.com` or `Ann Example <ann@example.com>`, the name with or without quotes.
    ///
    /// # Errors
    /// As [`Mailbox::new`].
    pub fn parse(text: &str) -> Result<Self, HeaderProblem> {
        let text = one_line(text)?;
        match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
            Some((name, address)) => Self::new(Some(name.trim().trim_matches('"')), address),
            None => Self::new(None, text),
        }
    }

    /// The bare address, for the message and the gateway's envelope only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.address
    }

    /// The name in front, for the message only.
    #[must_use]
    pub fn expose_name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (local, domain) = self.address.rsplit_once('@').unwrap_or_default();
        let initial: String = local.chars().take(1).collect();
        write!(f, "{initial}***@{domain}")
    }
}

/// The identity of a message (RFC 5322 §3.6.4), held without its angle brackets.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(String);

impl MessageId {
    /// Takes the id with or without its angle brackets.
    ///
    /// # Errors
    /// [`HeaderProblem::NotAMessageId`] or [`HeaderProblem::TooLong`].
    pub fn new(id: &str) -> Result<Self, HeaderProblem> {
        let id = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(id);
        if id.len() > MAX_BYTES {
            return Err(HeaderProblem::TooLong);
        }
        let is_token =
            |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>');
        match id.split_once('@') {
            Some((left, right)) if is_token(left) && is_token(right) && !right.contains('@') => Ok(Self(id.to_owned())),
            _ => Err(HeaderProblem::NotAMessageId),
        }
    }

    /// The id without angle brackets.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What `List-Unsubscribe` offers: a one-click link (RFC 8058), an address (RFC 2369), or both.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsubscribe {
    https_url: Option<String>,
    mailto: Option<String>,
}

impl Unsubscribe {
    /// Checks both; `mailto` is an address, with or without the scheme in front.
    ///
    /// # Errors
    /// [`HeaderProblem::NotHttps`], [`HeaderProblem::NotAnAddress`], [`HeaderProblem::TooLong`], or
    /// [`HeaderProblem::NoWayOut`] when both are absent.
    pub fn new(https_url: Option<&str>, mailto: Option<&str>) -> Result<Self, HeaderProblem> {
        if https_url.is_none() && mailto.is_none() {
            return Err(HeaderProblem::NoWayOut);
        }
        let address = |text: &str| Mailbox::new(None, text.strip_prefix("mailto:").unwrap_or(text));
        Ok(Self {
            https_url: https_url.map(https).transpose()?,
            mailto: mailto.map(address).transpose()?.map(|mailbox| mailbox.address),
        })
    }

    /// The one-click link.
    #[must_use]
    pub fn expose_url(&self) -> Option<&str> {
        self.https_url.as_deref()
    }

    /// The address to write to, without `mailto:`.
    #[must_use]
    pub fn expose_mailto(&self) -> Option<&str> {
        self.mailto.as_deref()
    }
}

impl fmt::Debug for Unsubscribe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { https_url, mailto } = self;
        write!(f, "Unsubscribe(https: {}, mailto: {})", https_url.is_some(), mailto.is_some())
    }
}

fn one_line(text: &str) -> Result<&str, HeaderProblem> {
    // The two Unicode separators are line breaks to some readers, and the C1 controls are control characters too.
    if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(HeaderProblem::ControlCharacter);
    }
    if text.len() > MAX_BYTES {
        return Err(HeaderProblem::TooLong);
    }
    if text.split_once("=?").is_some_and(|(_, word)| word.contains("?=")) {
        return Err(HeaderProblem::EncodedWord);
    }
    Ok(text.trim())
}

/// RFC 5321 §4.1.2 with a dot-string as local part and a domain of at least two labels; sizes of §4.5.3.1.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_atom = |atom: &str| {
        !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= 254
        && local.len() <= 64
        && local.split('.').all(is_atom)
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

fn https(url: &str) -> Result<String, HeaderProblem> {
    if url.len() > MAX_BYTES {
        return Err(HeaderProblem::TooLong);
    }
    let rest = url.strip_prefix("https://").ok_or(HeaderProblem::NotHttps)?;
    let is_uri = rest.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"\\".contains(&b));
    if rest.is_empty() || rest.starts_with('/') || !is_uri {
        return Err(HeaderProblem::NotHttps);
    }
    Ok(url.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_mailbox_is_read_with_and_without_a_name() {
        let mailbox = Mailbox::parse("\"Ann Example\" <ann@outreach.example>").unwrap();
        assert_eq!((mailbox.expose_name(), mailbox.expose()), (Some("Ann Example"), "ann@outreach.example"));
        assert_eq!(Mailbox::parse(" ann@outreach.example ").unwrap().expose_name(), None);
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "ann",
            "ann@",
            "@x.example",
            "a@b",
            "a b@x.example",
            "a..b@x.example",
            ".a@x.example",
            "a@-x.example",
            "a@x.example>",
            "a@b@c.example",
            "ä@x.example",
            "a@münchen.example",
            "a,b@x.example",
            "a@x..example",
        ] {
            assert_eq!(Mailbox::new(None, text), Err(HeaderProblem::NotAnAddress), "{text}");
        }
    }

    #[test]
    fn an_encoded_word_is_refused_since_it_would_be_read_as_another_text() {
        for text in ["=?utf-8?Q?x?=", "Hi =?utf-8?B?eA==?= there"] {
            assert_eq!(HeaderValue::new(text), Err(HeaderProblem::EncodedWord));
            assert_eq!(Mailbox::new(Some(text), "a@x.example"), Err(HeaderProblem::EncodedWord));
        }
        assert!(HeaderValue::new("Is 1 + 1 =? Perhaps").is_ok() && HeaderValue::new("what?=? no").is_ok());
    }

    #[test]
    fn debug_output_masks_the_person() {
        let mailbox = Mailbox::new(Some("Ann Example"), "ann@outreach.example").unwrap();
        assert_eq!(format!("{mailbox:?}"), "a***@outreach.example");
        let unsubscribe = Unsubscribe::new(Some("https://u.example/u/secret"), None).unwrap();
        assert_eq!(format!("{unsubscribe:?}"), "Unsubscribe(https: true, mailto: false)");
    }

    #[test]
    fn only_an_https_link_unsubscribes() {
        for url in [
            "http://u.example/x",
            "https://",
            "https:///x",
            "https://u.example/ x",
            "https://u.example/>",
            "https://ü.example",
        ] {
            assert_eq!(Unsubscribe::new(Some(url), None), Err(HeaderProblem::NotHttps), "{url}");
        }
        assert_eq!(Unsubscribe::new(None, None), Err(HeaderProblem::NoWayOut));
        assert_eq!(Unsubscribe::new(None, Some("mailto:u@x.example")).unwrap().expose_mailto(), Some("u@x.example"));
    }

    #[test]
    fn a_message_id_loses_its_brackets_and_nothing_else() {
        assert_eq!(MessageId::new("<a.b@x.example>").unwrap().as_str(), "a.b@x.example");
        for id in ["a", "a@", "a b@x", "<a@x", "a@x>\r\nBcc: e@x", "a@b@c"] {
            assert_eq!(MessageId::new(id), Err(HeaderProblem::NotAMessageId), "{id}");
        }
    }

    proptest! {
        #[test]
        fn no_value_holds_a_control_character(
            text in ".{0,20}",
            control in "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{2028}\u{2029}]",
            rest in ".{0,20}",
        ) {
            let hostile = format!("{text}{control}{rest}");
            let (local, url) = (format!("a{hostile}@x.example"), format!("https://x.example/{hostile}"));
            prop_assert_eq!(HeaderValue::new(&hostile), Err(HeaderProblem::ControlCharacter));
            prop_assert_eq!(Mailbox::new(Some(&hostile), "a@x.example"), Err(HeaderProblem::ControlCharacter));
            prop_assert!(Mailbox::new(None, &local).is_err());
            prop_assert!(MessageId::new(&local).is_err());
            prop_assert!(Unsubscribe::new(Some(&url), None).is_err());
        }
    }
}
