//! The words by which mail programs mark quotes and signatures, as data: in lower case, with straight apostrophes.
//!
//! From what Outlook, Gmail, Apple Mail, Thunderbird, Yahoo, Zoho, Zimbra and the phones write in each language. To
//! add a language, add a line to each table.

/// What stands between dashes above the mail that is answered or forwarded.
pub(super) const ORIGINAL_MESSAGE: &[&str] = &[
    // English
    "original message", "original e-mail", "original email", "original appointment", "forwarded message",
    "forwarded by", "begin forwarded message", "end forwarded message", "reply message", "replied message",
    "reply to message", "quoted message", "message history", "original", "reply below this line",
    // German
    "ursprüngliche nachricht", "originalnachricht", "original-nachricht", "original nachricht",
    "weitergeleitete nachricht", "ursprünglicher termin", "originale nachricht", "antwort auf nachricht",
    // French
    "message d'origine", "message original", "message initial", "message transféré", "message transmis",
    "courriel original", "message reexpédié", "message réexpédié",
    // Spanish
    "mensaje original", "mensaje reenviado", "mensaje enviado", "correo original",
    // Italian
    "messaggio originale", "messaggio inoltrato", "messaggio inviato", "messaggio di origine",
    // Portuguese
    "mensagem original", "mensagem encaminhada", "mensagem reencaminhada",
    // Catalan
    "missatge original", "missatge reenviat",
    // Dutch
    "oorspronkelijk bericht", "origineel bericht", "doorgestuurd bericht", "oorspronkelijke bericht",
    // Danish, Norwegian, Swedish, Icelandic
    "oprindelig besked", "oprindelig meddelelse", "videresendt besked", "videresendt meddelelse",
    "original meddelelse", "opprinnelig melding", "videresendt melding", "original melding", "opprinnelig beskjed",
    "ursprungligt meddelande", "originalmeddelande", "vidarebefordrat meddelande", "ursprungsmeddelande",
    "upprunaleg skilaboð",
    // Finnish, Estonian, Hungarian
    "alkuperäinen viesti", "välitetty viesti", "edelleenlähetetty viesti", "algne kiri", "algne sõnum",
    "eredeti üzenet", "továbbított üzenet",
    // Polish, Czech, Slovak, Slovene, Croatian, Lithuanian, Latvian
    "wiadomość oryginalna", "oryginalna wiadomość", "wiadomość przekazana", "przekazana wiadomość",
    "treść oryginalnej wiadomości", "původní zpráva", "původní e-mail", "přeposlaná zpráva", "původní zpráva od",
    "pôvodná správa", "preposlaná správa", "izvirno sporočilo", "izvorna poruka", "originalna poruka",
    "originalus laiškas", "pradinis pranešimas", "sākotnējā ziņa",
    // Russian, Ukrainian, Bulgarian, Greek
    "исходное сообщение", "пересылаемое сообщение", "пересланное сообщение", "оригинальное сообщение",
    "первоначальное сообщение", "начало переадресованного сообщения", "вихідне повідомлення",
    "переслане повідомлення", "оригинално съобщение", "αρχικό μήνυμα", "προωθημένο μήνυμα",
    // Romanian, Turkish
    "mesaj original", "mesaj redirecționat", "mesajul original", "orijinal mesaj", "özgün ileti", "iletilen mesaj",
    "yönlendirilmiş mesaj",
    // Chinese, Japanese, Korean, Hebrew, Arabic, Vietnamese
    "原始邮件", "原邮件", "转发的邮件", "转发邮件", "邮件原件", "回复的原邮件", "原始郵件", "轉寄的郵件", "转发邮件信息", "回复邮件", "元のメッセージ", "転送メッセージ",
    "転送されたメッセージ", "オリジナルメッセージ", "原文", "원본 메시지", "원본 메일", "전달된 메시지", "הודעה מקורית", "الرسالة الأصلية", "رسالة أصلية",
    "tin nhắn gốc", "thư gốc",
];

