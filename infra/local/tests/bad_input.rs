//! What `cam` answers to bad input: exit codes and messages that say what, where and how to mend it.

#![cfg(test)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

struct Home {
    dir: tempfile::TempDir,
}

/// What a command ended with, and what it said to standard output and standard error.
struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Home {
    /// A folder without a `.cam`.
    fn bare() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// A folder in which the campaign was taken in and its first day played dry.
    fn played() -> Self {
        let home = Self::bare();
        fs::write(home.file("campaign.toml"), CAMPAIGN).unwrap();
        fs::write(home.file("leads.csv"), LEADS).unwrap();
        let answer = home.cam(&[
            "run",
            "--campaign",
            &home.text("campaign.toml"),
            "--leads",
            &home.text("leads.csv"),
            "--json",
            "--deliver",
        ]);
        assert_eq!(answer.code, 0, "{}", answer.err);
        home
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.file(name).to_str().unwrap().to_owned()
    }

    fn cam(&self, args: &[&str]) -> Answer {
        let output = Command::new(env!("CARGO_BIN_EXE_cam")).args(args).arg("--home").arg(self.dir.path()).output();
        let Output { status, stdout, stderr } = output.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Answer { code: status.code().unwrap(), out: text(stdout), err: text(stderr) }
    }

    /// Invokes a phase with an event.
    fn invoke(&self, phase: &str, event: &str) -> Answer {
        fs::write(self.file("event.json"), event).unwrap();
        self.cam(&["invoke", phase, &self.text("event.json")])
    }

    fn refused(&self, args: &[&str], code: i32, words: &[&str]) {
        self.cam(args).is_refused(code, words);
    }
}

impl Answer {
    fn is_refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{}", self.err);
        assert_eq!(self.out, "");
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {:?}", self.err);
        }
    }
}

const CAMPAIGN: &str = r#"
id = "spring"
name = "Spring"
owner = "owner@example.com"
time_zone = "Europe/Dublin"
[company]
name = "Northlight"
postal_address = "1 Example Street, Dublin"
[[senders]]
id = "nora"
name = "Nora Quill"
address = "nora@example.com"
[[steps]]
subject = "A question"
body = "Hello {{ first_name }}, a question about {{ company }}. Would a short list of what we found help you?"
[[steps]]
after_days = 3
body = "Hello {{ first_name }}, once more: would that list help you at {{ company }}?"
[legal]
basis = "legitimate_interest"
source_note = "your website"
"#;

const LEADS: &str = "\
First Name,Company,Email,Country
Ada,Acme,ada@acme.example,Ireland
Bob,Brick,bob@brick.example,Ireland
Eve,Error,eve@@error.example,Ireland
Opa,Optout,opa@optout.example,Germany
";

const DIRECT: &str = r#"{"campaign": "spring", "date": "2026-11-24"}"#;

#[test]
fn a_folder_without_a_home_says_how_to_make_one() {
    let home = Home::bare();
    for args in [&["why", "ada@acme.example"][..], &["leads"], &["forget", "ada@acme.example"]] {
        home.refused(args, 3, &["there is no .cam in", "cam run --campaign FILE"]);
    }
    assert!(!home.file(".cam").exists());
}

#[test]
fn what_is_no_address_is_refused_and_nothing_is_made() {
    let home = Home::bare();
    home.refused(&["forget", "ada"], 2, &["\"ada\" is no e-mail address", "name@example.com"]);
    home.refused(&["forget", "ada@acme.example\nBcc: x@y.example"], 2, &["is no e-mail address"]);
    assert!(!home.file(".cam").exists());
}

#[test]
fn somebody_who_is_no_lead_is_told_apart_from_a_row_that_was_rejected() {
    let home = Home::played();
    home.refused(&["why", "nobody@acme.example"], 2, &["nobody@acme.example is not among the leads", "cam leads"]);
    home.refused(&["why", "eve@@error.example"], 2, &["Row 4 of a list was rejected", "rejects/spring.leads."]);
}

