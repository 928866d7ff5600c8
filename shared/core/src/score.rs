//! How well a lead fits and how ready it seems, in thousandths, with the reason of each part.
//!
//! What the campaign does not ask for does not count. What is asked for and not known is neither good nor bad: it is
//! left out of the value, said, and lowers the certainty.

mod band;
mod routing;
mod title;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::country::Country;
use crate::text::{fold, has_phrase};
pub use band::Band;
pub use routing::{Grade, Knowledge, Tier, grade, route_days};
pub use title::Seniority;

/// A share in thousandths, from 0 to 1000; shown as `0.725`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Milli(u16);

impl Milli {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// All of it.
    pub const ONE: Self = Self(1000);

    /// This many thousandths; more than a thousand is a thousand.
    #[must_use]
    pub const fn new(thousandths: u16) -> Self {
        if thousandths > 1000 { Self::ONE } else { Self(thousandths) }
    }

    /// The thousandths.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// `part` of `whole`, rounded half up; `None` of nothing.
    fn of(part: u64, whole: u64) -> Option<Self> {
        let thousandths = part.checked_mul(1000)?.checked_add(whole / 2)?.checked_div(whole)?;
        Some(Self::new(u16::try_from(thousandths).unwrap_or(1000)))
    }
}

impl fmt::Display for Milli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// What is known of a lead; whatever is `None` or missing is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The job title as written.
    pub title: Option<String>,
    /// The seniority; where it is missing it is read from the title.
    pub seniority: Option<Seniority>,
    /// The company's industry as written.
    pub industry: Option<String>,
    /// The company's employees.
    pub employees: Option<Band>,
    /// The company's revenue a year, in whole units of any currency.
    pub revenue: Option<Band>,
    /// Where the company is.
    pub country: Option<Country>,
    /// Its state or province as written.
    pub region: Option<String>,
    /// Signals seen (`true`) or looked for and not seen (`false`).
    pub signals: BTreeMap<Signal, bool>,
}

/// Whom a campaign looks for; an empty field is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IdealCustomer {
    /// Industries, matched by whole words.
    pub industries: Vec<String>,
    /// Numbers of employees.
    pub sizes: Vec<Band>,
    /// Revenues a year, in the unit of the lead list.
    pub revenues: Vec<Band>,
    /// Countries.
    pub countries: BTreeSet<Country>,
    /// States or provinces, which count beside the countries.
    pub regions: Vec<String>,
    /// Job titles, matched by whole words.
    pub titles: Vec<String>,
    /// Seniorities.
    pub seniorities: BTreeSet<Seniority>,
    /// Signals that make a lead more promising.
    pub signals: BTreeSet<Signal>,
}

/// Something seen of a person or company that makes this a good moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signal {
    /// The person is new in the job.
    JobChange,
    /// The company was funded lately.
    Funded,
    /// The company hires.
    Hiring,
    /// The person or company is active in public.
    Active,
    /// The person decides.
    DecisionMaker,
    /// There is a budget.
    Budget,
}

impl Signal {
    /// Every signal.
    pub const ALL: [Self; 6] =
        [Self::JobChange, Self::Funded, Self::Hiring, Self::Active, Self::DecisionMaker, Self::Budget];

    /// Reads a signal's name, `job_change` or `job change`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().replace('_', " ").to_lowercase();
        Self::ALL.into_iter().find(|signal| signal.to_string() == name)
    }

    fn weight(self) -> u64 {
        match self {
            Self::JobChange => 250,
            Self::Funded | Self::DecisionMaker => 150,
            Self::Hiring | Self::Active | Self::Budget => 100,
        }
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::JobChange => "job change",
            Self::Funded => "funded",
            Self::Hiring => "hiring",
            Self::Active => "active",
            Self::DecisionMaker => "decision maker",
            Self::Budget => "budget",
        })
    }
}

/// What a part of the score is about: the first four make the fit, the last three the opportunity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Factor {
    /// Employees of the company.
    Size,
    /// Its industry.
    Industry,
    /// Its revenue.
    Revenue,
    /// Where it is.
    Location,
    /// The person's job.
    Title,
    /// The person's rank.
    Seniority,
    /// What makes the moment good.
    Signals,
}

