//! The words by which automatic answers are told, as data: in lower case, with straight apostrophes.
//!
//! Subjects are what Outlook and Exchange, Gmail, Apple, Notes, Zimbra, vacation(1) and ticket systems set.

/// How the subject of any automatic answer begins.
pub(super) const AUTOMATIC_SUBJECTS: &[&str] = &[
    // English
    "automatic reply", "automatic response", "automatic answer", "automated reply", "automated response",
    "auto reply", "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "auto responder",
    "auto-responder", "autoresponder", "auto", "auto:",
    // German, Dutch
    "automatische antwort", "automatische rückantwort", "autom. antwort", "automatische benachrichtigung",
    "auto-antwort", "automatisch antwoord", "automatisch bericht", "automatische reactie",
    "automatische beantwoording", "automatisch antwoordbericht",
    // French, Spanish, Catalan, Italian, Portuguese, Romanian
    "réponse automatique", "reponse automatique", "message automatique", "respuesta automática",
    "respuesta automatica", "contestación automática", "mensaje automático", "resposta automàtica",
    "risposta automatica", "messaggio automatico", "resposta automática", "resposta automatica", "răspuns automat",
    // Danish, Norwegian, Swedish, Icelandic, Finnish, Estonian, Hungarian
    "automatisk svar", "autosvar", "automatiskt svar", "autosvar från", "sjálfvirkt svar", "automaattinen vastaus",
    "automaattivastaus", "automaatne vastus", "automatikus válasz",
    // Polish, Czech, Slovak, Slovene, Croatian, Turkish, Greek
    "odpowiedź automatyczna", "automatyczna odpowiedź", "autoodpowiedź", "automatická odpověď", "automatická odpoveď",
    "samodejni odgovor", "automatski odgovor", "otomatik yanıt", "otomatik cevap", "αυτόματη απάντηση",
    // Russian, Ukrainian, Bulgarian
    "автоматический ответ", "автоответ", "автоответчик", "автоматична відповідь", "автоматичен отговор",
    // Japanese, Chinese, Korean, Hebrew, Arabic, Vietnamese
    "自動応答", "自動返信", "自動回覆", "自动回复", "自动答复", "自動回复", "자동 회신", "자동 응답", "자동회신", "תשובה אוטומטית", "رد تلقائي",
    "trả lời tự động",
];

/// How the subject of an absence begins.
pub(super) const ABSENCE_SUBJECTS: &[&str] = &[
    "out of office", "out-of-office", "out of the office", "out of office autoreply", "ooo", "oof",
    "away from my mail", "away from my email", "away from the office", "away from office", "on vacation", "vacation",
    "on leave", "on annual leave", "annual leave", "on holiday", "holiday", "maternity leave", "parental leave",
    "not in the office", "i am out of the office", "i am away", "i'm out of the office",
    "currently out of the office", "abwesenheitsnotiz", "abwesenheit", "abwesenheitsnachricht", "abwesenheitsmeldung",
    "abwesenheitsbenachrichtigung", "abwesenheitsassistent", "abwesend", "bin abwesend", "nicht im büro",
    "nicht im haus", "außer haus", "ausser haus", "im urlaub", "urlaub", "elternzeit", "absence", "absence du bureau",
    "absent du bureau", "absent", "absente", "en congé", "en congés", "congés", "en vacances", "message d'absence",
    "hors du bureau", "notification d'absence", "fuera de la oficina", "fuera de oficina", "ausente", "ausencia",
    "de vacaciones", "en vacaciones", "vacaciones", "fora de l'oficina", "fuori sede", "fuori ufficio",
    "fuori dall'ufficio", "assente", "assenza", "in ferie", "ferie", "fora do escritório", "ausência",
    "ausência temporária", "de férias", "em férias", "férias", "afwezig", "afwezigheid", "afwezigheidsbericht",
    "afwezigheidsassistent", "niet aanwezig", "buiten kantoor", "niet op kantoor", "met vakantie", "op vakantie",
    "fraværende", "fravær", "fraværsmeddelelse", "ikke til stede", "ikke på kontoret", "på ferie", "ferie",
    "frånvaro", "frånvarande", "frånvaromeddelande", "ej på kontoret", "inte på kontoret", "på semester", "semester",
    "poissaolo", "poissa", "poissa toimistosta", "lomalla", "poissaoloilmoitus", "nieobecność", "nieobecny",
    "nieobecna", "poza biurem", "urlop", "na urlopie", "mimo kancelář", "nepřítomnost", "dovolená",
    "nejsem v kanceláři", "mimo kancelárie", "házon kívül", "нет на месте", "отсутствие", "отсутствую", "в отпуске",
    "вне офиса", "відпустка", "不在通知", "不在", "外出中", "休暇", "外出", "休假", "不在办公室", "外出通知", "부재중", "휴가",
];

