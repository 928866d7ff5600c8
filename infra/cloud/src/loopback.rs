//! Stand-ins on loopback: an AWS that answers by a script, and a name server.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What an AWS answers: a status and a body.
pub(crate) type Answer = (u16, String);

/// An AWS on loopback, for as long as the test runs.
pub(crate) struct Loopback {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    /// `POST /path?query`.
    pub(crate) line: String,
    /// Every header, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    /// What is asked for: the action of the query services, the target of the JSON services, or method and path.
    pub(crate) fn action(&self) -> String {
        let action = self.body.split('&').find_map(|field| field.strip_prefix("Action="));
        let target = self.header("x-amz-target").and_then(|target| target.rsplit_once('.')).map(|(_, action)| action);
        action.or(target).unwrap_or(&self.line).to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}

impl Loopback {
    /// Answers each request with what `script` says to it.
    pub(crate) fn answering(script: impl Fn(&Request) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let request = read(&stream);
                let (status, body) = script(&request);
                seen.lock().unwrap().push(request);
                let length = body.len();
                let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                (&stream).write_all((head + &body).as_bytes()).unwrap();
            }
        });
        Self { address, requests }
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What came so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

/// An error as the query services write it.
pub(crate) fn query_error(status: u16, code: &str) -> Answer {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>said of owner@example.com</Message></Error></ErrorResponse>"
    );
    (status, body)
}

/// An error as the JSON services write it.
pub(crate) fn json_error(status: u16, code: &str) -> Answer {
    (status, format!(r#"{{"__type":"x#{code}","message":"said of owner@example.com"}}"#))
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut lines = reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty());
    let line = lines.next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(": ")?;
        Some((name.to_ascii_lowercase(), value.to_owned()))
    });
    let headers: Vec<(String, String)> = headers.collect();
    let mut request = Request { line, headers, body: String::new() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    request.body = String::from_utf8_lossy(&body).into_owned();
    request
}
