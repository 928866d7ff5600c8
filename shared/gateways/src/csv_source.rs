//! Leads from a CSV file, as spreadsheets and CRMs write it: whatever the encoding, separator and header names.
//!
//! Opening reads the file once to decide on its encoding and to mark its contents; reading then goes row by row in flat
//! memory. Addresses are not judged here.

use std::{
    fs::File,
    io::{self, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use cam_ports::lead_source::{Cells, LeadSource, Position, SourceError, SourceIdentity, SourceRow};

use crate::{files::pass_through, spreadsheet::unguarded};
use columns::Columns;
use encoding::{Encoding, EncodingSniffer};
use header::Header;
use names::SUGGESTED_EMAIL_NAMES;
use rows::RowReader;

mod columns;
pub(crate) mod encoding;
mod header;
mod names;
pub(crate) mod rows;
mod signals;

/// A CSV file whose header was understood.
#[derive(Debug)]
pub struct CsvSource {
    identity: SourceIdentity,
    file: File,
    length: u64,
    encoding: Encoding,
    header: Header,
}

impl CsvSource {
    /// Opens a file, decides how it is written, and finds its header within the first rows.
    ///
    /// Reads the whole file once, in blocks. The identity is the file's name and the SHA-256 of its contents.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let (mut source, etag) = Self::look_into(path, path)?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        source.identity = SourceIdentity { name, etag };
        Ok(source)
    }

    /// Opens the file at `path` that holds the list `identity`, as [`open`](Self::open) does; errors say the list's name.
    pub fn open_as(path: &Path, identity: &SourceIdentity) -> Result<Self, OpenError> {
        let (mut source, _) = Self::look_into(path, Path::new(&identity.name))?;
        source.identity = identity.clone();
        Ok(source)
    }

    /// The source without its identity, and the SHA-256 of what it holds; errors call it `name`.
    fn look_into(path: &Path, name: &Path) -> Result<(Self, String), OpenError> {
        let at = |source| OpenError::Unreadable { path: name.to_owned(), source };
        let mut file = open_regular(path, name)?;
        let mut sniffer = EncodingSniffer::default();
        let (length, etag) = pass_through(&mut file, |block| sniffer.see(block)).map_err(at)?;
        if let Some(kind) = binary_kind(sniffer.sample()) {
            return Err(OpenError::Binary { path: name.to_owned(), kind });
        }
        let (encoding, mark) = sniffer.verdict();
        if encoding != Encoding::Utf16Le && encoding != Encoding::Utf16Be && is_noise(sniffer.sample()) {
            return Err(OpenError::Binary { path: name.to_owned(), kind: "binary data" });
        }
        let header = header::find(&mut file, encoding, mark).map_err(at)?.map_err(|flaw| flaw.in_file(name))?;
        let identity = SourceIdentity { name: String::new(), etag: String::new() };
        Ok((Self { identity, file, length, encoding, header }, etag))
    }

    /// The character that separates the cells, and the name of the encoding, for a line that tells a person how the
    /// file was read.
    pub fn dialect(&self) -> (char, &'static str) {
        let encoding = match self.encoding {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
            Encoding::Windows1252 => "windows-1252",
        };
        (char::from(self.header.delimiter), encoding)
    }
}

impl LeadSource for CsvSource {
    fn identity(&self) -> &SourceIdentity {
        &self.identity
    }

    fn columns(&self) -> &Cells {
        &self.header.cells
    }

    fn read(
        &mut self,
        from: Position,
    ) -> Result<impl Iterator<Item = Result<SourceRow, SourceError>> + Send, SourceError> {
        let mark = self.identity.mark();
        if from.byte_offset > self.length {
            let (offset, length) = (from.byte_offset, self.length);
            return Err(SourceError::OutsideSource { mark, offset, length });
        }
        let from = from.max(self.header.end);
        self.file
            .seek(SeekFrom::Start(from.byte_offset))
            .map_err(|source| SourceError::Unreadable { mark: mark.clone(), source })?;
        let reader = RowReader::new(&self.file, self.encoding, self.header.delimiter, from.byte_offset);
        Ok(Reading { reader, columns: &self.header.columns, mark, row: from.row, is_over: false })
    }
}

/// The rows from one position on.
struct Reading<'a> {
    reader: RowReader<&'a File>,
    columns: &'a Columns,
    mark: String,
    row: u64,
    is_over: bool,
}