/// What may follow such a beginning, other than a sign: the subject says no more than that someone is away.
pub(super) const SUBJECT_SEQUELS: &[&str] = &[
    "re", "reply", "message", "notification", "notice", "response", "autoreply", "auto-reply", "auto", "assistant",
    "until", "till", "from", "to", "through", "thru", "today", "this", "next", "on", "bis", "vom", "ab", "von",
    "jusqu'au", "du", "au", "hasta", "del", "desde", "fino", "dal", "até", "de", "tot", "van", "t/m", "fra", "til",
    "från", "till", "frem", "asti", "do", "od", "до", "с",
];

/// Phrases by which the writer is away, each enough by itself for who it means.
pub(super) const ABSENCES: &[&str] = &[
    // English
    "i am out of the office", "i'm out of the office", "i am out of office", "i'm out of office",
    "i am currently out of", "i'm currently out of", "i will be out of the office", "i'll be out of the office",
    "i will be out of office", "i'll be out of office", "currently out of the office", "currently out of office",
    "i am away from", "i'm away from", "i will be away", "i'll be away", "i am currently away", "i'm currently away",
    "currently away from", "i am on vacation", "i'm on vacation", "i am currently on vacation",
    "i am on annual leave", "i'm on annual leave", "i am currently on annual leave", "i am on leave", "i'm on leave",
    "i am currently on leave", "i am on holiday", "i'm on holiday", "i am on holidays", "i am currently on holiday",
    "i am on maternity leave", "i'm on maternity leave", "i am currently on maternity leave",
    "i am on parental leave", "i'm on parental leave", "i am on paternity leave", "out sick", "i work part-time",
    "i work part time", "on sick leave", "i am not in the office", "i'm not in the office",
    "i will not be in the office", "i am away until", "i'm away until", "i am away on", "i am travelling",
    "i am traveling", "i will be traveling", "i will be travelling", "limited access to email",
    "limited access to e-mail", "limited access to my email", "intermittent access to email", "no access to email",
    "no access to my email", "without access to email", "thank you for your email. i am out", "our office is closed",
    "our offices are closed", "the office is closed", "our office will be closed", "we are closed until",
    // German
    "ich bin nicht im büro", "nicht im büro", "derzeit nicht im büro", "ich bin derzeit nicht",
    "ich bin momentan nicht", "ich bin zurzeit nicht", "ich bin zur zeit nicht", "ich bin abwesend",
    "bin ich abwesend", "ich bin derzeit abwesend", "außer haus", "ausser haus", "im urlaub", "ich bin im urlaub",
    "bin ich im urlaub", "derzeit im urlaub", "befinde mich im urlaub", "befinde ich mich im urlaub",
    "nicht im hause", "arbeite in teilzeit", "in elternzeit", "in mutterschutz", "im mutterschutz",
    "nicht erreichbar", "bin ich nicht erreichbar", "bin ich nicht im büro", "bin ich nicht im haus",
    "unser büro ist geschlossen", "keinen zugriff auf meine e-mails", "keinen zugriff auf meine mails",
    // French
    "je suis absent", "je suis actuellement absent", "je serai absent", "actuellement absent", "je suis en congé",
    "je suis actuellement en congé", "je suis en vacances", "actuellement en congé", "je suis en déplacement",
    "je ne suis pas au bureau", "je suis hors du bureau", "absente du bureau", "absent du bureau",
    "en congé maternité", "en congé parental", "fermé pour congés", "fermés pour congés", "fermée pour congés",
    "travaille à temps partiel", "nos bureaux sont fermés",
    // Spanish, Catalan
    "estoy fuera de la oficina", "estaré fuera de la oficina", "fuera de la oficina", "estoy de vacaciones",
    "estaré de vacaciones", "me encuentro fuera", "me encuentro de vacaciones", "estoy ausente", "estaré ausente",
    "la oficina permanece cerrada", "la oficina permanecerá cerrada", "trabajo a tiempo parcial",
    "de baja por maternidad", "soc fora de l'oficina",
    // Italian
    "sono fuori ufficio", "sono fuori sede", "sarò fuori ufficio", "sarò fuori sede", "sono in ferie",
    "sarò in ferie", "sono assente", "sarò assente", "sono attualmente fuori", "sono attualmente in ferie",
    "in maternità", "sono in trasferta", "i nostri uffici resteranno chiusi", "lavoro part-time",
    "i nostri uffici sono chiusi",
    // Portuguese
    "estou fora do escritório", "estarei fora do escritório", "estou de férias", "estarei de férias", "estou ausente",
    "estarei ausente", "encontro-me ausente", "encontro-me de férias", "encontro-me fora", "licença maternidade",
    "licença de maternidade",
    // Dutch
    "ik ben niet aanwezig", "ben ik niet aanwezig", "ik ben afwezig", "ben ik afwezig", "momenteel afwezig",
    "ik ben met vakantie", "ik ben op vakantie", "met vakantie", "ik ben niet op kantoor", "niet op kantoor",
    "met zwangerschapsverlof", "met ouderschapsverlof", "ik ben momenteel niet", "niet bereikbaar", "wegens ziekte",
    "ik werk parttime", "geen toegang tot mijn e-mail",
    // Danish, Norwegian
    "jeg er ikke på kontoret", "jeg er ikke til stede", "jeg er på ferie", "jeg holder ferie", "jeg er fraværende",
    "jeg er bortrejst", "jeg er på barsel", "på barselsorlov", "jeg har ferie", "jeg er ute av kontoret",
    "jeg er borte", "jeg er ikke tilgjengelig", "er for tiden ikke på kontoret", "jeg har foreldrepermisjon",
    "i pappapermisjon", "i mammapermisjon", "i pappaperm", "i foreldrepermisjon",
    // Swedish
    "jag är inte på kontoret", "jag är inte på plats", "jag är på semester", "jag har semester", "jag är ledig",
    "jag är föräldraledig", "jag är frånvarande", "jag är bortrest", "jag är för närvarande inte",
    // Finnish
    "olen lomalla", "olen poissa", "en ole toimistolla", "olen vuosilomalla", "olen vanhempainvapaalla",
    "en ole tavoitettavissa", "olen matkoilla",
    // Polish, Czech, Russian
    "jestem na urlopie", "przebywam na urlopie", "jestem nieobecny", "jestem nieobecna", "jestem poza biurem",
    "będę nieobecny", "będę nieobecna", "nie ma mnie w biurze", "będę poza biurem", "na urlopie macierzyńskim",
    "nejsem v kanceláři", "jsem na dovolené", "jsem mimo kancelář", "čerpám dovolenou", "я в отпуске",
    "нахожусь в отпуске", "я нахожусь в отпуске", "меня нет в офисе", "я отсутствую", "буду отсутствовать",
    "отсутствую на рабочем месте", "в декретном отпуске",
    // Japanese, Chinese, Korean
    "不在にしております", "不在にして", "休暇をいただいて", "休暇を頂いて", "休暇中", "出張中", "外出しております", "我不在办公室", "我正在休假", "正在休假", "休假中", "我目前不在",
    "外出期间", "출장 중", "휴가 중", "부재중입니다",
];

