//! The names of months, days and spans in the languages that are read, as data: in lower case.

/// Each month's names, short and long and in the cases in which a date has them.
pub(super) const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "jaen", "janvier", "janv", "enero", "ene", "gennaio", "gen", "janeiro",
      "januari", "tammikuuta",
      "tammikuun", "tammikuussa", "tammikuu", "styczeń", "stycznia", "sty", "styczniu", "leden", "ledna", "lednu",
      "január", "январь", "января", "янв", "январе", "січня", "ianuarie", "ocak", "gener"],
    &["february", "feb", "februar", "feber", "février", "févr", "fév", "fevrier", "febrero", "febbraio", "fevereiro",
      "fev", "februari", "helmikuuta",
      "helmikuun", "helmikuussa", "helmikuu", "luty", "lutego", "lut", "lutym", "únor", "února", "únoru", "február",
      "февраль", "февраля", "фев", "феврале", "лютого", "februarie", "şubat", "febrer"],
    &["march", "mar", "märz", "maerz", "mär", "mrz", "mars", "marzo", "março", "maart", "mrt", "marts", "maaliskuuta",
      "maaliskuun", "maaliskuussa",
      "maaliskuu", "marzec", "marca", "marcu", "březen", "března", "březnu", "március", "март", "марта", "мар",
      "марте", "березня", "martie", "mart", "març"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile", "huhtikuuta", "huhtikuun", "huhtikuussa", "huhtikuu",
      "kwiecień", "kwietnia", "kwi",
      "kwietniu", "duben", "dubna", "dubnu", "április", "апрель", "апреля", "апр", "апреле", "квітня", "aprilie",
      "nisan"],
    &["may", "mai", "mayo", "maggio", "mag", "maio", "mei", "maj", "toukokuuta", "toukokuun", "toukokuussa",
      "toukokuu", "maja", "maju", "květen", "května",
      "květnu", "május", "май", "мая", "мае", "травня", "mayıs", "maig"],
    &["june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "kesäkuuta", "kesäkuun", "kesäkuussa",
      "kesäkuu", "czerwiec", "czerwca", "cze",
      "czerwcu", "červen", "června", "červnu", "június", "июнь", "июня", "июн", "июне", "червня", "iunie", "haziran",
      "juny"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "heinäkuuta", "heinäkuun",
      "heinäkuussa", "heinäkuu", "lipiec",
      "lipca", "lip", "lipcu", "červenec", "července", "červenci", "július", "июль", "июля", "июл", "июле", "липня",
      "iulie", "temmuz", "juliol"],
    &["august", "aug", "août", "aout", "agosto", "ago", "augustus", "augusti", "elokuuta", "elokuun", "elokuussa",
      "elokuu", "sierpień", "sierpnia",
      "sie", "sierpniu", "srpen", "srpna", "srpnu", "augusztus", "август", "августа", "авг", "августе", "серпня",
      "ağustos", "agost"],
    &["september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "set", "setembro", "syyskuuta",
      "syyskuun", "syyskuussa",
      "syyskuu", "wrzesień", "września", "wrz", "wrześniu", "září", "szeptember", "сентябрь", "сентября", "сен",
      "сент", "сентябре", "вересня", "septembrie", "eylül", "setembre"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out", "lokakuuta",
      "lokakuun", "lokakuussa", "lokakuu",
      "październik", "października", "paź", "październiku", "říjen", "října", "říjnu", "október", "октябрь",
      "октября", "окт", "октябре", "жовтня", "octombrie", "ekim"],
    &["november", "nov", "novembre", "noviembre", "novembro", "marraskuuta", "marraskuun", "marraskuussa",
      "marraskuu", "listopad", "listopada",
      "lis", "listopadzie", "listopadu", "ноябрь", "ноября", "ноя", "нояб", "ноябре", "листопада", "noiembrie",
      "kasım"],
    &["december", "dec", "dezember", "dez", "décembre", "déc", "decembre", "diciembre", "dic", "dicembre", "dezembro",
      "desember", "des",
      "joulukuuta", "joulukuun", "joulukuussa", "joulukuu", "grudzień", "grudnia", "gru", "grudniu", "prosinec",
      "prosince", "prosinci", "декабрь", "декабря", "дек", "декабре",
      "грудня", "decembrie", "aralık", "desembre"],
];

