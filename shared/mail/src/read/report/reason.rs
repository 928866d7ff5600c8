//! Why a server refused or gave up, decided once for every format from its words, its codes and the step it took.
//!
//! The words decide before the code, because many servers send one code for everything: in real bounces the plain rule
//! "5.x is hard" is right about dead addresses in four of ten cases. Where they contradict each other the precedence is
//! stated at [`Evidence::reason`].

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::{
    super::looks::look,
    Effect,
    phrases::{GROUPS, Group, NOUNS, STAGES},
    status::{Status, reply_reason},
};

/// Why a mail was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// There is no such mailbox.
    UserUnknown,
    /// There is no such domain or host.
    HostUnknown,
    /// The mailbox has moved and nothing is forwarded.
    Moved,
    /// The host or domain takes no mail at all.
    NotAccepting,
    /// The mailbox is full.
    MailboxFull,
    /// The account is disabled, suspended or inactive.
    Suspended,
    /// Refused for this recipient: by their own settings, or by a server that hides what it knows.
    Filtered,
    /// The sending host or its reputation is refused.
    Blocked,
    /// The sending host has no reverse DNS name.
    RequiresPtr,
    /// SPF, DKIM or DMARC failed.
    Authentication,
    /// The sender's address is refused.
    SenderRefused,
    /// Against the receiver's policy.
    Policy,
    /// Taken for spam.
    Spam,
    /// Too many mails in a time.
    RateLimited,
    /// Too many connections or recipients at once.
    TooManyConnections,
    /// The server does not relay for this domain.
    Relaying,
    /// TLS, logging in, or another security matter.
    Security,
    /// The message breaks the format's rules.
    NotCompliant,
    /// A command was not understood.
    Syntax,
    /// A virus or a forbidden attachment.
    Virus,
    /// Something in the content.
    Content,
    /// The message is too large.
    TooLarge,
    /// Tried for too long.
    Expired,
    /// DNS, routing or the connection failed.
    Network,
    /// The receiving system failed.
    System,
    /// The receiving system's disk is full.
    SystemFull,
    /// A program behind the mailbox failed.
    Mailer,
    /// The provider did not try, because the address is on its suppression list.
    Suppressed,
}

impl Reason {
    /// What follows for the lead (RULES §2.6), for a failure that is final.
    #[must_use]
    pub const fn effect(self) -> Effect {
        match self {
            Self::UserUnknown | Self::HostUnknown | Self::Moved | Self::NotAccepting => Effect::Dead,
            Self::Blocked
            | Self::RequiresPtr
            | Self::Authentication
            | Self::SenderRefused
            | Self::Policy
            | Self::Spam
            | Self::RateLimited
            | Self::TooManyConnections
            | Self::Relaying
            | Self::Security
            | Self::Syntax => Effect::OurFault,
            Self::NotCompliant | Self::Virus | Self::Content | Self::TooLarge => Effect::Content,
            Self::MailboxFull
            | Self::Suspended
            | Self::Filtered
            | Self::Expired
            | Self::Network
            | Self::System
            | Self::SystemFull
            | Self::Mailer => Effect::Soft,
            Self::Suppressed => Effect::Suppressed,
        }
    }
}

/// Whether a phrase decides by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strength {
    /// Whatever code or step it comes with.
    Sure,
    /// Before any code.
    Strong,
    /// Before any code, but also said when it is not true.
    Stock,
    /// Only where no code says more.
    Weak,
}

/// The step of the SMTP dialogue at which a server refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Connect,
    Mail,
    Rcpt,
    Data,
}

/// What a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Words {
    reason: Option<(Reason, Strength)>,
    pub(super) stage: Option<Stage>,
}

/// What a phrase of the automaton stands for.
#[derive(Clone, Copy)]
enum Meaning {
    /// Its place among the groups.
    Group(usize),
    /// What it means if it is what does not exist.
    Noun(Reason),
    Stage(Stage),
}

struct Automaton {
    search: Option<AhoCorasick>,
    meanings: Vec<Meaning>,
}

