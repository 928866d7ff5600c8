//! Writes the mail of a touch: the step's text for this lead, the footer, the headers, the thread.
//!
//! Phase 2 writes it to see whether it can be written, phase 3 to send it, a dry run to show it: one code for all.

use std::collections::BTreeMap;

use cam_core::{
    attempt::{Attempt, AttemptState, Receipt},
    campaign::{Campaign, Sender, StoredCampaign, Variant},
    id::SendId,
    lead::Lead,
    profile::Profile,
    skip::SkipReason,
};
use cam_mail::{
    compose::{self, ComposeProblem, Outgoing},
    contract::{self, Draft, Position},
    footer::{self, Footer},
    header::{HeaderProblem, HeaderValue, Mailbox, MessageId, Unsubscribe},
    template::{RenderProblem, Rendered, Template},
};
use jiff::Timestamp;

use crate::{
    gateway::{Mail, MailId},
    identity::{Identities, seed},
};

/// Writes the mails of one campaign; its templates are parsed once.
#[derive(Debug)]
pub struct LetterWriter<'a> {
    stored: &'a StoredCampaign,
    identities: &'a Identities,
    reply_domain: Option<&'a str>,
    templates: BTreeMap<(u8, String), Template>,
}

/// A finished mail.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What the gateway takes.
    pub mail: Mail,
    /// Its subject, for the ledger. Personal data.
    pub subject: String,
}

/// The text of a step for a lead, before it becomes a mail.
struct Text {
    rendered: Rendered,
    footer: String,
}

impl<'a> LetterWriter<'a> {
    /// Parses the campaign's templates. One that cannot be parsed is missing later, and holds its leads with that
    /// reason; `cam_ports::campaign_file` lets none in.
    #[must_use]
    pub fn new(stored: &'a StoredCampaign, identities: &'a Identities) -> Self {
        let mut templates = BTreeMap::new();
        for (number, step) in (1_u8..).zip(&stored.campaign.steps) {
            for variant in &step.variants {
                if let Ok(template) = Template::parse(&variant.subject, &variant.body) {
                    templates.insert((number, variant.id.clone()), template);
                }
            }
        }
        Self { stored, identities, reply_domain: None, templates }
    }

    /// Has answers, and the "no" that a mail program sends, come to this domain, each to an address with its own token; without
    /// one they go to the sender's mailbox.
    #[must_use]
    pub fn answered_at(self, reply_domain: Option<&'a str>) -> Self {
        Self { reply_domain, ..self }
    }

    /// The id of the lead's next send.
    #[must_use]
    pub fn send_id(&self, lead: &Lead) -> SendId {
        SendId { person: lead.key.person.clone(), campaign_number: self.stored.number, step: lead.next_step }
    }

    /// What stands against the text of the lead's next step, if anything does.
    #[must_use]
    pub fn problem(&self, lead: &Lead, profile: &Profile) -> Option<SkipReason> {
        let campaign = &self.stored.campaign;
        let own = lead.sender.as_ref().and_then(|id| campaign.sender(id));
        let sender = own.or(campaign.senders.first())?;
        self.text(lead, profile, sender, "Re: the first mail").err()
    }

    /// Writes the lead's next step as `sender`, in the thread of what was sent before.
    pub fn write(
        &self,
        lead: &Lead,
        profile: &Profile,
        sender: &Sender,
        attempts: &[Attempt],
        at: Timestamp,
    ) -> Result<Letter, SkipReason> {
        let thread = self.thread(lead, attempts);
        let first_subject = thread.first().map_or("", |receipt| receipt.subject.as_str());
        let text = self.text(lead, profile, sender, first_subject)?;
        let subject = compose::follow_up_subject(&text.rendered.subject, first_subject);
        let send = self.send_id(lead);
        let outgoing = self.outgoing(&send, profile, sender, &subject, text, &thread, at).map_err(unwritable)?;
        let mime = compose::compose(&outgoing).map_err(|problem: ComposeProblem| broken(problem.to_string()))?;
        let mail = Mail {
            id: MailId::Outreach(send),
            from: sender.address.clone(),
            to: profile.address.clone(),
            mime,
            message_id: outgoing.message_id.as_str().to_owned(),
        };
        Ok(Letter { mail, subject })
    }

