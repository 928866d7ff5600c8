use cam_core::campaign::Campaign;
use cam_ports::campaign_file;

use super::*;
use crate::{
    preflight::{
        findings::{
            ConfigurationSet, Destination, Dkim, MailFrom, MailHosts, Queue, Quota, Rule, RuleSet, SesFindings, Texts,
        },
        is_cleared,
    },
    stack::fixture,
};

const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:cam-replies";

fn campaign(mode: &str, unsubscribe: &str) -> Campaign {
    let text = format!(
        r#"
id = "spring"
name = "Spring"
mode = "{mode}"
owner = "owner@example.com"
time_zone = "Europe/Dublin"
{unsubscribe}
[company]
name = "Northlight"
postal_address = "1 Example Street, Dublin"
[[senders]]
id = "nora"
name = "Nora Quill"
address = "nora@outreach.example.com"
[[steps]]
subject = "A question"
body = "Hello {{{{ first_name }}}}, a question about {{{{ company }}}}. Would a short list of what we found help you?"
[legal]
basis = "legitimate_interest"
source_note = "your website"
"#
    );
    campaign_file::parse(&text, "campaign.toml").unwrap()
}

/// A stack that is ready.
fn ready() -> Findings {
    let queue = |name: &str| Queue { name: name.to_owned(), n_messages: Ok(Some(0)) };
    Findings {
        stack: fixture("http://127.0.0.1:1").facts,
        region: "eu-central-1".to_owned(),
        ses: Some(SesFindings {
            verification: Ok(Some("Success".to_owned())),
            dkim: Ok(Dkim { is_enabled: true, status: Some("Success".to_owned()), tokens: vec!["aa".to_owned()] }),
            mail_from: Ok(MailFrom {
                domain: Some("bounce.example.com".to_owned()),
                status: "Success".to_owned(),
                rejects: false,
            }),
            quota: Ok(Quota { per_day: 50_000.0, per_second: 14.0, sent: 12.0 }),
            may_send: Ok(true),
            configuration_set: Ok(Some(ConfigurationSet {
                may_send: true,
                destinations: vec![destination(&["bounce", "complaint", "delivery", "reject", "DELIVERY_DELAY"])],
            })),
            replies_topic: Ok(TOPIC.to_owned()),
        }),
        spf: texts("bounce.example.com", &["other=1", "v=spf1 include:amazonses.com ~all"]),
        dmarc: texts("outreach.example.com", &["v=DMARC1; p=none"]),
        mail_hosts: vec![
            hosts("outreach.example.com", &["mx.example.net"]),
            hosts("reply.example.com", &["inbound-smtp.eu-central-1.amazonaws.com"]),
        ],
        receipt_rules: Some(Ok(Some(RuleSet { name: "cam-inbound".to_owned(), rules: vec![rule()] }))),
        queues: vec![queue("cam-process-leads")],
        dead_letters: vec![queue("cam-process-leads-dead-letters")],
        campaigns: Ok(vec![campaign("live", "unsubscribe_url = \"https://u.example.com\"")]),
    }
}

fn destination(events: &[&str]) -> Destination {
    Destination {
        name: "replies".to_owned(),
        is_enabled: true,
        events: events.iter().map(ToString::to_string).collect(),
        topic: Some(TOPIC.to_owned()),
    }
}

fn rule() -> Rule {
    Rule {
        is_enabled: true,
        recipients: vec!["reply.example.com".to_owned()],
        buckets: vec![("cam-bucket".to_owned(), "mail/".to_owned())],
    }
}

fn texts(domain: &str, texts: &[&str]) -> Vec<Texts> {
    vec![Texts { domain: domain.to_owned(), texts: Ok(texts.iter().map(ToString::to_string).collect()) }]
}

fn hosts(domain: &str, hosts: &[&str]) -> MailHosts {
    MailHosts { domain: domain.to_owned(), hosts: Ok(hosts.iter().map(ToString::to_string).collect()) }
}

/// A ready stack, but for what SES says.
fn with_ses(change: impl FnOnce(&mut SesFindings)) -> Findings {
    let mut findings = ready();
    change(findings.ses.as_mut().unwrap());
    findings
}

