//! Builds the campaign from a document of the right shape, and checks what only its meaning shows.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
    ops::Range,
    str::FromStr,
};

use cam_core::{
    address::{DomainPattern, EmailAddress},
    calendar::{SendWindow, Weekdays},
    campaign::{Campaign, DoNotContact, FreeMail, Goals, Legal, Limits, Sender},
    country::Country,
    id::SenderId,
    law::{B2bMail, LegalBasis},
    pacing::{Pacing, WarmUp},
};
use cam_mail::footer::WORDINGS;
use jiff::{
    SignedDuration,
    civil::{self, Weekday},
    tz::{self, TimeZone},
};

use super::{
    finding::Notes,
    ideal,
    keys::{CAP_CEILING, CEILING_WORDS, DAYS},
    section::{Located, Section},
    sequence,
    spelling::{closest, one_of, shortened},
};

/// When a campaign's day begins, unless it says otherwise.
pub(super) const START_AT: civil::Time = civil::time(7, 0, 0, 0);
/// When mail goes out, unless the campaign says otherwise (RULES §1.6).
pub(super) const WINDOW: SendWindow =
    SendWindow { opens: civil::time(9, 0, 0, 0), closes: civil::time(17, 0, 0, 0), days: Weekdays::MONDAY_TO_FRIDAY };
/// The language of the footer, unless the campaign says otherwise.
pub(super) const LANGUAGE: &str = "en";

/// The campaign, or none if something it cannot do without is missing or wrong; that is noted then.
pub(super) fn read(root: &Section<'_>, notes: &mut Notes<'_>) -> Option<Campaign> {
    // Everything is read before the first `?`, so that one problem hides no other.
    let id = root.text("id").and_then(|id| slug(&id, notes));
    let owner = root.text("owner").and_then(|owner| address(&owner, notes));
    let zone = root.text("time_zone").and_then(|zone| time_zone(&zone, notes));
    let company = root.section("company");
    let of_company = |key| company.as_ref()?.text(key).map(|text| text.value.trim().to_owned());
    let legal = legal(root, notes);
    let language = language(root, notes);
    let window = window(root, notes);
    let senders = senders(root, notes);
    let steps = sequence::read(root, notes);
    let ideal_customer = ideal::customer(root, notes);
    let do_not_contact = do_not_contact(root, notes);
    let competitors = domains(root, "competitors", notes);
    let unsubscribe_url = root.text("unsubscribe_url").and_then(|url| https_url(&url, notes));
    Some(Campaign {
        id: id?,
        name: root.text("name")?.value.trim().to_owned(),
        mode: root.text("mode").and_then(|mode| mode.value.parse().ok()).unwrap_or_default(),
        owner: owner?,
        company: of_company("name")?,
        postal_address: of_company("postal_address")?,
        language,
        zone: zone?,
        starts_at: root.time("start_at").unwrap_or(START_AT),
        window,
        holidays: root.section("window").map(|window| window.dates("holidays")).unwrap_or_default(),
        senders,
        steps,
        limits: limits(root),
        ideal_customer,
        scoring: ideal::scoring(root),
        do_not_contact,
        competitors,
        free_mail: free_mail(root),
        legal: legal?,
        unsubscribe_url,
        goals: Goals { hot_leads: root.section("goals").and_then(|goals| goals.count("hot_leads")) },
    })
}

fn slug<T: FromStr>(id: &Located<&str>, notes: &mut Notes<'_>) -> Option<T> {
    let parsed = id.value.parse().ok();
    if parsed.is_none() {
        let help = "use 1 to 40 lower-case letters, digits and \"-\", beginning with a letter";
        notes.error(&id.at, format!("\"{}\" cannot be an id", shortened(id.value)), help);
    }
    parsed
}

fn address(text: &Located<&str>, notes: &mut Notes<'_>) -> Option<EmailAddress> {
    noted(EmailAddress::parse(text.value), &text.at, notes)
}

fn domains(section: &Section<'_>, key: &str, notes: &mut Notes<'_>) -> Vec<DomainPattern> {
    let patterns = section.texts(key).into_iter();
    patterns
        .filter_map(|text| match DomainPattern::parse(text.value) {
            Ok(pattern) => Some(pattern),
            Err(problem) => {
                let message = format!("\"{}\" is not a domain: {problem}", shortened(text.value));
                notes.error(&text.at, message, "write it as \"example.com\"");
                None
            }
        })
        .collect()
}

/// Notes the words of an error that reads `what is wrong: what to do`.
fn noted<T>(result: Result<T, impl Display>, at: &Range<usize>, notes: &mut Notes<'_>) -> Option<T> {
    let problem = match result {
        Ok(value) => return Some(value),
        Err(problem) => problem.to_string(),
    };
    let (message, help) = problem.split_once(": ").unwrap_or((&problem, "write it as name@example.com"));
    notes.error(at, message, help);
    None
}

