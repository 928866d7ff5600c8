//! Enhanced status codes (RFC 3463) and reply codes (RFC 5321 §4.2), and what they say by themselves.

use std::fmt;

use super::{super::looks::look, reason::Reason};

/// An enhanced mail system status code, such as `5.1.1` (RFC 3463).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Status {
    /// 2 for success, 4 for what may pass, 5 for what will not.
    pub class: u8,
    /// What it is about: 1 the address, 2 the mailbox, 3 the system, 4 the network, 5 the protocol, 6 the content,
    /// 7 security or policy.
    pub subject: u16,
    /// What exactly.
    pub detail: u16,
}

impl Status {
    /// The first status in a text that says more than its class, or else the first one. Dotted quads are none.
    #[must_use]
    pub fn find(text: &str) -> Option<Self> {
        look(text.len());
        let mut general = None;
        for word in text.split(|c: char| !c.is_ascii_digit() && c != '.') {
            match Self::parse(word.trim_end_matches('.')) {
                Some(status) if !status.is_general() => return Some(status),
                found => general = general.or(found),
            }
        }
        general
    }

    fn parse(word: &str) -> Option<Self> {
        let mut numbers = word.split('.').map(|number| {
            let is_short = (1..=3).contains(&number.len());
            is_short.then(|| number.parse::<u16>().ok()).flatten()
        });
        let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let class = u8::try_from(class).ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        numbers.next().is_none().then_some(Self { class, subject, detail })
    }

    /// Whether it says no more than its class, such as `5.0.0`.
    #[must_use]
    pub const fn is_general(self) -> bool {
        self.subject == 0
    }

    /// Whether another attempt might succeed.
    #[must_use]
    pub const fn is_transient(self) -> bool {
        self.class == 4
    }

