#![cfg(test)]
//! Files as other programs write them, and what is read from them.

mod sheet;

use std::path::{Path, PathBuf};

use cam_gateways::csv_source::{CsvSource, OpenError};
use cam_ports::lead_source::{Field, LeadSource, Position, RawLead, RowProblem, SourceError, SourceRow};
use proptest::prelude::*;
use sheet::{ENCODINGS, Sheet};

fn fixture(name: &str) -> CsvSource {
    CsvSource::open(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn rows_of(source: &mut CsvSource, from: Position) -> Vec<SourceRow> {
    source.read(from).unwrap().map(Result::unwrap).collect()
}

fn rows(name: &str) -> Vec<SourceRow> {
    rows_of(&mut fixture(name), Position::default())
}

fn lead(row: &SourceRow) -> &RawLead {
    row.outcome.as_ref().unwrap()
}

#[track_caller]
fn assert_fields(row: &SourceRow, expected: &[(Field, &str)]) {
    let fields: Vec<(Field, &str)> = lead(row).fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
    assert_eq!(fields, expected);
}

#[track_caller]
fn assert_variables(row: &SourceRow, expected: &[(&str, &str)]) {
    let variables: Vec<(&str, &str)> =
        lead(row).variables.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(variables, expected);
}

#[test]
fn an_export_of_apollo_is_read() {
    let rows = rows("apollo.csv");
    assert_fields(
        &rows[0],
        &[
            (Field::Email, "ada@engines.example"),
            (Field::FirstName, "Ada"),
            (Field::LastName, "Byron"),
            (Field::Title, "Founder, CEO"),
            (Field::Seniority, "Founder"),
            (Field::Department, "C-Suite"),
            (Field::Company, "Analytical Engines"),
            (Field::CompanyDomain, "https://engines.example"),
            (Field::Industry, "computer software"),
            (Field::CompanySize, "42"),
            (Field::Revenue, "3500000"),
            (Field::Country, "United States"),
            (Field::Region, "Texas"),
            (Field::City, "Austin"),
            (Field::Linkedin, "http://www.linkedin.com/in/ada-example"),
            (Field::Phone, "+1 555 0100"),
            (Field::Signals, "funded"),
        ],
    );
    assert_variables(
        &rows[0],
        &[
            ("company_2", "Analytical Engines Inc."),
            ("company_country", "United States"),
            ("email_status", "Verified"),
            ("last_raised_at", "2026-03-01"),
            ("latest_funding", "Series A"),
        ],
    );
    assert_eq!(lead(&rows[1]).fields[&Field::Email], "karl@weiss.test");
}

#[test]
fn an_export_of_hubspot_is_read_and_its_opt_outs_are_kept() {
    let rows = rows("hubspot.csv");
    assert_eq!(lead(&rows[0]).fields[&Field::LegalBasis], "Legitimate interest – prospect/lead");
    assert_eq!(lead(&rows[0]).fields[&Field::TimeZone], "Europe/Dublin");
    assert_eq!(lead(&rows[0]).fields.get(&Field::OptedOut), None);
    assert_eq!(lead(&rows[1]).fields[&Field::OptedOut], "true");
    assert_eq!(lead(&rows[1]).fields[&Field::LastName], "de Vries");
}

#[test]
fn linkedins_notes_above_its_header_are_passed_over_but_count_as_rows() {
    let rows = rows("linkedin_connections.csv");
    assert_fields(
        &rows[0],
        &[
            (Field::Email, "ines@atelier.example"),
            (Field::FirstName, "Inès"),
            (Field::LastName, "Morel"),
            (Field::Title, "Fondatrice"),
            (Field::Company, "Atelier Morel"),
            (Field::Linkedin, "https://www.linkedin.com/in/ines-example"),
        ],
    );
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [5, 6]);
    assert_eq!(rows[1].outcome, Err(RowProblem::NoEmail));
    assert_eq!(rows[1].cells.get(1), Some("Hale"));
}

#[test]
fn a_list_of_the_sales_navigator_is_read() {
    assert_fields(
        &rows("sales_navigator.csv")[0],
        &[
            (Field::Email, "sofia@nordljus.example"),
            (Field::FullName, "Sofia Lindqvist"),
            (Field::Title, "CMO"),
            (Field::Company, "Nordljus AB"),
            (Field::CompanyDomain, "nordljus.example"),
            (Field::CompanySize, "51-200"),
            (Field::Location, "Stockholm, Sweden"),
            (Field::Linkedin, "https://www.linkedin.com/sales/lead/x"),
            (Field::Signals, "job_change,!active"),
        ],
    );
}

#[test]
fn an_export_of_pipedrive_is_read() {
    let rows = rows("pipedrive.csv");
    assert_fields(
        &rows[0],
        &[
            (Field::Email, "lukas@alpen.test"),
            (Field::FullName, "Lukas Huber"),
            (Field::Company, "Alpen Software"),
            (Field::Country, "Austria"),
            (Field::Phone, "+43 1 5550"),
        ],
    );
    assert_variables(&rows[0], &[("deal_value", "12.000,00")]);
    assert_eq!(lead(&rows[1]).fields[&Field::Email], "eva@home.example");
    assert_eq!(lead(&rows[1]).fields[&Field::OptedOut], "true");
}

#[test]
fn a_german_sheet_in_windows_1252_is_read() {
    let mut source = fixture("handmade_german.csv");
    assert_eq!(source.dialect(), (';', "windows-1252"));
    let rows = rows_of(&mut source, Position::default());
    assert_fields(
        &rows[0],
        &[
            (Field::Email, "juergen@suess.test"),
            (Field::Salutation, "Frau"),
            (Field::FirstName, "Jürgen"),
            (Field::LastName, "Müßig"),
            (Field::Company, "Bäckerei \"Süß\""),
            (Field::Industry, "Lebensmittel"),
            (Field::CompanySize, "12"),
            (Field::Country, "Deutschland"),
            (Field::LegalBasis, "consent"),
            (Field::Signals, "hiring,!decision_maker"),
        ],
    );
    assert_eq!(lead(&rows[0]).variables["grosstes_problem"], "Zu wenig\r\nAnfragen");
    assert_eq!(lead(&rows[1]).fields[&Field::Company], "Größe €urop");
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn a_french_sheet_in_utf16_is_read() {
    let mut source = fixture("handmade_french.csv");
    assert_eq!(source.dialect(), (';', "UTF-16LE"));
    assert_fields(
        &rows_of(&mut source, Position::default())[0],
        &[
            (Field::Email, "zoe@coeur.example"),
            (Field::FirstName, "Zoé"),
            (Field::LastName, "Lefèvre"),
            (Field::Title, "Directrice marketing"),
            (Field::Company, "Cœur & Fils"),
            (Field::Industry, "Conseil"),
            (Field::CompanySize, "20"),
            (Field::Country, "France"),
            (Field::Phone, "+33 1 55"),
            (Field::Signals, "active"),
        ],
    );
}

#[test]
fn a_spanish_sheet_in_utf16_without_a_mark_is_read() {
    let mut source = fixture("handmade_spanish.csv");
    assert_eq!(source.dialect(), ('|', "UTF-16BE"));
    assert_fields(
        &rows_of(&mut source, Position::default())[0],
        &[
            (Field::Email, "inigo@pena.example"),
            (Field::FirstName, "Íñigo"),
            (Field::LastName, "Peña Ruiz"),
            (Field::Title, "Gerente"),
            (Field::Company, "Peña y Hijos"),
            (Field::Country, "España"),
            (Field::Signals, "budget"),
            (Field::Notes, "Habla \"mañana\""),
        ],
    );
}

#[test]
fn the_same_sheet_says_the_same_in_every_encoding_separator_and_newline() {
    let sheet = Sheet::new(&["E-Mail", "Größe, ca.", "Notes"])
        .row(&["ada@engines.example", "groß; \"sehr\"", "line\nbreak"])
        .row(&["", "", ""])
        .row(&["bo@engines.example", "klein | fein\tund mein", ""]);
    let expected: Vec<Vec<String>> = sheet.rows_that_are_not_blank();
    for encoding in ENCODINGS {
        for delimiter in [',', ';', '\t', '|'] {
            for newline in ["\n", "\r\n", "\r"] {
                let file = sheet.write(encoding, delimiter, newline);
                let mut source = CsvSource::open(file.path()).unwrap();
                assert_eq!(source.dialect().0, delimiter, "{encoding:?} {newline:?}");
                let rows = rows_of(&mut source, Position::default());
                let cells: Vec<Vec<String>> =
                    rows.iter().map(|row| row.cells.iter().map(str::to_owned).collect()).collect();
                assert_eq!(cells, expected, "{encoding:?} {delimiter:?} {newline:?}");
                assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 4]);
            }
        }
    }
}

