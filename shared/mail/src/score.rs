//! Scores the reader against mails whose truth is known: what share it gets right, and every one it gets wrong.
//!
//! A set is a folder with a `truth.jsonl`, one [`Truth`] a line. This module opens no file: its caller reads the lines
//! with [`Truth::read_all`], hands each with its bytes to [`Scores::add`], and shows [`Scores::rates`] and
//! [`Scores::misses`]. What a rate means stands at its name in [`Scores`].

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

pub use crate::read::Family;
use crate::read::{self, Class, Effect, Inbound};

/// What one mail is: a line of `truth.jsonl`. Keys it does not know are ignored.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct Truth {
    /// The mail's file, relative to the folder of the set.
    pub file: Option<String>,
    /// The mail's body, where it stands in the line itself.
    pub text: Option<String>,
    /// The line's name, for lines without a file.
    pub id: Option<String>,
    /// What it is.
    #[serde(flatten)]
    pub kind: Kind,
}

/// What a mail is, with what is expected to be read in it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A failed or delayed delivery.
    Bounce {
        /// Whether the address will never accept mail.
        #[serde(default)]
        dead: bool,
        /// Why it failed, in the words of the set; shown with a miss.
        #[serde(default)]
        reasons: Vec<String>,
        /// The status codes (RFC 3463) it holds; shown with a miss.
        #[serde(default)]
        statuses: Vec<String>,
    },
    /// A complaint (RFC 5965 and its kin).
    Report,
    /// An automatic answer (RFC 3834 and its kin).
    Auto,
    /// A machine's word that the mail arrived.
    Delivered,
    /// A machine's word that the mail is still being tried.
    Delayed,
    /// A machine's word that the mail was read or thrown away (RFC 8098).
    Receipt,
    /// Written by a person.
    Human,
    /// Written by a person, in answer to a mail that it quotes.
    Quote {
        /// What the person wrote.
        reply: String,
    },
    /// A reply whose meaning is known.
    Intent {
        /// The meaning.
        class: Family,
    },
}

/// A line of a `truth.jsonl` that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {n_line}: {what}")]
pub struct BrokenTruth {
    /// Which line, from 1.
    pub n_line: usize,
    /// What is wrong with it.
    pub what: String,
}

impl Truth {
    /// Reads a `truth.jsonl`; blank lines are skipped.
    ///
    /// # Errors
    /// At the first line that is no [`Truth`] or names neither a file nor a text.
    pub fn read_all(jsonl: &str) -> Result<Vec<Self>, BrokenTruth> {
        let lines = jsonl.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        lines.map(|(i, line)| Self::read(line).map_err(|what| BrokenTruth { n_line: i + 1, what })).collect()
    }

    fn read(line: &str) -> Result<Self, String> {
        let truth: Self = serde_json::from_str(line).map_err(|err| err.to_string())?;
        match (&truth.file, &truth.text) {
            (None, None) => Err("it has neither `file` nor `text`".into()),
            (Some(_), Some(_)) => Err("it has both `file` and `text`".into()),
            _ => Ok(truth),
        }
    }

    /// How a miss names the mail: its id, else its file, else the beginning of its text.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.id.as_ref().or(self.file.as_ref()).or(self.text.as_ref());
        shortened(name.map_or("", String::as_str))
    }
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// How many are counted.
    pub n: usize,
    /// Of how many.
    pub of: usize,
}

impl Rate {
    /// The share, unless there is nothing to have a share of.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no set has 2^52 mails")]
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.n as f64 / self.of as f64)
    }

    fn count(&mut self, is_counted: bool) {
        self.of += 1;
        self.n += usize::from(is_counted);
    }
}

/// A mail that was read as something it is not. Formatting it shows which, and no word of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Miss {
    /// [`Truth::name`].
    pub name: String,
    /// What the truth says.
    pub expected: String,
    /// What was read, and why.
    pub got: String,
}

impl fmt::Debug for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Miss").finish_non_exhaustive()
    }
}

