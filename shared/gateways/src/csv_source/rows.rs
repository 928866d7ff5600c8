//! Cuts a stream of bytes into rows and cells, and knows the place of each row in the stored file.
//!
//! RFC 4180 with what spreadsheets make of it: CR, LF and CRLF end a row, a quote inside an unquoted cell is text, text
//! after a closing quote belongs to the cell. The `csv` crate reads the same; it is not used here because it cannot say
//! that a quote was never closed, and would take the rest of the file for one cell.

use std::io::{self, Read};

use cam_ports::lead_source::{Cells, RowProblem};
use encoding_rs::{CoderResult, Decoder};

use super::encoding::Encoding;

/// The most bytes of UTF-8 a cell may have.
pub(crate) const CELL_LIMIT: usize = 64 * 1024;
/// The most bytes of UTF-8 a row may have, with its quotes and separators.
pub(crate) const ROW_LIMIT: usize = 1024 * 1024;
/// A rejected row shows at most this much of a cell; the file itself has the rest.
const SHOWN_LIMIT: usize = 1000;
const BLOCK: usize = 64 * 1024;

/// A row with its place, blank rows too.
#[derive(Debug)]
pub(crate) struct Row {
    /// The cells; of a row with a problem as many as make sense, shortened.
    pub(crate) cells: Cells,
    /// What keeps it from being read.
    pub(crate) problem: Option<RowProblem>,
    /// The offset in the stored file behind the row and its newline.
    pub(crate) end: u64,
    /// Whether a newline ends it; the last row of a file may lack one.
    pub(crate) is_terminated: bool,
}