/// Names of months that are ordinary words as well.
pub(super) const MONTHS_AND_WORDS: &[&str] = &["may", "march", "mar", "mart", "set", "out", "gen", "sie", "des",
"mag", "lip", "lis", "cze"];

/// Each weekday's names from Monday on; no short forms, which are words in too many languages.
pub(super) const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "montag", "montags", "lundi", "lunes", "lunedì", "lunedi", "segunda", "maandag", "mandag", "måndag",
      "maanantai", "maanantaina", "maanantaihin", "poniedziałek",
      "poniedziałku", "pondělí", "понедельник", "понедельника", "hétfő", "pazartesi", "dilluns"],
    &["tuesday", "dienstag", "mardi", "martes", "martedì", "martedi", "terça", "dinsdag", "tirsdag", "tisdag",
      "tiistai", "tiistaina", "tiistaihin", "wtorek", "wtorku",
      "úterý", "вторник", "вторника", "kedd", "dimarts"],
    &["wednesday", "mittwoch", "mercredi", "miércoles", "miercoles", "mercoledì", "mercoledi", "quarta", "woensdag",
      "onsdag", "keskiviikko",
      "keskiviikkona", "keskiviikkoon", "środa", "środę", "środy", "středa", "středu", "среда", "среду", "среды",
      "szerda", "dimecres"],
    &["thursday", "donnerstag", "jeudi", "jueves", "giovedì", "giovedi", "quinta", "donderdag", "torsdag", "torstai",
      "torstaina", "torstaihin", "czwartek",
      "czwartku", "čtvrtek", "четверг", "четверга", "csütörtök", "dijous"],
    &["friday", "freitag", "vendredi", "viernes", "venerdì", "venerdi", "sexta", "vrijdag", "fredag", "perjantai",
      "perjantaina", "perjantaihin", "piątek", "piątku",
      "pátek", "пятница", "пятницу", "пятницы", "péntek", "divendres"],
    &["saturday", "samstag", "sonnabend", "samedi", "sábado", "sabado", "sabato", "zaterdag", "lørdag", "lördag",
      "lauantai", "lauantaina", "sobota",
      "sobotę", "суббота", "субботу", "dissabte"],
    &["sunday", "sonntag", "dimanche", "domingo", "domenica", "zondag", "søndag", "söndag", "sunnuntai",
      "sunnuntaina", "niedziela", "niedzielę",
      "neděle", "воскресенье", "diumenge"],
];

/// Letters behind the number of a day.
pub(super) const ORDINALS: &[&str] = &["st", "nd", "rd", "th", "er", "ère", "e", "ème", "o", "de", "ste", "a", "ten",
"го"];
/// "of" between day, month and year.
pub(super) const OF: &[&str] = &["of", "de", "del", "di", "do", "d", "des", "der", "van", "von", "i", "in", "på",
"af", "av"];
/// Articles that may stand behind it.
pub(super) const THE: &[&str] = &["the", "this", "la", "le", "el", "l", "den", "der", "des", "het", "de", "dieses",
"diesen", "'", "’"];
/// Words for the end of a span.
pub(super) const END: &[&str] = &["end", "ende", "fin", "fine", "fim", "final", "finales", "eind", "einde", "slutet",
"slutten", "slutningen", "koniec", "końca", "konec", "конец", "конца"];