/// How well a set was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scores {
    /// Of the bounces, those read as a failed or delayed delivery.
    pub bounce_recognised: Rate,
    /// Of all mails, of whatever kind, from which an address was taken for dead, those that say so.
    pub dead_precision: Rate,
    /// Of the bounces of dead addresses, those read so.
    pub dead_recall: Rate,
    /// Of the automatic answers, those read as one.
    pub auto_recall: Rate,
    /// Of the mails a person wrote (`human` and `quote`), those taken for a machine's. 0 is best.
    pub human_as_machine: Rate,
    /// Of the replies whose new text is known, those in which exactly that was kept.
    pub quote_exact: Rate,
    /// Of the replies whose meaning is known, those read so.
    pub intent_accuracy: Rate,
    /// Of those replies that were read as hot, the ones that are.
    pub hot_precision: Rate,
    /// Of those replies that are opt-outs, the ones read so.
    pub optout_recall: Rate,
    /// What was read wrongly, in the order of the set.
    pub misses: Vec<Miss>,
}

impl Scores {
    /// Reads one mail of the set and counts what was read. `mail` is the content of the truth's `file`, or its `text`.
    pub fn add(&mut self, truth: &Truth, mail: &[u8]) {
        let read = Read::of(&as_mail(mail));
        let is_dead = read.delivery == Delivery::Dead;
        let truly_dead = matches!(truth.kind, Kind::Bounce { dead: true, .. });
        if is_dead {
            self.dead_precision.count(truly_dead);
        }
        if truly_dead {
            self.dead_recall.count(is_dead);
        }
        if let Err(expected) = self.judge(&truth.kind, &read) {
            let got = if matches!(truth.kind, Kind::Quote { .. }) && !read.is_machine() {
                difference(&truth.kind, &read.new_text)
            } else {
                read.shown
            };
            self.misses.push(Miss { name: truth.name(), expected, got });
        }
    }

    /// Counts what the kind is measured by; else says what was expected.
    fn judge(&mut self, kind: &Kind, read: &Read) -> Result<(), String> {
        let is_bounce = read.delivery != Delivery::Nothing;
        let is_automatic = matches!(read.class, Some(Class::Automatic(_)));
        let hit = |is_hit: bool, expected: &str| if is_hit { Ok(()) } else { Err(expected.to_owned()) };
        match kind {
            Kind::Bounce { dead, reasons, statuses } => {
                self.bounce_recognised.count(is_bounce);
                let fate = if *dead { "dead" } else { "not dead" };
                let expected = format!("bounce, {fate} ({} {})", reasons.join(", "), statuses.join(", "));
                hit(is_bounce && *dead == (read.delivery == Delivery::Dead), &expected)
            }
            Kind::Report => hit(!is_bounce && read.is_machine(), "complaint"),
            Kind::Delayed => hit(read.delivery == Delivery::Delayed, "delayed"),
            Kind::Receipt => hit(!is_bounce && read.is_machine(), "receipt"),
            Kind::Delivered => hit(!is_bounce && read.is_machine(), "delivered"),
            Kind::Auto => {
                self.auto_recall.count(is_automatic);
                hit(is_automatic, "automatic answer")
            }
            Kind::Human => {
                self.human_as_machine.count(read.is_machine());
                hit(read.class.is_some_and(Class::is_human), "written by a person")
            }
            Kind::Quote { reply } => {
                let is_exact = read.new_text == plain(reply);
                self.human_as_machine.count(read.is_machine());
                self.quote_exact.count(is_exact);
                hit(is_exact && !read.is_machine(), "written by a person: exactly the reply")
            }
            Kind::Intent { class } => {
                let got = read.class.map(Family::from);
                self.intent_accuracy.count(got == Some(*class));
                if got.is_some_and(Family::is_hot) {
                    self.hot_precision.count(class.is_hot());
                }
                if *class == Family::Unsubscribe {
                    self.optout_recall.count(got == Some(Family::Unsubscribe));
                }
                hit(got == Some(*class), &format!("{class:?}"))
            }
        }
    }