impl Row {
    /// Whether nothing stands in it.
    pub(crate) fn is_blank(&self) -> bool {
        self.problem.is_none() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Reads rows from `input`, which stands at `offset` of the stored file. Holds one row and one block at most.
pub(crate) struct RowReader<R> {
    input: R,
    encoding: Encoding,
    decoder: Option<Decoder>,
    delimiter: u8,
    block: Vec<u8>,
    /// Decoded text; what stands before `begin` has been handed out.
    text: Vec<u8>,
    begin: usize,
    offset: u64,
    /// The offset up to which the input was read. Half a UTF-16 unit at the very end counts as a whole one elsewhere.
    read_to: u64,
    input_ended: bool,
}

impl<R: Read> RowReader<R> {
    pub(crate) fn new(input: R, encoding: Encoding, delimiter: u8, offset: u64) -> Self {
        Self {
            input,
            encoding,
            decoder: encoding.decoder(),
            delimiter,
            block: vec![0; BLOCK],
            text: Vec::with_capacity(2 * BLOCK),
            begin: 0,
            offset,
            read_to: offset,
            input_ended: false,
        }
    }

    /// The next row, `None` at the end.
    pub(crate) fn next_row(&mut self) -> io::Result<Option<Row>> {
        let mut cutter = Cutter::default();
        loop {
            let waiting = self.text.get(self.begin..).unwrap_or_default();
            if waiting.is_empty() && self.input_ended {
                return Ok(None);
            }
            let cut = cutter.advance(waiting, self.input_ended, self.delimiter);
            match cut {
                Some(Cut::Row) => return Ok(Some(self.hand_out(cutter))),
                Some(Cut::Unbalanced) => return Ok(Some(self.unbalanced(&cutter))),
                None if cutter.at > ROW_LIMIT => return self.too_long(&cutter).map(Some),
                None => self.fill()?,
            }
        }
    }

    fn hand_out(&mut self, cutter: Cutter) -> Row {
        let is_terminated = cutter.ended_by_newline;
        let end = self.consume(cutter.at);
        let (cells, problem) = cutter.into_cells();
        Row { cells, problem, end, is_terminated }
    }

    /// The row is only the line on which the last quote was opened: what follows are rows of their own.
    fn unbalanced(&mut self, cutter: &Cutter) -> Row {
        let waiting = self.text.get(self.begin..).unwrap_or_default();
        let from_quote = waiting.get(cutter.quote_at..).unwrap_or_default();
        let line = line_length(from_quote).unwrap_or((from_quote.len(), from_quote.len()));
        let broken = from_quote.get(..line.0).unwrap_or_default();
        let cells = cutter.complete_cells().chain([broken]).map(shown).collect();
        let is_terminated = line.0 < line.1;
        let end = self.consume(cutter.quote_at + line.1);
        Row { cells, problem: Some(RowProblem::UnbalancedQuote), end, is_terminated }
    }

    /// Gives up on the row. Inside a quoted cell with line breaks the quote is to blame; otherwise the line is skipped.
    fn too_long(&mut self, cutter: &Cutter) -> io::Result<Row> {
        let waiting = self.text.get(self.begin..).unwrap_or_default();
        if cutter.state == State::Quoted && cutter.quote_spans_lines(waiting) {
            return Ok(self.unbalanced(cutter));
        }
        let cells = cutter.complete_cells().map(shown).collect();
        self.consume(cutter.at);
        let is_terminated = self.skip_line()?;
        let problem = Some(RowProblem::RowTooLong { limit: ROW_LIMIT });
        Ok(Row { cells, problem, end: self.offset, is_terminated })
    }

    /// Drops everything to the end of the line; says whether a newline ended it.
    fn skip_line(&mut self) -> io::Result<bool> {
        loop {
            let waiting = self.text.get(self.begin..).unwrap_or_default();
            match line_length(waiting) {
                // A CR that is the last byte so far may be the first half of a CRLF.
                Some((_, length)) if length < waiting.len() || self.input_ended => {
                    self.consume(length);
                    return Ok(true);
                }
                Some((before, _)) => self.consume(before),
                None if self.input_ended => {
                    self.consume(waiting.len());
                    return Ok(false);
                }
                None => self.consume(waiting.len()),
            };
            self.fill()?;
        }
    }

    /// Moves behind `length` bytes of decoded text and returns the offset in the file there.
    fn consume(&mut self, length: usize) -> u64 {
        let passed = self.text.get(self.begin..self.begin + length).unwrap_or_default();
        self.offset = self.read_to.min(self.offset + self.encoding.stored_length(passed));
        self.begin += passed.len();
        if self.input_ended && self.begin >= self.text.len() {
            // A broken character at the very end may be more bytes than its replacement would be.
            self.offset = self.read_to;
        }
        self.offset
    }

    /// Reads and decodes one more block.
    fn fill(&mut self) -> io::Result<()> {
        self.text.drain(..self.begin);
        self.begin = 0;
        let length = loop {
            match self.input.read(&mut self.block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome?,
            }
        };
        self.input_ended = length == 0;
        self.read_to += length as u64;
        let block = self.block.get(..length).unwrap_or_default();
        match &mut self.decoder {
            None => self.text.extend_from_slice(block),
            Some(decoder) => decode(decoder, block, self.input_ended, &mut self.text),
        }
        Ok(())
    }
}

/// Appends the decoded `block`; with `is_last` also what the decoder still held back.
fn decode(decoder: &mut Decoder, block: &[u8], is_last: bool, text: &mut Vec<u8>) {
    let mut rest = block;
    loop {
        let filled = text.len();
        // Three bytes of UTF-8 for one stored byte is more than any of these encodings needs; the rest is for the end.
        text.resize(filled + 3 * rest.len() + 16, 0);
        let room = text.get_mut(filled..).unwrap_or_default();
        let (result, read, written, _) = decoder.decode_to_utf8(rest, room, is_last);
        text.truncate(filled + written);
        rest = rest.get(read..).unwrap_or_default();
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// The length of the first line without and with its newline, if a newline is there.
fn line_length(text: &[u8]) -> Option<(usize, usize)> {
    let before = text.iter().position(|&byte| is_newline(byte))?;
    let newline = if text.get(before..).is_some_and(|rest| rest.starts_with(b"\r\n")) { 2 } else { 1 };
    Some((before, before + newline))
}

fn is_newline(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// A cell as a rejected row shows it: text whatever it was, and short.
fn shown(cell: &[u8]) -> String {
    let head = cell.get(..SHOWN_LIMIT).unwrap_or(cell);
    let mut text = String::from_utf8_lossy(head).replace('\0', "\u{FFFD}");
    if head.len() < cell.len() {
        text.push('…');
    }
    text
}

/// What the bytes so far amount to.
enum Cut {
    /// A row.
    Row,
    /// A quoted cell that cannot be right.
    Unbalanced,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum State {
    #[default]
    CellBegins,
    Plain,
    Quoted,
}

/// Cuts one row out of bytes that may come in several pieces.
#[derive(Debug, Default)]
struct Cutter {
    state: State,
    /// How many bytes of the row have been looked at.
    at: usize,
    /// Where the last quoted cell began.
    quote_at: usize,
    text: Vec<u8>,
    ends: Vec<usize>,
    ended_by_newline: bool,
}

impl Cutter {
    /// Looks at `row` from where it stopped the last time; `None` asks for more bytes.
    fn advance(&mut self, row: &[u8], is_last: bool, delimiter: u8) -> Option<Cut> {
        while let Some(&byte) = row.get(self.at).filter(|_| self.at <= ROW_LIMIT) {
            match self.state {
                State::CellBegins if byte == b'"' => {
                    self.quote_at = self.at;
                    self.at += 1;
                    self.state = State::Quoted;
                }
                State::CellBegins => self.state = State::Plain,
                State::Plain if byte == delimiter => {
                    self.end_cell();
                    self.at += 1;
                    self.state = State::CellBegins;
                }
                State::Plain if is_newline(byte) => {
                    let next = row.get(self.at + 1);
                    if byte == b'\r' && next.is_none() && !is_last {
                        return None;
                    }
                    self.at += if byte == b'\r' && next == Some(&b'\n') { 2 } else { 1 };
                    return Some(self.end_row(true));
                }
                State::Plain => self.copy_until(row, |byte| byte == delimiter || is_newline(byte)),
                State::Quoted if byte != b'"' => self.copy_until(row, |byte| byte == b'"'),
                State::Quoted => match row.get(self.at + 1) {
                    None if !is_last => return None,
                    Some(b'"') => {
                        self.text.push(b'"');
                        self.at += 2;
                    }
                    // Text behind a closing quote is common and harmless on one line. After a line break it means that
                    // this quote opens a cell further down, and an earlier one was never closed.
                    Some(&next) if next != delimiter && !is_newline(next) && self.quote_spans_lines(row) => {
                        return Some(Cut::Unbalanced);
                    }
                    _ => {
                        self.at += 1;
                        self.state = State::Plain;
                    }
                },
            }
        }
        match self.state {
            _ if !is_last || self.at > ROW_LIMIT => None,
            State::Quoted => Some(Cut::Unbalanced),
            State::CellBegins | State::Plain => Some(self.end_row(false)),
        }
    }

    /// Stops one byte behind the limit, so that the blocks in which the bytes come decide nothing.
    fn copy_until(&mut self, row: &[u8], is_end: impl Fn(u8) -> bool) {
        let rest = row.get(self.at..row.len().min(ROW_LIMIT + 1)).unwrap_or_default();
        let length = rest.iter().position(|&byte| is_end(byte)).unwrap_or(rest.len());
        self.text.extend_from_slice(rest.get(..length).unwrap_or_default());
        self.at += length;
    }

    fn end_cell(&mut self) {
        self.ends.push(self.text.len());
    }

    fn end_row(&mut self, by_newline: bool) -> Cut {
        self.end_cell();
        self.ended_by_newline = by_newline;
        Cut::Row
    }

    fn quote_spans_lines(&self, row: &[u8]) -> bool {
        row.get(self.quote_at..self.at).unwrap_or_default().iter().any(|&byte| is_newline(byte))
    }

    fn complete_cells(&self) -> impl Iterator<Item = &[u8]> {
        let begins = [0].into_iter().chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, &end)| self.text.get(begin..end).unwrap_or_default())
    }

    fn into_cells(self) -> (Cells, Option<RowProblem>) {
        if let Some(column) = self.complete_cells().position(|cell| cell.len() > CELL_LIMIT) {
            let problem = RowProblem::CellTooLong { column: column + 1, limit: CELL_LIMIT };
            return (self.complete_cells().map(shown).collect(), Some(problem));
        }
        if self.complete_cells().any(|cell| cell.contains(&0) || std::str::from_utf8(cell).is_err()) {
            return (self.complete_cells().map(shown).collect(), Some(RowProblem::NotText));
        }
        let text = String::from_utf8(self.text).unwrap_or_default();
        (Cells::from_joined(text, self.ends).unwrap_or_default(), None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Hands out at most `step` bytes a call, so that every seam between blocks is met.
    struct Dripping<'a> {
        bytes: &'a [u8],
        step: usize,
    }

    impl Read for Dripping<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let length = self.step.min(self.bytes.len()).min(room.len());
            room[..length].copy_from_slice(&self.bytes[..length]);
            self.bytes = &self.bytes[length..];
            Ok(length)
        }
    }

    fn rows_in_steps(bytes: &[u8], delimiter: u8, step: usize) -> Vec<Row> {
        let mut reader = RowReader::new(Dripping { bytes, step }, Encoding::Utf8, delimiter, 0);
        std::iter::from_fn(|| reader.next_row().unwrap()).collect()
    }

    fn cells(row: &Row) -> Vec<String> {
        row.cells.iter().map(str::to_owned).collect()
    }

    fn grid(text: &str) -> Vec<Vec<String>> {
        rows_in_steps(text.as_bytes(), b',', 1).iter().map(cells).collect()
    }

    #[test]
    fn all_three_newlines_end_a_row_and_only_outside_of_quotes() {
        assert_eq!(grid("a,b\r\nc,d\re,f\n"), [["a", "b"], ["c", "d"], ["e", "f"]]);
        assert_eq!(grid("\"a\r\nb\",c\n"), [["a\r\nb", "c"]]);
        assert_eq!(grid("a,b"), [["a", "b"]]);
        assert_eq!(grid("a,\n,"), [["a", ""], ["", ""]]);
    }

    #[test]
    fn quotes_are_read_as_a_spreadsheet_reads_them() {
        assert_eq!(grid(r#""say ""hi""",5" pipe,"Ada" Lovelace"#), [["say \"hi\"", "5\" pipe", "Ada Lovelace"]]);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_line_only() {
        let text = "a@x.example,\"Acme\r\nb@y.example,\"Beta, Inc\"\r\nc@z.example,Gamma\r\n";
        let rows = rows_in_steps(text.as_bytes(), b',', 7);
        assert_eq!(rows[0].problem, Some(RowProblem::UnbalancedQuote));
        assert_eq!(cells(&rows[0]), ["a@x.example", "\"Acme"]);
        assert_eq!(cells(&rows[1]), ["b@y.example", "Beta, Inc"]);
        assert_eq!(cells(&rows[2]), ["c@z.example", "Gamma"]);
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn an_unclosed_quote_with_no_other_quote_below_is_found_at_the_end() {
        let rows = rows_in_steps(b"a,\"b\nc,d\ne,f", b',', 2);
        assert_eq!(rows.iter().map(|row| row.problem.is_some()).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(cells(&rows[2]), ["e", "f"]);
        assert!(!rows[2].is_terminated && rows[1].is_terminated);
    }

    #[test]
    fn a_cell_at_the_limit_is_read_and_one_byte_more_is_refused() {
        let text = format!("{}\n{}\nok\n", "x".repeat(CELL_LIMIT), "x".repeat(CELL_LIMIT + 1));
        let rows = rows_in_steps(text.as_bytes(), b',', 4096);
        assert_eq!(rows[0].problem, None);
        assert_eq!(rows[1].problem, Some(RowProblem::CellTooLong { column: 1, limit: CELL_LIMIT }));
        assert!(rows[1].cells.get(0).unwrap().len() < 2 * SHOWN_LIMIT);
        assert_eq!(cells(&rows[2]), ["ok"]);
    }

    #[test]
    fn a_row_without_end_is_skipped_and_reading_goes_on() {
        for newline in ["\n", "\r\n", "\r"] {
            let endless = "x,".repeat(ROW_LIMIT);
            let text = format!("a,b{newline}{endless}{newline}c,d{newline}");
            let rows = rows_in_steps(text.as_bytes(), b',', 60_000);
            assert_eq!(rows[1].problem, Some(RowProblem::RowTooLong { limit: ROW_LIMIT }));
            assert_eq!((cells(&rows[2]), rows.len()), (vec!["c".to_owned(), "d".to_owned()], 3));
            assert_eq!(rows[2].end, text.len() as u64);
        }
    }

    #[test]
    fn an_unclosed_quote_above_a_long_file_gives_every_other_line_back() {
        let lines = "b@y.example,Beta\n".repeat(2 * ROW_LIMIT / 17);
        let text = format!("a@x.example,\"Acme\n{lines}");
        let rows = rows_in_steps(text.as_bytes(), b',', 60_000);
        assert_eq!(rows[0].problem, Some(RowProblem::UnbalancedQuote));
        assert_eq!(rows.len(), 1 + 2 * ROW_LIMIT / 17);
        assert!(rows[1..].iter().all(|row| row.problem.is_none()));
    }

    #[test]
    fn bytes_that_are_no_text_cost_their_own_row() {
        let rows = rows_in_steps(b"a,b\nc,\0\nd,\xFF\xC3\ne,f\n", b',', 3);
        let problems: Vec<_> = rows.iter().map(|row| row.problem.clone()).collect();
        assert_eq!(problems, [None, Some(RowProblem::NotText), Some(RowProblem::NotText), None]);
        assert_eq!(cells(&rows[1]), ["c", "\u{FFFD}"]);
    }

    proptest! {
        #[test]
        fn whatever_the_csv_crate_writes_is_read_back(
            grid in prop::collection::vec(prop::collection::vec("[a-z\",;\r\n üß🦀]{0,6}", 2..5), 1..6),
            step in 1..40_usize,
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            grid.iter().for_each(|row| writer.write_record(row).unwrap());
            let bytes = writer.into_inner().unwrap();
            let read: Vec<_> = rows_in_steps(&bytes, b',', step).iter().map(cells).collect();
            prop_assert_eq!(read, grid);
        }

        #[test]
        fn any_bytes_are_cut_the_same_way_whatever_the_blocks(bytes in "[a,\"\r\n\\x00é]{0,60}", step in 1..9_usize) {
            let whole = rows_in_steps(bytes.as_bytes(), b',', usize::MAX);
            let dripped = rows_in_steps(bytes.as_bytes(), b',', step);
            prop_assert_eq!(whole.iter().map(|row| row.end).collect::<Vec<_>>(),
                dripped.iter().map(|row| row.end).collect::<Vec<_>>());
            prop_assert_eq!(whole.iter().map(cells).collect::<Vec<_>>(), dripped.iter().map(cells).collect::<Vec<_>>());
            prop_assert_eq!(whole.last().map_or(0, |row| row.end), bytes.len() as u64);
        }
    }
}
