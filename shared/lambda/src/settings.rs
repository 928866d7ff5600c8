//! What a function is told by its environment: read once at the start, all problems together, by name.
//!
//! Each function's need is a type, and a function is asked for nothing it does not need. The names are those of
//! `infra/template.yaml`.

mod reader;

use std::{collections::BTreeMap, fmt};

use aws_credential_types::Credentials;
use cam_core::cycle::{Phase, Stack};
use cam_ports::identity::Identities;

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
    /// `CAM_TABLE`.
    pub table: TableName,
    /// `CAM_QUEUE_<PHASE>`, of the phases this one hands on to.
    pub queues: BTreeMap<Phase, QueueUrl>,
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
    /// From `CAM_SECRET`.
    pub identities: Identities,
}

/// What schedule-outreach needs.
#[derive(Debug)]
pub struct ScheduleOutreach {
    /// Where it works.
    pub account: Account,
    /// From `CAM_SECRET`.
    pub identities: Identities,
}

/// What send-outreach needs.
#[derive(Debug)]
pub struct SendOutreach {
    /// Where it works.
    pub account: Account,
    /// From `CAM_SECRET`.
    pub identities: Identities,
    /// `CAM_LIVE`.
    pub stack: Stack,
}

/// What detect-replies needs.
#[derive(Debug)]
pub struct DetectReplies {
    /// Where it works.
    pub account: Account,
    /// From `CAM_SECRET`.
    pub identities: Identities,
}

/// What escalate-leads needs.
#[derive(Debug)]
pub struct EscalateLeads {
    /// Where it works.
    pub account: Account,
}

/// What report-cycle needs.
#[derive(Debug)]
pub struct ReportCycle {
    /// Where it works.
    pub account: Account,
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
        let (account, identities) = (reader.account(Phase::ProcessLeads), reader.identities());
        reader.finish(|| Some(Self { account: account?, identities: identities? }))
    }
}

impl ScheduleOutreach {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, identities) = (reader.account(Phase::ScheduleOutreach), reader.identities());
        reader.finish(|| Some(Self { account: account?, identities: identities? }))
    }
}

impl SendOutreach {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, identities) = (reader.account(Phase::SendOutreach), reader.identities());
        let stack = reader.stack();
        reader.finish(|| Some(Self { account: account?, identities: identities?, stack: stack? }))
    }
}

impl DetectReplies {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let (account, identities) = (reader.account(Phase::DetectReplies), reader.identities());
        reader.finish(|| Some(Self { account: account?, identities: identities? }))
    }
}

impl EscalateLeads {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let account = reader.account(Phase::EscalateLeads);
        reader.finish(|| Some(Self { account: account? }))
    }
}

impl ReportCycle {
    /// Reads them.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsProblems> {
        let mut reader = Reader::new(lookup);
        let account = reader.account(Phase::ReportCycle);
        reader.finish(|| Some(Self { account: account? }))
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

/// The name of a DynamoDB table: 3 to 255 letters, digits, `_`, `-` and `.`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableName(String);

impl TableName {
    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(text: &str) -> Option<Self> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
        ((3..=255).contains(&text.len()) && text.chars().all(is_name)).then(|| Self(text.to_owned()))
    }
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
    /// The stack is to be live, and nothing could send.
    #[error("CAM_LIVE is \"true\", and this release has no gateway that sends: set it to \"false\"")]
    NoGateway,
}

/// What follows `https://` or `http://`, if anything does.
fn without_scheme(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use cam_ports::identity::SECRET_LEN;

    use super::*;

    /// Every setting there is, as a stack has it.
    fn whole() -> BTreeMap<String, String> {
        let mut all = BTreeMap::from(
            [
                ("AWS_REGION", "eu-central-1"),
                ("AWS_ACCESS_KEY_ID", "key"),
                ("AWS_SECRET_ACCESS_KEY", "hush"),
                ("CAM_TABLE", "cam"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        );
        all.insert("CAM_SECRET".to_owned(), "0f".repeat(SECRET_LEN));
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
        let all = with(&[("AWS_SESSION_TOKEN", "token"), ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")]);
        let settings = read(SendOutreach::read, &all).unwrap();
        let account = settings.account;
        assert_eq!((account.region.as_str(), account.table.as_str()), ("eu-central-1", "cam"));
        assert_eq!(account.endpoint_url.as_deref(), Some("http://127.0.0.1:4566"));
        assert_eq!(account.credentials.secret_access_key(), "hush");
        assert_eq!(account.credentials.session_token(), Some("token"));
        assert_eq!(account.queues.into_keys().collect::<Vec<_>>(), Phase::ALL[1..]);
        assert_eq!(settings.stack, Stack::Dry);
    }

    #[test]
    fn a_function_asks_only_for_what_it_needs() {
        assert_eq!(asked(StartCycle::read), ["CAM_TABLE", "CAM_QUEUE_PROCESS_LEADS", "CAM_LIVE"]);
        assert_eq!(asked(ProcessLeads::read), ["CAM_TABLE", "CAM_QUEUE_SCHEDULE_OUTREACH", "CAM_SECRET"]);
        assert_eq!(asked(ScheduleOutreach::read), ["CAM_TABLE", "CAM_QUEUE_SEND_OUTREACH", "CAM_SECRET"]);
        assert_eq!(asked(DetectReplies::read), ["CAM_TABLE", "CAM_QUEUE_ESCALATE_LEADS", "CAM_SECRET"]);
        assert_eq!(asked(EscalateLeads::read), ["CAM_TABLE", "CAM_QUEUE_REPORT_CYCLE"]);
        assert_eq!(asked(ReportCycle::read), ["CAM_TABLE"]);
        let watch = [
            "CAM_TABLE",
            "CAM_QUEUE_PROCESS_LEADS",
            "CAM_QUEUE_SCHEDULE_OUTREACH",
            "CAM_QUEUE_SEND_OUTREACH",
            "CAM_QUEUE_DETECT_REPLIES",
            "CAM_QUEUE_ESCALATE_LEADS",
            "CAM_QUEUE_REPORT_CYCLE",
            "CAM_SECRET",
            "CAM_LIVE",
        ];
        assert_eq!(asked(SendOutreach::read), watch);
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
        let expected = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "CAM_TABLE"];
        assert_eq!(missing[..4], expected);
        assert_eq!(missing[4..10], Phase::ALL[1..].iter().map(|phase| queue_setting(*phase)).collect::<Vec<_>>());
        assert_eq!(missing[10..], ["CAM_SECRET"]);
    }

    #[test]
    fn what_is_malformed_is_named_with_what_to_set_and_without_its_value() {
        let cases = [
            ("AWS_REGION", "Frankfurt!"),
            ("AWS_ENDPOINT_URL", "loopback"),
            ("CAM_TABLE", "a table"),
            ("CAM_QUEUE_DETECT_REPLIES", "detect-replies"),
            ("CAM_QUEUE_REPORT_CYCLE", "https://sqs.example.com"),
            ("CAM_SECRET", "hush-hush"),
            ("CAM_LIVE", "perhaps"),
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

    #[test]
    fn a_live_stack_is_refused_for_want_of_a_gateway() {
        let problems = read(StartCycle::read, &with(&[("CAM_LIVE", "true")])).unwrap_err();
        assert_eq!(problems.iter().collect::<Vec<_>>(), [&SettingProblem::NoGateway]);
        assert!(read(StartCycle::read, &with(&[("CAM_LIVE", "false")])).is_ok());
    }
}
