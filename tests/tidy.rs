//! The tree against its promises: what `ARCHITECTURE.md`, `README.md` and `deny.toml` say is held against what is there.
//!
//! Only files are read, and `cargo metadata` and `git ls-files` are asked; nothing of CAM runs.

#![cfg(test)]

mod tidy {
    mod dependencies;
    mod layers;
    mod papers;
    mod privacy;
    mod sources;
    mod tree;
}
