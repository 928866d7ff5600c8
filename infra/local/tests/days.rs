//! Which day `cam run` plays, with several campaigns in one home and days that were stopped half way.

#![cfg(test)]

use std::{fs, process::Command};

use serde_json::{Value, json};

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
    fn new() -> Self {
        let home = Self { dir: tempfile::tempdir().unwrap() };
        for id in ["spring", "summer"] {
            fs::write(home.path(&format!("{id}.toml")), campaign(id)).unwrap();
        }
        fs::write(home.path("leads.csv"), "First Name,Company,Email,Country\nAda,Acme,ada@acme.example,Ireland\n")
            .unwrap();
        home
    }

    fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    fn cam(&self, args: &[&str]) -> Answer {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cam"));
        let output = command.args(args).arg("--home").arg(self.dir.path()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn run(&self, id: &str, more: &[&str]) -> Answer {
        let (campaign, leads) = (self.path(&format!("{id}.toml")), self.path("leads.csv"));
        self.cam(&[&["run", "--json", "--campaign", &campaign, "--leads", &leads], more].concat())
    }

    /// Plays a day and returns its date.
    fn date_of_run(&self, id: &str, more: &[&str]) -> String {
        let answer = self.run(id, more);
        assert_eq!(answer.code, 0, "{}", answer.err);
        answer.report()["date"].as_str().unwrap().to_owned()
    }

    /// Plays a day and returns from when to when, as `Tue 07:00 to Tue 17:20`.
    fn hours_of_run(&self, id: &str, more: &[&str]) -> String {
        let (campaign, leads) = (self.path(&format!("{id}.toml")), self.path("leads.csv"));
        let answer = self.cam(&[&["run", "--campaign", &campaign, "--leads", &leads], more].concat());
        let hours = answer.out.lines().find_map(|line| line.strip_suffix(", Europe/Dublin"));
        hours.unwrap_or_else(|| panic!("{}{}", answer.out, answer.err)).to_owned()
    }

    fn refused(&self, id: &str, more: &[&str], words: &[&str]) {
        let answer = self.run(id, more);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{}", answer.err);
        for word in words {
            assert!(answer.err.contains(word), "{word:?} is not in {:?}", answer.err);
        }
    }

    /// Leaves the day of `date` open, as a program does that is killed when it has just begun.
    fn leave_open(&self, id: &str, date: &str, mode: &str) {
        let event = json!({"campaign": id, "date": date, "mode": mode}).to_string();
        fs::write(self.path("event.json"), event).unwrap();
        let answer = self.cam(&["invoke", "start-cycle", &self.path("event.json"), "--deliver"]);
        assert_eq!(answer.code, 0, "{}", answer.err);
    }
}

impl Answer {
    fn report(&self) -> Value {
        serde_json::from_str::<Value>(&self.out).unwrap()["reports"][0].clone()
    }
}

fn campaign(id: &str) -> String {
    format!(
        r#"
id = "{id}"
name = "{id}"
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
body = "Hello {{{{ first_name }}}}, a question about {{{{ company }}}}. Would a short list of what we found help you?"
[legal]
basis = "legitimate_interest"
source_note = "your website"
"#
    )
}

/// A Monday and the day after it, far enough ahead that the machine's clock does not matter.
const MONDAY: &str = "2031-03-03";
const TUESDAY: &str = "2031-03-04";

#[test]
fn a_delivered_day_that_was_stopped_half_way_is_finished_before_anything_else() {
    let home = Home::new();
    home.date_of_run("spring", &[]);
    home.leave_open("spring", MONDAY, "live");
    let words = ["the delivered day Monday, 3 March 2031 of campaign \"spring\" was stopped half way", "--deliver"];
    home.refused("spring", &[], &words);
    home.refused("summer", &[], &words);
    home.refused("summer", &["--deliver"], &words);
    assert!(home.cam(&["leads", "--campaign", "summer"]).err.contains("no campaign \"summer\""), "it was taken in");
    assert_eq!(home.date_of_run("spring", &["--deliver"]), MONDAY);
    home.date_of_run("summer", &[]);
}

#[test]
fn a_wish_for_a_date_is_not_ignored_where_a_day_was_left_open() {
    let home = Home::new();
    home.date_of_run("spring", &[]);
    home.leave_open("spring", MONDAY, "live");
    for wish in [&["--deliver", "--date", TUESDAY][..], &["--deliver", "--again"]] {
        home.refused("spring", wish, &["Monday, 3 March 2031 was stopped half way", "without --date and --again"]);
    }
    assert_eq!(home.date_of_run("spring", &["--deliver"]), MONDAY);
    assert_eq!(home.date_of_run("spring", &["--deliver", "--date", TUESDAY]), TUESDAY);
}

#[test]
fn what_was_delivered_is_over_for_dry_days_too_and_not_the_other_way_round() {
    let home = Home::new();
    assert_eq!(home.date_of_run("spring", &["--date", MONDAY]), MONDAY);
    assert_eq!(home.date_of_run("spring", &["--deliver", "--date", MONDAY]), MONDAY);
    assert_eq!(home.date_of_run("spring", &[]), TUESDAY);
    assert_eq!(home.date_of_run("spring", &["--deliver"]), TUESDAY);
    let wednesday = "2031-03-05";
    assert_eq!(home.date_of_run("spring", &["--deliver"]), wednesday);
    home.refused("spring", &["--date", wednesday], &["2031-03-05 was delivered already", "choose a later date"]);
}

#[test]
fn no_campaign_goes_back_behind_what_another_one_delivered() {
    let home = Home::new();
    let spring = home.hours_of_run("spring", &["--deliver", "--date", TUESDAY]);
    home.refused("summer", &["--deliver", "--date", MONDAY], &["2031-03-03 lies before 2031-03-04"]);
    assert_eq!(home.date_of_run("summer", &[]), TUESDAY);
    let summer = home.hours_of_run("summer", &["--deliver"]);
    assert!(spring.starts_with("Tue 07:00 to Tue"), "{spring}");
    let (ended, began) = (spring.split(" to ").nth(1).unwrap(), summer.split(" to ").next().unwrap());
    assert!(ended <= began, "{spring}, then {summer}");
}

#[test]
fn a_day_that_goes_on_does_so_no_earlier_than_anything_was_delivered() {
    let home = Home::new();
    home.date_of_run("summer", &[]);
    home.date_of_run("spring", &["--deliver", "--date", TUESDAY]);
    // Opened by the machine's clock, which is years behind what was delivered.
    home.leave_open("summer", TUESDAY, "live");
    let answer = home.run("summer", &["--deliver"]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(answer.report()["seconds"].as_u64().unwrap() > 24 * 60 * 60, "{}", answer.out);
}

#[test]
fn why_names_the_very_minute_at_which_the_mail_then_goes_out() {
    let home = Home::new();
    let names = ["Ada", "Bob", "Cleo", "Dan", "Eve"];
    let rows = names.map(|name| format!("{name},{name} Ltd,{name}@{name}.example,Ireland\n"));
    fs::write(home.path("leads.csv"), format!("First Name,Company,Email,Country\n{}", rows.concat())).unwrap();
    let limits = "[limits]\noutreach_per_day = 2\n";
    fs::write(home.path("spring.toml"), format!("{}{limits}", campaign("spring"))).unwrap();
    home.date_of_run("spring", &["--deliver", "--date", MONDAY]);
    let foretold: Vec<(String, String)> = names
        .iter()
        .filter_map(|name| {
            let address = format!("{name}@{name}.example");
            let said = home.cam(&["why", &address]).out;
            let (_, minute) = said.split_once("comes up on the next sending day: ")?;
            Some((address, minute.split_once(", or a little later")?.0.to_owned()))
        })
        .collect();
    assert_eq!(foretold.len(), 2, "{foretold:?}");
    home.date_of_run("spring", &["--deliver"]);
    for (address, minute) in foretold {
        let said = home.cam(&["why", &address]).out;
        assert!(said.contains(&format!("{minute}: mail 1 went out")), "{minute} was foretold: {said}");
    }
}

#[test]
fn a_paused_campaign_plays_its_day_without_a_mail_says_why_and_goes_on_when_it_is_resumed() {
    let home = Home::new();
    let said = home.cam(&["campaign", "apply", &home.path("spring.toml")]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (0, "Campaign \"spring\" (spring) is stored, version 1.\n"),
        "{}",
        said.err
    );
    assert!(home.cam(&["campaign", "pause", "spring"]).out.contains("\"cam campaign resume spring\" lifts the pause"));
    let paused = home.run("spring", &["--deliver"]).report();
    assert_eq!((&paused["leads_created"], &paused["outreach_sent"]), (&json!(1), &json!(0)));
    assert_eq!(paused["skips"], json!({"campaign_paused": 1}));
    let said = home.cam(&["why", "ada@acme.example"]).out;
    assert!(said.contains("the campaign is paused") && said.contains("cam campaign resume spring"), "{said}");
    let applied = home.cam(&["campaign", "apply", &home.path("spring.toml")]).out;
    assert!(applied.contains("It is paused, and stays so"), "{applied}");
    assert_eq!(home.cam(&["campaign", "resume", "spring"]).code, 0);
    assert_eq!(home.run("spring", &["--deliver"]).report()["outreach_sent"], 1);
}
