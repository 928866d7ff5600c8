use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::Value;

use super::{
    keys::{Kind, Need, ROOT, inline},
    *,
};

/// The shortest campaign there is.
const SHORTEST: &str = r#"id = "spring"
name = "Spring"
owner = "owner@example.com"
time_zone = "Europe/Berlin"
[company]
name = "Northlight"
postal_address = "1 Example Street, Dublin"
[[senders]]
id = "ann"
name = "Ann Example"
address = "ann@example.com"
[[steps]]
subject = "A question"
body = "Hello {{ first_name }}, a question about {{ company }}."
[legal]
basis = "legitimate_interest"
source_note = "your website"
"#;

/// The same with variants in its step.
const WITH_VARIANTS: &str = r#"id = "spring"
name = "Spring"
owner = "owner@example.com"
time_zone = "Europe/Berlin"
[company]
name = "Northlight"
postal_address = "1 Example Street, Dublin"
[[senders]]
id = "ann"
name = "Ann Example"
address = "ann@example.com"
[[steps]]
[[steps.variants]]
id = "a"
subject = "A question"
body = "Hello {{ first_name }}, a question about {{ company }}."
[[steps.variants]]
id = "b"
subject = "An idea"
body = "Hello {{ first_name }}, an idea for {{ company }}."
[legal]
basis = "legitimate_interest"
source_note = "your website"
"#;

/// The campaign the tests change a section of.
fn base(header: &str) -> &'static str {
    if header == "[[steps.variants]]" { WITH_VARIANTS } else { SHORTEST }
}

/// The campaign with `line` in its first section of this header, in the place of a line with the same key.
fn with(header: &str, line: &str) -> String {
    let key = line.split('=').next().unwrap();
    let mut lines = Vec::new();
    let mut is_inside = header.is_empty();
    let mut is_placed = false;
    for old in base(header).lines() {
        if old.starts_with('[') {
            if is_inside && !is_placed {
                lines.push(line);
                is_placed = true;
            }
            is_inside = old == header;
        }
        if is_inside && !is_placed && old.starts_with(key) {
            lines.push(line);
            is_placed = true;
        } else {
            lines.push(old);
        }
    }
    if !is_placed {
        lines.extend((!is_inside).then_some(header));
        lines.push(line);
    }
    lines.join("\n") + "\n"
}

fn messages(text: &str) -> Vec<String> {
    check(text, "c.toml").findings.iter().map(Finding::to_string).collect()
}

fn example(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../infra/local/examples/");
    std::fs::read_to_string(format!("{folder}{name}")).unwrap()
}

#[test]
fn the_shortest_campaign_takes_every_other_number_from_its_noun() {
    let campaign = parse(SHORTEST, "c.toml").unwrap();
    assert_eq!(campaign.limits, cam_core::campaign::Limits::default());
    assert_eq!(campaign.senders[0].pacing, cam_core::pacing::Pacing::default());
    assert_eq!(campaign.scoring, cam_core::score::ScorePolicy::default());
    assert_eq!(campaign.mode, cam_core::cycle::Mode::Dry);
    assert_eq!(campaign.window, campaign::WINDOW);
    assert_eq!(messages(SHORTEST), Vec::<String>::new());
}

#[test]
fn follow_ups_come_three_seven_and_fourteen_days_after_the_first_mail() {
    let follow_up = "[[steps]]\nbody = \"Did my last mail reach you?\"\n";
    let campaign = parse(&format!("{SHORTEST}{}", follow_up.repeat(3)), "c.toml").unwrap();
    let mut days = 0;
    let since_first = campaign.steps.iter().map(|step| {
        days += step.after_days;
        days
    });
    assert_eq!(since_first.collect::<Vec<_>>(), [0, 3, 7, 14]);
    assert_eq!(campaign.steps[1].variants[0].subject, "");
}

#[test]
fn the_example_is_a_campaign_without_a_finding() {
    assert_eq!(messages(&example("campaign.toml")), Vec::<String>::new());
    assert!(parse(&example("campaign.toml"), "campaign.toml").is_ok());
}

#[test]
fn the_shipped_schema_is_the_parsers() {
    let shipped: Value = serde_json::from_str(&example("campaign.schema.json")).unwrap();
    let hint = "run: cargo run -p cam-ports --example campaign_schema > infra/local/examples/campaign.schema.json";
    assert_eq!(shipped, json_schema(), "{hint}");
}

