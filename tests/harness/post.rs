//! The post: a gateway that keeps what it took, and fails as it is told; and a letterbox in memory.

use std::{
    collections::BTreeMap,
    fmt,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use cam_local::clock::PlayClock;
use cam_ports::{
    clock::Clock,
    gateway::{EmailGateway, GatewayError, Mail, MailId},
    identity::fingerprint,
    inbound::{Inbox, InboxError},
};
use jiff::{Timestamp, Zoned};
use mail_parser::MessageParser;

/// How the gateway answers a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It takes it.
    Taken,
    /// It takes nothing now.
    Unavailable,
    /// It takes it, and its answer is lost.
    AnswerLost,
    /// It will never take it.
    Rejected,
}

/// A mail that the gateway took.
#[derive(Clone)]
pub struct Letter {
    /// When.
    pub at: Timestamp,
    /// The envelope recipient.
    pub to: String,
    /// The envelope sender.
    pub from: String,
    /// What for.
    pub id: MailId,
    /// The mail, RFC 5322.
    mime: Vec<u8>,
    /// The id it has on the wire.
    pub wire_id: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mail {} to {} at {}", self.step(), self.to, self.at)
    }
}

impl Letter {
    /// The name of who it went to.
    #[must_use]
    pub fn name(&self) -> &str {
        self.to.split('@').next().unwrap_or_default()
    }

    /// Which mail of the sequence it is; 0 for a notice.
    #[must_use]
    pub fn step(&self) -> u8 {
        match &self.id {
            MailId::Outreach(send) => send.step,
            MailId::Notice(_) => 0,
        }
    }

    /// Which campaign it is of; 0 for a notice.
    #[must_use]
    pub fn campaign_number(&self) -> u16 {
        match &self.id {
            MailId::Outreach(send) => send.campaign_number,
            MailId::Notice(_) => 0,
        }
    }

    /// When it went out, by the clock of `zone`.
    #[must_use]
    pub fn local(&self, zone: &str) -> Zoned {
        self.at.in_tz(zone).unwrap()
    }

    /// The mail as it stands.
    #[must_use]
    pub fn source(&self) -> String {
        String::from_utf8(self.mime.clone()).unwrap()
    }

    /// The subject.
    #[must_use]
    pub fn subject(&self) -> String {
        MessageParser::default().parse(&self.mime).unwrap().subject().unwrap_or_default().to_owned()
    }

    /// A header's value as it stands, on one line.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        let parsed = MessageParser::default().parse(&self.mime).unwrap();
        let raw = parsed.header_raw(name).unwrap_or_default();
        raw.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

type Rule = Box<dyn Fn(usize, &Mail) -> Answer + Send + Sync>;
type Meanwhile = Box<dyn Fn(&Mail) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// A gateway that keeps what it took.
pub struct Post {
    clock: Arc<PlayClock>,
    taken: Mutex<Vec<Letter>>,
    n_asked: AtomicUsize,
    rule: Mutex<Rule>,
    meanwhile: Mutex<Option<Arc<Meanwhile>>>,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Post(..)")
    }
}

impl Post {
    /// A gateway that takes everything.
    #[must_use]
    pub fn new(clock: Arc<PlayClock>) -> Self {
        Self {
            clock,
            taken: Mutex::default(),
            n_asked: AtomicUsize::default(),
            rule: Mutex::new(Box::new(|_, _| Answer::Taken)),
            meanwhile: Mutex::default(),
        }
    }

    /// Answers by `rule` from now on: it sees how many mails were brought since, and the mail.
    pub fn answers(&self, rule: impl Fn(usize, &Mail) -> Answer + Send + Sync + 'static) {
        self.n_asked.store(0, Ordering::SeqCst);
        *self.rule.lock().unwrap() = Box::new(rule);
    }