/// Titles that Apple Mail and others set without dashes, ending in a colon.
pub(super) const FORWARDED: &[&str] = &[
    "begin forwarded message", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "début du message transféré", "début du message réexpédié", "inicio del mensaje reenviado",
    "inizio messaggio inoltrato", "inizio del messaggio inoltrato", "início da mensagem reencaminhada",
    "início da mensagem encaminhada", "begin doorgestuurd bericht", "start på videresendt besked",
    "videresendt besked", "vidarebefordrat brev", "börja på vidarebefordrat meddelande", "videresendt melding",
    "start på videresendt melding", "välitetty viesti alkaa", "początek przekazywanej wiadomości",
    "wiadomość napisana przez", "začátek přeposílané zprávy", "začátok preposielanej správy",
    "начало переадресованного сообщения", "továbbított levél kezdete", "以下是转发的邮件", "转发的邮件", "転送されたメッセージ",
    "전달된 메시지 시작",
];

/// What ticket systems write above what they quote.
pub(super) const REPLY_ABOVE: &[&str] = &[
    "reply above this line", "type your reply above", "please reply above", "write above this line",
    "respond above this line", "reply above the line", "do not write below this line", "only text above this line",
    "oberhalb dieser zeile", "über dieser zeile", "oberhalb dieser linie", "au-dessus de cette ligne",
    "au dessus de cette ligne", "por encima de esta línea", "encima de esta línea", "sopra questa riga",
    "sopra questa linea", "acima desta linha", "boven deze regel", "boven deze lijn", "over denne linje",
    "over denne linjen", "ovanför denna rad", "ovanför den här raden", "tämän rivin yläpuolelle", "powyżej tej linii",
    "nad tento řádek", "nad tuto řádku", "выше этой строки", "выше этой линии", "bu satırın üst", "この行より上", "この線より上",
    "在此行上方", "请在此行之上",
];

/// The label of the sender in a header block.
pub(super) const FROM: &[&str] = &[
    "from", "sender", "reply from", "von", "absender", "de", "de la", "expéditeur", "remitente", "remetente", "da",
    "mittente", "van", "afzender", "fra", "från", "avsender", "afsender", "avsändare", "frá", "lähettäjä", "saatja",
    "kellelt", "od", "nadawca", "odesílatel", "odosielateľ", "pošiljatelj", "nuo", "no", "от", "от кого",
    "отправитель", "від", "від кого", "από", "feladó", "kimden", "gönderen", "发件人", "寄件者", "寄件人", "差出人", "送信者", "送信元",
    "보낸 사람", "보낸사람", "발신자", "מאת", "من", "từ", "người gửi", "dari",
];

/// The other labels of a header block.
pub(super) const OTHER_HEADERS: &[&str] = &[
    // English
    "sent", "date", "to", "cc", "bcc", "subject", "reply-to", "reply to", "sent on", "date sent", "importance",
    "attachments", "when", "received",
    // German
    "gesendet", "gesendet am", "datum", "an", "betreff", "kopie", "empfänger", "antwort an", "wichtigkeit",
    // French
    "envoyé", "envoyé le", "envoyé par", "date d'envoi", "à", "objet", "copie à", "copie", "destinataire", "pour",
    "sujet", "répondre à",
    // Spanish, Portuguese, Catalan, Italian, Romanian
    "enviado", "enviado el", "enviado em", "fecha", "para", "asunto", "enviada", "enviada em", "enviada el", "data",
    "assunto", "enviat", "destinatario", "destinatário", "per a", "assumpte", "inviato", "inviato il", "a", "oggetto",
    "data invio", "trimis", "către", "subiect",
    // Dutch
    "verzonden", "verstuurd", "aan", "onderwerp",
    // Danish, Norwegian, Swedish, Icelandic
    "sendt", "dato", "til", "emne", "kopi", "skickat", "skickades", "skickat den", "till", "ämne", "kopia",
    "sent til", "efni", "send", "dags",
    // Finnish, Estonian, Hungarian
    "lähetetty", "lähetyspäivä", "päivämäärä", "päiväys", "pvm", "vastaanottaja", "aihe", "kopio", "saadetud",
    "kellele", "teema", "kuupäev", "küldve", "elküldve", "dátum", "címzett", "tárgy", "másolatot kap",
    // Polish, Czech, Slovak, Slovene, Croatian, Lithuanian
    "wysłano", "wysłane", "data wysłania", "do", "dw", "temat", "komu", "odesláno", "posláno", "předmět", "kopie pro",
    "odoslané", "predmet", "dátum odoslania", "poslano", "za", "zadeva", "išsiųsta", "kam", "kopija",
    // Russian, Ukrainian, Greek, Turkish
    "отправлено", "дата", "кому", "тема", "копия", "надіслано", "копія", "получатель", "στάλθηκε", "ημερομηνία",
    "προς", "θέμα", "κοιν", "gönderildi", "gönderilme", "tarih", "kime", "konu", "bilgi",
    // Chinese, Japanese, Korean, Hebrew, Arabic, Vietnamese, Indonesian
    "发送时间", "发送日期", "日期", "时间", "收件人", "抄送", "主题", "寄件日期", "收件者", "副本", "主旨", "傳送日期", "發送時間", "送信日時", "日時", "日付",
    "宛先", "件名", "보낸 날짜", "보낸날짜", "날짜", "받는 사람", "받는사람", "참조", "제목", "נשלח", "תאריך", "אל", "נושא", "تاريخ", "إلى",
    "الموضوع", "đã gửi", "ngày", "đến", "chủ đề", "tanggal", "kepada", "perihal", "dikirim",
];