fn time_zone(name: &Located<&str>, notes: &mut Notes<'_>) -> Option<TimeZone> {
    if let Ok(zone) = TimeZone::get(name.value) {
        return Some(zone);
    }
    let known: Vec<String> = tz::db().available().map(|zone| zone.to_string()).collect();
    let city = name.value.replace(' ', "_");
    let of_city =
        || known.iter().find(|zone| zone.rsplit('/').next().is_some_and(|end| end.eq_ignore_ascii_case(&city)));
    let near = closest(name.value, known.iter().map(String::as_str)).or_else(|| of_city().map(String::as_str));
    let help = match near {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "write a name of the IANA list, as in \"Europe/Berlin\"".to_owned(),
    };
    notes.error(&name.at, format!("time zone \"{}\" is not known", shortened(name.value)), help);
    None
}

fn language(root: &Section<'_>, notes: &mut Notes<'_>) -> String {
    let Some(language) = root.text("language") else { return LANGUAGE.to_owned() };
    let primary = language.value.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    if !WORDINGS.iter().any(|wording| wording.language == primary) {
        let known: Vec<_> = WORDINGS.iter().map(|wording| wording.language).collect();
        let message =
            format!("the lines below a mail are not there in \"{}\" and will be English", shortened(language.value));
        notes.warning(&language.at, message, format!("write {}", one_of(&known)));
    }
    language.value.replace('_', "-")
}

fn https_url(url: &Located<&str>, notes: &mut Notes<'_>) -> Option<String> {
    let host = url.value.strip_prefix("https://").and_then(|rest| rest.split('/').next());
    let is_link = host.is_some_and(|host| DomainPattern::parse(host).is_ok());
    if !is_link || url.value.contains(char::is_whitespace) {
        let help = "write it as \"https://unsubscribe.example.com\"";
        notes.error(&url.at, "\"unsubscribe_url\" is not a web address", help);
        return None;
    }
    Some(url.value.trim_end_matches('/').to_owned())
}

fn window(root: &Section<'_>, notes: &mut Notes<'_>) -> SendWindow {
    let Some(section) = root.section("window") else { return WINDOW };
    let opens = section.time("from").unwrap_or(WINDOW.opens);
    let closes = section.time("to").unwrap_or(WINDOW.closes);
    let at = if section.has("to") { section.place_of("to") } else { section.place_of("from") };
    if closes == opens {
        notes.error(&at, format!("the window closes at {}, when it opens", clock(closes)), "write a later \"to\"");
    } else if closes < opens {
        let (from, to) = (clock(opens), clock(closes));
        let message = format!("the window closes at {to}, before it opens at {from}: mail goes out at night");
        notes.warning(&at, message, "if that is not meant, write \"from\" and \"to\" the other way round");
    }
    if !section.has("days") {
        return SendWindow { opens, closes, days: WINDOW.days };
    }
    let days = section.texts("days");
    if days.is_empty() {
        let help = "write days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]";
        notes.error(&section.place_of("days"), "the window opens on no day", help);
    }
    let days = days.iter().filter_map(|day| weekday(day.value)).collect();
    SendWindow { opens, closes, days }
}

fn weekday(name: &str) -> Option<Weekday> {
    Weekday::Monday.cycle_forward().take(7).find(|day| weekday_name(*day) == name)
}

/// How the file names a day.
pub(super) fn weekday_name(day: Weekday) -> &'static str {
    DAYS.into_iter().nth(usize::from(day.to_monday_zero_offset().unsigned_abs())).unwrap_or_default()
}

