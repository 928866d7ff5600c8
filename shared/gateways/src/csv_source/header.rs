//! Finds the header of a sheet: its separator, and the rows that stand above it.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

use cam_ports::lead_source::{Cells, Position};

use super::{
    OpenError,
    columns::Columns,
    encoding::Encoding,
    rows::{Row, RowReader},
};

/// How many rows may stand above the header: LinkedIn puts three lines of notes there.
const SEARCHED_ROWS: usize = 20;
/// The separators that are tried, the most common one first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// How much of a header an error message shows.
const SHOWN_NAMES: usize = 30;
const SHOWN_CHARACTERS: usize = 40;

/// The header of a sheet and where the leads begin.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) cells: Cells,
    pub(crate) columns: Columns,
    pub(crate) delimiter: u8,
    /// The place behind the header.
    pub(crate) end: Position,
}

/// Why no header was found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum HeaderFlaw {
    /// There is no text.
    NothingThere,
    /// The first row is a lead.
    DataOnTop,
    /// The names that stand where a header should be.
    NoEmail(String),
}

impl HeaderFlaw {
    pub(crate) fn in_file(self, path: &Path) -> OpenError {
        let path = path.to_owned();
        match self {
            Self::NothingThere => OpenError::Empty { path },
            Self::DataOnTop => OpenError::NoHeader { path },
            Self::NoEmail(seen) => OpenError::NoEmailColumn { path, seen },
        }
    }
}

/// Finds the row that names an e-mail column under the separator that recognises most; `mark` bytes are skipped.
pub(crate) fn find(file: &mut File, encoding: Encoding, mark: u64) -> io::Result<Result<Header, HeaderFlaw>> {
    let (begin, told) = separator_line(file, encoding, mark)?;
    let mut best: Option<Header> = None;
    let mut first_row: Option<Cells> = None;
    for delimiter in DELIMITERS.into_iter().filter(|delimiter| told.is_none_or(|told| told == *delimiter)) {
        let rows = first_rows(file, encoding, begin, delimiter)?;
        let header = rows.iter().zip(1..).filter(|(row, _)| row.problem.is_none()).find_map(|(row, number)| {
            let columns = Columns::of_header(&row.cells);
            let end = Position { byte_offset: row.end, row: number };
            columns.has_email().then(|| Header { cells: row.cells.clone(), columns, delimiter, end })
        });
        let worth = |header: &Header| (header.columns.n_recognised(), header.cells.len());
        if let Some(header) = header
            && best.as_ref().is_none_or(|best| worth(&header) > worth(best))
        {
            best = Some(header);
        }
        let top = rows.into_iter().find(|row| !row.is_blank()).map(|row| row.cells);
        if let Some(top) = top
            && first_row.as_ref().is_none_or(|so_far| top.len() > so_far.len())
        {
            first_row = Some(top);
        }
    }
    Ok(best.ok_or_else(|| first_row.map_or(HeaderFlaw::NothingThere, |row| flaw_of(&row))))
}

fn flaw_of(first_row: &Cells) -> HeaderFlaw {
    if !first_row.iter().any(|cell| cell.contains(char::is_alphanumeric)) {
        return HeaderFlaw::NothingThere;
    }
    if first_row.iter().any(|cell| cell.contains('@')) {
        return HeaderFlaw::DataOnTop;
    }
    let shortened = |name: &str| name.trim().chars().take(SHOWN_CHARACTERS).collect::<String>();
    let mut names: Vec<String> = first_row.iter().take(SHOWN_NAMES).map(shortened).collect();
    if first_row.len() > SHOWN_NAMES {
        names.push("…".to_owned());
    }
    HeaderFlaw::NoEmail(names.join(", "))
}

/// Excel's `sep=;` in the first line names the separator. It is no row of the sheet.
fn separator_line(file: &mut File, encoding: Encoding, mark: u64) -> io::Result<(u64, Option<u8>)> {
    // A separator that cannot occur leaves the line in one piece.
    let line = rows_from(file, encoding, mark, 0)?.next_row()?;
    let text = line.as_ref().and_then(|row| row.cells.get(0)).unwrap_or_default();
    let told = text.trim().strip_prefix("sep=").and_then(|rest| match rest.as_bytes() {
        [] => Some(b'\t'),
        &[told] if DELIMITERS.contains(&told) => Some(told),
        _ => None,
    });
    Ok(match (told, line) {
        (Some(told), Some(row)) => (row.end, Some(told)),
        _ => (mark, None),
    })
}

fn first_rows(file: &mut File, encoding: Encoding, begin: u64, delimiter: u8) -> io::Result<Vec<Row>> {
    let mut reader = rows_from(file, encoding, begin, delimiter)?;
    let mut rows = Vec::new();
    while rows.len() < SEARCHED_ROWS {
        match reader.next_row()? {
            Some(row) => rows.push(row),
            None => break,
        }
    }
    Ok(rows)
}

fn rows_from(file: &mut File, encoding: Encoding, begin: u64, delimiter: u8) -> io::Result<RowReader<impl Read>> {
    file.seek(SeekFrom::Start(begin))?;
    Ok(RowReader::new(file, encoding, delimiter, begin))
}
