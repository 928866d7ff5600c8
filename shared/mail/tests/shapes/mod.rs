//! Mails of any size: honest ones, and ones built to make a careless reader go over the same bytes again and again.

/// How a mail of about so many bytes is made.
pub(crate) struct Shape {
    /// What it is, in a few words.
    pub(crate) name: &'static str,
    make: fn(usize) -> String,
}

impl Shape {
    /// A mail of about `n_bytes`.
    pub(crate) fn mail(&self, n_bytes: usize) -> Vec<u8> {
        (self.make)(n_bytes).into_bytes()
    }
}

/// Every shape, the honest ones first.
pub(crate) const SHAPES: &[Shape] = &[
    Shape {
        name: "plain reply",
        make: |n| plain(&repeated("Thank you, that sounds fine to me. Shall we talk?\r\n", n)),
    },
    Shape { name: "HTML reply", make: |n| html(&repeated("<p>Thank you,&nbsp;that <b>sounds</b> fine.</p>\r\n", n)) },
    Shape {
        name: "reply over a long quote",
        make: |n| plain(&format!("Yes.\r\n\r\n{ATTRIBUTION}{}", repeated("> Hi\r\n", n))),
    },
    Shape { name: "delivery report", make: delivery_report },
    Shape { name: "report on many recipients", make: many_recipients },
    Shape { name: "attachment", make: attachment },
    Shape { name: "one long line", make: |n| plain(&"a ".repeat(n / 2)) },
    Shape { name: "one long word", make: |n| plain(&"a".repeat(n)) },
    Shape { name: "many <", make: |n| html(&"<".repeat(n)) },
    Shape { name: "many <a", make: |n| html(&"<a ".repeat(n / 3)) },
    Shape { name: "many <a \"", make: |n| html(&repeated("<a \"", n)) },
    Shape { name: "many <a \"> '", make: |n| html(&repeated("<a \">'", n)) },
    Shape { name: "many <!--", make: |n| html(&repeated("<!--", n)) },
    Shape { name: "many &", make: |n| html(&"&".repeat(n)) },
    Shape { name: "many open blockquotes", make: |n| html(&repeated("<blockquote>", n)) },
    Shape { name: "one huge tag", make: |n| html(&format!("<div class=\"{}", "a ".repeat(n / 2))) },
    Shape { name: "many >", make: |n| plain(&">".repeat(n)) },
    Shape { name: "many lines of >", make: |n| plain(&repeated(">\r\n", n)) },
    Shape { name: "many attributions", make: |n| plain(&repeated(ATTRIBUTION, n)) },
    Shape { name: "attributions without an end", make: |n| plain(&repeated("On Monday Ann <a@x.example>\r\n", n)) },
    Shape { name: "many header blocks", make: |n| plain(&repeated("From: a\r\nSent: b\r\nTo: c\r\n\r\n", n)) },
    Shape { name: "many From:", make: |n| plain(&repeated("From:\r\n", n)) },
    Shape { name: "many signatures", make: |n| plain(&repeated("Regards,\r\nAnn\r\n-- \r\n", n)) },
    Shape { name: "many empty lines", make: |n| plain(&"\r\n".repeat(n / 2)) },
    Shape { name: "many dates", make: |n| plain(&repeated("back on 3 January, until 4 May, ", n)) },
    Shape { name: "many negations", make: |n| plain(&repeated("not never no ", n)) },
    Shape { name: "many @", make: |n| plain(&"@".repeat(n)) },
    Shape { name: "many addresses", make: |n| plain(&repeated("contact a@x.example or ", n)) },
    Shape { name: "many digits", make: |n| plain(&repeated("550 5.1.1 ", n)) },
    Shape { name: "many headers", make: |n| format!("{}\r\nhi", repeated("X-A: b\r\n", n)) },
    Shape {
        name: "one long header",
        make: |n| format!("From: a@x.example\r\nSubject: {}\r\n\r\nhi", "x ".repeat(n / 2)),
    },
    Shape {
        name: "many folds",
        make: |n| format!("From: a@x.example\r\nSubject: {}\r\n\r\nhi", repeated("x\r\n ", n)),
    },
    Shape { name: "many encoded words", make: |n| format!("Subject: {}\r\n\r\nhi", repeated("=?utf-8?Q?x?= ", n)) },
    Shape { name: "broken encoded words", make: |n| format!("Subject: {}\r\n\r\nhi", repeated("=?utf-8?Q?", n)) },
    Shape { name: "many To", make: |n| format!("To: {}\r\n\r\nhi", repeated("Ann <a@x.example>, ", n)) },
    Shape { name: "many open brackets in To", make: |n| format!("To: {}\r\n\r\nhi", "<(\"".repeat(n / 3)) },
    Shape { name: "many References", make: |n| format!("References: {}\r\n\r\nhi", repeated("<a@x.example> ", n)) },
    Shape { name: "References without an end", make: |n| format!("References: {}\r\n\r\nhi", "<".repeat(n)) },
    Shape {
        name: "many parameters",
        make: |n| format!("Content-Type: text/plain; {}\r\n\r\nhi", repeated("a*0=b; ", n)),
    },
    Shape { name: "messages in messages", make: |n| nested("Content-Type: message/rfc822\r\n\r\n", n) },
    Shape { name: "multiparts in multiparts", make: multiparts },
    Shape { name: "many false boundaries", make: |n| multipart(&repeated("--c\r\n", n)) },
    Shape { name: "many boundaries", make: |n| multipart(&repeated("--b\r\n", n)) },
    Shape { name: "many broken base64 lines", make: |n| base64(&repeated("=A=\r\n", n)) },
    Shape { name: "SES JSON of brackets", make: |n| plain(&"[".repeat(n)) },
];