static AUTOMATON: LazyLock<Automaton> = LazyLock::new(|| {
    let groups = GROUPS.iter().enumerate();
    let groups = groups.flat_map(|(at, group)| group.phrases.iter().map(move |it| (*it, Meaning::Group(at))));
    let nouns = NOUNS.iter().flat_map(|(reason, nouns)| nouns.iter().map(|it| (*it, Meaning::Noun(*reason))));
    let stages = STAGES.iter().flat_map(|(stage, phrases)| phrases.iter().map(|it| (*it, Meaning::Stage(*stage))));
    let (phrases, meanings): (Vec<&str>, Vec<Meaning>) = groups.chain(nouns).chain(stages).unzip();
    // At one place the longest phrase counts: "host not found, try again" is not "host not found".
    // Built in half the time of a denser automaton, which the first bounce of a process would have to wait for.
    let kind = Some(AhoCorasickKind::NoncontiguousNFA);
    let search = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).kind(kind).build(phrases).ok();
    Automaton { search, meanings }
});

/// How far a noun may stand before what is said of it, in bytes.
pub(super) const MAX_GAP: usize = 60;

impl Words {
    /// Reads a text: the longest phrase at each place, the earliest group among the places, the first step named
    /// (a server that has refused a recipient goes on to refuse the content).
    /// "Does not exist" and the like mean what the noun before them says.
    pub(super) fn of(text: &str) -> Self {
        let text = plain(text);
        let Some(search) = &AUTOMATON.search else { return Self::default() };
        let mut first: Option<usize> = None;
        let mut by_noun = None;
        let mut noun: Option<(Reason, usize)> = None;
        let mut stage = None;
        for found in search.find_iter(&text) {
            match AUTOMATON.meanings.get(found.pattern().as_usize()) {
                Some(Meaning::Group(at)) => {
                    first = Some(first.map_or(*at, |first| first.min(*at)));
                    let is_verdict = GROUPS.get(*at).is_some_and(Group::is_verdict);
                    let near = noun.filter(|(_, end)| is_verdict && found.start().saturating_sub(*end) <= MAX_GAP);
                    by_noun = by_noun.or(near.map(|(reason, _)| (reason, Strength::Strong)));
                }
                Some(Meaning::Noun(reason)) if starts_word(&text, found.start()) => noun = Some((*reason, found.end())),
                Some(Meaning::Noun(_)) | None => {}
                Some(Meaning::Stage(it)) => stage = stage.or(Some(*it)),
            }
        }
        let group = first.and_then(|at| GROUPS.get(at)).map(|group| (group.reason, group.strength));
        let is_decided = group.is_some_and(|(_, strength)| strength != Strength::Weak);
        Self { reason: if is_decided { group } else { by_noun.or(group) }, stage }
    }

    /// Whether a phrase was found that decides before a code.
    pub(super) fn is_strong(self) -> bool {
        self.reason.is_some_and(|(_, strength)| strength != Strength::Weak)
    }

    /// Takes from the other what this one lacks.
    pub(super) fn or(self, other: Self) -> Self {
        let is_better = !self.is_strong() && (other.is_strong() || self.reason.is_none());
        Self { reason: if is_better { other.reason } else { self.reason }, stage: self.stage.or(other.stage) }
    }
}

/// A text as it is compared: lower case, one blank between words, without addresses, without the codes that interrupt a
/// reply of several lines, without typographic quotes.
fn plain(text: &str) -> String {
    look(text.len());
    let mut plain = String::with_capacity(text.len() + 1);
    plain.push(' ');
    for word in text.split_whitespace().filter(|word| !is_code(word)).map(without_address).map(without_code) {
        if !plain.ends_with(' ') && !word.is_empty() {
            plain.push(' ');
        }
        let lower = word.chars().flat_map(char::to_lowercase);
        plain.extend(lower.map(|c| if matches!(c, '’' | '‘' | '`') { '\'' } else { c }));
    }
    plain
}

fn starts_word(text: &str, at: usize) -> bool {
    !text.get(..at).is_some_and(|before| before.ends_with(char::is_alphanumeric))
}