    /// The reason this code stands for, when there are no words that say more.
    pub(super) const fn reason(self) -> Option<Reason> {
        reason(self.class, self.subject, self.detail)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The table: RFC 3463, RFC 5248 and the IANA registry; Gmail's from X.7.28 on and Microsoft's "NDR codes in Exchange
/// Online" from X.7.500 on.
#[rustfmt::skip]
const fn reason(class: u8, subject: u16, detail: u16) -> Option<Reason> {
    Some(match (class, subject, detail) {
        (2, ..) | (_, 0, _) => return None,
        (5, 1, 0) => Reason::UserUnknown, // other address status
        (_, 1, 1) => Reason::UserUnknown, // bad destination mailbox address
        (5, 1, 2) => Reason::HostUnknown, // bad destination system address
        (5, 1, 3) => Reason::UserUnknown, // bad destination mailbox address syntax
        (_, 1, 4) => Reason::Filtered, // destination mailbox address ambiguous
        (_, 1, 6) => Reason::Moved, // destination mailbox has moved, no forwarding address
        (_, 1, 7 | 8) => Reason::SenderRefused, // bad sender's mailbox or system address
        (_, 1, 9) => Reason::System, // message relayed to non-compliant mailer
        (5, 1, 10) => Reason::NotAccepting, // recipient address has null MX
        (_, 1, _) => return None,
        (_, 2, 1) => Reason::Suspended, // mailbox disabled, not accepting messages
        (_, 2, 2) => Reason::MailboxFull,
        (_, 2, 3) => Reason::TooLarge, // message length exceeds administrative limit
        (_, 2, _) => Reason::Filtered,
        (_, 3, 1) => Reason::SystemFull,
        (_, 3, 2) => Reason::NotAccepting, // system not accepting network messages
        (_, 3, 4) => Reason::TooLarge, // message too big for system
        (_, 3, _) => Reason::System,
        (_, 4, 1 | 7) => Reason::Expired, // no answer from host, delivery time expired
        (_, 4, 3) => Reason::System, // directory server failure
        (_, 4, 5) => Reason::TooManyConnections, // mail system congestion
        (_, 4, _) => Reason::Network,
        (_, 5, 1 | 2) => Reason::Syntax, // invalid command, syntax error
        (_, 5, 3) => Reason::TooManyConnections, // too many recipients
        (_, 5, 6) => Reason::Security, // authentication exchange line is too long
        (_, 5, _) => return None,
        (_, 6, _) => Reason::Content,
        (_, 7, 1 | 2) => Reason::Blocked, // delivery not authorized, message refused
        (_, 7, 13) => Reason::Suspended, // user account disabled
        (_, 7, 16) => Reason::TooLarge, // message is too big for the specified priority
        (_, 7, 17 | 18) => Reason::Moved, // mailbox or domain owner has changed
        (_, 7, 20..=24 | 26 | 27 | 30..=32) => Reason::Authentication, // DKIM, SPF, alignment
        (_, 7, 25) => Reason::RequiresPtr, // reverse DNS validation failed
        (_, 7, 28) => Reason::RateLimited, // mail flood detected
        (_, 7, 501..=503) => Reason::Spam, // spam abuse detected
        (_, 7, 508 | 700..=799) => Reason::RateLimited, // exceeded permitted limits
        (_, 7, 509 | 515) => Reason::Authentication, // DMARC; the authentication level
        (_, 7, 511 | 600..=699) => Reason::Blocked, // banned sender, banned sending IP
        (_, 7, 512) => Reason::NotCompliant, // must be RFC 5322 compliant
        (_, 7, _) => Reason::Security,
        _ => return None,
    })
}

/// Reply codes of SMTP that a failure may carry (RFC 5321, RFC 7504, RFC 4954 and common practice).
const REPLY_CODES: &[u16] = &[
    421, 422, 431, 432, 441, 442, 450, 451, 452, 453, 454, 455, 471, 500, 501, 502, 503, 504, 510, 511, 512, 513, 515,
    521, 522, 523, 524, 525, 530, 531, 532, 533, 534, 535, 538, 541, 550, 551, 552, 553, 554, 555, 556, 557, 571,
];

/// The first reply code in a text. A number that is part of an address, a URL or a longer number is none.
pub(super) fn reply_code(text: &str) -> Option<u16> {
    look(text.len());
    text.split(|c: char| c.is_whitespace() || ",;()[]<>'\":#-".contains(c)).find_map(|word| {
        let word = word.trim_end_matches('.');
        let code = (word.len() == 3).then(|| word.parse().ok()).flatten()?;
        REPLY_CODES.contains(&code).then_some(code)
    })
}

/// What a reply code says by itself.
pub(super) fn reply_reason(code: u16) -> Option<Reason> {
    match code {
        551 => Some(Reason::Moved),
        521 | 556 => Some(Reason::NotAccepting),
        500..=504 => Some(Reason::Syntax),
        530..=538 => Some(Reason::Security),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_found_and_an_ip_address_is_none() {
        let cases = [
            ("550 5.1.1 <ada@acme.example>", Some("5.1.1")),
            ("5.7.515 (access denied)", Some("5.7.515")),
            ("550-5.7.26 This", Some("5.7.26")),
            ("Sorry, no mailbox here. (#5.1.1)", Some("5.1.1")),
            ("5.0.0 (permanent failure) 4.2.2 full", Some("4.2.2")),
            ("5.0.0 only", Some("5.0.0")),
            ("from 5.1.1.9", None),
            ("version 3.2.1", None),
            ("5.1", None),
            ("5..1", None),
            ("5.1.1000", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Status::find(text).map(|status| status.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_reply_code_is_found_and_other_numbers_are_none() {
        let cases = [
            ("smtp; 550 no", Some(550)),
            ("421-4.7.0 later", Some(421)),
            ("said: 554.", Some(554)),
            ("ERROR_CODE :550, ERROR", Some(550)),
            ("port 587, 600 seconds, 192.0.2.550", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(reply_code(text), expected, "{text}");
        }
    }
}
