//! `README.md` and `ARCHITECTURE.md` against the tree: the folders they show, the order they tell, the files they name.

use std::collections::BTreeSet;

use cam_core::cycle::Phase;

use super::tree::{folders, read, root};

#[test]
fn the_order_of_the_day_is_the_order_of_the_folders() {
    let mut order = vec![Phase::StartCycle];
    while let Some(next) = order.last().and_then(|phase| phase.next()) {
        order.push(next);
    }
    assert_eq!(order, Phase::ALL);
    assert_eq!(numbered(&order), folders().into_iter().filter(|folder| is_phase(folder)).collect::<Vec<_>>());
}

#[test]
fn the_readme_tells_the_day_in_its_order() {
    let readme = read("README.md");
    for heading in ["## The day", "## Ada's day"] {
        let told = section(&readme, heading);
        let places: Vec<Option<usize>> =
            numbered(&Phase::ALL).iter().map(|folder| told.find(folder.trim_start_matches("functions/"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{heading}: {places:?}");
    }
}

#[test]
fn the_tree_in_the_readme_is_the_tree() {
    let readme = read("README.md");
    let mut shown = BTreeSet::new();
    let mut parents: Vec<&str> = Vec::new();
    for line in block(section(&readme, "## The tree")).lines() {
        let name = line.split_whitespace().next().unwrap_or_default();
        let depth = (line.len() - line.trim_start().len()) / 2;
        let Some(name) = name.strip_suffix('/') else { continue };
        parents.truncate(depth);
        parents.push(name);
        shown.insert(parents.join("/"));
    }
    assert_eq!(shown, folders());
}

#[test]
fn every_path_in_the_papers_leads_somewhere() {
    for paper in ["README.md", "ARCHITECTURE.md"] {
        let text = read(paper);
        let tops = ["functions/", "shared/", "infra/", "tests/", ".ci/"];
        let named = text.split('`').skip(1).step_by(2).filter(|name| tops.iter().any(|top| name.starts_with(top)));
        let missing: Vec<&str> = named.filter(|name| !is_there(name)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "{paper}");
    }
}

#[test]
fn the_papers_stay_short() {
    assert!(read("README.md").lines().count() <= 150);
    assert!(read("ARCHITECTURE.md").lines().count() <= 300);
}

fn numbered(order: &[Phase]) -> Vec<String> {
    order.iter().enumerate().map(|(digit, phase)| format!("functions/{digit}-{phase}")).collect()
}

fn is_phase(folder: &str) -> bool {
    folder.strip_prefix("functions/").is_some_and(|name| name.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a path is there; `*` stands for any one name, and what follows the first blank is arguments.
fn is_there(path: &str) -> bool {
    let path = path.split(' ').next().unwrap_or(path);
    match path.split_once("/*") {
        None => root().join(path).exists(),
        Some((parent, rest)) => {
            let rest = rest.trim_start_matches('/');
            let mut entries = root().join(parent).read_dir().into_iter().flatten().flatten();
            entries.any(|entry| entry.path().is_dir() && entry.path().join(rest).exists())
        }
    }
}

/// What stands under a heading, up to the next one of its rank.
fn section<'t>(text: &'t str, heading: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("there is no \"{heading}\""));
    rest.split("\n## ").next().unwrap_or_default()
}

/// The first fenced block.
fn block(text: &str) -> &str {
    text.split("```").nth(1).unwrap_or_default()
}
