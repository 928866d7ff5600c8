use jiff::civil::date;
use proptest::prelude::*;

use super::{
    super::{AutomaticKind, Class, classify, parse},
    *,
};

const WRITTEN_ON: Date = date(2026, 11, 25);

fn read_with(headers: &str, body: &str) -> (Class, String) {
    let mail = format!(
        "From: ada@acme.example\r\nDate: Wed, 25 Nov 2026 10:00:00 +0100\r\n{headers}\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n"
    );
    let mail = parse(mail.as_bytes()).unwrap();
    mail.automatic.as_ref().map_or_else(
        || (classify(&mail).class, String::new()),
        |automatic| (Class::Automatic(automatic.kind), automatic.evidence.clone()),
    )
}

fn read(headers: &str) -> (Class, String) {
    read_with(headers, "Yes.")
}

#[test]
fn strong_headers_prove_an_automatic_answer() {
    for headers in [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated; owner=x",
        "X-Autoreply: yes",
        "X-AutoRespond: x",
        "X-Apple-Action: VACATION",
        "Precedence: auto_reply",
        "X-Auto-Reply-From: a@b.example",
        "Delivered-To: Autoresponder",
        "X-FC-MachineGenerated: true",
        "X-MS-Exchange-Inbox-Rules-Loop: a@b.example",
    ] {
        assert!(matches!(read(headers).0, Class::Automatic(_)), "{headers}");
    }
}

#[test]
fn weak_signs_alone_prove_nothing() {
    for headers in [
        "Auto-Submitted: no",
        "Auto-Submitted: no (a person)",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: None\r\nReturn-Path: <>",
        "Precedence: bulk",
        "Precedence: list\r\nList-Id: <a.example>",
        "Precedence: list\r\nList-Id: <a.example>\r\nX-Auto-Response-Suppress: All",
        "Return-Path: <>",
        "Subject: Undeliverable promises",
        "Subject: Out of office space",
        "Subject: Absence of malice\r\nX-Auto-Response-Suppress: All",
        "Subject: Re: Automatic reply: your mail\r\nX-Auto-Response-Suppress: All",
        "Subject: Auto parts\r\nPrecedence: bulk",
    ] {
        assert!(read(headers).0.is_human(), "{headers}");
    }
}

#[test]
fn weak_signs_that_agree_are_believed() {
    let away = "I am out of the office until 12 January. For urgent matters contact bob@acme.example.";
    for (headers, body) in [
        ("X-Auto-Response-Suppress: All\r\nReturn-Path: <>", "I am on annual leave."),
        ("X-Auto-Response-Suppress: All\r\nSubject: Automatic reply: Hi", "Back soon."),
        ("Subject: Automatic reply: Hi", away),
        ("Subject: Out of office", away),
        ("Subject: Abwesenheitsnotiz: Hi\r\nReturn-Path: <>", "Ich bin wandern."),
        ("Precedence: bulk", away),
    ] {
        assert_eq!(read_with(headers, body).0, Class::Automatic(AutomaticKind::OutOfOffice), "{headers}");
    }
}

#[test]
fn subjects_of_every_language_are_known() {
    for subject in [
        "Automatic reply: Hi",
        "Automatische Antwort: Hi",
        "Abwesenheitsnotiz",
        "Réponse automatique : Hi",
        "Absence du bureau: Hi",
        "Respuesta automática: Hi",
        "Fuera de la oficina",
        "Risposta automatica: Hi",
        "Fuori sede: Hi",
        "Resposta automática: Hi",
        "Automatisch antwoord: Hi",
        "Afwezig: Hi",
        "Automatisk svar: Hi",
        "Autosvar: Hi",
        "Automatiskt svar: Hi",
        "Frånvaro: Hi",
        "Automaattinen vastaus: Hi",
        "Odpowiedź automatyczna: Hi",
        "Automatická odpověď: Hi",
        "Автоматический ответ: Hi",
        "自動応答: Hi",
        "自动回复: Hi",
        "Out of Office Re: Hi",
        "Out of office until 12 January",
        "AUTO: Ada is out",
    ] {
        assert!(Said::new(subject, "").subject_start().is_some(), "{subject}");
    }
}