#[test]
fn the_same_contents_have_the_same_identity_wherever_they_lie() {
    let sheet = Sheet::new(&["Email"]).row(&["ada@engines.example"]);
    let etag = |sheet: &Sheet| {
        let file = sheet.write(sheet::Encoding::Utf8, ',', "\n");
        CsvSource::open(file.path()).unwrap().identity().etag.clone()
    };
    assert_eq!(etag(&sheet), etag(&sheet));
    assert_ne!(etag(&sheet), etag(&sheet.clone().row(&["bo@engines.example"])));
}

fn open(contents: &[u8]) -> Result<CsvSource, OpenError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), contents).unwrap();
    CsvSource::open(file.path())
}

fn message(contents: &[u8]) -> String {
    open(contents).unwrap_err().to_string()
}

#[test]
fn what_is_no_lead_file_is_refused_with_a_way_to_mend_it() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(CsvSource::open(&dir.path().join("none.csv")), Err(OpenError::NoSuchFile { .. })));
    assert!(matches!(CsvSource::open(dir.path()), Err(OpenError::NotAFile { .. })));
    assert!(matches!(CsvSource::open(Path::new("/dev/null")), Err(OpenError::NotAFile { .. })));
    for empty in [b"".as_slice(), b"\xEF\xBB\xBF", b"\r\n\r\n", b",,\n"] {
        assert!(matches!(open(empty), Err(OpenError::Empty { .. })), "{empty:?}");
    }
    assert!(message(b"PK\x03\x04rest").contains("save it as CSV"));
    assert!(message(b"<!DOCTYPE html><table>").contains("save it as CSV"));
    let noise: Vec<u8> = (0..4000_u32).map(|n| (n * 7919 % 251) as u8).collect();
    assert!(matches!(open(&noise), Err(OpenError::Binary { .. })));
}

