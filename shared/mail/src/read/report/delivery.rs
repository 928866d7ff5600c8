//! Puts together what the fields and the text of a delivery report say of each recipient.

use mail_parser::Message;

use super::{
    super::raw_values,
    Effect, MAX_DIAGNOSTIC_BYTES, MAX_RECIPIENTS, Reason, Report, ReportedRecipient, Status,
    address::first_address,
    capped,
    fields::{self, Group},
    part_groups,
    reason::{Evidence, Words},
    signs,
    status::reply_code,
    transcript::{self, Block},
};

/// Reads who was not reached and why, from the fields and from what is said.
pub(super) fn read(mail: &Message<'_>, said: &str, mut report: Report) -> Report {
    let mut groups = part_groups(mail, &["delivery-status", "global-delivery-status"]);
    if groups.is_empty() && said.to_ascii_lowercase().contains("final-recipient:") {
        groups = fields::groups(said);
    }
    report.original_ids.extend(groups.iter().find_map(|group| group.get("original-envelope-id")).map(str::to_owned));
    let blocks = transcript::blocks(said);
    let is_recipient =
        |group: &&Group| ["final-recipient", "original-recipient", "action"].iter().any(|it| group.get(it).is_some());
    let transcript = Transcript { blocks: &blocks, whole: Words::of(said) };
    let told = groups.iter().filter(is_recipient).take(MAX_RECIPIENTS);
    report.recipients = told.map(|group| by_fields(group, &transcript)).collect();
    if groups.iter().any(|group| group.get("reporting-mta").is_some_and(|host| host.contains("inbound-smtp."))) {
        for recipient in &mut report.recipients {
            by_owners_rule(recipient);
        }
    }
    if report.recipients.is_empty() {
        report.recipients = by_text(mail, &blocks, said);
    }
    report
}

/// What the text of a report says: of each recipient, and in all.
struct Transcript<'a> {
    blocks: &'a [Block],
    whole: Words,
}

/// A recipient whom fields describe, and whom the text may describe better.
fn by_fields(group: &Group, transcript: &Transcript<'_>) -> ReportedRecipient {
    let addresses = ["original-recipient", "final-recipient", "x-actual-recipient"];
    let addresses: Vec<String> = addresses.iter().filter_map(|name| first_address(group.get(name)?)).collect();
    let block = transcript.blocks.iter().find(|block| addresses.contains(&block.address)).map(|block| &block.text);
    let diagnostic = group.get("diagnostic-code").map_or("", without_type);
    let field = group.get("status").unwrap_or_default();
    let field_words = field.split_once('(').map_or("", |(_, words)| words.trim_end_matches(')'));
    let category = group.get("x-powermta-bouncecategory").unwrap_or_default();
    let alone = if transcript.blocks.len() < 2 { transcript.whole } else { Words::default() };
    let mut words = Words::of(diagnostic).or(Words::of(field_words)).or(Words::of(category));
    words = words.or(block.map_or(alone, |block| Words::of(block)));
    // sendmail and Postfix tell only in the text at which step they were refused.
    words.stage = words.stage.or(transcript.whole.stage);
    let status = status(Status::find(field), Status::find(diagnostic).or_else(|| Status::find(block?)));
    let evidence = Evidence { words, status, reply_code: reply_code(diagnostic) };
    let action = Action::of(group.get("action").unwrap_or_default());
    let diagnostic = if diagnostic.is_empty() { field_words } else { diagnostic };
    recipient(addresses.into_iter().next(), diagnostic, evidence, action)
}

/// Amazon SES receives for a domain by rules of its owner, who chose these words: "mailbox does not exist" is a filter.
fn by_owners_rule(recipient: &mut ReportedRecipient) {
    if recipient.reason == Some(Reason::UserUnknown) {
        recipient.reason = Some(Reason::Filtered);
        recipient.effect = Reason::Filtered.effect();
    }
}

/// The status to believe: what the field says, unless it says only its class or that time ran out, which the server's
/// own words then make clear.
pub(super) fn status(field: Option<Status>, said: Option<Status>) -> Option<Status> {
    let is_vague = |status: &Status| status.is_general() || (status.subject, status.detail) == (4, 7);
    match (field, said) {
        (Some(field), Some(said)) if is_vague(&field) && !said.is_general() => Some(said),
        (field, said) => field.or(said),
    }
}

/// The diagnostic without its type: `smtp; 550 …`.
pub(super) fn without_type(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest)) if kind.len() < 20 && !kind.trim().contains(' ') => rest.trim(),
        _ => value,
    }
}

/// Recipients whom only a text describes, or whom only a header names.
fn by_text(mail: &Message<'_>, blocks: &[Block], said: &str) -> Vec<ReportedRecipient> {
    let failed = raw_values(mail, "x-failed-recipients").flat_map(|value| value.split([',', ' ', '\n']));
    let failed: Vec<String> = failed.filter_map(first_address).take(MAX_RECIPIENTS).collect();
    let action = if signs::is_delay(mail, said) { Action::Delayed } else { Action::Failed };
    let whole = Words::of(said);
    let one = |address: Option<&String>, text: Option<&String>| {
        let mut words = text.map_or(whole, |text| Words::of(text).or(whole));
        words.stage = words.stage.or(whole.stage);
        let text = text.map_or(said, |text| text);
        let evidence = Evidence { words, status: Status::find(text), reply_code: reply_code(text) };
        recipient(address.cloned(), text, evidence, action)
    };
    let text_of = |address: &String| Some(&blocks.iter().find(|block| block.address == *address)?.text);
    if !failed.is_empty() {
        return failed.iter().map(|address| one(Some(address), text_of(address))).collect();
    }
    if blocks.is_empty() {
        return vec![one(first_address(said).as_ref(), None)];
    }
    blocks.iter().map(|block| one(Some(&block.address), Some(&block.text))).collect()
}

/// What became of it, in the words of RFC 3464 §2.3.3.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Action {
    Failed,
    Delayed,
    Delivered,
}

impl Action {
    fn of(word: &str) -> Self {
        let word = word.trim().to_ascii_lowercase();
        let is = |words: &[&str]| words.iter().any(|it| word.starts_with(it));
        if is(&["delayed"]) {
            Self::Delayed
        } else if is(&["deliver", "relayed", "expanded"]) {
            Self::Delivered
        } else {
            Self::Failed
        }
    }
}

fn recipient(address: Option<String>, diagnostic: &str, evidence: Evidence, action: Action) -> ReportedRecipient {
    let is_success = action == Action::Delivered || evidence.status.is_some_and(|status| status.class == 2);
    let reason = if is_success { None } else { evidence.reason() };
    let effect = match (action, reason) {
        _ if is_success => Effect::Delivered,
        (Action::Delayed, _) => Effect::Delayed,
        // What may pass is not dead.
        (_, Some(reason)) if reason.effect() == Effect::Dead && evidence.is_transient() => Effect::Soft,
        (_, Some(reason)) => reason.effect(),
        (_, None) => Effect::Soft,
    };
    let diagnostic = capped(diagnostic, 2 * MAX_DIAGNOSTIC_BYTES).split_whitespace().collect::<Vec<_>>().join(" ");
    ReportedRecipient {
        address,
        status: evidence.status,
        reply_code: evidence.reply_code,
        diagnostic: capped(&diagnostic, MAX_DIAGNOSTIC_BYTES).to_owned(),
        reason,
        effect,
    }
}