    /// Every rate with its name and the name of its denominator.
    #[must_use]
    pub fn rates(&self) -> [(&'static str, &'static str, Rate); 9] {
        [
            ("bounce_recognised", "n_bounce", self.bounce_recognised),
            ("dead_precision", "n_predicted_dead", self.dead_precision),
            ("dead_recall", "n_dead", self.dead_recall),
            ("auto_recall", "n_auto", self.auto_recall),
            ("human_as_machine", "n_human", self.human_as_machine),
            ("quote_exact", "n_quote", self.quote_exact),
            ("intent_accuracy", "n_intent", self.intent_accuracy),
            ("hot_precision", "n_predicted_hot", self.hot_precision),
            ("optout_recall", "n_optout", self.optout_recall),
        ]
    }

    /// The rates as one JSON object, `null` where there is nothing to have a share of, and the denominators.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let entries = self.rates().into_iter().flat_map(|(name, denominator, rate)| {
            [(name.to_owned(), Value::from(rate.share())), (denominator.to_owned(), Value::from(rate.of))]
        });
        Value::Object(entries.collect::<Map<_, _>>())
    }
}

/// What a mail says of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Delivery {
    /// It failed, and the address will never accept mail.
    Dead,
    /// It failed, for a reason that may pass or that is ours.
    Failed,
    /// It is still being tried.
    Delayed,
    /// Nothing, or that it succeeded.
    Nothing,
}

/// What the reader says of a mail; nothing when it cannot be read.
struct Read {
    class: Option<Class>,
    delivery: Delivery,
    new_text: String,
    shown: String,
}

impl Read {
    fn of(mail: &[u8]) -> Self {
        let mail = match read::parse(mail) {
            Ok(mail) => mail,
            Err(err) => {
                let shown = err.to_string();
                return Self { class: None, delivery: Delivery::Nothing, new_text: String::new(), shown };
            }
        };
        let reading = read::classify(&mail);
        let (delivery, why) = delivery(&mail);
        let shown = format!("{:?}{why} because of \"{}\"", reading.class, shortened(&reading.evidence));
        Self { class: Some(reading.class), delivery, new_text: plain(&mail.new_text), shown }
    }

    fn is_machine(&self) -> bool {
        self.class.is_some_and(|class| !class.is_human())
    }
}

/// What a report says of the delivery, and its words for it.
fn delivery(mail: &Inbound) -> (Delivery, String) {
    let Some(report) = &mail.report else { return (Delivery::Nothing, String::new()) };
    let delivery = match report.effect() {
        Effect::Dead => Delivery::Dead,
        Effect::Delayed => Delivery::Delayed,
        _ if report.is_failure() => Delivery::Failed,
        _ => Delivery::Nothing,
    };
    let gravest = report.recipients.iter().max_by_key(|recipient| recipient.effect);
    let why = gravest.map(|it| {
        let reason = it.reason.map_or_else(String::new, |reason| format!(", {reason:?}"));
        let status = it.status.map_or_else(String::new, |status| format!(", {status}"));
        format!(", {:?}{reason}{status}", it.effect)
    });
    (delivery, format!(" ({:?}{})", report.kind, why.unwrap_or_default()))
}

/// The mail itself, or a mail around what is a body only.
#[must_use]
pub fn as_mail(content: &[u8]) -> Vec<u8> {
    if has_header(content) {
        return content.to_vec();
    }
    let charset = if std::str::from_utf8(content).is_ok() { "utf-8" } else { "windows-1252" };
    let header = format!(
        "From: a@sender.example\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n"
    );
    [header.as_bytes(), content].concat()
}

/// Headers of which a mail has at least two. (`Sent:`, which a quoted header block has instead of `Date:`, is none.)
const COMMON_HEADERS: &[&str] = &[
    "received",
    "return-path",
    "delivered-to",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "from",
    "to",
    "date",
    "subject",
    "reply-to",
    "x-mailer",
];