#[test]
fn a_header_without_an_address_column_is_shown_with_the_names_that_would_do() {
    let text = message(b"Name;Firma;Ort\nAda;Engines;Bern\n");
    assert!(text.contains("Name, Firma, Ort") && text.contains("Work Email"), "{text}");
}

#[test]
fn a_file_that_begins_with_a_lead_is_refused_without_showing_the_lead() {
    let text = message(b"Ada,ada@engines.example,Bern\n");
    assert!(text.contains("no header row") && !text.contains("engines"), "{text}");
}

#[test]
fn a_position_behind_the_end_belongs_to_another_file() {
    let mut source = open(b"Email\nada@engines.example\n").unwrap();
    let behind = Position { byte_offset: 1000, row: 9 };
    let error = source.read(behind).err().unwrap();
    assert!(matches!(error, SourceError::OutsideSource { length: 26, .. }));
    let (told, list) = (error.to_string(), source.identity());
    assert!(told.contains(&list.mark()) && !told.contains(&list.name), "{told}");
}

#[test]
fn a_broken_row_is_given_back_with_its_reason_and_the_next_one_is_read() {
    let text =
        b"Email,Name\n\"a@x.example,Ada\nb@x.example,Bo\n,Cy\nd@x.example,D\0\ne@x.example,E,extra\nf@x.example,F";
    let rows = rows_of(&mut open(text).unwrap(), Position::default());
    let problems: Vec<Option<RowProblem>> = rows.iter().map(|row| row.outcome.clone().err()).collect();
    assert_eq!(
        problems,
        [
            Some(RowProblem::UnbalancedQuote),
            None,
            Some(RowProblem::NoEmail),
            Some(RowProblem::NotText),
            Some(RowProblem::TooManyCells { expected: 2, found: 3 }),
            None,
        ]
    );
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
}

#[test]
fn a_surrogate_that_is_torn_at_the_end_belongs_to_the_last_row() {
    let mut bytes = sheet::Encoding::Utf16LeWithMark.bytes("Email,Note\nada@engines.example,");
    bytes.extend([0, 216, 0]);
    let mut source = open(&bytes).unwrap();
    let all = rows_of(&mut source, Position::default());
    assert_eq!(all.len(), 1);
    assert_eq!(rows_of(&mut source, all[0].next), []);
}

fn any_text() -> impl Strategy<Value = String> {
    "[a-zäß€@ \"\r\n,;\t=]{0,12}"
}

proptest! {
    #[test]
    fn reading_on_from_any_row_yields_exactly_the_rest(
        cells in prop::collection::vec((any_text(), any_text()), 0..12),
        encoding in prop::sample::select(&ENCODINGS[..]),
        delimiter in prop::sample::select(&[',', ';', '\t', '|'][..]),
        newline in prop::sample::select(&["\n", "\r\n", "\r"][..]),
    ) {
        let sheet = cells.iter().fold(Sheet::new(&["Email", "Note"]), |sheet, (left, right)| sheet.row(&[left, right]));
        let file = sheet.write(encoding, delimiter, newline);
        let mut source = CsvSource::open(file.path()).unwrap();
        let all = rows_of(&mut source, Position::default());
        for (row, n_before) in all.iter().zip(1..) {
            prop_assert_eq!(&rows_of(&mut source, row.next)[..], &all[n_before..]);
        }
        let length = std::fs::metadata(file.path()).unwrap().len();
        prop_assert!(all.iter().all(|row| row.next.byte_offset <= length && row.next.row == row.row));
        let cells: Vec<Vec<String>> = all.iter().map(|row| row.cells.iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(cells, sheet.rows_that_are_not_blank());
    }

    #[test]
    fn reading_on_is_exact_in_broken_files_too(
        body in "[a,'=@\"\r\né€🦀]{0,60}\u{0}?[a,@\"\r\né]{0,20}",
        damage in prop::collection::vec(any::<u8>(), 0..6),
        encoding in prop::sample::select(&ENCODINGS[..]),
    ) {
        let mut bytes = encoding.bytes(&format!("Email,Note\nada@engines.example,{body}"));
        bytes.extend(damage);
        let mut source = open(&bytes).unwrap();
        let all = rows_of(&mut source, Position::default());
        for (row, n_before) in all.iter().zip(1..) {
            prop_assert_eq!(&rows_of(&mut source, row.next)[..], &all[n_before..]);
        }
    }
}
