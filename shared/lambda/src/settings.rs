//! What a function is told by its environment: read once at the start, all problems together, by name.
//!
//! Each function's need is a type, and a function is asked for nothing it does not need. The names are those of
//! `infra/template.yaml`.

mod reader;

use std::{collections::BTreeMap, fmt, net::IpAddr, num::NonZeroU32, path::PathBuf};

use aws_credential_types::Credentials;
use cam_core::cycle::{Phase, Stack};
use jiff::SignedDuration;

use self::reader::Reader;

/// Looks a setting up by its name.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Reads what a function needs from the process's environment.
pub fn from_environment<T>(
    read: impl FnOnce(Lookup<'_>) -> Result<T, SettingsProblems>,
) -> Result<T, SettingsProblems> {
    #[allow(clippy::disallowed_methods, reason = "this is the one place where a function reads its environment")]
    read(&|name| std::env::var(name).ok())
}

/// The account a function works in: who it is there, its table, and the queues it hands tasks on to.
#[derive(Debug)]
pub struct Account {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, if set, `AWS_SESSION_TOKEN`; Lambda sets them for as long as
    /// the process lives.
    pub credentials: Credentials,
    /// `AWS_ENDPOINT_URL`: what stands in for AWS.
    pub endpoint_url: Option<String>,
    /// `AWS_ENDPOINT_URL_SES`: what stands in for SES, before `AWS_ENDPOINT_URL`.
    pub ses_endpoint_url: Option<String>,
    /// `AWS_CA_BUNDLE`: a file of certificates that are trusted in the place of Amazon's.
    pub ca_bundle: Option<PathBuf>,
    /// `CAM_STACK`: the stack's name, under which its metrics stand.
    pub stack_name: StackName,
    /// `CAM_TEST_CLOCK_OFFSET_S`: how far ahead the clock is. Nothing but 0 on AWS itself.
    pub clock_offset: SignedDuration,
    /// `CAM_TABLE`.
    pub table: TableName,
    /// `CAM_QUEUE_<PHASE>`, of the phases this one hands on to.
    pub queues: BTreeMap<Phase, QueueUrl>,
}

/// How mail leaves a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// Through SES.
    Ses(SesRoute),
    /// `CAM_SMTP_SECRET`: through a mailbox provider, whose address and credentials the secret holds.
    Smtp(SecretArn),
    /// Not at all.
    Nowhere,
}

/// How SES is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SesRoute {
    /// `CAM_CONFIGURATION_SET`.
    pub configuration_set: ConfigurationSet,
    /// `CAM_SEND_CONCURRENCY`: how many of these functions may send at once, and share the account's rate.
    pub concurrency: NonZeroU32,
}

/// What start-cycle needs.
#[derive(Debug)]
pub struct StartCycle {
    /// Where it works.
    pub account: Account,
    /// `CAM_LIVE`.
    pub stack: Stack,
}

/// What process-leads needs.
#[derive(Debug)]
pub struct ProcessLeads {
    /// Where it works.
    pub account: Account,
    /// `CAM_KEY_SECRET`.
    pub key_secret: SecretArn,
    /// `CAM_BUCKET`: where lists are dropped, and rejected rows are kept.
    pub bucket: BucketName,
}

/// What schedule-outreach needs.
#[derive(Debug)]
pub struct ScheduleOutreach {
    /// Where it works.
    pub account: Account,
    /// `CAM_KEY_SECRET`.
    pub key_secret: SecretArn,
}

/// What send-outreach needs.
#[derive(Debug)]
pub struct SendOutreach {
    /// Where it works.
    pub account: Account,
    /// `CAM_KEY_SECRET`.
    pub key_secret: SecretArn,
    /// `CAM_LIVE`.
    pub stack: Stack,
    /// How outreach leaves; nowhere from a stack that is not live.
    pub mail: MailRoute,
    /// `CAM_INBOUND_DOMAIN`: where answers come in; none if they go to the senders' mailboxes.
    pub inbound_domain: Option<String>,
}