#[test]
fn the_words_tell_the_kinds() {
    use AutomaticKind::{ChallengeResponse, LeftCompany, OutOfOffice, Receipt, TicketReceipt};
    for (subject, body, kind) in [
        ("Ticket 4711", "Noted.", Receipt),
        ("[Ticket #4711] Hi", "Your request has been received.", TicketReceipt),
        ("Hi", "Thank you for contacting us. We will get back to you.", Receipt),
        ("Automatic reply: Hi", "Thank you for contacting us. We will get back to you.", Receipt),
        ("Automatic reply: Hi", "Back soon.", OutOfOffice),
        ("Automatic reply: Hi", "Bob is no longer with the company. Please contact ann@acme.example.", LeftCompany),
        ("Hi", "Frau Lovelace ist nicht mehr für Acme tätig.", LeftCompany),
        ("Hi", "Mme Lovelace ne fait plus partie de notre équipe.", LeftCompany),
        ("Hi", "Please verify that you are human to deliver your message.", ChallengeResponse),
        ("Hi", "Ich bin im Urlaub.", OutOfOffice),
    ] {
        let headers = format!("Auto-Submitted: auto-replied\r\nSubject: {subject}");
        assert_eq!(read_with(&headers, body).0, Class::Automatic(kind), "{subject}: {body}");
    }
}

#[test]
fn an_absence_is_read_from_the_text_alone() {
    for text in [
        "I am out of the office until 12 January. For urgent matters contact Bob Smith (bob@acme.example).",
        "Thank you for your message. I'm on annual leave with limited access to email.",
        "I will be away until 12 January.",
        "Ich bin bis zum 12. Januar nicht im Büro. In dringenden Fällen wenden Sie sich an Bob Smith.",
        "Vielen Dank für Ihre Nachricht. Ich bin im Urlaub und ab dem 12. Januar wieder erreichbar.",
        "Je suis absent jusqu'au 12 janvier. En cas d'urgence, contactez Bob Smith.",
        "Estoy de vacaciones hasta el 12 de enero. Para asuntos urgentes, contacte con Bob Smith.",
        "Sono in ferie fino al 12 gennaio. Per urgenze contattare Bob Smith.",
        "Estou de férias até 12 de janeiro. Em caso de urgência, contacte o Bob Smith.",
        "Ik ben afwezig tot 12 januari. Voor dringende zaken kunt u contact opnemen met Bob Smith.",
        "Jeg er på ferie til 12. januar. Ved hastende sager kontakt Bob Smith.",
        "Jag är på semester till 12 januari. Vid brådskande ärenden kontakta Bob Smith.",
        "Jeg er ikke på kontoret før 12. januar. Tak for din mail.",
        "Olen lomalla 12.1. asti. Kiireellisissä asioissa ota yhteyttä Bob Smith.",
        "Jestem na urlopie do 12 stycznia. W pilnych sprawach proszę o kontakt z Bob Smith.",
        "I'm out sick today and won't be reading email.",
        "Sono in trasferta con accesso limitato alla posta.",
        "Notre cabinet est fermé pour congés. Nous vous répondrons à notre retour.",
        "Я в отпуске до 12 января. По срочным вопросам обращайтесь к Bob Smith.",
    ] {
        let found = absence_in(text, Some(WRITTEN_ON)).map(|absence| absence.kind);
        assert_eq!(found, Some(AutomaticKind::OutOfOffice), "{text}");
    }
}

#[test]
fn a_person_who_goes_on_talking_is_no_absence() {
    for text in [
        "Right away! book me in",
        "Out of office? Right away! book me in",
        "I am out of the office until Monday, let's talk then.",
        "I'm on vacation until the 12th, can we talk after?",
        "I will be away until 12 January but I'd love to see it, send me the deck.",
        "If I am out of the office, ask Bob.",
        "Not interested. I am away from my desk all day, urgent things only.",
        "We are away from such tools.",
        "Ich bin bis 12. Januar im Urlaub, danach gerne!",
        "Thank you for your email. Yes, please.",
        "Bin bis Freitag im Urlaub, ab Montag können wir telefonieren.",
    ] {
        assert_eq!(absence_in(text, Some(WRITTEN_ON)), None, "{text}");
    }
}

