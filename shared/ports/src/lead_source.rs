//! Where leads come from: rows that can be read on from any place, each with what it says or what is wrong with it.
//!
//! A source judges no address and knows no campaign: it says what stands in a row, and only what stands there.

use std::{collections::BTreeMap, fmt, io};

use cam_core::id::CampaignId;

use crate::{error::BoxError, import_store::SourceState};

/// A list of leads that is read row by row, in flat memory, and blocking: it is meant for a file or a whole object.
pub trait LeadSource: Send {
    /// Which list this is. Equal identities mean equal contents, so a [`Position`] carries over between them.
    fn identity(&self) -> &SourceIdentity;

    /// The header as it stands in the source, one name a column, for whoever writes rows back to a person.
    fn columns(&self) -> &Cells;

    /// Reads on from `from`, in order. Reading from any row's `next` yields exactly the rows that would have followed.
    ///
    /// A row that cannot be used is an item with a [`RowProblem`] and reading goes on. An `Err` item is the last one:
    /// the source itself broke, the rows after it were not seen, and the same call may succeed later.
    fn read(
        &mut self,
        from: Position,
    ) -> Result<impl Iterator<Item = Result<SourceRow, SourceError>> + Send, SourceError>;
}

impl<L: LeadSource> LeadSource for &mut L {
    fn identity(&self) -> &SourceIdentity {
        (**self).identity()
    }

    fn columns(&self) -> &Cells {
        (**self).columns()
    }

    fn read(
        &mut self,
        from: Position,
    ) -> Result<impl Iterator<Item = Result<SourceRow, SourceError>> + Send, SourceError> {
        (**self).read(from)
    }
}

/// The lists that a campaign may read on a day.
pub trait LeadSources: Send {
    /// A list that is open.
    type Source<'a>: LeadSource
    where
        Self: 'a;

    /// Which lists there are, in the order in which they are read. `stored` are the campaign's that the table knows.
    fn lists(&self, stored: &[SourceState]) -> Vec<SourceIdentity>;

    /// Opens one of them.
    fn open(
        &mut self,
        campaign: &CampaignId,
        list: &SourceIdentity,
    ) -> impl Future<Output = Result<Self::Source<'_>, ListError>> + Send;
}

/// A list could not be opened; the caller's next step differs for each.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// It is no longer where it was dropped.
    #[error("it is gone")]
    Gone,
    /// Other contents lie in its place, which are a list of their own.
    #[error("other contents lie in its place")]
    Replaced,
    /// It is there and can never be read as it is.
    #[error("it cannot be read as a list of leads")]
    Unreadable(#[source] BoxError),
    /// It is out of reach; the same call may go through later.
    #[error("it is out of reach")]
    Unavailable(#[source] BoxError),
}

/// Lists that are open already.
#[derive(Debug)]
pub struct OpenLists<'l, L>(
    /// The lists, in the order in which they are read.
    pub &'l mut [L],
);

impl<L: LeadSource> LeadSources for OpenLists<'_, L> {
    type Source<'a>
        = &'a mut L
    where
        Self: 'a;

    fn lists(&self, _stored: &[SourceState]) -> Vec<SourceIdentity> {
        self.0.iter().map(|list| list.identity().clone()).collect()
    }

    async fn open(&mut self, _campaign: &CampaignId, list: &SourceIdentity) -> Result<&mut L, ListError> {
        self.0.iter_mut().find(|open| open.identity() == list).ok_or(ListError::Gone)
    }
}

/// The name of a list of leads and the mark of its contents.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SourceIdentity {
    /// What a person calls it: the last part of a path, or the object's key.
    pub name: String,
    /// A mark that changes with the contents and with nothing else.
    pub etag: String,
}

/// How many characters of a list's `etag` are its mark.
const MARK_LEN: usize = 8;

impl SourceIdentity {
    /// The beginning of `etag`: enough to tell lists apart. It stands for the list in errors, which are logged, because
    /// its name may be a person's; and in the name of its rejects.
    #[must_use]
    pub fn mark(&self) -> String {
        self.etag.chars().filter(char::is_ascii_alphanumeric).take(MARK_LEN).collect()
    }
}

