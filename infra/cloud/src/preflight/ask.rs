//! The asking: AWS and the DNS, one question after the other. Whatever gives no answer is noted, and the rest goes on.

use std::collections::BTreeSet;

use aws_sdk_ses::types::{ConfigurationSetAttribute, ReceiptRule};
use aws_sdk_sqs::types::QueueAttributeName;
use cam_core::{
    address::EmailAddress,
    campaign::{Campaign, StoredCampaign},
    cycle::{Mode, Phase},
};
use cam_ports::{campaign_store::CampaignStore, error::Chain};

use super::{
    dns::Dns,
    findings::{
        Asked, ConfigurationSet, Destination, Dkim, Findings, MailFrom, MailHosts, Queue, Quota, Rule, RuleSet,
        SesFindings, Texts,
    },
};
use crate::{
    error::{Action, CloudError, code_of, failed},
    stack::Stack,
};

/// The logical id of the topic that SES tells its events to, in the template.
const REPLIES_TOPIC: &str = "RepliesTopic";

/// The rules that have a queue for what could not be delivered.
const RULES: [&str; 2] = ["daily-rule", "five-minutes-rule"];

/// What counts as a message in a queue.
const MESSAGES: [QueueAttributeName; 3] = [
    QueueAttributeName::ApproximateNumberOfMessages,
    QueueAttributeName::ApproximateNumberOfMessagesNotVisible,
    QueueAttributeName::ApproximateNumberOfMessagesDelayed,
];

/// Asks everything that [`super::judge`] wants to know.
pub async fn ask(stack: &Stack, dns: &impl Dns) -> Findings {
    let facts = &stack.facts;
    let campaigns = campaigns(stack).await;
    let ses = Ses { stack, client: stack.ses() };
    let ses_findings = if facts.has_smtp { None } else { Some(ses.findings().await) };
    let names = Names::of(stack, campaigns.as_deref().unwrap_or_default(), ses_findings.as_ref());
    let receipt_rules = match &facts.inbound_domain {
        Some(_) => Some(ses.active_rules().await.map_err(said)),
        None => None,
    };
    let sqs = aws_sdk_sqs::Client::new(stack.session.config());
    let (mut queues, mut dead_letters) = (Vec::new(), Vec::new());
    for phase in Phase::ALL.into_iter().filter(|phase| *phase != Phase::StartCycle) {
        queues.push(queue(&sqs, stack.function(phase)).await);
        dead_letters.push(queue(&sqs, format!("{}-dead-letters", stack.function(phase))).await);
    }
    for rule in RULES {
        dead_letters.push(queue(&sqs, format!("{}-{rule}-dead-letters", facts.name)).await);
    }
    Findings {
        stack: facts.clone(),
        region: stack.session.region().to_owned(),
        ses: ses_findings,
        spf: names.spf(dns).await,
        dmarc: names.dmarc(dns).await,
        mail_hosts: names.mail_hosts(dns).await,
        receipt_rules,
        queues,
        dead_letters,
        campaigns,
    }
}

/// Makes the stack's receipt rules the active ones, if none are. Whether it did.
pub async fn activate_receipt_rules(stack: &Stack) -> Result<bool, CloudError> {
    let ses = Ses { stack, client: stack.ses() };
    let (Some(ours), None) = (&stack.facts.receipt_rule_set, ses.active_rules().await?) else { return Ok(false) };
    let asked = ses.client.set_active_receipt_rule_set().rule_set_name(ours).send().await;
    asked.map_err(failed("ses:SetActiveReceiptRuleSet"))?;
    Ok(true)
}

/// An error as a finding: with everything below it.
fn said(error: CloudError) -> String {
    Chain(&error).to_string()
}

async fn campaigns(stack: &Stack) -> Asked<Vec<Campaign>> {
    let stored = stack.table().map_err(said)?.campaigns().await.map_err(|error| Chain(&error).to_string())?;
    Ok(stored.into_iter().map(|StoredCampaign { campaign, .. }| campaign).collect())
}

async fn queue(client: &aws_sdk_sqs::Client, name: String) -> Queue {
    let n_messages = n_messages(client, &name).await.map_err(said);
    Queue { name, n_messages }
}

