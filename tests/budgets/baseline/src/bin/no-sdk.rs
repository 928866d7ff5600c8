//! One call of DynamoDB without an SDK: the request that phase 0 makes on an empty table, signed by hand and sent over
//! hyper and rustls.

use std::{env, io, sync::Arc};

use data_encoding::HEXLOWER;
use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, client::conn::http1};
use hyper_util::rt::TokioIo;
use jiff::{Timestamp, fmt::strtime};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use ring::{digest, hmac};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

const TARGET: &str = "DynamoDB_20120810.Query";

/// What the SDK signs of such a request, in the order in which it has to be signed.
const SIGNED: &str = "content-type;host;x-amz-date;x-amz-target";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let settings = &Settings::read()?;
    lambda_runtime::run(service_fn(async |_: LambdaEvent<Value>| query(settings).await)).await
}

/// What Lambda puts into the environment.
struct Settings {
    region: String,
    key: String,
    secret: String,
    host: String,
    roots: String,
    table: String,
}

impl Settings {
    #[allow(clippy::disallowed_methods, reason = "the least a function can be has no settings of its own")]
    fn read() -> Result<Self, Error> {
        let endpoint = env::var("AWS_ENDPOINT_URL")?;
        Ok(Self {
            region: env::var("AWS_REGION")?,
            key: env::var("AWS_ACCESS_KEY_ID")?,
            secret: env::var("AWS_SECRET_ACCESS_KEY")?,
            host: endpoint.strip_prefix("https://").ok_or("the endpoint is not https")?.to_owned(),
            roots: env::var("AWS_CA_BUNDLE")?,
            table: env::var("CAM_TABLE")?,
        })
    }
}

/// Asks for the campaigns and says how many there are.
async fn query(settings: &Settings) -> Result<Value, Error> {
    let body = json!({
        "TableName": settings.table,
        "ConsistentRead": true,
        "ScanIndexForward": true,
        "KeyConditionExpression": "#pk = :pk",
        "ExpressionAttributeNames": {"#pk": "pk"},
        "ExpressionAttributeValues": {":pk": {"S": "CAMPAIGNS"}},
    });
    let body = serde_json::to_vec(&body)?;
    let request = signed(settings, body)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(connect(settings).await?)).await?;
    tokio::spawn(connection);
    let answer = sender.send_request(request).await?.into_body().collect().await?.to_bytes();
    let answer: Value = serde_json::from_slice(&answer)?;
    Ok(answer.get("Count").cloned().ok_or("the answer has no count")?)
}

async fn connect(settings: &Settings) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Error> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(&settings.roots)? {
        roots.add(root?)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let (name, _) = settings.host.rsplit_once(':').ok_or("the endpoint has no port")?;
    let name = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
    let stream = TcpStream::connect(&settings.host).await?;
    Ok(TlsConnector::from(Arc::new(config)).connect(name, stream).await?)
}

/// The request with its signature, version 4.
fn signed(settings: &Settings, body: Vec<u8>) -> Result<Request<Full<Bytes>>, Error> {
    let Settings { region, key, secret, host, .. } = settings;
    let at = strtime::format(
        "%Y%m%dT%H%M%SZ",
        &Timestamp::try_from(std::time::SystemTime::now())?.to_zoned(jiff::tz::TimeZone::UTC),
    )?;
    let day = at.get(..8).unwrap_or_default();
    let hash = |bytes: &[u8]| HEXLOWER.encode(digest::digest(&digest::SHA256, bytes).as_ref());
    let payload = hash(&body);
    let headers =
        format!("content-type:application/x-amz-json-1.0\nhost:{host}\nx-amz-date:{at}\nx-amz-target:{TARGET}\n");
    let canonical = format!("POST\n/\n\n{headers}\n{SIGNED}\n{payload}");
    let scope = format!("{day}/{region}/dynamodb/aws4_request");
    let text = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{}", hash(canonical.as_bytes()));
    let sign = |key: &[u8], text: &str| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes());
    let mut step = sign(format!("AWS4{secret}").as_bytes(), day);
    for part in [region, "dynamodb", "aws4_request", &text] {
        step = sign(step.as_ref(), part);
    }
    let signature = HEXLOWER.encode(step.as_ref());
    let authorization =
        format!("AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={SIGNED}, Signature={signature}");
    let request = Request::post("/")
        .header("host", host)
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-date", &at)
        .header("x-amz-target", TARGET)
        .header("authorization", authorization);
    Ok(request.body(Full::new(Bytes::from(body)))?)
}
