use std::fs;

use cam_gateways::rejects::RejectsCsv;
use cam_ports::{
    error::Chain,
    identity::fingerprint,
    inbound::Inbox,
    lead_source::{Cells, RejectedRow, SourceIdentity},
    reject_store::RejectStore,
};

use super::*;
use crate::loopback::{Answer, Loopback};

const BUCKET: &str = "post";

fn client(server: &Loopback) -> aws_sdk_s3::Client {
    server.aws("eu-central-1").s3()
}

fn tagged(etag: &str, body: &str) -> Answer {
    Answer::with_header("etag", &quoted(etag), body)
}

fn listed(keys: &[&str]) -> Answer {
    let contents: String = keys.iter().map(|key| format!("<Contents><Key>{key}</Key></Contents>")).collect();
    Answer::status(200, format!("<ListBucketResult><IsTruncated>false</IsTruncated>{contents}</ListBucketResult>"))
}

fn changed() -> Answer {
    Answer::status(412, "<Error><Code>PreconditionFailed</Code></Error>")
}

fn gone() -> Answer {
    Answer::status(404, "<Error><Code>NoSuchKey</Code></Error>")
}

/// The requests as method and path.
fn asked(server: &Loopback) -> Vec<String> {
    let plain = |line: &str| line.split(['?', ' ']).take(2).collect::<Vec<_>>().join(" ");
    server.requests().iter().map(|request| plain(request.line())).collect()
}

fn list() -> SourceIdentity {
    SourceIdentity { name: "leads.csv".to_owned(), etag: "1a2b".to_owned() }
}

#[test]
fn a_list_lies_in_the_folder_of_its_campaign() {
    let key = ListKey::parse("leads/spring/my leads.csv").unwrap();
    assert_eq!((key.campaign().as_str(), key.to_string().as_str()), ("spring", "leads/spring/my leads.csv"));
    assert_eq!(key.identity("\"1a2b\""), SourceIdentity { name: "my leads.csv".to_owned(), ..list() });
    let wrong =
        ["leads/spring/", "leads/spring", "leads/Spring!/a.csv", "leads/spring/a/b.csv", "mail/spring/a.csv", ""];
    wrong.into_iter().for_each(|key| assert_eq!(ListKey::parse(key), Err(NoListKey), "{key:?}"));
}

#[tokio::test]
async fn a_list_is_taken_to_a_file_at_the_version_that_was_registered() {
    let server = Loopback::playing([tagged("1a2b", "Email\r\nada@example.com\r\n")]);
    let folder = tempfile::tempdir().unwrap();
    let sources = S3Sources::new(client(&server), BUCKET);
    let fetched = sources.fetch(&"spring".parse().unwrap(), &list(), folder.path()).await.unwrap();
    assert_eq!(fetched.identity(), &list());
    assert_eq!(fs::read_to_string(fetched.path()).unwrap(), "Email\r\nada@example.com\r\n");
    assert_eq!(asked(&server), ["GET /post/leads/spring/leads.csv"]);
    assert_eq!(server.requests()[0].header("if-match"), "\"1a2b\"");
    drop(fetched);
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}

#[tokio::test]
async fn a_list_that_is_gone_replaced_or_too_big_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    for (answer, words) in [
        (gone(), "is no longer in the bucket"),
        (changed(), "was replaced by another"),
        (tagged("1a2b", "too long"), "has 8 bytes, and a function reads 7"),
        (Answer::status(403, "<Error><Code>AccessDenied</Code></Error>"), "it answered AccessDenied"),
    ] {
        let server = Loopback::playing([answer]);
        let mut sources = S3Sources::new(client(&server), BUCKET);
        sources.max_bytes = 7;
        let error = sources.fetch(&"spring".parse().unwrap(), &list(), folder.path()).await.unwrap_err();
        let text = Chain(&error).to_string();
        assert!(text.contains(words), "{text}");
    }
}