fn with(change: impl FnOnce(&mut Findings)) -> Findings {
    let mut findings = ready();
    change(&mut findings);
    findings
}

/// Holds one check against its outcome and words of what it says, and all others against being in order.
fn only(findings: &Findings, name: &str, outcome: Outcome, words: &[&str]) {
    let checks = judge(findings);
    let check = checks.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("no {name} in {checks:?}"));
    assert_eq!(check.outcome, outcome, "{check:?}");
    let said = format!("{} {}", check.seen, check.remedy.join("\n"));
    for word in words {
        assert!(said.contains(word), "{word:?} is not in {said:?}");
    }
    assert_eq!(check.remedy.is_empty(), outcome == Outcome::Passed, "{check:?}");
    let others = checks.iter().filter(|other| other.name != name && other.outcome != Outcome::Passed);
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&Check>::new());
    let expected = match outcome {
        Outcome::Passed | Outcome::Warning => true,
        Outcome::Blocking => false,
        Outcome::CannotTell => !check.is_required,
    };
    assert_eq!(is_cleared(&checks), expected, "{check:?}");
}

use Outcome::{Blocking, CannotTell, Passed, Warning};

#[test]
fn a_stack_that_is_ready_passes_every_check_in_the_order_it_is_best_mended_in() {
    let checks = judge(&ready());
    let names: Vec<&str> = checks.iter().map(|check| check.name.as_str()).collect();
    let expected = [
        "Live",
        "Owner",
        "Identity",
        "DKIM",
        "MAIL FROM",
        "Sending",
        "Quota",
        "Events",
        "SPF of bounce.example.com",
        "DMARC of outreach.example.com",
        "MX of outreach.example.com",
        "MX of reply.example.com",
        "Inbound",
        "Queues",
        "Dead letters",
        "Senders of spring",
        "Way out of spring",
    ];
    assert_eq!(names, expected);
    assert!(checks.iter().all(|check| check.outcome == Passed && check.remedy.is_empty()), "{checks:?}");
    assert!(is_cleared(&checks));
}

#[test]
fn a_stack_that_is_not_live_may_be_cleared_before_it_is() {
    only(&with(|found| found.stack.is_live = false), "Live", Warning, &["dry run", "Live=true"]);
}

#[test]
fn an_owner_without_an_address_blocks() {
    only(&with(|found| found.stack.owner_address = "nobody".to_owned()), "Owner", Blocking, &["OwnerAddress="]);
}

#[test]
fn an_identity_has_to_be_verified() {
    let status = |status: Option<&str>| with_ses(|ses| ses.verification = Ok(status.map(ToOwned::to_owned)));
    let create = "aws sesv2 create-email-identity --region eu-central-1 --email-identity example.com";
    only(&status(None), "Identity", Blocking, &["is no identity in eu-central-1", create, "CNAME"]);
    only(&status(Some("Failed")), "Identity", Blocking, &["(Failed)", create]);
    only(&status(Some("Pending")), "Identity", Blocking, &["not verified yet", "records that are named at DKIM"]);
    let denied = with_ses(|ses| ses.verification = Err("access denied".to_owned()));
    only(&denied, "Identity", CannotTell, &["access denied"]);
}

#[test]
fn mail_has_to_be_signed_for_the_domain() {
    let dkim = |is_enabled, status: Option<&str>, tokens: &[&str]| {
        let status = status.map(ToOwned::to_owned);
        let tokens = tokens.iter().map(ToString::to_string).collect();
        with_ses(|ses| ses.dkim = Ok(Dkim { is_enabled, status, tokens }))
    };
    let record = "aa._domainkey.example.com  CNAME  aa.dkim.amazonses.com";
    only(&dkim(true, Some("Pending"), &["aa"]), "DKIM", Blocking, &[record, "(Pending)"]);
    only(&dkim(true, Some("Failed"), &["aa"]), "DKIM", Blocking, &[record]);
    only(&dkim(true, Some("NotStarted"), &[]), "DKIM", Blocking, &["aws ses verify-domain-dkim"]);
    only(&dkim(false, None, &[]), "DKIM", Blocking, &["aws ses verify-domain-dkim"]);
    only(&dkim(false, Some("Success"), &["aa"]), "DKIM", Blocking, &["set-identity-dkim-enabled"]);
    only(&with_ses(|ses| ses.dkim = Err("x".to_owned())), "DKIM", CannotTell, &["x"]);
}