#[test]
fn the_day_of_return_is_read_in_every_language() {
    for text in [
        "I am away until 12 January.",
        "I am away until Tuesday, 12 January 2027.",
        "I will be back on January 12.",
        "I am away from 3 January and will return on 12 January.",
        "Out from 3 Jan, returning 12 Jan 2027.",
        "I will be back in the office on Tuesday, January 12th.",
        "I am away through 11 January.",
        "Away from 3 January up to and including 11 January.",
        "From 3 to 12 January I am on leave.",
        "Ich bin bis zum 12. Januar abwesend.",
        "Ich bin bis einschließlich 11.01.2027 nicht im Büro.",
        "Vom 3.1. bis 12.1.2027 bin ich im Urlaub.",
        "Ich bin ab dem 12. Januar wieder erreichbar.",
        "Am 12.01.2027 bin ich wieder zurück.",
        "Je suis absent jusqu'au 12 janvier.",
        "Je suis absent du 3 au 11 janvier inclus.",
        "Je serai de retour le mardi 12 janvier.",
        "Estoy de vacaciones hasta el 12 de enero.",
        "Vuelvo el 12 de enero.",
        "Sono in ferie fino al 12 gennaio.",
        "Rientro il 12 gennaio.",
        "Estou de férias até 12 de janeiro.",
        "Regresso no dia 12 de janeiro.",
        "Ik ben afwezig tot 12 januari.",
        "Ik ben afwezig tot en met 11 januari.",
        "Ik ben op 12 januari weer bereikbaar.",
        "Jeg er på ferie til og med 11. januar.",
        "Jeg er tilbage den 12. januar.",
        "Jag är på semester till och med 11 januari.",
        "Jag är tillbaka tisdag den 12 januari.",
        "Jeg er tilbake 12. januar.",
        "Olen lomalla 12.1. asti.",
        "Palaan toimistolle 12. tammikuuta.",
        "Jestem na urlopie do 12 stycznia.",
        "Wracam 12 stycznia.",
        "Jsem na dovolené do 12. ledna.",
        "Я в отпуске до 12 января.",
        "1月12日まで休暇をいただいております。",
    ] {
        assert_eq!(absence::returns_on(text, Some(WRITTEN_ON)), Some(date(2027, 1, 12)), "{text}");
    }
}

#[test]
fn a_doubtful_return_is_refused() {
    for text in [
        "I am away until 9/8/2027.",
        "I am away until January.",
        "I am away until 24 November.",
        "I am away until 12 May 2027.",
        "I am back on 3 December or back on 4 December.",
        "I am away until the end of January.",
        "We met on 12 January.",
    ] {
        assert_eq!(absence::returns_on(text, Some(WRITTEN_ON)), None, "{text}");
    }
    assert_eq!(absence::returns_on("I am away until 12 January 2027.", None), None);
}

#[test]
fn a_mail_brings_its_return_and_its_replacement() {
    let mail = "From: ada@acme.example\r\nDate: Wed, 25 Nov 2026 10:00:00 +0100\r\nAuto-Submitted: auto-replied\r\n\r\n\
        I am out of the office until 12 January. Please contact Bob Smith (bob@acme.example).\r\n";
    let automatic = parse(mail.as_bytes()).unwrap().automatic.unwrap();
    assert_eq!(automatic.returns_on, Some(date(2027, 1, 12)));
    let replacement = automatic.replacement.as_ref().unwrap();
    assert_eq!(replacement.name.as_deref(), Some("Bob Smith"));
    assert_eq!(replacement.address.as_deref(), Some("bob@acme.example"));
    assert!(!format!("{automatic:?}").contains("acme"), "no address in Debug");
}

#[test]
fn reports_are_told_before_automatic_answers() {
    let dsn = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\nAuto-Submitted: auto-replied";
    let mail = format!("From: ada@acme.example\r\n{dsn}\r\n\r\nx");
    assert_eq!(classify(&parse(mail.as_bytes()).unwrap()).class, Class::MachineReport);
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_returns_in_time(
        text in "(I am out of the office |until |back on |bis |zum |[0-9]{1,2}|January|\\.|,| |まで|\n|urgent |.){0,40}",
    ) {
        let _ = absence_in(&text, Some(WRITTEN_ON));
        if let Some(on) = absence::returns_on(&text, Some(WRITTEN_ON)) {
            prop_assert!(on > WRITTEN_ON && (on - WRITTEN_ON).get_days() <= 120);
        }
    }
}
