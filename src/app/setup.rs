//! The first start: a one-time address, printed on the console, that makes the first
//! administrator (D1).

use super::error::AppError;
use super::sign_in::{Begun, Device};
use super::tokens::Secret;
use super::users::NewUser;
use super::{App, SignedIn};
use crate::bus::Envelope;
use crate::store::{changes, meta, users};
use domain::limits::{SETUP_ADDRESSES_MAX, SETUP_SPAN};
use domain::person::Side;
use domain::text::Name;
use domain::time::Timestamp;

/// The hashes of one-time tokens and when they end, each as `hash.millis`, the newest last, with
/// spaces between: several nodes may have printed one each, and whichever is used is good.
const SETUP_KEY: &str = "setup";
/// The organisation's name.
const ORGANISATION_KEY: &str = "organisation";

/// What the first administrator says.
#[derive(Debug)]
pub struct SetUp {
    /// The one-time token.
    pub token: Secret,
    /// The organisation's name, as it came.
    pub organisation: String,
    /// The administrator's name, as it came.
    pub name: String,
    /// Their address, as it came.
    pub email: String,
    /// Their password.
    pub password: Secret,
}

impl App {
    /// A new one-time token beside those that other nodes offered; none once there is an
    /// administrator.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn offer_set_up(&self) -> Result<Option<Secret>, AppError> {
        let token = Secret::random_token();
        let (value, now) = (kept(&token, self.now() + SETUP_SPAN), self.now());
        let offered = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    meta::lock(sql, SETUP_KEY).await?;
                    if users::has_admin(sql).await? {
                        return Ok(false);
                    }
                    let kept = meta::get(sql, SETUP_KEY).await?.unwrap_or_default();
                    meta::set(sql, SETUP_KEY, &with(&kept, &value, now)).await?;
                    Ok(true)
                })
            })
            .await?;
        Ok(offered.then_some(token))
    }

    /// Makes the first administrator and signs them in: once, whoever is how fast.
    ///
    /// # Errors
    /// `SetupDone` for a token that is wrong, expired or used; `BadText`, `WeakPassword`.
    pub async fn set_up(&self, set_up: SetUp, device: Device) -> Result<Begun, AppError> {
        let organisation = Name::parse(&set_up.organisation, "organisation")?;
        let mut admin = NewUser::parse(&set_up.name, &set_up.email, Side::Internal)?;
        admin.admin = true;
        let hash = hex(&set_up.token.hash());
        let (kept, now) = (self.store().meta(SETUP_KEY).await?, self.now());
        // Looked at before the work of hashing, so that strangers cannot cause it.
        kept.filter(|kept| is_good(kept, &hash, now)).ok_or(AppError::SetupDone)?;
        let password = self.passwords().hash(set_up.password).await?;
        let user = admin.user(now);
        let id = user.id;
        let made = self
            .store()
            .write(move |sql| {
                Box::pin(async move {
                    meta::lock(sql, SETUP_KEY).await?;
                    let kept = meta::get(sql, SETUP_KEY).await?.unwrap_or_default();
                    if users::has_admin(sql).await? || !is_good(&kept, &hash, now) {
                        return Ok(false);
                    }
                    // One administrator was made by one address: the others end with it.
                    meta::remove(sql, SETUP_KEY).await?;
                    meta::set(sql, ORGANISATION_KEY, organisation.as_str()).await?;
                    users::add(sql, &user, Some(password)).await
                })
            })
            .await?;
        if !made {
            return Err(AppError::SetupDone);
        }
        tracing::info!(user.id = %id, "the first administrator was made");
        let begun = self.begin(id, device, |_| Box::pin(async { Ok(true) })).await?;
        begun.ok_or(AppError::SetupDone)
    }

    /// The organisation's name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn organisation(&self) -> Result<String, AppError> {
        Ok(self.store().meta(ORGANISATION_KEY).await?.unwrap_or_default())
    }

    /// Gives the organisation another name, and tells everybody who is there.
    ///
    /// # Errors
    /// `Forbidden`, `BadText`, `Unavailable`.
    pub async fn rename_organisation(&self, by: &SignedIn, name: &str) -> Result<String, AppError> {
        Self::require_admin(by)?;
        let name = Name::parse(name, "name")?.as_str().to_owned();
        let written = name.clone();
        self.store()
            .write(move |sql| {
                Box::pin(async move {
                    meta::set(sql, ORGANISATION_KEY, &written).await?;
                    changes::note_organisation(sql).await
                })
            })
            .await?;
        tracing::info!(by.id = %by.actor.id, "the organisation was renamed");
        self.bus().publish(Envelope::Organisation { name: name.clone() }).await;
        Ok(name)
    }

    /// Names the organisation, if nobody has; at every start.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn name_organisation(&self, name: String) -> Result<(), AppError> {
        self.store()
            .write(move |sql| {
                Box::pin(async move { meta::set_if_absent(sql, ORGANISATION_KEY, &name).await })
            })
            .await?;
        Ok(())
    }
}

fn kept(token: &Secret, until: Timestamp) -> String {
    format!("{}.{}", hex(&token.hash()), until.millis())
}

/// The tokens that are still good, and one more.
fn with(kept: &str, value: &str, now: Timestamp) -> String {
    let mut all: Vec<&str> = kept.split(' ').filter(|one| until(one) > Some(now)).collect();
    all.push(value);
    let first = all.len().saturating_sub(SETUP_ADDRESSES_MAX);
    all.split_off(first).join(" ")
}

fn is_good(kept: &str, hash: &str, now: Timestamp) -> bool {
    kept.split(' ').any(|one| {
        one.split_once('.').is_some_and(|(own, _)| own == hash) && until(one) > Some(now)
    })
}

fn until(one: &str) -> Option<Timestamp> {
    let (_, until) = one.split_once('.')?;
    until.parse().ok().map(Timestamp::from_millis)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