/// Whether the content is a whole mail and not a body only: it begins with only fields and their folded lines up to an
/// empty one, among them two common ones, perhaps beneath the line that a mailbox file puts above a mail.
#[must_use]
pub fn has_header(content: &[u8]) -> bool {
    let content = content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content);
    let mut lines =
        content.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).peekable();
    lines.next_if(|line| line.starts_with(b"From ") && line.iter().filter(|byte| **byte == b':').count() >= 2);
    let mut n_common = 0;
    let mut was_empty = false;
    for (i, line) in lines.enumerate() {
        if line.is_empty() {
            return n_common >= 2;
        }
        if i > 0 && line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        match field(line) {
            Some((name, value)) => {
                n_common += usize::from(COMMON_HEADERS.iter().any(|it| name.eq_ignore_ascii_case(it.as_bytes())));
                was_empty = value.is_empty();
            }
            // The value of a field that is empty in its own line, where an archive lost the blank of the fold.
            None if was_empty => was_empty = false,
            None => return false,
        }
    }
    n_common >= 2
}

/// The name and the value of a header's field.
fn field(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let (name, rest) = line.split_at_checked(line.iter().position(|byte| *byte == b':')?)?;
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte));
    is_name.then(|| (name, rest.get(1..).unwrap_or_default().trim_ascii()))
}

