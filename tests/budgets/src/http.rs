//! An HTTP server on loopback, plain or with TLS, for whatever stands in for AWS.

use std::{net::SocketAddr, sync::Arc};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{HeaderMap, Method, Request, Response, Uri, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// A request, read to its end.
#[derive(Debug)]
pub struct Asked {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Asked {
    /// A header that is text; empty if there is none.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// An answer.
#[derive(Debug, Default)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, besides the length of the body.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// A body of this type.
    #[must_use]
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: vec![("content-type", content_type.to_owned())], body: body.into() }
    }

    /// JSON as AWS writes it.
    #[must_use]
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/x-amz-json-1.0", body)
    }
}

/// Listens on a free port of loopback for as long as the runtime lives; the address it listens at.
pub async fn serve<F, A>(tls: Option<TlsAcceptor>, answer: F) -> std::io::Result<SocketAddr>
where
    F: Fn(Asked) -> A + Send + Sync + 'static,
    A: Future<Output = Answer> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let answer = Arc::new(answer);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (answer, tls) = (Arc::clone(&answer), tls.clone());
            // A connection that breaks is the client's to notice.
            tokio::spawn(async move {
                let _unsent = stream.set_nodelay(true);
                match tls {
                    None => converse(stream, answer).await,
                    Some(tls) => {
                        if let Ok(stream) = tls.accept(stream).await {
                            converse(stream, answer).await;
                        }
                    }
                }
            });
        }
    });
    Ok(address)
}

async fn converse<F, A>(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static, answer: Arc<F>)
where
    F: Fn(Asked) -> A + Send + Sync + 'static,
    A: Future<Output = Answer> + Send + 'static,
{
    let service = service_fn(move |request| {
        let answer = Arc::clone(&answer);
        async move { respond(request, &*answer).await }
    });
    let _broken = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

async fn respond<F, A>(request: Request<Incoming>, answer: &F) -> Result<Response<Full<Bytes>>, hyper::http::Error>
where
    F: Fn(Asked) -> A,
    A: Future<Output = Answer>,
{
    let (head, body) = request.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let asked = Asked { method: head.method, uri: head.uri, headers: head.headers, body };
    let Answer { status, headers, body } = answer(asked).await;
    let response =
        headers.into_iter().fold(Response::builder().status(status), |r, (name, value)| r.header(name, value));
    response.body(Full::new(Bytes::from(body)))
}
