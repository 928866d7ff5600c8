//! A stand-in for AWS on loopback: answers requests one after the other and remembers them.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use aws_credential_types::Credentials;

use crate::connector::Aws;

/// Answers as many requests as it was given answers.
pub(crate) struct Loopback {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// What becomes of a request that was read.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// A status with its headers, each ended by a line end, and a body.
    Whole(u16, String, String),
    /// The connection is closed without a word.
    HangUp,
    /// Nothing, and the connection stays open.
    Silence,
}

impl Answer {
    /// A body with a status.
    pub(crate) fn status(status: u16, body: impl Into<String>) -> Self {
        Self::Whole(status, String::new(), body.into())
    }

    /// Done, with one header and a body.
    pub(crate) fn with_header(name: &str, value: &str, body: impl Into<String>) -> Self {
        Self::Whole(200, format!("{name}: {value}\r\n"), body.into())
    }
}

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Request {
    /// The first line.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    /// A header, by its name in lower case; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The body.
    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    /// The operation that was asked for.
    pub(crate) fn target(&self) -> String {
        self.header("x-amz-target").to_owned()
    }

    /// The ids of the messages in a `SendMessageBatch`.
    pub(crate) fn entry_ids(&self) -> Vec<String> {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        body["Entries"].as_array().unwrap().iter().map(|entry| entry["Id"].as_str().unwrap().to_owned()).collect()
    }
}

impl Loopback {
    /// Answers with these bodies, in order, each with status 200.
    pub(crate) fn answering(answers: &[&str]) -> Self {
        Self::playing(answers.iter().map(|answer| Answer::status(200, *answer)))
    }

    /// Does with each request what it was given, in order.
    pub(crate) fn playing(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (answers, seen) = (answers.into_iter().collect::<Vec<_>>(), Arc::clone(&requests));
        thread::spawn(move || {
            let mut silent = Vec::new();
            for answer in answers {
                let (stream, _) = listener.accept().unwrap();
                let request = read(&stream);
                seen.lock().unwrap().push(request);
                match answer {
                    Answer::Whole(status, headers, body) => write(&stream, status, &headers, &body),
                    Answer::HangUp => {}
                    Answer::Silence => silent.push(stream),
                }
            }
            if !silent.is_empty() {
                thread::park();
            }
        });
        Self { address, requests }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Clients of it in `region`.
    pub(crate) fn aws(&self, region: &str) -> Aws {
        Aws::new(region, Credentials::new("key", "secret", None, None, "test"), Some(&self.url()))
    }

    /// What came so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut request = Request::default();
    reader.read_line(&mut request.line).unwrap();
    request.line = request.line.trim_end().to_owned();
    for line in reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(": ") {
            request.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
    }
    let mut body = vec![0; request.header("content-length").parse().unwrap_or_default()];
    reader.read_exact(&mut body).unwrap();
    request.body = String::from_utf8(body).unwrap();
    request
}

fn write(mut stream: &TcpStream, status: u16, headers: &str, body: &str) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status} Answer\r\n{headers}content-length: {length}\r\nconnection: close\r\n");
    write!(stream, "{head}\r\n{body}").unwrap();
}