/// What detect-replies needs.
#[derive(Debug)]
pub struct DetectReplies {
    /// Where it works.
    pub account: Account,
    /// `CAM_KEY_SECRET`.
    pub key_secret: SecretArn,
    /// `CAM_BUCKET`: where mail comes in.
    pub bucket: BucketName,
}

/// What escalate-leads needs.
#[derive(Debug)]
pub struct EscalateLeads {
    /// Where it works.
    pub account: Account,
    /// How mail to the owner leaves, be the stack live or not.
    pub mail: MailRoute,
}

/// What report-cycle needs.
#[derive(Debug)]
pub struct ReportCycle {
    /// Where it works.
    pub account: Account,
    /// How mail to the owner leaves, be the stack live or not.
    pub mail: MailRoute,
}

impl StartCycle {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, stack) = (reader.account(Phase::StartCycle), reader.stack());
        reader.finish(|| Some(Self { account: account?, stack: stack? }))
    }
}

impl ProcessLeads {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, key_secret) = (reader.account(Phase::ProcessLeads), reader.key_secret());
        let bucket = reader.bucket();
        reader.finish(|| Some(Self { account: account?, key_secret: key_secret?, bucket: bucket? }))
    }
}

impl ScheduleOutreach {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, key_secret) = (reader.account(Phase::ScheduleOutreach), reader.key_secret());
        reader.finish(|| Some(Self { account: account?, key_secret: key_secret? }))
    }
}

impl SendOutreach {
    /// Reads them. A live stack has a route for its mail; outreach leaves no other.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, key_secret) = (reader.account(Phase::SendOutreach), reader.key_secret());
        let stack = reader.stack();
        let (mail, inbound_domain) = (reader.outreach_route(stack), reader.inbound_domain());
        reader.finish(|| {
            Some(Self { account: account?, key_secret: key_secret?, stack: stack?, mail: mail?, inbound_domain })
        })
    }
}

impl DetectReplies {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, key_secret) = (reader.account(Phase::DetectReplies), reader.key_secret());
        let bucket = reader.bucket();
        reader.finish(|| Some(Self { account: account?, key_secret: key_secret?, bucket: bucket? }))
    }
}

impl EscalateLeads {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, mail) = (reader.account(Phase::EscalateLeads), reader.mail_route());
        reader.finish(|| Some(Self { account: account?, mail: mail? }))
    }
}

impl ReportCycle {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, mail) = (reader.account(Phase::ReportCycle), reader.mail_route());
        reader.finish(|| Some(Self { account: account?, mail: mail? }))
    }
}

/// The setting that holds a phase's queue.
#[must_use]
pub fn queue_setting(phase: Phase) -> String {
    format!("CAM_QUEUE_{}", phase.as_str().to_uppercase().replace('-', "_"))
}

/// The phases that `phase` hands tasks to: the one that follows, and for send-outreach, whose tick watches over the
/// day, every one that has a queue.
#[must_use]
pub fn hands_on_to(phase: Phase) -> Vec<Phase> {
    match phase {
        Phase::SendOutreach => Phase::ALL.into_iter().filter_map(Phase::next).collect(),
        Phase::StartCycle
        | Phase::ProcessLeads
        | Phase::ScheduleOutreach
        | Phase::DetectReplies
        | Phase::EscalateLeads
        | Phase::ReportCycle => phase.next().into_iter().collect(),
    }
}

