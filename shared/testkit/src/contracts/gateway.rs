//! Delivering mail.

use cam_core::id::SendId;
use cam_ports::gateway::{EmailGateway, Mail, MailId};

use crate::sample::{address, person};

/// Mails go out once each, byte for byte, and are called by an id of their own. `delivered` is all that went out, in any
/// order.
pub async fn email_gateway(gateway: &impl EmailGateway, delivered: impl AsyncFn() -> Vec<Vec<u8>>) {
    assert!(!gateway.name().is_empty());
    let send = SendId { person: person("ada"), campaign_number: 1, step: 1 };
    let mails = [mail(MailId::Outreach(send), "touch"), mail(MailId::Notice("digest.1".to_owned()), "digest")];
    let mut ids = Vec::new();
    let mut sent = Vec::new();
    for mail in mails {
        ids.push(gateway.send(&mail).await.unwrap());
        sent.push(mail.mime);
        let mut arrived = delivered().await;
        arrived.sort();
        sent.sort();
        assert_eq!(arrived, sent);
    }
    assert!(ids.iter().all(|id| id.contains('@') && !id.contains(['<', '>', ' '])), "{ids:?}");
    assert_ne!(ids[0], ids[1]);
}

/// A mail with lines that a transport could take for its own.
fn mail(id: MailId, subject: &str) -> Mail {
    let message_id = format!("{subject}@mail.example");
    let mime = format!(
        "From: ann@example.com\r\nTo: ada@example.com\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n\r\n\
         .\r\n..two dots\r\nFrom here = 100 % + more\r\n\r\n.\r\nQUIT\r\n"
    );
    Mail { id, from: address("ann"), to: address("ada"), mime: mime.into_bytes(), message_id }
}