    /// What was sent of this campaign's sequence, first mail first.
    fn thread<'t>(&self, lead: &Lead, attempts: &'t [Attempt]) -> Vec<&'t Receipt> {
        let mut sent: Vec<_> = attempts
            .iter()
            .filter(|attempt| attempt.id.campaign_number == self.stored.number && attempt.id.step < lead.next_step)
            .filter_map(|attempt| match &attempt.state {
                AttemptState::Sent(receipt) => Some((attempt.id.step, receipt)),
                AttemptState::Claimed | AttemptState::Rejected { .. } => None,
            })
            .collect();
        sent.sort_by_key(|(step, _)| *step);
        sent.into_iter().map(|(_, receipt)| receipt).collect()
    }

    fn text(&self, lead: &Lead, profile: &Profile, sender: &Sender, first_subject: &str) -> Result<Text, SkipReason> {
        let campaign = &self.stored.campaign;
        let variant = variant(campaign, lead).ok_or_else(|| broken(format!("there is no step {}", lead.next_step)))?;
        let template = self.templates.get(&(lead.next_step, variant.id.clone()));
        let template = template.ok_or_else(|| broken(format!("the template \"{}\" is unreadable", variant.id)))?;
        let rendered = template.render(&variables(campaign, profile, sender)).map_err(unrendered)?;
        let is_first = lead.next_step == 1;
        let source_note = profile.variable("source_note").or(campaign.legal.source_note.as_deref());
        let source_note = source_note.filter(|_| is_first);
        let token = self.identities.token(&self.send_id(lead));
        let link = campaign.unsubscribe_url.as_ref().map(|base| format!("{base}/u/{token}"));
        let who = format!("{}, {}", sender.name, campaign.company);
        let parts =
            Footer { who: &who, postal_address: &campaign.postal_address, source_note, unsubscribe: link.as_deref() };
        let footer = footer::footer(&parts, &campaign.language);
        let words = footer::wording(&campaign.language);
        let subject = compose::follow_up_subject(&rendered.subject, first_subject);
        let breaches = contract::check(&Draft {
            subject: &subject,
            body: &rendered.text,
            footer: &footer,
            position: if is_first { Position::FirstTouch } else { Position::FollowUp },
            postal_address: &campaign.postal_address,
            ways_out: &[words.object_by_reply],
            source_note: needed_note(lead, is_first, source_note),
        });
        match breaches.first() {
            Some(breach) => Err(broken(breach.to_string())),
            None => Ok(Text { rendered, footer }),
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one mail, each of another kind")]
    fn outgoing(
        &self,
        send: &SendId,
        profile: &Profile,
        sender: &Sender,
        subject: &str,
        text: Text,
        thread: &[&Receipt],
        at: Timestamp,
    ) -> Result<Outgoing, HeaderProblem> {
        let campaign = &self.stored.campaign;
        let own_id = MessageId::new(&format!("{send}@{}", sender.address.domain()))?;
        let token = self.identities.token(send);
        let link = campaign.unsubscribe_url.as_ref().map(|base| format!("{base}/u/{token}"));
        let way_back = |role: &str| self.reply_domain.map(|domain| format!("{role}+{token}@{domain}"));
        let prior_ids: Vec<_> = thread.iter().filter_map(|receipt| MessageId::new(&receipt.wire_id).ok()).collect();
        Ok(Outgoing {
            from: Mailbox::new(Some(&sender.name), sender.address.expose())?,
            to: Mailbox::new(None, profile.address.expose())?,
            reply_to: way_back("r").map(|address| Mailbox::new(None, &address)).transpose()?,
            subject: HeaderValue::new(subject)?,
            text: text.rendered.text.into(),
            footer: text.footer.into(),
            message_id: own_id.clone(),
            own_id,
            in_reply_to: prior_ids.last().cloned(),
            prior_ids,
            list_unsubscribe: Some(Unsubscribe::new(
                link.as_deref(),
                Some(way_back("u").as_deref().unwrap_or(sender.address.expose())),
            )?),
            feedback_id: Some(HeaderValue::new(&format!("{}:{}:outreach:cam", campaign.id, sender.id))?),
            date_unix_s: at.as_second(),
        })
    }
}

/// The text a lead gets, always the same one.
fn variant<'c>(campaign: &'c Campaign, lead: &Lead) -> Option<&'c Variant> {
    campaign.step(lead.next_step)?.variant(seed(lead.key.person.as_str()))
}

/// What a template can name: the row's columns, and who writes.
fn variables(campaign: &Campaign, profile: &Profile, sender: &Sender) -> BTreeMap<String, String> {
    let mut variables = profile.variables.clone();
    variables.insert("sender_name".to_owned(), sender.name.clone());
    variables.insert("sender_company".to_owned(), campaign.company.clone());
    variables
}

/// GDPR Art. 14(3)(b): the source of the data, at the latest in the first mail. An unknown country might be one where
/// that holds.
fn needed_note<'n>(lead: &Lead, is_first: bool, note: Option<&'n str>) -> Option<&'n str> {
    let may_be_european = lead.country.is_none_or(cam_core::country::Country::is_eea_or_uk);
    (is_first && may_be_european).then(|| note.unwrap_or("where we found you"))
}

fn unrendered(problem: RenderProblem) -> SkipReason {
    match problem {
        RenderProblem::MissingVariable { name } => SkipReason::MissingVariable { name },
        other => broken(other.to_string()),
    }
}

fn unwritable(problem: HeaderProblem) -> SkipReason {
    broken(problem.to_string())
}

fn broken(breach: String) -> SkipReason {
    SkipReason::ContractBroken { breach }
}