/// "next", in front of what it belongs to.
pub(super) const NEXT: &[&str] = &[
    "next", "coming", "following", "nächste", "nächsten", "nächster", "nächstes", "nächstem", "kommende", "kommenden",
    "kommender", "kommendes", "prochaine", "prochain", "próxima", "próximo", "proxima",
    "proximo", "prossima", "prossimo", "volgende", "komende", "næste", "neste", "nästa", "kommande", "ensi",
    "przyszłym", "przyszły", "przyszłego", "następnym", "následující", "příští", "следующей",
    "следующем", "следующий", "следующего", "下个", "来",
];
/// "next", behind what it belongs to.
pub(super) const NEXT_BEHIND: &[&str] = &["prochaine", "prochain", "próxima", "próximo", "proxima", "proximo",
"prossima", "prossimo", "suivante", "suivant", "siguiente", "entrante", "seguinte"];
/// "this", in front of a weekday.
pub(super) const THIS: &[&str] = &["this", "diesen", "dieser", "ce", "este", "questo", "esta", "deze", "denne", "tänä"];
/// What stands before a span that is counted from today.
pub(super) const IN: &[&str] = &["in", "within", "dans", "d'ici", "en", "dentro", "tra", "fra", "em", "daqui", "over",
"om", "za", "через", "after", "nach", "après", "después", "dopo", "na", "efter", "etter", "po"];
/// What stands behind it.
pub(super) const LATER: &[&str] = &["later", "later", "kuluttua", "päästä", "später", "後", "后", "후", "from"];

/// A span of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

pub(super) const UNITS: &[(Unit, &[&str])] = &[
    (Unit::Day, &["day", "days", "tag", "tage", "tagen", "jour", "jours", "día", "días", "dias", "dia", "giorno",
      "giorni", "dag", "dagen", "dage", "dager",
                  "dagar", "päivän", "dni", "dzień", "dnů", "день", "дня", "дней", "日", "天"]),
    (Unit::Week, &["week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas", "settimana",
      "settimane", "weken", "uge", "uger", "uke", "uker",
                   "vecka", "veckor", "viikon", "viikolla", "viikko", "tydzień", "tygodnie", "tygodni", "tygodniu",
                   "tygodnia", "týden", "týdny", "týdnů", "týdnu", "неделя", "неделю", "недели", "недель", "неделе",
                   "周", "週", "週間"]),
    (Unit::Month, &["month", "months", "monat", "monate", "monaten", "monats", "mois", "mes", "meses", "mese", "mesi",
      "mês", "maand", "maanden", "måned", "måneder", "måneden",
                    "månad", "månader", "månaden", "kuukauden", "kuussa", "miesiąc", "miesiące", "miesięcy",
                    "miesiącu", "miesiąca", "měsíc", "měsíce", "měsíců", "měsíci", "месяц", "месяца", "месяцев",
                    "месяце", "月", "个月"]),
    (Unit::Quarter, &["quarter", "quarters", "quartal", "quartals", "trimestre", "trimestres", "kwartaal", "kvartal",
      "kvartalet", "kvartaali", "kvartaalin", "kwartał", "kwartale", "kwartału", "čtvrtletí", "квартал", "квартале",
      "квартала", "季度"]),
    (Unit::Year, &["year", "years", "jahr", "jahre", "jahren", "jahres", "an", "ans", "année", "année", "año", "años",
      "anno", "anni", "ano", "anos", "jaar", "år", "året", "vuoden",
                   "vuonna", "rok", "roku", "lata", "год", "года", "году", "年"]),
];

