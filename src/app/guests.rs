//! People from outside: who comes by a link, with a name and an address that proves nothing yet
//! (L2, L5).

use super::error::AppError;
use super::sign_in::{Begun, Device, new_sign_in};
use super::tokens::Secret;
use super::{App, SignedIn};
use crate::clock::SystemIds;
use crate::store::links::{self, FoundLink};
use crate::store::sign_ins;
use crate::store::users::{self, EmailState, User};
use domain::conversation::title::{TitleFacts, title};
use domain::event::ViewerClass;
use domain::ids::{ConversationId, LinkId, PictureId, UserId};
use domain::person::{Side, UnreadMail};
use domain::refusal::Refusal;
use domain::text::{Email, Name};

/// What a stranger says of themselves.
#[derive(Debug, Clone)]
pub struct Newcomer {
    name: Name,
    email: Email,
}

impl Newcomer {
    /// Parses what came.
    ///
    /// # Errors
    /// `BadText`.
    pub fn parse(name: &str, email: &str) -> Result<Self, AppError> {
        Ok(Self { name: Name::parse(name, "name")?, email: Email::parse(email)? })
    }
}

/// What a look through a link shows (L2).
#[derive(Debug, Clone)]
pub struct LinkLook {
    /// The conversation's title, as someone from outside sees it.
    pub title: String,
    /// The conversation's picture.
    pub picture: Option<PictureId>,
    /// Whether they will only read and react.
    pub read_only: bool,
}

/// Someone who joined by a link.
#[derive(Debug, Clone)]
pub struct Joined {
    /// Where they are now.
    pub conversation: ConversationId,
    /// The sign-in of who was a stranger.
    pub begun: Option<Begun>,
}

impl App {
    /// Looks through a link. Unknown, revoked, expired and used up get one answer, after the same
    /// work (L2).
    ///
    /// # Errors
    /// `LinkInvalid`, `Unavailable`.
    pub async fn look_at_link(&self, token: &Secret) -> Result<LinkLook, AppError> {
        let (found, organisation) = (self.find_link(token).await?, self.organisation().await?);
        let found = found.filter(|found| found.is_open(self.now())).ok_or(Refusal::LinkInvalid)?;
        let facts = TitleFacts {
            kind: found.kind,
            name: found.name.as_ref(),
            members: &found.members,
            organisation: &organisation,
        };
        let class = ViewerClass::of(Side::External, found.read_only);
        // Nobody in particular: whoever it is, is not among the internal members.
        let nobody = UserId::from(uuid::Uuid::nil());
        let title = title(&facts, nobody, class);
        Ok(LinkLook { title, picture: found.picture, read_only: found.read_only })
    }

    /// Joins by a link: as who is signed in, else as a newcomer, of whom nothing is left behind if
    /// they may not join (L2, L3).
    ///
    /// # Errors
    /// `LinkInvalid`, `WasRemoved`, `MemberLimit`, `BadRequest` from a stranger without a name,
    /// `Unavailable`.
    pub async fn join(
        &self,
        by: Option<&SignedIn>,
        token: &Secret,
        newcomer: Option<&Newcomer>,
        device: Device,
    ) -> Result<Joined, AppError> {
        let found = self.find_link(token).await?.ok_or(Refusal::LinkInvalid)?;
        let (conversation, link) = (found.conversation, found.link);
        if let Some(by) = by {
            self.join_by_link(&by.person, conversation, link).await?;
            return Ok(Joined { conversation, begun: None });
        }
        if !found.is_open(self.now()) {
            return Err(Refusal::LinkInvalid.into());
        }
        let newcomer = newcomer.ok_or(Refusal::BadRequest("say who you are: name and email"))?;
        let begun = self.begin_guest(newcomer, Some(link.id), device).await?;
        if let Err(error) = self.join_by_link(&begun.user.person(), conversation, link).await {
            self.forget_newcomer(begun.user.id).await;
            return Err(error);
        }
        Ok(Joined { conversation, begun: Some(begun) })
    }

    async fn find_link(&self, token: &Secret) -> Result<Option<FoundLink>, AppError> {
        let hash = token.hash();
        let found = self
            .store()
            .read(move |sql| Box::pin(async move { links::by_token(sql, hash).await }))
            .await?;
        Ok(found)
    }

    /// Where the join happened all the same, because its answer was lost, the store keeps them.
    async fn forget_newcomer(&self, user: UserId) {
        let forgotten = self
            .store()
            .write(move |sql| Box::pin(async move { users::drop_unused(sql, user).await }))
            .await;
        if let Err(error) = forgotten {
            tracing::warn!(%error, user.id = %user, "a newcomer who did not join was kept");
        }
    }

    /// Makes an external user and signs them in, in one step. The address is theirs no more than
    /// anybody's: they only typed it.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn begin_guest(
        &self,
        newcomer: &Newcomer,
        link: Option<LinkId>,
        device: Device,
    ) -> Result<Begun, AppError> {
        let now = self.now();
        let user = User {
            id: UserId::next(&mut SystemIds),
            side: Side::External,
            admin: false,
            name: newcomer.name.clone(),
            email: Some(newcomer.email.clone()),
            email_state: EmailState::Typed,
            picture: None,
            status: None,
            language: None,
            time_zone: None,
            created_at: now,
            deactivated_at: None,
            unread_mail: UnreadMail::default(),
        };
        let token = Secret::random_token();
        let new = new_sign_in(&user, token.hash(), link, &device, now);
        let (written, sign_in) = (user.clone(), new.id);
        self.store()
            .write(move |sql| {
                Box::pin(async move {
                    users::add(sql, &written, None).await?;
                    sign_ins::begin(sql, &new).await
                })
            })
            .await?;
        Ok(Begun { token, user, sign_in })
    }
}