impl Factor {
    /// The part's weight within its half (`RULES.md` §3.3).
    #[must_use]
    pub fn weight(self) -> Milli {
        Milli(match self {
            Self::Size | Self::Industry => 300,
            Self::Revenue | Self::Seniority => 250,
            Self::Location => 150,
            Self::Title => 350,
            Self::Signals => 400,
        })
    }

    fn half(self) -> Half {
        match self {
            Self::Size | Self::Industry | Self::Revenue | Self::Location => Half::Fit,
            Self::Title | Self::Seniority | Self::Signals => Half::Opportunity,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Fit,
    Opportunity,
}

/// One factor the campaign asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is about.
    pub factor: Factor,
    /// Its weight within its half.
    pub weight: Milli,
    /// How much of it is known; only signals can be known in part.
    pub known: Milli,
    /// How well what is known matches; `None` when nothing is.
    pub value: Option<Milli>,
    /// Why, in plain words.
    pub reason: String,
}

/// A lead's score against an ideal customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The mean of fit and opportunity, or the one that is known; `None` when nothing asked for is known.
    pub value: Option<Milli>,
    /// The share of what was asked for that is known.
    pub certainty: Milli,
    /// What was asked for, in the order of [`Factor`]; empty when the campaign asks for nothing.
    pub parts: Vec<Part>,
}

/// Scores what is known of a lead against what the campaign asks for.
#[must_use]
pub fn score(facts: &Facts, ideal: &IdealCustomer) -> Score {
    ideal.yardstick().score(facts)
}

/// An ideal customer whose texts are read once, to score many leads.
#[derive(Debug, Clone)]
pub struct Yardstick<'a> {
    ideal: &'a IdealCustomer,
    /// In singular, in the order of the ideal customer's.
    industries: Vec<String>,
    /// Folded.
    regions: Vec<String>,
    /// By their words, in the order of the ideal customer's.
    titles: Vec<Vec<String>>,
}

impl IdealCustomer {
    /// Reads its texts, so that each lead need not.
    #[must_use]
    pub fn yardstick(&self) -> Yardstick<'_> {
        Yardstick {
            ideal: self,
            industries: self.industries.iter().map(|industry| singular(industry)).collect(),
            regions: self.regions.iter().map(|region| fold(region)).collect(),
            titles: self.titles.iter().map(|title| title::words(title)).collect(),
        }
    }
}

impl Yardstick<'_> {
    /// Scores what is known of a lead, as [`score`] does.
    #[must_use]
    pub fn score(&self, facts: &Facts) -> Score {
        let title = facts.title.as_deref().map(title::words);
        let title = title.as_deref().unwrap_or_default();
        sum_up([
            (Factor::Size, judge_band("company size", facts.employees, &self.ideal.sizes)),
            (Factor::Industry, self.judge_industry(facts)),
            (Factor::Revenue, judge_band("revenue", facts.revenue, &self.ideal.revenues)),
            (Factor::Location, self.judge_location(facts)),
            (Factor::Title, self.judge_title(facts, title)),
            (Factor::Seniority, judge_seniority(facts, title, self.ideal)),
            (Factor::Signals, judge_signals(facts, self.ideal)),
        ])
    }

    fn judge_industry(&self, facts: &Facts) -> Option<Judged> {
        if self.industries.is_empty() {
            return None;
        }
        let Some(industry) = stated(facts.industry.as_deref()) else {
            return Judged::unknown("industry is not known".to_owned());
        };
        let words = singular(industry);
        let asked = self.ideal.industries.iter().zip(&self.industries);
        let matching = asked.filter(|(_, asked)| has_phrase(&words, asked)).map(|(written, _)| written).next();
        judge_match("industry", industry, matching)
    }

    fn judge_location(&self, facts: &Facts) -> Option<Judged> {
        let ideal = self.ideal;
        if ideal.countries.is_empty() && ideal.regions.is_empty() {
            return None;
        }
        let region = stated(facts.region.as_deref());
        if let Some(country) = facts.country.filter(|country| ideal.countries.contains(country)) {
            return Judged::known(Milli::ONE, format!("{country} is one of the countries asked for"));
        }
        let is_asked = |region: &&str| self.regions.iter().any(|asked| has_phrase(&fold(region), asked));
        if let Some(region) = region.filter(is_asked) {
            return Judged::known(Milli::ONE, format!("{region} is one of the regions asked for"));
        }
        if facts.country.is_none() && !ideal.countries.is_empty() {
            return Judged::unknown("country is not known".to_owned());
        }
        if region.is_none() && !ideal.regions.is_empty() {
            return Judged::unknown("region is not known".to_owned());
        }
        let place = facts.country.map(Country::name).or(region).unwrap_or_default();
        Judged::known(Milli::ZERO, format!("{place} is not one of the places asked for"))
    }

    fn judge_title(&self, facts: &Facts, words: &[String]) -> Option<Judged> {
        if self.titles.is_empty() {
            return None;
        }
        let Some(title) = stated(facts.title.as_deref()) else {
            return Judged::unknown("title is not known".to_owned());
        };
        let asked = self.ideal.titles.iter().zip(&self.titles);
        let matching = asked.filter(|(_, asked)| title::holds(words, asked)).map(|(written, _)| written).next();
        judge_match("title", title, matching)
    }
}

