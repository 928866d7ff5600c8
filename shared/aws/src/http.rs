//! Connections for the AWS clients: HTTP/1.1 by hyper, over rustls with ring.
//!
//! The SDK's own connector brings HTTP/2, proxies and the machine's root certificates, which no function needs: they were
//! a tenth of a bootstrap. No connector is built before the first call; all clients share one, and its connections.

use std::{
    error::Error,
    fmt, io,
    sync::{Arc, OnceLock},
};

use aws_smithy_runtime_api::client::{
    http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::{body::SdkBody, retry::ErrorKind};
use cam_ports::error::BoxError;
use hyper_rustls::HttpsConnector;
use hyper_util::{
    client::legacy::{self, Client, connect::HttpConnector as Tcp},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

/// Amazon Root CA 1 to 4 and Starfield Services Root Certificate Authority - G2, as Mozilla's list has them
/// (<https://www.amazontrust.com/repository/>).
pub(crate) const AMAZON_ROOTS: &[u8] = include_bytes!("../roots/amazon.pem");

/// The connector of all clients. Every client gives a connection the same time to stand, so the first may build.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    roots: Arc<[u8]>,
    connector: Arc<OnceLock<SharedHttpConnector>>,
}

impl Http {
    /// Trusts the certificates of `roots` (PEM), and nothing if there are none.
    pub(crate) fn trusting(roots: &[u8]) -> Self {
        Self { roots: Arc::from(roots), connector: Arc::default() }
    }

    #[cfg(test)]
    pub(crate) fn is_built(&self) -> bool {
        self.connector.get().is_some()
    }
}

impl HttpClient for Http {
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        let build = || SharedHttpConnector::new(Connector::new(&self.roots, settings));
        self.connector.get_or_init(build).clone()
    }
}

/// The certificates of a PEM file, each of which has to be readable.
pub(crate) fn roots(pem: &[u8]) -> Result<RootCertStore, BoxError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        roots.add(certificate?)?;
    }
    if roots.is_empty() { Err("there is no certificate in it".into()) } else { Ok(roots) }
}

/// Hyper's client, or why there is none.
struct Connector(Result<Client<HttpsConnector<Tcp>, SdkBody>, String>);

impl Connector {
    fn new(pem: &[u8], settings: &HttpConnectorSettings) -> Self {
        let mut tcp = Tcp::new();
        tcp.set_connect_timeout(settings.connect_timeout());
        tcp.set_nodelay(true);
        // The scheme is looked at by what stands above it.
        tcp.enforce_http(false);
        let https = tls(pem).map(|tls| HttpsConnector::from((tcp, tls)));
        let client =
            https.map(|https| Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(https));
        Self(client.map_err(|error| error.to_string()))
    }
}

fn tls(pem: &[u8]) -> Result<ClientConfig, BoxError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(versions.with_root_certificates(roots(pem)?).with_no_client_auth())
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connector(..)")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let client = match &self.0 {
            Ok(client) => client,
            Err(why) => return HttpConnectorFuture::ready(Err(ConnectorError::user(why.clone().into()))),
        };
        let request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let answer = client.request(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await.map_err(sorted)?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(answer).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// Tells the SDK what failed, which repeats on its own what never reached AWS or was cut off.
fn sorted(error: legacy::Error) -> ConnectorError {
    let hyper = cause::<hyper::Error>(&error);
    if error.is_connect() || cause::<io::Error>(&error).is_some() {
        return ConnectorError::io(error.into());
    }
    match hyper {
        Some(hyper) if hyper.is_user() => ConnectorError::user(error.into()),
        Some(hyper) if hyper.is_timeout() => ConnectorError::timeout(error.into()),
        Some(hyper) if hyper.is_closed() || hyper.is_canceled() => ConnectorError::io(error.into()),
        // The connection ended in the middle of an answer, which S3 does now and then.
        Some(hyper) if hyper.is_incomplete_message() => {
            ConnectorError::other(error.into(), Some(ErrorKind::TransientError))
        }
        _ => ConnectorError::other(error.into(), None),
    }
}

/// The first cause of that type.
fn cause<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(cause) = error.downcast_ref() {
            return Some(cause);
        }
        next = error.source();
    }
    None
}

/// Whether the connection never stood, so that nothing can have been written to it.
pub(crate) fn never_connected(error: &(dyn Error + 'static)) -> bool {
    cause::<legacy::Error>(error).is_some_and(legacy::Error::is_connect)
}

#[cfg(test)]
mod tests {
    use cam_ports::error::Chain;

    use super::*;
    use crate::loopback::Loopback;

    async fn call(connector: &Connector, url: &str) -> Result<u16, ConnectorError> {
        let mut request = HttpRequest::new(SdkBody::empty());
        request.set_uri(url).unwrap();
        connector.call(request).await.map(|answer| answer.status().as_u16())
    }

    fn connector() -> Connector {
        Connector::new(AMAZON_ROOTS, &HttpConnectorSettings::builder().build())
    }

    #[test]
    fn amazons_roots_are_five_certificates() {
        assert_eq!(roots(AMAZON_ROOTS).unwrap().len(), 5);
    }

    #[tokio::test]
    async fn a_server_is_asked_and_answers() {
        let server = Loopback::answering(&["{}"]);
        assert_eq!(call(&connector(), &server.url()).await.unwrap(), 200);
    }

    /// Such a failure is repeated by the SDK, and tells the gateway that no mail can be out.
    #[tokio::test]
    async fn a_server_that_is_not_there_was_never_connected() {
        let error = call(&connector(), "http://127.0.0.1:1/").await.unwrap_err();
        assert!(error.is_io() && never_connected(&error), "{error:?}");
    }

    #[tokio::test]
    async fn a_connection_that_ends_without_an_answer_stood() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _asked = io::Read::read(&mut stream, &mut [0; 1024]).unwrap();
        });
        let error = call(&connector(), &url).await.unwrap_err();
        server.join().unwrap();
        assert!(!error.is_user() && !never_connected(&error), "{error:?}");
    }

    #[tokio::test]
    async fn without_readable_roots_every_call_says_so() {
        let connector = Connector::new(b"", &HttpConnectorSettings::builder().build());
        let error = call(&connector, "https://localhost/").await.unwrap_err();
        assert!(error.is_user() && Chain(&error).to_string().contains("no certificate"), "{error:?}");
    }
}