/// The words with which an attribution opens.
pub(super) const OPENINGS: &[&str] = &[
    // English, German, French, Spanish, Catalan, Portuguese, Italian, Romanian
    "on", "at", "am", "den", "vom", "le", "el", "em", "no", "na", "dia", "il", "in data", "lo", "în", "pe", "la",
    // Dutch, Nordic, Finnish
    "op", "på", "þann",
    // Polish, Czech, Slovak, Slovene, Croatian, Hungarian, Russian, Greek, Turkish, Vietnamese, Indonesian
    "w dniu", "dnia", "dne", "dňa", "dana", "v", "в", "у", "от", "στις", "τη", "tarihinde", "vào", "pada",
];

/// Days of the week and their short forms, with which attributions open in many languages.
pub(super) const WEEKDAYS: &[&str] = &[
    // English, German, Dutch
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "mo", "di", "mi", "do", "fr", "sa", "so", "montag", "dienstag", "mittwoch", "donnerstag",
    "freitag", "samstag", "sonntag", "ma", "wo", "vr", "za", "zo", "maandag", "dinsdag", "woensdag", "donderdag",
    "vrijdag", "zaterdag", "zondag",
    // French, Spanish, Italian, Portuguese
    "lun", "mar", "mer", "jeu", "ven", "sam", "dim", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
    "dimanche", "mié", "jue", "vie", "sáb", "dom", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado",
    "domingo", "gio", "sab", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "seg",
    "ter", "qua", "qui", "sex", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira",
    // Danish, Norwegian, Swedish, Finnish
    "man", "tir", "tirs", "ons", "tor", "tors", "fre", "lør", "søn", "mandag", "tirsdag", "onsdag", "torsdag",
    "fredag", "lørdag", "søndag", "mån", "tis", "lör", "sön", "måndag", "tisdag", "lördag", "söndag", "ti", "ke",
    "to", "pe", "la", "su", "maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai",
    "maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina",
    // Polish, Czech, Slovak, Hungarian
    "pon", "wt", "śr", "czw", "pt", "sob", "niedz", "poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota",
    "niedziela", "po", "út", "st", "čt", "pá", "ne", "pondělí", "úterý", "středa", "čtvrtek", "pátek", "neděle", "št",
    "pi", "pia",
    // Russian, Ukrainian, Turkish
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота",
    "воскресенье", "нд", "pzt", "sal", "çar", "per", "cum", "cmt", "paz",
];

/// The verbs of an attribution.
pub(super) const VERBS: &[&str] = &[
    "wrote", "writes", "schrieb", "geschrieben", "schreibt", "a écrit", "a ecrit", "écrit", "écrivait", "escribió",
    "escribio", "ha escrito", "va escriure", "ha escrit", "escreveu", "ha scritto", "scrive", "scriveva", "scritto",
    "a scris", "schreef", "heeft geschreven", "geschreven", "het geskryf", "skrev", "skrifaði", "kirjoitti",
    "kirjutas", "írta", "ezt írta", "napisał", "napisała", "napisał(a)", "pisze", "napisali", "napsal", "napsala",
    "napsal(a)", "napísal", "napísala", "napísal(a)", "je napisal", "je napisao", "je napisala", "piše", "rašė",
    "parašė", "rakstīja", "написал", "написала", "написал(а)", "пишет", "писал", "писала", "написав", "написала(а)",
    "пише", "написа", "έγραψε", "yazdı", "şunu yazdı", "đã viết", "menulis", "כתב", "כתבה", "כתב/ה", "כתב\u{200f}",
    "كتب", "写道", "寫道", "写到", "のメール", "のメッセージ", "書きました", "が書いた", "님이 작성", "작성", "썼습니다", "쓴 글",
];

