//! The list prices, and what a count of requests costs by them.

use serde::{Deserialize, Serialize};

use crate::aws::{Calls, Meter};

/// The prices as they are kept, with where and when they were read.
const PRICES: &str = include_str!("prices.toml");

/// Stands in the name of an operation that AWS does for us, and no function waits for.
pub const BY_AWS: &str = " (by AWS)";

const DAYS_A_MONTH: f64 = 30.0;

/// Prices in dollars, and what is assumed where nothing can be counted.
#[derive(Debug, Clone, Deserialize)]
pub struct Prices {
    /// When they were read.
    pub read_on: String,
    dynamodb: Dynamodb,
    sqs: Sqs,
    sns: Sns,
    ses: Ses,
    s3: S3,
    secrets_manager: SecretsManager,
    lambda: Lambda,
    cloudwatch: Cloudwatch,
    assumed: Assumed,
}

#[derive(Debug, Clone, Deserialize)]
struct Dynamodb {
    million_write_units: f64,
    million_read_units: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct Sqs {
    million_requests: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct Sns {
    million_publishes: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct Ses {
    thousand_mails: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct S3 {
    thousand_writes: f64,
    thousand_reads: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct SecretsManager {
    ten_thousand_requests: f64,
    secret_month: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct Lambda {
    million_requests: f64,
    gigabyte_second: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct Cloudwatch {
    gigabyte_logs: f64,
    metric_month: f64,
    alarm_month: f64,
}

#[derive(Debug, Clone, Deserialize)]
struct Assumed {
    memory_mb: f64,
    invocation_ms: f64,
    request_ms: f64,
    ses_request_ms: f64,
    start_ms: f64,
    pollers: f64,
    poll_seconds: f64,
    mappings: f64,
    alarms: f64,
    metrics: f64,
    secrets: f64,
}

/// One line of a month in which nothing happens.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Standing {
    /// What for.
    pub what: &'static str,
    /// Dollars.
    pub dollars: f64,
}

impl Prices {
    /// Reads the prices.
    pub fn read() -> Result<Self, toml::de::Error> {
        toml::from_str(PRICES)
    }

    /// What SES itself asks for `n` mails.
    #[must_use]
    pub fn ses_fee(&self, n_mails: usize) -> f64 {
        self.ses.thousand_mails * n_mails as f64 / 1e3
    }

    /// What everything besides SES costs in one step of the day.
    #[must_use]
    pub fn step(&self, meter: &Meter, step: &str) -> f64 {
        let calls = meter.calls().filter(|(asked, _)| asked.step == step);
        calls.map(|(asked, calls)| self.calls(&asked.service, &asked.operation, calls)).sum()
    }

    /// What a number of equal requests costs, with the time a function waits for them.
    #[must_use]
    pub fn calls(&self, service: &str, operation: &str, calls: &Calls) -> f64 {
        let n = calls.n as f64;
        let operation_itself = operation.trim_end_matches(BY_AWS);
        let request = match (service, operation_itself) {
            ("dynamodb", _) => {
                self.dynamodb.million_write_units * calls.write_units / 1e6
                    + self.dynamodb.million_read_units * calls.read_units / 1e6
            }
            ("sqs", _) => self.sqs.million_requests * n / 1e6,
            ("sns", _) => self.sns.million_publishes * n / 1e6,
            ("s3", "DeleteObject") => 0.0,
            ("s3", "GetObject" | "HeadObject") => self.s3.thousand_reads * n / 1e3,
            ("s3", _) => self.s3.thousand_writes * n / 1e3,
            ("secretsmanager", _) => self.secrets_manager.ten_thousand_requests * n / 1e4,
            ("lambda", "Invoke") => self.lambda.million_requests * n / 1e6,
            ("logs", _) => self.cloudwatch.gigabyte_logs * n / 1e9,
            // SES's own fees are what all this is held against.
            _ => 0.0,
        };
        request + self.lambda.gigabyte_second * self.gigabyte_seconds(service, operation, n)
    }

    /// How long functions are billed for `n` operations.
    fn gigabyte_seconds(&self, service: &str, operation: &str, n: f64) -> f64 {
        let ms = match (service, operation) {
            (_, operation) if operation.ends_with(BY_AWS) => 0.0,
            ("lambda", "Invoke") => self.assumed.invocation_ms,
            ("lambda", _) => self.assumed.start_ms,
            ("logs", _) => 0.0,
            ("ses", _) => self.assumed.ses_request_ms,
            _ => self.assumed.request_ms,
        };
        n * ms / 1e3 * self.assumed.memory_mb / 1024.0
    }

    /// What a month costs in which `idle_day` is every day.
    #[must_use]
    pub fn idle_month(&self, idle_day: f64) -> Vec<Standing> {
        let Assumed { pollers, poll_seconds, mappings, alarms, metrics, secrets, .. } = self.assumed;
        let polls = mappings * pollers * DAYS_A_MONTH * 86_400.0 / poll_seconds;
        vec![
            Standing { what: "rules and what they look at", dollars: DAYS_A_MONTH * idle_day },
            Standing { what: "polls of empty queues", dollars: self.sqs.million_requests * polls / 1e6 },
            Standing { what: "secret", dollars: self.secrets_manager.secret_month * secrets },
            Standing { what: "alarms", dollars: self.cloudwatch.alarm_month * alarms },
            Standing { what: "metrics", dollars: self.cloudwatch.metric_month * metrics },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices() -> Prices {
        Prices::read().unwrap()
    }

    #[test]
    fn a_million_units_cost_what_the_list_says() {
        let calls = Calls { write_units: 1e6, read_units: 1e6, ..Calls::default() };
        assert_eq!(prices().calls("dynamodb", "Query", &calls), 0.625 + 0.125);
    }

    #[test]
    fn a_function_waits_for_what_it_asks_for_and_not_for_what_aws_does() {
        let million = Calls { n: 1_000_000, ..Calls::default() };
        let asked = prices().calls("sqs", "SendMessageBatch", &million);
        let done = prices().calls("sqs", &format!("ReceiveMessage{BY_AWS}"), &million);
        assert_eq!(done, 0.40);
        assert!(asked > done, "{asked}");
    }

    #[test]
    fn what_ses_asks_for_is_no_charge_besides_ses() {
        let million = Calls { n: 1_000_000, ..Calls::default() };
        assert_eq!(prices().calls("ses", &format!("SendRawEmail{BY_AWS}"), &million), 0.0);
        assert_eq!(prices().ses_fee(1_000), 0.10);
    }
}
