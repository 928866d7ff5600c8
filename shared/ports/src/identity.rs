//! Who is who without saying so: keyed hashes of people and companies, signed tokens, fresh claim ids.
//!
//! All keys are HKDF-SHA-256 (RFC 5869) labels of one secret, which is read once at the start. The person key cannot
//! be changed: every key in the table follows from it.

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

use cam_core::{
    address::EmailAddress,
    id::{ClaimId, CompanyId, PersonId, SendId},
};
use data_encoding::BASE32_NOPAD;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// The length of the secret, in bytes.
pub const SECRET_LEN: usize = 32;

/// Bytes of the tag in a token: 80 bits.
const TAG_LEN: usize = 10;

/// The key that tokens are signed with today; tokens of other keys are refused.
const TOKEN_KEY_ID: &str = "a";

/// Makes ids and tokens from the stack's secret.
#[derive(Clone)]
pub struct Identities {
    person_key: [u8; 32],
    token_key: [u8; 32],
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identities(..)")
    }
}

impl Identities {
    /// Derives the keys from the stack's secret.
    #[must_use]
    pub fn new(secret: &[u8; SECRET_LEN]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, secret);
        let derive = |label: &str| {
            let mut key = [0; 32];
            // Only an output beyond 255 hashes can fail, and this is one.
            let _ = hkdf.expand(label.as_bytes(), &mut key);
            key
        };
        Self { person_key: derive("cam person v1"), token_key: derive("cam token v1") }
    }

    /// The person behind an address, which is in its normal form already.
    #[must_use]
    pub fn person(&self, address: &EmailAddress) -> PersonId {
        PersonId::from_hash(hash(&self.person_key, "person", address.expose()))
    }

    /// The company behind a registrable domain.
    #[must_use]
    pub fn company(&self, registrable_domain: &str) -> CompanyId {
        CompanyId::from_hash(hash(&self.person_key, "company", &registrable_domain.to_lowercase()))
    }

    /// A token that only this stack can make and that leads back to one send: `<send id>-<key>-<tag>`.
    ///
    /// Lower-case letters, digits and `-`, at most 54 characters: it fits a local part (RFC 5321 §4.5.3.1.1) that
    /// mail servers may fold to one case.
    #[must_use]
    pub fn token(&self, send: &SendId) -> String {
        format!("{send}-{TOKEN_KEY_ID}-{}", base32(&self.tag(send)))
    }

    /// The send a token leads back to, if this stack made it. Compared in constant time.
    #[must_use]
    pub fn verify(&self, token: &str) -> Option<SendId> {
        let token = token.to_ascii_lowercase();
        let (rest, tag) = token.rsplit_once('-')?;
        let (send, key_id) = rest.rsplit_once('-')?;
        let send: SendId = send.parse().ok().filter(|_| key_id == TOKEN_KEY_ID)?;
        let given = BASE32_NOPAD.decode(tag.to_ascii_uppercase().as_bytes()).ok()?;
        bool::from(subtle::ConstantTimeEq::ct_eq(given.as_slice(), self.tag(&send).as_slice())).then_some(send)
    }

    fn tag(&self, send: &SendId) -> Vec<u8> {
        let mut tag = mac(&self.token_key, "send", &send.to_string());
        tag.truncate(TAG_LEN);
        tag
    }
}

/// A stable number for everything that is drawn by chance but must be the same tomorrow: jitter, variants.
#[must_use]
pub fn seed(of: &str) -> u64 {
    let digest = Sha256::digest(of.as_bytes());
    digest.iter().take(8).fold(0, |seed, byte| (seed << 8) | u64::from(*byte))
}

/// A name for content: SHA-256 in lower-case hex.
#[must_use]
pub fn fingerprint(content: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(content))
}

/// Draws claim ids.
pub trait ClaimIds: Sync {
    /// One that was never drawn before.
    fn fresh(&self) -> ClaimId;
}

