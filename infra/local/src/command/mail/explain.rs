//! `cam mail explain`: what a mail is, in plain words, and what in it says so.

use std::{
    fs::File,
    io::{self, ErrorKind, Read},
    path::Path,
};

use cam_mail::{
    read::{
        self, Automatic, AutomaticKind, Class, Contact, Effect, Inbound, Reading, Report, ReportKind, ReportedRecipient,
    },
    score::{as_mail, has_header},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    cli::ExplainArgs,
    failure::{ExitCode, Failure},
    terminal::Terminal,
};

pub(in crate::command) fn explain(args: &ExplainArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let content = content(&args.file)?;
    let mail = read::parse(&as_mail(&content)).map_err(Failure::input)?;
    let reading = read::classify(&mail);
    terminal.line(terminal.bold(headline(&mail, &reading)))?;
    let mut facts = Facts::default();
    let is_whole = has_header(&content);
    if !is_whole {
        facts.add("note", "there is no header: this was read as a body alone");
    }
    match (&mail.report, &mail.automatic) {
        (Some(report), _) => facts.report(report),
        (None, Some(automatic)) if !reading.class.is_human() => facts.automatic(automatic),
        _ => facts.meaning(&reading),
    }
    if is_whole {
        facts.envelope(&mail);
    }
    for (name, value) in &facts.0 {
        terminal.line(format!("  {name:<12} {value}"))?;
    }
    if !mail.new_text.is_empty() {
        terminal.line(format!("\n{}", terminal.bold("What is new in it, without quotes and signature")))?;
        for line in mail.new_text.lines() {
            terminal.line(format!("  | {}", shown(line)))?;
        }
    }
    Ok(ExitCode::Done)
}

/// The bytes of the file, or of standard input for `-`.
fn content(file: &Path) -> Result<Vec<u8>, Failure> {
    // One byte more than is read, so that a larger mail is refused and not cut.
    let limit = read::MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let is_read = if file == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    let shown = file.display();
    match is_read {
        Ok(0) => Err(Failure::input(format!("{shown} is empty: there is no mail to explain"))),
        Ok(_) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::input(format!("there is no file {shown}"))),
        Err(error) => Err(Failure::input(format!("{shown} cannot be read: {error}"))),
    }
}

/// What the mail is, as a sentence.
fn headline(mail: &Inbound, reading: &Reading) -> String {
    match (&mail.report, reading.class) {
        (Some(report), Class::MachineReport) => report_words(report),
        (_, class) => class_words(class).to_owned(),
    }
}

fn report_words(report: &Report) -> String {
    match report.kind {
        ReportKind::Complaint(kind) => format!("A machine reports a complaint ({}).", words(&format!("{kind:?}"))),
        ReportKind::Disposition => {
            "A machine reports what became of a mail that arrived, such as that it was read.".into()
        }
        ReportKind::Delivery if report.is_failure() => {
            format!("A mail could not be delivered: {}.", effect_words(report.effect()))
        }
        ReportKind::Delivery => format!("A machine reports on a delivery: {}.", effect_words(report.effect())),
        ReportKind::Other => "A machine's report of a kind that is not read further.".into(),
    }
}

const fn class_words(class: Class) -> &'static str {
    match class {
        Class::MachineReport => "A machine's report.",
        Class::Automatic(kind) => automatic_words(kind),
        Class::ComplaintLegal => {
            "A person threatens with a complaint or the law: never write again, and a person should look."
        }
        Class::ErasureRequest => "A person wants their data erased: never write again, and erase it.",
        Class::Unsubscribe => "A person wants no more mail: never write again.",
        Class::Referral => "A person names somebody else, or says that they are the wrong one.",
        Class::LeftCompany => "Whoever was written to works there no more.",
        Class::NotNow => "A person says: perhaps later.",
        Class::Refusal => "A person says no.",
        Class::Meeting => "A person wants to talk: hot.",
        Class::Interested => "A person is interested: hot.",
        Class::Question => "A person asks something: warm.",
        Class::Acknowledgement => "A person thanks or confirms, and no more.",
        Class::Unclear => "Nothing tells for sure what is meant: a person should read it.",
    }
}

