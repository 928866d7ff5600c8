//! `cam forget`: the no first, then everything of the person, then a second look.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use cam_aws::dynamo::Settings;
use cam_core::{address::EmailAddress, id::PersonId, lead::Claim};
use cam_mail::{read, view};
use cam_ports::{
    campaign_store::CampaignStore,
    error::Saved,
    identity::fingerprint,
    lead_store::{LeadStore, Person},
    suppression::{Suppression, SuppressionReason},
};
use jiff::tz::TimeZone;

use super::{
    known::{self, present},
    rejects,
    words::{Dates, count},
};
use crate::{
    cli::ForgetArgs,
    failure::{ExitCode, Failure},
    home::{Home, write_whole},
    terminal::Terminal,
};

pub(super) async fn forget(home: &Path, args: &ForgetArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let address = known::address(&args.email)?;
    let home = Home::open(home)?;
    let table = home.table(Settings::one_machine).await?;
    let id = home.identities().person(&address);
    let now = present(&table, &table.campaigns().await?).await?;
    let person = table.person(&id).await?;
    let asked_before = person.suppression.clone().filter(|no| no.reason == SuppressionReason::Erased);
    let no = asked_before.unwrap_or_else(|| Suppression {
        reason: SuppressionReason::Erased,
        source: "cam forget".to_owned(),
        at: now,
    });
    if table.forget(&id, &no, now).await? == Saved::Stale {
        return Err(in_flight(&table.person(&id).await?));
    }
    let files = files_of(home.dir(), &address, &id, &person)?;
    for file in &files {
        remove(file)?;
    }
    let left = table.person(&id).await?;
    if left != (Person { suppression: Some(no), ..Person::default() }) {
        return Err(Failure::unusable("something of the person came in meanwhile: forget them again"));
    }
    drop(table);
    home.compact_table().map_err(Failure::unusable)?;
    tell(&home, &address, &person, &files, terminal)?;
    Ok(ExitCode::Done)
}

fn in_flight(person: &Person) -> Failure {
    let claims = person.leads.iter().filter_map(|lead| lead.claim.as_ref());
    let until = claims.map(Claim::in_doubt_at).max();
    let until = until.map(|at| Dates::new(TimeZone::system(), at).moment(at)).unwrap_or_default();
    Failure::input(format!(
        "a mail to them is on its way, or its answer is still awaited (until {until}): nothing more will be sent to them, \
         but they are not forgotten yet. Do the same again then, or after the next \"cam run\""
    ))
}

/// Where a person stands in the folders beside the table, and what becomes of it.
#[derive(Debug, PartialEq, Eq)]
enum File {
    /// A mail to them, or about them, or from them: it goes.
    Mail(PathBuf),
    /// A page that shows a mail of a dry run: it goes, and so does its line in the list of pages.
    Page { page: PathBuf, list: PathBuf },
}

/// Every file that is about the person: sent mails and notices by their names, replies by their content or their sender,
/// previews by whom they are to.
fn files_of(dir: &Path, address: &EmailAddress, id: &PersonId, person: &Person) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    for folder in ["outbox", "owner"] {
        let named = listed(&dir.join(folder))?
            .into_iter()
            .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains(id.as_str())));
        files.extend(named.map(File::Mail));
    }
    for path in listed(&dir.join("inbox").join("read"))? {
        let bytes = fs::read(&path)?;
        let is_known = person.mails.iter().any(|mail| mail.id == fingerprint(&bytes));
        let is_from_them = read::parse(&bytes).is_ok_and(|mail| {
            mail.from.is_some_and(|from| EmailAddress::parse(&from).is_ok_and(|from| from == *address))
        });
        if is_known || is_from_them {
            files.push(File::Mail(path));
        }
    }
    for folder in listed(&dir.join("previews"))? {
        files.extend(previews_of(&folder, address)?);
    }
    Ok(files)
}

/// The mails of one dry run that are to them, each with its page.
fn previews_of(folder: &Path, address: &EmailAddress) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    for path in listed(folder)? {
        if path.extension().is_some_and(|extension| extension == "eml") {
            let to = view::shown(&fs::read(&path)?).to.to_lowercase();
            if to.trim_start_matches('<').trim_end_matches('>') == address.expose() {
                files.push(File::Page { page: path.with_extension("html"), list: folder.join("index.html") });
                files.push(File::Mail(path));
            }
        }
    }
    Ok(files)
}

/// What lies in a folder, by name; nothing in one that is not there.
fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(error),
    };
    let mut paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// Pages go before their mails: as long as the mail lies there, a repeat finds both.
fn remove(file: &File) -> io::Result<()> {
    match file {
        File::Mail(path) => gone(path),
        File::Page { page, list } => {
            let name = page.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if let Some(text) = unless_missing(fs::read_to_string(list))? {
                let link = format!("href=\"{name}\"");
                let kept: String = text.split_inclusive('\n').filter(|line| !line.contains(&link)).collect();
                write_whole(list, kept.as_bytes())?;
            }
            gone(page)
        }
    }
}

