//! Which crate may know which: the table of `ARCHITECTURE.md`, held against the manifests.

use super::tree::{Dependency, Package, packages};

/// What the crates of a folder may depend on.
struct Layer {
    /// The folder; `*` stands for every package in it.
    folder: &'static str,
    /// Crates of ours that it may know.
    knows: &'static [&'static str],
    /// Crates of ours that its tests may know besides.
    tests_know: &'static [&'static str],
    others: Others,
}

/// Which crates of others it may depend on.
enum Others {
    /// These and no more.
    Only(&'static [&'static str]),
    /// All but those whose names begin so.
    Without(&'static [&'static str]),
}

/// What is bound to a vendor or to one machine.
const VENDORS: &[&str] = &["aws", "serde_dynamo", "lambda_", "dynoxide"];

const LAYERS: [Layer; 11] = [
    Layer {
        folder: "shared/core",
        knows: &[],
        tests_know: &[],
        // Pure: two calendars of the world (time zones, public suffixes), one alphabet, and the errors' derive.
        others: Others::Only(&["idna", "jiff", "psl", "thiserror"]),
    },
    Layer {
        folder: "shared/mail",
        knows: &[],
        tests_know: &[],
        others: Others::Only(&[
            "aho-corasick",
            "fnv",
            "jiff",
            "mail-builder",
            "mail-parser",
            "minijinja",
            "serde",
            "serde_json",
            "thiserror",
        ]),
    },
    Layer {
        folder: "shared/ports",
        knows: &["cam-core", "cam-mail"],
        tests_know: &[],
        others: Others::Without(VENDORS),
    },
    Layer {
        folder: "shared/aws",
        knows: &["cam-core", "cam-ports"],
        tests_know: &["cam-embedded", "cam-gateways", "cam-testkit"],
        others: Others::Without(&["dynoxide", "lambda_"]),
    },
    Layer {
        folder: "shared/gateways",
        knows: &["cam-core", "cam-mail", "cam-ports"],
        tests_know: &["cam-testkit"],
        others: Others::Without(VENDORS),
    },
    Layer {
        folder: "shared/lambda",
        knows: &["cam-aws", "cam-core", "cam-gateways", "cam-ports"],
        tests_know: &[],
        others: Others::Without(&["aws-sdk", "dynoxide"]),
    },
    Layer {
        folder: "shared/testkit",
        knows: &["cam-aws", "cam-core", "cam-embedded", "cam-gateways", "cam-mail", "cam-ports"],
        tests_know: &[],
        others: Others::Without(&["dynoxide", "lambda_"]),
    },
    Layer {
        folder: "functions/*",
        // No function is in this list: none knows another. Nor is the testkit, nor the embedded table.
        knows: &["cam-aws", "cam-core", "cam-gateways", "cam-lambda", "cam-mail", "cam-ports"],
        tests_know: &["cam-embedded", "cam-testkit"],
        others: Others::Without(&["dynoxide"]),
    },
    Layer {
        folder: "infra/embedded",
        knows: &[],
        tests_know: &[],
        // The one place that knows dynoxide.
        others: Others::Without(&["lambda_", "serde_dynamo"]),
    },
    Layer {
        folder: "infra/cloud",
        knows: &["cam-aws", "cam-core", "cam-ports"],
        tests_know: &[],
        others: Others::Without(&["dynoxide", "lambda_", "serde_dynamo"]),
    },
    Layer {
        folder: "infra/local",
        knows: &[
            "cam-aws",
            "cam-cloud",
            "cam-core",
            "cam-embedded",
            "cam-gateways",
            "cam-lambda",
            "cam-mail",
            "cam-ports",
            "detect-replies",
            "escalate-leads",
            "process-leads",
            "report-cycle",
            "schedule-outreach",
            "send-outreach",
            "start-cycle",
            "web",
        ],
        tests_know: &["cam-testkit"],
        others: Others::Without(&["dynoxide", "lambda_"]),
    },
];

impl Layer {
    fn holds(&self, package: &Package) -> bool {
        match self.folder.strip_suffix('*') {
            Some(parent) => package.folder.starts_with(parent),
            None => package.folder == self.folder,
        }
    }

    fn permits(&self, dependency: &Dependency) -> bool {
        let name = dependency.name.as_str();
        if dependency.is_ours {
            return self.knows.contains(&name) || dependency.is_dev && self.tests_know.contains(&name);
        }
        match self.others {
            Others::Only(names) => dependency.is_dev || names.contains(&name),
            Others::Without(beginnings) => !beginnings.iter().any(|beginning| name.starts_with(beginning)),
        }
    }
}

#[test]
fn every_crate_knows_only_what_its_layer_may_know() {
    let mut breaches = Vec::new();
    // Tests know what they test: everything.
    for package in packages().iter().filter(|package| !format!("{}/", package.folder).starts_with("tests/")) {
        let Some(layer) = LAYERS.iter().find(|layer| layer.holds(package)) else {
            breaches.push(format!("{} stands in no layer", package.folder));
            continue;
        };
        let refused = package.dependencies.iter().filter(|dependency| !layer.permits(dependency));
        breaches.extend(refused.map(|dependency| format!("{} may not know {}", package.name, dependency.name)));
    }
    assert_eq!(breaches, Vec::<String>::new());
}

#[test]
fn every_layer_has_its_folder() {
    let packages = packages();
    for layer in &LAYERS {
        assert!(packages.iter().any(|package| layer.holds(package)), "there is no {}", layer.folder);
    }
}
