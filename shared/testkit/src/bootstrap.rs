//! A Lambda for one event: starts a function's bootstrap against a Runtime API on loopback, which is all of AWS it sees.
//!
//! No clock is involved: a bootstrap that ends early is noticed by the end of its output.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
};

/// Where the Runtime API stands (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).
const API: &str = "/2018-06-01/runtime/invocation/";

/// What every other request is answered with: AWS without any permission.
const DENIED: &str = r#"{"__type":"com.amazon.coral.service#AccessDeniedException"}"#;

/// How an invocation ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Invoked {
    /// The function answered.
    Answered(String),
    /// The function reported an error.
    Failed(String),
    /// The bootstrap ended before it answered; this is what it wrote to its standard error.
    Ended(String),
}

/// Starts `bootstrap` with `settings` and nothing else in its environment, hands it `event`, and stops it again.
///
/// Calls to AWS go nowhere: they are denied.
pub fn invoke(bootstrap: &str, settings: &[(&str, &str)], event: &str) -> std::io::Result<Invoked> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let mut child = start(bootstrap, settings, address)?;
    let stderr = child.stderr.take();
    let listening = thread::spawn(move || {
        let mut text = String::new();
        let read = stderr.map(|mut stderr| stderr.read_to_string(&mut text));
        // Whoever waits for a request learns that there will be none.
        drop(TcpStream::connect(address));
        read.transpose().map(|_| text)
    });
    let mut outcome = None;
    let mut is_alive = true;
    while outcome.is_none() && is_alive {
        let (stream, _) = listener.accept()?;
        match Request::read(&stream)? {
            Some(request) => outcome = serve(&stream, &request, event)?,
            None => is_alive = false,
        }
    }
    child.kill()?;
    child.wait()?;
    let written = listening.join().map_err(|_| std::io::Error::other("reading the standard error failed"))??;
    Ok(outcome.unwrap_or(Invoked::Ended(written)))
}

fn start(bootstrap: &str, settings: &[(&str, &str)], api: SocketAddr) -> std::io::Result<Child> {
    Command::new(bootstrap)
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", api.to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "test")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_ENDPOINT_URL", format!("http://{api}"))
        .envs(settings.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
}

struct Request {
    path: String,
    body: String,
}

impl Request {
    /// Reads one request; nothing if the other side only opened the connection.
    fn read(stream: &TcpStream) -> std::io::Result<Option<Self>> {
        let mut reader = BufReader::new(stream);
        let mut first = String::new();
        reader.read_line(&mut first)?;
        let Some(path) = first.split(' ').nth(1).map(ToOwned::to_owned) else { return Ok(None) };
        let mut n_bytes = 0;
        for line in reader.by_ref().lines() {
            let line = line?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(length) = line.strip_prefix("content-length:") {
                n_bytes = length.trim().parse().map_err(std::io::Error::other)?;
            }
        }
        let mut body = vec![0; n_bytes];
        reader.read_exact(&mut body)?;
        Ok(Some(Self { path, body: String::from_utf8_lossy(&body).into_owned() }))
    }
}

fn serve(stream: &TcpStream, request: &Request, event: &str) -> std::io::Result<Option<Invoked>> {
    let head = "lambda-runtime-aws-request-id: 00000000-0000-4000-8000-000000000000\r\n\
                lambda-runtime-deadline-ms: 4102444800000\r\n";
    match request.path.strip_prefix(API) {
        Some("next") => reply(stream, "200 OK", head, event).map(|()| None),
        Some(path) => {
            reply(stream, "202 Accepted", "", "{}")?;
            let body = request.body.clone();
            Ok(Some(if path.ends_with("/response") { Invoked::Answered(body) } else { Invoked::Failed(body) }))
        }
        None => reply(stream, "400 Bad Request", "", DENIED).map(|()| None),
    }
}

fn reply(mut stream: &TcpStream, status: &str, head: &str, body: &str) -> std::io::Result<()> {
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{head}content-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
