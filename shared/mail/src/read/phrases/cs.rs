//! Czech.

use super::{Language, Sign::*, Strength::*, row};

pub(super) const CZECH: Language = Language {
    name: "Czech",
    negations: "ne|nechci|bez",
    negations_after: "",
    harmless: &[],
    contrasts: "",
    conjunctions: "",
    courtesies: "",
    greetings: "",
    rows: &[row(
        Unsubscribe,
        Sure,
        &[
            "prosím|prosim ..1 odhlásit|vyřadit|odstranit|vymazat|smazat|odhlašte|vyřaďte|neposílejte|nekontaktujte",
            "odhlaste|odhlašte|vyřaďte|vyradte|odstraňte|odstrante|vymažte|vymazte|smažte|odhlásit|vyřaďte ..1 mě|me|nás|mne|můj|moji|adresu|z|ze ..2",
            "odhlásit ..1 z|odběr ..1",
            "nechci|nepřeji|nepreji|nemám ..3 dostávat|emaily|maily|zprávy|nabídky|kontaktov*|kontaktován",
            "neposílejte|neposilejte|nepište|nepiste|nekontaktujte|nevolejte|nezasílejte|nezasilejte ..3",
            "přestaňte|prestante ..2",
            "nechte mě|nás|mne",
            "odvolávám souhlas",
            "nesouhlasím ..3",
            "vymaž*|smaž* ..2 údaje|data",
            "= stop",
            "= odhlásit",
            "= odhlasit",
            "= odhlaste",
            "= odhlašte mě",
            "= vyřadit",
            "= neposílat",
            "= dost",
            "= odhlášení",
            "= odstranit",
        ],
    )],
};
