//! The header names that are recognised, and how a header becomes a name a template can use.
//!
//! To teach CAM a new name, add it to [`FIELD_NAMES`]. Case, spaces, punctuation and accents do not count.

use std::{collections::BTreeMap, sync::LazyLock};

use cam_ports::lead_source::Field;

/// The names of each field, best first: where two columns could be the same field, the earlier name wins, and the other
/// column stays as a variable. From exports of Apollo, `HubSpot`, LinkedIn (connections, Sales Navigator), Pipedrive and
/// Salesforce, and from sheets kept by hand in English, German, French and Spanish.
#[rustfmt::skip]
pub(crate) const FIELD_NAMES: &[(Field, &[&str])] = &[
    (Field::Email, &[
        "work email", "business email", "corporate email", "company email", "professional email", "email work",
        "person email work", "contact email work",
        "geschäftliche e-mail", "geschäftliche e-mail-adresse", "e-mail geschäftlich", "e-mail dienstlich",
        "firmen-e-mail", "e-mail professionnel", "email pro", "adresse e-mail professionnelle", "courriel professionnel",
        "correo de trabajo", "correo corporativo", "correo electrónico profesional", "email corporativo",
        "email", "email address", "emailaddress", "primary email", "contact email", "person email", "lead email",
        "email 1", "email 1 value", "mail", "mail address", "e-mail-adresse", "emailadresse", "mailadresse",
        "adresse e-mail", "adresse mail", "adresse électronique", "courriel", "mél",
        "correo electrónico", "correo", "dirección de correo electrónico", "dirección de email",
        "email other", "person email other", "secondary email",
        "personal email", "private email", "email personal", "email home", "person email home", "home email",
        "private e-mail", "e-mail privat", "private e-mail-adresse", "e-mail personnel", "correo personal",
    ]),
    (Field::Salutation, &["salutation", "honorific", "anrede", "civilité", "tratamiento", "saludo"]),
    (Field::FirstName, &[
        "first name", "firstname", "given name", "person first name", "contact first name", "forename", "vorname",
        "prénom", "nombre", "nombre de pila", "primer nombre",
    ]),
    (Field::LastName, &[
        "last name", "lastname", "surname", "family name", "person last name", "contact last name", "nachname",
        "familienname", "nom", "nom de famille", "apellido", "apellidos",
    ]),
    (Field::FullName, &[
        "full name", "name", "person name", "contact name", "lead name", "contact", "person", "contact person",
        "vollständiger name", "ansprechpartner", "ansprechpartnerin", "kontakt", "kontaktperson",
        "nom complet", "nom et prénom", "prénom et nom", "nombre completo", "nombre y apellidos", "contacto",
    ]),
    (Field::Title, &[
        "title", "job title", "position", "role", "job role", "person job title", "contact title", "current title",
        "jobtitel", "berufsbezeichnung", "stelle", "funktion", "rolle",
        "poste", "fonction", "titre", "intitulé du poste", "puesto", "cargo", "título",
    ]),
    (Field::Seniority, &[
        "seniority", "job seniority", "employment seniority", "seniority level", "management level", "senioritaet",
        "seniorität", "karrierestufe", "niveau hiérarchique", "nivel jerárquico", "antigüedad",
    ]),
    (Field::Department, &[
        "department", "departments", "job function", "employment role", "abteilung", "département", "departamento",
    ]),
    (Field::Company, &[
        "company name for emails", "company", "company name", "organization", "organisation", "organization name",
        "person organization", "account name", "account", "associated company", "primary associated company",
        "current company", "employer", "business name", "business",
        "firma", "firmenname", "unternehmen", "unternehmensname", "organisation name", "arbeitgeber",
        "entreprise", "société", "nom de l'entreprise", "nom de la société", "empresa", "nombre de la empresa",
        "compañía", "organización",
    ]),
    (Field::CompanyDomain, &[
        "company domain", "company domain name", "domain", "website domain", "organization domain",
        "company website", "website", "website url", "company url", "company website url", "organization website",
        "account website", "web", "web site", "homepage",
        "webseite", "website firma", "internetseite", "domäne", "site web", "site internet", "sitio web", "página web",
        "dominio",
    ]),
    (Field::Industry, &[
        "industry", "company industry", "organization industry", "sector", "vertical", "branche", "industrie",
        "wirtschaftszweig", "secteur", "secteur d'activité", "industria", "rubro",
    ]),
    (Field::CompanySize, &[
        "# employees", "employees", "employee count", "number of employees", "no of employees", "num employees",
        "company size", "company headcount", "company employee count", "headcount", "staff", "size",
        "organization employee count", "organization number of employees",
        "mitarbeiter", "mitarbeiterzahl", "anzahl mitarbeiter", "anzahl der mitarbeiter", "unternehmensgröße",
        "unternehmensgroesse", "firmengröße", "firmengroesse", "effectif", "effectifs", "nombre d'employés",
        "nombre de salariés", "taille de l'entreprise", "número de empleados", "empleados", "tamaño de la empresa",
    ]),
    (Field::Revenue, &[
        "annual revenue", "revenue", "company revenue", "company annual revenue", "organization annual revenue",
        "turnover", "umsatz", "jahresumsatz", "chiffre d'affaires", "facturación", "ingresos anuales", "ingresos",
    ]),
    (Field::Country, &[
        "country", "country/region", "person country", "contact country", "mailing country", "country code", "nation",
        "company country", "company country/region", "organization country", "organization country of address",
        "land", "staat land", "land/region", "pays", "pays/région", "país", "país/región",
    ]),
    (Field::Region, &[
        "state", "state/region", "state/province", "state or province", "province", "region", "county", "canton",
        "person state", "mailing state", "company state", "company state/region", "organization state",
        "bundesland", "kanton", "région", "estado", "provincia", "comunidad autónoma", "región",
    ]),
    (Field::City, &[
        "city", "town", "person city", "mailing city", "company city", "organization city", "stadt", "ort", "ville",
        "commune", "ciudad", "localidad",
    ]),
    (Field::Location, &[
        "location", "person location", "geography", "geo", "company location", "standort", "lieu", "localisation",
        "ubicación",
    ]),
    (Field::TimeZone, &[
        "time zone", "timezone", "tz", "ip timezone", "contact timezone", "zeitzone", "fuseau horaire", "zona horaria",
        "huso horario",
    ]),
    (Field::Language, &[
        "language", "preferred language", "contact language", "locale", "sprache", "bevorzugte sprache",
        "korrespondenzsprache", "langue", "langue préférée", "idioma", "idioma preferido", "lengua",
    ]),
    (Field::Linkedin, &[
        "person linkedin url", "linkedin", "linkedin url", "linkedin profile", "linkedin profile url", "hs linkedin url",
        "linkedin bio", "profile url", "linkedin sales navigator url", "sales navigator url", "linkedin-profil",
        "profil linkedin", "perfil de linkedin", "perfil linkedin",
    ]),
    (Field::Phone, &[
        "work direct phone", "phone", "phone number", "work phone", "direct phone", "person phone", "person phone work",
        "telephone", "tel", "corporate phone", "company phone", "mobile phone", "mobile phone number", "mobile",
        "person phone mobile", "other phone", "home phone",
        "telefon", "telefonnummer", "rufnummer", "durchwahl", "mobil", "handy", "téléphone", "numéro de téléphone",
        "portable", "teléfono", "número de teléfono", "móvil",
    ]),
    (Field::LegalBasis, &[
        "legal basis", "lawful basis", "legal basis for processing", "legal basis for processing contact's data",
        "gdpr basis", "gdpr legal basis", "rechtsgrundlage", "rechtsgrundlage für die verarbeitung", "base légale",
        "base juridique", "fondement juridique", "base legal", "base jurídica",
    ]),
    (Field::OptedOut, &[
        "do not contact", "do not email", "do not mail", "dnc", "opted out", "opt out", "email opt out",
        "opted out of email", "has opted out of email", "unsubscribed", "unsubscribe", "unsubscribed from all email",
        "marketing emails opted out", "marketing status", "person marketing status",
        "nicht kontaktieren", "nicht anschreiben", "keine werbung", "werbesperre", "abgemeldet", "ne pas contacter",
        "désabonné", "désinscrit", "no contactar", "dado de baja",
    ]),
    (Field::SourceNote, &[
        "source note", "source", "lead source", "original source", "contact source", "person source", "record source",
        "where from", "quelle", "herkunft", "lead-quelle", "origine", "provenance", "origen", "fuente",
    ]),
    (Field::Signals, &[
        "signals", "buying signals", "intent signals", "triggers", "signale", "kaufsignale", "signaux", "señales",
    ]),
    (Field::Notes, &[
        "notes", "note", "comments", "comment", "remarks", "notizen", "notiz", "bemerkung", "bemerkungen", "anmerkung",
        "anmerkungen", "kommentar", "kommentare", "remarques", "commentaire", "commentaires", "notas", "comentarios",
        "observaciones",
    ]),
];

