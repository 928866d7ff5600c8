//! Builds small CSV files of every flavour, deterministically.

use std::io::Write;

use tempfile::NamedTempFile;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8WithMark,
    Utf16LeWithMark,
    Utf16BeWithMark,
    Utf16Le,
    Windows1252,
}

/// All of them.
pub(crate) const ENCODINGS: [Encoding; 6] = [
    Encoding::Utf8,
    Encoding::Utf8WithMark,
    Encoding::Utf16LeWithMark,
    Encoding::Utf16BeWithMark,
    Encoding::Utf16Le,
    Encoding::Windows1252,
];

impl Encoding {
    /// The bytes of a text; what windows-1252 lacks becomes a question mark there.
    pub(crate) fn bytes(self, text: &str) -> Vec<u8> {
        let marked = format!("\u{FEFF}{text}");
        let units = |text: &str, split: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(split).collect();
        match self {
            Self::Utf8 => text.into(),
            Self::Utf8WithMark => marked.into(),
            Self::Utf16LeWithMark => units(&marked, u16::to_le_bytes),
            Self::Utf16BeWithMark => units(&marked, u16::to_be_bytes),
            Self::Utf16Le => units(text, u16::to_le_bytes),
            Self::Windows1252 => {
                let known = |character: &char| !encoding_rs::WINDOWS_1252.encode(&character.to_string()).2;
                let text: String =
                    text.chars().map(|character| if known(&character) { character } else { '?' }).collect();
                encoding_rs::WINDOWS_1252.encode(&text).0.into_owned()
            }
        }
    }
}

/// A header and rows.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    rows: Vec<Vec<String>>,
}

impl Sheet {
    pub(crate) fn new(header: &[&str]) -> Self {
        Self { rows: Vec::new() }.row(header)
    }

    pub(crate) fn row(mut self, cells: &[&str]) -> Self {
        self.rows.push(cells.iter().map(|cell| (*cell).to_owned()).collect());
        self
    }

    /// The rows below the header in which something stands.
    pub(crate) fn rows_that_are_not_blank(&self) -> Vec<Vec<String>> {
        let says_something = |row: &&Vec<String>| row.iter().any(|cell| !cell.trim().is_empty());
        self.rows[1..].iter().filter(says_something).cloned().collect()
    }

    pub(crate) fn write(&self, encoding: Encoding, delimiter: char, newline: &str) -> NamedTempFile {
        let quoted = |cell: &String| {
            let needs_quotes = cell.contains([delimiter, '"', '\r', '\n']);
            if needs_quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
        };
        let line = |row: &Vec<String>| {
            let cells: Vec<String> = row.iter().map(quoted).collect();
            cells.join(&delimiter.to_string()) + newline
        };
        let text: String = self.rows.iter().map(line).collect();
        let mut file = NamedTempFile::new().unwrap();
        file.write_all(&encoding.bytes(&text)).unwrap();
        file
    }
}