/// A reply code, a status, or an address of four numbers, and nothing else: `550`, `550-5.7.1`, `(#5.7.1)`.
fn is_code(word: &str) -> bool {
    let word = word.trim_matches(|c| "-:#()[].".contains(c));
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit() || b".-#".contains(&byte));
    is_number && (word.len() == 3 || word.contains(['.', '-', '#']))
}

/// What stands before an address in the same word: `TO:` of `TO:<ada@example.com>`.
fn without_address(word: &str) -> &str {
    if word.contains('@') { word.split_once('<').map_or("", |(before, _)| before) } else { word }
}

/// The word behind a code that is glued to it: `550-Message`.
fn without_code(word: &str) -> &str {
    match word.split_once('-') {
        Some((code, rest)) if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => word,
    }
}

/// All that is known of one failure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence {
    pub(super) words: Words,
    pub(super) status: Option<Status>,
    pub(super) reply_code: Option<u16>,
}

impl Evidence {
    /// Why the mail was not delivered. In this order:
    ///
    /// 1. Strong words. "Unknown user" counts only where an address is judged, see [`Self::unknown_user`].
    /// 2. The status, unless it says only its class, or that an attempt for another reason took too long.
    /// 3. Weak words.
    /// 4. The reply code, then the step at which the server refused.
    pub(super) fn reason(self) -> Option<Reason> {
        let by_words = self.words.reason.map(|(reason, strength)| match reason {
            Reason::UserUnknown => (self.unknown_user(strength), strength),
            _ => (reason, strength),
        });
        let strong = by_words.filter(|(_, strength)| *strength != Strength::Weak).map(|(reason, _)| reason);
        strong
            .or_else(|| self.by_status())
            .or(by_words.map(|(reason, _)| reason))
            .or_else(|| self.reply_code.and_then(reply_reason))
            .or_else(|| self.by_stage())
    }

    /// What "unknown user" means: a server that takes the recipient and denies them after the content, or with a status
    /// about the mailbox, the system or security, hides a filter. A server that refuses the sender means the sender.
    fn unknown_user(self, strength: Strength) -> Reason {
        let is_about_the_address = self.status.is_some_and(|status| status.subject == 1);
        let may_be_about_another =
            self.status.is_some_and(|status| matches!(status.subject, 2 | 3 | 7) && status.detail < 100);
        match (self.words.stage, strength) {
            (_, Strength::Sure) => Reason::UserUnknown,
            (Some(Stage::Mail), _) => Reason::SenderRefused,
            (Some(Stage::Connect), Strength::Weak) => Reason::Blocked,
            (Some(Stage::Rcpt), _) => Reason::UserUnknown,
            _ if is_about_the_address => Reason::UserUnknown,
            (Some(Stage::Data), _) | (_, Strength::Weak) => Reason::Filtered,
            (None, Strength::Stock) if self.status.is_none_or(Status::is_general) => Reason::Filtered,
            _ if may_be_about_another => Reason::Filtered,
            _ => Reason::UserUnknown,
        }
    }

    fn by_status(self) -> Option<Reason> {
        match (self.status?.reason()?, self.words.stage) {
            (Reason::UserUnknown, Some(Stage::Mail)) => Some(Reason::SenderRefused),
            (Reason::UserUnknown, Some(Stage::Connect)) => Some(Reason::Blocked),
            (reason, _) => Some(reason),
        }
    }

    fn by_stage(self) -> Option<Reason> {
        match self.words.stage? {
            Stage::Connect => Some(Reason::Blocked),
            Stage::Mail => Some(Reason::SenderRefused),
            Stage::Rcpt | Stage::Data => None,
        }
    }

