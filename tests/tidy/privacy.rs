//! Nobody real is in the repository, and the places that take an address out of its wrapper are known.

use super::tree::{File, files};

/// Who may call `expose()`, and why. Everything else sees addresses masked. A name that ends in `/` stands for a folder.
const EXPOSERS: [(&str, &str); 11] = [
    ("functions/5-escalate-leads/src/lib.rs", "the owner's brief says whom to answer"),
    ("infra/local/src/command/", "whoever owns the machine asks for people by their addresses"),
    ("shared/aws/src/dynamo/record/profile.rs", "the profile is where an address is stored"),
    ("shared/aws/src/ses.rs", "the envelope of a mail"),
    ("shared/core/src/profile.rs", "a person without a name is called by their address"),
    ("shared/gateways/src/smtp.rs", "the envelope of a mail"),
    ("shared/mail/src/compose.rs", "the mail's bytes"),
    ("shared/mail/src/html.rs", "the way out, as a link a reader can click"),
    ("shared/ports/src/identity.rs", "an address becomes a keyed hash"),
    ("shared/ports/src/letter.rs", "the outreach mail: from, to, and the way out"),
    ("shared/ports/src/notice.rs", "the mail to the owner: from and to"),
];

/// Where domains outside of the reserved ones are written after an `@`, and why.
const REAL_DOMAINS: [(&str, &[&str], &str); 10] = [
    ("infra/local/examples/leads.csv", &["mailinator.com"], "the example shows that throw-away addresses are refused"),
    (
        "shared/core/src/address.rs",
        &["-example.com", "co.uk", "example..com", "gmail.com", "googlemail.com", "shop.example.co.uk"],
        "public suffixes, broken domains, and the two names of Gmail",
    ),
    (
        "shared/core/src/phases/process_leads.rs",
        &["acme.fr", "gmail.com"],
        "a country that only the domain tells, and a private mailbox",
    ),
    (
        "shared/core/src/address/kind.rs",
        &[
            "abbott.com",
            "gmail.com",
            "mailinator.com",
            "notgmail.com",
            "test.com",
            "testo.com",
            "web.de",
            "x.yopmail.com",
        ],
        "free-mail and throw-away domains are told by their names, and their neighbours are not",
    ),
    ("shared/mail/src/compose.rs", &["eu-west-1.amazonses.com"], "Message-IDs as SES writes them; no mailbox"),
    ("shared/mail/corpus/reports/ses.eml", &["eu-west-1.amazonses.com"], "Message-IDs as SES writes them; no mailbox"),
    (
        "shared/mail/corpus/reports/workmail.eml",
        &["eu-west-1.amazonses.com"],
        "Message-IDs as SES writes them; no mailbox",
    ),
    ("shared/mail/src/header.rs", &["domain.tld"], "the shape of an address, in an error's words"),
    ("shared/mail/src/read.rs", &["eu-west-1.amazonses.com"], "Message-IDs as SES writes them; no mailbox"),
    ("tests/tidy/privacy.rs", &["real.com"], "what this test has to find"),
];

/// Files of numbers, in which chance writes addresses.
const NUMBERS: &[&str] = &["shared/mail/src/read/intent/model/weights.bin"];

#[test]
fn addresses_are_exposed_only_where_it_is_known_why() {
    let calls = |file: &&File| file.is_production() && file.before_tests().contains(".expose()");
    let callers: Vec<&str> = files().iter().filter(calls).map(|file| &*file.path).collect();
    let is_known = |caller: &&&str| {
        EXPOSERS.iter().any(|(place, _)| *place == **caller || place.ends_with('/') && caller.starts_with(place))
    };
    let (known, unknown): (Vec<&str>, Vec<&str>) = callers.iter().partition(is_known);
    assert_eq!(unknown, Vec::<&str>::new());
    for (place, _) in EXPOSERS.iter().filter(|(place, _)| !place.ends_with('/')) {
        assert!(known.contains(place), "{place} no longer exposes anything");
    }
}

#[test]
fn every_address_in_the_repository_is_at_a_reserved_domain() {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| !NUMBERS.contains(&&*file.path)) {
        let known =
            REAL_DOMAINS.iter().find(|(path, ..)| *path == file.path).map_or(&[][..], |(_, domains, _)| domains);
        let real: Vec<String> = domains(&file.text).into_iter().filter(|domain| !is_reserved(domain)).collect();
        for domain in known.iter().filter(|domain| !real.iter().any(|real| real == *domain)) {
            found.push(format!("{} no longer names {domain}", file.path));
        }
        let unknown = real.iter().filter(|domain| !known.contains(&domain.as_str()));
        found.extend(unknown.map(|domain| format!("{} has an address at {domain}", file.path)));
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn an_address_is_found_in_the_middle_of_a_text() {
    let text = "From: Ada <ada@acme.example>, bob@Real.COM. #[test] @media a@b 4@7.5 serde@1.0 \"@here.org\"";
    assert_eq!(domains(text), ["acme.example", "real.com"]);
    assert!(is_reserved("acme.example") && is_reserved("mail.example.com") && is_reserved("a.test"));
    assert!(!is_reserved("real.com") && !is_reserved("notexample.com") && !is_reserved("example.de"));
}

/// The domains behind everything that looks like an address, in lower case.
fn domains(text: &str) -> Vec<String> {
    let is_local = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    let domain = |(at, _): (usize, &str)| {
        let (before, after) = (&text[..at], &text[at + 1..]);
        let end = after.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '.').unwrap_or(after.len());
        let domain = after[..end].trim_end_matches('.').to_lowercase();
        let (_, top) = domain.rsplit_once('.')?;
        let is_name = top.len() > 1 && top.chars().all(char::is_alphabetic);
        (before.ends_with(is_local) && is_name).then_some(domain)
    };
    text.match_indices('@').filter_map(domain).collect()
}

/// RFC 2606 and RFC 6761: names that belong to nobody, also where a file is called by an address.
fn is_reserved(domain: &str) -> bool {
    let domain = domain.strip_suffix(".eml").unwrap_or(domain);
    let is_or_is_below = |name: &str| domain == name || domain.ends_with(&format!(".{name}"));
    let reserved = ["example", "test", "invalid", "localhost", "example.com", "example.net", "example.org"];
    reserved.into_iter().any(is_or_is_below)
}
