//! Reads settings one by one and remembers what is wrong with them.

use std::{collections::BTreeMap, path::PathBuf};

use aws_credential_types::Credentials;
use cam_core::{
    address::EmailAddress,
    cycle::{Phase, Stack},
};
use jiff::SignedDuration;

use super::{
    Account, BucketName, ConfigurationSet, Lookup, MailRoute, QueueUrl, SecretArn, SesRoute, SettingProblem,
    SettingsProblems, StackName, TableName, hands_on_to, is_loopback, queue_setting, without_scheme,
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
        let endpoint_url = self.endpoint_url("AWS_ENDPOINT_URL");
        let ses_endpoint_url = self.endpoint_url("AWS_ENDPOINT_URL_SES");
        let ca_bundle = self.optional("AWS_CA_BUNDLE", "the path of a PEM file", |text| Some(PathBuf::from(text)));
        let stack_name = self.required("CAM_STACK", "the stack's name", StackName::parse);
        let clock_offset = self.clock_offset(endpoint_url.as_deref(), ses_endpoint_url.as_deref());
        let table = self.required("CAM_TABLE", "the name of the stack's table", TableName::parse);
        // Every queue is asked for before the first missing one ends the list, so that all of them are told.
        let queues: Vec<_> = hands_on_to(phase).into_iter().map(|to| Some((to, self.queue(to)?))).collect();
        let queues: Option<BTreeMap<_, _>> = queues.into_iter().collect();
        Some(Account {
            region: region?,
            credentials: credentials?,
            endpoint_url,
            ses_endpoint_url,
            ca_bundle,
            stack_name: stack_name?,
            clock_offset,
            table: table?,
            queues: queues?,
        })
    }

    fn endpoint_url(&mut self, name: &str) -> Option<String> {
        self.optional(name, "a URL, such as \"http://127.0.0.1:4566\"", |text| {
            without_scheme(text).map(|_| text.to_owned())
        })
    }

    pub(super) fn inbound_domain(&mut self) -> Option<String> {
        let parse = |text: &str| EmailAddress::parse(&format!("r@{text}")).ok().map(|_| text.to_owned());
        self.optional("CAM_INBOUND_DOMAIN", "a domain, such as \"reply.example.com\"", parse)
    }

    /// A clock that is off is taken only where nothing real can be reached.
    fn clock_offset(&mut self, endpoint_url: Option<&str>, ses_endpoint_url: Option<&str>) -> SignedDuration {
        let parse = |text: &str| text.parse().ok().map(SignedDuration::from_secs);
        let offset = self.optional("CAM_TEST_CLOCK_OFFSET_S", "a number of seconds, in a test", parse);
        let is_real = !endpoint_url.is_some_and(is_loopback) || !ses_endpoint_url.is_none_or(is_loopback);
        if offset.is_some() && is_real {
            self.problems.push(SettingProblem::WrongClock);
        }
        offset.unwrap_or_default()
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

    pub(super) fn key_secret(&mut self) -> Option<SecretArn> {
        self.required("CAM_KEY_SECRET", "the ARN of the secret that holds the stack's key", SecretArn::parse)
    }

    pub(super) fn bucket(&mut self) -> Option<BucketName> {
        self.required("CAM_BUCKET", "the name of the stack's bucket", BucketName::parse)
    }

    /// A stack is dry unless it says otherwise.
    pub(super) fn stack(&mut self) -> Option<Stack> {
        let live = self.optional("CAM_LIVE", "\"false\" or \"true\"", |text| text.parse::<bool>().ok());
        Some(if live == Some(true) { Stack::Live } else { Stack::Dry })
    }

    /// How mail leaves: by a mailbox if there is one, or else by SES if there is a configuration set.
    pub(super) fn mail_route(&mut self) -> Option<MailRoute> {
        let wanted = "the name of the stack's SES configuration set";
        let configuration_set = self.optional("CAM_CONFIGURATION_SET", wanted, ConfigurationSet::parse);
        let wanted = "how many functions may send at once: the maximum concurrency of the send queue's mapping";
        let parse = |text: &str| text.parse().ok();
        let concurrency = if configuration_set.is_some() {
            self.required("CAM_SEND_CONCURRENCY", wanted, parse)
        } else {
            self.optional("CAM_SEND_CONCURRENCY", wanted, parse)
        };
        let smtp = self.optional("CAM_SMTP_SECRET", "the ARN of the secret of a mailbox", SecretArn::parse);
        Some(match (smtp, configuration_set) {
            (Some(secret), _) => MailRoute::Smtp(secret),
            (None, Some(configuration_set)) => {
                MailRoute::Ses(SesRoute { configuration_set, concurrency: concurrency? })
            }
            (None, None) => MailRoute::Nowhere,
        })
    }

    /// How outreach leaves: only from a live stack, and never from one by accident.
    pub(super) fn outreach_route(&mut self, stack: Option<Stack>) -> Option<MailRoute> {
        let route = self.mail_route();
        if stack != Some(Stack::Live) {
            return route.map(|_| MailRoute::Nowhere);
        }
        let is_set = |name: &str| (self.lookup)(name).is_some_and(|text| !text.is_empty());
        if !is_set("CAM_CONFIGURATION_SET") && !is_set("CAM_SMTP_SECRET") {
            self.problems.push(SettingProblem::NoWayOut);
        }
        route
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
