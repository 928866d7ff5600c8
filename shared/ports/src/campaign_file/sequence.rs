//! The mails in their order: delays, variants, and templates that are checked before any lead meets them.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use cam_core::campaign::{Step, Variant};
use cam_mail::{
    contract::{self, Breach, Draft, Position},
    template::{Part, Template, TemplateProblem},
};

use super::{
    finding::Notes,
    section::{Located, Section},
};

/// Days after the mail before, for the first mail and its three follow-ups: the follow-ups come +3, +7 and +14 days
/// after the first mail (RULES §1.6).
const DELAYS_DAYS: [u16; 4] = [0, 3, 4, 7];
/// Days after the mail before, for each further follow-up.
const MORE_DELAYS_DAYS: u16 = 7;

/// The share of a variant that names none.
pub(super) const WEIGHT: u16 = 1;
/// More mails than this triple complaints and opt-outs (RULES §1.6).
const WISE_STEPS: usize = 4;
/// More than this is no sequence.
const MAX_STEPS: usize = 12;
/// What the only text of a step is called in reports.
const ONLY_VARIANT: &str = "a";

/// The steps; those that cannot be read are left out and noted.
pub(super) fn read(root: &Section<'_>, notes: &mut Notes<'_>) -> Vec<Step> {
    let sections = root.sections("steps");
    if let Some(surplus) = sections.get(MAX_STEPS) {
        let message = format!("{} steps are more than {MAX_STEPS}", sections.len());
        notes.error(&surplus.at, message, "leave out the last ones");
    } else if let Some(surplus) = sections.get(WISE_STEPS) {
        let message = format!("{} mails to one person triple the complaints", sections.len());
        notes.warning(&surplus.at, message, format!("keep to {WISE_STEPS}: a first mail and three follow-ups"));
    }
    let steps = sections.iter().enumerate();
    steps
        .map(|(index, section)| Step {
            after_days: delay(section, index, notes),
            variants: variants(section, index, notes),
        })
        .collect()
}

fn delay(section: &Section<'_>, index: usize, notes: &mut Notes<'_>) -> u16 {
    let usual = DELAYS_DAYS.get(index).copied().unwrap_or(MORE_DELAYS_DAYS);
    let days = section.count("after_days").unwrap_or(usual);
    let at = section.place_of("after_days");
    if index == 0 && days != 0 {
        notes.error(&at, "the first mail has none to wait for", "write after_days = 0, or leave it out");
    } else if index > 0 && days == 0 {
        notes.error(
            &at,
            "a follow-up cannot go out on the day of the mail before it",
            format!("write after_days = {usual}"),
        );
    }
    days
}

fn variants(section: &Section<'_>, index: usize, notes: &mut Notes<'_>) -> Vec<Variant> {
    let choices = section.sections("variants");
    let own = ["subject", "body"].into_iter().find_map(|key| section.text(key));
    if choices.is_empty() {
        if section.text("body").is_none() && !section.has("body") {
            let message = format!("step {} has no text", index + 1);
            notes.missing(
                &section.at,
                message,
                "write subject and body, or [[steps.variants]] with id, subject and body",
            );
        }
        return vec![variant(section, ONLY_VARIANT.to_owned(), index, notes)];
    }
    if let Some(own) = own {
        let message = format!("step {} has variants and a text of its own", index + 1);
        notes.error(&own.at, message, "move it into a [[steps.variants]] of its own");
    }
    let mut seen = BTreeSet::new();
    choices
        .iter()
        .map(|choice| {
            let id = choice.text("id").unwrap_or(Located { value: "", at: choice.at.clone() });
            if choice.has("id") {
                check_id(&id, &mut seen, notes);
            }
            variant(choice, id.value.to_owned(), index, notes)
        })
        .collect()
}

fn check_id<'d>(id: &Located<&'d str>, seen: &mut BTreeSet<&'d str>, notes: &mut Notes<'_>) {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if id.value.len() > 40 || !id.value.chars().all(is_plain) {
        let help = "use at most 40 letters, digits, \"-\" and \"_\", as in id = \"a\"";
        notes.error(&id.at, "the variant's id cannot be used in reports", help);
    } else if !seen.insert(id.value) {
        notes.error(
            &id.at,
            format!("two variants of the step are called \"{}\"", id.value),
            "give each an id of its own",
        );
    }
}

fn variant(section: &Section<'_>, id: String, index: usize, notes: &mut Notes<'_>) -> Variant {
    let absent = || Located { value: "", at: section.at.clone() };
    let subject = section.text("subject").unwrap_or_else(absent);
    let body = section.text("body").unwrap_or_else(absent);
    if index == 0 && subject.value.trim().is_empty() && (!section.has("subject") || section.text("subject").is_some()) {
        let help = "write subject = \"A question about {{ company }}\"";
        notes.missing(&subject.at, "the first mail has no subject", help);
    }
    match Template::parse(subject.value, body.value) {
        Ok(template) if section.text("body").is_some() => note_breaches(&template, &subject.at, &body.at, index, notes),
        Ok(_) => {}
        Err(problem) => note_template(&problem, &subject.at, &body.at, notes),
    }
    Variant {
        id,
        subject: subject.value.to_owned(),
        body: body.value.to_owned(),
        weight: section.count("weight").unwrap_or(WEIGHT),
    }
}

