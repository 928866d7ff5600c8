//! S3: one bucket, addressed by path.

use std::{collections::BTreeMap, fmt::Write as _};

use hyper::Method;

use super::BUCKET;
use crate::http::{Answer, Asked};

/// What objects are dated with; none of the functions looks at it.
const DATED: &str = "2026-11-23T09:00:00.000Z";

/// The objects by their keys.
#[derive(Debug, Default)]
pub(super) struct Bucket(BTreeMap<String, Vec<u8>>);

/// The operation that is asked for, as S3 calls it.
pub(super) fn operation(asked: &Asked) -> String {
    let is_copy = asked.headers.contains_key("x-amz-copy-source");
    let name = match asked.method {
        Method::GET if asked.uri.query().is_some_and(|query| query.contains("list-type=2")) => "ListObjectsV2",
        Method::GET => "GetObject",
        Method::HEAD => "HeadObject",
        Method::PUT if is_copy => "CopyObject",
        Method::PUT => "PutObject",
        Method::DELETE => "DeleteObject",
        _ => "an unknown operation",
    };
    name.to_owned()
}

impl Bucket {
    pub(super) fn insert(&mut self, key: &str, content: Vec<u8>) {
        self.0.insert(key.to_owned(), content);
    }

    pub(super) fn etag(&self, key: &str) -> String {
        self.0.get(key).map(|content| tag(content).trim_matches('"').to_owned()).unwrap_or_default()
    }

    pub(super) fn answer(&mut self, operation: &str, asked: &Asked) -> Option<Answer> {
        let key = object(asked.uri.path())?;
        match operation {
            "ListObjectsV2" => Some(self.list(asked)),
            "GetObject" => Some(self.get(&key, asked)),
            "HeadObject" => Some(Answer { body: Vec::new(), ..self.get(&key, asked) }),
            "PutObject" => {
                self.insert(&key, content(asked));
                Some(answered(200, tag(&asked.body), Vec::new()))
            }
            "CopyObject" => {
                let from = object(&format!("/{}", asked.header("x-amz-copy-source").trim_start_matches('/')))?;
                let content = self.0.get(&from)?.clone();
                self.insert(&key, content);
                let body = format!(
                    "<CopyObjectResult><ETag>\"copied\"</ETag><LastModified>{DATED}</LastModified></CopyObjectResult>"
                );
                Some(Answer::new(200, "application/xml", body))
            }
            "DeleteObject" => {
                self.0.remove(&key);
                Some(Answer { status: 204, ..Answer::default() })
            }
            _ => None,
        }
    }

    fn get(&self, key: &str, asked: &Asked) -> Answer {
        let Some(content) = self.0.get(key) else {
            return Answer::new(
                404,
                "application/xml",
                "<Error><Code>NoSuchKey</Code><Message>it is not there</Message></Error>",
            );
        };
        let range = asked.header("range").strip_prefix("bytes=").and_then(|range| range.split_once('-'));
        let Some((from, to)) = range else { return answered(200, tag(content), content.clone()) };
        let from: usize = from.parse().unwrap_or_default();
        let to = to.parse::<usize>().map_or(content.len(), |to| to.saturating_add(1)).min(content.len());
        let Some(part) = content.get(from..to).filter(|part| !part.is_empty()) else {
            return Answer::new(
                416,
                "application/xml",
                "<Error><Code>InvalidRange</Code><Message>beyond its end</Message></Error>",
            );
        };
        let mut answer = answered(206, tag(content), part.to_vec());
        answer.headers.push(("content-range", format!("bytes {from}-{}/{}", to.saturating_sub(1), content.len())));
        answer
    }

    fn list(&self, asked: &Asked) -> Answer {
        let query = asked.uri.query().unwrap_or_default();
        let parameter = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let prefix = parameter("prefix");
        let most = parameter("max-keys").parse().unwrap_or(1_000);
        let after = [parameter("continuation-token"), parameter("start-after")].into_iter().max().unwrap_or_default();
        let mut under = self.0.iter().filter(|(key, _)| key.starts_with(&prefix) && **key > after).peekable();
        let (mut listed, mut n, mut last) = (String::new(), 0, "");
        while n < most
            && let Some((key, content)) = under.next()
        {
            let _infallible = write!(
                listed,
                "<Contents><Key>{key}</Key><LastModified>{DATED}</LastModified><ETag>{}</ETag><Size>{}</Size></Contents>",
                tag(content),
                content.len()
            );
            (n, last) = (n + 1, key);
        }
        let is_truncated = under.peek().is_some();
        let more =
            if is_truncated { format!("<NextContinuationToken>{last}</NextContinuationToken>") } else { String::new() };
        let body = format!(
            "<ListBucketResult><Name>{BUCKET}</Name><Prefix>{prefix}</Prefix><KeyCount>{n}</KeyCount><MaxKeys>{most}</MaxKeys>\
             <IsTruncated>{is_truncated}</IsTruncated>{more}{listed}</ListBucketResult>"
        );
        Answer::new(200, "application/xml", body)
    }
}

/// The key in a path `/bucket/key`; empty for the bucket itself.
fn object(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?.strip_prefix(BUCKET)?;
    // `+` stands for itself in a path, and for a blank in a form.
    let path = path.trim_start_matches('/').replace('+', "%2B");
    form_urlencoded::parse(format!("key={path}").as_bytes()).next().map(|(_, key)| key.into_owned())
}

/// The content of a put; the SDK may send it in chunks with a checksum behind them.
fn content(asked: &Asked) -> Vec<u8> {
    if !asked.header("content-encoding").contains("aws-chunked") {
        return asked.body.to_vec();
    }
    let (mut rest, mut content): (&[u8], Vec<u8>) = (&asked.body, Vec::new());
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let (size, behind) = rest.split_at(end);
        let size =
            String::from_utf8_lossy(size).split(';').next().and_then(|size| usize::from_str_radix(size, 16).ok());
        let Some((chunk, behind)) =
            size.filter(|size| *size > 0).and_then(|size| behind.get(2..)?.split_at_checked(size))
        else {
            break;
        };
        content.extend_from_slice(chunk);
        rest = behind.get(2..).unwrap_or_default();
    }
    content
}

fn tag(content: &[u8]) -> String {
    format!("\"{}\"", cam_ports::identity::fingerprint(content))
}

fn answered(status: u16, tag: String, body: Vec<u8>) -> Answer {
    let mut answer = Answer::new(status, "application/octet-stream", body);
    answer.headers.push(("etag", tag));
    answer.headers.push(("last-modified", "Mon, 23 Nov 2026 09:00:00 GMT".to_owned()));
    answer
}
