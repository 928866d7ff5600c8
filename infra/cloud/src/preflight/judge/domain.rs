//! What the DNS says of the domains that mail comes from.

use super::{
    super::{
        Check, Outcome,
        findings::{Findings, MailHosts, Texts},
    },
    Verdict, advised, required,
    ses::domain_of,
    told,
};

pub(super) fn checks(findings: &Findings) -> Vec<Check> {
    let spf = findings.spf.iter().map(|found| {
        let verdict = told(&found.texts, |texts| spf(findings, &found.domain, texts));
        let name = format!("SPF of {}", found.domain);
        // Where SES sends, a signature carries DMARC by itself.
        if findings.ses.is_some() { advised(name, verdict) } else { required(name, verdict) }
    });
    let dmarc = findings.dmarc.iter().map(|found| {
        required(format!("DMARC of {}", found.domain), told(&found.texts, |texts| dmarc(findings, found, texts)))
    });
    let hosts = findings.mail_hosts.iter().map(|found| {
        required(format!("MX of {}", found.domain), told(&found.hosts, |hosts| mail_hosts(findings, found, hosts)))
    });
    spf.chain(dmarc).chain(hosts).collect()
}

fn spf(findings: &Findings, domain: &str, texts: &[String]) -> Verdict {
    let is_spf = |text: &&String| {
        let text = text.to_lowercase();
        text == "v=spf1" || text.starts_with("v=spf1 ")
    };
    let records: Vec<&String> = texts.iter().filter(is_spf).collect();
    let is_by_ses = findings.ses.is_some();
    let worse = |seen: String| if is_by_ses { Verdict::warning(seen) } else { Verdict::blocking(seen) };
    let [record] = records.as_slice() else {
        if records.is_empty() {
            let verdict = worse(format!("{domain} does not say who may send for it"));
            return if is_by_ses {
                verdict.then(format!("{domain}  TXT  \"v=spf1 include:amazonses.com ~all\""))
            } else {
                verdict
                    .then(format!("Add a TXT record to {domain} as your mail provider asks: \"v=spf1 include:… ~all\""))
            };
        }
        return worse(format!("{domain} has {} SPF records, and receivers then trust none", records.len()))
            .then("Join them into one TXT record.");
    };
    let terms: Vec<String> = record.to_lowercase().split_whitespace().map(ToOwned::to_owned).collect();
    if terms.iter().any(|term| term == "+all" || term == "all") {
        return Verdict::warning(format!("{domain} lets the whole world send for it (\"{record}\")"))
            .then(format!("Let the TXT record of {domain} end in ~all or -all."));
    }
    if is_by_ses && !terms.iter().any(|term| term.trim_start_matches('+') == "include:amazonses.com") {
        return Verdict::warning(format!("{domain} does not let SES send for it (\"{record}\")"))
            .then(format!("Add include:amazonses.com to the TXT record of {domain}."));
    }
    Verdict::passed(record.as_str())
}

fn dmarc(findings: &Findings, found: &Texts, texts: &[String]) -> Verdict {
    let domain = &found.domain;
    let is_dmarc = |text: &&String| text.to_lowercase().replace(' ', "").starts_with("v=dmarc1");
    let records: Vec<&String> = texts.iter().filter(is_dmarc).collect();
    let record = format!("_dmarc.{domain}  TXT  \"v=DMARC1; p=none; rua=mailto:dmarc@{domain}\"");
    let [found] = records.as_slice() else {
        return if records.is_empty() {
            Verdict::blocking(format!("{domain} has no DMARC record, and large providers refuse or hide mail without"))
                .then(record)
                .then(format!("The reports go to dmarc@{domain}: name a mailbox that exists, or leave out rua."))
        } else {
            Verdict::blocking(format!("{domain} has {} DMARC records, and receivers then heed none", records.len()))
                .then(format!("Leave one TXT record at _dmarc.{domain}."))
        };
    };
    let tag = |name: &str| {
        let tags = found.split(';').filter_map(|tag| tag.split_once('='));
        let mut named = tags.filter(|(tag, _)| tag.trim().eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.trim().to_lowercase())
    };
    if !matches!(tag("p").as_deref(), Some("none" | "quarantine" | "reject")) {
        return Verdict::blocking(format!("the DMARC record of {domain} has no policy: \"{found}\"")).then(record);
    }
    let signed_for = domain_of(&findings.stack.sender_identity);
    if tag("adkim").as_deref() == Some("s") && findings.ses.is_some() && signed_for != domain {
        return Verdict::blocking(format!(
            "{domain} asks for signatures of just itself (adkim=s), and mail is signed for {signed_for}"
        ))
        .then(format!("Write adkim=r at _dmarc.{domain}, or verify {domain} itself in SES."));
    }
    Verdict::passed(found.as_str())
}

fn mail_hosts(findings: &Findings, found: &MailHosts, hosts: &[String]) -> Verdict {
    let domain = &found.domain;
    if findings.stack.inbound_domain.as_ref() == Some(domain) {
        return inbound_host(findings, domain, hosts);
    }
    match hosts {
        [] => Verdict::blocking(format!("{domain} has no MX record: answers to your mails would bounce"))
            .then(format!("Add the MX record that the provider of your mailbox names to {domain}.")),
        [none] if none == "." => {
            Verdict::blocking(format!("{domain} says that it takes no mail: answers would bounce"))
                .then(format!("Replace the MX record of {domain} by the one of your mailbox's provider."))
        }
        [first, ..] => Verdict::passed(format!("answers go to {first}")),
    }
}

fn inbound_host(findings: &Findings, domain: &str, hosts: &[String]) -> Verdict {
    let host = format!("inbound-smtp.{}.amazonaws.com", findings.region);
    match hosts {
        [only] if *only == host => Verdict::passed(format!("replies come in by {host}")),
        [first, ..] if *first == host => {
            Verdict::warning(format!("replies come in by {host}, but some may go to {}", hosts.join(", ")))
                .then(format!("Leave one MX record at {domain}."))
        }
        other => {
            let other = if other.is_empty() { "nowhere".to_owned() } else { format!("to {}", other.join(", ")) };
            Verdict {
                outcome: Outcome::Blocking,
                ..Verdict::passed(format!("replies to {domain} go {other}, not to SES"))
            }
            .then(format!("{domain}  MX  10 {host}"))
        }
    }
}
