//! Tells a machine's report from a person's mail.
//!
//! Proof by itself is a report's MIME type, Exchange's own mark, or a sender whose name is that of a mail system. Other
//! signs (who sends, the subject, the wording, an empty return path, the header that lists failures) count only in
//! pairs, one of which must be of subject, wording or that header: a vacation notice has an empty return path too, and
//! a person may well answer from `postmaster@`, or write about undeliverable promises.

use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

use super::{super::raw_values, FeedbackType, ReportKind};

/// How much of a text is compared, in bytes: a report says at once what it is.
const MAX_LEAD_BYTES: usize = 2048;

/// What sort of report a mail is, and why.
pub(super) struct Sign {
    pub(super) kind: ReportKind,
    pub(super) evidence: String,
}

/// What of a mail tells whether it is a report.
pub(super) struct Looks<'a> {
    mail: &'a Message<'a>,
    /// The sender's local part.
    local: &'a str,
    /// The sender's shown name, in lower case.
    name: String,
    subject: String,
    /// The beginning of the text, in lower case, one blank between words.
    lead: String,
}

impl<'a> Looks<'a> {
    pub(super) fn of(mail: &'a Message<'a>, from: Option<&'a str>, subject: &str, said: &str) -> Self {
        let local = from.map_or("", |from| from.split_once('@').map_or(from, |(local, _)| local));
        let name = mail.from().and_then(|from| from.first()).and_then(|from| from.name()).unwrap_or_default();
        let lead = super::capped(said, MAX_LEAD_BYTES).split_whitespace().collect::<Vec<_>>().join(" ");
        Self { mail, local, name: name.to_lowercase(), subject: subject.to_lowercase(), lead: lead.to_lowercase() }
    }
}

impl Looks<'_> {
    fn has(&self, name: &str) -> bool {
        raw_values(self.mail, name).next().is_some()
    }

    fn has_empty_path(&self) -> bool {
        raw_values(self.mail, "return-path").any(|value| value == "<>")
    }

    fn subject(&self) -> Option<&'static &'static str> {
        SUBJECTS.iter().find(|it| self.subject.starts_with(**it))
    }

    fn daemon(&self) -> Option<&'static &'static str> {
        DAEMONS.iter().find(|it| self.local.eq_ignore_ascii_case(it))
    }

    fn is_from_system(&self) -> bool {
        self.local.is_empty()
            || self.daemon().is_some()
            || POSTMASTERS.iter().any(|it| self.local.starts_with(it))
            || SYSTEM_NAMES.iter().any(|it| self.name.contains(it))
    }
}

/// The senders that are mail systems and nothing else.
const DAEMONS: &[&str] = &["mailer-daemon", "mail-daemon", "mailerdaemon", "mail.delivery.system", "mdaemon"];
/// The senders that are mostly mail systems.
const POSTMASTERS: &[&str] = &[
    "postmaster",
    "post_master",
    "microsoftexchange",
    "mailadmin",
    "mail-admin",
    "mmdf",
    "bounce",
    "bounces",
    "dsn",
    "ndr",
];
/// Names that mail systems give themselves, in lower case.
const SYSTEM_NAMES: &[&str] = &[
    "mail delivery subsystem",
    "mail delivery system",
    "mail deliver system",
    "mail system",
    "mailer-daemon",
    "mailer daemon",
    "system administrator",
    "internet mail delivery",
    "interscan",
    "mailmarshal",
];

/// How the subject of a delivery report begins, in lower case.
const SUBJECTS: &[&str] = &[
    "[bounce]",
    "delivery error",
    "delivery failed",
    "delivery failure",
    "delivery has failed",
    "delivery notification: delivery has failed",
    "delivery report",
    "delivery status",
    "dsn:",
    "delivery unsuccessful",
    "email not delivered",
    "entrega fallida",
    "failed mail",
    "failure notice",
    "failure delivery",
    "mail could not be delivered",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery problem",
    "mail delivery status report",
    "mail delivery system",
    "mail failure",
    "mail not delivered",
    "mail system error",
    "mail undeliverable",
    "mancata consegna",
    "mancato recapito",
    "message delivery failure",
    "message undeliverable",
    "nachricht unzustellbar",
    "message delivery has failed",
    "ndn:",
    "notice: mail delivery status",
    "niet bezorgd",
    "no se puede entregar",
    "non recapitabile",
    "non remis",
    "nondeliverable mail",
    "notificação de falha",
    "não entregue",
    "não é possível entregar",
    "onbestelbaar",
    "postmaster notify",
    "returned mail",
    "returned to sender",
    "rejected mail",
    "undeliver",
    "permanent delivery failure",
    "there was an error sending your mail",
    "unable to deliver",
    "unzustellbar",
    "user unknown",
    "warning: could not send message",
    "warning: delayed mail",
    "warning: message delayed",
    "échec de la remise",
    "échec de remise",
    "недоставленное сообщение",
    "ваше сообщение не доставлено",
    "配信不能",
    "配信できません",
    "未送達",
    "退信",
    "系统退信",
];