/// How the lines begin that phones and programs add.
pub(super) const DEVICE_STARTS: &[&str] = &[
    "sent from my", "sent from ", "sent via ", "sent with ", "sent using ", "get outlook for",
    "get bluemail for", "sent on the go", "von meinem ", "von meiner ", "gesendet von ", "gesendet mit ",
    "gesendet vom ", "gesendet über ", "diese nachricht wurde von meinem", "outlook für ", "holen sie sich outlook",
    "laden sie outlook", "envoyé de mon", "envoyé de ma", "envoyé depuis", "envoyé à partir d", "envoyé avec ",
    "envoyé par ", "envoyé via ", "télécharger outlook", "obtenez outlook", "obtenir outlook", "enviado desde",
    "enviado con ", "enviado a través", "obtener outlook", "enviado do ", "enviado de ", "enviado a partir d",
    "enviado via ", "enviado pelo ", "obter o outlook", "obtenha o outlook", "enviat des", "inviato da",
    "inviato dal", "inviato con ", "inviato tramite", "scarica outlook", "ottieni outlook", "verzonden vanaf",
    "verstuurd vanaf", "verzonden met", "verstuurd met", "verzonden via", "verstuurd via", "outlook voor ",
    "download outlook voor", "sendt fra ", "sendt via ", "sendt med ", "hent outlook", "få outlook", "skickat från",
    "skickat med", "skickades från", "hämta outlook", "lähetetty iphone", "lähetetty ipad", "lähetetty android", "lähetetty samsung", "lähetetty puhelime", "hanki outlook", "saadetud minu", "wysłano z",
    "wysłane z", "pobierz outlook", "odesláno z", "odoslané z", "získejte outlook", "получить outlook",
    "отправлено с ", "отправлено из ", "надіслано з", "изпратено от", "trimis de pe", "poslano z", "elküldve ",
    "az én iphone", "στάλθηκε από", "iphone'umdan", "iphone'dan gönderildi", "發自我的", "发自我的", "从我的", "從我的", "来自我的",
    "iphoneから送信", "ipadから送信", "androidから送信", "내 iphone", "나의 iphone", "나의 갤럭시", "đã gửi từ", "dikirim dari", "נשלח מ",
    "أرسلت من", "تم الإرسال من",
];

/// The same lines by their beginning and end.
pub(super) const DEVICE_FRAMES: &[(&str, &str)] = &[
    ("von ", " gesendet"), ("von ", " verschickt"), ("mit ", " gesendet"), ("mit ", " versendet"),
    ("vom ", " gesendet"), ("mijn ", " verzonden"), ("", "から送信"), ("", "에서 보냄"), ("", "dan gönderildi"),
    ("", "den gönderildi"), ("", " küldve"),
];

/// Excuses by which a long line is still a device's.
pub(super) const DEVICE_EXCUSES: &[&str] = &[
    "typo", "brevity", "tippfehler", "kürze", "fautes de frappe", "brièveté", "erratas", "errori di battitura",
    "typefouten", "brief reply",
];