const fn automatic_words(kind: AutomaticKind) -> &'static str {
    match kind {
        AutomaticKind::OutOfOffice => "An automatic answer: away for a while. The sequence waits.",
        AutomaticKind::LeftCompany => "An automatic answer: whoever was written to works there no more.",
        AutomaticKind::TicketReceipt => "An automatic answer: a ticket system confirms receipt.",
        AutomaticKind::ChallengeResponse => {
            "An automatic answer that asks for proof of being human. It is never answered."
        }
        AutomaticKind::Receipt => "An automatic answer that confirms receipt.",
    }
}

const fn effect_words(effect: Effect) -> &'static str {
    match effect {
        Effect::Dead => "the address is dead and will never accept mail",
        Effect::Suppressed => "the provider did not try, since it knew the address already",
        Effect::OurFault => "the sender is at fault; the lead stays, and the mailbox or campaign stops",
        Effect::Content => "the content was refused; the lead stays, and the template is held",
        Effect::Soft => "for a reason that may pass; the lead waits",
        Effect::Delayed => "it is delayed and still being tried",
        Effect::Delivered => "it was delivered",
        Effect::None => "nothing follows from it",
    }
}

/// What is known, as pairs of a name and a value.
#[derive(Default)]
struct Facts(Vec<(&'static str, String)>);

impl Facts {
    fn add(&mut self, name: &'static str, value: impl AsRef<str>) {
        let value = shown(value.as_ref());
        if !value.is_empty() {
            self.0.push((name, value));
        }
    }

    fn report(&mut self, report: &Report) {
        self.add("because of", &report.evidence);
        for recipient in &report.recipients {
            self.recipient(recipient);
        }
        self.add("about mail", report.original_ids.join(" "));
    }

    fn recipient(&mut self, recipient: &ReportedRecipient) {
        self.add("recipient", recipient.address.as_deref().unwrap_or("not named"));
        let status = recipient.status.map(|status| format!("status {status}"));
        let code = recipient.reply_code.map(|code| format!("reply code {code}"));
        self.add("  codes", [status, code].into_iter().flatten().collect::<Vec<_>>().join(", "));
        self.add("  reason", recipient.reason.map(|reason| words(&format!("{reason:?}"))).unwrap_or_default());
        self.add("  effect", effect_words(recipient.effect));
        self.add("  said", &recipient.diagnostic);
    }

    fn automatic(&mut self, automatic: &Automatic) {
        self.add("because of", &automatic.evidence);
        self.add("back on", automatic.returns_on.map(day).unwrap_or_default());
        self.contact(automatic.replacement.as_ref());
    }

    fn meaning(&mut self, reading: &Reading) {
        if !reading.evidence.is_empty() {
            self.add("because of", format!("\"{}\"", reading.evidence));
        }
        self.add("sure", confidence(reading.confidence_milli));
        self.contact(reading.contact.as_ref());
        self.add("until", reading.until.map(day).unwrap_or_default());
    }

    fn contact(&mut self, contact: Option<&Contact>) {
        let Some(contact) = contact else { return };
        let address = contact.address.as_ref().map(|address| format!("<{address}>"));
        let who: Vec<String> = [contact.name.clone(), address].into_iter().flatten().collect();
        self.add("names", format!("{}: a proposal, nobody asked them", who.join(" ")));
    }

    fn envelope(&mut self, mail: &Inbound) {
        self.add("from", mail.from.as_deref().unwrap_or_default());
        self.add("to", mail.recipients.join(", "));
        self.add("subject", &mail.subject);
        let date = mail.date_unix_s.and_then(|at| Timestamp::from_second(at).ok());
        self.add(
            "date",
            date.map(|at| at.to_zoned(TimeZone::UTC).strftime("%A, %-d %B %Y, %H:%M UTC").to_string())
                .unwrap_or_default(),
        );
        self.add("in answer to", mail.referenced_ids.join(" "));
    }
}

/// `Tuesday, 24 November 2026`.
fn day(date: Date) -> String {
    date.strftime("%A, %-d %B %Y").to_string()
}

fn confidence(milli: u16) -> String {
    let how = match milli {
        950.. => "as good as certain",
        850.. => "very likely",
        700.. => "likely",
        500.. => "perhaps",
        _ => "hardly, so that a person should read it",
    };
    format!("{how} ({milli} of 1000)")
}

/// The name of a variant as words: `UserUnknown` is "user unknown".
fn words(variant: &str) -> String {
    let mut out = String::with_capacity(variant.len() + 4);
    for c in variant.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

/// A stranger's text in one line: a terminal obeys control characters.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim_end().to_owned()
}
