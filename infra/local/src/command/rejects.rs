//! Looking for somebody among the rows that were rejected.

use std::{fs, io::Write, path::Path};

use cam_gateways::csv_source::CsvSource;
use cam_ports::lead_source::{LeadSource, Position};

use crate::failure::Failure;

/// The rows of the rejects files in a folder that hold a text, each as a sentence.
pub(crate) fn in_folder(dir: &Path, text: &str) -> Result<Vec<String>, Failure> {
    let Ok(entries) = fs::read_dir(dir) else { return Ok(Vec::new()) };
    let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "csv"));
    paths.sort();
    Ok(paths.iter().flat_map(|path| in_file(path, &path.display().to_string(), text)).collect())
}

/// The same of files that were fetched, each with its place.
pub(crate) fn in_files(files: &[(String, Vec<u8>)], text: &str) -> Result<Vec<String>, Failure> {
    let mut sentences = Vec::new();
    for (place, bytes) in files {
        let mut file = tempfile::NamedTempFile::new()?;
        file.write_all(bytes)?;
        sentences.extend(in_file(file.path(), place, text));
    }
    Ok(sentences)
}

/// A file that is no list of rejects (any more) is a person's own, and says nothing here.
fn in_file(path: &Path, shown: &str, text: &str) -> Vec<String> {
    let text = text.trim().to_lowercase();
    let Ok(mut file) = CsvSource::open(path) else { return Vec::new() };
    let Ok(rows) = file.read(Position::default()) else { return Vec::new() };
    let sentences = rows.flatten().filter_map(|row| {
        let holds = row.cells.iter().any(|cell| cell.to_lowercase().contains(&text));
        let (number, reason) = (row.cells.get(0)?, row.cells.get(1)?);
        holds.then(|| format!("Row {number} of a list was rejected, because {reason}: see {shown}."))
    });
    sentences.collect()
}
