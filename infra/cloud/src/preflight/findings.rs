//! What the world answered, before anything is made of it.

use cam_core::campaign::Campaign;

use crate::stack::StackFacts;

/// An answer, or why there is none, in words.
pub type Asked<T> = Result<T, String>;

/// Everything a judgement is drawn from.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The stack.
    pub stack: StackFacts,
    /// Its region.
    pub region: String,
    /// How SES sees the account and the identity; nothing where mail goes out by SMTP.
    pub ses: Option<SesFindings>,
    /// The records that say who may send, by the domain they are for.
    pub spf: Vec<Texts>,
    /// The records that say what a sender's domain asks of receivers.
    pub dmarc: Vec<Texts>,
    /// Where mail to a domain goes.
    pub mail_hosts: Vec<MailHosts>,
    /// The receipt rules that are active; nothing where replies do not come in by SES.
    pub receipt_rules: Option<Asked<Option<RuleSet>>>,
    /// The queues between the phases, by name.
    pub queues: Vec<Queue>,
    /// The queues of what nobody could handle, by name.
    pub dead_letters: Vec<Queue>,
    /// Every campaign of the stack.
    pub campaigns: Asked<Vec<Campaign>>,
}

/// What SES says.
#[derive(Debug, Clone)]
pub struct SesFindings {
    /// The state of the identity's verification; none if it is unknown.
    pub verification: Asked<Option<String>>,
    /// How its mail is signed.
    pub dkim: Asked<Dkim>,
    /// Its own return path.
    pub mail_from: Asked<MailFrom>,
    /// How much may be sent.
    pub quota: Asked<Quota>,
    /// Whether the account may send at all.
    pub may_send: Asked<bool>,
    /// The configuration set; none if it is not there.
    pub configuration_set: Asked<Option<ConfigurationSet>>,
    /// The topic that events belong on.
    pub replies_topic: Asked<String>,
}

/// How mail is signed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dkim {
    /// Whether it is.
    pub is_enabled: bool,
    /// The state of the keys in the DNS, as SES names it; none where SES says nothing.
    pub status: Option<String>,
    /// The names of the keys.
    pub tokens: Vec<String>,
}

/// The return path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailFrom {
    /// Its domain, where there is one.
    pub domain: Option<String>,
    /// Its state, as SES names it.
    pub status: String,
    /// Whether mail is refused while it is not in order.
    pub rejects: bool,
}

/// How much may be sent. -1 is without a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quota {
    /// In 24 hours.
    pub per_day: f64,
    /// In a second.
    pub per_second: f64,
    /// Sent in the last 24 hours.
    pub sent: f64,
}

/// A configuration set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationSet {
    /// Whether mail under it goes out.
    pub may_send: bool,
    /// Where its events go.
    pub destinations: Vec<Destination>,
}

/// A place events go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its name.
    pub name: String,
    /// Whether it is on.
    pub is_enabled: bool,
    /// Which events, as SES names them.
    pub events: Vec<String>,
    /// The topic, where it is one.
    pub topic: Option<String>,
}

/// A set of receipt rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: Vec<Rule>,
}

/// A receipt rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Whether it is on.
    pub is_enabled: bool,
    /// For whom; for everybody where nobody is named.
    pub recipients: Vec<String>,
    /// The buckets it puts mail into, with the prefix.
    pub buckets: Vec<(String, String)>,
}

/// The TXT records at a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// The domain they are for.
    pub domain: String,
    /// What they say.
    pub texts: Asked<Vec<String>>,
}

/// The MX records of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailHosts {
    /// The domain.
    pub domain: String,
    /// The hosts, the preferred one first.
    pub hosts: Asked<Vec<String>>,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// Its messages; none if there is no such queue.
    pub n_messages: Asked<Option<u64>>,
}