fn sum_up(judged: [(Factor, Option<Judged>); 7]) -> Score {
    let parts: Vec<Part> = judged
        .into_iter()
        .filter_map(|(factor, judged)| {
            let Judged { known, value, reason } = judged?;
            Some(Part { factor, weight: factor.weight(), known, value, reason })
        })
        .collect();

    let asked: u64 = parts.iter().map(|part| u64::from(part.weight.0) * 1000).sum();
    let known: u64 = parts.iter().map(known_weight).sum();
    let value = match (half_value(&parts, Half::Fit), half_value(&parts, Half::Opportunity)) {
        (Some(fit), Some(opportunity)) => Milli::of(u64::from(fit.0) + u64::from(opportunity.0), 2000),
        (one, other) => one.or(other),
    };
    Score { value, certainty: Milli::of(known, asked).unwrap_or(Milli::ZERO), parts }
}

/// In thousandths of a thousandth.
fn known_weight(part: &Part) -> u64 {
    u64::from(part.weight.0) * u64::from(part.known.0)
}

fn half_value(parts: &[Part], half: Half) -> Option<Milli> {
    let known = parts.iter().filter(|part| part.factor.half() == half).filter_map(|part| Some((part, part.value?)));
    let (earned, weight) = known.fold((0, 0), |(earned, weight), (part, value)| {
        (earned + known_weight(part) * u64::from(value.0), weight + known_weight(part) * 1000)
    });
    Milli::of(earned, weight)
}

/// One factor's judgement, before its weight is known.
struct Judged {
    known: Milli,
    value: Option<Milli>,
    reason: String,
}

impl Judged {
    fn known(value: Milli, reason: String) -> Option<Self> {
        Some(Self { known: Milli::ONE, value: Some(value), reason })
    }

    fn unknown(reason: String) -> Option<Self> {
        Some(Self { known: Milli::ZERO, value: None, reason })
    }
}

fn judge_band(what: &str, fact: Option<Band>, asked: &[Band]) -> Option<Judged> {
    if asked.is_empty() {
        return None;
    }
    let Some(fact) = fact else { return Judged::unknown(format!("{what} is not known")) };
    let share = fact.share_within(asked);
    let wanted = asked.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let relation = match share {
        Milli::ONE => "is within",
        Milli::ZERO => "is outside",
        Milli(_) => "lies partly within",
    };
    Judged::known(share, format!("{what} {fact} {relation} {wanted}"))
}

fn judge_seniority(facts: &Facts, title: &[String], ideal: &IdealCustomer) -> Option<Judged> {
    if ideal.seniorities.is_empty() {
        return None;
    }
    let (seniority, source) = match facts.seniority {
        Some(seniority) => (seniority, ""),
        None => match Seniority::from_words(title) {
            Some(seniority) => (seniority, ", read from the title,"),
            None => return Judged::unknown("seniority is not known".to_owned()),
        },
    };
    let (value, relation) =
        if ideal.seniorities.contains(&seniority) { (Milli::ONE, "is") } else { (Milli::ZERO, "is not") };
    Judged::known(value, format!("seniority {seniority}{source} {relation} asked for"))
}