/// Closings that are never an answer.
pub(super) const CLOSINGS: &[&str] = &[
    // English
    "regards", "best regards", "kind regards", "kindest regards", "warm regards", "warmest regards", "many regards",
    "with regards", "with best regards", "with kind regards", "with warm regards", "thanks and regards",
    "thanks & regards", "thank you and regards", "best and regards", "regards and thanks", "cordial regards", "rgds",
    "brgds", "kr", "br", "best wishes", "with best wishes", "warm wishes", "all the best", "cheers", "sincerely",
    "sincerely yours", "yours sincerely", "yours truly", "yours faithfully", "faithfully yours", "respectfully",
    "respectfully yours", "very truly yours", "cordially", "warmly", "best",
    // German
    "mit freundlichen grüßen", "mit freundlichen grüssen", "mit freundlichen gruessen", "mit freundlichem gruß",
    "mit freundlichem gruss", "mit besten grüßen", "mit besten grüssen", "mit herzlichen grüßen", "mit lieben grüßen",
    "mit vielen grüßen", "mit sonnigen grüßen", "freundliche grüße", "freundliche grüsse", "freundlicher gruß",
    "beste grüße", "beste grüsse", "besten gruß", "viele grüße", "viele grüsse", "vielen grüßen", "schöne grüße",
    "liebe grüße", "liebe grüsse", "lieben gruß", "herzliche grüße", "herzliche grüsse", "herzlichst",
    "hochachtungsvoll", "es grüßt", "grüße", "grüsse", "gruß", "gruss", "mfg", "lg", "vg", "bg",
    "mit freundlichen grüßen / best regards",
    // French
    "cordialement", "bien cordialement", "très cordialement", "cordialement vôtre", "bien à vous", "bien à toi",
    "sincères salutations", "meilleures salutations", "salutations distinguées", "sincèrement", "respectueusement",
    "amicalement", "salutations", "cdt", "cdlt", "bonne journée", "bonne soirée", "bonne fin de journée",
    "bon week-end", "avec mes meilleures salutations", "amitiés",
    // Spanish, Catalan
    "saludos", "un saludo", "saludos cordiales", "cordiales saludos", "un cordial saludo", "cordialmente",
    "atentamente", "atte", "saludos atentos", "reciba un cordial saludo", "muchos saludos", "un abrazo",
    "salutacions", "salutacions cordials", "slds",
    // Italian
    "cordiali saluti", "distinti saluti", "un cordiale saluto", "saluti", "un saluto", "cari saluti",
    "buona giornata", "buona serata", "cordialità",
    // Portuguese
    "atenciosamente", "att", "cumprimentos", "com os melhores cumprimentos", "melhores cumprimentos", "abraços",
    "abraço", "um abraço", "saudações", "abs",
    // Dutch
    "met vriendelijke groet", "met vriendelijke groeten", "met hartelijke groet", "vriendelijke groet",
    "vriendelijke groeten", "hartelijke groet", "hartelijke groeten", "groet", "groeten", "groetjes", "mvg",
    "hoogachtend",
    // Danish, Norwegian, Swedish
    "med venlig hilsen", "venlig hilsen", "med venlige hilsner", "mange hilsner", "bedste hilsner", "hilsen", "vh",
    "mvh", "med vennlig hilsen", "vennlig hilsen", "beste hilsen", "med vänlig hälsning", "med vänliga hälsningar",
    "vänliga hälsningar", "vänlig hälsning", "bästa hälsningar", "hälsningar", "hälsning",
    // Finnish, Estonian, Hungarian
    "ystävällisin terveisin", "terveisin", "parhain terveisin", "yst. terv", "t", "lugupidamisega", "üdvözlettel",
    "tisztelettel", "üdv",
    // Polish, Czech, Slovak, Slovene, Croatian
    "z poważaniem", "pozdrawiam", "serdecznie pozdrawiam", "pozdrawiam serdecznie", "z wyrazami szacunku",
    "pozdrowienia", "łączę pozdrowienia", "s pozdravem", "s přátelským pozdravem", "hezký den", "přeji hezký den",
    "s úctou", "s pozdravom", "lep pozdrav", "srdačan pozdrav", "lijep pozdrav",
    // Russian, Ukrainian, Bulgarian, Greek, Romanian, Turkish
    "с уважением", "с наилучшими пожеланиями", "всего доброго", "з повагою", "поздрави", "με εκτίμηση", "cu stimă",
    "cu respect", "saygılarımla", "saygılarımızla", "iyi çalışmalar",
    // Chinese, Japanese, Korean, Vietnamese
    "此致", "此致敬礼", "顺祝商祺", "祝好", "祝商祺", "敬具", "以上、よろしくお願いいたします", "よろしくお願いいたします", "よろしくお願い致します", "よろしくお願いします",
    "宜しくお願い致します", "감사합니다", "trân trọng",
];

/// Greetings that close a mail behind one or two other words.
pub(super) const CLOSING_NOUNS: &[&str] = &[
    "regards", "wishes", "grüße", "grüßen", "grüsse", "grüssen", "gruß", "gruss", "cordialement", "salutations", "saludos",
    "saludo", "saluti", "cumprimentos", "abraços", "groet", "groeten", "hilsen", "hilsner", "hälsningar", "hälsning",
    "terveisin", "pozdrowieniami", "pozdravem", "pozdravom", "pozdrav", "уважением",
];
/// Words that make a sentence of it ("give him my regards", "as regards").
pub(super) const NOT_IN_CLOSINGS: &[&str] = &[
    "my", "his", "her", "your", "their", "our", "give", "send", "as", "in", "this", "no", "of", "meine", "deine", "ihre",
    "mes", "vos", "mis", "sus", "mijn", "min", "mine",
];