fn note_template(problem: &TemplateProblem, subject: &Range<usize>, body: &Range<usize>, notes: &mut Notes<'_>) {
    let of = |part: &Part| match part {
        Part::Subject => subject,
        Part::Body => body,
    };
    let place =
        |part: &Part, line: usize, notes: &Notes<'_>| notes.line_after(of(part), raw_line(notes.raw(of(part)), line));
    match problem {
        TemplateProblem::Syntax { part, line, expected } => {
            let at = place(part, *line, notes);
            let help = "a variable is written {{ first_name }}, a condition {% if title %} … {% endif %}";
            notes.error(&at, format!("the template of the {part} is broken here: {expected}"), help);
        }
        TemplateProblem::Unknown { part, line, what } => {
            let at = place(part, *line, notes);
            let help = "see the list of Jinja's built-in filters; default(\"…\") is the one most used";
            notes.error(&at, format!("the template of the {part} uses something unknown: {what}"), help);
        }
        TemplateProblem::SubjectNotOneLine => {
            notes.error(subject, "the subject is not on one line", "write it on one line");
        }
        TemplateProblem::TooLong { part } => {
            notes.error(of(part), format!("the template of the {part} is too long for a mail"), "shorten it");
        }
    }
}

/// What would hold every mail made of the template, whoever it is for.
fn note_breaches(
    template: &Template,
    subject: &Range<usize>,
    body: &Range<usize>,
    index: usize,
    notes: &mut Notes<'_>,
) {
    let sample: BTreeMap<_, _> = template.variables().iter().map(|name| (name.clone(), "Example".to_owned())).collect();
    let Ok(mail) = template.render(&sample) else { return };
    let draft = Draft {
        subject: &mail.subject,
        body: &mail.text,
        footer: "",
        position: if index == 0 { Position::FirstTouch } else { Position::FollowUp },
        postal_address: "",
        ways_out: &[],
        source_note: None,
    };
    let (subject_text, body_text) = (notes.raw(subject), notes.raw(body));
    let place_of = |piece: &str| {
        let in_subject = subject_text.find(piece).map(|offset| subject.start + offset..subject.end);
        in_subject.or_else(|| body_text.find(piece).map(|offset| body.start + offset..body.end))
    };
    for breach in contract::check(&draft) {
        let at = match &breach {
            Breach::FakeReply { found }
            | Breach::Placeholder { found }
            | Breach::UnfilledVariable { found }
            | Breach::MachineVoice { found } => place_of(found).unwrap_or(body.clone()),
            Breach::BodyTooShort { .. } => body.clone(),
            // The footer and `Re:` are added when a mail is rendered; an absent subject is noted elsewhere.
            Breach::NoSubject
            | Breach::SubjectNotOneLine
            | Breach::NoPostalAddress
            | Breach::NoWayOut
            | Breach::NoSourceNote => continue,
        };
        let words = breach.to_string();
        let (message, help) =
            words.split_once("; ").unwrap_or((&words, "write what you would tell a stranger in person"));
        notes.error(&at, message, help);
    }
}

/// On which line of a TOML string, as written (`raw`, counted from 0), the `line`th line of its text (from 1) stands.
fn raw_line(raw: &str, line: usize) -> usize {
    let Some(content) = raw.strip_prefix("\"\"\"").or_else(|| raw.strip_prefix("'''")) else { return 0 };
    let takes_escapes = raw.starts_with('"');
    // The line break right after the opening quotes is no part of the text.
    let first = usize::from(content.starts_with('\n') || content.starts_with("\r\n"));
    let mut n_before = 0;
    let mut goes_on = false;
    for (at, written) in content.lines().enumerate().skip(first) {
        // A backslash at the end of a line joins it with the next that is not blank.
        if goes_on && written.trim().is_empty() {
            continue;
        }
        n_before += usize::from(!goes_on);
        if n_before == line {
            return at;
        }
        let n_backslashes = written.trim_end().chars().rev().take_while(|&c| c == '\\').count();
        goes_on = takes_escapes && n_backslashes % 2 == 1;
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_text_is_found_in_the_file() {
        assert_eq!(raw_line("\"one line\"", 1), 0);
        assert_eq!(raw_line("\"\"\"\nfirst\nsecond\"\"\"", 2), 2);
        assert_eq!(raw_line("\"\"\"first\nsecond\"\"\"", 2), 1);
        assert_eq!(raw_line("'''\nfirst \\\nsecond'''", 2), 2);
        assert_eq!(raw_line("\"\"\"\nfirst \\\n\n  still first\nsecond\"\"\"", 2), 4);
    }
}