/// The names of columns that ask whether the person agreed to be written to.
const CONSENT_NAMES: &[&str] =
    &["consent", "opt in", "opted in", "einwilligung", "zustimmung", "consentement", "consentimiento"];

/// Whether a header asks for consent.
pub(crate) fn is_consent(key: &str) -> bool {
    CONSENT_NAMES.iter().any(|name| self::key(name) == key)
}

/// The names of the e-mail column that an error message suggests.
pub(crate) const SUGGESTED_EMAIL_NAMES: &str = "Email, E-Mail, Work Email, Email Address, E-Mail-Adresse, Courriel, \
                                                Adresse e-mail, Correo electrónico";

/// The field a header stands for, and how good the name is: 0 is best.
pub(crate) fn field_named(key: &str) -> Option<(Field, usize)> {
    static BY_KEY: LazyLock<BTreeMap<String, (Field, usize)>> = LazyLock::new(|| {
        let ranked = |(field, names): &(Field, &'static [&'static str])| {
            let field = *field;
            names.iter().enumerate().map(move |(rank, name)| (self::key(name), (field, rank)))
        };
        // Of two spellings of one name the first counts, so later ones go in first.
        FIELD_NAMES.iter().flat_map(ranked).rev().collect()
    });
    BY_KEY.get(key).copied()
}

