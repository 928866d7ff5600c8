//! The bucket, the mail and the keys, held to their contracts where `CAM_AWS_ENDPOINT` names an endpoint.
//!
//! There is no embedded S3: without an endpoint only the requests are checked, beside the adapters.

#![cfg(test)]

mod emulator;

use std::fs;

use aws_sdk_s3::Client;
use cam_aws::{
    connector::Aws,
    keys::{KeysError, StackKeys},
    s3::{FetchError, ListKey, PutError, S3Inbox, S3Rejects, S3Sources, Stored},
    ses::{SesGateway, SesProblem, Settings},
};
use cam_gateways::{csv_source::CsvSource, rejects::RejectsCsv};
use cam_ports::{
    clock::SystemClock,
    gateway::{EmailGateway, GatewayError, Mail, MailId},
    lead_source::LeadSource,
};
use cam_testkit::{contracts, sample};

/// An account of its own with an empty bucket, whose name is everybody's.
struct Place {
    aws: Aws,
    client: Client,
    bucket: String,
}

impl Place {
    /// None if there is no endpoint, which is said.
    async fn new() -> Option<Self> {
        let Some(aws) = emulator::account() else {
            println!("CAM_AWS_ENDPOINT names no endpoint: the bucket was not held to its contract");
            return None;
        };
        let place = Self { client: aws.s3(), aws, bucket: format!("contract-{}", emulator::twelve_digits()) };
        place.client.create_bucket().bucket(&place.bucket).send().await.unwrap();
        Some(place)
    }

    async fn put(&self, key: &str, content: &[u8]) {
        let request = self.client.put_object().bucket(&self.bucket).key(key);
        request.body(content.to_vec().into()).send().await.unwrap();
    }

    /// The objects below a prefix, in the order of their keys.
    async fn objects(&self, prefix: &str) -> Vec<Vec<u8>> {
        let listed = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).send().await.unwrap();
        let mut found = Vec::new();
        for object in listed.contents() {
            let request = self.client.get_object().bucket(&self.bucket).key(object.key().unwrap());
            found.push(request.send().await.unwrap().body.collect().await.unwrap().to_vec());
        }
        found
    }
}

#[tokio::test]
async fn inbox() {
    let Some(place) = Place::new().await else { return };
    let drop_in = async |name: &str, mail: &[u8]| place.put(&format!("mail/{name}"), mail).await;
    let inbox = S3Inbox::new(place.client.clone(), &place.bucket);
    Box::pin(contracts::inbox(&inbox, drop_in, async || place.objects("read/").await)).await;
}

#[tokio::test]
async fn reject_store() {
    let Some(place) = Place::new().await else { return };
    let store = || S3Rejects::new(place.client.clone(), &place.bucket, RejectsCsv);
    Box::pin(contracts::reject_store(store, async |campaign, list| {
        let prefix = format!("rejects/{campaign}/leads.{}.", list.etag);
        String::from_utf8(place.objects(&prefix).await.concat()).unwrap()
    }))
    .await;
}

#[tokio::test]
async fn a_list_that_was_put_is_read_under_the_same_identity_until_it_is_replaced() {
    let Some(place) = Place::new().await else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leads.csv");
    fs::write(&path, "Email,Name\r\nada@example.com,Ada\r\n").unwrap();
    let sources = S3Sources::new(place.client.clone(), &place.bucket);
    let key = ListKey::new(sample::campaign(), "leads.csv").unwrap();
    let Stored::New(list) = sources.put(&key, &path, "one").await.unwrap() else { panic!("it is new") };
    assert_eq!(sources.put(&key, &path, "one").await.unwrap(), Stored::Same(list.clone()));
    assert!(matches!(sources.put(&key, &path, "two").await, Err(PutError::Taken { .. })));

    let fetched = sources.fetch(&sample::campaign(), &list, folder.path()).await.unwrap();
    let source = CsvSource::open_as(fetched.path(), &list).unwrap();
    assert_eq!((source.identity(), source.columns().iter().collect::<Vec<_>>()), (&list, vec!["Email", "Name"]));

    place.put(&key.to_string(), b"Email\r\n").await;
    let replaced = sources.fetch(&sample::campaign(), &list, folder.path()).await;
    assert!(matches!(replaced, Err(FetchError::Replaced)), "{replaced:?}");
    place.client.delete_object().bucket(&place.bucket).key(key.to_string()).send().await.unwrap();
    let gone = sources.fetch(&sample::campaign(), &list, folder.path()).await;
    assert!(matches!(gone, Err(FetchError::Gone)), "{gone:?}");
}

#[tokio::test]
async fn the_key_of_a_stack_is_read_and_a_missing_one_is_told() {
    let Some(Place { aws, .. }) = Place::new().await else { return };
    let secret = format!(r#"{{"v":1,"key":"{}"}}"#, "07".repeat(32));
    aws.secrets().create_secret().name("cam-key").secret_string(secret).send().await.unwrap();
    assert!(StackKeys::new(aws.secrets(), "cam-key").identities().await.is_ok());
    let missing = StackKeys::new(aws.secrets(), "another").identities().await.unwrap_err();
    assert!(matches!(missing, KeysError::Missing { .. }), "{missing:?}");
}

#[tokio::test]
async fn ses_takes_mail_of_a_sender_it_knows_and_of_no_other() {
    let Some(Place { aws, .. }) = Place::new().await else { return };
    let settings = Settings { region: emulator::REGION.to_owned(), configuration_set: None, concurrency: 1 };
    let gateway = SesGateway::new(aws.ses(), settings, SystemClock);
    let mail = Mail {
        id: MailId::Notice("digest".to_owned()),
        from: sample::address("ann"),
        to: sample::address("ada"),
        mime: b"From: ann@example.com\r\nTo: ada@example.com\r\nSubject: hello\r\n\r\nhello\r\n".to_vec(),
        message_id: "1@mail.example".to_owned(),
    };
    let refused = gateway.send(&mail).await.unwrap_err();
    let GatewayError::Unavailable(problem) = &refused else { panic!("{refused:?}") };
    assert!(matches!(problem.downcast_ref(), Some(SesProblem::Unverified)), "{refused:?}");
    for address in [&mail.from, &mail.to] {
        aws.ses().verify_email_identity().email_address(address.expose()).send().await.unwrap();
    }
    assert!(gateway.send(&mail).await.unwrap().ends_with(".amazonses.com"));
}
