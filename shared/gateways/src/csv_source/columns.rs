//! What each column of a sheet means, found from its header, and what a row says by it.

use std::collections::{BTreeMap, BTreeSet};

use cam_ports::lead_source::{Cells, Field, RawLead, RowProblem};

use super::{
    names::{field_named, is_consent, key, variable_name},
    signals::{Signal, Signals, says_opted_out, says_yes, signal_named},
};

/// The meaning of the columns.
#[derive(Debug)]
pub(crate) struct Columns {
    n_columns: usize,
    /// For each field the columns that may hold it, best first.
    fields: BTreeMap<Field, Vec<usize>>,
    signals: Vec<(usize, Signal)>,
    consents: Vec<usize>,
    /// Every column that is not the best one of a field, by the name of its variable.
    variables: Vec<(usize, String)>,
}

impl Columns {
    /// Reads a header row.
    pub(crate) fn of_header(header: &Cells) -> Self {
        let keys = keys_of(header);
        let columns_where = |is_meant: &dyn Fn(&str) -> bool| {
            keys.iter().enumerate().filter(|(_, key)| is_meant(key)).map(|(column, _)| column).collect()
        };
        let mut ranked: BTreeMap<Field, BTreeSet<(usize, usize)>> = BTreeMap::new();
        for (column, key) in keys.iter().enumerate() {
            if let Some((field, rank)) = field_named(key) {
                ranked.entry(field).or_default().insert((rank, column));
            }
        }
        let fields: BTreeMap<Field, Vec<usize>> = ranked
            .into_iter()
            .map(|(field, columns)| (field, columns.into_iter().map(|(_, column)| column).collect()))
            .collect();
        let signals = keys.iter().enumerate().filter_map(|(column, key)| Some((column, signal_named(key)?))).collect();
        let taken = fields.values().filter_map(|columns| columns.first().copied()).collect();
        let variables = name_variables(header, &taken);
        Self { n_columns: header.len(), fields, signals, consents: columns_where(&is_consent), variables }
    }

    /// Whether there is a column to find addresses in.
    pub(crate) fn has_email(&self) -> bool {
        self.fields.contains_key(&Field::Email)
    }

    /// How many columns are recognised.
    pub(crate) fn n_recognised(&self) -> usize {
        self.fields.values().map(Vec::len).sum::<usize>() + self.signals.len() + self.consents.len()
    }

    /// What a row says. Cells missing at its end are empty; text beyond the last header is a problem.
    pub(crate) fn read(&self, cells: &Cells) -> Result<RawLead, RowProblem> {
        let found = (0..cells.len()).rfind(|&column| value(cells, column).is_some()).map_or(0, |last| last + 1);
        if found > self.n_columns {
            return Err(RowProblem::TooManyCells { expected: self.n_columns, found });
        }
        let fields: BTreeMap<Field, String> =
            Field::ALL.iter().filter_map(|&field| Some((field, self.field(field, cells)?))).collect();
        if !fields.contains_key(&Field::Email) {
            return Err(RowProblem::NoEmail);
        }
        let variables = self
            .variables
            .iter()
            .filter_map(|(column, name)| Some((name.clone(), value(cells, *column)?.to_owned())))
            .collect();
        Ok(RawLead { fields, variables })
    }

    fn field(&self, field: Field, cells: &Cells) -> Option<String> {
        let mut values = self.fields.get(&field).into_iter().flatten().filter_map(|&column| value(cells, column));
        match field {
            Field::Signals => self.signals(values, cells).listed(),
            Field::OptedOut => values.any(says_opted_out).then(|| "true".to_owned()),
            Field::LegalBasis => values.next().map(str::to_owned).or_else(|| self.consent(cells)),
            _ => values.next().map(str::to_owned),
        }
    }

    fn signals<'a>(&self, lists: impl Iterator<Item = &'a str>, cells: &Cells) -> Signals {
        let mut signals = Signals::default();
        lists.for_each(|list| signals.see_list(list));
        for (column, signal) in &self.signals {
            signals.see(*signal, value(cells, *column).unwrap_or_default());
        }
        signals
    }

    /// A yes in a column that asks for consent is a legal basis.
    fn consent(&self, cells: &Cells) -> Option<String> {
        let mut answers = self.consents.iter().filter_map(|&column| value(cells, column));
        answers.any(says_yes).then(|| "consent".to_owned())
    }
}

/// The headers as they are compared. LinkedIn calls the person's page just "URL" in its list of connections, which
/// elsewhere is the company's website.
fn keys_of(header: &Cells) -> Vec<String> {
    let mut keys: Vec<String> = header.iter().map(key).collect();
    if keys.iter().any(|key| key == "connectedon") {
        keys.iter_mut().filter(|key| *key == "url").for_each(|key| key.insert_str(0, "linkedin"));
    }
    keys
}