/// Numbers as words, for spans.
const COUNTS: &[(u32, &[&str])] = &[
    (1, &["a", "one", "an", "ein", "eine", "einem", "einer", "un", "une", "una", "uno", "uma", "um", "een", "en",
      "et", "ett", "yhden", "jeden"]),
    (2, &["two", "couple", "par", "zwei", "deux", "dos", "due", "duas", "dois", "twee", "to", "två", "kahden", "dwa", "dva",
      "два", "две", "两", "二"]),
    (3, &["three", "few", "paar", "drei", "trois", "tres", "tre", "três", "drie", "kolmen", "trzy", "tři", "три", "三"]),
    (4, &["four", "vier", "quatre", "cuatro", "quattro", "quatro", "fire", "fyra", "neljän", "cztery", "čtyři",
      "четыре", "四"]),
    (5, &["five", "fünf", "cinq", "cinco", "cinque", "vijf", "fem", "viiden", "pięć", "pět", "пять"]),
    (6, &["six", "sechs", "seis", "sei", "zes", "seks", "sex", "kuuden", "sześć", "šest", "шесть"]),
    (7, &["seven", "sieben"]),
    (8, &["eight", "acht", "huit", "ocho", "otto", "oito"]),
    (10, &["ten", "zehn", "dix", "diez", "dieci", "dez", "tien", "ti", "tio"]),
    (12, &["twelve", "zwölf", "douze", "doce", "twaalf"]),
    (15, &["quinze", "quince", "quindici"]),
];

pub(super) fn count(word: &str) -> Option<u32> {
    COUNTS.iter().find(|(_, words)| words.contains(&word)).map(|(n, _)| *n)
}

const FIRST_TO_FOURTH: [&[&str]; 4] = [
    &["first", "erste", "ersten", "erstes", "premier", "primer", "primo", "primeiro", "eerste", "første", "första",
      "pierwszy", "pierwszym", "первом"],
    &["second", "zweite", "zweiten", "zweites", "deuxième", "segundo", "secondo", "tweede", "andet", "andre", "andra",
      "drugi", "drugim", "втором"],
    &["third", "dritte", "dritten", "drittes", "troisième", "tercer", "terzo", "terceiro", "derde", "tredje",
      "trzeci", "trzecim", "третьем"],
    &["fourth", "vierte", "vierten", "viertes", "quatrième", "cuarto", "quarto", "vierde", "fjerde", "fjärde",
      "czwarty", "czwartym", "четвертом"],
];

pub(super) fn ordinal(word: &str) -> Option<u32> {
    let at = FIRST_TO_FOURTH.iter().position(|words| words.contains(&word))?;
    u32::try_from(at + 1).ok()
}

/// Days near the day of writing.
pub(super) const NEAR_DAYS: &[(&[&str], i32)] = &[
    (&["today", "heute", "aujourd'hui", "hoy", "oggi", "hoje", "vandaag", "tänään", "dzisiaj", "сегодня", "今天", "今日"],
      0),
    (&["tomorrow", "morgen", "demain", "mañana", "domani", "amanhã", "imorgen", "imorgon", "huomenna", "jutro",
      "zítra", "завтра"], 1),
    (&["übermorgen", "overmorgen", "overmorgon"], 2),
];

