//! A campaign's file as a scenario changes it: everybody qualifies, one warm mailbox, two mails, room for all.

use std::fmt::Write as _;

/// What a scenario may change in a campaign's file.
#[derive(Debug, Clone)]
pub struct CampaignFile {
    /// Its id; its name for people is the same, capitalized.
    pub id: String,
    /// `live` or `dry`.
    pub mode: &'static str,
    /// The zone of its day.
    pub zone: &'static str,
    /// When its day begins.
    pub start_at: &'static str,
    /// Its mailboxes.
    pub mailboxes: Vec<Mailbox>,
    /// How many mails a sequence has.
    pub n_steps: usize,
    /// The body of the first mail.
    pub first_body: String,
    /// Leads taken in a day.
    pub new_leads_per_day: u32,
    /// First mails a day.
    pub outreach_per_day: u32,
    /// Follow-ups a day.
    pub followups_per_day: u32,
    /// Active people of one company.
    pub active_per_company: u32,
    /// The hours of its window.
    pub hours: [&'static str; 2],
    /// Days of its own without mail.
    pub holidays: Vec<&'static str>,
    /// What else stands in the file, as TOML.
    pub more: String,
}

/// A mailbox that mail comes from.
#[derive(Debug, Clone)]
pub struct Mailbox {
    /// Its id, and the local part of its address.
    pub id: &'static str,
    /// The domain of its address.
    pub domain: &'static str,
    /// Mails in 24 hours.
    pub cap: u32,
    /// Minutes between two mails, at least and at most.
    pub gap_minutes: [u32; 2],
    /// Whether it is new and has to grow.
    pub is_new: bool,
}

impl Mailbox {
    /// A mailbox that has been in use for years.
    #[must_use]
    pub fn warm(id: &'static str, cap: u32) -> Self {
        Self { id, domain: "northlight.example", cap, gap_minutes: [9, 14], is_new: false }
    }

    /// The same mailbox at another domain.
    #[must_use]
    pub fn at(self, domain: &'static str) -> Self {
        Self { domain, ..self }
    }
}

impl CampaignFile {
    /// The campaign called `id`.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            mode: "live",
            zone: "Europe/Dublin",
            start_at: "08:00",
            mailboxes: vec![Mailbox::warm("ann", 20)],
            n_steps: 2,
            first_body: "Hello {{ first_name }},\n\nmay I ask you something about {{ company }}?\n\n{{ sender_name }}"
                .to_owned(),
            new_leads_per_day: 50,
            outreach_per_day: 50,
            followups_per_day: 50,
            active_per_company: 2,
            hours: ["09:00", "17:00"],
            holidays: Vec::new(),
            more: String::new(),
        }
    }

    /// The file.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "id = \"{id}\"\nname = \"The {id} campaign\"\nmode = \"{}\"\nowner = \"olive@owner.example\"\n\
             time_zone = \"{}\"\nstart_at = \"{}\"\nunsubscribe_url = \"https://u.northlight.example\"\n\n\
             [company]\nname = \"Northlight\"\npostal_address = \"4 Lantern Row, Dublin 8, Ireland\"\n\n",
            self.mode,
            self.zone,
            self.start_at,
            id = self.id,
        );
        for Mailbox { id, domain, cap, gap_minutes, is_new } in &self.mailboxes {
            let warm_up = if *is_new { "" } else { "warm_up = \"off\"\n" };
            let _ = writeln!(
                text,
                "[[senders]]\nid = \"{id}\"\nname = \"Ann Example\"\naddress = \"{id}@{domain}\"\n\
                 cap_per_day = {cap}\ngap_minutes = {gap_minutes:?}\n{warm_up}"
            );
        }
        let _ = writeln!(
            text,
            "[window]\nfrom = \"{}\"\nto = \"{}\"\nholidays = [{}]\n",
            self.hours[0],
            self.hours[1],
            self.holidays.join(", ")
        );
        let _ = writeln!(
            text,
            "[[steps]]\nsubject = \"A question about {{{{ company }}}}\"\nbody = \"\"\"{}\"\"\"\n",
            self.first_body
        );
        for n in 2..=self.n_steps {
            let _ = writeln!(
                text,
                "[[steps]]\nbody = \"\"\"Hello {{{{ first_name }}}},\n\nthis is mail number {n} about {{{{ company }}}}. \
                 Shall we talk?\n\n{{{{ sender_name }}}}\"\"\"\n"
            );
        }
        let _ = writeln!(
            text,
            "[limits]\nnew_leads_per_day = {}\noutreach_per_day = {}\nfollowups_per_day = {}\nactive_per_company = {}\n\n\
             [legal]\nbasis = \"legitimate_interest\"\nsource_note = \"the public website of your company\"\n\n{}",
            self.new_leads_per_day, self.outreach_per_day, self.followups_per_day, self.active_per_company, self.more
        );
        text
    }
}
