//! Mail through Amazon SES: handed over once, at the pace and within the quota of the account.
//!
//! The bytes of a mail go out as they are (`SendRawEmail`). Nothing that may have gone out is repeated: SES has no token
//! that would make a repeat harmless.

mod problem;
mod quota;

use std::fmt;

use aws_sdk_ses::{
    Client,
    operation::send_raw_email::builders::SendRawEmailFluentBuilder,
    primitives::Blob,
    types::{MessageTag, RawMessage},
};
use cam_ports::{
    clock::Clock,
    error::{BoxError, Chain},
    gateway::{EmailGateway, GatewayError, Mail, MailId},
};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};
use tracing::warn;

pub use problem::SesProblem;
use problem::{Class, judge};
use quota::{Allowance, LONGEST_WAIT, Quota};

use crate::connector::Lazy;

/// The tag that leads from an event of SES back to the send.
const SEND_TAG: &str = "ocid";

/// How SES is used where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The region of the client, which stands in every `Message-ID`.
    pub region: String,
    /// The configuration set whose events come back.
    pub configuration_set: Option<String>,
    /// How many functions send at the same time: each takes its share of the account's pace.
    pub concurrency: u32,
}

/// Sends mail through SES.
pub struct SesGateway<C> {
    client: Lazy<Client>,
    settings: Settings,
    clock: C,
    allowance: Mutex<Allowance>,
}

impl<C> fmt::Debug for SesGateway<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SesGateway").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl<C: Clock> SesGateway<C> {
    /// Sends with `client`, which is [`Aws::ses`](crate::connector::Aws::ses): one that repeats nothing.
    #[must_use]
    pub fn new(client: impl Into<Lazy<Client>>, settings: Settings, clock: C) -> Self {
        let allowance = Mutex::new(Allowance::new(settings.concurrency));
        Self { client: client.into(), settings, clock, allowance }
    }

    /// Waits until this mail's turn has come, or says why it has none.
    async fn await_turn(&self, mail: &MailId) -> Result<(), SesProblem> {
        let mut allowance = self.allowance.lock().await;
        let now = self.clock.now();
        if allowance.is_stale(now) {
            allowance.renew(self.read_quota().await, now);
        }
        let turn = allowance.take(mail, now, Instant::now())?;
        drop(allowance);
        sleep_until(turn).await;
        Ok(())
    }

    /// The account's quota; unknown if it cannot be read, which is said and stops no mail.
    async fn read_quota(&self) -> Quota {
        match self.client.get_send_quota().send().await {
            Ok(answer) => Quota::read(answer.max24_hour_send, answer.max_send_rate, answer.sent_last24_hours),
            Err(error) => {
                let error = crate::trouble::trouble(error);
                warn!(
                    error = %Chain(&*error),
                    "the quota of SES cannot be read, so one mail a second is sent: allow ses:GetSendQuota"
                );
                Quota::Unknown
            }
        }
    }

    /// Hands a mail over when its turn has come.
    async fn offer(&self, id: &MailId, request: SendRawEmailFluentBuilder) -> Result<String, (Class, SesProblem)> {
        self.await_turn(id).await.map_err(|problem| (Class::Unavailable, problem))?;
        match request.send().await {
            Ok(answer) if answer.message_id().is_empty() => Err((Class::NoAnswer, SesProblem::Unreadable)),
            Ok(answer) => Ok(self.wire_id(answer.message_id())),
            Err(error) => {
                let (class, problem) = judge(error);
                self.allowance.lock().await.learn(&problem, self.clock.now(), Instant::now());
                Err((class, problem))
            }
        }
    }

    fn request(&self, mail: &Mail) -> Result<SendRawEmailFluentBuilder, BoxError> {
        let message = RawMessage::builder().data(Blob::new(mail.mime.clone())).build()?;
        let request = self.client.send_raw_email().raw_message(message);
        let request = request.source(mail.from.expose()).destinations(mail.to.expose());
        let request = request.set_configuration_set_name(self.settings.configuration_set.clone());
        Ok(match &mail.id {
            MailId::Outreach(send) => {
                request.tags(MessageTag::builder().name(SEND_TAG).value(send.to_string()).build()?)
            }
            MailId::Notice(_) => request,
        })
    }

    /// How SES writes the id of a mail into its `Message-ID`.
    fn wire_id(&self, id: &str) -> String {
        let place = if self.settings.region == "us-east-1" { "email" } else { &self.settings.region };
        format!("{id}@{place}.amazonses.com")
    }
}

impl<C: Clock> EmailGateway for SesGateway<C> {
    fn name(&self) -> &'static str {
        "ses"
    }

    /// Waits for its share of the account's pace. Needs a tokio runtime with time.
    ///
    /// A notice that comes too fast for SES is offered once more after a pause, unless the wait was long already: a touch
    /// is brought again by the table, and a notice by nobody.
    async fn send(&self, mail: &Mail) -> Result<String, GatewayError> {
        let request = self.request(mail).map_err(GatewayError::Rejected)?;
        let began = Instant::now();
        let mut answer = self.offer(&mail.id, request.clone()).await;
        let is_too_fast = matches!(answer, Err((Class::Unavailable, SesProblem::Rate)));
        if is_too_fast && matches!(mail.id, MailId::Notice(_)) && began.elapsed() <= LONGEST_WAIT {
            answer = self.offer(&mail.id, request).await;
        }
        answer.map_err(|(class, problem)| match class {
            Class::Rejected => GatewayError::Rejected(problem.into()),
            Class::Unavailable => GatewayError::Unavailable(problem.into()),
            Class::NoAnswer => GatewayError::NoAnswer(problem.into()),
        })
    }
}

#[cfg(test)]
mod tests;
