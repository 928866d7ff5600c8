//! A campaign to measure with, its leads, and what they answer. Everybody in it is worth writing to.

use std::fmt::Write as _;

/// The campaign's id.
pub const CAMPAIGN: &str = "spring";

/// The addresses it writes from lie under this domain.
pub const DOMAIN: &str = "studio.example";

/// How many leads there are, and how they are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Leads, all of them written to on the first day.
    pub n_leads: usize,
    /// Mails of one mailbox in 24 hours.
    pub cap: usize,
    /// Minutes between two mails of one mailbox, at least and at most.
    pub gap_minutes: [u32; 2],
}

impl Plan {
    /// As many mailboxes as a careful owner would have.
    #[must_use]
    pub fn careful(n_leads: usize) -> Self {
        Self { n_leads, cap: 50, gap_minutes: [5, 9] }
    }

    /// One mailbox that sends everything at once.
    #[must_use]
    pub fn at_once(n_leads: usize) -> Self {
        Self { n_leads, cap: 2_000, gap_minutes: [0, 0] }
    }

    /// The campaign's file.
    #[must_use]
    pub fn file(&self) -> String {
        let Self { n_leads, cap, gap_minutes } = self;
        let mut file = format!(
            "id = \"{CAMPAIGN}\"\nname = \"Spring\"\nmode = \"live\"\nowner = \"owner@{DOMAIN}\"\n\
             time_zone = \"Europe/Dublin\"\nunsubscribe_url = \"https://u.{DOMAIN}\"\n\
             [company]\nname = \"Studio\"\npostal_address = \"1 Sample Street, Dublin\"\n\
             [legal]\nbasis = \"legitimate_interest\"\nsource_note = \"your website\"\n\
             [limits]\nnew_leads_per_day = {n_leads}\noutreach_per_day = {n_leads}\n\
             followups_per_day = {n_leads}\n"
        );
        for n in 0..n_leads.div_ceil(*cap) {
            let _infallible = writeln!(
                file,
                "[[senders]]\nid = \"s{n}\"\nname = \"Sender {n}\"\naddress = \"s{n}@{DOMAIN}\"\ncap_per_day = {cap}\n\
                 allow_above_50 = \"I know what this risks\"\ngap_minutes = {gap_minutes:?}\nwarm_up = \"off\""
            );
        }
        file.push_str(
            "[[steps]]\nsubject = \"A question for {{ company }}\"\nbody = \"\"\"\nHello {{ first_name }},\n\n\
             we looked at {{ company }} and wondered about {{ pain_point }}. May we send you what we found?\n\n\
             {{ sender_name }}\n\"\"\"\n\
             [[steps]]\nbody = \"\"\"\nHello {{ first_name }},\n\nshall we talk about {{ pain_point }}?\n\n\
             {{ sender_name }}\n\"\"\"\n",
        );
        file
    }

    /// The list of leads, one company each.
    #[must_use]
    pub fn leads(&self) -> String {
        let mut csv = String::from("Email,First Name,Last Name,Company,Title,Country,Pain Point\n");
        for n in 0..self.n_leads {
            let _infallible =
                writeln!(csv, "person{n}@company{n}.example,Ada{n},Lovelace,Company {n},Founder,Ireland,slow pages");
        }
        csv
    }
}