/// Text with `\n` line ends and nothing around it.
fn plain(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

/// Where the new text first differs from the reply.
fn difference(kind: &Kind, got: &str) -> String {
    let Kind::Quote { reply } = kind else { return String::new() };
    let expected = plain(reply);
    let mut expected_lines = expected.lines();
    let mut got_lines = got.lines();
    let mut n_line = 0;
    loop {
        n_line += 1;
        match (expected_lines.next(), got_lines.next()) {
            (Some(expected), Some(got)) if expected == got => {}
            (None, None) => return String::new(),
            (expected, got) => {
                let shown =
                    |line: Option<&str>| line.map_or("the end".into(), |line| format!("\"{}\"", shortened(line)));
                return format!("line {n_line}: {} where {} is right", shown(got), shown(expected));
            }
        }
    }
}

/// The first 80 characters in one line.
fn shortened(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(80).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUNCE: &str = "From: mailer-daemon@mx.example\r\nSubject: Undelivered\r\n\r\nno";
    const AWAY: &str = "From: ada@x.example\r\nAuto-Submitted: auto-replied\r\n\
        Subject: Out of office\r\nTo: ann@x.example\r\n\r\nback soon";

    fn scores(lines: &[(&str, &str)]) -> Scores {
        let mut scores = Scores::default();
        for (line, mail) in lines {
            let truth = Truth::read(line).unwrap();
            scores.add(&truth, truth.text.as_deref().unwrap_or(mail).as_bytes());
        }
        scores
    }

    fn names(scores: &Scores) -> Vec<&str> {
        scores.misses.iter().map(|miss| miss.name.as_str()).collect()
    }

    #[test]
    fn every_kind_is_counted_where_it_belongs_and_every_miss_is_listed() {
        let scores = scores(&[
            (r#"{"file": "b", "kind": "bounce", "dead": false, "reasons": ["full"], "statuses": ["5.2.2"]}"#, BOUNCE),
            (r#"{"file": "no-b", "kind": "bounce", "dead": true}"#, "Yes, gladly."),
            (r#"{"file": "r", "kind": "report", "feedback": "abuse"}"#, BOUNCE),
            (r#"{"file": "d", "kind": "delivered"}"#, BOUNCE),
            (r#"{"file": "a", "kind": "auto"}"#, AWAY),
            (r#"{"file": "no-a", "kind": "auto"}"#, "Yes, gladly."),
            (r#"{"file": "h", "kind": "human"}"#, "Yes, gladly."),
            (r#"{"file": "no-h", "kind": "human"}"#, AWAY),
            (r#"{"file": "q", "kind": "quote", "reply": "Yes."}"#, "Yes.\r\n\r\n> Would you?\r\n"),
            (r#"{"file": "no-q", "kind": "quote", "reply": "Yes."}"#, "Yes.\nor no"),
        ]);
        assert_eq!(names(&scores), ["no-b", "r", "d", "no-a", "no-h", "no-q"]);
        assert_eq!(scores.bounce_recognised, Rate { n: 1, of: 2 });
        assert_eq!(scores.dead_recall, Rate { n: 0, of: 1 });
        assert_eq!(scores.auto_recall, Rate { n: 1, of: 2 });
        assert_eq!(scores.human_as_machine, Rate { n: 1, of: 4 });
        assert_eq!(scores.quote_exact, Rate { n: 1, of: 2 });
        assert_eq!(scores.misses[5].got, "line 2: \"or no\" where the end is right");
    }

    #[test]
    fn replies_are_scored_by_the_family_of_their_class() {
        let scores = scores(&[
            (
                r#"{"id": "yes", "text": "Sounds interesting, tell me more.", "kind": "intent", "class": "interested"}"#,
                "",
            ),
            (
                r#"{"id": "no-hot", "text": "Yes please, send me your price list.", "kind": "intent", "class": "refusal"}"#,
                "",
            ),
            (r#"{"id": "stop", "text": "Please unsubscribe me", "kind": "intent", "class": "unsubscribe"}"#, ""),
            (r#"{"id": "no-stop", "text": "Thanks", "kind": "intent", "class": "unsubscribe"}"#, ""),
            (r#"{"file": "away", "kind": "intent", "class": "ooo"}"#, AWAY),
        ]);
        assert_eq!(names(&scores), ["no-hot", "no-stop"]);
        assert_eq!(scores.intent_accuracy, Rate { n: 3, of: 5 });
        assert_eq!(scores.hot_precision, Rate { n: 1, of: 2 });
        assert_eq!(scores.optout_recall, Rate { n: 1, of: 2 });
    }

    #[test]
    fn a_rate_of_nothing_is_null() {
        let json = Scores::default().to_json();
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 18);
        assert_eq!((&json["dead_precision"], &json["n_predicted_dead"]), (&Value::Null, &Value::from(0)));
        assert_eq!(scores(&[(r#"{"file": "h", "kind": "human"}"#, "Hi")]).to_json()["human_as_machine"], 0.0);
    }

    #[test]
    fn a_broken_line_is_named_with_what_is_wrong() {
        let broken = |jsonl: &str| Truth::read_all(jsonl).map(|_| ()).unwrap_err().to_string();
        let good = r#"{"file": "a", "kind": "human"}"#;
        assert!(broken(&format!("{good}\n\n{{")).starts_with("line 3: EOF"));
        assert_eq!(broken(r#"{"kind": "human"}"#), "line 1: it has neither `file` nor `text`");
        assert!(broken(r#"{"file": "a", "kind": "robot"}"#).contains("unknown variant `robot`"));
        assert!(broken(r#"{"file": "a", "kind": "intent", "class": "x"}"#).contains("unknown variant `x`"));
        assert!(broken(r#"{"file": "a", "kind": "quote"}"#).contains("missing field `reply`"));
        assert_eq!(Truth::read_all(&format!("{good}\n\n{good}\n")).unwrap().len(), 2);
    }

    #[test]
    fn a_header_is_told_from_a_body_that_resembles_one() {
        for mail in [
            AWAY,
            "Subject: x\nFrom: a@x.example\n\nhi",
            "From a@x Mon Jan 1 00:00:00\nTo: b\n folded: x\nDate: x",
            "X-Diagnostics:\n1;AbC/3+d=\nCc:\nFrom: a@x.example\nSubject: x\n\nhi",
        ] {
            assert!(has_header(mail.as_bytes()), "{mail}");
        }
        for body in [
            "",
            "Hi",
            "On Thursday:\n\nyes",
            "One: yes\n\n- two",
            "From: Ann\nSent: Monday\n\nold",
            "Subject: this\nis from: me\n\nhi",
            "From: Ann\nTo:\nyes\nand no\n\nhi",
            "\nFrom: a@x.example\nTo: b@x.example\n\nhi",
        ] {
            assert!(!has_header(body.as_bytes()), "{body}");
        }
    }

    #[test]
    fn debug_output_holds_no_word_of_a_mail() {
        let scores = scores(&[(r#"{"text": "Ada asks", "kind": "quote", "reply": "Grace"}"#, "")]);
        assert_eq!(scores.misses.len(), 1);
        let shown = format!("{scores:?}");
        assert!(!shown.contains("Ada") && !shown.contains("Grace"), "{shown}");
    }
}