    /// Does this while a mail is on its way, before it answers.
    pub fn meanwhile<F>(&self, what: impl Fn(&Mail) -> F + Send + Sync + 'static)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let what: Meanwhile = Box::new(move |mail| Box::pin(what(mail)));
        *self.meanwhile.lock().unwrap() = Some(Arc::new(what));
    }

    /// What it took, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<Letter> {
        self.taken.lock().unwrap().clone()
    }

    /// How many mails it was brought since the rule was set.
    #[must_use]
    pub fn n_asked(&self) -> usize {
        self.n_asked.load(Ordering::SeqCst)
    }

    fn take(&self, mail: &Mail) -> String {
        let mut taken = self.taken.lock().unwrap();
        let wire_id = format!("wire-{}@post.example", taken.len() + 1);
        taken.push(Letter {
            at: self.clock.now(),
            to: mail.to.expose().to_owned(),
            from: mail.from.expose().to_owned(),
            id: mail.id.clone(),
            mime: mail.mime.clone(),
            wire_id: wire_id.clone(),
        });
        wire_id
    }
}

impl EmailGateway for Post {
    fn name(&self) -> &'static str {
        "post"
    }

    async fn send(&self, mail: &Mail) -> Result<String, GatewayError> {
        let meanwhile = self.meanwhile.lock().unwrap().clone();
        if let Some(meanwhile) = meanwhile {
            meanwhile(mail).await;
        }
        let answer = (self.rule.lock().unwrap())(self.n_asked.fetch_add(1, Ordering::SeqCst), mail);
        match answer {
            Answer::Taken => Ok(self.take(mail)),
            Answer::Unavailable => Err(GatewayError::Unavailable("the post is closed".into())),
            Answer::AnswerLost => {
                self.take(mail);
                Err(GatewayError::NoAnswer("the line is dead".into()))
            }
            Answer::Rejected => Err(GatewayError::Rejected("there is no such street".into())),
        }
    }
}

/// A letterbox in memory.
#[derive(Debug, Default)]
pub struct Letterbox {
    waiting: Mutex<BTreeMap<String, Vec<u8>>>,
    n_dropped: AtomicUsize,
    /// Whether it is out of reach.
    is_stuck: Mutex<bool>,
}

impl Letterbox {
    /// Drops a mail in and returns its name.
    pub fn drop_in(&self, mail: &str) -> String {
        let name = format!("{:04}.eml", self.n_dropped.fetch_add(1, Ordering::SeqCst));
        self.waiting.lock().unwrap().insert(name.clone(), mail.as_bytes().to_vec());
        name
    }

    /// How many mails were ever dropped in.
    #[must_use]
    pub fn n_dropped(&self) -> usize {
        self.n_dropped.load(Ordering::SeqCst)
    }

    /// How many mails wait.
    #[must_use]
    pub fn n_waiting(&self) -> usize {
        self.waiting.lock().unwrap().len()
    }

    /// Puts the letterbox out of reach, or back.
    pub fn stick(&self, is_stuck: bool) {
        *self.is_stuck.lock().unwrap() = is_stuck;
    }

    fn reach(&self) -> Result<(), InboxError> {
        let is_stuck = *self.is_stuck.lock().unwrap();
        if is_stuck { Err(InboxError("the letterbox is stuck".into())) } else { Ok(()) }
    }
}

impl Inbox for Letterbox {
    async fn waiting(&self) -> Result<Vec<String>, InboxError> {
        self.reach()?;
        let waiting = self.waiting.lock().unwrap();
        Ok(waiting.keys().cloned().collect())
    }

    async fn fetch(&self, name: &str) -> Result<Option<Vec<u8>>, InboxError> {
        self.reach()?;
        Ok(self.waiting.lock().unwrap().get(name).cloned())
    }

    async fn put_away(&self, name: &str, id: &str) -> Result<(), InboxError> {
        self.reach()?;
        let mut waiting = self.waiting.lock().unwrap();
        if waiting.get(name).is_some_and(|mail| fingerprint(mail) == id) {
            waiting.remove(name);
        }
        Ok(())
    }
}