/// Courtesies that close a mail when a name follows, and may be the answer when none does.
pub(super) const COURTESIES: &[&str] = &[
    "thanks", "thank you", "thank you very much", "many thanks", "thanks a lot", "thanks again", "thanks in advance",
    "thank you in advance", "thx", "ta", "danke", "vielen dank", "danke schön", "besten dank", "herzlichen dank",
    "danke im voraus", "merci", "merci d'avance", "merci beaucoup", "gracias", "muchas gracias", "grazie",
    "grazie mille", "obrigado", "obrigada", "muito obrigado", "bedankt", "dank je", "dank u", "alvast bedankt", "tak",
    "mange tak", "på forhånd tak", "takk", "tusen takk", "tack", "tack på förhand", "kiitos", "kiitos etukäteen",
    "dziękuję", "z góry dziękuję", "děkuji", "ďakujem", "спасибо", "заранее спасибо", "дякую", "köszönöm",
    "mulțumesc", "teşekkürler", "谢谢", "謝謝", "ありがとうございます",
];

/// What marks a line of a signature as a way to reach its owner.
pub(super) const CONTACT_MARKS: &[&str] = &[
    "www.", "http://", "https://", "tel:", "tel.", "tel ", "phone", "mobile", "mobil", "cell:", "fax", "telefon",
    "téléphone", "tél.", "teléfono", "tlf", "puh.", "тел", "t:", "m:", "p:", "e:", "w:", "@", "linkedin.com", "電話",
    "电话",
];

/// What a notice calls the mail it stands in.
pub(super) const THIS_MAIL: &[&str] = &[
    "this email", "this e-mail", "this message", "this communication", "this transmission",
    "the information contained", "the information in this", "the contents of this", "diese e-mail", "diese email",
    "diese mail", "diese nachricht", "dieser e-mail", "ce message", "ce courriel", "cet e-mail", "cet email",
    "ce mail", "le présent message", "este correo", "este mensaje", "este e-mail", "este email", "esta mensagem",
    "questo messaggio", "questa e-mail", "questa email", "le informazioni contenute", "la presente e-mail",
    "la informació d'aquest", "dit bericht", "deze e-mail", "deze email", "dit e-mailbericht", "de informatie in dit",
    "denne e-mail", "denne mail", "denne meddelelse", "denne e-post", "denne meldingen", "detta meddelande",
    "detta e-post", "tämä viesti", "tämä sähköposti", "ta wiadomość", "niniejsza wiadomość", "treść tej wiadomości",
    "tato zpráva", "tento e-mail", "это сообщение", "данное сообщение", "настоящее сообщение", "本邮件", "此邮件", "本电子邮件",
    "このメール", "本メール", "本電子メール", "이 메일", "본 메일",
];

/// What a notice says of it.
pub(super) const CONFIDENTIAL: &[&str] = &[
    "confidential", "privileged", "intended recipient", "intended solely", "intended only", "intended for the use", "intended for the addressee", "intended for the person", "intended for the named",
    "vertraulich", "rechtlich geschützt", "adressaten", "confidentiel",
    "destinataire", "confidencial", "destinatari", "riservat", "vertrouwelijk", "geadresseerde", "fortrolig",
    "konfidensiel", "konfidentiel", "luottamuksel", "poufn", "důvěrn", "конфиденциальн", "机密", "保密", "機密", "秘密", "기밀",
];

/// Beginnings of paragraphs that are a notice by themselves.
pub(super) const NOTICES: &[&str] = &[
    "confidentiality notice", "confidentiality note:", "legal disclaimer", "email disclaimer",
    "please consider the environment", "think before you print", "think before printing", "before printing this", "before you print", "this email has been checked for viruses",
    "denken sie an die umwelt", "bitte prüfen sie, ob diese mail", "pensez à l'environnement", "antes de imprimir",
    "prima di stampare", "denk aan het milieu", "tænk på miljøet", "tänk på miljön", "virus-free.", "virenfrei.",
    "garanti sans virus", "libre de virus", 
    "you received this message because you are", "you are receiving this because", "to unsubscribe from this group",
    "sitz der gesellschaft", "handelsregister", "geschäftsführer:", "amtsgericht ",
];
