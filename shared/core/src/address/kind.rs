//! What an address is for, told by its text alone: a person, a shared desk, a machine, a throw-away.

use super::domain::with_parents;

/// What an address is for; the variants stand in the order in which they are tried, the last being what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressKind {
    /// A machine's, where no one reads (`no-reply@`, `mailer-daemon@`).
    NoReply,
    /// Typed to fill a form or a test file (`asdf@`, `test@`); reserved domains such as `example.com` are ordinary.
    Test,
    /// At a provider of throw-away mailboxes.
    Disposable,
    /// A desk's, in one of several languages (`info@`, `support@`, `bewerbung@`).
    Role,
    /// A person's at a provider open to everyone (`gmail.com`).
    FreeMail,
    /// A person's at a company.
    Person,
}

/// Judges by whole words of the local part and whole labels of the domain, so `jobs-steve@` and `abbott.com` are
/// ordinary.
pub(super) fn of(local: &str, domain: &str) -> AddressKind {
    let mailbox = local.split('+').next().unwrap_or(local);
    let letters: String = mailbox.chars().filter(char::is_ascii_alphabetic).collect();
    let is_listed = |list: &[&str]| with_parents(domain).any(|parent| list.contains(&parent));
    if NO_REPLY.contains(&letters.as_str()) || NO_REPLY_STARTS.iter().any(|start| letters.starts_with(start)) {
        AddressKind::NoReply
    } else if TEST_LOCALS.contains(&letters.as_str()) || is_listed(TEST_DOMAINS) {
        AddressKind::Test
    } else if is_listed(DISPOSABLE) {
        AddressKind::Disposable
    } else if is_role(mailbox) {
        AddressKind::Role
    } else if is_listed(FREE_MAIL) {
        AddressKind::FreeMail
    } else {
        AddressKind::Person
    }
}

/// A desk's name alone (`info`, `info2`, `customer.service`), or with words that only say which desk (`sales-emea`,
/// `info.de`).
fn is_role(mailbox: &str) -> bool {
    let is_desk = |word: &str| ROLES.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()));
    let says_which = |word: &str| word.len() <= 2 || WHICH_DESK.contains(&word);
    let mut words = mailbox.split(['.', '-', '_']);
    let is_made_of_desks = words.clone().all(|word| is_desk(word) || says_which(word)) && words.any(is_desk);
    is_made_of_desks || is_desk(&mailbox.replace(['.', '-', '_'], ""))
}

#[rustfmt::skip]
const NO_REPLY: &[&str] = &[
    "autoreply", "automailer", "bounce", "bounces", "daemon", "mailerdaemon", "maildaemon", "listserv", "majordomo",
    "notification", "notifications", "notify", "nobody", "null", "devnull", "postmasterdaemon",
];

#[rustfmt::skip]
const NO_REPLY_STARTS: &[&str] = &[
    "noreply", "donotreply", "dontreply", "nichtantworten", "keineantwort", "bittenichtantworten", "nepasrepondre",
    "noresponder", "noresponda", "naoresponda", "naoresponder", "nonrispondere", "nietbeantwoorden", "ingasvar",
];

#[rustfmt::skip]
const TEST_LOCALS: &[&str] = &[
    "aaa", "abc", "abcd", "asd", "asdf", "asdfasdf", "asdfgh", "asdfghjkl", "blah", "demo", "dummy", "email", "example",
    "fake", "firstname", "firstnamelastname", "foo", "foobar", "lorem", "loremipsum", "name", "none", "noemail",
    "nomail", "qwer", "qwert", "qwerty", "qwertz", "sample", "test", "testaccount", "tester", "testing", "testmail",
    "tests", "testtest", "testuser", "unknown", "user", "username", "xxx", "xyz", "youremail", "yourname",
];

#[rustfmt::skip]
const TEST_DOMAINS: &[&str] = &[
    "asdf.com", "domain.com", "fake.com", "foo.com", "foobar.com", "invalid", "localhost", "test.com", "test.de",
    "xxx.com", "yourcompany.com", "yourdomain.com",
];

