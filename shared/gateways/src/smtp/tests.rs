use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use cam_ports::{error::Chain, gateway::MailId};
use cam_testkit::contracts;

use super::*;

/// What the server does when it has read a command, or the content.
#[derive(Debug, Clone, Copy)]
enum Act {
    Say(&'static str),
    HangUp,
    Silence,
}

/// What the server does at one place of the conversation; everything else it takes.
type Script = &'static [(&'static str, Act)];

/// An SMTP server on loopback that plays one script to everyone who comes.
struct Server {
    port: u16,
    lines: Arc<Mutex<Vec<String>>>,
    mails: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    fn playing(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Self { port, lines: Arc::default(), mails: Arc::default() };
        let (lines, mails) = (Arc::clone(&server.lines), Arc::clone(&server.mails));
        thread::spawn(move || {
            let mut silent = Vec::new();
            while let Ok((stream, _)) = listener.accept() {
                silent.extend(converse(stream, script, &lines, &mails));
            }
        });
        server
    }

    fn gateway(&self, security: &str, login: bool) -> SmtpGateway {
        let (name, password) = if login { ("ann@example.com", "hunter2") } else { ("", "") };
        let json = format!(
            r#"{{"host":"127.0.0.1","port":{},"username":"{name}","password":"{password}","security":"{security}"}}"#,
            self.port
        );
        SmtpGateway::new(SmtpSettings::from_json(&json).unwrap())
    }

    fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}

/// Holds one conversation; gives the connection back if it is to stay open in silence.
fn converse(
    stream: TcpStream,
    script: Script,
    lines: &Mutex<Vec<String>>,
    mails: &Mutex<Vec<Vec<u8>>>,
) -> Option<TcpStream> {
    let act = |place: &str| script.iter().find(|(at, _)| *at == place).map(|(_, act)| *act);
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut writer = &stream;
    let mut place = "greeting".to_owned();
    loop {
        let usual = match place.as_str() {
            "greeting" => "220 mail.example",
            "EHLO" => "250-mail.example\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME",
            "AUTH" => "235 2.7.0 welcome",
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 2.0.0 fine",
        };
        let reply = match act(&place).unwrap_or(Act::Say(usual)) {
            Act::Say(reply) => reply,
            Act::HangUp => return None,
            Act::Silence => return Some(stream),
        };
        writer.write_all(format!("{reply}\r\n").as_bytes()).ok()?;
        place = if place == "DATA" && reply.starts_with('3') {
            mails.lock().unwrap().push(content(&mut reader)?);
            "content".to_owned()
        } else {
            let mut line = String::new();
            reader.read_line(&mut line).ok().filter(|n| *n > 0)?;
            lines.lock().unwrap().push(line.trim_end().to_owned());
            line.split([' ', '\r']).next().unwrap().to_owned()
        };
    }
}

/// The content up to the final dot, as RFC 5321 §4.5.2 reads it.
fn content(reader: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    loop {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).ok().filter(|n| *n > 0)?;
        if line == b".\r\n" {
            return Some(content);
        }
        content.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
    }
}

fn mail() -> Mail {
    let [from, to] = ["ann@example.com", "ada@example.com"].map(|address| EmailAddress::parse(address).unwrap());
    let mime = b"Subject: hello\r\n\r\nhello\r\n".to_vec();
    Mail { id: MailId::Notice("digest".to_owned()), from, to, mime, message_id: "1@mail.example".to_owned() }
}

#[derive(Debug, PartialEq, Eq)]
enum Class {
    Rejected,
    Unavailable,
    NoAnswer,
}

fn class(error: &GatewayError) -> Class {
    match error {
        GatewayError::Rejected(_) => Class::Rejected,
        GatewayError::Unavailable(_) => Class::Unavailable,
        GatewayError::NoAnswer(_) => Class::NoAnswer,
    }
}

#[tokio::test]
async fn smtp_is_held_to_the_contract() {
    let server = Server::playing(&[]);
    let delivered = async || server.mails.lock().unwrap().clone();
    contracts::email_gateway(&server.gateway("none", true), delivered).await;
}

#[tokio::test]
async fn one_mail_is_one_conversation_with_its_envelope() {
    let server = Server::playing(&[]);
    assert_eq!(server.gateway("none", true).send(&mail()).await.unwrap(), "1@mail.example");
    let lines = server.lines();
    assert_eq!(lines[0], "EHLO example.com");
    assert!(lines[1].starts_with("AUTH PLAIN "), "{lines:?}");
    assert_eq!(lines[2..5], ["MAIL FROM:<ann@example.com>", "RCPT TO:<ada@example.com>", "DATA"]);
}