/// What of a header counts when names are compared: its letters and digits, folded to ASCII and lower case.
pub(crate) fn key(header: &str) -> String {
    let mut key = folded(header);
    key.retain(|character| character.is_ascii_alphanumeric());
    key
}

/// A template variable for a header: `snake_case`, ASCII, at most 64 long, never a word of the template language.
/// `column` is counted from 1 and names a column whose header has no letter that could be kept.
pub(crate) fn variable_name(header: &str, column: usize) -> String {
    let mut name = String::new();
    for word in folded(&split_camel_case(header)).split(|character: char| !character.is_ascii_alphanumeric()) {
        if !word.is_empty() && name.len() + word.len() < LONGEST_NAME {
            let joint = if name.is_empty() { "" } else { "_" };
            name.push_str(joint);
            name.push_str(word);
        }
    }
    if name.is_empty() {
        format!("column_{column}")
    } else if name.starts_with(|first: char| first.is_ascii_digit()) || TEMPLATE_WORDS.contains(&name.as_str()) {
        format!("column_{name}")
    } else {
        name
    }
}

const LONGEST_NAME: usize = 64;

/// The words of the template language (Jinja) that are no variable names.
const TEMPLATE_WORDS: &[&str] = &[
    "and",
    "as",
    "block",
    "break",
    "call",
    "continue",
    "do",
    "elif",
    "else",
    "extends",
    "false",
    "filter",
    "for",
    "from",
    "if",
    "import",
    "in",
    "include",
    "is",
    "loop",
    "macro",
    "none",
    "not",
    "or",
    "raw",
    "recursive",
    "self",
    "set",
    "super",
    "true",
    "with",
];

