//! Any bytes as an event of SES.

#![no_main]

use cam_mail::read;

libfuzzer_sys::fuzz_target!(|json: &[u8]| {
    let _ = format!("{:?}", read::ses_event(json));
});
