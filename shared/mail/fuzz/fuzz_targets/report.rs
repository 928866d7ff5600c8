//! Any bytes as what follows the header of a delivery report or a complaint.

#![no_main]

use cam_mail::read;

const HEAD: &[u8] = b"From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n";
/// The first byte picks one.
const KINDS: [&[u8]; 4] = [
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nsorry\r\n\
        --b\r\nContent-Type: message/delivery-status\r\n\r\n",
    b"Content-Type: multipart/report; report-type=feedback-report; boundary=b\r\n\r\n--b\r\n\r\nabuse\r\n\
        --b\r\nContent-Type: message/feedback-report\r\n\r\n",
    b"Content-Type: text/plain\r\n\r\n",
    b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, body)) = bytes.split_first() else { return };
    let kind = KINDS[usize::from(*kind) % KINDS.len()];
    let Ok(mail) = read::parse(&[HEAD, kind, body].concat()) else { return };
    let _ = format!("{mail:?} {:?}", read::classify(&mail));
});
