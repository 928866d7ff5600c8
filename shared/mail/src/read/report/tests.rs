use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    super::{looks, parse},
    *,
};

fn corpus() -> (PathBuf, Vec<Value>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/reports");
    let truth = std::fs::read_to_string(folder.join("truth.jsonl")).unwrap();
    let truth = truth.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (folder, truth)
}

/// What a report says, as the truth has it: the effect, whom, which mail, and whether it is a failure.
fn read(bytes: &[u8]) -> Value {
    let Some(report) = parse(bytes).unwrap().report else { return Value::Null };
    let addresses: Vec<&str> = report.recipients.iter().filter_map(|to| to.address.as_deref()).collect();
    json!([format!("{:?}", report.effect()), addresses, report.original_ids, report.is_failure()])
}

/// A delivery report as far as its fields.
fn head_of_fields() -> String {
    let kind = "multipart/report; report-type=delivery-status; boundary=b";
    let parts = "--b\r\n\r\nfailed\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n";
    format!("From: mailer-daemon@a.example\r\nContent-Type: {kind}\r\n\r\n{parts}Reporting-MTA: dns; a.example\r\n\r\n")
}

fn group(to: &str, action: &str, status: &str) -> String {
    format!("Final-Recipient: rfc822; {to}\r\nAction: {action}\r\nStatus: {status}\r\n\r\n")
}

#[test]
fn every_format_is_read_for_whom_what_follows_and_which_mail() {
    let (folder, truth) = corpus();
    let wrong = truth.iter().filter_map(|truth| {
        let name = truth["file"].as_str().unwrap();
        let told = read(&std::fs::read(folder.join(name)).unwrap());
        let is_failure = truth["kind"] == "bounce" && truth["effect"] != "Delayed";
        let expected = json!([truth["effect"], truth["recipients"], truth["original_ids"], is_failure]);
        let expected = if truth["kind"] == "human" { Value::Null } else { expected };
        (told != expected).then(|| format!("{name}\n  is  {told}\n  not {expected}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_quoted_original_is_no_diagnostic() {
    let mail = b"From: mailer-daemon@relay.example\r\nSubject: failure notice\r\n\r\nSorry:\r\n\r\n\
        <ada@acme.example>:\r\n552 5.2.2 full\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n\
        Message-ID: <send-1@outreach.example>\r\n\r\n<bob@acme.example>: 550 5.1.1 user unknown\r\n";
    let told = read(mail);
    assert_eq!(told, json!(["Soft", ["ada@acme.example"], ["send-1@outreach.example"], true]));
}

#[test]
fn exchange_s_own_mark_tells_a_report_in_any_language() {
    let mail = "From: Postkontor <MicrosoftExchange0a1b2c@acme.example>\r\nX-MS-Exchange-Message-Is-Ndr:\r\n\
        Subject: Nicht zugestellt\r\nContent-Type: text/html\r\n\r\n<p>ada@acme.example</p>\
        <p>550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found</p>\r\n";
    assert_eq!(read(mail.as_bytes()), json!(["Dead", ["ada@acme.example"], [], true]));
    let unmarked = mail.replace("X-MS-Exchange-Message-Is-Ndr:", "X-Marked:").replace("MicrosoftExchange", "ann");
    assert_eq!(read(unmarked.as_bytes()), Value::Null);
}

#[test]
fn what_may_pass_is_not_dead() {
    let effect = |status| {
        let mail = format!("{}{}--b--\r\n", head_of_fields(), group("ada@acme.example", "failed", status));
        read(mail.as_bytes())[0].clone()
    };
    assert_eq!((effect("5.1.1"), effect("4.1.1")), (json!("Dead"), json!("Soft")));
}

#[test]
fn a_bounce_that_a_person_passes_on_is_theirs() {
    let fields = group("ada@acme.example", "failed", "5.1.1");
    let passed_on = |subject: &str| {
        format!(
            "From: Bob <bob@acme.example>\r\nSubject: {subject}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
             --b\r\n\r\nLook.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n{fields}--b--\r\n"
        )
    };
    assert_eq!(read(passed_on("Fwd: Undelivered Mail Returned to Sender").as_bytes()), Value::Null);
    assert_eq!(read(passed_on("Undelivered Mail Returned to Sender").as_bytes())[0], "Dead");
}

#[test]
fn formatting_shows_no_address_and_no_word() {
    let (folder, truth) = corpus();
    for truth in truth {
        let mail = parse(&std::fs::read(folder.join(truth["file"].as_str().unwrap())).unwrap()).unwrap();
        let shown = format!("{mail:?} {:?}", mail.report).to_lowercase();
        assert!(!shown.contains('@') && !shown.contains("ada") && !shown.contains("acme"), "{shown}");
    }
}

#[test]
fn a_report_is_looked_at_up_to_a_size_and_what_is_kept_of_it_is_capped() {
    let head = "From: mailer-daemon@a.example\r\nSubject: failure notice\r\n\r\n";
    let of = |head: &str, text: &str| format!("{head}{}", text.repeat(1_000_000 / text.len()));
    let mails = [
        of(head, "<ada@acme.example>: 550 user\r\n"),
        of(head, "a"),
        of(head, "@"),
        of(head, "a@b "),
        of(head, "5.1.1."),
        of(head, "user unknown "),
        of(&head_of_fields(), &group("ada@acme.example", "failed", "5.1.1")),
        of(&head_of_fields(), "Final-Recipient: rfc822; ada@acme.example\r\n"),
        of(&format!("{head}{{\"eventType\":"), "["),
    ];
    for mail in mails {
        let name = mail.get(..200).unwrap();
        let mail = mail_parser::MessageParser::default().parse(mail.as_bytes()).unwrap();
        let mut read = None;
        let n_looks = looks::n_looks(|| read = report(&mail, Some("mailer-daemon@a.example"), "failure notice"));
        assert!(n_looks <= 20 * MAX_TEXT_BYTES, "{n_looks} looks at {name}");
        let report = read.unwrap();
        assert!(report.recipients.len() <= MAX_RECIPIENTS, "{name}");
        assert!(report.recipients.iter().all(|to| to.diagnostic.len() <= MAX_DIAGNOSTIC_BYTES), "{name}");
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = ses_event(&bytes);
        let mail = [b"From: mailer-daemon@a.example\r\n\r\n".as_slice(), &bytes].concat();
        prop_assert!(parse(&mail).unwrap().report.is_some());
    }

    #[test]
    fn a_damaged_report_is_read_without_panic(
        file in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        byte: u8,
    ) {
        let (folder, truth) = corpus();
        let name = truth[file.index(truth.len())]["file"].as_str().unwrap();
        let mut mail = std::fs::read(folder.join(name)).unwrap();
        let at = at.index(mail.len());
        mail[at] = byte;
        let _ = parse(&mail);
        let _ = parse(&mail[..at]);
    }

    #[test]
    fn the_order_of_recipients_changes_nothing_of_what_is_said_of_each(is_swapped: bool) {
        let delivered = group("bob@acme.example", "delivered", "2.0.0");
        let mut groups = [group("ada@acme.example", "failed", "5.2.2"), delivered];
        if is_swapped {
            groups.reverse();
        }
        let mail = format!("{}{}--b--\r\n", head_of_fields(), groups.concat());
        let report = parse(mail.as_bytes()).unwrap().report.unwrap();
        let mut told: Vec<_> = report.recipients.iter().map(|to| (to.address.as_deref().unwrap(), to.effect)).collect();
        told.sort_unstable();
        prop_assert_eq!(told, [("ada@acme.example", Effect::Soft), ("bob@acme.example", Effect::Delivered)]);
    }
}
