//! The words by which a text refers to someone else, as data: in lower case, with straight apostrophes.

/// Phrases behind which the one to turn to is named.
pub(super) const REFERRING: &[&str] = &[
    // English
    "contact", "please contact", "reach out to", "get in touch with", "be in touch with", "write to", "email",
    "e-mail", "mail", "forward this to", "forwarded this to", "forwarding this to", "forwarded your email to",
    "forwarded your message to", "direct your", "refer to", "turn to", "connect with", "get hold of", "call", "reach",
    "is replaced by", "been replaced by", "succeeded by", "taken over by", "taking over is", "handled by",
    "responsible is", "person is", "person would be", "person to contact is", "person to talk to is",
    "person for this is", "person for that is", "contact is", "contact person is", "in charge is",
    // German
    "wenden sie sich an", "wenden sie sich bitte an", "wenden an", "wende dich an", "wende dich bitte an",
    "kontaktieren sie", "kontaktieren sie bitte", "kontaktiere bitte", "kontaktiere", "ansprechpartner ist",
    "ansprechpartnerin ist", "ansprechpartner", "ansprechpartnerin", "zuständig ist", "verantwortlich ist",
    "nachfolger ist", "nachfolgerin ist", "vertretung", "vertreten durch", "vertritt mich", "schreiben sie an",
    "schreiben sie bitte an", "schreib an", "sprechen sie mit", "melden sie sich bei", "melden sie sich bitte bei",
    "weitergeleitet an", "weiter an",
    // French
    "contacter", "contactez", "contactez plutôt", "adressez-vous à", "adresser à", "vous adresser à",
    "vous rapprocher de", "écrivez à", "écrire à", "joindre", "responsable est", "interlocuteur est", "remplacé par",
    "remplacée par", "transféré à", "transmis à", "voyez avec", "voir avec",
    // Spanish
    "contacto con", "contactar con", "contactar a", "contacte con", "contacte a", "contacta con", "contacta a",
    "contacte", "contactar", "diríjase a", "dirigirse a", "escriba a", "escribir a", "hablar con", "hable con",
    "habla con", "responsable es", "persona es", "encargado es", "encargada es", "reenviado a",
    // Italian
    "contattare", "contatti", "contatta", "contattate", "rivolgersi a", "si rivolga a", "rivolgetevi a", "scrivere a",
    "scriva a", "parlare con", "parli con", "referente è", "responsabile è",
    // Portuguese
    "contato com", "contacto com", "contate", "contacte o", "contacte a", "fale com", "falar com", "escreva para",
    "responsável é", "encaminhei para", "reencaminhei para",
    // Dutch
    "contact op met", "contact opnemen met", "contact met", "contacteer", "wenden tot", "mailen naar", "mail naar",
    "verantwoordelijke is", "contactpersoon is", "doorgestuurd naar", "bel met",
    // Danish, Norwegian, Swedish
    "kontakt", "kontakt venligst", "kontakte", "kontakta", "vänligen kontakta", "venligst kontakt", "ta kontakt med",
    "tag kontakt til", "tage kontakt til", "skriv til", "skriv till", "henvend dig til", "henvende dig til",
    "henvende deg til", "vänd dig till", "ansvarlig er", "ansvarig är", "snakk med", "tal med", "prata med",
    "hör av dig till", "vidarebefordrat till", "videresendt til",
    // Finnish
    "ota yhteyttä", "ottakaa yhteyttä", "ottaa yhteyttä", "yhteyshenkilö on", "yhteyshenkilö", "vastuuhenkilö on",
    // Polish, Czech, Russian
    "kontakt z", "kontaktować się z", "skontaktować się z", "skontaktuj się z", "pisać do", "proszę pisać na",
    "kontaktujte", "obraťte se na", "kontaktujte prosím", "обращайтесь к", "обратиться к", "обращаться к",
    "свяжитесь с", "связаться с", "пишите", "напишите",
];

/// Phrases behind which one person is named, so that one word is a name.
pub(super) const INTRODUCING: &[&str] = &[
    "ask", "talk to", "talk with", "speak to", "speak with", "speaking to", "speaking with", "cc'ing", "ccing",
    "cc'd", "copying", "copied", "copying in", "looping in", "looped in", "adding", "introduce you to", "meet",
    "my colleague", "my colleagues", "my successor", "my replacement", "my manager", "my boss", "our colleague",
    "meine kollegin", "mein kollege", "meinen kollegen", "meiner kollegin", "meinem kollegen", "unsere kollegin",
    "unser kollege", "mein nachfolger", "meine nachfolgerin", "mein chef", "mon collègue", "ma collègue",
    "mon successeur", "mon remplaçant", "mi compañero", "mi compañera", "mi colega", "mio collega", "mia collega",
    "meu colega", "minha colega", "mijn collega", "min kollega", "min kollegas", "min efterträdare",
    "min efterfølger", "kollegani", "mój kolega", "moja koleżanka", "mojego kolegi", "mojej koleżanki", "můj kolega",
    "kolegu", "моему коллеге", "моим коллегой", "мой коллега", "моя коллега",
];