/// For every key a line that makes another campaign than the one without it.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("", "id", "id = \"autumn\""),
    ("", "name", "name = \"Autumn\""),
    ("", "mode", "mode = \"live\""),
    ("", "owner", "owner = \"other@example.com\""),
    ("", "language", "language = \"de\""),
    ("", "time_zone", "time_zone = \"Europe/Dublin\""),
    ("", "start_at", "start_at = \"06:30\""),
    ("", "unsubscribe_url", "unsubscribe_url = \"https://unsubscribe.example.com\""),
    ("", "free_mail", "free_mail = \"refused\""),
    ("", "competitors", "competitors = [\"rival.example\"]"),
    ("[company]", "name", "name = \"Southlight\""),
    ("[company]", "postal_address", "postal_address = \"2 Example Street, Dublin\""),
    ("[[senders]]", "id", "id = \"bo\""),
    ("[[senders]]", "name", "name = \"Bo Example\""),
    ("[[senders]]", "address", "address = \"bo@example.com\""),
    ("[[senders]]", "cap_per_day", "cap_per_day = 30"),
    ("[[senders]]", "allow_above_50", "cap_per_day = 60\nallow_above_50 = \"I know what this risks\""),
    ("[[senders]]", "gap_minutes", "gap_minutes = [3, 5]"),
    ("[[senders]]", "warm_up", "warm_up = \"off\""),
    ("[senders.warm_up]", "start", "start = 6"),
    ("[senders.warm_up]", "step", "step = 3"),
    ("[window]", "days", "days = [\"tue\"]"),
    ("[window]", "from", "from = \"10:00\""),
    ("[window]", "to", "to = \"16:00\""),
    ("[window]", "holidays", "holidays = [2026-12-28, \"2026-12-29\"]"),
    ("[[steps]]", "after_days", "[[steps]]\nafter_days = 5\nbody = \"Did my last mail reach you?\""),
    ("[[steps]]", "subject", "subject = \"Another question\""),
    ("[[steps]]", "body", "body = \"Good day {{ first_name }}, how is {{ company }}?\""),
    ("[[steps.variants]]", "id", "id = \"c\""),
    ("[[steps.variants]]", "subject", "subject = \"C\""),
    ("[[steps.variants]]", "body", "body = \"Good day {{ first_name }}, how is {{ company }}?\""),
    ("[[steps.variants]]", "weight", "weight = 2"),
    ("[limits]", "new_leads_per_day", "new_leads_per_day = 11"),
    ("[limits]", "outreach_per_day", "outreach_per_day = 21"),
    ("[limits]", "followups_per_day", "followups_per_day = 11"),
    ("[limits]", "active_per_company", "active_per_company = 3"),
    ("[limits]", "cool_down_days", "cool_down_days = 60"),
    ("[ideal_customer]", "industries", "industries = [\"Software\"]"),
    ("[ideal_customer]", "company_sizes", "company_sizes = [\"11-50\"]"),
    ("[ideal_customer]", "revenues", "revenues = [\"1M-10M\"]"),
    ("[ideal_customer]", "countries", "countries = [\"DE\", \"Ireland\"]"),
    ("[ideal_customer]", "regions", "regions = [\"Bavaria\"]"),
    ("[ideal_customer]", "titles", "titles = [\"Head of Marketing\"]"),
    ("[ideal_customer]", "seniorities", "seniorities = [\"director\"]"),
    ("[ideal_customer]", "signals", "signals = [\"hiring\"]"),
    ("[scoring]", "qualify_at", "qualify_at = 0.6"),
    ("[scoring]", "min_certainty", "min_certainty = 0.5"),
    ("[do_not_contact]", "addresses", "addresses = [\"no@example.com\"]"),
    ("[do_not_contact]", "domains", "domains = [\"donotwrite.example\"]"),
    ("[legal]", "basis", "basis = \"consent\""),
    ("[legal]", "source_note", "source_note = \"a fair\""),
    ("[legal]", "countries", "countries = { DE = \"allowed\" }"),
    ("[goals]", "hot_leads", "hot_leads = 10"),
];