#[test]
fn a_single_address_is_signed_by_its_domain_or_not_at_all() {
    let address = |is_enabled| {
        let mut findings = with_ses(|ses| ses.dkim = Ok(Dkim { is_enabled, status: None, tokens: Vec::new() }));
        findings.stack.sender_identity = "nora@outreach.example.com".to_owned();
        findings
    };
    only(&address(true), "DKIM", Passed, &["signed for outreach.example.com"]);
    only(
        &address(false),
        "DKIM",
        Blocking,
        &["--email-identity outreach.example.com", "SenderIdentity=outreach.example.com"],
    );
}

#[test]
fn a_return_path_of_ones_own_is_advised_and_one_that_refuses_mail_blocks() {
    let mail_from = |domain: Option<&str>, status: &str, rejects| {
        let found = MailFrom { domain: domain.map(ToOwned::to_owned), status: status.to_owned(), rejects };
        with_ses(|ses| ses.mail_from = Ok(found))
    };
    let records = [
        "bounce.example.com  MX   10 feedback-smtp.eu-central-1.amazonses.com",
        "bounce.example.com  TXT  \"v=spf1 include:amazonses.com ~all\"",
    ];
    only(&mail_from(None, "", false), "MAIL FROM", Warning, &records);
    only(&mail_from(Some("bounce.example.com"), "Pending", false), "MAIL FROM", Warning, &records);
    only(&mail_from(Some("bounce.example.com"), "Failed", true), "MAIL FROM", Blocking, &records);
    only(&with_ses(|ses| ses.mail_from = Err("x".to_owned())), "MAIL FROM", CannotTell, &["x"]);
}

#[test]
fn an_account_in_the_sandbox_or_switched_off_blocks_and_a_small_quota_warns() {
    let quota = |per_day, per_second, sent| with_ses(|ses| ses.quota = Ok(Quota { per_day, per_second, sent }));
    only(&quota(200.0, 1.0, 0.0), "Quota", Blocking, &["looks like the sandbox", "production access"]);
    only(&quota(-1.0, 14.0, 0.0), "Quota", Passed, &["no daily limit"]);
    only(&quota(29.0, 14.0, 0.0), "Quota", Warning, &["30 a day together", "the account 29"]);
    only(&quota(50.0, 14.0, 50.0), "Quota", Warning, &["nothing goes out until"]);
    only(&with_ses(|ses| ses.quota = Err("x".to_owned())), "Quota", CannotTell, &["x"]);
    only(&with_ses(|ses| ses.may_send = Ok(false)), "Sending", Blocking, &["update-account-sending-enabled"]);
    only(&with_ses(|ses| ses.may_send = Err("x".to_owned())), "Sending", CannotTell, &["x"]);
}

#[test]
fn events_have_to_come_to_this_stack_and_no_more_than_it_wants() {
    let set = |destination: Destination| {
        let set = ConfigurationSet { may_send: true, destinations: vec![destination] };
        with_ses(|ses| ses.configuration_set = Ok(Some(set)))
    };
    let all = ["bounce", "complaint", "delivery", "reject"];
    only(&set(destination(&all)), "Events", Passed, &[]);
    for missing in all {
        let rest: Vec<&str> = all.into_iter().filter(|event| *event != missing).collect();
        only(&set(destination(&rest)), "Events", Blocking, &[missing, "Deploy the stack again"]);
    }
    let elsewhere = Destination { topic: Some("arn:other".to_owned()), ..destination(&all) };
    only(&set(elsewhere), "Events", Blocking, &["bounce, complaint, delivery, reject"]);
    only(&set(Destination { is_enabled: false, ..destination(&all) }), "Events", Blocking, &[]);
    let opens = ["bounce", "complaint", "delivery", "reject", "open"];
    only(&set(destination(&opens)), "Events", Warning, &["open", "tracking picture"]);
    let gone = with_ses(|ses| ses.configuration_set = Ok(None));
    only(&gone, "Events", Blocking, &["there is no configuration set \"cam-set\""]);
    let off = ConfigurationSet { may_send: false, destinations: vec![destination(&all)] };
    let off = with_ses(|ses| ses.configuration_set = Ok(Some(off)));
    only(&off, "Events", Blocking, &["update-configuration-set-sending-enabled"]);
    only(&with_ses(|ses| ses.replies_topic = Err("x".to_owned())), "Events", CannotTell, &["x"]);
    only(&with_ses(|ses| ses.configuration_set = Err("x".to_owned())), "Events", CannotTell, &["x"]);
}