/// What delivery reports say at their beginning, in lower case.
const WORDING: &[&str] = &[
    "transcript of session follows",
    "the following addresses had permanent fatal errors",
    "the following addresses had delivery errors",
    "the following addresses had delivery problems",
    "this is the qmail-send program",
    "i'm afraid i wasn't able to deliver your message",
    "i was not able to deliver your message",
    "this message was created automatically by mail delivery software",
    "this message was created automatically by the mail system",
    "a message that you sent could not be delivered",
    "a message that you sent contained",
    "i'm sorry to have to inform you that your message could not be delivered",
    "your message could not be delivered",
    "your message couldn't be delivered",
    "your message can't be delivered",
    "your message cannot be delivered",
    "your message wasn't delivered",
    "your message was not delivered",
    "your message did not reach",
    "delivery has failed to these recipients",
    "delivery to the following recipient",
    "delivery to these recipients",
    "échec de la remise",
    "fehler bei der nachrichtenzustellung",
    "fehler beim zustellen der nachricht",
    "ihre nachricht konnte nicht zugestellt werden",
    "no se pudo entregar el mensaje",
    "impossibile recapitare il messaggio",
    "não foi possível entregar a mensagem",
    "sorry, we were unable to deliver your message",
    "unable to deliver your message",
    "unable to deliver message to the following",
    "your mail sent on",
    "failure reasons",
    "could not be delivered to",
    "could not be sent",
    "this message could not be delivered",
    "was not delivered to",
    "was undeliverable",
    "we're writing to let you know that the group you tried to contact",
    "groups.google.com/support",
    "user mailbox exceeds allowed size",
    "delivery failed ",
    "an error has occurred while attempting to deliver a message",
    "a message is delayed",
    "there was an error delivering your mail",
    "this report relates to a message you sent",
    "this is an automatically generated delivery status notification",
    "automatically generated delivery status notification",
    "each of the following recipients was rejected by a remote mail server",
    "送信できませんでした",
    "error: invalid user address",
    "error message below",
    "the original message was received at",
    "this message was created automatically by facebook",
    "this is a delivery status notification from",
    "undeliverable mail",
    "delays in delivering your message",
    "could not be delivered because of",
    "the following recipients were affected",
    "there's a problem with the e-mail address",
    "there was a permanent error delivering your message",
    "unable to deliver message to:",
    "unable to deliver message to <",
    "we had trouble delivering your message",
    "-------server message",
    "to inform you on the delivery status of a message you previously sent",
    "there is no such user",
    "unknown user:",
    "unknown host:",
    "invalid final delivery userid",
    "the user(s) account is",
    "message could not be delivered",
    "you are not a member of this mailing list",
    "an error occurred while trying to deliver the mail",
];

/// What says that a mail is only late.
const DELAYS: &[&str] = &[
    "has been delayed",
    "is a warning message only",
    "message is delayed",
    "not yet been delivered",
    "still being retried",
    "temporary failure report",
    "you do not need to resend",
    "warning: could not send message",
    "warning: message delayed",
    "warning: delayed mail",
    "delays in delivering your message",
    "will be retried for",
];

/// What sort of report the mail is, if it is one.
pub(super) fn sign(looks: &Looks<'_>) -> Option<Sign> {
    by_type(looks.mail)
        .or_else(|| by_part(looks))
        .or_else(|| complaint_of_old(looks))
        .or_else(|| exchange(looks))
        .or_else(|| list_manager(looks))
        .or_else(|| by_looks(looks))
}

/// Whether the text or the subject says that the mail is still being tried.
pub(super) fn is_delay(mail: &Message<'_>, said: &str) -> bool {
    let subject = mail.subject().unwrap_or_default().to_lowercase();
    let lead = super::capped(said, MAX_LEAD_BYTES).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    subject.contains("(delay)") || DELAYS.iter().any(|it| lead.contains(it) || subject.starts_with(it))
}