/// What an automatic answer says besides: whom to turn to, when it will be read, that nobody reads it now.
pub(super) const COMPANIONS: &[&str] = &[
    "urgent", "immediate assistance", "immediate attention", "in my absence", "during my absence", "during this time",
    "while i am away", "while i'm away", "upon my return", "on my return", "when i return", "when i get back",
    "once i return", "as soon as i return", "after my return", "won't be reading", "will not be reading",
    "i'll get back to you", "i will get back to you", "limited access", "intermittent access", "no access to",
    "will not be forwarded", "will not be read", "thank you for your email", "thank you for your e-mail",
    "thank you for your message", "thanks for your email", "thanks for your message", "automatic reply", "automated",
    "dringend", "in meiner abwesenheit", "während meiner abwesenheit", "nach meiner rückkehr", "nicht weitergeleitet",
    "nicht gelesen", "vielen dank für ihre", "danke für ihre nachricht", "danke für ihre e-mail",
    "vielen dank für deine", "vertretung", "eingeschränkt erreichbar", "urgence", "urgent", "en mon absence",
    "à notre retour", "en notre absence", "pendant mon absence", "à mon retour", "dès mon retour",
    "merci pour votre message", "urgente", "urgencia", "en mi ausencia", "durante mi ausencia", "a mi regreso",
    "a mi vuelta", "gracias por su", "gracias por tu mensaje", "urgenz", "urgenti", "accesso limitato",
    "in mia assenza", "durante la mia assenza", "al mio rientro", "al mio ritorno", "grazie per il", "urgência",
    "na minha ausência", "durante a minha ausência", "no meu regresso", "quando eu voltar", "assim que regressar",
    "obrigado pela", "obrigada pela", "dringende", "spoed", "helpen u graag", "tijdens mijn afwezigheid",
    "bij terugkomst", "na mijn terugkeer", "bedankt voor uw", "bedankt voor je", "haster", "haste", "hastende",
    "i mit fravær", "under mitt fravær", "når jeg er tilbage", "når jeg er tilbake", "tak for din mail",
    "takk for din", "brådskande", "akut", "när jag är tillbaka", "under min frånvaro", "tack för ditt", "kiireellis",
    "kiireisissä", "poissaoloni aikana", "palattuani", "kiitos viestistäsi", "pilnych", "pilnej",
    "podczas mojej nieobecności", "po powrocie", "dziękuję za wiadomość", "naléhav", "po návratu", "děkuji za",
    "срочн", "после возвращения", "по возвращении", "спасибо за ваше", "緊急", "急ぎ", "紧急", "急事", "긴급",
];