#[test]
fn spf_is_one_record_that_names_ses_and_not_the_world() {
    let spf = |records: &[&str]| with(|found| found.spf = texts("bounce.example.com", records));
    let name = "SPF of bounce.example.com";
    only(&spf(&[]), name, Warning, &["bounce.example.com  TXT  \"v=spf1 include:amazonses.com ~all\""]);
    only(&spf(&["v=spf10 x"]), name, Warning, &["does not say who may send"]);
    only(&spf(&["v=spf1 ~all", "v=spf1 -all"]), name, Warning, &["2 SPF records"]);
    only(&spf(&["v=spf1 +include:amazonses.com +all"]), name, Warning, &["whole world"]);
    only(&spf(&["v=spf1 include:example.net ~all"]), name, Warning, &["Add include:amazonses.com"]);
    only(&spf(&["V=SPF1 Include:AmazonSES.com -all"]), name, Passed, &[]);
    only(&with(|found| found.spf[0].texts = Err("x".to_owned())), name, CannotTell, &["x"]);
}

#[test]
fn where_another_server_sends_spf_is_needed_and_ses_is_not_asked() {
    let smtp = |records: &[&str]| {
        with(|found| {
            found.ses = None;
            found.spf = texts("outreach.example.com", records);
        })
    };
    let outcomes = |findings: &Findings| -> Vec<(String, Outcome)> {
        let checks = judge(findings).into_iter().filter(|check| check.outcome != Passed);
        checks.map(|check| (check.name, check.outcome)).collect()
    };
    let told = ("SMTP".to_owned(), CannotTell);
    let blocks = ("SPF of outreach.example.com".to_owned(), Blocking);
    assert_eq!(outcomes(&smtp(&[])), [told.clone(), blocks.clone()]);
    assert_eq!(outcomes(&smtp(&["v=spf1 -all", "v=spf1 ~all"])), [told.clone(), blocks]);
    let one = smtp(&["v=spf1 include:example.net ~all"]);
    assert_eq!(outcomes(&one), [told]);
    assert!(is_cleared(&judge(&one)));
}

#[test]
fn dmarc_is_one_record_with_a_policy_that_the_signature_satisfies() {
    let dmarc = |records: &[&str]| with(|found| found.dmarc = texts("outreach.example.com", records));
    let name = "DMARC of outreach.example.com";
    only(&dmarc(&[]), name, Blocking, &["_dmarc.outreach.example.com  TXT  \"v=DMARC1; p=none"]);
    only(&dmarc(&["v=DMARC1; p=none", "v=DMARC1; p=reject"]), name, Blocking, &["2 DMARC records"]);
    only(&dmarc(&["v=DMARC1; rua=mailto:a@example.com"]), name, Blocking, &["has no policy"]);
    only(&dmarc(&["v=DMARC1; p=reject; adkim=s"]), name, Blocking, &["adkim=s", "signed for example.com"]);
    only(&dmarc(&["v = DMARC1 ; P = Reject; adkim=r"]), name, Passed, &[]);
    only(&with(|found| found.dmarc[0].texts = Err("x".to_owned())), name, CannotTell, &["x"]);
}

