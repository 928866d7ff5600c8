//! The stack itself: its switch, its owner, its queues, what comes in, and its campaigns.

use cam_core::{address::EmailAddress, campaign::Campaign, cycle::Mode, phases::start_cycle::uncleared};

use super::{
    super::{
        Check,
        findings::{Findings, Queue, Rule, RuleSet},
    },
    Outcome, Verdict, advised, required, told,
};

impl Findings {
    /// The campaigns that want to send; none where they could not be read.
    pub(super) fn live_campaigns(&self) -> impl Iterator<Item = &Campaign> {
        let campaigns = self.campaigns.as_deref().unwrap_or_default().iter();
        campaigns.filter(|campaign| campaign.mode == Mode::Live)
    }
}

pub(super) fn live(findings: &Findings) -> Check {
    let verdict = if findings.stack.is_live {
        Verdict::passed("the stack is deployed live: mail of live campaigns goes out")
    } else {
        Verdict::warning("the stack is not live: every day is a dry run, and nothing is sent")
            .then("When nothing blocks: sam deploy --parameter-overrides Live=true")
    };
    advised("Live", verdict)
}

pub(super) fn owner(findings: &Findings) -> Check {
    let owner = &findings.stack.owner_address;
    required(
        "Owner",
        match EmailAddress::parse(owner) {
            Ok(_) => Verdict::passed(format!("digests, hot leads and alarms go to {owner}")),
            Err(problem) => Verdict::blocking(format!("\"{owner}\" is no e-mail address: {problem}"))
                .then("Deploy the stack with OwnerAddress=owner@example.com"),
        },
    )
}

pub(super) fn inbound(findings: &Findings) -> Check {
    let (Some(domain), Some(rules)) = (&findings.stack.inbound_domain, &findings.receipt_rules) else {
        let verdict = Verdict::blocking("replies do not come in: CAM would not see a \"no\", and would go on writing")
            .then("Deploy the stack with InboundDomain=reply.example.com; answers then go there, and CAM reads them.");
        return required("Inbound", verdict);
    };
    required("Inbound", told(rules, |active| receipt_rules(findings, domain, active.as_ref())))
}

fn receipt_rules(findings: &Findings, domain: &str, active: Option<&RuleSet>) -> Verdict {
    let Some(ours) = &findings.stack.receipt_rule_set else {
        return Verdict::blocking("the stack takes replies by SES, but names no receipt rule set")
            .then("Deploy infra/template.yaml of this version.");
    };
    let Some(active) = active else {
        return Verdict::blocking("no receipt rule set is active: replies are refused")
            .then(format!("cam --stack {} preflight --fix  makes \"{ours}\" the active one.", findings.stack.name));
    };
    if active.name != *ours {
        let seen = format!("another receipt rule set is active, \"{}\", and a region has but one", active.name);
        return Verdict::blocking(seen).then(format!(
            "Deploy the stack with ReceiptRuleSet={}: its rule is then added to that set.",
            active.name
        ));
    }
    let takes = |rule: &&Rule| {
        let is_for_us = rule.recipients.is_empty() || rule.recipients.iter().any(|to| to == domain);
        let puts = |(bucket, prefix): &(String, String)| *bucket == findings.stack.bucket && prefix == "mail/";
        rule.is_enabled && is_for_us && rule.buckets.iter().any(puts)
    };
    match active.rules.iter().find(takes) {
        Some(_) => Verdict::passed(format!("mail to {domain} comes into the bucket")),
        None => Verdict::blocking(format!("no rule of \"{ours}\" puts mail to {domain} into this stack's bucket"))
            .then("Deploy the stack again: its template makes the rule."),
    }
}