/// Of the signals asked for, the known ones count by their weights; the part is known as far as they are.
fn judge_signals(facts: &Facts, ideal: &IdealCustomer) -> Option<Judged> {
    let weigh = |signals: &[Signal]| signals.iter().map(|signal| signal.weight()).sum::<u64>();
    let with = |state: Option<bool>| -> Vec<Signal> {
        ideal.signals.iter().copied().filter(|signal| facts.signals.get(signal).copied() == state).collect()
    };
    let (seen, unseen, unknown) = (with(Some(true)), with(Some(false)), with(None));
    let known = weigh(&seen) + weigh(&unseen);
    let share_known = Milli::of(known, known + weigh(&unknown))?;

    let told = [("seen", seen.as_slice()), ("not seen", &unseen), ("not known", &unknown)];
    let told = told.iter().filter(|(_, signals)| !signals.is_empty()).map(|(state, signals)| {
        let names = signals.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        format!("{state}: {names}")
    });
    let reason = format!("signals {}", told.collect::<Vec<_>>().join("; "));
    Some(Judged { known: share_known, value: Milli::of(weigh(&seen), known), reason })
}

fn judge_match(what: &str, written: &str, matching: Option<&String>) -> Option<Judged> {
    match matching {
        Some(asked) => Judged::known(Milli::ONE, format!("{what} \"{written}\" matches \"{asked}\"")),
        None => Judged::known(Milli::ZERO, format!("{what} \"{written}\" matches none of those asked for")),
    }
}

/// A text that says something.
fn stated(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !fold(text).is_empty())
}

/// Folded words without the `s` of the plural, so that "Restaurants" is "restaurant".
fn singular(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(' ').map(|word| match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with('s') => stem,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// From when on a lead is good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScorePolicy {
    /// The least score that qualifies.
    pub qualify_at: Milli,
    /// The least certainty on which a score is believed.
    pub min_certainty: Milli,
}

impl Default for ScorePolicy {
    /// 0.700 (`RULES.md` §3.3), believed from a certainty of 0.300 on.
    fn default() -> Self {
        Self { qualify_at: Milli(700), min_certainty: Milli(300) }
    }
}

/// What a score means for a lead; the order of the variants is the order of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The campaign describes no ideal customer, so everyone qualifies.
    NothingAsked,
    /// Not enough is known to believe any score.
    TooLittleKnown {
        /// The share that is known.
        certainty: Milli,
        /// The share that must be.
        needed: Milli,
    },
    /// The score is too low.
    BelowThreshold {
        /// The score.
        value: Milli,
        /// What it must reach.
        needed: Milli,
    },
    /// The score is high enough.
    Qualified {
        /// The score.
        value: Milli,
    },
}

impl Verdict {
    /// Whether the lead may be written to, as far as its score goes.
    #[must_use]
    pub fn qualifies(self) -> bool {
        match self {
            Self::NothingAsked | Self::Qualified { .. } => true,
            Self::TooLittleKnown { .. } | Self::BelowThreshold { .. } => false,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingAsked => write!(f, "qualified: the campaign describes no ideal customer"),
            Self::TooLittleKnown { certainty, needed } => {
                write!(f, "too little is known: {certainty} of what the campaign asks for, of the {needed} needed")
            }
            Self::BelowThreshold { value, needed } => write!(f, "the score {value} is below the {needed} needed"),
            Self::Qualified { value } => write!(f, "qualified with a score of {value}"),
        }
    }
}

/// Judges a score by the policy.
#[must_use]
pub fn verdict(score: &Score, policy: &ScorePolicy) -> Verdict {
    if score.parts.is_empty() {
        return Verdict::NothingAsked;
    }
    match score.value {
        Some(value) if score.certainty >= policy.min_certainty && value >= policy.qualify_at => {
            Verdict::Qualified { value }
        }
        Some(value) if score.certainty >= policy.min_certainty => {
            Verdict::BelowThreshold { value, needed: policy.qualify_at }
        }
        Some(_) | None => Verdict::TooLittleKnown { certainty: score.certainty, needed: policy.min_certainty },
    }
}

#[cfg(test)]
mod tests;