/// Seasons and feasts: the words, and the month and day on which what they name has come.
pub(super) const SEASONS: &[(&str, u32, u32)] = &[
    ("after the summer", 9, 1), ("after summer", 9, 1), ("nach dem sommer", 9, 1), ("nach den sommerferien", 9, 1),
    ("nach der sommerpause", 9, 1),
    ("nach den ferien", 9, 1), ("après l ' été", 9, 1), ("après l ’ été", 9, 1), ("après les vacances", 9, 1),
    ("à la rentrée", 9, 1), ("después del verano", 9, 1),
    ("tras el verano", 9, 1), ("a la vuelta del verano", 9, 1), ("dopo l ' estate", 9, 1), ("dopo l ’ estate", 9, 1),
    ("dopo le ferie", 9, 1), ("depois do verão", 9, 1),
    ("na de zomer", 9, 1), ("na de zomervakantie", 9, 1), ("efter sommeren", 9, 1), ("efter sommerferien", 9, 1),
    ("efter sommaren", 9, 1), ("efter semestern", 9, 1),
    ("etter sommeren", 9, 1), ("etter sommerferien", 9, 1), ("kesän jälkeen", 9, 1), ("kesälomien jälkeen", 9, 1),
    ("po wakacjach", 9, 1), ("po lecie", 9, 1),
    ("po létě", 9, 1), ("po prázdninách", 9, 1), ("после лета", 9, 1),
    ("after the winter", 3, 1), ("after winter", 3, 1), ("nach dem winter", 3, 1),
    ("in the summer", 6, 1), ("in summer", 6, 1), ("this summer", 6, 1), ("next summer", 6, 1), ("im sommer", 6, 1),
    ("cet été", 6, 1), ("en été", 6, 1),
    ("in the spring", 3, 1), ("in spring", 3, 1), ("next spring", 3, 1), ("im frühjahr", 3, 1), ("im frühling", 3, 1),
    ("au printemps", 3, 1), ("en primavera", 3, 1),
    ("in primavera", 3, 1), ("na primavera", 3, 1), ("in het voorjaar", 3, 1), ("til foråret", 3, 1),
    ("till våren", 3, 1), ("til våren", 3, 1), ("keväällä", 3, 1), ("wiosną", 3, 1),
    ("in the autumn", 9, 1), ("in autumn", 9, 1), ("in the fall", 9, 1), ("this fall", 9, 1), ("next fall", 9, 1),
    ("im herbst", 9, 1), ("à l ' automne", 9, 1), ("à l ’ automne", 9, 1),
    ("en otoño", 9, 1), ("in autunno", 9, 1), ("no outono", 9, 1), ("in het najaar", 9, 1), ("til efteråret", 9, 1),
    ("till hösten", 9, 1), ("til høsten", 9, 1),
    ("syksyllä", 9, 1), ("jesienią", 9, 1), ("in the winter", 12, 1), ("im winter", 12, 1),
    ("in the new year", 1, 2), ("after the new year", 1, 2), ("after new year", 1, 2), ("the new year", 1, 2),
    ("im neuen jahr", 1, 2), ("nach neujahr", 1, 2), ("nach dem jahreswechsel", 1, 2), ("zum jahreswechsel", 1, 2),
    ("à la nouvelle année", 1, 2), ("después de reyes", 1, 7), ("in het nieuwe jaar", 1, 2), ("i det nye år", 1, 2),
    ("efter nytår", 1, 2), ("efter nyår", 1, 2), ("etter nyttår", 1, 2), ("vuodenvaihteen jälkeen", 1, 2),
    ("po nowym roku", 1, 2), ("после нового года", 1, 9), ("after christmas", 12, 27), ("after the holidays", 1, 2),
    ("nach weihnachten", 12, 27), ("nach den feiertagen", 1, 2), ("après les fêtes", 1, 2), ("après noël", 12, 27),
    ("después de navidad", 12, 27), ("después de las fiestas", 1, 7), ("dopo natale", 12, 27),
    ("dopo le feste", 1, 7), ("depois do natal", 12, 27), ("na de kerst", 12, 27), ("na de feestdagen", 1, 2),
    ("efter jul", 12, 27), ("etter jul", 12, 27),
];

/// Words of other languages than English, by which a text writes the day before the month.
pub(super) const NOT_ENGLISH: &[&str] = &[
    "und", "bis", "ich", "ist", "bin", "der", "die", "das", "wieder", "mit", "le", "les", "du", "je", "jusqu",
    "jusqu'au", "au", "et", "suis", "de", "el", "hasta", "los", "que",
    "del", "por", "la", "il", "fino", "sono", "dal", "alla", "até", "não", "estou", "ao", "het", "tot", "ik", "ben",
    "van", "een", "og", "til", "jeg", "er", "och", "jag", "till",
    "är", "olen", "asti", "saakka", "ja", "do", "dnia", "jestem", "jsem", "и", "до", "я",
];
