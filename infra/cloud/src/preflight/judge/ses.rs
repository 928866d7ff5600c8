//! What SES thinks of the identity, the account, and the configuration set.

use super::{
    super::{
        Check,
        findings::{ConfigurationSet, Destination, Dkim, Findings, MailFrom, Quota, SesFindings},
    },
    Verdict, advised, required, told,
};

/// The events that CAM acts upon, as SES names them.
const NEEDED: [&str; 4] = ["bounce", "complaint", "delivery", "reject"];

/// An event that is wanted as well, and that this API of SES does not always tell of.
const WANTED: &str = "deliverydelay";

/// The daily quota and the rate of an account in the sandbox; the API that is used says no more.
const SANDBOX: (f64, f64) = (200.0, 1.0);

pub(super) fn checks(findings: &Findings) -> Vec<Check> {
    let Some(ses) = &findings.ses else {
        let seen =
            "mail goes out by SMTP: the secret is tried with the first mail; that mail is signed is up to that server";
        let seen = Verdict { outcome: super::Outcome::CannotTell, ..Verdict::passed(seen) };
        return vec![advised(
            "SMTP",
            seen.then("Send yourself a mail by that server, and look for dkim=pass in its headers."),
        )];
    };
    vec![
        required("Identity", told(&ses.verification, |status| identity(findings, status.as_deref()))),
        required("DKIM", told(&ses.dkim, |found| dkim(findings, found))),
        advised("MAIL FROM", told(&ses.mail_from, |found| mail_from(findings, found))),
        advised("Sending", told(&ses.may_send, |may_send| sending(findings, *may_send))),
        required("Quota", told(&ses.quota, |found| quota(findings, *found))),
        required("Events", told(&ses.configuration_set, |found| events(findings, ses, found.as_ref()))),
    ]
}

fn identity(findings: &Findings, status: Option<&str>) -> Verdict {
    let (identity, region) = (&findings.stack.sender_identity, &findings.region);
    let is_address = identity.contains('@');
    let next = if is_address {
        "Click the link in the mail that AWS sends to it, and run this again."
    } else {
        "Add the CNAME records that it prints to the domain's DNS, and run this again; it can take hours."
    };
    match status {
        Some("Success") => Verdict::passed(format!("{identity} is verified in {region}")),
        Some("Pending" | "TemporaryFailure") => {
            Verdict::blocking(format!("{identity} is not verified yet: AWS waits for you")).then(if is_address {
                "Click the link in the mail that AWS sent to it, and run this again."
            } else {
                "Add the records that are named at DKIM to the domain's DNS, and run this again; it can take hours."
            })
        }
        other => {
            let seen = other.map_or("is no identity".to_owned(), |status| format!("is not verified ({status})"));
            Verdict::blocking(format!("{identity} {seen} in {region}"))
                .then(format!("aws sesv2 create-email-identity --region {region} --email-identity {identity}"))
                .then(next)
        }
    }
}

fn dkim(findings: &Findings, found: &Dkim) -> Verdict {
    let (identity, region) = (&findings.stack.sender_identity, &findings.region);
    let domain = domain_of(identity);
    match found.status.as_deref() {
        Some("Success") if found.is_enabled => Verdict::passed(format!("mail is signed for {domain}")),
        Some("Success") => Verdict::blocking(format!("{domain} has its keys, but mail is not signed")).then(format!(
            "aws ses set-identity-dkim-enabled --region {region} --identity {identity} --dkim-enabled"
        )),
        // SES tells the state of the keys of domains only.
        None if identity.contains('@') && found.is_enabled => {
            Verdict::passed(format!("mail of {identity} is signed for {domain}"))
        }
        _ if identity.contains('@') => Verdict::blocking(format!("mail of {identity} is not signed for {domain}"))
            .then(format!("Verify the domain instead of one address: aws sesv2 create-email-identity --region {region} --email-identity {domain}"))
            .then(format!("Add the CNAME records that it prints, and deploy the stack with SenderIdentity={domain}.")),
        Some(status @ ("Pending" | "TemporaryFailure" | "Failed")) if !found.tokens.is_empty() => {
            let verdict = Verdict::blocking(format!("the keys of {domain} are not found in its DNS ({status})"));
            let records = found.tokens.iter().map(|token| {
                format!("{token}._domainkey.{domain}  CNAME  {token}.dkim.amazonses.com")
            });
            records
                .fold(verdict, Verdict::then)
                .then("Some newer regions have other targets: the SES console shows them under the identity.")
        }
        _ => Verdict::blocking(format!("mail is not signed for {domain}"))
            .then(format!("aws ses verify-domain-dkim --region {region} --domain {domain}"))
            .then("Run this again: it then names the DNS records to add."),
    }
}

