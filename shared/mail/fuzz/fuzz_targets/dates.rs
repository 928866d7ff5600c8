//! Any text as the body of an absence and of a "not now", so that its dates are read against the mail's own.

#![no_main]

use cam_mail::read;

const HEAD: &str = "From: ada@x.example\r\nSubject: Out of office\r\nDate: Sun, 22 Nov 2026 13:00:00 +0100\r\n\
    Content-Type: text/plain; charset=utf-8\r\nAuto-Submitted: auto-replied\r\n\r\nI will be back on ";

libfuzzer_sys::fuzz_target!(|text: &str| {
    let _ = read::parse(format!("{HEAD}{text}").as_bytes());
    let _ = read::classify_text(&format!("Not now, please ask again on {text}"));
});
