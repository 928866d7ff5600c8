//! `cam mail`: what a mail is in plain words, and the scores of a folder.

#![cfg(test)]

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Output, Stdio},
};

use serde_json::Value;

struct Folder(tempfile::TempDir);

/// What a command ended with, and what it said to standard output and standard error.
struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    /// A folder with these files.
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, content) in files {
            fs::write(folder.file(name), content).unwrap();
        }
        folder
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn explain(&self, name: &str) -> Answer {
        cam(&["explain", self.file(name).to_str().unwrap()], "")
    }

    fn eval(&self, options: &[&str]) -> Answer {
        cam(&[&["eval", self.0.path().to_str().unwrap()], options].concat(), "")
    }
}

impl Answer {
    fn says(&self, words: &[&str]) {
        assert_eq!(self.code, 0, "{}", self.err);
        for word in words {
            assert!(self.out.contains(word), "{word:?} is not in {}", self.out);
        }
    }

    fn is_refused(&self, words: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {:?}", self.err);
        }
    }
}

/// Runs `cam mail` with this on its standard input.
fn cam(args: &[&str], input: &str) -> Answer {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cam"));
    command.arg("mail").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
}

const REPLY: &str = "From: Ada <ada@acme.example>\r\nTo: ann@outreach.example\r\nSubject: Re: Your shop\r\n\
    Date: Sun, 22 Nov 2026 13:00:00 +0100\r\nIn-Reply-To: <m1@outreach.example>\r\n\r\n\
    Please unsubscribe me.\u{7}\r\n\r\nOn Sat, 21 Nov 2026, Ann <ann@outreach.example> wrote:\r\n> Hi Ada\r\n";

const BOUNCE: &str = "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n\
    Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
    --b\r\n\r\nI could not deliver your mail.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
    Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ada@acme.example\r\nAction: failed\r\n\
    Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\r\n\r\n--b--\r\n";

const AWAY: &str = "From: ada@acme.example\r\nTo: ann@outreach.example\r\nSubject: Out of office\r\n\
    Auto-Submitted: auto-replied\r\nDate: Sun, 22 Nov 2026 13:00:00 +0100\r\n\r\nI am on holiday.\r\n";

#[test]
fn a_reply_is_explained_with_the_words_that_decided() {
    Folder::of(&[("reply.eml", REPLY)]).explain("reply.eml").says(&[
        "A person wants no more mail: never write again.",
        "because of   \"unsubscribe",
        "from         ada@acme.example",
        "date         Sunday, 22 November 2026, 12:00 UTC",
        "in answer to m1@outreach.example",
        "\n  | Please unsubscribe me.\n",
    ]);
}

#[test]
fn a_bounce_is_explained_for_each_recipient() {
    Folder::of(&[("bounce.eml", BOUNCE)]).explain("bounce.eml").says(&[
        "A mail could not be delivered: the address is dead and will never accept mail.",
        "recipient    ada@acme.example",
        "codes      status 5.1.1, reply code 550",
        "reason     user unknown",
        "said       550 5.1.1 User unknown",
    ]);
}

#[test]
fn an_absence_is_explained_with_the_header_that_proves_it() {
    let words = ["An automatic answer: away for a while.", "because of   auto-submitted: auto-replied"];
    Folder::of(&[("away.eml", AWAY)]).explain("away.eml").says(&words);
}

#[test]
fn a_body_alone_is_read_from_standard_input() {
    let words = ["A person wants no more mail", "note         there is no header: this was read as a body alone"];
    cam(&["explain", "-"], "Please unsubscribe me").says(&words);
}

#[test]
fn what_cannot_be_explained_says_why() {
    let folder = Folder::of(&[("empty.eml", "")]);
    folder.explain("none.eml").is_refused(&["there is no file ", "none.eml"]);
    folder.explain("empty.eml").is_refused(&["empty.eml is empty"]);
    folder.explain(".").is_refused(&["cannot be read"]);
    cam(&["explain", "-"], "").is_refused(&["- is empty"]);
}

/// Four mails, one of which is read wrongly: no person writes like a bounce.
fn set() -> Folder {
    let truth = r#"
        {"file": "bounce.eml", "kind": "bounce", "dead": true, "reasons": ["userunknown"], "statuses": ["5.1.1"]}
        {"file": "away.eml", "kind": "auto"}
        {"file": "away.eml", "kind": "human"}
        {"text": "Please unsubscribe me", "kind": "intent", "class": "unsubscribe"}
    "#;
    Folder::of(&[("bounce.eml", BOUNCE), ("away.eml", AWAY), ("truth.jsonl", truth)])
}

#[test]
fn a_set_is_scored_and_each_miss_is_listed() {
    set().eval(&[]).says(&[
        "4 mails\n",
        "dead_precision     100.0%        1 of 1  addresses taken for dead that are",
        "human_as_machine   100.0%        1 of 1",
        "hot_precision           -        0 of 0",
        "Read wrongly: 1 mail\n  away.eml\n    is    written by a person\n    read  Automatic(OutOfOffice)",
    ]);
}

#[test]
fn the_json_has_the_scores_and_their_denominators_and_nothing_else() {
    let answer = set().eval(&["--json"]);
    answer.says(&[]);
    let scores: Value = serde_json::from_str(&answer.out).unwrap();
    let expected = serde_json::json!({
        "bounce_recognised": 1.0, "n_bounce": 1,
        "dead_precision": 1.0, "n_predicted_dead": 1,
        "dead_recall": 1.0, "n_dead": 1,
        "auto_recall": 1.0, "n_auto": 1,
        "human_as_machine": 1.0, "n_human": 1,
        "quote_exact": null, "n_quote": 0,
        "intent_accuracy": 1.0, "n_intent": 1,
        "hot_precision": null, "n_predicted_hot": 0,
        "optout_recall": 1.0, "n_optout": 1,
    });
    assert_eq!(scores, expected);
}

#[test]
fn a_set_that_cannot_be_scored_says_what_is_wrong_and_where() {
    Folder::of(&[]).eval(&[]).is_refused(&["has no truth.jsonl", "cam mail eval --help"]);
    cam(&["eval", "no-such-folder"], "").is_refused(&["there is no folder no-such-folder"]);
    let broken = |truth| Folder::of(&[("truth.jsonl", truth)]).eval(&["--json"]);
    broken("\n{\"file\": \"a\"}").is_refused(&["truth.jsonl, line 2: ", "kind"]);
    broken("{\"file\": \"a\", \"kind\": \"robot\"}").is_refused(&["line 1: ", "unknown variant `robot`"]);
    broken("{\"kind\": \"human\"}").is_refused(&["line 1: it has neither `file` nor `text`"]);
    broken("{\"file\": \"a.eml\", \"kind\": \"human\"}")
        .is_refused(&["a.eml, which truth.jsonl names, cannot be read"]);
}
