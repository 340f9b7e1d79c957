//! Passwords: argon2id with OWASP's parameters (19 MiB, 2 passes, 1 lane), a few at a time off the
//! threads that serve sockets, so that a flood of sign-ins takes neither the memory nor the cores.

use super::error::AppError;
use super::tokens::{Secret, random};
use crate::tasks::blocking;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use domain::time::Span;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Passwords hashed at once: 19 MiB each.
const HASHED_AT_ONCE_MAX: usize = 4;
/// Sign-ins that wait for their turn before others hear `overloaded`.
const WAITING_MAX: usize = 100;
const SALT_BYTES: usize = 16;

/// Hashes and checks passwords. Cloning shares the limits.
#[derive(Debug, Clone)]
pub struct Passwords {
    at_once: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            at_once: Arc::new(Semaphore::new(HASHED_AT_ONCE_MAX)),
            waiting: Arc::new(Semaphore::new(WAITING_MAX)),
        }
    }
}

impl Passwords {
    /// The hash of a new password, in PHC form.
    ///
    /// # Errors
    /// `WeakPassword`, `Overloaded`.
    pub async fn hash(&self, password: Secret) -> Result<String, AppError> {
        check(&password)?;
        self.run(move || hash_blocking(&password)).await?
    }

    /// Whether the password is the one of the hash. Without a hash the answer is no, after the
    /// same work: how long it takes does not tell whether there is such a user.
    ///
    /// # Errors
    /// `Overloaded`.
    pub async fn verify(&self, password: Secret, hash: Option<String>) -> Result<bool, AppError> {
        if password.expose().len() > PASSWORD_BYTES_MAX {
            return Ok(false);
        }
        self.run(move || match hash {
            Some(hash) => {
                let parsed = PasswordHash::new(&hash).map_err(internal)?;
                Ok(argon2()?.verify_password(password.expose().as_bytes(), &parsed).is_ok())
            }
            None => hash_blocking(&password).map(|_| false),
        })
        .await?
    }

    async fn run<T, F>(&self, work: F) -> Result<T, AppError>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let overloaded = AppError::Overloaded { retry_after: Span::seconds(2) };
        let Ok(waiting) = Arc::clone(&self.waiting).try_acquire_owned() else {
            return Err(overloaded);
        };
        let Ok(turn) = Arc::clone(&self.at_once).acquire_owned().await else {
            return Err(overloaded);
        };
        // The turn ends with the work, even if nobody waits for it any more.
        blocking(move || {
            let done = work();
            drop((turn, waiting));
            done
        })
        .await
        .map_err(|error| AppError::Internal(error.into()))
    }
}

pub(super) fn check(password: &Secret) -> Result<(), AppError> {
    let text = password.expose();
    let fits = text.chars().count() >= PASSWORD_CHARS_MIN && text.len() <= PASSWORD_BYTES_MAX;
    let same = text.chars().next().is_none_or(|first| text.chars().all(|c| c == first));
    if fits && !same { Ok(()) } else { Err(AppError::WeakPassword) }
}

fn hash_blocking(password: &Secret) -> Result<String, AppError> {
    let salt = random::<SALT_BYTES>();
    let hash: PasswordHash =
        argon2()?.hash_password_with_salt(password.expose().as_bytes(), &salt).map_err(internal)?;
    Ok(hash.to_string())
}

fn argon2() -> Result<Argon2<'static>, AppError> {
    let params = Params::new(19 * 1024, 2, 1, None)
        .map_err(|error| AppError::Internal(anyhow::anyhow!("argon2: {error}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn internal(error: impl std::fmt::Display) -> AppError {
    AppError::Internal(anyhow::anyhow!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::code::Code;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_password_is_checked_against_its_hash_alone() {
        let passwords = Passwords::default();
        let hash = passwords.hash(secret("correct horse battery")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let right = secret("correct horse battery");
        assert!(passwords.verify(right.clone(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify(secret("another horse"), Some(hash)).await.unwrap());
        assert!(!passwords.verify(right, None).await.unwrap());
    }

    #[tokio::test]
    async fn weak_passwords_are_refused() {
        for weak in ["short", "aaaaaaaaaaaaaaaa", &"x1".repeat(600)] {
            let refused = Passwords::default().hash(secret(weak)).await.unwrap_err();
            assert_eq!(refused.code(), Code::WeakPassword);
        }
    }
}