/// A place in a source: reading on from here sees no row twice and skips none.
///
/// The default is the beginning, wherever the header ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Bytes from the beginning of the source as it is stored, in its own encoding.
    pub byte_offset: u64,
    /// The number of the last row before this place, as a spreadsheet counts.
    pub row: u64,
}

/// One row that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    /// Its number as a spreadsheet shows it: the first row is 1, blank rows count, a quoted newline does not.
    pub row: u64,
    /// Where the next row begins.
    pub next: Position,
    /// The row as it stands, kept so that a rejected row can be shown to a person.
    pub cells: Cells,
    /// What the row says, or why it says nothing.
    pub outcome: Result<RawLead, RowProblem>,
}

/// The cells of a row in one piece of memory. Its `Debug` shows only how many there are.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    /// Takes text that is already joined, and where each cell ends in it (ascending byte offsets, the last one the
    /// length of `text`). `None` if the ends do not cut the text into whole characters.
    pub fn from_joined(text: String, ends: Vec<usize>) -> Option<Self> {
        let covers = ends.last().copied().unwrap_or(0) == text.len();
        let cuts = ends.iter().all(|&end| text.is_char_boundary(end)) && ends.is_sorted();
        (covers && cuts).then_some(Self { text, ends })
    }

    /// The cell in a column, counted from 0; `None` beyond the last.
    pub fn get(&self, column: usize) -> Option<&str> {
        let end = *self.ends.get(column)?;
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before).copied()).unwrap_or(0);
        self.text.get(start..end)
    }

    /// The cells from left to right.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.ends.len()).map(|column| self.get(column).unwrap_or_default())
    }

    /// How many cells the row has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether the row has no cell at all; a row of empty cells is not empty.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

impl<S: AsRef<str>> FromIterator<S> for Cells {
    fn from_iter<I: IntoIterator<Item = S>>(cells: I) -> Self {
        let mut joined = Self::default();
        for cell in cells {
            joined.text.push_str(cell.as_ref());
            joined.ends.push(joined.text.len());
        }
        joined
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cells({})", self.len())
    }
}

/// What a row says, unjudged and trimmed; an empty cell is not in it. Its `Debug` shows names and no values.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RawLead {
    /// The columns that were recognised.
    pub fields: BTreeMap<Field, String>,
    /// Every other column, under a name a template can use; never the name of a [`Field`].
    pub variables: BTreeMap<String, String>,
}

impl fmt::Debug for RawLead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawLead")
            .field("fields", &self.fields.keys())
            .field("variables", &self.variables.keys())
            .finish()
    }
}