/// Declares a name that is checked once: what it is, and which texts are one.
macro_rules! name {
    ($(#[$doc:meta])+ $name:ident, $accepts:expr) => {
        $(#[$doc])+
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The name as it is written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            fn parse(text: &str) -> Option<Self> {
                let accepts: fn(&str) -> bool = $accepts;
                accepts(text).then(|| Self(text.to_owned()))
            }
        }
    };
}

name!(
    /// The name of a DynamoDB table: 3 to 255 letters, digits, `_`, `-` and `.`.
    TableName,
    |text| (3..=255).contains(&text.len()) && is_made_of(text, "_-.")
);
name!(
    /// The name of a stack: letters, digits and `-`, 128 at most.
    StackName,
    |text| (1..=128).contains(&text.len()) && is_made_of(text, "-")
);
name!(
    /// The name of an S3 bucket: 3 to 63 lower-case letters, digits, `-` and `.`.
    BucketName,
    |text| (3..=63).contains(&text.len()) && is_made_of(text, "-.") && text.to_ascii_lowercase() == text
);
name!(
    /// The name of an SES configuration set: letters, digits, `_` and `-`, 64 at most.
    ConfigurationSet,
    |text| (1..=64).contains(&text.len()) && is_made_of(text, "_-")
);
name!(
    /// The ARN of a secret in Secrets Manager.
    SecretArn,
    |text| text.starts_with("arn:") && text.contains(":secretsmanager:") && text.contains(":secret:")
);

fn is_made_of(text: &str, marks: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || marks.contains(c))
}

/// The URL of an SQS queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueUrl(String);

impl QueueUrl {
    fn parse(text: &str) -> Option<Self> {
        let (_, path) = without_scheme(text)?.split_once('/')?;
        (!path.is_empty()).then(|| Self(text.to_owned()))
    }
}

impl From<QueueUrl> for String {
    fn from(url: QueueUrl) -> Self {
        url.0
    }
}

/// Everything that is wrong with a function's settings. Values are not repeated: some of them are secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SettingsProblems(Vec<SettingProblem>);

impl SettingsProblems {
    /// Each problem, in the order in which the settings were read.
    pub fn iter(&self) -> impl Iterator<Item = &SettingProblem> {
        self.0.iter()
    }
}

impl fmt::Display for SettingsProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        write!(f, "the settings are not in order: {}", problems.join("; "))
    }
}

impl fmt::Debug for SettingsProblems {
    /// `main` prints its error so, and a person has to read it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for SettingsProblems {}

/// What is wrong with one setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingProblem {
    /// It is not there, or empty.
    #[error("{name} is not set: set it to {wanted}")]
    Missing {
        /// The setting's name.
        name: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// It is there, and is not what it should be.
    #[error("{name} is not what it should be: set it to {wanted}")]
    Malformed {
        /// The setting's name.
        name: String,
        /// What it should be.
        wanted: &'static str,
    },
    /// The stack is to be live, and no mail would leave it.
    #[error(
        "CAM_LIVE is \"true\", and mail has no way out: set CAM_CONFIGURATION_SET to the stack's SES configuration set, or CAM_SMTP_SECRET to the ARN of a mailbox's secret, or CAM_LIVE to \"false\""
    )]
    NoWayOut,
    /// The clock is to be off, and not for a test.
    #[error(
        "CAM_TEST_CLOCK_OFFSET_S is for tests, and AWS_ENDPOINT_URL names no address on this machine: unset it, because mail at the wrong hour cannot be taken back"
    )]
    WrongClock,
}

