//! The phrases by which a reply is understood, as data: a table a language, each in a file that its speakers can extend.
//!
//! How a phrase is written is told in `intent::pattern`. Every phrase is looked for in every text, whatever its
//! language; a language's own words decide what is negated and contrasted in it.

mod cs;
mod da;
mod de;
mod en;
mod es;
mod fi;
mod fr;
mod it;
mod ja;
mod nl;
mod no;
mod pl;
mod pt;
mod sv;
mod zh;

/// What a phrase is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Sign {
    /// Threatens with a complaint or the law.
    Legal,
    /// Wants their data erased.
    Erasure,
    /// Wants no more mail.
    Unsubscribe,
    /// An automatic answer of someone who is away.
    Absence,
    /// An automatic confirmation that the mail arrived.
    Receipt,
    /// Names someone else, or is the wrong person.
    Referral,
    /// Works there no more.
    Left,
    /// Perhaps later.
    NotNow,
    /// No.
    Refusal,
    /// A question that means no.
    Rhetoric,
    /// Wants to talk.
    Meeting,
    /// Is interested.
    Interested,
    /// Asks something, also without a question mark.
    Question,
    /// Asks who writes, or where the address came from.
    Origin,
    /// Thanks or confirms.
    Thanks,
    /// Is not meant as it is written.
    Joke,
    /// Names a day or a time.
    Day,
    /// A question that asks nothing.
    Smalltalk,
}

/// How much a phrase proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// A hint: decides only when nothing else does; no yes is believed on it.
    Weak,
    /// Decides, unless it is contradicted.
    Strong,
    /// Means one thing only.
    Sure,
}

/// Phrases that mean the same.
pub(super) struct Row {
    pub(super) sign: Sign,
    pub(super) strength: Strength,
    pub(super) patterns: &'static [&'static str],
}

const fn row(sign: Sign, strength: Strength, patterns: &'static [&'static str]) -> Row {
    Row { sign, strength, patterns }
}

/// A language: lists of words parted by `|`, and its phrases.
pub(super) struct Language {
    #[cfg_attr(not(test), expect(dead_code, reason = "tests name the table that is wrong"))]
    pub(super) name: &'static str,
    /// Words that turn what follows.
    pub(super) negations: &'static str,
    /// Words that turn what comes before them.
    pub(super) negations_after: &'static str,
    /// Idioms that hold a negation and turn nothing.
    pub(super) harmless: &'static [&'static str],
    /// Words that set what follows against what came before; a negation does not reach over them.
    pub(super) contrasts: &'static str,
    /// Other words over which a negation does not reach.
    pub(super) conjunctions: &'static str,
    /// Words that add nothing to a whole answer.
    pub(super) courtesies: &'static str,
    /// How a line of greeting begins.
    pub(super) greetings: &'static str,
    pub(super) rows: &'static [Row],
}

/// Every language that is read.
pub(super) const LANGUAGES: &[Language] = &[
    en::ENGLISH,
    de::GERMAN,
    fr::FRENCH,
    es::SPANISH,
    it::ITALIAN,
    pt::PORTUGUESE,
    nl::DUTCH,
    da::DANISH,
    sv::SWEDISH,
    no::NORWEGIAN,
    fi::FINNISH,
    pl::POLISH,
    cs::CZECH,
    ja::JAPANESE,
    zh::CHINESE,
];