/// Phrases before which the one to turn to is named.
pub(super) const IN_CHARGE: &[&str] = &[
    "is in charge", "is the right", "is the best", "is responsible", "is the person", "is the one", "handles",
    "takes care", "looks after", "has taken over", "took over", "has taken my", "is taking over", "will take over",
    "is covering", "is your contact", "will help you", "can help you", "will be happy to help", "would be the right",
    "would be the best", "would be a better", "ist zuständig", "ist dafür zuständig", "ist verantwortlich",
    "ist der richtige", "ist die richtige", "kümmert sich", "ist ihr ansprechpartner", "ist ihre ansprechpartnerin",
    "hilft ihnen", "hat übernommen", "übernimmt", "vertritt mich", "s'occupe", "est en charge", "est responsable",
    "est la bonne personne", "me remplace", "se encarga", "es el responsable", "es la responsable", "es la persona",
    "lleva este tema", "si occupa", "è responsabile", "è la persona", "é responsável", "é o responsável",
    "é a responsável", "é a pessoa", "trata disso", "cuida disso", "is verantwoordelijk", "gaat hierover",
    "gaat daarover", "is de juiste", "har ansvaret", "er ansvarlig", "tager sig af", "är ansvarig", "ansvarar för",
    "tar hand om", "er rette", "er den rette", "är rätt person", "vastaa", "odpowiada za", "zajmuje się",
    "má na starosti", "отвечает за", "занимается",
];

/// Before such a phrase: it is refused.
pub(super) const NOT: &[&str] = &[
    "not", "don't", "dont", "never", "no", "nicht", "nie", "ne", "pas", "kein", "keinen", "niet", "non", "ikke",
    "inte", "älä", "nie", "не", "não", "nunca", "geen", "ingen",
];
/// Behind it: the writer means themselves.
pub(super) const MYSELF: &[&str] = &[
    "me", "us", "myself", "mich", "mir", "uns", "moi", "nous", "mig", "meg", "mij", "ons", "oss", "os", "minuun",
    "mnie", "mną", "mne", "мне", "мной", "mim", "conmigo", "nosotros", "noi", "nós",
];

/// Titles: a name follows, and they are no part of it.
pub(super) const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "herr", "herrn", "frau", "hr", "fr", "dipl", "ing",
    "monsieur", "madame", "mme", "mlle", "m", "señor", "señora", "sr", "sra", "srta", "don", "doña", "signor",
    "signora", "sig", "sig.ra", "dott", "dott.ssa", "senhor", "senhora", "dhr", "mevr", "mevrouw", "meneer", "fru",
    "pan", "pani", "pana", "panem", "panią", "paní", "г-н", "г-жа",
];
/// Words before one name.
pub(super) const KINSHIP: &[&str] = &[
    "colleague", "boss", "manager", "successor", "replacement", "assistant", "kollege", "kollegen", "kollegin",
    "nachfolger", "nachfolgerin", "chef", "chefin", "collègue", "compañero", "compañera", "colega", "collega",
    "kollega", "kollegani",
];
/// Small words within names.
pub(super) const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "da", "di", "del", "della", "la", "le", "du", "dos", "das", "zu", "ter", "ten",
    "el", "al", "bin", "ibn", "af", "av", "y", "e",
];
/// Words that name a post and not a person.
pub(super) const ROLES: &[&str] = &[
    "team", "support", "sales", "office", "department", "service", "services", "customer", "help", "desk", "helpdesk",
    "hotline", "info", "marketing", "reception", "hr", "human", "resources", "client", "finance", "accounting",
    "purchasing", "procurement", "zentrale", "büro", "vertrieb", "kundenservice", "kundendienst", "abteilung",
    "einkauf", "sekretariat", "geschäftsführung", "service-team", "supportteam", "équipe", "accueil", "secrétariat",
    "équipes", "commercial", "equipo", "departamento", "ventas", "soporte", "oficina", "ufficio", "assistenza",
    "segreteria", "vendite", "reparto", "equipe", "vendas", "suporte", "escritório", "afdeling", "kantoor",
    "klantenservice", "verkoop", "afdelingen", "kundeservice", "kundtjänst", "support-team", "avdelning", "avdeling",
    "afdeling", "asiakaspalvelu", "dział", "biuro", "oddělení", "отдел", "google", "linkedin", "phone", "telephone",
    "telefon",
];
/// Words that begin with a capital where no name is: salutations, pronouns and the like.
pub(super) const CAPITAL_BUT_NO_NAME: &[&str] = &[
    "i", "i'm", "i'll", "please", "the", "this", "that", "he", "she", "they", "we", "you", "your", "our", "my", "if",
    "for", "in", "on", "at", "best", "thanks", "thank", "regards", "kind", "hi", "hello", "dear", "and", "or", "but",
    "sie", "ihnen", "ihr", "ihre", "ihren", "bitte", "per", "unter", "telefon", "mail", "e-mail", "email", "tel",
    "mobile", "monday", "tuesday", "wednesday", "thursday", "friday", "january", "february", "march", "april", "may",
    "june", "july", "august", "september", "october", "november", "december", "januar", "februar", "märz", "mai",
    "juni", "juli", "oktober", "dezember", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "vielen",
    "danke", "mit", "herzliche", "merci", "je", "vous", "il", "elle", "usted", "gracias", "grazie", "lei", "obrigado",
    "bedankt", "no", "yes", "ja", "nein", "oui", "non", "sí", "ok",
];