pub(super) fn queues(findings: &Findings) -> Vec<Check> {
    let region = &findings.region;
    let unread = |queues: &[Queue]| queues.iter().find_map(|queue| queue.n_messages.clone().err());
    let missing = |queues: &[Queue]| -> Vec<String> {
        queues.iter().filter(|queue| queue.n_messages == Ok(None)).map(|queue| queue.name.clone()).collect()
    };
    let all: Vec<Queue> = findings.queues.iter().chain(&findings.dead_letters).cloned().collect();
    let reached = match (unread(&all), missing(&all).as_slice()) {
        (_, missing @ [_, ..]) => Verdict::blocking(format!("there is no queue {}", missing.join(", ")))
            .then("Deploy infra/template.yaml of this version."),
        (Some(reason), []) => told::<()>(&Err(reason), |()| Verdict::passed("")),
        (None, []) => Verdict::passed(format!("all {} are reached", all.len())),
    };
    let full: Vec<&Queue> =
        findings.dead_letters.iter().filter(|queue| matches!(queue.n_messages, Ok(Some(n)) if n > 0)).collect();
    let dead = if full.is_empty() {
        Verdict::passed("nothing lies in them")
    } else {
        let shown = full
            .iter()
            .map(|queue| format!("{} ({})", queue.name, queue.n_messages.clone().ok().flatten().unwrap_or_default()));
        let verdict =
            Verdict::warning(format!("work that nobody could do lies in {}", shown.collect::<Vec<_>>().join(", ")));
        full.iter()
            .map(|queue| format!("aws sqs receive-message --region {region} --queue-url \"$(aws sqs get-queue-url --region {region} --queue-name {} --query QueueUrl --output text)\"", queue.name))
            .fold(verdict, Verdict::then)
            .then("infra/README.md says what each means, and how to give it back to its phase.")
    };
    let cannot_tell = reached.outcome == Outcome::CannotTell;
    let mut checks = vec![required("Queues", reached)];
    if !cannot_tell {
        checks.push(advised("Dead letters", dead));
    }
    checks
}

pub(super) fn campaigns(findings: &Findings) -> Vec<Check> {
    let name = &findings.stack.name;
    let campaigns = match &findings.campaigns {
        Ok(campaigns) => campaigns,
        Err(reason) => {
            return vec![required("Campaigns", told::<()>(&Err(reason.clone()), |()| Verdict::passed("")))];
        }
    };
    let live: Vec<&Campaign> = findings.live_campaigns().collect();
    if live.is_empty() {
        let verdict = if campaigns.is_empty() {
            Verdict::warning("there is none yet")
        } else {
            Verdict::warning("none is live: their days stay dry runs")
        };
        let step = format!("Write mode = \"live\" into its file, and: cam --stack {name} campaign apply FILE");
        return vec![advised("Campaigns", verdict.then(step))];
    }
    live.into_iter().flat_map(|campaign| [senders(findings, campaign), way_out(campaign)]).collect()
}

fn senders(findings: &Findings, campaign: &Campaign) -> Check {
    let identity = &findings.stack.sender_identity;
    let outside: Vec<&str> = uncleared(campaign, &[identity]).into_iter().map(|sender| sender.id.as_str()).collect();
    let verdict = if outside.is_empty() {
        Verdict::passed(format!("{} of them write as {identity}", campaign.senders.len()))
    } else {
        Verdict::blocking(format!("{} of them do not write as {identity}: {}", outside.len(), outside.join(", ")))
            .then(format!("Give them addresses under {identity} in the campaign's file, or deploy the stack with their SenderIdentity."))
    };
    required(format!("Senders of {}", campaign.id), verdict)
}

fn way_out(campaign: &Campaign) -> Check {
    let verdict = match &campaign.unsubscribe_url {
        Some(url) => Verdict::passed(format!("mails link to {url}")),
        None => Verdict::warning(
            "mails have no link to unsubscribe: readers object by answering, and large providers ask for a link",
        )
        .then("Set unsubscribe_url in the campaign's file to a page that takes it."),
    };
    advised(format!("Way out of {}", campaign.id), verdict)
}