/// The types of RFC 3464, 5965 and 8098, with the prefix of RFC 6533 or without.
const TYPES: &[(&str, ReportKind)] = &[
    ("feedback-report", ReportKind::Complaint(FeedbackType::Other)),
    ("disposition-notification", ReportKind::Disposition),
    ("delivery-status", ReportKind::Delivery),
];

fn kind_of(name: &str) -> Option<&'static (&'static str, ReportKind)> {
    let name = name.trim_start_matches("global-");
    TYPES.iter().find(|(it, _)| name.eq_ignore_ascii_case(it))
}

/// RFC 6522: the mail says itself that it is a report.
fn by_type(mail: &Message<'_>) -> Option<Sign> {
    let top = mail.content_type().filter(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("report"))?;
    let announced = top.attribute("report-type");
    let part = || mail.parts.iter().filter_map(message_subtype).find_map(kind_of);
    // Of a kind that is not said, it is read as a delivery report, by far the most common.
    let kind = announced.and_then(kind_of).or_else(part).map_or(ReportKind::Delivery, |(_, kind)| *kind);
    let evidence = format!("multipart/report; report-type={}", short(announced.unwrap_or("unknown")));
    Some(Sign { kind, evidence })
}

/// A report's part in a mail of another type, unless a person may have passed a bounce on.
fn by_part(looks: &Looks<'_>) -> Option<Sign> {
    let (name, kind) = looks.mail.parts.iter().filter_map(message_subtype).find_map(kind_of)?;
    let is_first_hand =
        *kind != ReportKind::Delivery || looks.is_from_system() || looks.has_empty_path() || looks.subject().is_some();
    is_first_hand.then(|| Sign { kind: *kind, evidence: format!("message/{name}") })
}

fn message_subtype<'a>(part: &'a MessagePart<'_>) -> Option<&'a str> {
    part.content_type().filter(|kind| kind.ctype().eq_ignore_ascii_case("message")).and_then(|kind| kind.subtype())
}

/// Hotmail's feedback (JMRP), which is older than RFC 5965: the subject, and the whole mail as a part.
fn complaint_of_old(looks: &Looks<'_>) -> Option<Sign> {
    let has_original = looks.mail.parts.iter().any(|part| matches!(part.body, PartType::Message(_)));
    let is_complaint = has_original && looks.subject.starts_with("complaint about message from");
    is_complaint.then(|| Sign {
        kind: ReportKind::Complaint(FeedbackType::Abuse),
        evidence: "subject \"complaint about message from\"".into(),
    })
}

/// Exchange marks its non-delivery reports, which it sends to its own users as plain HTML.
fn exchange(looks: &Looks<'_>) -> Option<Sign> {
    const MARK: &str = "x-ms-exchange-message-is-ndr";
    looks.has(MARK).then(|| Sign { kind: ReportKind::Delivery, evidence: MARK.into() })
}

/// The list manager fml answers from `LIST-admin@` and says in the subject what is wrong.
fn list_manager(looks: &Looks<'_>) -> Option<Sign> {
    let is_fml = looks.has("x-mlserver") && looks.local.ends_with("-admin");
    is_fml.then(|| Sign { kind: ReportKind::Delivery, evidence: "x-mlserver".into() })
}

fn by_looks(looks: &Looks<'_>) -> Option<Sign> {
    let subject = looks.subject();
    let wording = WORDING.iter().find(|it| looks.lead.contains(**it));
    let list = looks.has("x-failed-recipients").then_some(&"x-failed-recipients");
    if let Some(daemon) = looks.daemon() {
        let says_what = subject.or(wording).or(list).is_some() || looks.lead.contains('@');
        let kind = if says_what { ReportKind::Delivery } else { ReportKind::Other };
        return Some(Sign { kind, evidence: format!("from {daemon}") });
    }
    let sign = wording.or(subject).or(list)?;
    let n_signs = [subject, wording, list].into_iter().flatten().count();
    let is_about_mail = wording.is_some_and(|it| it.contains("mail ") || it.contains("message"));
    let is_robot = ["no-reply", "noreply"].iter().any(|it| looks.local.starts_with(it));
    let second = match () {
        () if looks.is_from_system() || is_robot && is_about_mail => "from a mail system",
        () if looks.has_empty_path() => "empty return-path",
        () if n_signs > 1 && list.is_some() => "x-failed-recipients",
        () if n_signs > 1 && looks.has("auto-submitted") => "auto-submitted",
        () => return None,
    };
    Some(Sign { kind: ReportKind::Delivery, evidence: format!("{second} and \"{sign}\"") })
}

fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}