async fn n_messages(client: &aws_sdk_sqs::Client, name: &str) -> Result<Option<u64>, CloudError> {
    let url = match client.get_queue_url().queue_name(name).send().await {
        Err(error)
            if code_of(&error)
                .is_some_and(|code| code.ends_with("NonExistentQueue") || code.ends_with("QueueDoesNotExist")) =>
        {
            return Ok(None);
        }
        answer => answer.map_err(failed("sqs:GetQueueUrl"))?.queue_url.unwrap_or_default(),
    };
    let asked = client.get_queue_attributes().queue_url(url).set_attribute_names(Some(MESSAGES.to_vec()));
    let answer = asked.send().await.map_err(failed("sqs:GetQueueAttributes"))?;
    let counts = MESSAGES.iter().filter_map(|name| answer.attributes()?.get(name)?.parse::<u64>().ok());
    Ok(Some(counts.sum()))
}

/// SES, asked about one stack.
struct Ses<'a> {
    stack: &'a Stack,
    client: aws_sdk_ses::Client,
}

impl Ses<'_> {
    async fn findings(&self) -> SesFindings {
        SesFindings {
            verification: self.verification().await.map_err(said),
            dkim: self.dkim().await.map_err(said),
            mail_from: self.mail_from().await.map_err(said),
            quota: self.quota().await.map_err(said),
            may_send: self.may_send().await.map_err(said),
            configuration_set: self.configuration_set().await.map_err(said),
            replies_topic: self.stack.resource(REPLIES_TOPIC).await.map_err(said),
        }
    }

    fn identity(&self) -> &str {
        &self.stack.facts.sender_identity
    }

    async fn verification(&self) -> Result<Option<String>, CloudError> {
        let asked = self.client.get_identity_verification_attributes().identities(self.identity()).send().await;
        let answer = asked.map_err(failed("ses:GetIdentityVerificationAttributes"))?;
        let found = answer.verification_attributes().get(self.identity());
        Ok(found.map(|found| found.verification_status().as_str().to_owned()))
    }

    async fn dkim(&self) -> Result<Dkim, CloudError> {
        let asked = self.client.get_identity_dkim_attributes().identities(self.identity()).send().await;
        let answer = asked.map_err(failed("ses:GetIdentityDkimAttributes"))?;
        let found = answer.dkim_attributes().get(self.identity());
        // SES says nothing of the state of an address's keys, or that they have none.
        let status = |status: &str| Some(status.to_owned()).filter(|status| !status.is_empty());
        Ok(found.map_or_else(Dkim::default, |found| Dkim {
            is_enabled: found.dkim_enabled(),
            status: status(found.dkim_verification_status().as_str()),
            tokens: found.dkim_tokens().to_vec(),
        }))
    }

    async fn mail_from(&self) -> Result<MailFrom, CloudError> {
        let asked = self.client.get_identity_mail_from_domain_attributes().identities(self.identity()).send().await;
        let answer = asked.map_err(failed("ses:GetIdentityMailFromDomainAttributes"))?;
        let found = answer.mail_from_domain_attributes().get(self.identity());
        Ok(found.map_or_else(MailFrom::default, |found| MailFrom {
            domain: Some(found.mail_from_domain().to_owned()).filter(|domain| !domain.is_empty()),
            status: found.mail_from_domain_status().as_str().to_owned(),
            rejects: found.behavior_on_mx_failure().as_str() == "RejectMessage",
        }))
    }

    async fn quota(&self) -> Result<Quota, CloudError> {
        let answer = self.client.get_send_quota().send().await.map_err(failed("ses:GetSendQuota"))?;
        Ok(Quota {
            per_day: answer.max24_hour_send(),
            per_second: answer.max_send_rate(),
            sent: answer.sent_last24_hours(),
        })
    }

    async fn may_send(&self) -> Result<bool, CloudError> {
        let answer = self.client.get_account_sending_enabled().send().await;
        Ok(answer.map_err(failed("ses:GetAccountSendingEnabled"))?.enabled())
    }

    async fn configuration_set(&self) -> Result<Option<ConfigurationSet>, CloudError> {
        let asked = self
            .client
            .describe_configuration_set()
            .configuration_set_name(&self.stack.facts.configuration_set)
            .configuration_set_attribute_names(ConfigurationSetAttribute::EventDestinations)
            .configuration_set_attribute_names(ConfigurationSetAttribute::ReputationOptions);
        let answer = match asked.send().await {
            Err(error) if code_of(&error).is_some_and(|code| code.starts_with("ConfigurationSetDoesNotExist")) => {
                return Ok(None);
            }
            answer => answer.map_err(failed("ses:DescribeConfigurationSet"))?,
        };
        let destinations = answer.event_destinations().iter().map(|found| Destination {
            name: found.name().to_owned(),
            is_enabled: found.enabled(),
            events: found.matching_event_types().iter().map(|event| event.as_str().to_owned()).collect(),
            topic: found.sns_destination().map(|topic| topic.topic_arn().to_owned()),
        });
        let may_send = answer.reputation_options().is_none_or(aws_sdk_ses::types::ReputationOptions::sending_enabled);
        Ok(Some(ConfigurationSet { may_send, destinations: destinations.collect() }))
    }

    async fn active_rules(&self) -> Result<Option<RuleSet>, CloudError> {
        let answer = self.client.describe_active_receipt_rule_set().send().await;
        let answer = answer.map_err(failed("ses:DescribeActiveReceiptRuleSet"))?;
        let Some(active) = answer.metadata() else { return Ok(None) };
        let name = active.name().unwrap_or_default().to_owned();
        Ok(Some(RuleSet { name, rules: answer.rules().iter().map(rule).collect() }))
    }
}

