use std::{collections::BTreeMap, io, sync::Mutex, time::Duration};

use aws_smithy_types::timeout::TimeoutConfig;
use cam_core::address::EmailAddress;
use cam_testkit::contracts;
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::loopback::{Answer, Loopback, Request};

/// A clock that stands still until it is moved.
#[derive(Debug, Default)]
struct Standing(Mutex<Timestamp>);

impl Clock for &Standing {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

fn settings(region: &str) -> Settings {
    Settings { region: region.to_owned(), configuration_set: Some("cam".to_owned()), concurrency: 1 }
}

fn gateway<'a>(server: &Loopback, clock: &'a Standing) -> SesGateway<&'a Standing> {
    SesGateway::new(server.aws("eu-west-1").ses(), settings("eu-west-1"), clock)
}

fn mail(id: MailId) -> Mail {
    let [from, to] = ["ann@example.com", "ada@example.com"].map(|address| EmailAddress::parse(address).unwrap());
    Mail { id, from, to, mime: b"Subject: hello\r\n\r\n".to_vec(), message_id: "1@mail.example".to_owned() }
}

fn touch() -> Mail {
    mail(MailId::Outreach("abcdefghijklmnopqrstuvwxyz-12-3".parse().unwrap()))
}

fn quota(per_day: i32, n_sent: i32) -> Answer {
    Answer::status(
        200,
        format!(
            "<GetSendQuotaResponse><GetSendQuotaResult><Max24HourSend>{per_day}</Max24HourSend><MaxSendRate>1000</MaxSendRate>\
             <SentLast24Hours>{n_sent}</SentLast24Hours></GetSendQuotaResult></GetSendQuotaResponse>"
        ),
    )
}

fn sent(id: &str) -> Answer {
    let result = format!("<SendRawEmailResult><MessageId>{id}</MessageId></SendRawEmailResult>");
    Answer::status(200, format!("<SendRawEmailResponse>{result}</SendRawEmailResponse>"))
}

fn refusal(status: u16, code: &str, message: &str) -> Answer {
    let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
    Answer::status(status, format!("<ErrorResponse>{error}<RequestId>1</RequestId></ErrorResponse>"))
}

/// The fields of a form, decoded.
fn form(request: &Request) -> BTreeMap<String, String> {
    let decoded = |text: &str| {
        let mut pieces = text.split('%');
        let first = pieces.next().unwrap().to_owned();
        pieces.fold(first, |text, piece| {
            text + &char::from(u8::from_str_radix(&piece[..2], 16).unwrap()).to_string() + &piece[2..]
        })
    };
    let fields = request.body().split('&').map(|field| field.split_once('=').unwrap());
    fields.map(|(name, value)| (name.to_owned(), decoded(value))).collect()
}

fn class(error: &GatewayError) -> Class {
    match error {
        GatewayError::Rejected(_) => Class::Rejected,
        GatewayError::Unavailable(_) => Class::Unavailable,
        GatewayError::NoAnswer(_) => Class::NoAnswer,
    }
}

fn problem(error: &GatewayError) -> &SesProblem {
    std::error::Error::source(error).unwrap().downcast_ref().unwrap()
}

/// What becomes of a mail that is answered so, and how many requests it took.
async fn outcome(answer: Answer) -> (GatewayError, usize) {
    let server = Loopback::playing([quota(-1, 0), answer, sent("a repeat")]);
    let clock = Standing::default();
    let error = gateway(&server, &clock).send(&touch()).await.unwrap_err();
    (error, server.requests().len())
}

#[tokio::test]
async fn ses_is_held_to_the_contract() {
    let server = Loopback::playing([quota(50_000, 0), sent("1"), sent("2")]);
    let delivered = async || -> Vec<Vec<u8>> {
        let data = |request: &Request| Some(BASE64.decode(form(request).get("RawMessage.Data")?.as_bytes()).unwrap());
        server.requests().iter().filter_map(data).collect()
    };
    contracts::email_gateway(&gateway(&server, &Standing::default()), delivered).await;
}

#[tokio::test]
async fn a_touch_has_its_envelope_its_tag_and_the_configuration_set_and_a_notice_no_tag() {
    let server = Loopback::playing([quota(50_000, 0), sent("1"), sent("2")]);
    let clock = Standing::default();
    let gateway = gateway(&server, &clock);
    gateway.send(&touch()).await.unwrap();
    gateway.send(&mail(MailId::Notice("digest".to_owned()))).await.unwrap();
    let forms: Vec<_> = server.requests().iter().map(form).collect();
    for form in &forms[1..] {
        assert_eq!(
            [&form["Source"], &form["Destinations.member.1"], &form["ConfigurationSetName"]],
            ["ann@example.com", "ada@example.com", "cam"]
        );
    }
    let tag = ["Tags.member.1.Name", "Tags.member.1.Value"];
    assert_eq!(tag.map(|field| forms[1][field].as_str()), ["ocid", "abcdefghijklmnopqrstuvwxyz-12-3"]);
    assert!(!forms[2].contains_key(tag[0]));
}