/// Words of a person who means to go on talking: then it is no machine's text.
pub(super) const CONVERSATION: &[&str] = &[
    "book me", "let's", "lets talk", "let us", "happy to", "call me", "interested", "sounds good", "sounds great",
    "send me", "send over", "i'd like", "i would like", "i'd love", "would love", "schedule", "talk then",
    "speak then", "catch up", "ping me", "remind me", "follow up", "reach out again", "try me", "try again",
    "right away", "count me in", "telefonieren", "können wir", "könnten wir", "sprechen wir", "we could",
    "we can talk", "we can speak", "on peut se", "podemos hablar", "possiamo sentirci", "podemos falar", "kunnen we",
    "kan vi", "kan du ringe", "lass uns", "lassen sie uns", "gerne", "melden sie sich", "melde dich", "interesse",
    "schicken sie", "schick mir", "rufen sie mich", "ruf mich", "termin", "intéress", "volontiers", "rappelez-moi",
    "relancez", "envoyez-moi", "interesad", "llámame", "me interesa", "interessat", "mi interessa", "chiamami",
    "mi chiami", "me ligue", "tenho interesse", "ja graag", "heel graag", "graag een", "bel me", "interessant",
    "interesseret", "interessert", "intresserad", "ring mig", "ring meg", "kiinnosta", "soita", "zainteresowan",
    "zadzwo", "zajímá", "интерес", "позвоните", "remove me", "unsubscribe", "not interested",
];