fn rule(found: &ReceiptRule) -> Rule {
    let buckets = found.actions().iter().filter_map(|action| action.s3_action());
    let buckets =
        buckets.map(|to| (to.bucket_name().to_owned(), to.object_key_prefix().unwrap_or_default().to_owned()));
    Rule { is_enabled: found.enabled(), recipients: found.recipients().to_vec(), buckets: buckets.collect() }
}

/// The names to look up.
struct Names {
    /// Domains whose TXT records say who may send.
    senders_of: BTreeSet<String>,
    /// Domains that readers see, and that answers go to.
    seen: BTreeSet<String>,
    /// The domain replies come in at.
    inbound: Option<String>,
}

impl Names {
    fn of(stack: &Stack, campaigns: &[Campaign], ses: Option<&SesFindings>) -> Self {
        let facts = &stack.facts;
        let identity =
            facts.sender_identity.rsplit_once('@').map_or(facts.sender_identity.as_str(), |(_, domain)| domain);
        let live = campaigns.iter().filter(|campaign| campaign.mode == Mode::Live);
        let senders = live.flat_map(|campaign| &campaign.senders).map(|sender| sender.address.domain().to_owned());
        let mut seen: BTreeSet<String> = senders.collect();
        if seen.is_empty() {
            seen.insert(identity.to_owned());
        }
        // Receivers ask the return path's domain. Where that is SES's own, there is nothing to look at.
        let senders_of = match ses {
            None => seen.clone(),
            Some(ses) => ses.mail_from.iter().filter_map(|found| found.domain.clone()).collect(),
        };
        Self { senders_of, seen, inbound: facts.inbound_domain.clone() }
    }

    async fn spf(&self, dns: &impl Dns) -> Vec<Texts> {
        let mut found = Vec::new();
        for domain in &self.senders_of {
            found.push(Texts { domain: domain.clone(), texts: dns.texts(domain).await });
        }
        found
    }

    /// A domain without a record of its own stands under that of the registered domain above it (RFC 7489, 6.6.3).
    async fn dmarc(&self, dns: &impl Dns) -> Vec<Texts> {
        let mut found = Vec::new();
        for domain in &self.seen {
            let mut texts = dns.texts(&format!("_dmarc.{domain}")).await;
            let registered = EmailAddress::parse(&format!("postmaster@{domain}")).map(|at| at.registrable_domain());
            if let (Ok([]), Ok(above)) = (texts.as_deref(), registered)
                && above != *domain
            {
                texts = dns.texts(&format!("_dmarc.{above}")).await;
            }
            found.push(Texts { domain: domain.clone(), texts });
        }
        found
    }

    async fn mail_hosts(&self, dns: &impl Dns) -> Vec<MailHosts> {
        let mut found = Vec::new();
        for domain in self.seen.iter().chain(&self.inbound).collect::<BTreeSet<_>>() {
            found.push(MailHosts { domain: domain.clone(), hosts: dns.mail_hosts(domain).await });
        }
        found
    }
}

impl Stack {
    fn ses(&self) -> aws_sdk_ses::Client {
        aws_sdk_ses::Client::new(self.session.config())
    }

    /// The physical id of a resource of the template.
    async fn resource(&self, logical_id: &str) -> Result<String, CloudError> {
        const ACTION: Action = "cloudformation:DescribeStackResource";
        let client = aws_sdk_cloudformation::Client::new(self.session.config());
        let asked = client.describe_stack_resource().stack_name(&self.facts.name).logical_resource_id(logical_id);
        let answer = asked.send().await.map_err(failed(ACTION))?;
        let id = answer.stack_resource_detail().and_then(|detail| detail.physical_resource_id());
        id.map(ToOwned::to_owned).ok_or(CloudError::Refused { action: ACTION, code: "no id".to_owned() })
    }
}

#[cfg(test)]
mod tests;