/// Declares the fields once, so that the enum, the names and the list of all cannot differ.
macro_rules! fields {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// What is known about a lead by name, in the order in which a person would read it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])+ $variant,)+ }

        impl Field {
            /// Every field, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The field's name in `snake_case`, which is also its template variable.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

fields! {
    /// The address to write to; the work address where a source has several.
    Email = "email",
    /// Mr, Frau, Dr.: what stands before the name.
    Salutation = "salutation",
    /// The given name.
    FirstName = "first_name",
    /// The family name.
    LastName = "last_name",
    /// The whole name in one cell.
    FullName = "full_name",
    /// The job title.
    Title = "title",
    /// The level of the job, as the source's own vocabulary has it.
    Seniority = "seniority",
    /// The department or function.
    Department = "department",
    /// The company's name; the one made for use in a mail where a source has several.
    Company = "company",
    /// The company's domain or website, as written.
    CompanyDomain = "company_domain",
    /// The company's trade.
    Industry = "industry",
    /// The number of employees, or a range of it, as written.
    CompanySize = "company_size",
    /// The annual revenue as written.
    Revenue = "revenue",
    /// The country, by name or code.
    Country = "country",
    /// The state, province or canton.
    Region = "region",
    /// The town.
    City = "city",
    /// The whole place in one cell, such as "Berlin, Germany".
    Location = "location",
    /// The time zone as written.
    TimeZone = "time_zone",
    /// The language to write in.
    Language = "language",
    /// The person's LinkedIn page.
    Linkedin = "linkedin",
    /// A telephone number as written.
    Phone = "phone",
    /// Why this person may be written to.
    LegalBasis = "legal_basis",
    /// `true` if the source says that this person does not want mail; absent otherwise.
    OptedOut = "opted_out",
    /// Where the source has this person from.
    SourceNote = "source_note",
    /// Signals, comma-separated and in a fixed order: `job_change`, `funded`, `hiring`, `active`, `decision_maker`,
    /// `budget`; `!funded` where the source says no, nothing where it does not say.
    Signals = "signals",
    /// Free text about the lead.
    Notes = "notes",
}

/// Why a row cannot be used, in words for the person who has to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// The e-mail cell is empty.
    #[error("the row has no e-mail address")]
    NoEmail,
    /// A quoted cell never ends; only the line with the opening quote was taken as this row.
    #[error("a quotation mark opens a cell and is never closed: close it, or write it twice if it belongs to the text")]
    UnbalancedQuote,
    /// Text stands beyond the last column of the header, so every cell may be one too far to the right.
    #[error(
        "the row has {found} cells under {expected} headers: put a value that contains the separator into quotation marks"
    )]
    TooManyCells {
        /// The number of columns of the header.
        expected: usize,
        /// The number of cells up to the last one that is not empty.
        found: usize,
    },
    /// One cell is longer than any real one.
    #[error("the cell in column {column} is longer than {limit} bytes: shorten it")]
    CellTooLong {
        /// The column, counted from 1.
        column: usize,
        /// The most bytes a cell may have.
        limit: usize,
    },
    /// The whole row is longer than any real one; it was skipped to the end of its line.
    #[error("the row is longer than {limit} bytes: shorten it")]
    RowTooLong {
        /// The most bytes a row may have.
        limit: usize,
    },
    /// The row holds bytes that are no text in the encoding of the file.
    #[error("the row holds bytes that are not text: save the file again as CSV in UTF-8")]
    NotText,
}

/// A source that was open could not be read on.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The bytes did not come.
    #[error("cannot read on in the list with the mark {mark}")]
    Unreadable {
        /// The source's mark.
        mark: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The position lies behind the end, so it belongs to other contents.
    #[error(
        "cannot read the list with the mark {mark} from byte {offset}, it has only {length}: start again from its beginning"
    )]
    OutsideSource {
        /// The source's mark.
        mark: String,
        /// Where reading was to begin.
        offset: u64,
        /// How long the source is.
        length: u64,
    },
}

/// A row that was not taken in, with its reason, for the person who has to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// The row's number in its source.
    pub row: u64,
    /// Why it was not taken in, in plain words.
    pub reason: String,
    /// The row as it stands in the source.
    pub cells: Cells,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let cells: Cells = ["Ada", "", "Größe"].into_iter().collect();
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["Ada", "", "Größe"]);
        assert_eq!((cells.get(2), cells.get(3)), (Some("Größe"), None));
        assert_eq!(Cells::from_joined("AdaGröße".to_owned(), vec![3, 3, 10]), Some(cells));
    }

    #[test]
    fn ends_that_cut_a_character_or_leave_text_over_are_refused() {
        assert_eq!(Cells::from_joined("ü".to_owned(), vec![1, 2]), None);
        assert_eq!(Cells::from_joined("ab".to_owned(), vec![1]), None);
        assert_eq!(Cells::from_joined("ab".to_owned(), vec![2, 1, 2]), None);
    }

    #[test]
    fn what_is_printed_for_debugging_holds_no_value() {
        let lead = RawLead {
            fields: BTreeMap::from([(Field::Email, "ada@engines.example".to_owned())]),
            variables: BTreeMap::from([("pain_point".to_owned(), "secret".to_owned())]),
        };
        let row = SourceRow {
            row: 2,
            next: Position::default(),
            cells: ["ada@engines.example", "secret"].into_iter().collect(),
            outcome: Ok(lead),
        };
        let printed = format!("{row:?}");
        assert!(!printed.contains("ada") && !printed.contains("secret"), "{printed}");
    }

    #[test]
    fn every_field_has_a_name_of_its_own_that_a_template_can_use() {
        let names: BTreeSet<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
        assert_eq!(names.len(), Field::ALL.len());
        assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')));
    }
}
