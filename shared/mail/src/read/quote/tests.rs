use proptest::prelude::*;

use super::{super::looks, *};

/// Attributions, one a line, `|` where the program broke it: every language, every order of date, name and address.
const ATTRIBUTIONS: &str = include_str!("tests/attributions.txt");
/// Outlook's header blocks, parted by blank lines.
const HEADER_BLOCKS: &str = include_str!("tests/header_blocks.txt");

fn sample(name: &'static str) -> impl Iterator<Item = &'static str> {
    name.split('\n').filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[test]
fn an_attribution_cuts_what_follows_in_every_language() {
    for line in sample(ATTRIBUTIONS) {
        let wrapped = line.replace('|', "\n");
        assert_eq!(new_text(&format!("Gerne!\n\n{wrapped}\n\nunsubscribe here")), "Gerne!", "{line}");
        let bottom = format!("{wrapped}\n\n> unsubscribe here\n> Ann\n\nGerne!");
        assert_eq!(new_text(&bottom), "Gerne!", "{line}");
    }
}

#[test]
fn a_header_block_cuts_what_follows_in_every_language() {
    for block in HEADER_BLOCKS.split("\n\n").map(str::trim).filter(|block| !block.is_empty()) {
        assert_eq!(new_text(&format!("Gerne!\n\n{block}\n\nunsubscribe here")), "Gerne!", "{block}");
        let ruled = format!("Gerne!\n________________________________\n{block}\n\nunsubscribe here");
        assert_eq!(new_text(&ruled), "Gerne!", "{block}");
    }
}

#[test]
fn a_title_cuts_what_follows() {
    for title in [
        "-----Original Message-----",
        "----- Ursprüngliche Nachricht -----",
        "---------- Forwarded message ---------",
        "-------- Message d’origine --------",
        "-------- Пересылаемое сообщение --------",
        "*-----Mensaje original-----*",
        "------------------ 原始邮件 ------------------",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
        "##- Please type your reply above this line -##",
    ] {
        assert_eq!(new_text(&format!("Gerne!\n\n{title}\n\nunsubscribe here")), "Gerne!", "{title}");
    }
}

#[test]
fn a_signature_is_cut() {
    for signature in [
        "-- \nAda\nAcme",
        "--\nAda",
        "___\nAda Lovelace\nAcme",
        "—\nReply to this email directly",
        "Best regards,\nAda",
        "Mit freundlichen Grüßen\n\nAda Lovelace\nAcme GmbH",
        "Kind regards, Ada",
        "Cordialement,",
        "Thanks,\nAda Lovelace",
        "Med vänliga hälsningar\nAda",
        "С уважением,\nАда",
        "Ada Lovelace\nHead of Shops\n+49 30 1234567\nwww.acme.example",
        "Sent from my iPhone",
        "Sent from my mobile device, please excuse brevity and any typos I may have made today",
        "Von meinem iPhone gesendet",
        "Get Outlook for iOS<https://aka.example/x>",
        "Envoyé de mon iPhone",
        "Lähetetty iPhonesta",
        "This e-mail and any attachments are confidential and intended solely for the addressee.",
        "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.",
        "-Ada",
    ] {
        assert_eq!(new_text(&format!("Gerne!\n\n{signature}\n")), "Gerne!", "{signature}");
        let above_quote = format!("Gerne!\n\n{signature}\n\nOn 22 Nov 2026, Ann <ann@x.example> wrote:\n> Hi");
        assert_eq!(new_text(&above_quote), "Gerne!", "{signature}");
    }
}

#[test]
fn a_short_answer_above_an_attribution_is_no_part_of_it() {
    let attribution = "ne 22. 11. 2026 v 10:00 odesílatel Ann <ann@x.example> napsal:";
    assert_eq!(new_text(&format!("v.\n\n{attribution}\n> Hi")), "v.");
    assert_eq!(new_text(&format!("Am 3. Mai.\n\n{attribution}\n> Hi")), "Am 3. Mai.");
}

#[test]
fn a_postscript_beneath_a_signature_stays() {
    assert_eq!(new_text("Gerne!\n\nBest regards\nAda\n\nPS: after Tuesday\n"), "Gerne!\n\nPS: after Tuesday");
}

#[test]
fn what_a_server_wrapped_out_of_a_quote_is_no_answer() {
    let quoted = "> We have looked at this for you very closely indeed, and would like\nto talk about it.\n> Ann";
    assert_eq!(new_text(&format!("Gerne!\n\nOn 22 Nov 2026 Ann wrote:\n{quoted}")), "Gerne!");
}

#[test]
fn answers_beneath_and_between_quotes_stay() {
    let below = "On 22 Nov 2026, Ann <ann@x.example> wrote:\r\n> Shall we talk?\r\n> Ann\r\n\r\nYes, Tuesday.\r\n";
    assert_eq!(new_text(below), "Yes, Tuesday.");
    let between = "On 22 Nov 2026 Ann wrote:\n\n> How many shops?\nTwo.\n> Which town?\nSampletown.";
    assert_eq!(new_text(between), "Two.\nSampletown.");
}

#[test]
fn plain_sentences_that_resemble_marks_stay() {
    for text in [
        "On Monday we met and he wrote: yes",
        "From: Berlin\nI write to you.",
        "Am I right?\nYou wrote so",
        "a -- b",
        "Give him my regards",
        "Sent from Berlin, it arrived in Munich only after three long weeks.",
        "Please write to:\n\nbob@acme.example\n+49 30 1234567",
        "Thanks",
        "Thanks,\nlet us talk",
        "Cheers!",
        "This message is intended as a clear no.",
        "Hi Ann,\n\nThis email was clearly intended for the sales team.",
        "Hallo,\n\nwoher haben Sie das? Aus dem Handelsregister?",
        "Ce n'est pas moi.\n\nCe message n'est pas au bon destinataire.",
        "Sorry.\n\nSent by mistake.",
        "You should contact my colleague.\n\nBob Smith\nHead of Shops\nbob@acme.example",
        "He said on the phone at 10:30: yes\n\nSo yes:\n- first\n- second",
        "In her mail of 3 May 2026 she wrote:\n\"no\"\n\nI say yes.",
        "On 3 May I wrote to you.\n\nPlease answer.",
        "Original Message",
    ] {
        assert_eq!(new_text(text), text);
    }
}

#[test]
fn the_line_a_phone_adds_is_cut() {
    assert_eq!(new_text("Ja\n\nVon meinem iPhone gesendet\n"), "Ja");
    assert_eq!(new_text("Ja\nSent from my iPhone\n\n> Hi"), "Ja");
}

#[test]
fn new_text_is_capped_between_characters() {
    assert_eq!(new_text(&"ä".repeat(20_000)).len(), MAX_NEW_BYTES);
}

fn n_looks(body: &str) -> usize {
    looks::n_looks(|| new_text(body))
}

/// What makes the reader look ahead, each repeated to a mail of its own.
const HOSTILE: &[&str] = &[
    "On 22 Nov 2026\n",
    "On 22 Nov 2026\n\n",
    "a@x.example:\n",
    "From: a\n",
    "Sent: a\n",
    "From: a\nSent: b\n\n\n\n",
    "a\n---\n",
    "a\n___\n\n\n\n\n",
    "a\nRegards\n\n\n\n",
    "a\n\nThanks\nAda\n",
    "________________________________\n\n",
    "a\n\nAda Lovelace\nAcme\n+49 30 1234567\n",
    "> a\n",
    "> a\nb\n",
    "\n",
];

#[test]
fn twice_the_mail_takes_twice_the_looks() {
    for piece in HOSTILE {
        assert!(grows_linearly(piece, 60), "{piece:?}");
    }
}

/// Whether from twice to four times the mail adds but twice what from once to twice adds, ends aside.
fn grows_linearly(piece: &str, n: usize) -> bool {
    let [once, twice, fourfold] = [n, 2 * n, 4 * n].map(|n| n_looks(&piece.repeat(n)));
    fourfold - twice <= 2 * (twice - once) + 2000
}

proptest! {
    #[test]
    fn no_quoted_line_is_ever_kept(
        text in "([a-z ]{0,12}|>|--|-- |On |wrote:|a@b 1|From: |Sent: |To: |\n|\r\n){0,40}",
    ) {
        prop_assert!(!new_text(&text).lines().any(|line| Line::new(line).is_quoted()));
    }

    #[test]
    fn a_quote_beneath_changes_nothing(
        text in "[a-z ,.!?äé]{1,60}(\n[b-c ,.!?äé]{0,60}){0,5}",
        attribution in prop::sample::select(sample(ATTRIBUTIONS).collect::<Vec<_>>()),
        quoted in "(> [a-z ,.!?]{0,40}\n){1,6}",
    ) {
        let wrapped = attribution.replace('|', "\n");
        prop_assert_eq!(new_text(&format!("{text}\n\n{wrapped}\n{quoted}")), new_text(&text));
        prop_assert_eq!(new_text(&format!("{text}\n\n{quoted}")), new_text(&text));
    }

    #[test]
    fn text_without_any_mark_is_kept(text in "[a-z ,.!?äé]{1,60}(\n[b-c ,.!?äé]{0,60}){0,5}") {
        prop_assume!(!text.lines().any(|line| signature::is_device_line(&Line::new(line))));
        let kept: Vec<&str> = text.lines().map(str::trim_end).collect();
        let kept = kept.join("\n");
        prop_assert_eq!(new_text(&text), kept.trim());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_mixture_takes_more_than_linear_looks(pieces in prop::collection::vec(prop::sample::select(HOSTILE), 1..12)) {
        let piece = pieces.concat();
        prop_assert!(grows_linearly(&piece, 10));
    }
}