/// What an automatic answer says of itself.
pub(super) const STATEMENTS: &[&str] = &[
    "this is an automatic", "this is an automated", "this is an auto-", "this is an autoreply",
    "this is an autoresponse", "automatically generated", "auto-generated", "do not reply to this email",
    "do not reply to this message", "please do not reply to this", "this mailbox is not monitored",
    "this inbox is not monitored", "this email address is not monitored", "dies ist eine automatische",
    "dies ist eine automatisch", "diese nachricht wurde automatisch", "diese e-mail wurde automatisch",
    "automatisch generiert", "automatisch erstellt", "ceci est un message automatique",
    "ceci est une réponse automatique", "message généré automatiquement", "este es un mensaje automático",
    "esta es una respuesta automática", "mensaje generado automáticamente", "questo è un messaggio automatico",
    "questa è una risposta automatica", "messaggio generato automaticamente", "esta é uma mensagem automática",
    "esta é uma resposta automática", "mensagem gerada automaticamente", "dit is een automatisch",
    "automatisch gegenereerd", "dette er en automatisk", "dette er et automatisk", "detta är ett automatiskt",
    "tämä on automaattinen", "to jest automatyczna", "wiadomość wygenerowana automatycznie", "toto je automatická",
    "это автоматический", "это автоматическое", "このメールは自動", "自動送信", "此邮件为自动", "系统自动",
];

/// What a ticket system says when it has made a ticket.
pub(super) const TICKETS: &[&str] = &[
    "ticket has been created", "ticket has been opened", "ticket was created", "ticket number", "your ticket",
    "ticket id", "ticket #", "case number", "case has been created", "your case", "case id", "reference number",
    "your request has been received", "your request (", "your request #", "request #", "support request",
    "has been assigned", "support ticket", "ticketnummer", "ihr ticket", "ihre anfrage", "ihr anliegen",
    "vorgangsnummer", "numéro de ticket", "votre ticket", "votre demande", "número de ticket", "su ticket",
    "su solicitud", "numero di ticket", "il tuo ticket", "la sua richiesta", "la tua richiesta", "número do ticket",
    "seu ticket", "sua solicitação", "o seu pedido", "uw ticket", "uw aanvraag", "uw verzoek", "din sag",
    "sagsnummer", "saksnummer", "din henvendelse", "ärendenummer", "ditt ärende", "tukipyyntö", "tukipyyntösi",
    "numer zgłoszenia", "zgłoszenie", "vaše žádost", "číslo požadavku", "номер заявки", "ваша заявка",
    "ваше обращение", "お問い合わせ番号", "工单",
];

/// What a general receipt says.
pub(super) const RECEIPTS: &[&str] = &[
    "we have received your", "we've received your", "thank you for contacting", "thanks for contacting",
    "thank you for getting in touch", "thanks for getting in touch", "thank you for reaching out to",
    "we will get back to you", "we'll get back to you", "a member of our team", "we aim to respond",
    "we will respond within", "your message has been received", "your email has been received",
    "wir haben ihre nachricht erhalten", "wir haben ihre e-mail erhalten", "ihre nachricht ist bei uns eingegangen",
    "wir melden uns", "werden uns schnellstmöglich", "nous avons bien reçu", "votre message a bien été reçu",
    "nous vous répondrons", "hemos recibido su", "hemos recibido tu", "nos pondremos en contacto", "abbiamo ricevuto",
    "la ricontatteremo", "ti ricontatteremo", "recebemos a sua", "recebemos o seu", "recebemos sua", "recebemos seu",
    "entraremos em contato", "we hebben uw", "we hebben je", "wij hebben uw", "we nemen zo snel mogelijk",
    "vi har modtaget", "vi har mottatt", "vi har mottagit", "vi vender tilbage", "vi återkommer",
    "olemme vastaanottaneet", "viestisi on vastaanotettu", "otrzymaliśmy", "obdrželi jsme", "мы получили ваше",
    "ваше сообщение получено", "お問い合わせいただき", "お問い合わせありがとう", "受け付けました", "我们已收到", "已收到您的",
];