#[tokio::test]
async fn what_is_said_of_a_list_is_its_mark_and_never_its_name() {
    let list = SourceIdentity { name: "ada lovelace.csv".to_owned(), etag: "1a2b3c4d5e6f-2".to_owned() };
    let denied =
        || Answer::status(403, "<Error><Code>AccessDenied</Code><Resource>ada lovelace.csv</Resource></Error>");
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    let campaign = "spring".parse().unwrap();
    let mut told = Vec::new();
    for (answer, folder, is_marked) in [
        (gone(), folder.path(), false),
        (changed(), folder.path(), false),
        (tagged("1a2b", "too long"), folder.path(), false),
        (denied(), folder.path(), true),
        (tagged("1a2b", "short"), &nowhere, true),
    ] {
        let server = Loopback::playing([answer]);
        let mut sources = S3Sources::new(client(&server), BUCKET);
        sources.max_bytes = 7;
        let error = sources.fetch(&campaign, &list, folder).await.unwrap_err();
        told.push((Chain(&error).to_string(), is_marked));
    }
    let key = "rejects/spring/ada lovelace.1a2b3c4d.0000000002.csv";
    for answers in [vec![listed(&[key]), tagged("1", "row;reason\r\n")], vec![denied()]] {
        let is_marked = answers.len() == 2;
        let server = Loopback::playing(answers);
        let rejects = S3Rejects::new(client(&server), BUCKET, RejectsCsv);
        let columns: Cells = ["Name"].iter().collect();
        let error = rejects.keep(&campaign, &list, &columns, &rows([3], "a")).await.unwrap_err();
        told.push((Chain(&error).to_string(), is_marked));
    }
    for (text, is_marked) in told {
        assert!(!text.contains("ada"), "{text}");
        assert_eq!(text.contains("with the mark 1a2b3c4d"), is_marked, "{text}");
    }
}

#[tokio::test]
async fn a_list_is_put_under_a_free_name_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    fs::write(&path, "Email\r\n").unwrap();
    let key = ListKey::parse("leads/spring/leads.csv").unwrap();
    let there =
        |mark: &str| Answer::Whole(200, format!("x-amz-meta-cam-content: {mark}\r\netag: \"9\"\r\n"), String::new());
    for (answers, expected) in [
        (vec![tagged("9", "")], Some(Stored::New(key.identity("9")))),
        (vec![changed(), there("mark")], Some(Stored::Same(key.identity("9")))),
        (vec![changed(), there("another")], None),
    ] {
        let server = Loopback::playing(answers);
        let stored = S3Sources::new(client(&server), BUCKET).put(&key, &path, "mark").await;
        match stored {
            Ok(stored) => assert_eq!(Some(stored), expected),
            Err(error) => assert!(expected.is_none() && matches!(error, PutError::Taken { .. }), "{error:?}"),
        }
        let put = &server.requests()[0];
        assert_eq!((put.header("if-none-match"), put.header("x-amz-meta-cam-content")), ("*", "mark"));
        assert_eq!(put.body(), "Email\r\n");
    }
}

#[tokio::test]
async fn the_note_that_ses_leaves_is_no_mail() {
    let note = "mail/AMAZON_SES_SETUP_NOTIFICATION";
    let server = Loopback::playing([listed(&["mail/", note, "mail/b", "mail/a", "mail/old/c"])]);
    let inbox = S3Inbox::new(client(&server), BUCKET);
    assert_eq!(inbox.waiting().await.unwrap(), ["a", "b"]);
    assert_eq!(inbox.fetch("AMAZON_SES_SETUP_NOTIFICATION").await.unwrap(), None);
    assert_eq!((S3Inbox::name(note), S3Inbox::name("mail/a"), S3Inbox::name("leads/a")), (None, Some("a"), None));
}

#[tokio::test]
async fn a_mail_is_kept_under_its_fingerprint_and_only_the_version_that_was_read_is_removed() {
    let id = fingerprint(b"hello");
    for last in [Answer::status(204, ""), changed(), gone()] {
        let server = Loopback::playing([tagged("7", "hello"), tagged("8", ""), last]);
        S3Inbox::new(client(&server), BUCKET).put_away("a", &id).await.unwrap();
        assert_eq!(
            asked(&server),
            ["GET /post/mail/a".to_owned(), format!("PUT /post/read/{id}"), "DELETE /post/mail/a".to_owned()]
        );
        let [_, kept, removed] = &server.requests()[..] else { panic!("three requests") };
        assert_eq!((kept.header("if-none-match"), kept.body()), ("*", "hello"));
        assert_eq!(removed.header("if-match"), "\"7\"");
    }
}