#[test]
fn every_key_of_the_file_changes_the_campaign() {
    let sampled: BTreeSet<_> = SAMPLES.iter().map(|(header, key, _)| (*header, *key)).collect();
    let known = ROOT.with_parts().into_iter().flat_map(|table| {
        let leaves = table.keys.iter().filter(|key| !matches!(key.need, Need::Section | Need::NeededSection));
        leaves.map(|key| (table.header, key.name))
    });
    assert_eq!(sampled, known.collect());
    for (header, key, line) in SAMPLES {
        let changed =
            parse(&with(header, line), "c.toml").unwrap_or_else(|problems| panic!("{header} {key}: {problems}"));
        assert_ne!(changed, parse(base(header), "c.toml").unwrap(), "{header} {key}");
    }
}

#[test]
fn a_default_of_the_schema_is_the_parsers() {
    for table in ROOT.with_parts() {
        for key in table.keys {
            let Some(default) = key.default() else { continue };
            let text = with(table.header, &format!("{} = {}", key.name, inline(&default)));
            let written = parse(&text, "c.toml").unwrap_or_else(|problems| panic!("{}: {problems}", key.name));
            assert_eq!(written, parse(base(table.header), "c.toml").unwrap(), "{} {}", table.header, key.name);
        }
    }
}

#[test]
fn every_key_of_the_schema_is_the_parsers_and_the_reverse() {
    fn held(schema: &Value, table: &keys::Table) {
        let of_schema: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let of_table: BTreeSet<&str> = table.keys.iter().map(|key| key.name).collect();
        assert_eq!(of_schema, of_table, "{}", table.header);
        for key in table.keys {
            let property = &schema["properties"][key.name];
            assert!(property["description"].as_str().is_some_and(|text| text.ends_with('.')), "{}", key.name);
            assert_eq!(property.get("default").cloned(), key.default(), "{}", key.name);
            match key.kind {
                Kind::Table(part) => held(property, part),
                Kind::Tables(part) => held(&property["items"], part),
                Kind::TableOr(part, _) => held(&property["anyOf"][1], part),
                _ => {}
            }
        }
    }
    held(&serde_json::from_str(&example("campaign.schema.json")).unwrap(), &ROOT);
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in ".*") {
        let checked = check(&text, "c.toml");
        prop_assert!(checked.campaign.is_some() || !checked.findings.is_empty());
    }

    #[test]
    fn no_change_of_a_campaign_makes_the_parser_panic(at in 0..SHORTEST.len(), cut in 0usize..40, put in "[\\[\\]\"'=,.{}%a-z0-9\n\\\\ ä]{0,12}") {
        let mut text = SHORTEST.to_owned();
        text.replace_range(at..(at + cut).min(SHORTEST.len()), &put);
        let checked = check(&text, "c.toml");
        let n_errors = checked.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        prop_assert_eq!(checked.campaign.is_none(), n_errors > 0);
        let places: Vec<_> = checked.findings.iter().map(|finding| (finding.line, finding.column)).collect();
        prop_assert!(places.is_sorted());
    }
}