/// What a filter says that wants a proof of the sender. Such a mail is never answered.
pub(super) const CHALLENGES: &[&str] = &[
    "prove that you are human", "prove you are human", "prove you're human", "verify that you are human",
    "verify you are human", "confirm that you are human", "verify your email address to deliver",
    "confirm that you sent", "confirm your message", "confirm your email so that", "to deliver your message, please",
    "your message is being held", "your message was held", "message is waiting for your verification",
    "challenge-response", "challenge/response", "sender verification", "sender address verification",
    "approved senders", "approved sender list", "add you to my allowed", "added to my guest list", "my guest list",
    "boxbe", "spamarrest", "spam arrest", "mailinblack", "mail in black", "tmda", "click the link below to be added",
    "click here to be added", "whitelisted", "whitelist me", "to release your message", "request to be approved",
    "please complete the captcha", "bitte bestätigen sie, dass sie ein mensch", "um ihre nachricht zuzustellen",
    "pour que votre message soit délivré", "pour que votre message soit remis", "cliquez ici pour vous authentifier",
    "confirme que es humano", "confirma di essere umano",
];

/// What says that the person works there no more.
pub(super) const DEPARTURES: &[&str] = &[
    "no longer with the company", "no longer with us", "no longer works", "no longer working", "no longer work",
    "no longer employed", "no longer at", "no longer part of", "has left the company", "have left the company",
    "has left our", "left the company", "left the organisation", "left the organization",
    "is not with the company anymore", "doesn't work here anymore", "does not work here anymore", "moved on from",
    "my last day", "mailbox is no longer in use", "nicht mehr für", "nicht mehr bei", "nicht mehr im unternehmen",
    "nicht mehr in unserem", "unternehmen verlassen", "firma verlassen", "ausgeschieden", "ne fait plus partie",
    "ne fais plus partie", "ne travaille plus", "n'est plus dans", "n'est plus employé", "n'est plus salarié",
    "a quitté la société", "a quitté l'entreprise", "quitté la société", "quitté l'entreprise", "ya no trabaja",
    "ya no trabajo", "ya no forma parte", "ya no formo parte", "ha dejado la empresa", "non lavora più",
    "non lavoro più", "non fa più parte", "ha lasciato l'azienda", "ha lasciato la società", "já não trabalha",
    "não trabalha mais", "já não faz parte", "não faz mais parte", "deixou a empresa", "werkt niet meer",
    "niet meer werkzaam", "niet langer werkzaam", "heeft ons verlaten", "arbejder ikke længere", "ikke længere ansat",
    "er fratrådt", "er stoppet hos", "jobber ikke lenger", "ikke lenger ansatt", "har sluttet", "har slutat",
    "arbetar inte längre", "jobbar inte längre", "inte längre anställd", "ei ole enää", "ei työskentele enää",
    "en työskentele enää", "już nie pracuje", "nie pracuje już", "nie pracuję już", "już nie pracuję",
    "již nepracuje", "už nepracuje", "již nepracuji", "больше не работает", "больше не работаю", "退職いたしました", "退職しました",
    "已离职", "已经离职", "퇴사",
];