fn split_camel_case(header: &str) -> String {
    let mut words = String::with_capacity(header.len() + 4);
    let mut after_lower = false;
    for character in header.chars() {
        if after_lower && character.is_uppercase() {
            words.push(' ');
        }
        after_lower = character.is_lowercase();
        words.push(character);
    }
    words
}

/// Lower case, with the letters of Latin alphabets brought down to ASCII and loose accents dropped.
fn folded(text: &str) -> String {
    let mut ascii = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase) {
        match FOLDS.iter().find(|(letters, _)| !character.is_ascii() && letters.contains(character)) {
            Some((_, plain)) => ascii.push_str(plain),
            None if is_loose_accent(character) => {}
            None => ascii.push(character),
        }
    }
    ascii
}

/// A spreadsheet on a Mac may write `ü` as `u` and U+0308.
fn is_loose_accent(character: char) -> bool {
    ('\u{300}'..='\u{36F}').contains(&character)
}

const FOLDS: &[(&str, &str)] = &[
    ("àáâãäåāăąªǎ", "a"),
    ("æ", "ae"),
    ("çćĉċč", "c"),
    ("ďđð", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįı", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņňŋ", "n"),
    ("òóôõöøōŏőº", "o"),
    ("œ", "oe"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ß", "ss"),
    ("ţťŧț", "t"),
    ("þ", "th"),
    ("ùúûüũūŭůűų", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_name_stands_for_two_things() {
        let mut seen = BTreeMap::new();
        for (field, names) in FIELD_NAMES {
            for name in *names {
                if let Some(other) = seen.insert(key(name), *field) {
                    assert_eq!(other, *field, "{name}");
                }
            }
        }
    }

    #[test]
    fn no_column_that_asks_for_consent_is_named_like_a_field() {
        assert!(CONSENT_NAMES.iter().all(|name| is_consent(&key(name)) && field_named(&key(name)).is_none()));
    }

    #[test]
    fn every_field_can_be_reached_by_its_own_name() {
        for field in Field::ALL {
            assert_eq!(field_named(&key(field.as_str())).map(|found| found.0), Some(*field));
        }
    }

    #[test]
    fn case_spaces_punctuation_and_accents_do_not_count() {
        for header in ["E-Mail-Adresse", "e mail adresse", "EMAIL_ADRESSE", " E-mail : Adresse* "] {
            assert_eq!(field_named(&key(header)).map(|found| found.0), Some(Field::Email), "{header}");
        }
        assert_eq!(key("Prénom"), key("PRE\u{301}NOM"));
        assert_eq!(key("Straße"), "strasse");
    }

    #[test]
    fn a_work_address_is_a_better_name_than_any_address_and_that_than_a_personal_one() {
        let rank = |header: &str| field_named(&key(header)).unwrap().1;
        assert!(rank("Work Email") < rank("Email") && rank("Email") < rank("Personal Email"));
        assert!(rank("Person - Email - Work") < rank("Person - Email - Home"));
    }

    #[test]
    fn unknown_headers_become_names_a_template_can_use() {
        let names: Vec<String> = ["Pain Point", "painPoint", "Größe (m²)", "2nd Phone", "", "日本", "for", "Café-Bar!"]
            .iter()
            .zip(1..)
            .map(|(header, column)| variable_name(header, column))
            .collect();
        let expected = [
            "pain_point",
            "pain_point",
            "grosse_m",
            "column_2nd_phone",
            "column_5",
            "column_6",
            "column_for",
            "cafe_bar",
        ];
        assert_eq!(names, expected);
    }

    proptest! {
        #[test]
        fn any_header_gives_a_name_a_template_can_use(header in any::<String>()) {
            let name = variable_name(&header, 3);
            prop_assert!(name.starts_with(|first: char| first.is_ascii_lowercase()));
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'));
            prop_assert!(name.len() <= LONGEST_NAME + "column_".len() && !TEMPLATE_WORDS.contains(&name.as_str()));
        }
    }
}