#[rustfmt::skip]
const ROLES: &[&str] = &[
    // Everywhere
    "abuse", "admin", "administration", "administrator", "hostmaster", "postmaster", "root", "security", "sysadmin",
    "webmaster",
    // English
    "accounting", "accounts", "advertising", "apply", "billing", "booking", "bookings", "business", "care", "career",
    "careers", "compliance", "contact", "contactus", "customercare", "customerservice", "customersuccess", "desk",
    "editor", "enquiries", "enquiry", "events", "everyone", "feedback", "finance", "frontdesk", "general", "hello",
    "help", "helpdesk", "hi", "hq", "hr", "info", "information", "inquiries", "inquiry", "invoice", "invoices", "it",
    "itsupport", "jobs", "legal", "letstalk", "mail", "mailbox", "marketing", "media", "members", "newsletter",
    "office", "operations", "orders", "partner", "partners", "partnerships", "payroll", "pr", "press", "privacy",
    "procurement", "purchasing", "reception", "recruiting", "recruitment", "request", "requests", "reservations",
    "returns", "sales", "secretary", "service", "services", "shipping", "shop", "staff", "store", "subscribe",
    "subscriptions", "support", "talent", "team", "tech", "techsupport", "unsubscribe", "welcome",
    // German
    "anfrage", "anfragen", "bestellung", "bestellungen", "bewerbung", "bewerbungen", "buchhaltung", "buero",
    "datenschutz", "dsgvo", "einkauf", "empfang", "hallo", "impressum", "karriere", "kontakt", "kundenservice",
    "personal", "post", "poststelle", "presse", "rechnung", "rechnungen", "redaktion", "sekretariat", "verkauf",
    "vertrieb", "verwaltung", "zentrale",
    // French
    "accueil", "achats", "bonjour", "bureau", "candidature", "candidatures", "commande", "commercial", "comptabilite",
    "direction", "emploi", "facturation", "recrutement", "rh", "secretariat", "serviceclient", "ventes",
    // Spanish, Portuguese, Italian
    "administracao", "administracion", "amministrazione", "assistenza", "atencionalcliente", "atendimento", "ayuda",
    "ciao", "clientes", "comercial", "commerciale", "compras", "comunicacion", "contabilidad", "contacto", "contato",
    "contatti", "contatto", "empleo", "facturacion", "financeiro", "hola", "lavoraconnoi", "ola", "oficina", "pedidos",
    "prensa", "recepcion", "rrhh", "segreteria", "soporte", "stampa", "suporte", "ufficio", "vendas", "vendite",
    "ventas",
    // Dutch, Nordic, Polish, Czech
    "administratie", "asiakaspalvelu", "biuro", "boekhouding", "faktura", "firmapost", "inkoop", "klantenservice",
    "kundeservice", "kundtjanst", "myynti", "obchod", "ordre", "praca", "rekrutacja", "salg", "sekretariatet",
    "sprzedaz", "verkoop", "vacatures", "zakazky",
];

#[rustfmt::skip]
const WHICH_DESK: &[&str] = &[
    "america", "apac", "asia", "austria", "berlin", "dach", "deutschland", "emea", "europe", "france", "germany",
    "global", "group", "india", "international", "italia", "latam", "london", "national", "online", "spain", "usa",
    "world", "worldwide",
];

#[rustfmt::skip]
const DISPOSABLE: &[&str] = &[
    "0-mail.com", "10minutemail.com", "10minutemail.net", "20minutemail.com", "33mail.com", "anonbox.net", "byom.de",
    "burnermail.io", "deadaddress.com", "discard.email", "discardmail.com", "dispostable.com", "dropmail.me",
    "emailondeck.com", "emailtemporanea.net", "fakeinbox.com", "fakemail.net", "fakemailgenerator.com",
    "getairmail.com", "getnada.com", "grr.la", "guerrillamail.biz", "guerrillamail.com", "guerrillamail.de",
    "guerrillamail.info", "guerrillamail.net", "guerrillamail.org", "guerrillamailblock.com", "harakirimail.com",
    "inboxbear.com", "inboxkitten.com", "jetable.org", "mailcatch.com", "maildrop.cc", "mailinator.com",
    "mailinator.net", "mailnesia.com", "mailnull.com", "mailpoof.com", "mailsac.com", "mailtemp.info",
    "minuteinbox.com", "mintemail.com", "mohmal.com", "moakt.com", "mytemp.email", "mytrashmail.com", "nada.email",
    "mail-temp.com", "sharklasers.com", "spam4.me", "spambog.com", "spambox.us", "spamgourmet.com", "temp-mail.io",
    "temp-mail.org", "tempail.com", "tempinbox.com", "tempmail.com", "tempmail.dev", "tempmail.net", "tempmailo.com",
    "tempr.email", "throwawaymail.com", "trash-mail.com", "trashmail.com", "trashmail.de", "trashmail.net",
    "wegwerfemail.de", "wegwerfmail.de", "wegwerfmail.net", "yopmail.com", "yopmail.fr", "yopmail.net",
];

