//! Reads settings one by one and remembers what is wrong with them.

use std::collections::BTreeMap;

use aws_credential_types::Credentials;
use cam_core::cycle::{Phase, Stack};
use cam_ports::identity::{Identities, SECRET_LEN};
use data_encoding::HEXLOWER_PERMISSIVE;

use super::{
    Account, Lookup, QueueUrl, SettingProblem, SettingsProblems, TableName, hands_on_to, queue_setting, without_scheme,
};

/// Reads settings and keeps what is wrong with them.
pub(super) struct Reader<'a> {
    lookup: Lookup<'a>,
    problems: Vec<SettingProblem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lookup: Lookup<'a>) -> Self {
        Self { lookup, problems: Vec::new() }
    }

    /// What was built, if nothing was wrong.
    pub(super) fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, SettingsProblems> {
        build().filter(|_| self.problems.is_empty()).ok_or(SettingsProblems(self.problems))
    }

    pub(super) fn account(&mut self, phase: Phase) -> Option<Account> {
        let region = self.required("AWS_REGION", "the region, such as \"eu-central-1\"", region);
        let credentials = self.credentials();
        let endpoint_url = self.optional("AWS_ENDPOINT_URL", "a URL, such as \"http://127.0.0.1:4566\"", |text| {
            without_scheme(text).map(|_| text.to_owned())
        });
        let table = self.required("CAM_TABLE", "the name of the stack's table", TableName::parse);
        // Every queue is asked for before the first missing one ends the list, so that all of them are told.
        let queues: Vec<_> = hands_on_to(phase).into_iter().map(|to| Some((to, self.queue(to)?))).collect();
        let queues: Option<BTreeMap<_, _>> = queues.into_iter().collect();
        Some(Account { region: region?, credentials: credentials?, endpoint_url, table: table?, queues: queues? })
    }

    fn queue(&mut self, phase: Phase) -> Option<QueueUrl> {
        self.required(&queue_setting(phase), "the URL of the phase's queue", QueueUrl::parse)
    }

    fn credentials(&mut self) -> Option<Credentials> {
        let id = self.required("AWS_ACCESS_KEY_ID", "the id of an access key", as_it_is);
        let secret = self.required("AWS_SECRET_ACCESS_KEY", "the secret of that access key", as_it_is);
        let token = self.optional("AWS_SESSION_TOKEN", "the token of the session", as_it_is);
        Some(Credentials::new(id?, secret?, token, None, "environment"))
    }

    pub(super) fn identities(&mut self) -> Option<Identities> {
        let wanted = "the stack's secret, 64 hexadecimal digits";
        let secret = self.required("CAM_SECRET", wanted, |text| {
            let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?;
            <[u8; SECRET_LEN]>::try_from(bytes).ok()
        });
        secret.map(|secret| Identities::new(&secret))
    }

    /// A stack is dry unless it says otherwise.
    pub(super) fn stack(&mut self) -> Option<Stack> {
        let live = self.optional("CAM_LIVE", "\"false\"", |text| text.parse::<bool>().ok());
        if live == Some(true) {
            self.problems.push(SettingProblem::NoGateway);
        }
        Some(Stack::Dry)
    }

    fn required<T>(&mut self, name: &str, wanted: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let is_set = (self.lookup)(name).is_some_and(|text| !text.is_empty());
        if !is_set {
            self.problems.push(SettingProblem::Missing { name: name.to_owned(), wanted });
        }
        self.optional(name, wanted, parse)
    }

    fn optional<T>(&mut self, name: &str, wanted: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = (self.lookup)(name).filter(|text| !text.is_empty())?;
        let value = parse(&text);
        if value.is_none() {
            self.problems.push(SettingProblem::Malformed { name: name.to_owned(), wanted });
        }
        value
    }
}

fn as_it_is(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn region(text: &str) -> Option<String> {
    let is_region = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    is_region.then(|| text.to_owned())
}