/// Claim ids from a secret start and a counter: as good as drawn, without a source of chance that could fail.
#[derive(Debug)]
pub struct CountedClaimIds {
    start: [u8; 32],
    n_drawn: AtomicU64,
}

impl CountedClaimIds {
    /// Starts from `start`: bytes no other process starts from.
    #[must_use]
    pub fn new(start: [u8; 32]) -> Self {
        Self { start, n_drawn: AtomicU64::new(0) }
    }

    /// Starts from the operating system's source of chance.
    pub fn from_os() -> Result<Self, crate::error::BoxError> {
        let mut start = [0; 32];
        getrandom::fill(&mut start).map_err(|error| error.to_string())?;
        Ok(Self::new(start))
    }
}

impl ClaimIds for CountedClaimIds {
    fn fresh(&self) -> ClaimId {
        let n = self.n_drawn.fetch_add(1, Ordering::Relaxed);
        ClaimId::from_hash(hash(&self.start, "claim", &n.to_string()))
    }
}

fn hash(key: &[u8; 32], domain: &str, text: &str) -> [u8; 16] {
    let mut hash = [0; 16];
    hash.iter_mut().zip(mac(key, domain, text)).for_each(|(to, from)| *to = from);
    hash
}

fn mac(key: &[u8; 32], domain: &str, text: &str) -> Vec<u8> {
    // HMAC pads a short key to a block with zeros (RFC 2104 §2); a whole block cannot be refused.
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(domain.as_bytes());
    mac.update(&[0]);
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn base32(bytes: &[u8]) -> String {
    BASE32_NOPAD.encode(bytes).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identities() -> Identities {
        Identities::new(&[7; SECRET_LEN])
    }

    fn send() -> SendId {
        let person = identities().person(&EmailAddress::parse("ada@example.com").unwrap());
        SendId { person, campaign_number: 65_535, step: 255 }
    }

    #[test]
    fn a_person_is_the_same_however_the_address_is_written() {
        let same = EmailAddress::parse(" Ada@Example.com ").unwrap();
        assert_eq!(identities().person(&same), send().person);
        let other = Identities::new(&[8; SECRET_LEN]);
        assert_ne!(other.person(&same), send().person);
    }

    #[test]
    fn a_token_leads_back_to_its_send_in_any_case_and_fits_a_local_part() {
        let token = identities().token(&send());
        assert!(format!("r+{token}").len() <= 64, "{}", token.len());
        assert_eq!(identities().verify(&token.to_uppercase()), Some(send()));
    }

    #[test]
    fn a_token_that_was_changed_in_any_place_is_refused() {
        let token = identities().token(&send());
        for (at, old) in token.char_indices() {
            let new = if old == 'b' { 'c' } else { 'b' };
            let forged: String = token.char_indices().map(|(i, c)| if i == at { new } else { c }).collect();
            assert_eq!(identities().verify(&forged), None, "{forged}");
        }
        assert_eq!(Identities::new(&[8; SECRET_LEN]).verify(&token), None);
        assert_eq!(identities().verify(""), None);
    }

    #[test]
    fn the_hash_is_hmac_sha_256() {
        // RFC 4231 test case 2 has the key "Jefe"; here the text is cut the way `mac` writes it.
        let mut key = [0; 32];
        key.iter_mut().zip(b"Jefe").for_each(|(to, from)| *to = *from);
        let mut expected = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        expected.update(b"what do ya want\0for nothing?");
        assert_eq!(mac(&key, "what do ya want", "for nothing?"), expected.finalize().into_bytes().to_vec());
    }

    #[test]
    fn claim_ids_are_never_drawn_twice() {
        let ids = CountedClaimIds::new([1; 32]);
        let drawn: std::collections::BTreeSet<ClaimId> = (0..100).map(|_| ids.fresh()).collect();
        assert_eq!(drawn.len(), 100);
    }
}