#[rustfmt::skip]
const FREE_MAIL: &[&str] = &[
    "126.com", "139.com", "163.com", "abv.bg", "alice.it", "aol.com", "arcor.de", "att.net", "bell.net",
    "bellsouth.net", "bigpond.com", "bluewin.ch", "bol.com.br", "btinternet.com", "centrum.cz", "charter.net",
    "comcast.net", "cox.net", "daum.net", "email.com", "email.cz", "email.de", "fastmail.com", "fastmail.fm", "free.fr",
    "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hanmail.net",
    "hey.com", "hotmail.ch", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it",
    "hushmail.com", "icloud.com", "inbox.lv", "inbox.ru", "interia.pl", "kpnmail.nl", "laposte.net", "libero.it",
    "live.co.uk", "live.com", "live.de", "live.fr", "live.it", "live.nl", "mac.com", "mail.com", "mail.de", "mail.ru",
    "mailbox.org", "me.com", "msn.com", "naver.com", "neuf.fr", "ntlworld.com", "o2.pl", "onet.pl", "op.pl",
    "optonline.net", "optusnet.com.au", "orange.fr", "outlook.com", "outlook.de", "outlook.es", "outlook.fr",
    "outlook.it", "pm.me", "posteo.de", "proton.me", "protonmail.ch", "protonmail.com", "qq.com", "rambler.ru",
    "rediffmail.com", "rocketmail.com", "sapo.pt", "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca", "sina.com",
    "sky.com", "sympatico.ca", "t-online.de", "talktalk.net", "telenet.be", "terra.com.br", "tiscali.it", "tuta.com",
    "tutanota.com", "tutanota.de", "uol.com.br", "verizon.net", "virgilio.it", "virginmedia.com", "wanadoo.fr",
    "web.de", "windowslive.com", "wp.pl", "xs4all.nl", "xtra.co.nz", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp",
    "yahoo.co.uk", "yahoo.com", "yahoo.com.au", "yahoo.com.br", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it",
    "yandex.com", "yandex.ru", "ymail.com", "zeelandnet.nl", "ziggo.nl",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::EmailAddress;

    fn kind(text: &str) -> AddressKind {
        EmailAddress::parse(text).unwrap().kind()
    }

    fn assert_all(kind_of_all: AddressKind, addresses: &[&str]) {
        for address in addresses {
            assert_eq!(kind(address), kind_of_all, "{address}");
        }
    }

    #[test]
    fn a_desk_is_known_in_several_languages() {
        assert_all(
            AddressKind::Role,
            &[
                "info@acme.example",
                "Sales@acme.example",
                "kontakt@acme.example",
                "bewerbung@acme.example",
                "hola@acme.example",
                "info2@acme.example",
                "info+web@acme.example",
                "sales-emea@acme.example",
                "info.de@acme.example",
                "customer.service@acme.example",
                "contact@gmail.com",
            ],
        );
    }

    #[test]
    fn a_person_whose_name_holds_a_desks_word_stays_a_person() {
        assert_all(
            AddressKind::Person,
            &[
                "steve.jobs@acme.example",
                "salesman.tom@acme.example",
                "infograf@acme.example",
                "tom.post@acme.example",
                "jo@acme.example",
                "al.li@acme.example",
                "contessa@acme.example",
                "ann@abbott.com",
                "ann@testo.com",
            ],
        );
    }

    #[test]
    fn machines_and_tests_are_told_from_people() {
        assert_all(
            AddressKind::NoReply,
            &[
                "no-reply@acme.example",
                "noreply-sales@acme.example",
                "Do_Not_Reply@acme.example",
                "mailer-daemon@acme.example",
            ],
        );
        assert_all(
            AddressKind::Test,
            &[
                "test@acme.example",
                "test123@acme.example",
                "asdf@acme.example",
                "ann@test.com",
                "your.name@acme.example",
            ],
        );
    }

    #[test]
    fn reserved_domains_are_ordinary_because_examples_use_them() {
        assert_all(
            AddressKind::Person,
            &["ann@example.com", "ann@acme.example", "ann@acme.test", "ann@mail.example.org"],
        );
    }

    #[test]
    fn providers_count_with_their_subdomains_and_not_by_likeness() {
        assert_all(AddressKind::Disposable, &["ann@mailinator.com", "ann@x.yopmail.com"]);
        assert_all(AddressKind::FreeMail, &["ann@gmail.com", "ann@web.de"]);
        assert_all(AddressKind::Person, &["ann@notgmail.com", "ann@gmail.com.acme.example"]);
    }
}