/// Words by kind, in every language, for `<…>` in a phrase.
pub(super) const SETS: &[(&str, &str)] = &[
    ("mich", "mich|mir|uns|meine|meinen|mein|unsere|unseren|unser"),
    (
        "post",
        "mail|mails|email*|nachricht*|werbung|werbemail*|newsletter|zuschrift*|angebote|spam|anfragen|post|anrufe|informationen",
    ),
    (
        "wann",
        "januar|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|herbst|sommer|winter|frühjahr|frühling|jahr|quartal|monat*|woche*|später|q1|q2|q3|q4|dann|halbjahr|jahres*|ende|anfang|mitte|nach|wieder|noch|nochmal|erneut|urlaub|ferien|weihnachten|ostern|zeitpunkt|saison",
    ),
    (
        "cuando",
        "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|otoño|verano|invierno|primavera|año|trimestre|mes|meses|semanas|adelante|después|cuando|dentro|próximo|próxima|vacaciones|navidad*|q1|q2|q3|q4|principios|finales|mediados|partir|entonces|nuevo|temporada",
    ),
    (
        "quando",
        "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|autunno|estate|inverno|primavera|anno|trimestre|mese|mesi|settimane|settimana|tardi|avanti|dopo|quando|tra|fra|prossimo|prossima|ferie|natale|q1|q2|q3|q4|fine|inizio|metà|allora|stagione|feste|pasqua",
    ),
    (
        "depois",
        "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|outono|verão|inverno|primavera|ano|trimestre|mês|meses|semana|semanas|tarde|depois|após|quando|daqui|próximo|próxima|férias|natal|q1|q2|q3|q4|início|final|meados|partir|então|novamente|frente",
    ),
    (
        "later",
        "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|najaar|herfst|zomer|winter|voorjaar|lente|jaar|kwartaal|maand*|week|weken|later|dan|na|over|opnieuw|nog|weer|volgend*|komend*|vakantie|kerst|q1|q2|q3|q4|begin|eind*|medio|seizoen|halfjaar",
    ),
    (
        "senare",
        "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|höst*|sommar*|vinter*|vår|våren|år|året|kvartal*|månad*|vecka|veckor|senare|efter|nästa|om|igen|q1|q2|q3|q4|årsskiftet|början|slutet|semestern|jul|nyår",
    ),
    (
        "senere",
        "januar|februar|marts|mars|april|maj|mai|juni|juli|august|september|oktober|november|december|desember|efterår*|høst*|sommer*|vinter*|forår*|våren|år|året|kvartal*|måned*|uge|uger|uke|uker|senere|efter|etter|næste|neste|om|igen|igjen|q1|q2|q3|q4|årsskiftet|begyndelsen|slutningen|ferien|jul|nytår|nyttår",
    ),
    (
        "myöh",
        "tammikuu*|helmikuu*|maaliskuu*|huhtikuu*|toukokuu*|kesäkuu*|heinäkuu*|elokuu*|syyskuu*|lokakuu*|marraskuu*|joulukuu*|syksy*|kesä*|talv*|kevä*|vuoden|vuonna|kuukau*|viiko*|myöhemmin|ensi|jälkeen|uudelleen|uudestaan|q1|q2|q3|q4|vuodenvaihteen|päästä|kuluttua",
    ),
    ("moi", "moi|me|nous|m|mon|ma|mes|notre|nos"),
    (
        "quand",
        "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|automne|été|hiver|printemps|année|trimestre|mois|semaine*|semestre|tard|rentrée|après|lorsque|quand|dans|prochain*|fin|début|moment|t1|t2|t3|t4|q1|q2|q3|q4|fêtes|saison|vacances",
    ),
    ("me", "me|us|my|our|myself"),
    ("mails", "email*|mail*|message*|newsletter*|letters|spam|pitches|advert*"),
    (
        "list",
        "list*|mailing*|database*|newsletter*|system*|records|crm|distribution|campaign*|sequence*|outreach|db|automation|rotation",
    ),
    (
        "material",
        "info*|detail*|brochure*|deck*|example*|quot*|pric*|proposal*|offer*|material*|more|link*|demo*|case|references|portfolio|sample*|overview|presentation*|doc*|rates|specs|catalog*|pdf|screenshot*|estimate*|mockup*|particulars|video|trial|summary|plan|brief|reference|costs|cost|ideas|work|terms|contract|something|stuff|report|slides|pager|leaflet|list|draft|package*|spec|sheet|factsheet|pack|figures|numbers|paperwork|invoice|costings|unterlagen|infos|informationen|angebot*|preise|preisliste|broschüre*|beispiele|beispiel|referenzen|referenz|kostenvoranschlag|präsentation|muster|prospekt*|katalog*|link|details|material|konzept|vorschlag|vorschläge|konditionen|probe*|testzugang|exposé|infomaterial|flyer|entwurf|preis|datenblatt|zugang|mehr|devis|plaquette*|documentation|tarif*|exemple*|brochure|détails|renseignement*|offre*|proposition*|catalogue|référence*|précisions|présentation|échantillon*|fiche|dossier|maquette*|essai|precio*|presupuesto*|ejemplo*|folleto|propuesta*|oferta*|catálogo|muestra*|detalles|tarifa*|referencia*|presentación|documentación|enlace|cotización|demostración|prueba|preventiv*|prezz*|esemp*|listin*|proposta|proposte|offerta|offerte|catalogo|campion*|dettagl*|materiale|referenz*|presentazione|documentazione|depliant|tariffe|prova|orçamento*|preço*|preçário|exemplo*|proposta*|amostra*|detalhes|tabela|apresentação|portfólio|materiais|valores|prijs|prijzen|prijslijst|offerte*|voorbeeld*|voorstel*|informatie|prijsopgave|gegevens|documentatie|folder|tarieven|monster*|proef*|referenties|tilbud*|offert*|pris*|eksempler|exempel|oplysninger|opplysninger|förslag|forslag|underlag|detaljer|prislista|prisliste|prøve|prov|referenser|referencer|brosjyre|broschyr|mere|mer|upplysningar|infoa|lisätieto*|tarjou*|hinnasto*|hinta*|esite*|esimerk*|lisää|tieto*|materiaali*",
    ),
    (
        "person",
        "colleague*|boss|manager*|partner|team|director|wife|husband|owner|ceo|cto|cfo|cmo|coo|head|counterpart|department|dept|procurement|purchasing|buyer|accountant|coworker|lead|supervisor|chef|secretary|office|hq|marketing|successor|landlord|agent",
    ),
    (
        "season",
        "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|spring|summer|autumn|fall|winter|q1|q2|q3|q4|christmas|easter|year|quarter|month|months|week|weeks|season|holidays|<number>|<date>",
    ),
    (
        "far",
        "january|february|march|april|june|july|august|september|october|november|december|jan|feb|apr|jun|jul|aug|sep|sept|oct|nov|dec|spring|summer|autumn|fall|winter|q1|q2|q3|q4|christmas|easter|year|quarter|month|season|holidays",
    ),
    (
        "day",
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|weds|mondays|tuesdays|fridays|tue|tues|wed|thu|thur|thurs|fri|tomorrow|tmrw|tmr|\
        montag*|dienstag*|mittwoch*|donnerstag*|freitag*|samstag*|morgen|ubermorgen|\
        lundi|mardi|mercredi|jeudi|vendredi|samedi|demain|\
        lunes|martes|miercoles|jueves|viernes|manana|\
        lunedi|martedi|mercoledi|giovedi|venerdi|domani|\
        segunda|terca|quarta|quinta|sexta|amanha|\
        maandag*|dinsdag*|woensdag*|donderdag*|vrijdag*|\
        mandag*|tirsdag*|onsdag*|torsdag*|fredag*|mandag|imorgon|imorgen|tisdag*|mandagen|\
        maanantai*|tiistai*|keskiviikko*|torstai*|perjantai*|huomenna|huomis*",
    ),
];