/// `09:00`.
pub(super) fn clock(time: civil::Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn senders(root: &Section<'_>, notes: &mut Notes<'_>) -> Vec<Sender> {
    let (mut ids, mut addresses) = (BTreeSet::new(), BTreeSet::new());
    let mut senders = Vec::new();
    for section in root.sections("senders") {
        let pacing = pacing(&section, notes);
        let id = section.text("id").and_then(|id| Some((slug::<SenderId>(&id, notes)?, id.at)));
        let mailbox = section.text("address").and_then(|text| Some((address(&text, notes)?, text.at)));
        if let Some((id, at)) = id.as_ref().filter(|(id, _)| !ids.insert(id.clone())) {
            notes.error(at, format!("two senders are called \"{id}\""), "give each an id of its own");
        }
        if let Some((_, at)) = mailbox.as_ref().filter(|(mailbox, _)| !addresses.insert(mailbox.clone())) {
            let message = "two senders have this address, so that their caps would add up for one mailbox";
            notes.error(at, message, "keep one of them");
        }
        if let (Some((id, _)), Some((address, _)), Some(name)) = (id, mailbox, section.text("name")) {
            senders.push(Sender { id, name: name.value.trim().to_owned(), address, pacing });
        }
    }
    senders
}

fn pacing(section: &Section<'_>, notes: &mut Notes<'_>) -> Pacing {
    let usual = Pacing::default();
    let cap_per_day = section.count("cap_per_day").unwrap_or(usual.cap_per_day);
    if cap_per_day > CAP_CEILING && !section.has("allow_above_50") {
        let message = format!("{cap_per_day} mails a day are more than a mailbox should send");
        let help = format!("write cap_per_day = {CAP_CEILING} or less, or add allow_above_50 = \"{CEILING_WORDS}\"");
        notes.error(&section.place_of("cap_per_day"), message, help);
    }
    let minutes = |minutes: u32| SignedDuration::from_mins(i64::from(minutes));
    let (gap_min, gap_max) = match section.pair("gap_minutes") {
        Some(Located { value: [least, most], at }) => {
            if least > most {
                let message = format!("the least gap of {least} minutes is more than the most, {most}");
                notes.error(&at, message, format!("write gap_minutes = [{most}, {least}]"));
            }
            (minutes(least), minutes(most))
        }
        None => (usual.gap_min, usual.gap_max),
    };
    Pacing { cap_per_day, gap_min, gap_max, warm_up: warm_up(section) }
}

fn warm_up(section: &Section<'_>) -> WarmUp {
    let usual = Pacing::default().warm_up;
    if section.text("warm_up").is_some() {
        return WarmUp::Off;
    }
    let (Some(ramp), WarmUp::Ramp { start, step, growth_percent }) = (section.section("warm_up"), usual) else {
        return usual;
    };
    WarmUp::Ramp {
        start: ramp.count("start").unwrap_or(start),
        step: ramp.count("step").unwrap_or(step),
        growth_percent,
    }
}

fn limits(root: &Section<'_>) -> Limits {
    let usual = Limits::default();
    let Some(section) = root.section("limits") else { return usual };
    Limits {
        new_leads_per_day: section.count("new_leads_per_day").unwrap_or(usual.new_leads_per_day),
        outreach_per_day: section.count("outreach_per_day").unwrap_or(usual.outreach_per_day),
        followups_per_day: section.count("followups_per_day").unwrap_or(usual.followups_per_day),
        active_per_company: section.count("active_per_company").unwrap_or(usual.active_per_company),
        cool_down_days: section.count("cool_down_days").unwrap_or(usual.cool_down_days),
    }
}

fn free_mail(root: &Section<'_>) -> FreeMail {
    match root.text("free_mail").map(|word| word.value) {
        Some("refused") => FreeMail::Refused,
        Some("allowed") => FreeMail::Allowed,
        Some(_) | None => FreeMail::default(),
    }
}

fn do_not_contact(root: &Section<'_>, notes: &mut Notes<'_>) -> DoNotContact {
    let Some(section) = root.section("do_not_contact") else { return DoNotContact::default() };
    let addresses = section.texts("addresses").iter().filter_map(|text| address(text, notes)).collect();
    DoNotContact { addresses, domains: domains(&section, "domains", notes) }
}

fn legal(root: &Section<'_>, notes: &mut Notes<'_>) -> Option<Legal> {
    let section = root.section("legal")?;
    let source_note = section.text("source_note").map(|note| note.value.trim().trim_end_matches('.').to_owned());
    if source_note.is_none() {
        let message = "the file does not say where the addresses come from";
        let help = "leads in the EU and the UK are held unless their row says it; write source_note = \"your company's website\"";
        notes.warning(&section.at, message, help);
    }
    let overrides = section.section("countries").map(|countries| overrides(&countries, notes)).unwrap_or_default();
    Some(Legal { basis: LegalBasis::parse(section.text("basis")?.value)?, source_note, overrides })
}

fn overrides(countries: &Section<'_>, notes: &mut Notes<'_>) -> BTreeMap<Country, B2bMail> {
    let mut rules = BTreeMap::new();
    for (name, word) in countries.pairs() {
        let rule = if word == "allowed" { B2bMail::AllowedWithOptOut } else { B2bMail::NeedsConsent };
        match Country::parse(name.value) {
            Some(country) if rules.insert(country, rule).is_none() => {}
            Some(country) => notes.error(&name.at, format!("{country} is there twice"), "keep one of the two"),
            None => {
                let message = format!("country \"{}\" is not known", shortened(name.value));
                notes.error(&name.at, message, "write its two-letter code, as in DE = \"needs_consent\"");
            }
        }
    }
    rules
}