fn mail_from(findings: &Findings, found: &MailFrom) -> Verdict {
    let (identity, region) = (&findings.stack.sender_identity, &findings.region);
    let domain = domain_of(identity);
    let Some(own) = &found.domain else {
        let own = format!("bounce.{domain}");
        let verdict = Verdict::warning("none is set: SPF stands for amazonses.com and not for you, so DMARC rests on DKIM alone")
            .then(format!("aws ses set-identity-mail-from-domain --region {region} --identity {identity} --mail-from-domain {own} --behavior-on-mx-failure UseDefaultValue"));
        return records(&own, region).into_iter().fold(verdict, Verdict::then);
    };
    let is_ready = found.status == "Success";
    let verdict = match (is_ready, found.rejects) {
        (true, _) => return Verdict::passed(format!("bounces go to {own}")),
        (false, true) => {
            Verdict::blocking(format!("{own} is not in order ({}), and mail is refused until it is", found.status))
        }
        (false, false) => {
            Verdict::warning(format!("{own} is not in order ({}); amazonses.com stands in for it", found.status))
        }
    };
    records(own, region).into_iter().fold(verdict, Verdict::then)
}

/// The DNS records of a return path.
fn records(own: &str, region: &str) -> [String; 2] {
    [
        format!("{own}  MX   10 feedback-smtp.{region}.amazonses.com"),
        format!("{own}  TXT  \"v=spf1 include:amazonses.com ~all\""),
    ]
}

fn sending(findings: &Findings, may_send: bool) -> Verdict {
    let region = &findings.region;
    if may_send {
        return Verdict::passed("the account may send");
    }
    Verdict::blocking(format!("sending is switched off for the whole account in {region}"))
        .then("Find out why: AWS or somebody of yours has paused it, mostly after bounces or complaints.")
        .then(format!("aws ses update-account-sending-enabled --region {region} --enabled"))
}

fn quota(findings: &Findings, found: Quota) -> Verdict {
    let region = &findings.region;
    let Quota { per_day, per_second, sent } = found;
    if (per_day, per_second) == SANDBOX {
        return Verdict::blocking("200 a day and 1 a second looks like the sandbox: only verified addresses get mail")
            .then(format!(
                "Ask for production access: https://console.aws.amazon.com/ses/home?region={region}#/account"
            ))
            .then("It is granted by a person, mostly within a day. Say whom you write to, and why they may want it.");
    }
    if per_day < 0.0 {
        return Verdict::passed("no daily limit");
    }
    let seen = format!("{sent:.0} of {per_day:.0} a day are used, {per_second:.0} a second");
    let wanted = f64::from(wanted_a_day(findings));
    if wanted > per_day {
        let seen = format!("the live campaigns may send {wanted:.0} a day together, and the account {per_day:.0}");
        return Verdict::warning(seen).then(
            "Lower [limits] in the campaigns, or ask for more in the Service Quotas console (SES, sending quota).",
        );
    }
    if sent < per_day {
        return Verdict::passed(seen);
    }
    Verdict::warning(format!("{seen}: nothing goes out until some of it is free"))
        .then("Wait until mails of yesterday count no more, or ask for more in the Service Quotas console.")
}

fn wanted_a_day(findings: &Findings) -> u32 {
    let live = findings.live_campaigns();
    live.map(|campaign| campaign.limits.outreach_per_day.saturating_add(campaign.limits.followups_per_day))
        .fold(0, u32::saturating_add)
}

fn events(findings: &Findings, ses: &SesFindings, found: Option<&ConfigurationSet>) -> Verdict {
    let name = &findings.stack.configuration_set;
    let deploy = "Deploy the stack again: its template makes the configuration set and its event destination.";
    let Some(set) = found else {
        return Verdict::blocking(format!("there is no configuration set \"{name}\"")).then(deploy);
    };
    if !set.may_send {
        return Verdict::blocking(format!("sending is switched off for the configuration set \"{name}\"")).then(format!(
            "aws ses update-configuration-set-sending-enabled --region {} --configuration-set-name {name} --enabled",
            findings.region
        ));
    }
    let topic = match &ses.replies_topic {
        Ok(topic) => topic,
        Err(reason) => return told::<()>(&Err(reason.clone()), |()| Verdict::passed("")),
    };
    let ours = |destination: &&Destination| destination.is_enabled && destination.topic.as_ref() == Some(topic);
    let told: Vec<String> =
        set.destinations.iter().filter(ours).flat_map(|ours| &ours.events).map(|event| plain(event)).collect();
    let missing: Vec<&str> = NEEDED.into_iter().filter(|needed| !told.iter().any(|told| told == needed)).collect();
    if !missing.is_empty() {
        let seen = format!(
            "\"{name}\" does not tell this stack of {}: CAM would go on writing after them",
            missing.join(", ")
        );
        return Verdict::blocking(seen).then(deploy);
    }
    let is_wanted = |event: &&String| NEEDED.contains(&event.as_str()) || *event == WANTED;
    let more: Vec<&str> = told.iter().filter(|event| !is_wanted(event)).map(String::as_str).collect();
    if !more.is_empty() {
        let seen = format!("\"{name}\" also tells of {}, which CAM has no use for", more.join(", "));
        return Verdict::warning(seen)
            .then(format!("Open and click put a tracking picture and rewritten links into every mail. {deploy}"));
    }
    Verdict::passed("deliveries, bounces, complaints and rejects come to this stack")
}

/// SES writes the same event in several ways: `renderingFailure`, `RENDERING_FAILURE`.
fn plain(event: &str) -> String {
    event.replace('_', "").to_lowercase()
}

/// The domain of an identity, which is one or an address at one.
pub(super) fn domain_of(identity: &str) -> &str {
    identity.rsplit_once('@').map_or(identity, |(_, domain)| domain)
}
