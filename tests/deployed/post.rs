//! What stands before SES: it keeps each mail as it was sent, hands it on, and fails as it is told.

use std::{
    collections::BTreeMap,
    fmt,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Instant,
};

use data_encoding::BASE64;
use e2e::address;
use mail_parser::MessageParser;

/// A mail as a function handed it to SES.
#[derive(Clone)]
pub(crate) struct Sent {
    /// When it was brought.
    pub(crate) at: Instant,
    /// The parameters of the call.
    call: BTreeMap<String, String>,
    /// The mail, RFC 5322.
    mime: Vec<u8>,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// SES answers it.
    Through,
    /// SES takes the mail, and the caller never learns of it: nothing is answered while it lives.
    Silence,
}

type Rule = Box<dyn Fn(usize, &Sent) -> Answer + Send + Sync>;

/// A proxy on loopback that functions take for SES.
pub(crate) struct Post {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    ses_port: u16,
    sent: Mutex<Vec<Sent>>,
    rule: Mutex<Rule>,
    n_asked: Mutex<usize>,
}

impl fmt::Debug for Post {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Post(..)")
    }
}

impl fmt::Debug for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a mail to {}", self.to())
    }
}

impl Sent {
    /// A parameter of the call; empty if it was not given.
    pub(crate) fn parameter(&self, name: &str) -> &str {
        self.call.get(name).map_or("", String::as_str)
    }

    /// The envelope recipient.
    pub(crate) fn to(&self) -> &str {
        self.parameter("Destinations.member.1")
    }

    /// The tag by which what SES tells of the mail later finds its way back; empty for mail to the owner.
    pub(crate) fn ocid(&self) -> &str {
        let is_ocid = |n: &u8| self.parameter(&format!("Tags.member.{n}.Name")) == "ocid";
        (1..=9).find(is_ocid).map_or("", |n| self.parameter(&format!("Tags.member.{n}.Value")))
    }

    /// Which mail of its sequence it is.
    pub(crate) fn step(&self) -> u8 {
        self.ocid().rsplit('-').next().and_then(|step| step.parse().ok()).unwrap_or_default()
    }

    /// A header's value as it stands, on one line; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> String {
        let parsed = MessageParser::default().parse(&self.mime).unwrap();
        let raw = parsed.header_raw(name).unwrap_or_default();
        raw.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn read(body: &[u8]) -> Option<Self> {
        let call: BTreeMap<String, String> = form_urlencoded::parse(body).into_owned().collect();
        let is_mail = call.get("Action").is_some_and(|action| action == "SendRawEmail");
        let mime = BASE64.decode(call.get("RawMessage.Data")?.as_bytes()).unwrap();
        is_mail.then(|| Self { at: Instant::now(), call, mime })
    }
}

impl Post {
    /// A proxy before the SES that answers on `ses_port`.
    pub(crate) fn before(ses_port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let rule: Rule = Box::new(|_, _| Answer::Through);
        let state = State { ses_port, sent: Mutex::default(), rule: Mutex::new(rule), n_asked: Mutex::default() };
        let state = Arc::new(state);
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, state) = (stream.unwrap(), Arc::clone(&shared));
                // A function that was killed hangs up in the middle, which is nothing to report.
                thread::spawn(move || state.serve(stream));
            }
        });
        Self { address, state }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every mail that was brought, in order.
    fn sent(&self) -> Vec<Sent> {
        self.state.sent.lock().unwrap().clone()
    }

    /// Outreach, in order.
    pub(crate) fn outreach(&self) -> Vec<Sent> {
        self.sent().into_iter().filter(|mail| !mail.ocid().is_empty()).collect()
    }

    /// Mail to the owner, in order.
    pub(crate) fn notices(&self) -> Vec<Sent> {
        self.sent().into_iter().filter(|mail| mail.ocid().is_empty()).collect()
    }

    /// Outreach to who is called `name`, in order.
    pub(crate) fn mails_to(&self, name: &str) -> Vec<Sent> {
        self.outreach().into_iter().filter(|mail| mail.to() == address(name)).collect()
    }

    /// Answers by `rule` from now on: it sees how many mails were brought since, and the mail.
    pub(crate) fn answers(&self, rule: impl Fn(usize, &Sent) -> Answer + Send + Sync + 'static) {
        *self.state.n_asked.lock().unwrap() = 0;
        *self.state.rule.lock().unwrap() = Box::new(rule);
    }
}

impl State {
    fn serve(&self, mut stream: TcpStream) -> Option<()> {
        let (head, body) = read(&stream)?;
        let Some(mail) = Sent::read(&body) else { return self.forward(&head, &body, &mut stream) };
        let n = {
            let mut n_asked = self.n_asked.lock().unwrap();
            *n_asked += 1;
            *n_asked - 1
        };
        let answer = (self.rule.lock().unwrap())(n, &mail);
        self.sent.lock().unwrap().push(mail);
        match answer {
            Answer::Through => self.forward(&head, &body, &mut stream),
            Answer::Silence => {
                self.forward(&head, &body, &mut Vec::new())?;
                // Ends when the caller hangs up.
                stream.read(&mut [0]).ok().map(drop)
            }
        }
    }

    fn forward(&self, head: &str, body: &[u8], to: &mut impl Write) -> Option<()> {
        let mut ses = TcpStream::connect(("127.0.0.1", self.ses_port)).ok()?;
        ses.write_all(format!("{head}connection: close\r\n\r\n").as_bytes()).ok()?;
        ses.write_all(body).ok()?;
        let mut answer = String::new();
        ses.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        // SES names a message by what stands before the @ of its Message-ID, the emulator by all of it.
        let body = body.replace("@email.amazonses.com</MessageId>", "</MessageId>");
        let lines = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-length:"));
        let head: String = lines.map(|line| format!("{line}\r\n")).collect();
        to.write_all(format!("{head}content-length: {}\r\n\r\n{body}", body.len()).as_bytes()).ok()
    }
}

/// A request: its head, without the empty line that ends it, and its body.
fn read(stream: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            if line.trim_end().is_empty() {
                break;
            }
            head += &line;
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "connection" => continue,
            _ => {}
        }
        head += &line;
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((head, body))
}

/// Asks a service that has no client here, by its query protocol, and returns the answer's body.
pub(crate) fn ask(port: u16, account: &str, service: &str, parameters: &[(&str, &str)]) -> String {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let region = super::emulator::REGION;
    let head = format!(
        "POST / HTTP/1.1\r\nhost: {service}.{region}.amazonaws.com\r\n\
         authorization: AWS4-HMAC-SHA256 Credential={account}/20260101/{region}/{service}/aws4_request, \
         SignedHeaders=host, Signature=0\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{service} answered {answer}");
    answer
}