#[tokio::test]
async fn a_mail_of_8_bits_is_announced_and_a_server_that_takes_none_gets_none() {
    let wide = Mail { mime: "Subject: hello\r\n\r\nGrüße\r\n".as_bytes().to_vec(), ..mail() };
    let server = Server::playing(&[]);
    server.gateway("none", false).send(&wide).await.unwrap();
    assert!(server.lines().contains(&"MAIL FROM:<ann@example.com> BODY=8BITMIME".to_owned()), "{:?}", server.lines());
    assert_eq!(*server.mails.lock().unwrap(), std::slice::from_ref(&wide.mime));
    let server = Server::playing(&[("EHLO", Act::Say("250 mail.example"))]);
    assert_eq!(class(&server.gateway("none", false).send(&wide).await.unwrap_err()), Class::Unavailable);
}

#[tokio::test]
async fn every_failure_has_its_class_by_the_step_it_came_at() {
    use Act::{HangUp, Say};
    let cases: [(Script, Class); 16] = [
        (&[("greeting", Say("554 go away"))], Class::Unavailable),
        (&[("greeting", HangUp)], Class::Unavailable),
        (&[("AUTH", Say("535 5.7.8 no"))], Class::Unavailable),
        (&[("MAIL", Say("530 5.7.0 log in first"))], Class::Unavailable),
        (&[("MAIL", Say("550 5.1.1 unknown"))], Class::Unavailable),
        (&[("RCPT", Say("451 4.7.1 greylisted"))], Class::Unavailable),
        (&[("RCPT", Say("550 5.7.1 relaying denied"))], Class::Unavailable),
        (&[("RCPT", Say("550 5.1.1 unknown"))], Class::Rejected),
        (&[("RCPT", HangUp)], Class::Unavailable),
        (&[("DATA", Say("451 later"))], Class::Unavailable),
        (&[("DATA", HangUp)], Class::Unavailable),
        (&[("content", Say("451 4.3.0 later"))], Class::Unavailable),
        (&[("content", Say("554 5.6.0 malformed"))], Class::Rejected),
        (&[("content", Say("550 5.7.26 unauthenticated"))], Class::Unavailable),
        (&[("content", HangUp)], Class::NoAnswer),
        (&[("content", Say("what"))], Class::NoAnswer),
    ];
    for (script, expected) in cases {
        let server = Server::playing(script);
        let error = server.gateway("none", true).send(&mail()).await.unwrap_err();
        assert_eq!(class(&error), expected, "{script:?}: {}", Chain(&error));
        assert!(server.mails.lock().unwrap().len() <= 1, "{script:?}: it was sent again");
    }
}

#[tokio::test]
async fn silence_is_in_doubt_only_after_the_content() {
    let brief = Duration::from_millis(100);
    for (place, expected) in [("RCPT", Class::Unavailable), ("content", Class::NoAnswer)] {
        let script: Script = if place == "RCPT" { &[("RCPT", Act::Silence)] } else { &[("content", Act::Silence)] };
        let server = Server::playing(script);
        let gateway = server.gateway("none", false);
        let patience = match expected {
            Class::NoAnswer => Patience { content: brief, ..gateway.patience },
            Class::Rejected | Class::Unavailable => Patience { approach: brief, ..gateway.patience },
        };
        let error = SmtpGateway { patience, ..gateway }.send(&mail()).await.unwrap_err();
        assert_eq!(class(&error), expected, "{place}");
    }
}

#[tokio::test]
async fn nothing_is_said_to_a_server_that_cannot_encrypt() {
    for security in ["starttls", "tls"] {
        let server = Server::playing(&[("greeting", Act::Say("220 plain"))]);
        let gateway = server.gateway(security, true);
        let patience = Patience { approach: Duration::from_millis(500), ..gateway.patience };
        let error = SmtpGateway { patience, ..gateway }.send(&mail()).await.unwrap_err();
        assert_eq!(class(&error), Class::Unavailable, "{security}");
        let told = server.lines().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL"));
        assert!(!told, "{security}: {:?}", server.lines());
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_has_sent_nothing() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nowhere = Server { port, lines: Arc::default(), mails: Arc::default() };
    let error = nowhere.gateway("none", false).send(&mail()).await.unwrap_err();
    assert_eq!(class(&error), Class::Unavailable, "{error:?}");
}

#[tokio::test]
async fn what_the_server_says_is_not_repeated() {
    let server = Server::playing(&[("RCPT", Act::Say("550 5.1.1 <ada@example.com> unknown"))]);
    let error = server.gateway("none", true).send(&mail()).await.unwrap_err();
    let shown = format!("{error:?} {}", Chain(&error));
    assert!(shown.contains("550 (5.1.1)") && !shown.contains("ada@"), "{shown}");
}