#[test]
fn answers_need_a_place_to_go_to() {
    let mx = |place: usize, names: &[&str]| {
        with(|found| found.mail_hosts[place] = hosts(&found.mail_hosts[place].domain.clone(), names))
    };
    let (seen, inbound) = ("MX of outreach.example.com", "MX of reply.example.com");
    only(&mx(0, &[]), seen, Blocking, &["no MX record", "would bounce"]);
    only(&mx(0, &["."]), seen, Blocking, &["takes no mail"]);
    let ours = "inbound-smtp.eu-central-1.amazonaws.com";
    let record = format!("reply.example.com  MX  10 {ours}");
    only(&mx(1, &[]), inbound, Blocking, &["nowhere", &record]);
    only(&mx(1, &["mx.example.net"]), inbound, Blocking, &["mx.example.net", &record]);
    only(&mx(1, &["mx.example.net", ours]), inbound, Blocking, &[]);
    only(&mx(1, &[ours, "mx.example.net"]), inbound, Warning, &["Leave one MX record"]);
    only(&with(|found| found.mail_hosts[0].hosts = Err("x".to_owned())), seen, CannotTell, &["x"]);
}

#[test]
fn replies_need_an_active_rule_that_puts_them_into_the_bucket() {
    let rules = |active: Option<(&str, Rule)>| {
        let set = active.map(|(name, rule)| RuleSet { name: name.to_owned(), rules: vec![rule] });
        with(|found| found.receipt_rules = Some(Ok(set)))
    };
    let inbound = |active, outcome, words: &[&str]| only(&rules(active), "Inbound", outcome, words);
    inbound(None, Blocking, &["no receipt rule set is active", "cam --stack cam preflight --fix"]);
    inbound(Some(("theirs", rule())), Blocking, &["\"theirs\"", "ReceiptRuleSet=theirs"]);
    inbound(Some(("cam-inbound", Rule { is_enabled: false, ..rule() })), Blocking, &["no rule of \"cam-inbound\""]);
    inbound(Some(("cam-inbound", Rule { buckets: Vec::new(), ..rule() })), Blocking, &[]);
    let to_others = Rule { recipients: vec!["other.example.com".to_owned()], ..rule() };
    inbound(Some(("cam-inbound", to_others)), Blocking, &[]);
    inbound(Some(("cam-inbound", Rule { recipients: Vec::new(), ..rule() })), Passed, &[]);
    only(&with(|found| found.receipt_rules = Some(Err("x".to_owned()))), "Inbound", CannotTell, &["x"]);
    let none = with(|found| {
        found.stack.inbound_domain = None;
        found.receipt_rules = None;
        found.mail_hosts.pop();
    });
    only(&none, "Inbound", Blocking, &["CAM would not see a \"no\""]);
}

#[test]
fn queues_have_to_be_there_and_dead_letters_are_told_of() {
    let gone = with(|found| found.queues[0].n_messages = Ok(None));
    only(&gone, "Queues", Blocking, &["there is no queue cam-process-leads"]);
    let dead = with(|found| found.dead_letters[0].n_messages = Ok(Some(3)));
    only(&dead, "Dead letters", Warning, &["cam-process-leads-dead-letters (3)", "infra/README.md"]);
    only(&with(|found| found.queues[0].n_messages = Err("x".to_owned())), "Queues", CannotTell, &["x"]);
}

#[test]
fn senders_stand_under_the_identity_and_readers_have_a_way_out() {
    let outside = with(|found| found.stack.sender_identity = "example.net".to_owned());
    let checks = judge(&outside);
    let senders = checks.iter().find(|check| check.name == "Senders of spring").unwrap();
    assert_eq!(senders.outcome, Blocking);
    assert!(senders.seen.contains("1 of them do not write as example.net: nora"), "{senders:?}");
    only(
        &with(|found| found.campaigns = Ok(vec![campaign("live", "")])),
        "Way out of spring",
        Warning,
        &["unsubscribe_url"],
    );
    only(&with(|found| found.campaigns = Ok(vec![campaign("dry", "")])), "Campaigns", Warning, &["mode = \"live\""]);
    only(&with(|found| found.campaigns = Ok(Vec::new())), "Campaigns", Warning, &["none yet", "campaign apply FILE"]);
    only(&with(|found| found.campaigns = Err("x".to_owned())), "Campaigns", CannotTell, &["x"]);
}