fn gone(path: &Path) -> io::Result<()> {
    unless_missing(fs::remove_file(path)).map(drop)
}

fn unless_missing<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        outcome => outcome.map(Some),
    }
}

fn tell(
    home: &Home,
    address: &EmailAddress,
    person: &Person,
    files: &[File],
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let shown = address.expose();
    let removed = removed(person, files);
    if removed.is_empty() {
        terminal.line(terminal.bold(format!("Nothing was kept of {shown}; they will not be written to.")))?;
    } else {
        terminal.line(terminal.bold(format!("{shown} is forgotten.")))?;
        terminal.line(format!("Removed: {}.", removed.join(", ")))?;
    }
    terminal.line("Looked up again: the table has nothing of them but the note below.")?;
    terminal.line("")?;
    terminal.line(terminal.bold("What remains"))?;
    terminal.line("  A suppression, as a hash that only this .cam can make: whatever list they stand on, they are not written to.")?;
    terminal.line("  Counts in the reports. They name nobody.")?;
    for origin in person.profiles.iter().map(|profile| &profile.origin) {
        terminal.line(format!("  Your own list: row {} of {}. Take it out there.", origin.row, origin.source))?;
    }
    for sentence in rejects::in_folder(&home.dir().join("rejects"), shown)? {
        terminal.line(format!("  {sentence} Take it out there."))?;
    }
    let inbox = home.dir().join("inbox");
    if listed(&inbox)?.iter().any(|path| path.is_file()) {
        terminal.line(format!("  Mail that is not read yet, in {}: it may be theirs.", inbox.display()))?;
    }
    terminal.line("  Copies you made of .cam, and mails that were taken out of its folders.")?;
    Ok(())
}

fn removed(person: &Person, files: &[File]) -> Vec<String> {
    let n_mails = files.iter().filter(|file| matches!(file, File::Mail(_))).count();
    let n_pages = files.len() - n_mails;
    let counts = [
        (person.leads.len(), "lead"),
        (person.profiles.len(), "profile"),
        (person.attempts.len(), "send"),
        (person.mails.len(), "mail they wrote"),
        (person.projects.len(), "project"),
        (n_mails, "mail file"),
        (n_pages, "preview page"),
    ];
    counts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| plural(n, what)).collect()
}

fn plural(n: usize, what: &str) -> String {
    if what == "mail they wrote" && n > 1 { format!("{n} mails they wrote") } else { count(n, what) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(to: &str) -> String {
        format!("From: Nora <nora@northlight.example>\r\nTo: <{to}>\r\nSubject: Hello\r\n\r\nHello\r\n")
    }

    #[test]
    fn a_preview_goes_with_its_page_and_its_line_in_the_list_and_the_others_stay() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("previews").join("spring.2026-11-24.dry.1");
        fs::create_dir_all(&folder).unwrap();
        for (name, to) in [("001", "ada@acme.example"), ("002", "bob@acme.example")] {
            fs::write(folder.join(format!("{name}.eml")), mail(to)).unwrap();
            fs::write(folder.join(format!("{name}.html")), to).unwrap();
        }
        let line = |name: &str| format!("<tr><td><a href=\"{name}.html\">x</a></td></tr>\n");
        fs::write(folder.join("index.html"), line("001") + &line("002")).unwrap();
        let address = EmailAddress::parse("ada@acme.example").unwrap();
        let id = PersonId::from_hash([1; 16]);
        for file in files_of(home.path(), &address, &id, &Person::default()).unwrap() {
            remove(&file).unwrap();
        }
        let left: Vec<_> =
            listed(&folder).unwrap().into_iter().filter_map(|path| path.file_name().map(ToOwned::to_owned)).collect();
        assert_eq!(left, ["002.eml", "002.html", "index.html"]);
        assert_eq!(fs::read_to_string(folder.join("index.html")).unwrap(), line("002"));
    }

    #[test]
    fn sent_mails_notices_and_read_replies_are_found_and_those_of_others_are_not() {
        let home = tempfile::tempdir().unwrap();
        let id = PersonId::from_hash([1; 16]);
        let other = PersonId::from_hash([2; 16]);
        let write = |path: &str, text: &str| {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write(&format!("outbox/{id}-1-1.eml"), "x");
        write(&format!("outbox/{other}-1-1.eml"), "x");
        write(&format!("owner/lead.spring.{id}.eml"), "x");
        write("inbox/read/a.eml", "From: Ada <Ada@acme.example>\r\n\r\nyes\r\n");
        write("inbox/read/b.eml", "From: Bob <bob@acme.example>\r\n\r\nada@acme.example\r\n");
        let address = EmailAddress::parse("ada@acme.example").unwrap();
        let found = files_of(home.path(), &address, &id, &Person::default()).unwrap();
        let expected =
            [format!("outbox/{id}-1-1.eml"), format!("owner/lead.spring.{id}.eml"), "inbox/read/a.eml".to_owned()];
        assert_eq!(found, expected.map(|path| File::Mail(home.path().join(path))));
    }
}