#[tokio::test]
async fn the_id_on_the_wire_names_the_region() {
    for (region, host) in [("eu-west-1", "eu-west-1.amazonses.com"), ("us-east-1", "email.amazonses.com")] {
        let server = Loopback::playing([quota(50_000, 0), sent("0102-0")]);
        let clock = Standing::default();
        let gateway = SesGateway::new(server.aws(region).ses(), settings(region), &clock);
        assert_eq!(gateway.send(&touch()).await.unwrap().split_once('@'), Some(("0102-0", host)));
    }
}

/// Whether it is the problem that it should be.
type Expected = fn(&SesProblem) -> bool;

#[tokio::test]
async fn what_is_wrong_with_the_account_never_costs_a_lead() {
    use SesProblem as P;
    let unverified = "Email address is not verified. The following identities failed the check in region EU-WEST-1: x";
    let cases: [(Answer, Expected); 16] = [
        (refusal(400, "MessageRejected", unverified), |p| matches!(p, P::Unverified)),
        (refusal(400, "MessageRejected", "Sending suspended for this account."), |p| matches!(p, P::AccountPaused)),
        (refusal(400, "AccountSendingPausedException", "paused"), |p| matches!(p, P::AccountPaused)),
        (refusal(400, "ConfigurationSetSendingPausedException", "-"), |p| matches!(p, P::ConfigurationSetPaused)),
        (refusal(400, "ConfigurationSetDoesNotExist", "none"), |p| matches!(p, P::NoConfigurationSet)),
        (refusal(400, "MailFromDomainNotVerifiedException", "no MX"), |p| matches!(p, P::MailFromDomain)),
        (refusal(403, "AccessDenied", "not authorized"), |p| matches!(p, P::Denied { .. })),
        (refusal(403, "SignatureDoesNotMatch", "-"), |p| matches!(p, P::Denied { .. })),
        (refusal(403, "InvalidClientTokenId", "-"), |p| matches!(p, P::Denied { .. })),
        (refusal(403, "ExpiredToken", "-"), |p| matches!(p, P::Denied { .. })),
        (refusal(400, "Throttling", "Maximum sending rate exceeded."), |p| matches!(p, P::Rate)),
        (refusal(400, "Throttling", "Daily message quota exceeded."), |p| matches!(p, P::DailyQuota)),
        (refusal(400, "InvalidParameterValue", "Invalid configuration set name"), |p| matches!(p, P::NotTaken { .. })),
        (refusal(503, "ServiceUnavailable", "later"), |p| matches!(p, P::NotTaken { .. })),
        (Answer::status(503, "no XML"), |p| matches!(p, P::NotTaken { .. })),
        (refusal(400, "SomethingNew", "-"), |p| matches!(p, P::NotTaken { .. })),
    ];
    for (answer, expected) in cases {
        let (error, n_requests) = outcome(answer.clone()).await;
        assert_eq!((class(&error), n_requests), (Class::Unavailable, 2), "{answer:?}");
        assert!(expected(problem(&error)), "{answer:?}: {error:?}");
    }
}

#[tokio::test]
async fn a_denial_says_all_that_the_role_has_to_allow() {
    let (error, _) = outcome(refusal(403, "AccessDenied", "not authorized on identity/ada@example.com")).await;
    let told = Chain(&error).to_string();
    for named in
        ["ses:SendRawEmail", "the sender's identity", "in SES's sandbox for the recipient's", "configuration set"]
    {
        assert!(told.contains(named), "{told}");
    }
    assert!(!told.contains("ada"), "{told}");
}

#[tokio::test]
async fn what_is_wrong_with_the_mail_is_final_and_its_words_are_not_kept() {
    let cases = [
        refusal(400, "InvalidParameterValue", "Missing final '@domain' in ada"),
        refusal(400, "MessageRejected", "Address ada is on the suppression list"),
        refusal(400, "MessageRejected", "Email content contained a virus"),
    ];
    for answer in cases {
        let (error, n_requests) = outcome(answer.clone()).await;
        assert_eq!((class(&error), n_requests), (Class::Rejected, 2), "{answer:?}");
        assert!(!Chain(&error).to_string().contains("ada"), "{}", Chain(&error));
    }
}

#[tokio::test]
async fn what_was_handed_over_and_not_answered_is_in_doubt_and_not_repeated() {
    let cases = [
        refusal(500, "InternalFailure", "-"),
        Answer::status(502, "a proxy's page"),
        Answer::status(200, "no XML"),
        Answer::status(200, "<SendRawEmailResponse/>"),
        Answer::HangUp,
    ];
    for answer in cases {
        let (error, n_requests) = outcome(answer.clone()).await;
        assert_eq!((class(&error), n_requests), (Class::NoAnswer, 2), "{answer:?}: {error:?}");
    }
}

