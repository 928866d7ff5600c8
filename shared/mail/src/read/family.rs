//! The coarser classes in which replies are labelled.

use super::{AutomaticKind, Class};

/// The classes of [`Class`] as labelled sets tell them apart, which is also how they are learnt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Is interested.
    Interested,
    /// Wants to talk.
    Meeting,
    /// Asks something.
    Question,
    /// Perhaps later.
    NotNow,
    /// Names someone else, or has left the company.
    Referral,
    /// No.
    Refusal,
    /// Wants no more mail, their data erased, or threatens with the law.
    Unsubscribe,
    /// Automatic: away for a while.
    Ooo,
    /// Any other automatic answer or report.
    Auto,
    /// Thanks or confirms, or cannot be read.
    Neutral,
}

impl From<Class> for Family {
    fn from(class: Class) -> Self {
        match class {
            Class::Automatic(AutomaticKind::OutOfOffice) => Self::Ooo,
            Class::LeftCompany | Class::Referral | Class::Automatic(AutomaticKind::LeftCompany) => Self::Referral,
            Class::MachineReport | Class::Automatic(_) => Self::Auto,
            Class::ComplaintLegal | Class::ErasureRequest | Class::Unsubscribe => Self::Unsubscribe,
            Class::NotNow => Self::NotNow,
            Class::Refusal => Self::Refusal,
            Class::Meeting => Self::Meeting,
            Class::Interested => Self::Interested,
            Class::Question => Self::Question,
            Class::Acknowledgement | Class::Unclear => Self::Neutral,
        }
    }
}

impl Family {
    /// Every family, in the order in which the learnt weights hold them.
    pub const ALL: [Self; 10] = [
        Self::Interested,
        Self::Meeting,
        Self::Question,
        Self::NotNow,
        Self::Referral,
        Self::Refusal,
        Self::Unsubscribe,
        Self::Ooo,
        Self::Auto,
        Self::Neutral,
    ];

    /// Whether a person should take over now.
    #[must_use]
    pub const fn is_hot(self) -> bool {
        matches!(self, Self::Interested | Self::Meeting)
    }
}
