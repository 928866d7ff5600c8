//! The one place that chooses how mail leaves a function: by SES, by a mailbox, or not at all. A way that fails is an error,
//! and never becomes another one.

use cam_aws::{
    connector::Aws,
    keys::read_secret,
    ses::{self, SesGateway},
};
use cam_gateways::smtp::{SmtpGateway, SmtpSettings};
use cam_ports::{
    clock::ShiftedClock,
    error::BoxError,
    gateway::{EmailGateway, GatewayError, Mail, SilentGateway},
};
use tokio::sync::OnceCell;

use crate::settings::{MailRoute, SecretArn};

/// Mail on its way out of a function.
#[derive(Debug)]
pub struct Post(Route);

#[derive(Debug)]
enum Route {
    Ses(Box<SesGateway<ShiftedClock>>),
    Mailbox(Box<Mailbox>),
    Nowhere(SilentGateway),
}

/// A mailbox whose address and credentials are read when the first mail leaves.
#[derive(Debug)]
struct Mailbox {
    aws: Aws,
    secret: SecretArn,
    gateway: OnceCell<SmtpGateway>,
}

impl Post {
    /// Mail that leaves as `route` says.
    #[must_use]
    pub fn new(aws: &Aws, region: &str, route: &MailRoute, clock: ShiftedClock) -> Self {
        Self(match route {
            MailRoute::Ses(route) => {
                let settings = ses::Settings {
                    region: region.to_owned(),
                    configuration_set: Some(route.configuration_set.as_str().to_owned()),
                    concurrency: route.concurrency.get(),
                };
                Route::Ses(Box::new(SesGateway::new(aws.lazy(Aws::ses), settings, clock)))
            }
            MailRoute::Smtp(secret) => {
                let mailbox = Mailbox { aws: aws.clone(), secret: secret.clone(), gateway: OnceCell::new() };
                Route::Mailbox(Box::new(mailbox))
            }
            MailRoute::Nowhere => Route::Nowhere(SilentGateway),
        })
    }
}

impl EmailGateway for Post {
    fn name(&self) -> &'static str {
        match &self.0 {
            Route::Ses(ses) => ses.name(),
            Route::Mailbox(_) => "smtp",
            Route::Nowhere(silent) => silent.name(),
        }
    }

    async fn send(&self, mail: &Mail) -> Result<String, GatewayError> {
        match &self.0 {
            Route::Ses(ses) => ses.send(mail).await,
            // Nothing was handed over yet, so nothing can be in doubt.
            Route::Mailbox(mailbox) => mailbox.gateway().await.map_err(GatewayError::Unavailable)?.send(mail).await,
            Route::Nowhere(silent) => silent.send(mail).await,
        }
    }
}

impl Mailbox {
    /// The gateway; its secret is read once, and again only if that failed.
    async fn gateway(&self) -> Result<&SmtpGateway, BoxError> {
        let open = async || {
            let secret = read_secret(&self.aws.secrets(), self.secret.as_str()).await?;
            Ok(SmtpGateway::new(SmtpSettings::from_json(secret.reveal())?))
        };
        self.gateway.get_or_try_init(open).await
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        thread,
    };

    use aws_credential_types::Credentials;
    use cam_core::address::EmailAddress;
    use cam_ports::{error::Chain, gateway::MailId};

    use super::*;
    use crate::settings::{Lookup, ReportCycle};

    /// A Secrets Manager on this machine that knows one secret, and how often it was asked.
    fn secrets_manager(secret: &str) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let body = serde_json::json!({"SecretString": secret}).to_string();
        let n_asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&n_asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = Vec::new();
                let mut block = [0; 4096];
                // The request's body is the last of it, and ends with a brace.
                while !request.ends_with(b"}") {
                    let n = stream.read(&mut block).unwrap();
                    request.extend_from_slice(&block[..n]);
                }
                counter.fetch_add(1, Ordering::SeqCst);
                let length = body.len();
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                stream.write_all((head + &body).as_bytes()).unwrap();
            }
        });
        (url, n_asked)
    }

    /// Mail of a function whose environment is the usual one and `more`.
    fn post(more: &[(&str, &str)], endpoint: &str) -> Post {
        let usual = [
            ("AWS_REGION", "eu-central-1"),
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "hush"),
            ("CAM_STACK", "cam"),
            ("CAM_TABLE", "cam"),
        ];
        let lookup: Lookup<'_> = &|name| {
            let set = usual.iter().chain(more).find(|(set, _)| *set == name);
            set.map(|(_, value)| (*value).to_owned())
        };
        let settings = ReportCycle::read(lookup).unwrap();
        let aws = Aws::new("eu-central-1", Credentials::new("key", "hush", None, None, "test"), Some(endpoint));
        Post::new(&aws, "eu-central-1", &settings.mail, ShiftedClock::default())
    }

    const MAILBOX: (&str, &str) = ("CAM_SMTP_SECRET", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:smtp");

    fn mail() -> Mail {
        let address = |name: &str| EmailAddress::parse(&format!("{name}@example.com")).unwrap();
        Mail {
            id: MailId::Notice("report".to_owned()),
            from: address("ann"),
            to: address("owner"),
            mime: b"Subject: The day\r\n\r\nIt is over.\r\n".to_vec(),
            message_id: "report@example.com".to_owned(),
        }
    }

    async fn unavailable(post: &Post) -> String {
        match post.send(&mail()).await {
            Err(error @ GatewayError::Unavailable(_)) => Chain(&error).to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn the_settings_choose_the_way_and_a_mailbox_goes_before_ses() {
        let ses = [("CAM_CONFIGURATION_SET", "cam"), ("CAM_SEND_CONCURRENCY", "2")];
        let both = [ses[0], ses[1], MAILBOX];
        let names = [&[][..], &ses, &both].map(|more| post(more, "http://127.0.0.1:1").name());
        assert_eq!(names, ["silent", "ses", "smtp"]);
        assert!(unavailable(&post(&[], "http://127.0.0.1:1")).await.contains("no mail gateway is configured"));
    }

    #[tokio::test]
    async fn a_mailbox_is_read_from_its_secret_once_and_one_that_is_out_of_reach_takes_nothing() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let secret = format!(r#"{{"host":"127.0.0.1","port":{free},"security":"none"}}"#);
        let (url, n_asked) = secrets_manager(&secret);
        let post = post(&[MAILBOX], &url);
        assert_eq!(n_asked.load(Ordering::SeqCst), 0);
        for _ in 0..2 {
            unavailable(&post).await;
            assert_eq!(n_asked.load(Ordering::SeqCst), 1);
        }
    }

    #[tokio::test]
    async fn a_damaged_secret_takes_nothing_and_is_not_shown() {
        let (url, _) = secrets_manager(r#"{"password":"hunter2"}"#);
        let told = unavailable(&post(&[MAILBOX], &url)).await;
        assert!(told.contains("the SMTP secret cannot be read") && !told.contains("hunter2"), "{told}");
    }
}