/// A mistake and all that is said about it.
#[rustfmt::skip]
const MISTAKES: &[(&str, &str, &str)] = &[
    ("", "sender = \"ann\"",
     "5:1: error: unknown key \"sender\" at the top of the file\n  help: did you mean \"senders\"?"),
    ("", "budget = 3",
     "5:1: error: unknown key \"budget\" at the top of the file\n  help: known here: id, name, mode, owner, language, time_zone, start_at, unsubscribe_url, free_mail, competitors, company, senders, window, steps, limits, ideal_customer, scoring, do_not_contact, legal, goals"),
    ("", "cap_per_day = 5",
     "5:1: error: unknown key \"cap_per_day\" at the top of the file\n  help: \"cap_per_day\" belongs in [[senders]]"),
    ("", "id = \"Spring Launch\"",
     "1:6: error: \"Spring Launch\" cannot be an id\n  help: use 1 to 40 lower-case letters, digits and \"-\", beginning with a letter"),
    ("", "name = \"\"",
     "2:8: error: \"name\" is empty\n  help: write name = \"Spring conversion audits\""),
    ("", "name = \"a\\nb\"",
     "2:8: error: \"name\" holds a line break or another control character\n  help: write it on one line, with spaces only"),
    ("", "name = 7",
     "2:8: error: \"name\" must be a text in quotes, not 7\n  help: write name = \"Spring conversion audits\""),
    ("", "mode = \"lively\"",
     "5:8: error: \"mode\" cannot be \"lively\"\n  help: did you mean \"live\"?"),
    ("", "mode = \"loud\"",
     "5:8: error: \"mode\" cannot be \"loud\"\n  help: write \"dry\" or \"live\""),
    ("", "owner = \"owner at example.com\"",
     "3:9: error: the address has no @\n  help: write it as name@example.com"),
    ("", "time_zone = \"Europe/Berln\"",
     "4:13: error: time zone \"Europe/Berln\" is not known\n  help: did you mean \"Europe/Berlin\"?"),
    ("", "time_zone = \"berlin\"",
     "4:13: error: time zone \"berlin\" is not known\n  help: did you mean \"Europe/Berlin\"?"),
    ("", "time_zone = \"Mars/Olympus\"",
     "4:13: error: time zone \"Mars/Olympus\" is not known\n  help: write a name of the IANA list, as in \"Europe/Berlin\""),
    ("", "start_at = \"25:00\"",
     "5:12: error: \"start_at\" must be a time of day, not the text \"25:00\"\n  help: write start_at = \"07:00\""),
    ("", "start_at = 7",
     "5:12: error: \"start_at\" must be a time of day, not 7\n  help: write start_at = \"07:00\""),
    ("", "language = \"pl\"",
     "5:12: warning: the lines below a mail are not there in \"pl\" and will be English\n  help: write \"en\", \"de\", \"fr\", \"es\", \"it\", \"nl\" or \"pt\""),
    ("", "unsubscribe_url = \"http://example.com\"",
     "5:19: error: \"unsubscribe_url\" is not a web address\n  help: write it as \"https://unsubscribe.example.com\""),
    ("", "competitors = \"rival.example\"",
     "5:15: error: \"competitors\" must be a list of texts in quotes, not the text \"rival.example\"\n  help: write competitors = [\"…\"]"),
    ("", "competitors = [\"localhost\"]",
     "5:16: error: \"localhost\" is not a domain: the domain has no dot, as in example.com\n  help: write it as \"example.com\""),
    ("[company]", "owner = \"owner@example.com\"",
     "8:1: error: unknown key \"owner\" in [company]\n  help: \"owner\" belongs at the top of the file, above the first section"),
    ("[company]", "postal_address = \" \"",
     "7:18: error: \"postal_address\" is empty\n  help: write postal_address = \"1 Example Street, 10115 Berlin, Germany\""),
    ("[[senders]]", "id = \"Ann\"",
     "9:6: error: \"Ann\" cannot be an id\n  help: use 1 to 40 lower-case letters, digits and \"-\", beginning with a letter"),
    ("[[senders]]", "address = \"ann@example\"",
     "11:11: error: the part after the @ is not valid\n  help: the domain has no dot, as in example.com"),
    ("[[senders]]", "cap_per_day = 51",
     "12:15: error: 51 mails a day are more than a mailbox should send\n  help: write cap_per_day = 50 or less, or add allow_above_50 = \"I know what this risks\""),
    ("[[senders]]", "cap_per_day = -1",
     "12:15: error: \"cap_per_day\" must be a whole number from 0 to 2000, not -1\n  help: write cap_per_day = 20"),
    ("[[senders]]", "cap_per_day = \"20\"",
     "12:15: error: \"cap_per_day\" must be a whole number from 0 to 2000, not the text \"20\"\n  help: write cap_per_day = 20"),
    ("[[senders]]", "allow_above_50 = \"yes\"",
     "12:18: error: \"allow_above_50\" cannot be \"yes\"\n  help: write \"I know what this risks\""),
    ("[[senders]]", "gap_minutes = [14, 9]",
     "12:15: error: the least gap of 14 minutes is more than the most, 9\n  help: write gap_minutes = [9, 14]"),
    ("[[senders]]", "gap_minutes = [9]",
     "12:15: error: \"gap_minutes\" must be two whole numbers from 0 to 1440, not a list\n  help: write gap_minutes = [9, 14]"),
    ("[[senders]]", "warm_up = \"of\"",
     "12:11: error: \"warm_up\" must be a section or \"off\", not the text \"of\"\n  help: write warm_up = { start = 5, step = 2 }"),
    ("[[senders]]", "warm_up = { start = 0 }",
     "12:21: error: \"start\" must be a whole number from 1 to 50, not 0\n  help: write start = 5"),
    ("[[senders]]", "[[senders]]\nid = \"ann\"\nname = \"A\"\naddress = \"a@example.com\"",
     "13:6: error: two senders are called \"ann\"\n  help: give each an id of its own"),
    ("[[senders]]", "[[senders]]\nid = \"bo\"\nname = \"B\"\naddress = \"Ann@Example.com\"",
     "15:11: error: two senders have this address, so that their caps would add up for one mailbox\n  help: keep one of them"),
    ("[[senders]]", "[[senders]]\nid = \"bo\"\nname = \"B\"",
     "12:1: error: \"address\" is missing in [[senders]]\n  help: write address = \"ann@example.com\""),
    ("[window]", "days = []",
     "19:8: error: the window opens on no day\n  help: write days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]"),
    ("[window]", "days = [\"mon\", \"tues\"]",
     "19:16: error: \"days\" cannot be \"tues\"\n  help: did you mean \"tue\"?"),
    ("[window]", "to = \"09:00\"",
     "19:6: error: the window closes at 09:00, when it opens\n  help: write a later \"to\""),
    ("[window]", "to = \"08:00\"",
     "19:6: warning: the window closes at 08:00, before it opens at 09:00: mail goes out at night\n  help: if that is not meant, write \"from\" and \"to\" the other way round"),
    ("[window]", "holidays = [\"2026-02-30\"]",
     "19:13: error: the text \"2026-02-30\" in \"holidays\" is not a date\n  help: write a day that exists, as in 2026-12-28"),
    ("[[steps]]", "after_days = 1",
     "15:14: error: the first mail has none to wait for\n  help: write after_days = 0, or leave it out"),
    ("[[steps]]", "subject = \"\"",
     "13:11: error: the first mail has no subject\n  help: write subject = \"A question about {{ company }}\""),
    ("[[steps]]", "subject = \"Re: our talk\"",
     "13:12: error: the subject starts with \"Re\" though nobody wrote before\n  help: drop it"),
    ("[[steps]]", "body = \"Too short\"",
     "14:8: error: the text has 9 characters and needs at least 20\n  help: write what you would tell a stranger in person"),
    ("[[steps]]", "body = \"\"\"\nHello {{ first_name }},\nTODO: say something clever here.\"\"\"",
     "16:1: error: the placeholder \"TODO\" was never replaced\n  help: replace it"),
    ("[[steps]]", "body = \"\"\"\nHello,\n\n{% if title %}\na question about your work.\"\"\"",
     "18:1: error: the template of the body is broken here: unexpected end of input, expected end of block\n  help: a variable is written {{ first_name }}, a condition {% if title %} … {% endif %}"),
    ("[[steps]]", "body = \"\"\"\nHello,\n{{ first_name | shout }}, a question about your work.\"\"\"",
     "16:1: error: the template of the body uses something unknown: filter shout is unknown\n  help: see the list of Jinja's built-in filters; default(\"…\") is the one most used"),
    ("[[steps]]", "[[steps]]\nsubject = \"Again\"",
     "15:1: error: step 2 has no text\n  help: write subject and body, or [[steps.variants]] with id, subject and body"),
    ("[[steps]]", "[[steps]]\nafter_days = 0\nbody = \"Did my last mail reach you?\"",
     "16:14: error: a follow-up cannot go out on the day of the mail before it\n  help: write after_days = 3"),
    ("[[steps]]", "[[steps.variants]]\nid = \"a\"\nsubject = \"A\"\nbody = \"Hello {{ first_name }}, a question.\"",
     "13:11: error: step 1 has variants and a text of its own\n  help: move it into a [[steps.variants]] of its own"),
    ("[[steps.variants]]", "id = \"b\"",
     "18:6: error: two variants of the step are called \"b\"\n  help: give each an id of its own"),
    ("[[steps.variants]]", "id = \"a b\"",
     "14:6: error: the variant's id cannot be used in reports\n  help: use at most 40 letters, digits, \"-\" and \"_\", as in id = \"a\""),
    ("[[steps.variants]]", "weight = 0",
     "17:10: error: \"weight\" must be a whole number from 1 to 1000, not 0\n  help: write weight = 1"),
    ("[limits]", "outreach_per_day = 2.5",
     "19:20: error: \"outreach_per_day\" must be a whole number from 0 to 100000, not 2.5\n  help: write outreach_per_day = 20"),
    ("[limits]", "outreach_per_week = 100",
     "19:1: error: unknown key \"outreach_per_week\" in [limits]\n  help: known here: new_leads_per_day, outreach_per_day, followups_per_day, active_per_company, cool_down_days"),
    ("[ideal_customer]", "company_sizes = [\"many\"]",
     "19:18: error: \"many\" in \"company_sizes\" cannot be read\n  help: write it as \"11-50\" or \"500+\""),
    ("[ideal_customer]", "revenues = [\"much\"]",
     "19:13: error: \"much\" in \"revenues\" cannot be read\n  help: write it as \"1M-10M\" or \"50M+\""),
    ("[ideal_customer]", "countries = [\"Atlantis\"]",
     "19:14: error: \"Atlantis\" in \"countries\" cannot be read\n  help: write its two-letter code, as in \"DE\""),
    ("[ideal_customer]", "seniorities = [\"directer\"]",
     "19:16: error: \"seniorities\" cannot be \"directer\"\n  help: did you mean \"director\"?"),
    ("[ideal_customer]", "signals = [\"hires\"]",
     "19:12: error: \"signals\" cannot be \"hires\"\n  help: write \"job_change\", \"funded\", \"hiring\", \"active\", \"decision_maker\" or \"budget\""),
    ("[scoring]", "qualify_at = 70",
     "19:14: error: \"qualify_at\" must be a number from 0 to 1, not 70\n  help: write qualify_at = 0.7"),
    ("[do_not_contact]", "addresses = [\"someone.example.com\"]",
     "19:14: error: the address has no @\n  help: write it as name@example.com"),
    ("[do_not_contact]", "domains = [\"some one.example\"]",
     "19:12: error: \"some one.example\" is not a domain: the domain holds a character it may not have, or two dots in a row\n  help: write it as \"example.com\""),
    ("[legal]", "basis = \"hope\"",
     "16:9: error: \"basis\" cannot be \"hope\"\n  help: write \"legitimate_interest\", \"consent\", \"contract\" or \"none\""),
    ("[legal]", "countries = { XX = \"allowed\" }",
     "18:15: error: country \"XX\" is not known\n  help: write its two-letter code, as in DE = \"needs_consent\""),
    ("[legal]", "countries = { DE = \"allowed\", Germany = \"allowed\" }",
     "18:31: error: Germany is there twice\n  help: keep one of the two"),
    ("[legal]", "countries = { DE = \"perhaps\" }",
     "18:20: error: \"countries\" cannot be \"perhaps\"\n  help: write \"allowed\" or \"needs_consent\""),
    ("[goals]", "hot_leads = 0",
     "19:13: error: \"hot_leads\" must be a whole number from 1 to 100000, not 0\n  help: write hot_leads = 10"),
];