/// Names every column that is not in `taken`. Names of fields stay free for the fields; equal names are numbered.
fn name_variables(header: &Cells, taken: &BTreeSet<usize>) -> Vec<(usize, String)> {
    let mut used: BTreeSet<String> = Field::ALL.iter().map(|field| field.as_str().to_owned()).collect();
    let mut names = Vec::new();
    for (column, text) in header.iter().enumerate().filter(|(column, _)| !taken.contains(column)) {
        let plain = variable_name(text, column + 1);
        let numbered = (2..).map(|number| format!("{plain}_{number}"));
        if let Some(name) = [plain.clone()].into_iter().chain(numbered).find(|name| !used.contains(name)) {
            used.insert(name.clone());
            names.push((column, name));
        }
    }
    names
}

/// A cell without the space around it; `None` if nothing is left.
fn value(cells: &Cells, column: usize) -> Option<&str> {
    let is_space = |character: char| character.is_whitespace() || matches!(character, '\u{200B}' | '\u{FEFF}');
    cells.get(column).map(|cell| cell.trim_matches(is_space)).filter(|cell| !cell.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &[&str], row: &[&str]) -> Result<RawLead, RowProblem> {
        Columns::of_header(&header.iter().collect()).read(&row.iter().collect())
    }

    fn variables(header: &[&str], row: &[&str]) -> Vec<(String, String)> {
        read(header, row).unwrap().variables.into_iter().collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_work_address_is_taken_and_the_other_one_stays_as_a_variable() {
        let header = ["Personal Email", "Email", "Work Email"];
        let lead = read(&header, &["p@home.example", "e@any.example", "w@work.example"]).unwrap();
        assert_eq!(lead.fields[&Field::Email], "w@work.example");
        assert_eq!(
            lead.variables.into_iter().collect::<Vec<_>>(),
            pairs(&[("email_2", "e@any.example"), ("personal_email", "p@home.example")])
        );
    }

    #[test]
    fn a_row_without_its_best_cell_takes_the_next_best() {
        let header = ["Email", "Work Email", "Country", "Company Country"];
        let lead = read(&header, &["e@any.example", " ", "", "FR"]).unwrap();
        assert_eq!((&*lead.fields[&Field::Email], &*lead.fields[&Field::Country]), ("e@any.example", "FR"));
    }

    #[test]
    fn variables_are_numbered_when_their_names_meet() {
        let header = ["Email", "Pain point", "pain_point", "Industry", "industry", ""];
        let row = ["a@x.example", "one", "two", "Law", "Legal", "loose"];
        assert_eq!(
            variables(&header, &row),
            pairs(&[("column_6", "loose"), ("industry_2", "Legal"), ("pain_point", "one"), ("pain_point_2", "two")])
        );
    }

    #[test]
    fn a_short_row_is_read_and_a_long_one_is_refused_unless_only_separators_follow() {
        assert!(read(&["Email", "City"], &["a@x.example"]).is_ok());
        assert!(read(&["Email", "City"], &["a@x.example", "Bern", "", " "]).is_ok());
        let too_many = RowProblem::TooManyCells { expected: 2, found: 4 };
        assert_eq!(read(&["Email", "City"], &["a@x.example", "Bern", "", "CH"]), Err(too_many));
    }

    #[test]
    fn a_row_needs_an_address_and_space_is_none() {
        assert_eq!(read(&["Email", "City"], &["\u{a0} \u{200b}", "Bern"]), Err(RowProblem::NoEmail));
    }

    #[test]
    fn signals_come_from_their_own_columns_and_from_a_list() {
        let header = ["Email", "Job Change", "Latest Funding", "Signals", "Budget"];
        let lead = read(&header, &["a@x.example", "no", "Series A", "hiring", ""]).unwrap();
        assert_eq!(lead.fields[&Field::Signals], "!job_change,funded,hiring");
        assert_eq!(lead.variables["latest_funding"], "Series A");
    }

    #[test]
    fn a_ticked_consent_is_a_legal_basis_and_an_opt_out_is_kept_only_if_it_is_one() {
        let header = ["Email", "Consent", "Legal basis", "Opted out", "Do not contact"];
        let given = read(&header, &["a@x.example", "yes", "", "no", ""]).unwrap();
        assert_eq!(given.fields.get(&Field::LegalBasis).map(String::as_str), Some("consent"));
        assert_eq!(given.fields.get(&Field::OptedOut), None);
        let refused = read(&header, &["a@x.example", "no", "", "no", "x"]).unwrap();
        assert_eq!(refused.fields.get(&Field::LegalBasis), None);
        assert_eq!(refused.fields.get(&Field::OptedOut).map(String::as_str), Some("true"));
    }

    #[test]
    fn url_is_the_person_only_in_a_list_of_connections() {
        let connections =
            read(&["URL", "Email Address", "Connected On"], &["in/ada", "a@x.example", "1 May 2026"]).unwrap();
        assert_eq!(connections.fields[&Field::Linkedin], "in/ada");
        assert_eq!(variables(&["URL", "Email"], &["x.example", "a@x.example"]), pairs(&[("url", "x.example")]));
    }
}
