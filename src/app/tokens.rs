//! Secrets that the server makes: tokens of sign-ins, links, invitations and set-up, and e-mailed
//! codes. Only their hashes are kept, so who reads the store can open nothing with what is there.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::UserId;
use domain::limits::{CODE_DIGITS, TOKEN_BYTES};
use domain::text::Email;
use ring::digest::{Context, SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use std::fmt;

/// A text that must not be shown. There is no `Display`, and `Debug` hides it, so that it reaches
/// neither logs nor error answers by accident; it is compared by its hash alone.
#[derive(Clone, serde::Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a text that somebody sent.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text itself, for the one who may have it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256 of it, as the store keeps it. Good for random tokens, not for passwords.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        to_array(digest(&SHA256, self.0.as_bytes()).as_ref())
    }

    /// A new token of 256 random bits, in base64 for URLs: 43 characters.
    #[must_use]
    pub fn random_token() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random::<TOKEN_BYTES>()))
    }

    /// A new code of 6 digits, each of the million as likely as the others.
    #[must_use]
    pub fn random_code() -> Self {
        // The odds of two codes differ by less than one in ten million million.
        let code = u64::from_be_bytes(random::<8>()) % 1_000_000;
        Self(format!("{code:0CODE_DIGITS$}"))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// The hash of an e-mailed code: it is good for this user and address alone.
#[must_use]
pub fn code_hash(user: UserId, email: &Email, code: &Secret) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(user.uuid().as_bytes());
    context.update(email.as_str().as_bytes());
    context.update(b"\0");
    context.update(code.expose().as_bytes());
    to_array(context.finish().as_ref())
}

fn to_array(digest: &[u8]) -> [u8; 32] {
    let mut array = [0; 32];
    array.copy_from_slice(digest);
    array
}

/// Random bytes of the system. Without them no secret can be made: the node may not go on.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // A guessable token would be worse than a task that ends here.
    SystemRandom::new().fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_256_bits_and_codes_6_digits() {
        let token = Secret::random_token();
        assert_eq!(token.expose().len(), 43);
        assert_eq!(URL_SAFE_NO_PAD.decode(token.expose()).unwrap().len(), 32);
        assert_ne!(token.hash(), Secret::random_token().hash());
        for _ in 0..100 {
            let code = Secret::random_code();
            assert_eq!(code.expose().len(), 6);
            assert!(code.expose().chars().all(|digit| digit.is_ascii_digit()));
        }
    }

    #[test]
    fn debug_hides_a_secret() {
        let secret = Secret::new("planted".to_owned());
        assert!(!format!("{secret:?}").contains("planted"));
    }
}
