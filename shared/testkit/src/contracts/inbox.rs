//! The place mail comes in at.

use cam_ports::{identity::fingerprint, inbound::Inbox};

/// Mails wait in the order of their names, are read whole, and are moved out of the way once, never lost. `drop_in` puts
/// a mail where mails come in; `kept` is all that was put away, in any order.
pub async fn inbox(inbox: &impl Inbox, drop_in: impl AsyncFn(&str, &[u8]), kept: impl AsyncFn() -> Vec<Vec<u8>>) {
    assert_eq!(inbox.waiting().await.unwrap(), Vec::<String>::new());
    drop_in("b.eml", b"two").await;
    drop_in("a.eml", b"one\r\n").await;
    assert_eq!(inbox.waiting().await.unwrap(), ["a.eml", "b.eml"]);
    assert_eq!(inbox.fetch("a.eml").await.unwrap(), Some(b"one\r\n".to_vec()));
    for nobody in ["c.eml", "", "../a.eml", "read/a.eml"] {
        assert_eq!(inbox.fetch(nobody).await.unwrap(), None, "{nobody:?}");
        inbox.put_away(nobody, &fingerprint(b"one\r\n")).await.unwrap();
    }

    let one = fingerprint(b"one\r\n");
    for _ in 0..2 {
        inbox.put_away("a.eml", &one).await.unwrap();
        assert_eq!(inbox.waiting().await.unwrap(), ["b.eml"]);
    }
    assert_eq!(inbox.fetch("a.eml").await.unwrap(), None);
    assert_eq!(kept().await, [b"one\r\n".to_vec()]);

    another_mail_of_the_same_name_stays(inbox, &drop_in, &kept, &one).await;
}

async fn another_mail_of_the_same_name_stays(
    inbox: &impl Inbox,
    drop_in: &impl AsyncFn(&str, &[u8]),
    kept: &impl AsyncFn() -> Vec<Vec<u8>>,
    one: &str,
) {
    drop_in("a.eml", b"three").await;
    inbox.put_away("a.eml", one).await.unwrap();
    assert_eq!(inbox.waiting().await.unwrap(), ["a.eml", "b.eml"]);
    inbox.put_away("a.eml", &fingerprint(b"three")).await.unwrap();
    assert_eq!(inbox.waiting().await.unwrap(), ["b.eml"]);
    let mut all = kept().await;
    all.sort();
    assert_eq!(all, [b"one\r\n".to_vec(), b"three".to_vec()]);
}