#[tokio::test]
async fn silence_after_the_mail_was_handed_over_is_no_answer() {
    let server = Loopback::playing([Answer::Silence, sent("a repeat")]);
    let short = TimeoutConfig::builder().operation_timeout(Duration::from_millis(200)).build();
    let config = server.aws("eu-west-1").ses().config().to_builder().timeout_config(short).build();
    let clock = Standing::default();
    let gateway = SesGateway::new(Client::from_conf(config), settings("eu-west-1"), &clock);
    gateway.allowance.lock().await.renew(Quota::Unknown, clock.0.lock().unwrap().to_owned());
    let error = gateway.send(&touch()).await.unwrap_err();
    assert_eq!(class(&error), Class::NoAnswer, "{error:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_has_sent_nothing() -> io::Result<()> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let credentials = aws_credential_types::Credentials::new("key", "secret", None, None, "test");
    let aws = crate::connector::Aws::new("eu-west-1", credentials, Some(&format!("http://127.0.0.1:{port}")));
    let clock = Standing::default();
    let error = SesGateway::new(aws.ses(), settings("eu-west-1"), &clock).send(&touch()).await.unwrap_err();
    assert_eq!(class(&error), Class::Unavailable, "{error:?}");
    assert!(matches!(problem(&error), SesProblem::NotReached(_)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn after_the_daily_quota_nothing_is_offered_until_the_quota_is_read_again() {
    let over = refusal(400, "Throttling", "Daily message quota exceeded.");
    let server = Loopback::playing([quota(200, 0), over, quota(200, 0), sent("1")]);
    let clock = Standing::default();
    let gateway = gateway(&server, &clock);
    for _ in 0..3 {
        let error = gateway.send(&touch()).await.unwrap_err();
        assert!(matches!(problem(&error), SesProblem::DailyQuota), "{error:?}");
    }
    assert_eq!(server.requests().len(), 2);
    *clock.0.lock().unwrap() += SignedDuration::from_mins(5);
    assert!(gateway.send(&touch()).await.is_ok());
}

#[tokio::test]
async fn a_notice_that_comes_too_fast_is_offered_once_more_after_a_pause_and_a_touch_is_not() {
    let too_fast = || refusal(400, "Throttling", "Maximum sending rate exceeded.");
    let cases = [
        (mail(MailId::Notice("digest".to_owned())), vec![too_fast(), sent("1")], true, 3),
        (mail(MailId::Notice("digest".to_owned())), vec![too_fast(), too_fast(), sent("a third")], false, 3),
        (touch(), vec![too_fast(), sent("a repeat")], false, 2),
    ];
    for (mail, answers, is_sent, n_requests) in cases {
        let server = Loopback::playing([vec![quota(-1, 0)], answers].concat());
        let clock = Standing::default();
        let began = Instant::now();
        let answer = gateway(&server, &clock).send(&mail).await;
        assert_eq!((answer.is_ok(), server.requests().len()), (is_sent, n_requests), "{mail:?}");
        assert_eq!(began.elapsed() >= Duration::from_secs(1), n_requests == 3, "{mail:?}");
    }
}

#[tokio::test]
async fn what_may_have_gone_out_is_not_offered_again_though_it_is_a_notice() {
    for answer in [refusal(500, "InternalFailure", "-"), Answer::HangUp] {
        let server = Loopback::playing([quota(-1, 0), answer, sent("a repeat")]);
        let clock = Standing::default();
        let error = gateway(&server, &clock).send(&mail(MailId::Notice("digest".to_owned()))).await.unwrap_err();
        assert_eq!((class(&error), server.requests().len()), (Class::NoAnswer, 2));
    }
}

#[tokio::test]
async fn the_reserve_is_left_to_the_owner() {
    let server = Loopback::playing([quota(200, 190), sent("1")]);
    let clock = Standing::default();
    let gateway = gateway(&server, &clock);
    let error = gateway.send(&touch()).await.unwrap_err();
    assert_eq!(class(&error), Class::Unavailable);
    assert!(matches!(problem(&error), SesProblem::Reserve { n_left: 10 }), "{error:?}");
    assert!(gateway.send(&mail(MailId::Notice("digest".to_owned()))).await.is_ok());
}

#[tokio::test]
async fn a_quota_that_cannot_be_read_holds_no_mail_back() {
    let server = Loopback::playing([refusal(403, "AccessDenied", "not authorized"), sent("1")]);
    let clock = Standing::default();
    assert!(gateway(&server, &clock).send(&touch()).await.is_ok());
}