    /// Whether another attempt might succeed.
    pub(super) fn is_transient(self) -> bool {
        match self.status {
            Some(status) => status.is_transient(),
            None => self.reply_code.is_some_and(|code| code < 500),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(said: &str) -> Option<Reason> {
        let reply_code = super::super::status::reply_code(said);
        Evidence { words: Words::of(said), status: Status::find(said), reply_code }.reason()
    }

    #[test]
    fn words_decide_before_the_code() {
        let cases = [
            ("550 5.1.1 <ada@acme.example>: user is over quota", Reason::MailboxFull),
            ("550 5.1.1 blocked using zen.spamhaus.org", Reason::Blocked),
            ("553 5.1.3 relaying denied", Reason::Relaying),
            ("550 5.7.1 Unauthenticated email is not accepted due to DMARC policy", Reason::Authentication),
            ("554 5.0.0 Message too large", Reason::TooLarge),
            ("550 5.1.1 Sender address rejected: Domain not found", Reason::SenderRefused),
        ];
        for (said, expected) in cases {
            assert_eq!(reason(said), Some(expected), "{said}");
        }
    }

    #[test]
    fn a_code_decides_before_weak_words_and_where_there_are_none() {
        let cases = [
            ("550 5.2.2 rejected", Reason::MailboxFull),
            ("550 5.1.1 access denied", Reason::UserUnknown),
            ("550 access denied", Reason::Blocked),
            ("556 no", Reason::NotAccepting),
            ("551 no", Reason::Moved),
            ("550 5.7.1 no", Reason::Blocked),
        ];
        for (said, expected) in cases {
            assert_eq!(reason(said), Some(expected), "{said}");
        }
        assert_eq!(reason("550 no"), None);
        assert_eq!(reason(""), None);
    }

    #[test]
    fn unknown_user_counts_where_the_address_is_judged() {
        let cases = [
            ("550 5.1.1 user unknown", Reason::UserUnknown),
            ("550 user unknown (in reply to RCPT TO command)", Reason::UserUnknown),
            ("550 5.2.1 user unknown (in reply to RCPT TO command)", Reason::UserUnknown),
            ("550 5.2.1 user unknown", Reason::Filtered),
            ("550 5.7.1 user unknown (in reply to end of DATA command)", Reason::Filtered),
            ("550 user unknown (in reply to end of DATA command)", Reason::Filtered),
            ("550 user unknown (in reply to MAIL FROM command)", Reason::SenderRefused),
            ("550 user unknown", Reason::Filtered),
            ("550 no mailbox here by that name", Reason::UserUnknown),
            (
                "554 delivery error: dd This user doesn't have a yahoo.com account (in reply to end of DATA command)",
                Reason::UserUnknown,
            ),
        ];
        for (said, expected) in cases {
            assert_eq!(reason(said), Some(expected), "{said}");
        }
    }

    #[test]
    fn what_does_not_exist_is_the_noun_before_it() {
        let cases = [
            ("550 mailbox ada does not exist", Reason::UserUnknown),
            ("550 User <ada@acme.example> was not found", Reason::UserUnknown),
            ("550 domain acme.example does not exist", Reason::HostUnknown),
            ("553 sender ann@outreach.example does not exist", Reason::SenderRefused),
            ("451 4.3.0 lookup table not found", Reason::System),
        ];
        for (said, expected) in cases {
            assert_eq!(reason(said), Some(expected), "{said}");
        }
    }

    #[test]
    fn a_longer_phrase_at_the_same_place_wins() {
        assert_eq!(reason("Host not found"), Some(Reason::HostUnknown));
        assert_eq!(reason("Host not found, try again"), Some(Reason::Network));
    }

    #[test]
    fn codes_and_addresses_between_words_do_not_part_them() {
        let said = "550-5.2.2 The mailbox\r\n550-5.2.2 <ada@acme.example> is\r\n550 5.2.2 FULL";
        assert_eq!(plain(said), " the mailbox is full");
        assert_eq!(
            plain("RCPT TO:<ada@acme.example>: 550-Message is for RFC 5322"),
            " rcpt to: message is for rfc 5322"
        );
    }

    #[test]
    fn phrases_are_written_as_texts_are_compared() {
        let groups = GROUPS.iter().flat_map(|group| group.phrases);
        let nouns = NOUNS.iter().flat_map(|(_, nouns)| *nouns);
        let mut all: Vec<&str> = groups.chain(nouns).copied().collect();
        all.extend(STAGES.iter().flat_map(|(_, phrases)| *phrases));
        for phrase in &all {
            assert_eq!(plain(phrase).trim(), phrase.trim(), "would never be found");
        }
        let n_phrases = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n_phrases, "a phrase stands twice");
        assert!(AUTOMATON.search.is_some());
    }
}