#[test]
fn each_mistake_gets_its_place_its_name_and_its_remedy() {
    for (header, line, expected) in MISTAKES {
        assert_eq!(messages(&with(header, line)), [format!("c.toml:{expected}")], "{header} {line}");
    }
}

#[test]
fn every_problem_of_a_file_is_found_at_once_by_line_and_no_address_is_repeated() {
    let text = r#"id = "Spring"
name = "Spring"
owner = "secret@owner"
time_zone = "Europe/Berln"
sender = "secret@example.com"
[company]
name = "Northlight"
[[senders]]
id = "secret@example.com"
name = "Ann Example"
address = "secret@example"
cap_per_day = 99
[window]
from = "9 o'clock"
[[steps]]
subject = "A question"
body = "Hello {{ first_name, a question about your work."
[do_not_contact]
addresses = ["secret example.com"]
domains = ["secret@localhost"]
[legal]
basis = "secret@example.com"
source_note = "your website"
[goals]
hot_leads = "secret@example.com"
"#;
    let problems = parse(text, "c.toml").unwrap_err();
    let lines: Vec<usize> = problems.findings().iter().map(|finding| finding.line).collect();
    assert_eq!(lines, [1, 3, 4, 5, 6, 9, 11, 12, 14, 17, 19, 20, 22, 25]);
    let shown = problems.to_string();
    assert_eq!(shown.matches("\n  help: ").count(), lines.len());
    assert!(!shown.contains("secret"), "{shown}");
}

