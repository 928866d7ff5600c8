//! What a failure at each step of SMTP means for the mail.
//!
//! A reply names the recipient as often as not, so only its numbers are kept: the code of RFC 5321 and, where there is
//! one, the enhanced code of RFC 3463. Final is only what is said about this recipient or this content; a server that
//! does not want us says nothing about a lead.

use std::{error::Error as _, fmt};

use cam_ports::gateway::GatewayError;
use lettre::transport::smtp::{Error, response::Code};

/// How far the conversation had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Connect,
    Sender,
    Recipient,
    Data,
    Content,
}

/// What went wrong, by its numbers.
#[derive(Debug, thiserror::Error)]
enum Reply {
    #[error("the SMTP server answered {code} to the {step}{}", remedy(*step))]
    Code { step: Step, code: Numbers },
    #[error("the connection to the SMTP server broke at the {step}")]
    Broken { step: Step },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "greeting or the login",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "announcement of the mail",
            Self::Content => "mail",
        })
    }
}

fn remedy(step: Step) -> &'static str {
    match step {
        Step::Connect => ": look whether the login in the SMTP secret is still good",
        Step::Sender => ": look whether this mailbox may send under the campaign's address",
        Step::Recipient | Step::Data | Step::Content => "",
    }
}

/// Code and, if the server says it, enhanced code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Numbers {
    code: u16,
    enhanced: Option<(u16, u16)>,
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.enhanced {
            None => write!(f, "{}", self.code),
            Some((subject, detail)) => write!(f, "{} ({}.{subject}.{detail})", self.code, self.code / 100),
        }
    }
}

/// Sorts a failure.
pub(super) fn judge(step: Step, error: &Error) -> GatewayError {
    let Some(status) = error.status() else {
        let broken = Reply::Broken { step }.into();
        return if step == Step::Content { GatewayError::NoAnswer(broken) } else { GatewayError::Unavailable(broken) };
    };
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    let code = Numbers { code: number(status), enhanced: enhanced(&text) };
    let reply = Reply::Code { step, code }.into();
    if is_final(step, code, &text) { GatewayError::Rejected(reply) } else { GatewayError::Unavailable(reply) }
}

fn number(code: Code) -> u16 {
    u16::from(code)
}

/// The enhanced code at the beginning of a reply, `5.1.1`, without its first digit.
fn enhanced(text: &str) -> Option<(u16, u16)> {
    let mut parts = text.split_whitespace().next()?.split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    (matches!(class, "4" | "5") && parts.next().is_none()).then_some(())?;
    Some((subject.parse().ok()?, detail.parse().ok()?))
}

/// Whether the server refused this recipient or this content for good.
fn is_final(step: Step, code: Numbers, text: &str) -> bool {
    if step < Step::Recipient || !(500..600).contains(&code.code) || code.code == 530 || code.code == 535 {
        return false;
    }
    match code.enhanced {
        // Addresses, but not the sender's own (7 and 8); 0 is "other", and its words say whose.
        Some((1, 0)) => !is_about_us(text),
        Some((1, detail)) => !matches!(detail, 7 | 8),
        // Mailboxes: disabled, full, too long, a list. What providers of ours add (0, 252) is about our mailbox.
        Some((2, detail)) => (1..=4).contains(&detail),
        // Too big.
        Some((3, 4)) => true,
        // The domain does not exist; other troubles of the network, and daily limits, pass.
        Some((4, 4)) => true,
        // The content.
        Some((6, _)) => true,
        // Protocol, security and policy: who we are, how we authenticate, what we have sent before.
        Some(_) => false,
        None => matches!(code.code, 550..=554) && !is_about_us(text),
    }
}

/// Words of servers that have nothing but words.
fn is_about_us(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "relay",
        "authenticat",
        "sender",
        "spf",
        "dkim",
        "dmarc",
        "limit",
        "quota exceeded",
        "block",
        "blacklist",
        "policy",
        "not permitted",
    ];
    let text = text.to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(step: Step, reply: &str) -> bool {
        let (code, text) = reply.split_once(' ').unwrap();
        is_final(step, Numbers { code: code.parse().unwrap(), enhanced: enhanced(text) }, text)
    }

    #[test]
    fn what_is_said_about_the_recipient_or_the_content_is_final() {
        let recipient = [
            "550 5.1.1 user unknown in relay recipient table",
            "550 no such user here",
            "553 mailbox name not allowed",
            "550 5.1.0 address rejected",
            "552 5.2.2 mailbox full",
            "550 5.4.4 the domain does not exist",
        ];
        recipient.into_iter().for_each(|reply| assert!(judged(Step::Recipient, reply), "{reply}"));
        let content = ["552 5.3.4 message too big", "554 5.6.0 malformed", "554 transaction failed"];
        content.into_iter().for_each(|reply| assert!(judged(Step::Content, reply), "{reply}"));
    }

    #[test]
    fn what_is_said_about_us_is_not() {
        let replies = [
            "530 5.7.0 must issue a STARTTLS command first",
            "535 5.7.8 credentials invalid",
            "550 5.7.1 relaying denied",
            "550 relay access denied",
            "553 sorry, that sender may not send here",
            "550 5.1.8 access denied, bad outbound sender",
            "550 5.1.0 sender rejected",
            "550 5.4.5 daily user sending limit exceeded",
            "554 5.2.0 outbound spam",
            "554 5.2.252 not allowed to send as this sender",
            "550 5.7.26 this mail has been blocked because the sender is unauthenticated",
            "550 5.7.515 access denied",
            "503 5.5.1 bad sequence of commands",
            "451 4.7.1 greylisted",
            "421 too many connections",
        ];
        for step in [Step::Recipient, Step::Data, Step::Content] {
            replies.into_iter().for_each(|reply| assert!(!judged(step, reply), "{step:?} {reply}"));
        }
        for step in [Step::Connect, Step::Sender] {
            assert!(!judged(step, "550 5.1.1 user unknown"), "{step:?}");
        }
    }

    #[test]
    fn only_numbers_of_a_reply_are_shown() {
        let code = Numbers { code: 550, enhanced: enhanced("5.1.1 <ada@acme.example> is unknown") };
        let reply = Reply::Code { step: Step::Recipient, code };
        assert_eq!(reply.to_string(), "the SMTP server answered 550 (5.1.1) to the recipient");
    }
}