impl Iterator for Reading<'_> {
    type Item = Result<SourceRow, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.is_over {
            match self.reader.next_row() {
                Ok(None) => self.is_over = true,
                Err(source) => {
                    self.is_over = true;
                    return Some(Err(SourceError::Unreadable { mark: self.mark.clone(), source }));
                }
                Ok(Some(row)) => {
                    self.row += 1;
                    if !row.is_blank() {
                        return Some(Ok(self.judged(row)));
                    }
                }
            }
        }
        None
    }
}

impl Reading<'_> {
    fn judged(&self, row: rows::Row) -> SourceRow {
        let cells = without_guards(row.cells);
        let outcome = match row.problem {
            Some(problem) => Err(problem),
            None => self.columns.read(&cells),
        };
        SourceRow { row: self.row, next: Position { byte_offset: row.end, row: self.row }, cells, outcome }
    }
}

/// A rejects file that was mended by hand is a source again, and its guards against formulas are no part of the values.
fn without_guards(cells: Cells) -> Cells {
    if cells.iter().all(|cell| !cell.contains('\'')) { cells } else { cells.iter().map(unguarded).collect() }
}

/// Why a file cannot be a source of leads.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nothing is there.
    #[error("there is no lead file {}: check the path", path.display())]
    NoSuchFile {
        /// The path as given.
        path: PathBuf,
    },
    /// Something else than a file is there.
    #[error("{} is a folder or a device, not a file: name the CSV file itself", path.display())]
    NotAFile {
        /// The path as given.
        path: PathBuf,
    },
    /// Nothing is in it.
    #[error("{} is empty: export it again, with a header row", path.display())]
    Empty {
        /// The path as given.
        path: PathBuf,
    },
    /// It is no text.
    #[error("{} is {kind}, not CSV: open it in the program it comes from and save it as CSV", path.display())]
    Binary {
        /// The path as given.
        path: PathBuf,
        /// What it is instead.
        kind: &'static str,
    },
    /// Its first row is a lead. The row is not shown, because it holds a person's data.
    #[error(
        "{} has no header row, its first row already holds an address: add a row on top with names such as \
         Email, First Name, Company", path.display()
    )]
    NoHeader {
        /// The path as given.
        path: PathBuf,
    },
    /// No column is known to hold addresses.
    #[error(
        "{} has no e-mail column, its header reads: {seen}. Name one column as one of: {SUGGESTED_EMAIL_NAMES}",
        path.display()
    )]
    NoEmailColumn {
        /// The path as given.
        path: PathBuf,
        /// The header names, shortened.
        seen: String,
    },
    /// The system would not let it be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

fn open_regular(path: &Path, name: &Path) -> Result<File, OpenError> {
    let path_of = || name.to_owned();
    // Opening a pipe would wait for a writer, so what it is comes first.
    let kind = std::fs::metadata(path).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => OpenError::NoSuchFile { path: path_of() },
        _ => OpenError::Unreadable { path: path_of(), source },
    })?;
    if !kind.is_file() {
        return Err(OpenError::NotAFile { path: path_of() });
    }
    File::open(path).map_err(|source| OpenError::Unreadable { path: path_of(), source })
}

/// What people most often give instead of a CSV file, known by its first bytes.
fn binary_kind(sample: &[u8]) -> Option<&'static str> {
    const KINDS: &[(&[u8], &str)] = &[
        (b"PK\x03\x04", "a workbook (.xlsx, .ods, .numbers) or a zip archive"),
        (b"\xD0\xCF\x11\xE0", "an old Excel workbook (.xls)"),
        (b"%PDF-", "a PDF document"),
        (b"\x1F\x8B", "a gzip archive"),
        (b"SQLite format 3", "a database"),
        (b"{\\rtf", "a word processor's document"),
    ];
    let is_page = || {
        let head: Vec<u8> = sample.iter().take(64).map(u8::to_ascii_lowercase).collect();
        [b"<html".as_slice(), b"<!doctype", b"<table", b"<?xml"]
            .iter()
            .any(|tag| head.trim_ascii_start().starts_with(tag))
    };
    let by_magic = KINDS.iter().find(|(magic, _)| sample.starts_with(magic)).map(|(_, kind)| *kind);
    by_magic.or_else(|| is_page().then_some("a web page or XML"))
}

/// Text has next to no control characters; a few are left to the rows they stand in.
fn is_noise(sample: &[u8]) -> bool {
    let n_control = sample.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C)).count();
    n_control > 8 && n_control * 20 > sample.len()
}