#[test]
fn a_file_that_is_no_toml_shows_each_break_and_what_stands_before_the_first() {
    let text =
        "id = \"Spring\"\nname = Spring\nowner = \"nobody\"\nid = \"again\"\nholidays = [2026-02-30]\n[company\n";
    let shown = [
        "c.toml:1:6: error: \"Spring\" cannot be an id\n  help: use 1 to 40 lower-case letters, digits and \"-\", beginning with a letter",
        "c.toml:2:8: error: this is no TOML: string values must be quoted, expected literal string\n  help: put a text in double quotes, as in name = \"Northlight\"",
        "c.toml:4:1: error: this is no TOML: duplicate key\n  help: the same key or section stands further up: keep one of them",
        "c.toml:5:13: error: this is no TOML: invalid date, expected day between 01 and 28\n  help: write a day that exists, as in 2026-12-28",
        "c.toml:6:9: error: this is no TOML: unclosed table, expected `]`\n  help: close the section's name with ]",
    ];
    assert_eq!(messages(text), shown);
}

#[test]
fn an_empty_file_is_told_what_a_campaign_needs() {
    let needed: Vec<String> = check("", "c.toml").findings.into_iter().map(|finding| finding.help).collect();
    let written = [
        "write id = \"spring\"",
        "write name = \"Spring conversion audits\"",
        "write owner = \"you@example.com\"",
        "write time_zone = \"Europe/Berlin\"",
        "write [company] with name = \"Northlight\" and postal_address = \"1 Example Street, 10115 Berlin, Germany\"",
        "write [[senders]] with id = \"ann\" and name = \"Ann Example\" and address = \"ann@example.com\"",
        "write [[steps]] with subject = \"A question about {{ company }}\" and body = \"\"\"Hello {{ first_name }}, …\"\"\"",
        "write [legal] with basis = \"legitimate_interest\"",
    ];
    assert_eq!(needed, written);
}

