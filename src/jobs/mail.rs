//! Mails that jobs send. Everything is looked at when the mail leaves, not when it was ordered: who
//! was removed meanwhile gets none (R8).

use super::{JobError, Jobs};
use crate::mail::Mail;
use crate::mail::template;
use crate::store::mailing::{self, Invited, NewInvitation};
use crate::store::outbox::Claimed;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::conversation::title::{TitleFacts, title};
use domain::event::ViewerClass;
use domain::ids::{ConversationId, JobId, UserId};
use domain::limits::{CODE_SPAN, INVITATION_SPAN, TOKEN_BYTES};
use domain::person::Side;
use domain::text::Email;
use domain::time::Timestamp;
use ring::rand::SecureRandom;

/// Who is invited where, by whom.
#[derive(Debug, Clone, Copy)]
pub struct Invitation {
    /// Where.
    pub conversation: ConversationId,
    /// Who is invited.
    pub user: UserId,
    /// Who invited them.
    pub by: UserId,
}

impl Jobs {
    /// Mails an invitation with a one-time address, unless the person is no member any more,
    /// deactivated or without an address.
    pub(super) async fn mail_invitation(
        &self,
        id: JobId,
        invitation: Invitation,
    ) -> Result<(), JobError> {
        let Invitation { conversation, user, by } = invitation;
        let found = self
            .store()
            .read(move |sql| {
                Box::pin(async move { mailing::invited(sql, conversation, user, by).await })
            })
            .await?;
        let Some(invited) = found else { return Ok(()) };
        let now = self.clock().now();
        let address = self.one_time_address(user, Some(conversation), now).await?;
        let organisation = self.organisation().await?;
        let content = write_invitation(&invited, user, &organisation, &address)?;
        let mail = Mail { id, to: invited.email, at: now, content };
        Ok(self.0.parts.mailer.send(&mail).await?)
    }

    /// Mails an internal user a one-time address, unless they have a password by now.
    pub(super) async fn mail_welcome(&self, id: JobId, user: UserId) -> Result<(), JobError> {
        let found = self
            .store()
            .read(move |sql| Box::pin(async move { mailing::welcomed(sql, user).await }))
            .await?;
        let Some((to, name)) = found else { return Ok(()) };
        let now = self.clock().now();
        let address = self.one_time_address(user, None, now).await?;
        let organisation = self.organisation().await?;
        let days = INVITATION_SPAN.as_millis() / 86_400_000;
        let (name, organisation, address) = (name.as_str(), &organisation, &address);
        let content = template::Welcome { name, organisation, address, days }.content()?;
        Ok(self.0.parts.mailer.send(&Mail { id, to, at: now, content }).await?)
    }

    /// Makes an address that signs a user in once. Its token stands in the fragment, which no
    /// server and no `Referer` sees.
    async fn one_time_address(
        &self,
        user: UserId,
        conversation: Option<ConversationId>,
        now: Timestamp,
    ) -> Result<String, JobError> {
        let token = new_token()?;
        let row = NewInvitation {
            token_hash: hash(&token),
            user,
            conversation,
            created_at: now,
            expires_at: now + INVITATION_SPAN,
        };
        self.store()
            .write(move |sql| Box::pin(async move { mailing::add_invitation(sql, &row).await }))
            .await?;
        Ok(format!("{}/#invitation={token}", self.0.parts.app.settings().public_url))
    }

    /// Mails a code, unless it is no longer good.
    pub(super) async fn mail_code(
        &self,
        claimed: &Claimed,
        email: &Email,
        code: &str,
    ) -> Result<(), JobError> {
        let now = self.clock().now();
        if now >= claimed.created_at + CODE_SPAN {
            return Ok(());
        }
        let organisation = self.organisation().await?;
        let minutes = CODE_SPAN.as_millis() / 60_000;
        let content = template::Code { code, organisation: &organisation, minutes }.content()?;
        let mail = Mail { id: claimed.id, to: email.clone(), at: now, content };
        Ok(self.0.parts.mailer.send(&mail).await?)
    }

    async fn organisation(&self) -> Result<String, JobError> {
        let stored = self.store().meta("organisation").await?;
        Ok(stored.unwrap_or_else(|| self.0.parts.organisation_default.clone()))
    }
}

/// The invitation as the invited person may see it: a title of their class, and no member's name
/// where members are hidden (R4, R5).
fn write_invitation(
    invited: &Invited,
    user: UserId,
    organisation: &str,
    address: &str,
) -> Result<template::Content, JobError> {
    let class = ViewerClass::of(Side::External, invited.read_only);
    let facts = TitleFacts {
        kind: invited.kind,
        name: invited.conversation_name.as_ref(),
        members: &invited.members,
        organisation,
    };
    let inviter = match class {
        ViewerClass::Reader => organisation,
        ViewerClass::Internal | ViewerClass::Guest => &invited.inviter,
    };
    let invitation = template::Invitation {
        name: &invited.name,
        inviter,
        title: &title(&facts, user, class),
        organisation,
        address,
        days: INVITATION_SPAN.as_millis() / (24 * 3_600_000),
    };
    Ok(invitation.content()?)
}

/// A one-time token for a URL.
fn new_token() -> Result<String, JobError> {
    let mut random = [0_u8; TOKEN_BYTES];
    ring::rand::SystemRandom::new()
        .fill(&mut random)
        .map_err(|_| JobError::Later("the system gives no random bytes".to_owned()))?;
    Ok(URL_SAFE_NO_PAD.encode(random))
}

/// What is kept of a token.
fn hash(token: &str) -> [u8; 32] {
    let digest = ring::digest::digest(&ring::digest::SHA256, token.as_bytes());
    digest.as_ref().first_chunk().copied().unwrap_or_default()
}
