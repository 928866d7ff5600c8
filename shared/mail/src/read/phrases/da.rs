//! Danish.

use super::{Language, Sign::*, Strength::*, row};

pub(super) const DANISH: Language = Language {
    name: "Danish",
    negations: "ikke|ikkje|aldri|aldrig|ingen|intet|ingenting|uden|uten|nej|nei|næppe|neppe|hvis|om",
    negations_after: "ikke|ikkje|aldri|aldrig",
    harmless: &[
        "ingen problem*",
        "ikke noget|noe problem",
        "intet problem",
        "hvorfor|kvifor ikke|ikkje",
        "ikke ..3 bare|kun|dårlig|dumt|værst|verst|tosset|ille|galt|uinteressant",
        "kan ikke vente",
        "ingen indvendinger|innvendinger",
        "uden|uten tvivl|tvil|problemer",
        "ikke noget|noe imod|imot",
        "ikke vent",
        "om|hvis du|i|dere vil|ønsker|mulig",
    ],
    contrasts: "men|dog|derimod|derimot|desværre|dessverre|beklageligvis|likevel|alligevel",
    conjunctions: "og|eller|for|så|fordi",
    courtesies: "tak|takk|venligst|vennligst|hej|hei|mvh|hilsen|med|venlig|vennlig|mig|meg|os|oss|nu|nå|straks|så|\
    meget|mye|for|ok|okay|er|vi|jeg|det|gerne|gjerne|men|desværre|dessverre|mails|mail|den|denne|her|listen|liste|fra|\
    på",
    greetings: "hej|hei|hallo|god|goddag|kære|kjære|heisann|hejsa|mojn",
    rows: &[
        row(
            Legal,
            Sure,
            &[
                "datatilsynet",
                "forbrugerombudsmanden|forbrukertilsynet|forbrukerombudet|markedsføringsloven",
                "min|vores|vår|vår advokat*|jurist*",
                "anmeld*|anmelder|politianmeld* ..3 jer|dig|dette|dere|deg|til",
                "retslige|rettslige|juridiske skridt|steg|tiltak",
                "bryter|overtræder|strider|i ..2 gdpr|loven|markedsføringsloven",
                "ulovligt|ulovlig",
                "klage ..2 til|på",
                "klager jer|dere ..2",
            ],
        ),
        row(
            Erasure,
            Sure,
            &[
                "slet|slett|fjern|sletting|sletning ..5 data|oplysninger|opplysninger|persondata|personopplysninger|\
                personoplysninger",
                "retten til at|å bli*|blive glemt",
                "artikel|artikkel 17",
                "data|oplysninger|opplysninger ..4 slettet|slettes",
            ],
        ),
        row(
            Unsubscribe,
            Sure,
            &[
                "fjern|fjerne|slet|slette|slett|stryk|afmeld|avmeld|frameld mig|meg|os|oss|min|mitt|vår|vores|\
                denne ..5",
                "ta|tag bort mig|meg|os|oss|min|denne ..3",
                "meld mig|meg|os|oss ..1 af|av|fra",
                "tag|ta ..2 mig|meg|os|oss ..2 af|av|bort|fra|ut|vekk",
                "fra|af|av ..1 jeres|din|deres|listen|denne|mailinglisten|nyhedsbrevet ..2 liste*|mailliste*|\
                mailingliste*|database|register|nyhedsbrev*|nyhetsbrev*|epostliste*",
                "afmeld*|avmeld*|frameld* ..2 mig|meg|tak|takk|fra|venligst|vennligst",
                "ønsker|vil ..2 afmeld*|avmeld*|frameld*",
                "ikke|ikkje ..3 have|ha|få|modtage|motta|kontaktes|kontakt*|høre|maile|skriv*|send* ..3 mails|mail|\
                epost|eposter|flere|mere|mer|fra|mig|meg|henvendelser|igen|igjen|noget|noe",
                "ikke kontakt*|skriv*|send*|ring* ..2 mig|meg|os|oss|igen|igjen|mere|mer|flere",
                "ingen|ikke flere|flere ..1 mails|mail|eposter|henvendelser|beskeder|meldinger|reklame",
                "ingen reklame|spam|markedsføring",
                "stop|stopp|hold|slutt|slut ..2 med|sende|skrive|maile|kontakte|spamme|op|opp|å|at ..2",
                "kontakt|skriv|send|ring|mail ..2 ikke|aldri|aldrig ..2",
                "lad|la mig|meg|os|oss ..1 være|fred|i",
                "i fred",
                "dette|det er spam|søppelpost",
                "trækker|trekker ..3 samtykke ..1",
                "blokker* ..2",
                "lat meg",
                "skrid",
                "forsvind|forsvinn",
                "frabe* ..2",
                "frabeder|frabed mig|os",
            ],
        ),
        row(
            Unsubscribe,
            Strong,
            &[
                "aldrig|aldri ..3 samtyk*|tilmeldt|meldt|godkendt|bedt",
                "uden|uten ..1 samtykke|tilladelse|tillatelse",
                "^ spam $",
            ],
        ),
        row(
            Unsubscribe,
            Sure,
            &[
                "= stop|stopp|afmeld|avmeld|frameld|afmelding|avmelding|slet|slett|fjern|unsubscribe|meld|slutt|\
                framelding|avslutt",
                "= meld av|af|fra",
                "= ikke flere",
                "= ta bort",
            ],
        ),
        row(
            Absence,
            Strong,
            &[
                "ikke på kontoret",
                "er|har ..3 ferie|orlov|permisjon|bortrejst|bortreist|fraværende|barsel|sykmeldt",
                "på ferie til|frem|fra|og|t",
                "tilbage|tilbake ..2 den|på|igen|igjen",
                "fravær* til|fra",
                "begrænset|begrenset adgang|tilgang",
                "ved hastesager|akutte|presserende",
            ],
        ),
        row(
            Receipt,
            Strong,
            &[
                "har|vi modtaget|mottatt ..1 din|ditt|jeres|deres ..1",
                "din|ditt ..1 henvendelse|forespørgsel|forespørsel|sag|sak|besked|mail ..3 modtaget|mottatt|\
                registreret|registrert",
                "sagsnummer|saksnummer",
                "automatisk ..2",
                "autosvar|autoreply",
                "kan ikke besvares",
                "ikke svar på|svar ikke",
                "vender|kommer tilbage|tilbake ..3 hurtigst|snarest|inden|innen",
                "inden|innen for? ..2 hverdage|virkedager|timer|arbejdsdage|arbeidsdager",
            ],
        ),
        row(
            Left,
            Strong,
            &[
                "arbejder|jobber|arbeider|er ..2 ikke ..2 længere|lenger|her|hos",
                "ikke længere|lenger ..2",
                "har ..2 sluttet|forladt|forlatt|stoppet|fratrådt",
                "sluttet|stoppet hos|i|her",
                "gået på pension|pensjon",
                "gått av",
                "ikke ansat|ansatt",
            ],
        ),
        row(
            Referral,
            Sure,
            &[
                "forkert|feil person|afdeling|avdeling|adresse|kontakt|mand|mann",
                "ikke ..1 rette|riktige|riktig|rigtige person|kontakt|afdeling|avdeling|kontaktperson",
                "ikke ..1 ansvarlig*",
                "ikke ..1 mit|mitt|min bord|område|ansvar|opgave|oppgave",
                "ikke mig|meg der|som",
            ],
        ),
        row(
            Referral,
            Strong,
            &[
                "kontakt|spørg|spør|snakk|snak|skriv|henvend|prøv|tal|ring ..4 <mail>|kollega*|chef*|sjef*|<name>|\
                indkøb|innkjøp",
                "henvend dig|jer|deg|dere",
                "videresend* ..3",
                "sender|sendt|giver|gir|sendte ..2 videre",
                "er|hedder|heter ..5 der|som ..1 står|tager|tar|håndterer|bestemmer|beslutter|styrer|ansvar*|har",
                "ansvarlig* ..1 er|for",
                "er det ..3 som|der",
                "min|vores|vår kollega|chef|sjef|leder|direktør ..4",
                "rette|riktig* person ..2 er",
                "på cc|kopi",
                "efterfølger|etterfølger",
                "hovedkontoret ..2",
                "besluttes|bestemmes|styres|håndteres af|av|på|centralt|sentralt",
            ],
        ),
        row(
            NotNow,
            Sure,
            &[
                "ikke ..2 nu|nå|lige|akkurat|øjeblikket|øyeblikket|tiden|endnu|ennå|enda|idag|dag|år",
                "lige|akkurat nu|nå ..2 ikke|nej|nei",
                "for|i øjeblikket|øyeblikket|tiden ..2 ikke|nej|nei|ingen",
                "måske|kanskje|muligvis|eventuelt ..2 senere|næste|neste|i|efter|etter|til ..1",
                "senere ..2 måske|kanskje|i|på",
                "en anden|annen gang",
                "et senere|anden|annet tidspunkt",
                "på et senere",
                "vend|kom|kontakt|skriv|ring|spørg|spør|prøv|hør|mind|minn|ta|tag|send ..6 januar|februar|marts|mars|\
                april|maj|mai|juni|juli|august|september|oktober|november|december|desember|efterår*|høst*|sommer*|\
                vinter*|forår*|våren|år|året|kvartal*|måned*|senere|igen|igjen|q1|q2|q3|q4|årsskiftet|ferien|jul|\
                påske|nytår|nyttår|nyåret",
                "mind|minn mig|meg|os|oss ..4",
                "hvis|om|når du|dere|i minner|minder|påminder mig|meg|os|oss ..4",
                "januar|februar|marts|mars|april|maj|mai|juni|juli|august|september|oktober|november|december|\
                desember|efterår*|høst*|sommer*|vinter*|forår*|våren|år|året|kvartal*|måned*|senere|igen|igjen|q1|q2|\
                q3|q4|årsskiftet|ferien|jul|påske|nytår|nyttår|nyåret ..4 igen|igjen|tilbage|tilbake",
                "vend|vender|kom ..1 tilbage|tilbake ..1",
                "dårlig|dårligt timing|tidspunkt",
                "forkert|feil tidspunkt|timing",
                "for tidlig*",
                "budget*|budsjett* ..4 brugt|brukt|næste|neste|låst",
                "aftale|avtale|kontrakt ..4 til|løber|løper|udløber|utløper|ud|ut",
                "bundet",
                "næste|neste år|kvartal|måned|efterår|høst|forår|vår|sommer",
                "om ..2 måned*|uger|uker|år|halvt",
                "efter|etter ..2 sommeren|ferien|sommerferien|jul|nytår|nyttår|påske",
                "= senere",
                "= ikke nu|nå",
                "= måske|kanskje senere",
                "= næste|neste år",
                "på pause|is|vent",
                "afvente*|avvente*",
            ],
        ),
        row(NotNow, Weak, &["travlt|travelt", "har ikke tid", "midt i", "for tiden", "lige nu", "akkurat nå"]),
        row(
            Refusal,
            Sure,
            &[
                "ikke|ikkje ..3 interesser*|interessant|aktuelt|relevant|behov|brug|bruk|noget|noe|nødvendig|interesse",
                "ingen|intet|ikke ..1 interesse|behov",
                "trenger|behøver|søger|trænger ..2 ikke|ingen|intet",
                "har ..2 ikke|ingen ..3 behov|brug|bruk|råd|lyst|interesse|penge|penger|planer|budsjett|budget|noget|\
                noe|bruge|plads|plass",
                "nej|nei , tak|takk",
                "nej|nei tak|takk",
                "takker nej|nei",
                "siger|sier nej|nei",
                "tak|takk , men nej|nei",
                "men nej|nei",
                "^ nej|nei ..1 $",
                "^ nej|nei , ..1 tak|takk|vi|jeg|det|ikke|desværre|dessverre",
                "= nej|nei|niks|nix|aldrig|aldri|nope|næ",
                "= nej|nei tak|takk",
                "= ingen|ikke interesse|interesseret|interessert|behov|aktuelt",
                "afslå*|avslå*|takke nej|nei",
                "springer|hopper over",
                "passer ..2 ikke",
                "klarer|gør|gjør|ordner|løser|laver|håndterer ..4 selv|internt|egen|inhouse",
                "klarer os|oss ..3",
                "har ..2 det der|vi|som skal|trenger|behøver|har",
                "bliver|blir et? nej|nei",
                "melder|må ..2 pas|pass|nej|nei",
                "er ..2 dækket|dekket",
                "har|er ..3 noen|nogen|en som|der tar|tager|ordner|gør|gjør|hjelper|hjælper",
                "beholder|fortsetter|fortsætter|blir|bliver ..4 med|hos|ved",
                "dropper|sparer ..2 det|den",
                "tenker|tænker ikke ..3",
                "er ..1 tilfredse|fornøyd|fornøyde|glade",
                "for dyrt",
                "har ikke råd",
                "ikke ..1 budget|budsjett",
                "valgt ..3 anden|annen|andre|ikke|en",
                "spild af",
                "sløsing",
                "desværre|dessverre|beklager ..1 ikke|nej|nei",
                "ikke noget|noe for",
                "lukket|lagt ned ..2",
            ],
        ),
        row(
            Refusal,
            Weak,
            &[
                "har|bruger|bruker|samarbejder|samarbeider ..1 allerede",
                "allerede ..3 leverandør|bureau|byrå|partner|nogen|noen|løsning|aftale|avtale",
                "tilfredse|fornøyd|fornøyde|glade med|for",
            ],
        ),
        row(
            Meeting,
            Sure,
            &[
                "ring mig|meg|gerne|gjerne|til|på|os|oss ..2",
                "book|bestil|sett|aftal|avtal|planlæg|find|avtale|aftale|finn ..4 møde|møte|tid|samtale|opkald|\
                tidspunkt",
                "send|foreslå ..3 invitation|invitasjon|tid|tider|indkaldelse|innkalling|mødeforslag",
                "kan|skal|kunne vi ..3 mødes|møtes|snakke|tale|ses|snakkes|ta|tage ..1",
                "<day>|<time>|<date> ..3 passer|går|fungerer|ledig|kan|kl|klokken|fint",
                "passer|går|fungerer ..3 <day>|<time>|<date>|bedst|best|fint",
                "hvornår|når ..2 passer|ledig|kan|tid|har",
                "er ledig*|tilgængelig|tilgjengelig ..2",
                "<day> ..2 kl|klokken|klokka",
                "mit|mitt|min nummer|mobil|telefon|mobilnummer ..1 er|<phone>",
                "<day> efter|etter|før lunsj|frokost|middag",
                "kom|kig|stikk forbi|innom|indenom ..1",
                "snakkes|ses|tales <day>|på",
            ],
        ),
        row(
            Meeting,
            Strong,
            &[
                "gerne|gjerne ..3 møde|møte|samtale|snakke|tale|snak|prat|mødes|møtes|demo|opkald",
                "tage|ta|holde|aftale|avtale ..2 møde|møte",
                "en samtale|snak|prat",
                "tage|ta en kop|kaffe|prat|snak",
                "over telefon|teams|zoom",
                "en kop kaffe",
            ],
        ),
        row(
            Interested,
            Sure,
            &[
                "send|giv|gi|fortæl|fortell|vis|mail ..4 <material>|gerne|gjerne|endelig|over",
                "kan|kunne ..3 sende|få|maile|se|vise|lave|lage ..4 <material>",
                "vil|ønsker|må|kunne ..2 gerne|gjerne ..4 <material>|have|ha|få|se|høre|læse|lese|prøve",
                "hvad|hva ..1 skal|trenger|behøver|bruger i|du|dere ..5 fra|bruge|bruke|for|af|av",
                "hvordan ..2 prøver|bestiller|starter|begynder|begynner",
                "mere|mer info|information|informasjon|om|detaljer|materiale",
                "fortæl|fortell ..1 mere|mer",
                "hører|høre|vide|vite|lære gerne|gjerne? mere|mer",
                "ja , ..1 tak|takk|gerne|gjerne|vi|jeg|det|helt|send|meget|hvorfor",
                "ja tak|takk|gerne|gjerne",
                "= ja|jo|jepp|gerne|gjerne|absolut|absolutt|selvfølgelig|interesseret|interessert|helt|klart|jada|\
                definitivt|interesserte",
                "= ja? tak|takk",
                "= ja gerne|gjerne",
                "= meget|veldig gerne|gjerne",
                "= hvorfor ikke",
                "= lyder|høres godt|bra|spændende|spennende|interessant ut?",
                "= mere|mer info",
                "er|ville|kunne ..3 interesseret|interesserede|interessert|interesserte|nysgerrig*|nysgjerrig*",
                "lyder|høres ..2 godt|bra|spændende|spennende|interessant|fint|ud|perfekt|super|kult",
                "vil|ville|ønsker ..4 vide|vite|høre|se|lære|læse|lese mere|mer",
                "vil|ville|ønsker ..3 prøve|teste|bestille ..1",
                "hvordan ..2 kommer|går|gør|gjør vi ..2",
                "kør bare",
                "kjør på",
            ],
        ),
        row(
            Interested,
            Strong,
            &[
                "interessant|spændende|spennende|god idé|ide|tilbud|forslag|opplegg",
                "meget|veldig|svært interessant|spændende|spennende",
                "præcis|nøyaktig|akkurat|lige ..1 hva|hvad|det ..3 mangler|trenger|leder|leter|søger|brug",
                "leder|leter|søger ..2 efter|etter|noget|noe|en",
                "har brug for",
                "trenger ..1 hjelp|noe|noen|en",
                "god timing",
                "nysgerrig|nysgjerrig",
                "interesseret|interesserede|interessert|interesserte",
                "interesserer os|oss|mig|meg",
                "hvorfor ikke $",
                "gerne|gjerne",
                "åbne|åpne|åben|åpen for",
            ],
        ),
        row(
            Origin,
            Sure,
            &[
                "hvor|hvordan|hvorfra ..2 fik|fikk|har|fandt|fant|kommer|fået|fått ..4 min|mit|mitt|mine|vores|våre|\
                vår|oplysninger|mail|nummer",
                "hvem er|gav|ga|har du|i|dere|dig|jer|deg|dette|det",
                "kender|kjenner vi hinanden|hverandre",
                "er ..1 dette|det ..1 spam|svindel|bot|seriøst|ai",
                "hvilket|hvilken firma|selskap",
            ],
        ),
        row(
            Question,
            Strong,
            &[
                "hvad|hva koster|er|vil|bliver|blir ..1",
                "hvor meget|mye|mange|lang|lenge|længe",
                "^^ hvad|hva|hvordan|hvilke|hvilken|hvornår|når|hvor|hvorfor|kan|har|findes|finnes|virker|fungerer|\
                er i|du|dere|det|den|man|er|koster|mange|meget",
                "har et|et|en|noen|nogle spørgsmål|spørsmål",
                "lurer ..1",
                "kunne godt tænke at vide",
            ],
        ),
        row(
            Thanks,
            Strong,
            &[
                "tak*|takk*",
                "modtaget|mottatt|noteret|notert|ok|okay|forstået|forstått|fint|den er god",
                "skal ..1 kigge|se|læse|lese",
            ],
        ),
        row(
            Joke,
            Strong,
            &[
                "haha*|hihi*|hehe*|lol",
                "endnu|enda en|et ..2 mail|salgsmail|bureau|byrå|ekspert|sælger|selger",
                "sikke|for en overraskelse|held|glede|glæde",
                "lige det vi|jeg manglede",
                "i dine|jeres drømme",
                "spøg*|tuller|joke",
                "min hund|kat|katt|bestemor",
            ],
        ),
        row(Smalltalk, Strong, &["hvordan går|har det|du", "ikke sandt", "ikke sant"]),
        row(Refusal, Sure, &["giver|gir ..2 ingen mening", "for små til", "lukker butikken"]),
        row(Absence, Strong, &["holder ferie", "når jeg er tilbage"]),
        // However politely it is put.
        row(
            Unsubscribe,
            Sure,
            &[
                "helst ikke ..2 kontaktes|modtage|motta|få|have|ha",
                "slippe ..4 mail*|epost*|reklame*|henvendelser|meldinger|beskeder|flere",
                "ikke ..1 maile|skrive|kontakte|sende ..3 mere|mer|flere|igen|igjen|længere|lenger",
                "undgå|unngå|avstå|afstå ..3 sende|kontakte|skrive|maile",
            ],
        ),
        // No without the usual words.
        row(
            Refusal,
            Sure,
            &[
                "ellers|alligevel|likevel tak|takk",
                "tak|takk alligevel|likevel",
                "som det er $",
                "fortsetter|fortsætter ..3 som",
                "klarer|greier ..2 uden|uten",
                "har ..2 nok ..2 kunder|at|å|arbejde|arbeid",
                "tror ikke ..2 på",
                "besluttet|bestemt|valgt ..3 ikke|imod|imot",
                "nej|nei $",
            ],
        ),
        // What is said beside a no.
        row(Refusal, Weak, &["lykke til|lykke", "held og? lykke", "tak|takk ..6 men vi|jeg"]),
        // Asks for the next step.
        row(
            Interested,
            Sure,
            &[
                "hvad|hva|hvilke ..2 næste|neste skridt|steg",
                "hvad|hva skal|må vi|jeg ..3 gjøre|gøre|lave",
                "noget|noe for os|oss $",
            ],
        ),
        // To be phoned, a day with its hour.
        row(
            Meeting,
            Sure,
            &[
                "kan|kunne du|i|dere ..4 ringe",
                "<day>|<date> ..2 <time>|<number>",
                "tid|mulighed|mulighet til|for ..4 prat|telefon|samtale|snak|kaffe|møde|møte|opkald",
                "har du|i|dere tid ..6 ettermiddag|eftermiddag|formiddag|kveld|<day>|dag",
                "skal vi sige|si ..4",
            ],
        ),
        // A desk that answers when it can.
        row(
            Receipt,
            Strong,
            &["svarer ..3 så snart|hurtigt|hurtig|raskt|fort", "normalt|vanligvis|oftest|sædvanligvis inden|innen"],
        ),
        // Praise before a but, or just renewed.
        row(
            Refusal,
            Weak,
            &[
                "lyder|høres|flot|fint|bra|godt|spændende|spennende|interessant ..5 , men",
                "lige|akkurat|nettopp|netop|nylig ..3 fået|fått|gjort|lavet|laget|byttet|skiftet|skaffet|kjøpt|bygget",
            ],
        ),
        // After an event.
        row(NotNow, Sure, &["må|kan|får ..2 vente", "når ..6 færdig|ferdig|klar|overstået|over|på plads|plass"]),
        // Taken for somebody else.
        row(Referral, Strong, &["forkert|feil <name>", "du|i leder|leter|søger ..4 <name>"]),
        // Off the list.
        row(
            Unsubscribe,
            Sure,
            &[
                "lad|la være ..5",
                "reserverer|reservert|reservere mig|meg|os|oss",
                "ønsker ikke ..3 flere|reklame|markedsføring|henvendelser",
            ],
        ),
        // Scorn that asks.
        row(Refusal, Sure, &["hva|hvad skal jeg|vi ..3 med|til"]),
        // Whom to get hold of.
        row(
            Referral,
            Strong,
            &[
                "have|få|ta fat|fatt|tak i",
                "sidder|sitter ..2 med det|dette|den|slags",
                "du|i skal|bør|må ..3 snakke|tale|kontakte|skrive|ringe|have|henvende|ta ..2 med|til|i",
            ],
        ),
        // A day one can.
        row(Meeting, Sure, &["jeg|vi kan ..2 <day>|<time>|<date>", "<day> eller <day>"]),
        // As it is, it is good.
        row(
            Refusal,
            Sure,
            &[
                "godt|bra ..1 som det er",
                "har|samarbeider|samarbejder ..2 fast ..1 samarbejdspartner|samarbeidspartner|leverandør|byrå|bureau",
            ],
        ),
        // Who runs it.
        row(Referral, Strong, &["hun|han|hende|henne ..1 styrer|bestemmer|ordner|håndterer|ansvarlig"]),
        // Blocked.
        row(Unsubscribe, Sure, &["blokerer|blokeret|blokkerer|blokkert"]),
    ],
};