#[test]
fn a_warning_leaves_the_campaign_a_campaign() {
    let checked = check(&SHORTEST.replace("source_note = \"your website\"", ""), "c.toml");
    assert!(checked.campaign.is_some());
    assert_eq!(
        checked.findings.iter().map(Finding::to_string).collect::<Vec<_>>(),
        [
            "c.toml:15:1: warning: the file does not say where the addresses come from\n  help: leads in the EU and the UK \
          are held unless their row says it; write source_note = \"your company's website\""
        ]
    );
    let fifth = "[[steps]]\nbody = \"Did my last mail reach you?\"\n".repeat(4);
    let findings = check(&format!("{SHORTEST}{fifth}"), "c.toml").findings;
    assert_eq!(
        findings.iter().map(|finding| (finding.severity, finding.line)).collect::<Vec<_>>(),
        [(Severity::Warning, 24)]
    );
}

#[test]
fn a_mail_of_the_example_reads_without_gaps() {
    let campaign = parse(&example("campaign.toml"), "campaign.toml").unwrap();
    let lead = [("company", "Willow Line"), ("sender_name", "Nora"), ("pain_point", "nobody has time for content")];
    let lead = lead.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    for variant in campaign.steps.iter().flat_map(|step| &step.variants) {
        let template = cam_mail::template::Template::parse(&variant.subject, &variant.body).unwrap();
        let text = template.render(&lead).unwrap().text;
        assert!(text.starts_with("Hello there,\n\n"), "{text}");
        assert!(!text.contains("  ") && !text.contains(" ,") && !text.contains("\n\n\n"), "{text}");
    }
}

#[test]
fn an_empty_list_of_senders_or_steps_is_none() {
    let text = "id = \"spring\"\nname = \"Spring\"\nowner = \"owner@example.com\"\ntime_zone = \"UTC\"\nsenders = []\nsteps = []
[company]\nname = \"Northlight\"\npostal_address = \"1 Example Street\"
[legal]\nbasis = \"consent\"\nsource_note = \"your website\"";
    let found: Vec<_> =
        check(text, "c.toml").findings.into_iter().map(|finding| (finding.line, finding.message)).collect();
    assert_eq!(found, [(5, "there is no [[senders]]".to_owned()), (6, "there is no [[steps]]".to_owned())]);
}