/// Before the date until which someone is away, in the sense that they are back on it.
pub(super) const UNTIL: &[&str] = &[
    "until", "till", "'til", "til", "by", "before", "bis", "bis zum", "bis zu", "jusqu'au", "jusqu'à", "jusque",
    "hasta", "hasta el", "hasta el día", "fins al", "fino al", "fino a", "sino al", "fino all'", "até", "até ao",
    "até o", "até dia", "até ao dia", "tot", "tot aan", "indtil", "indtil d", "frem til", "fram til", "til d", "till",
    "fram till", "do", "do dnia", "až do", "до", "eddig",
];
/// Behind the date.
pub(super) const UNTIL_BEHIND: &[&str] = &[
    "asti", "saakka", "まで", "까지", "之前",
];
/// Before the last day on which someone is away.
pub(super) const THROUGH: &[&str] = &[
    "through", "thru", "until and including", "till and including", "up to and including", "to and including",
    "bis einschließlich", "bis einschliesslich", "bis inklusive", "bis inkl", "bis und mit", "bis zum einschließlich",
    "jusqu'au et y compris", "hasta e incluido", "hasta el inclusive", "fino al e compreso", "até e incluindo",
    "tot en met", "t/m", "til og med", "t.o.m", "t o m", "tom", "till och med", "do włącznie", "až do včetně", "по",
];
/// Behind that day.
pub(super) const INCLUSIVE_BEHIND: &[&str] = &[
    "inclusive", "included", "incl", "einschließlich", "einschliesslich", "inklusive", "inkl", "inclus", "inclu",
    "incluido", "incluido", "incluso", "compreso", "incluído", "inbegrepen", "inklusiv", "mukaan", "włącznie",
    "včetně", "включительно",
];
/// In front of the second date of a range, in which both days are away.
pub(super) const RANGES: &[&str] = &[
    "to", "-", "–", "—", "au", "al", "ao", "a", "bis", "tot", "til", "till", "do", "по", "aż do", "~", "〜", "から", "至",
    "到",
];

/// Words, or their beginnings, by which someone is back.
pub(super) const BACK: &[&str] = &[
    "back", "return", "returning", "available again", "in the office again", "resume", "zurück", "wieder", "rückkehr",
    "de retour", "retour", "reviens", "reviendrai", "rentre", "reprendrai", "vuelvo", "vuelta", "volveré", "regreso",
    "regresaré", "me reincorpor", "tornaré", "rientro", "rientrerò", "torno", "tornerò", "ritorno", "di nuovo",
    "regresso", "regressarei", "retorno", "retornarei", "volto", "voltarei", "de volta", "terug", "weer bereikbaar",
    "weer aanwezig", "weer op kantoor", "tilbage", "tilbake", "tillbaka", "åter", "palaan", "takaisin",
    "töissä jälleen", "wracam", "wrócę", "powrót", "powrotem", "będę dostępn", "będę z powrotem", "vrátím", "vracím",
    "zpět", "вернусь", "возвращ", "выйду", "выхожу", "戻り", "戻ります", "出社", "返回", "回来", "回到", "恢复", "복귀",
    "available from", "erreichbar ab", "ab dem",
];

/// Small words between such a word and its date.
pub(super) const FILLERS: &[&str] = &[
    "the", "on", "of", "am", "den", "dem", "der", "zum", "le", "el", "il", "lo", "la", "l", "al", "dia", "día",
    "giorno", "op", "d", "the morning of", "w", "w dniu", "v", "dne", "в", "and", "at least", "about", "around",
    "tentatively", "und", "dnia", "um", "zu",
];

/// How the local part of an address begins from which no person writes.
pub(super) const NO_REPLY: &[&str] = &[
    "noreply", "no-reply", "no_reply", "no.reply", "donotreply", "do-not-reply", "do_not_reply", "nepasrepondre",
    "ne-pas-repondre", "nichtantworten", "autoresponder", "auto-reply", "autoreply", "mailer-daemon",
];
