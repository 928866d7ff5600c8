//! The rows that were not taken in, in a file that a person can open, mend and give back as a source.
//!
//! CSV in UTF-8 with a byte order mark (so that Excel shows umlauts): the row's number, the reason, and the cells as they
//! stand in the source under its own headers. No cell can act as a formula.

use std::{
    borrow::Cow,
    fs::File,
    io::{self, Cursor, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use cam_ports::{
    error::BoxError,
    lead_source::{Cells, RejectedRow},
    reject_store::RejectsText,
};

use crate::{
    csv_source::{encoding::Encoding, rows::RowReader},
    files::{create_private_dir, private_file, sync_dir},
    spreadsheet::guarded,
};

const MARK: &str = "\u{FEFF}";
/// What a rejected row may take up at most, so that it stays readable for spreadsheets (32,767 characters a cell) and, with
/// every quote doubled and every guard put in, for [`RowReader`].
const CELL_BUDGET: usize = 30_000;
const ROW_BUDGET: usize = 256 * 1024;

/// The rejects of one source. Rows are only ever added, in ascending order.
#[derive(Debug)]
pub struct RejectsFile {
    path: PathBuf,
    columns: Cells,
    /// The length up to the last row that is whole; 0 as long as there is no file.
    length: u64,
    last_row: u64,
}

impl RejectsFile {
    /// Looks at what a file already holds; `columns` are the headers of the source.
    ///
    /// Creates and changes nothing. A last row that a crash left torn is cut off by the next [`append`](Self::append).
    pub fn open(path: &Path, columns: &Cells) -> Result<Self, RejectsError> {
        let mut rejects = Self { path: path.to_owned(), columns: columns.clone(), length: 0, last_row: 0 };
        let outcome = match File::open(path) {
            Ok(file) => rejects.look_through(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Ours),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(Found::Ours) => Ok(rejects),
            Ok(Found::Foreign) => Err(RejectsError::Foreign { path: rejects.path }),
            Err(source) => Err(RejectsError::Unreadable { path: rejects.path, source }),
        }
    }

    /// Adds the rows that come after the last one written, and returns how many these were.
    ///
    /// Rows up to the last one written are passed over, so a redelivered task may bring the same rows again. What was
    /// added is on disk when this returns; after an error nothing counts as written, and the same call may be repeated.
    pub fn append(&mut self, rows: &[RejectedRow]) -> Result<usize, RejectsError> {
        let mut new: Vec<&RejectedRow> = rows.iter().filter(|rejected| rejected.row > self.last_row).collect();
        new.sort_by_key(|rejected| rejected.row);
        new.dedup_by_key(|rejected| rejected.row);
        let Some(last) = new.last() else { return Ok(0) };

        let written =
            self.write(&new).map_err(|source| RejectsError::Unwritable { path: self.path.clone(), source })?;
        self.length += written;
        self.last_row = last.row;
        Ok(new.len())
    }

    /// Writes rows behind the last whole one and returns how many bytes that took.
    fn write(&self, rows: &[&RejectedRow]) -> io::Result<u64> {
        let is_new = self.length == 0;
        let mut text = if is_new { top(&self.columns)? } else { Vec::new() };
        write_rows(&mut text, rows.iter().copied())?;
        let dir = self.path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."));
        create_private_dir(dir)?;
        let mut file = private_file().write(true).create(true).truncate(false).open(&self.path)?;
        file.set_len(self.length)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(&text)?;
        file.sync_data()?;
        if is_new {
            sync_dir(dir)?;
        }
        Ok(text.len() as u64)
    }

    /// Finds the last whole row. What a crash leaves behind it has no newline, an open quote, or bytes that are no text.
    fn look_through(&mut self, mut file: File) -> io::Result<Found> {
        let top = top(&self.columns)?;
        let mut beginning = Vec::new();
        (&file).take(top.len() as u64).read_to_end(&mut beginning)?;
        if beginning.len() < top.len() && top.starts_with(&beginning) {
            return Ok(Found::Ours);
        }
        file.seek(SeekFrom::Start(0))?;
        let Some(whole) = whole_rows(file)? else { return Ok(Found::Foreign) };
        (self.length, self.last_row) = (whole.length, whole.last_row);
        Ok(Found::Ours)
    }
}

/// Rejected rows as CSV, for a store that writes its texts whole.
#[derive(Debug, Clone, Copy, Default)]
pub struct RejectsCsv;

impl RejectsText for RejectsCsv {
    fn last_row(&self, text: &[u8]) -> Result<u64, BoxError> {
        match whole_rows(Cursor::new(text))? {
            Some(whole) if whole.length == text.len() as u64 => Ok(whole.last_row),
            Some(_) | None => Err("perhaps it was saved by another program".into()),
        }
    }

    fn with_rows(&self, text: &[u8], columns: &Cells, rows: &[RejectedRow]) -> Result<Vec<u8>, BoxError> {
        let mut text = if text.is_empty() { top(columns)? } else { text.to_vec() };
        write_rows(&mut text, rows)?;
        Ok(text)
    }
}

/// Whose file it is.
enum Found {
    Ours,
    Foreign,
}

/// What is whole of a file.
#[derive(Default)]
struct Whole {
    length: u64,
    last_row: u64,
}

/// Reads up to the last whole row; none if it is no rejects file.
fn whole_rows(input: impl Read) -> io::Result<Option<Whole>> {
    let mut whole = Whole::default();
    let mut rows = RowReader::new(input, Encoding::Utf8, b',', 0);
    while let Some(row) = rows.next_row()? {
        let first = row.cells.get(0).unwrap_or_default();
        let is_header = whole.length == 0;
        if is_header && (first, row.cells.get(1)) != ("\u{FEFF}row", Some("reason")) {
            return Ok(None);
        }
        if !row.is_terminated || row.problem.is_some() {
            break;
        }
        if !is_header {
            let Ok(number) = first.parse() else { return Ok(None) };
            whole.last_row = whole.last_row.max(number);
        }
        whole.length = row.end;
    }
    Ok(Some(whole))
}

/// The byte order mark and the header.
fn top(columns: &Cells) -> io::Result<Vec<u8>> {
    let header = record(["row", "reason"].into_iter().chain(columns.iter()))?;
    Ok([MARK.as_bytes(), &header].concat())
}

fn write_rows<'a>(text: &mut Vec<u8>, rows: impl IntoIterator<Item = &'a RejectedRow>) -> io::Result<()> {
    for rejected in rows {
        let number = rejected.row.to_string();
        text.extend(record([&*number, &rejected.reason].into_iter().chain(rejected.cells.iter()))?);
    }
    Ok(())
}

/// Why rejects could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum RejectsError {
    /// The file is not one this module wrote, or was changed since.
    #[error("{} is not the rejects file it was, perhaps it was saved by another program: move it away", path.display())]
    Foreign {
        /// The path as given.
        path: PathBuf,
    },
    /// What is already there could not be read.
    #[error("cannot read the rejects file {}", path.display())]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The rows could not be added.
    #[error("cannot write the rejects file {}", path.display())]
    Unwritable {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// One line of the file.
fn record<'a>(cells: impl Iterator<Item = &'a str>) -> io::Result<Vec<u8>> {
    let mut budget = ROW_BUDGET;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for cell in cells {
        let kept = shortened(cell, budget.min(CELL_BUDGET));
        budget = budget.saturating_sub(kept.len());
        writer.write_field(guarded(&kept).as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// At most `limit` bytes, with a mark where something is missing, and without NUL.
fn shortened(cell: &str, limit: usize) -> Cow<'_, str> {
    if cell.len() <= limit && !cell.contains('\0') {
        return Cow::Borrowed(cell);
    }
    let head = cell.get(..cell.floor_char_boundary(limit)).unwrap_or_default();
    let mark = if head.len() < cell.len() { "…" } else { "" };
    Cow::Owned(head.replace('\0', "\u{FFFD}") + mark)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use cam_ports::lead_source::{Field, LeadSource, Position};

    use super::*;
    use crate::csv_source::CsvSource;

    fn rejected(row: u64, cells: &[&str]) -> RejectedRow {
        RejectedRow { row, reason: "no e-mail address".to_owned(), cells: cells.iter().collect() }
    }

    fn columns() -> Cells {
        ["Name", "Email"].iter().collect()
    }

    struct Home {
        dir: tempfile::TempDir,
    }

    impl Home {
        fn new() -> Self {
            Self { dir: tempfile::tempdir().unwrap() }
        }

        fn path(&self) -> PathBuf {
            self.dir.path().join("rejects").join("leads.csv")
        }

        fn open(&self) -> RejectsFile {
            RejectsFile::open(&self.path(), &columns()).unwrap()
        }

        fn text(&self) -> String {
            fs::read_to_string(self.path()).unwrap()
        }
    }

    #[test]
    fn rows_stand_below_the_headers_of_their_source_and_are_no_formulas() {
        let home = Home::new();
        let rows = [rejected(3, &["=HYPERLINK(\"http://evil.example\")", ""]), rejected(7, &["Größe, Ada", "a\nb"])];
        assert_eq!(home.open().append(&rows).unwrap(), 2);
        assert_eq!(
            home.text(),
            "\u{FEFF}row,reason,Name,Email\r\n\
             3,no e-mail address,\"'=HYPERLINK(\"\"http://evil.example\"\")\",\r\n\
             7,no e-mail address,\"Größe, Ada\",\"a\nb\"\r\n"
        );
    }

    #[test]
    fn nothing_is_created_while_there_is_nothing_to_keep() {
        let home = Home::new();
        assert_eq!(home.open().append(&[]).unwrap(), 0);
        assert!(!home.path().parent().unwrap().exists());
    }

    #[test]
    fn rows_that_were_written_are_passed_over_also_by_a_later_program() {
        let home = Home::new();
        let mut rejects = home.open();
        rejects.append(&[rejected(5, &["b"]), rejected(2, &["a"]), rejected(2, &["a"])]).unwrap();
        assert_eq!(rejects.append(&[rejected(2, &["a"]), rejected(5, &["b"])]).unwrap(), 0);
        let before = home.text();
        assert_eq!(home.open().append(&[rejected(5, &["b"]), rejected(6, &["c"])]).unwrap(), 1);
        assert_eq!(home.text(), before + "6,no e-mail address,c\r\n");
    }

    #[test]
    fn wherever_a_crash_tears_the_file_the_same_rows_mend_it() {
        let rows = [rejected(2, &["one", "a\r\nb"]), rejected(4, &["\"quoted\"", "=1"]), rejected(9, &["ü", ""])];
        let home = Home::new();
        home.open().append(&rows).unwrap();
        let whole = fs::read(home.path()).unwrap();
        for torn_at in 0..whole.len() {
            fs::write(home.path(), &whole[..torn_at]).unwrap();
            home.open().append(&rows).unwrap();
            // A tear between CR and LF leaves a row that ends in CR alone, which is whole.
            let joined = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace(['\r', '\n'], "");
            assert_eq!(joined(&fs::read(home.path()).unwrap()), joined(&whole), "torn at {torn_at}");
        }
    }

    #[test]
    fn a_file_that_is_not_ours_is_never_touched() {
        let home = Home::new();
        fs::create_dir_all(home.path().parent().unwrap()).unwrap();
        for foreign in ["row;reason;Name\r\n", ",", "notes\n1\n", "\u{FEFF}row,reason,Name,Email\r\nsummary,x\r\n"] {
            fs::write(home.path(), foreign).unwrap();
            let outcome = RejectsFile::open(&home.path(), &columns());
            assert!(matches!(outcome, Err(RejectsError::Foreign { .. })), "{foreign:?}");
            assert_eq!(home.text(), foreign);
        }
    }

    #[test]
    fn a_row_of_any_size_leaves_a_file_that_can_be_carried_on() {
        let home = Home::new();
        let long = "\"=".repeat(60_000);
        let many: Vec<&str> = std::iter::repeat_n(long.as_str(), 40).collect();
        home.open().append(&[rejected(2, &many)]).unwrap();
        assert_eq!(home.open().append(&[rejected(2, &many), rejected(3, &["nul\0", "x"])]).unwrap(), 1);
        assert_eq!(home.open().append(&[rejected(3, &["nul", "x"])]).unwrap(), 0);
    }

    #[test]
    fn a_text_that_is_written_whole_is_the_file() {
        let home = Home::new();
        let (first, second) = ([rejected(2, &["a", "=1"])], [rejected(5, &["b", ""]), rejected(7, &["c"])]);
        let rows = [first.as_slice(), &second].concat();
        home.open().append(&rows).unwrap();
        let text = RejectsCsv.with_rows(b"", &columns(), &first).unwrap();
        assert_eq!(RejectsCsv.last_row(&text).unwrap(), 2);
        let text = RejectsCsv.with_rows(&text, &columns(), &second).unwrap();
        assert_eq!((RejectsCsv.last_row(&text).unwrap(), String::from_utf8(text).unwrap()), (7, home.text()));
        for foreign in ["row;reason;Name\r\n", "\u{FEFF}row,reason,Name,Email\r\n2,\"x"] {
            assert!(RejectsCsv.last_row(foreign.as_bytes()).is_err(), "{foreign:?}");
        }
    }

    #[test]
    fn a_mended_rejects_file_is_a_source_again() {
        let home = Home::new();
        home.open().append(&[rejected(2, &["+49 Ada", "ada@engines.example"])]).unwrap();
        let mut source = CsvSource::open(&home.path()).unwrap();
        let rows: Vec<_> = source.read(Position::default()).unwrap().map(Result::unwrap).collect();
        let lead = rows[0].outcome.as_ref().unwrap();
        assert_eq!(lead.fields[&Field::Email], "ada@engines.example");
        assert_eq!(lead.fields[&Field::FullName], "+49 Ada");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let home = Home::new();
        home.open().append(&[rejected(2, &["a"])]).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&home.path()), mode(home.path().parent().unwrap())), (0o600, 0o700));
    }
}