/// Whether a URL leads to this machine and nowhere else.
fn is_loopback(url: &str) -> bool {
    let authority = without_scheme(url).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    // What stands before an `@` is a user; the host comes after it.
    let has_user = authority.contains('@');
    !has_user && (host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

/// What follows `https://` or `http://`, if anything does.
fn without_scheme(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    const KEY: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:cam-key-AbCdEf";
    const MAILBOX: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:cam-smtp-AbCdEf";

    /// Every setting there is, as a stack has it.
    fn whole() -> BTreeMap<String, String> {
        let mut all = BTreeMap::from(
            [
                ("AWS_REGION", "eu-central-1"),
                ("AWS_ACCESS_KEY_ID", "key"),
                ("AWS_SECRET_ACCESS_KEY", "hush"),
                ("CAM_TABLE", "cam"),
                ("CAM_STACK", "cam"),
                ("CAM_KEY_SECRET", KEY),
                ("CAM_BUCKET", "cam-123456789012"),
                ("CAM_CONFIGURATION_SET", "cam"),
                ("CAM_SEND_CONCURRENCY", "2"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        for phase in Phase::ALL {
            all.insert(queue_setting(phase), format!("https://sqs.eu-central-1.amazonaws.com/1/{phase}"));
        }
        all
    }

    fn with(changes: &[(&str, &str)]) -> BTreeMap<String, String> {
        let mut all = whole();
        all.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        all
    }

    fn read<T>(
        read: fn(Lookup<'_>) -> Result<T, SettingsProblems>,
        all: &BTreeMap<String, String>,
    ) -> Result<T, SettingsProblems> {
        read(&|name| all.get(name).cloned())
    }

    /// The names of the settings that are asked for, in order.
    fn asked<T>(read: fn(Lookup<'_>) -> Result<T, SettingsProblems>) -> Vec<String> {
        let names = RefCell::new(Vec::new());
        let all = whole();
        let settings = read(&|name| {
            names.borrow_mut().push(name.to_owned());
            all.get(name).cloned()
        });
        assert!(settings.is_ok());
        let mut names = names.into_inner();
        names.dedup();
        names.retain(|name| name.starts_with("CAM_"));
        names
    }

    #[test]
    fn a_whole_environment_is_read() {
        let all = with(&[
            ("AWS_SESSION_TOKEN", "token"),
            ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"),
            ("AWS_ENDPOINT_URL_SES", "http://127.0.0.1:2525"),
            ("AWS_CA_BUNDLE", "/ca.pem"),
        ]);
        let settings = read(SendOutreach::read, &all).unwrap();
        let account = settings.account;
        assert_eq!((account.region.as_str(), account.table.as_str()), ("eu-central-1", "cam"));
        assert_eq!(account.endpoint_url.as_deref(), Some("http://127.0.0.1:4566"));
        assert_eq!(account.ses_endpoint_url.as_deref(), Some("http://127.0.0.1:2525"));
        assert_eq!((account.ca_bundle, account.clock_offset), (Some("/ca.pem".into()), SignedDuration::ZERO));
        assert_eq!(account.credentials.secret_access_key(), "hush");
        assert_eq!(account.credentials.session_token(), Some("token"));
        assert_eq!(account.queues.into_keys().collect::<Vec<_>>(), Phase::ALL[1..]);
        assert_eq!(settings.stack, Stack::Dry);
    }

    #[test]
    fn a_function_asks_only_for_what_it_needs() {
        let with_account = |queues: &[&str], own: &[&str]| {
            let queues = queues.iter().map(|phase| format!("CAM_QUEUE_{phase}"));
            let account = ["CAM_STACK", "CAM_TEST_CLOCK_OFFSET_S", "CAM_TABLE"].map(str::to_owned);
            account.into_iter().chain(queues).chain(own.iter().map(|name| (*name).to_owned())).collect::<Vec<_>>()
        };
        let mail = ["CAM_CONFIGURATION_SET", "CAM_SEND_CONCURRENCY", "CAM_SMTP_SECRET"];
        assert_eq!(asked(StartCycle::read), with_account(&["PROCESS_LEADS"], &["CAM_LIVE"]));
        let source = with_account(&["SCHEDULE_OUTREACH"], &["CAM_KEY_SECRET", "CAM_BUCKET"]);
        assert_eq!(asked(ProcessLeads::read), source);
        assert_eq!(asked(ScheduleOutreach::read), with_account(&["SEND_OUTREACH"], &["CAM_KEY_SECRET"]));
        let inbox = with_account(&["ESCALATE_LEADS"], &["CAM_KEY_SECRET", "CAM_BUCKET"]);
        assert_eq!(asked(DetectReplies::read), inbox);
        assert_eq!(asked(EscalateLeads::read), with_account(&["REPORT_CYCLE"], &mail));
        assert_eq!(asked(ReportCycle::read), with_account(&[], &mail));
        let watched =
            ["PROCESS_LEADS", "SCHEDULE_OUTREACH", "SEND_OUTREACH", "DETECT_REPLIES", "ESCALATE_LEADS", "REPORT_CYCLE"];
        let own = [&["CAM_KEY_SECRET", "CAM_LIVE"][..], &mail, &["CAM_INBOUND_DOMAIN"]].concat();
        assert_eq!(asked(SendOutreach::read), with_account(&watched, &own));
    }

    #[test]
    fn an_empty_environment_is_told_every_setting_at_once() {
        let problems = read(SendOutreach::read, &BTreeMap::new()).unwrap_err();
        let missing: Vec<String> = problems
            .iter()
            .map(|problem| match problem {
                SettingProblem::Missing { name, .. } => name.clone(),
                other => panic!("{other}"),
            })
            .collect();
        let expected = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "CAM_STACK", "CAM_TABLE"];
        assert_eq!(missing[..5], expected);
        assert_eq!(missing[5..11], Phase::ALL[1..].iter().map(|phase| queue_setting(*phase)).collect::<Vec<_>>());
        assert_eq!(missing[11..], ["CAM_KEY_SECRET"]);
    }

    #[test]
    fn what_is_malformed_is_named_with_what_to_set_and_without_its_value() {
        let cases = [
            ("AWS_REGION", "Frankfurt!"),
            ("AWS_ENDPOINT_URL", "loopback"),
            ("AWS_ENDPOINT_URL_SES", "proxy"),
            ("CAM_STACK", "my stack"),
            ("CAM_TEST_CLOCK_OFFSET_S", "tomorrow"),
            ("CAM_TABLE", "a table"),
            ("CAM_QUEUE_DETECT_REPLIES", "detect-replies"),
            ("CAM_QUEUE_REPORT_CYCLE", "https://sqs.example.com"),
            ("CAM_KEY_SECRET", "hush-hush"),
            ("CAM_LIVE", "perhaps"),
            ("CAM_CONFIGURATION_SET", "the set"),
            ("CAM_SEND_CONCURRENCY", "0"),
            ("CAM_SMTP_SECRET", "p4ssw0rd"),
        ];
        let problems = read(SendOutreach::read, &with(&cases)).unwrap_err();
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), cases.len(), "{told:?}");
        for ((name, value), told) in cases.iter().zip(&told) {
            assert!(told.starts_with(&format!("{name} is not what it should be: set it to")), "{told}");
            assert!(!told.contains(value), "{told}");
        }
    }

    #[test]
    fn an_empty_setting_counts_as_none() {
        let problems = read(ReportCycle::read, &with(&[("CAM_TABLE", "")])).unwrap_err();
        assert_eq!(
            problems.to_string(),
            "the settings are not in order: CAM_TABLE is not set: set it to the name of the stack's table"
        );
        assert!(read(StartCycle::read, &with(&[("CAM_LIVE", "")])).is_ok());
    }

    fn route(changes: &[(&str, &str)]) -> Result<MailRoute, SettingsProblems> {
        read(SendOutreach::read, &with(changes)).map(|settings| settings.mail)
    }

    #[test]
    fn a_live_stack_without_a_way_out_for_mail_is_refused() {
        let none = [("CAM_CONFIGURATION_SET", ""), ("CAM_SEND_CONCURRENCY", "")];
        assert_eq!(route(&none).unwrap(), MailRoute::Nowhere);
        let live: Vec<_> = none.into_iter().chain([("CAM_LIVE", "true")]).collect();
        let problems = route(&live).unwrap_err();
        assert_eq!(problems.iter().collect::<Vec<_>>(), [&SettingProblem::NoWayOut]);
        assert!(route(&[("CAM_LIVE", "true")]).is_ok());
        let smtp: Vec<_> = live.into_iter().chain([("CAM_SMTP_SECRET", MAILBOX)]).collect();
        assert_eq!(route(&smtp).unwrap(), MailRoute::Smtp(SecretArn(MAILBOX.to_owned())));
        let settings = read(StartCycle::read, &with(&[("CAM_LIVE", "true")])).unwrap();
        assert_eq!(settings.stack, Stack::Live);
    }

    #[test]
    fn outreach_leaves_a_live_stack_only_and_the_owners_mail_any() {
        let ses = MailRoute::Ses(SesRoute {
            configuration_set: ConfigurationSet("cam".to_owned()),
            concurrency: NonZeroU32::new(2).unwrap(),
        });
        assert_eq!(route(&[("CAM_LIVE", "true")]).unwrap(), ses);
        assert_eq!(route(&[]).unwrap(), MailRoute::Nowhere);
        assert_eq!(read(ReportCycle::read, &whole()).unwrap().mail, ses);
        let smtp = read(EscalateLeads::read, &with(&[("CAM_SMTP_SECRET", MAILBOX)])).unwrap().mail;
        assert_eq!(smtp, MailRoute::Smtp(SecretArn(MAILBOX.to_owned())));
    }

    #[test]
    fn ses_is_not_used_without_knowing_who_shares_its_rate() {
        let problems = route(&[("CAM_SEND_CONCURRENCY", "")]).unwrap_err();
        assert!(problems.to_string().contains("CAM_SEND_CONCURRENCY is not set"), "{problems}");
    }

    #[test]
    fn a_clock_that_is_off_is_for_this_machine_only() {
        let read = |endpoint: &str| {
            read(StartCycle::read, &with(&[("CAM_TEST_CLOCK_OFFSET_S", "-90"), ("AWS_ENDPOINT_URL", endpoint)]))
        };
        for endpoint in ["http://127.0.0.1:4566", "http://localhost", "https://[::1]:4566/", "http://127.8.8.8/a"] {
            assert_eq!(read(endpoint).unwrap().account.clock_offset, SignedDuration::from_secs(-90), "{endpoint}");
        }
        let elsewhere = [
            "",
            "https://sqs.eu-central-1.amazonaws.com",
            "http://127.0.0.1.example.com",
            "http://127.0.0.1@example.com",
            "http://localhost:80@example.com/",
            "http://example.com/127.0.0.1",
            "http://0.0.0.0:4566",
            "http://10.0.0.1",
        ];
        for endpoint in elsewhere {
            let problems = read(endpoint).unwrap_err();
            assert_eq!(problems.iter().collect::<Vec<_>>(), [&SettingProblem::WrongClock], "{endpoint}");
        }
        let shifted = [("CAM_TEST_CLOCK_OFFSET_S", "60"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")];
        for (ses, is_taken) in [("http://127.0.0.1:2525", true), ("https://email.eu-central-1.amazonaws.com", false)] {
            let shifted: Vec<_> = shifted.into_iter().chain([("AWS_ENDPOINT_URL_SES", ses)]).collect();
            assert_eq!(super::tests::read(StartCycle::read, &with(&shifted)).is_ok(), is_taken, "{ses}");
        }
    }

    #[test]
    fn answers_come_to_a_domain_or_to_the_senders() {
        let read = |domain| {
            read(SendOutreach::read, &with(&[("CAM_INBOUND_DOMAIN", domain)])).map(|settings| settings.inbound_domain)
        };
        assert_eq!(read("reply.example.com").unwrap().as_deref(), Some("reply.example.com"));
        assert_eq!(read("").unwrap(), None);
        assert!(read("not a domain").is_err());
    }
}