#[tokio::test]
async fn a_mail_that_could_not_be_kept_stays_where_it_is() {
    let server =
        Loopback::playing([tagged("7", "hello"), Answer::status(403, "<Error><Code>AccessDenied</Code></Error>")]);
    let failure = S3Inbox::new(client(&server), BUCKET).put_away("a", &fingerprint(b"hello")).await.unwrap_err();
    assert!(Chain(&failure).to_string().contains("cannot be moved"), "{}", Chain(&failure));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_mail_bigger_than_any_is_refused() {
    let server = Loopback::playing([tagged("7", &"x".repeat(40 * 1024 * 1024 + 1))]);
    let failure = S3Inbox::new(client(&server), BUCKET).fetch("a").await.unwrap_err();
    assert!(Chain(&failure).to_string().contains("bigger than a mail may be"), "{}", Chain(&failure));
}

fn rows(numbers: impl IntoIterator<Item = u64>, cell: &str) -> Vec<RejectedRow> {
    let row = |row| RejectedRow { row, reason: "no e-mail address".to_owned(), cells: [cell].iter().collect() };
    numbers.into_iter().map(row).collect()
}

async fn keep(rejects: &S3Rejects<RejectsCsv>, rows: &[RejectedRow]) {
    let columns: Cells = ["Name"].iter().collect();
    rejects.keep(&"spring".parse().unwrap(), &list(), &columns, rows).await.unwrap();
}

#[tokio::test]
async fn rows_are_added_to_the_version_that_was_read_and_to_a_later_one_if_somebody_else_wrote() {
    let key = "rejects/spring/leads.1a2b.0000000002.csv";
    let theirs = "\u{FEFF}row,reason,Name\r\n2,no e-mail address,a\r\n3,no e-mail address,a\r\n";
    let answers = [listed(&[]), tagged("1", ""), changed(), listed(&[key]), tagged("2", theirs), tagged("3", "")];
    let server = Loopback::playing(answers);
    let rejects = S3Rejects::new(client(&server), BUCKET, RejectsCsv);
    keep(&rejects, &rows([2], "a")).await;
    keep(&rejects, &rows([2], "a")).await;
    assert_eq!(asked(&server).last().unwrap(), &format!("PUT /post/{key}"));
    keep(&rejects, &rows([3, 4], "a")).await;
    let puts: Vec<_> = server.requests().into_iter().filter(|request| request.line().starts_with("PUT")).collect();
    let conditions = puts.iter().map(|put| (put.header("if-none-match"), put.header("if-match")));
    assert_eq!(conditions.collect::<Vec<_>>(), [("*", ""), ("", "\"1\""), ("", "\"2\"")]);
    assert_eq!(puts[2].body(), format!("{theirs}4,no e-mail address,a\r\n"));
}

#[tokio::test]
async fn a_big_object_is_left_and_another_begun() {
    let server = Loopback::playing([listed(&[]), tagged("1", ""), tagged("2", ""), tagged("3", "")]);
    let rejects = S3Rejects::new(client(&server), BUCKET, RejectsCsv);
    keep(&rejects, &rows(2..12, &"x".repeat(29_000))).await;
    keep(&rejects, &rows([11, 12], "a")).await;
    keep(&rejects, &rows([13], "a")).await;
    let second = "PUT /post/rejects/spring/leads.1a2b.0000000012.csv";
    assert_eq!(asked(&server)[1..], ["PUT /post/rejects/spring/leads.1a2b.0000000002.csv", second, second]);
    let text = "\u{FEFF}row,reason,Name\r\n12,no e-mail address,a\r\n";
    let requests = server.requests();
    assert_eq!((requests[2].body(), requests[3].body()), (text, &*format!("{text}13,no e-mail address,a\r\n")));
}

#[tokio::test]
async fn an_object_that_is_not_ours_is_never_touched() {
    let key = "rejects/spring/leads.1a2b.0000000002.csv";
    let server = Loopback::playing([listed(&[key]), tagged("1", "row;reason\r\n")]);
    let columns: Cells = ["Name"].iter().collect();
    let rejects = S3Rejects::new(client(&server), BUCKET, RejectsCsv);
    let failure = rejects.keep(&"spring".parse().unwrap(), &list(), &columns, &rows([3], "a")).await.unwrap_err();
    assert!(Chain(&failure).to_string().contains("is not the rejects file it was"), "{}", Chain(&failure));
    assert_eq!(server.requests().len(), 2);
}