#[test]
fn a_lead_is_explained_in_plain_words() {
    let home = Home::played();
    let answer = home.cam(&["why", "Ada@Acme.example"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    for words in
        ["Ada <ada@acme.example>, Acme", "written to: 1 of 2 mails", "Mail 2 of 2 may go from", "mail 1 went out"]
    {
        assert!(answer.out.contains(words), "{words:?} is not in {}", answer.out);
    }
    let answer = home.cam(&["why", "opa@optout.example"]);
    assert!(answer.out.contains("It is held: Germany asks for consent"), "{}", answer.out);
}

#[test]
fn leads_are_listed_as_a_table_and_as_json_and_by_status() {
    let home = Home::played();
    let answer = home.cam(&["leads"]);
    let rows: Vec<&str> = answer.out.lines().collect();
    assert!(rows[0].starts_with("Address             Name  Company  Status"), "{}", rows[0]);
    assert_eq!(rows.len(), 4, "{}", answer.out);
    assert!(rows[1].starts_with("ada@acme.example    Ada   Acme     contacted"), "{}", rows[1]);
    let answer = home.cam(&["leads", "--json", "--status", "contacted"]);
    let listed: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    let addresses: Vec<_> = listed.as_array().unwrap().iter().map(|lead| lead["address"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["ada@acme.example", "bob@brick.example"]);
    assert_eq!(home.cam(&["leads", "--json", "--status", "lost"]).out, "[\n]\n");
}

#[test]
fn a_status_or_campaign_that_there_is_not_is_answered_with_those_there_are() {
    let home = Home::played();
    home.refused(&["leads", "--status", "warm"], 2, &["\"warm\" is not a status", "manual review"]);
    home.refused(&["leads", "--campaign", "summer"], 2, &["no campaign \"summer\"", "choose one of spring"]);
}

#[test]
fn a_forgotten_person_is_gone_and_stays_unwritten_to() {
    let home = Home::played();
    let outbox = |home: &Home| fs::read_dir(home.file(".cam/outbox")).unwrap().count();
    assert_eq!(outbox(&home), 2);
    let answer = home.cam(&["forget", "ada@acme.example"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.out.contains("Removed: 1 lead, 1 profile, 1 send, 1 mail file."), "{}", answer.out);
    assert!(answer.out.contains("row 2 of leads.csv"), "{}", answer.out);
    assert_eq!(outbox(&home), 1);
    assert!(!holds(&home.file(".cam"), "acme.example"), "something of them is left");
    home.refused(&["why", "ada@acme.example"], 2, &["they asked to be forgotten"]);
    let again = home.cam(&["forget", "ada@acme.example"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.out.contains("Nothing was kept of ada@acme.example"), "{}", again.out);
}

#[test]
fn somebody_who_was_never_seen_can_be_forgotten() {
    let home = Home::played();
    assert_eq!(home.cam(&["forget", "new@acme.example"]).code, 0);
    home.refused(&["why", "new@acme.example"], 2, &["a no, as a hash"]);
}

/// Whether any file below `dir` holds the text.
fn holds(dir: &Path, text: &str) -> bool {
    fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, text);
        }
        fs::read(&path).unwrap().windows(text.len()).any(|bytes| bytes == text.as_bytes())
    })
}

#[test]
fn a_phase_that_there_is_not_is_answered_with_those_there_are() {
    Home::bare().refused(
        &["invoke", "dance", "event.json"],
        2,
        &["\"dance\" is not a phase", "start-cycle", "report-cycle"],
    );
}

#[test]
fn an_event_that_cannot_be_read_is_named() {
    let home = Home::bare();
    home.refused(&["invoke", "start-cycle", "missing.json"], 2, &["the event file missing.json cannot be read"]);
    home.invoke("start-cycle", "{").is_refused(2, &["event.json is not JSON"]);
    home.invoke("start-cycle", "{}").is_refused(2, &["no phase takes such an event", "\"campaign\": \"spring\""]);
}

#[test]
fn an_event_of_another_phase_is_refused_with_the_phase_it_is_for() {
    let home = Home::bare();
    home.invoke("report-cycle", r#"{"v": 1, "kind": "mail", "name": "a.eml"}"#)
        .is_refused(2, &["not for report-cycle", "it is for detect-replies"]);
    home.invoke("detect-replies", r#"{"v": 1, "kind": "tick"}"#)
        .is_refused(2, &["it is for start-cycle or send-outreach"]);
}

#[test]
fn a_live_cycle_is_not_played_by_accident() {
    let event = r#"{"campaign": "spring", "date": "2026-11-24", "mode": "live"}"#;
    Home::bare().invoke("start-cycle", event).is_refused(2, &["--deliver"]);
}

#[test]
fn a_cycle_or_campaign_that_there_is_not_says_how_to_make_it() {
    let home = Home::played();
    home.invoke("schedule-outreach", DIRECT)
        .is_refused(2, &["there is no cycle \"spring.2026-11-24.dry.1\"", "cam invoke start-cycle"]);
    home.invoke("start-cycle", r#"{"campaign": "summer", "date": "2026-11-24"}"#)
        .is_refused(2, &["there is no campaign \"summer\"", "cam run --campaign FILE"]);
}

#[test]
fn a_phase_prints_what_it_hands_on_and_what_it_prints_is_an_event_again() {
    let home = Home::played();
    let answer = home.invoke("start-cycle", DIRECT);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let lines: Vec<serde_json::Value> = answer.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["to"], "process-leads");
    assert_eq!(lines[1]["phase"], "start-cycle");
    assert_eq!(lines[1]["counts"]["cycles_started"], 1);
    let answer = home.invoke("process-leads", &lines[0]["task"].to_string());
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.out.starts_with(r#"{"delay_s":0,"task":{"cycle":"spring.2026-11-24.dry.1""#), "{}", answer.out);
}

#[test]
fn a_closed_pipe_ends_a_command_quietly() {
    let home = Home::played();
    for args in [&["leads"][..], &["leads", "--json"], &["report"], &["why", "ada@acme.example"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_cam"));
        let command = command.args(args).arg("--home").arg(home.dir.path()).stdout(writer).stderr(Stdio::piped());
        let Output { status, stderr, .. } = command.spawn().unwrap().wait_with_output().unwrap();
        assert_eq!((status.code(), String::from_utf8(stderr).unwrap().as_str()), (Some(0), ""), "{args:?}");
    }
}

#[test]
fn a_key_that_is_lost_or_swapped_is_refused_and_never_drawn_again() {
    let home = Home::played();
    let key = home.file(".cam/key");
    let kept = fs::read(&key).unwrap();
    fs::remove_file(&key).unwrap();
    home.refused(&["leads"], 3, &["is missing: put the copy you kept in its place"]);
    assert!(!key.exists());
    fs::write(&key, [7; 32]).unwrap();
    home.refused(&["leads"], 3, &["is not the key that the table was written with"]);
    fs::write(&key, kept).unwrap();
    assert_eq!(home.cam(&["leads"]).code, 0);
}

#[test]
fn a_home_has_an_inbox_to_drop_mails_into() {
    assert!(Home::played().file(".cam/inbox").is_dir());
}

#[test]
fn a_campaign_that_is_not_there_is_not_paused() {
    let home = Home::played();
    for (id, words) in [("winter", "there is no campaign \"winter\""), ("Not An Id", "is not a campaign id")] {
        for command in ["pause", "resume"] {
            let answer = home.cam(&["campaign", command, id]);
            assert_eq!(answer.code, 2, "{}", answer.err);
            assert!(answer.err.contains(words), "{}", answer.err);
        }
    }
}
