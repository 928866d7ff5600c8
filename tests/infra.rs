//! `infra/template.yaml` against the code, both ways: whatever one of them has, the other has as well.
//!
//! The template is read and its functions are worked out for a stack called `cam`; nothing is deployed, and no other
//! tool is asked.

#![cfg(test)]

mod infra {
    mod dashboard;
    mod environment;
    mod kept;
    mod mail;
    mod permissions;
    mod phases;
    mod rules;
    mod source;
    mod stack;
}