const ATTRIBUTION: &str = "On Sun, 22 Nov 2026 at 10:00, Ann <ann@x.example> wrote:\r\n";
const HEAD: &str = "From: Ada <ada@x.example>\r\nTo: ann@y.example\r\nSubject: Re: a question\r\n\
    Date: Sun, 22 Nov 2026 13:00:00 +0100\r\nMIME-Version: 1.0\r\n";

/// `text` again and again, about `n_bytes` of it.
pub(crate) fn repeated(text: &str, n_bytes: usize) -> String {
    text.repeat(n_bytes / text.len() + 1)
}

fn plain(body: &str) -> String {
    format!("{HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{body}")
}

fn html(body: &str) -> String {
    format!("{HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n{body}")
}

fn base64(body: &str) -> String {
    format!("{HEAD}Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}")
}

fn multipart(body: &str) -> String {
    format!("{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{body}")
}

fn nested(level: &str, n_bytes: usize) -> String {
    let levels = level.repeat(400.min(n_bytes / level.len()));
    format!("From: a@x.example\r\n{levels}{}", "a\r\n".repeat(n_bytes / 3))
}

fn multiparts(n_bytes: usize) -> String {
    let n_levels = 400.min(n_bytes / 50);
    let levels = (0..n_levels).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\r\n\r\n--b{i}\r\n"));
    format!("From: a@x.example\r\n{}{}", levels.collect::<String>(), repeated("--b\r\n", n_bytes))
}

fn attachment(n_bytes: usize) -> String {
    let file = repeated("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5\r\n", n_bytes);
    multipart(&format!(
        "--b\r\nContent-Type: text/plain\r\n\r\nHere it is.\r\n--b\r\nContent-Type: application/pdf\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{file}\r\n--b--\r\n"
    ))
}

fn delivery_report(n_bytes: usize) -> String {
    let fields = "Final-Recipient: rfc822; ada@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        Diagnostic-Code: smtp; 550 5.1.1 No such user here\r\n";
    report(fields, &repeated("Received: from a.example by b.example\r\n", n_bytes))
}

fn many_recipients(n_bytes: usize) -> String {
    let fields = "Final-Recipient: rfc822; ada@x.example\r\nAction: failed\r\nStatus: 5.2.2\r\n\r\n";
    report(&repeated(fields, n_bytes), "Message-ID: <m1@y.example>\r\n")
}

fn report(fields: &str, original: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\n<ada@x.example>: host mx.example said: 550 5.1.1 No such user here\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n{fields}\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\n{original}\r\nhi\r\n--b--\r\n"
    )
}
