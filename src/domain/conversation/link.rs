//! The link of a conversation: switching it, making a new one, and coming by it (L1 to L5).

use crate::conversation::Conversation;
use crate::conversation::members::{internal_member, moderator};
use crate::conversation::settings::system;
use crate::decision::{Change, Decision, NewLink};
use crate::ids::{Ids, LinkId, MessageId, UserId};
use crate::limits::{LINK_EXPIRY_AHEAD_SPAN, LINK_USES_MAX};
use crate::message::{NewMember, System};
use crate::person::{Actor, Person, Side};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// Makes a link, which ends the one before (L1).
///
/// # Errors
/// `NotFound`, `ReadOnly` or `Forbidden`, `BadRequest` for an end in the past or too far ahead and
/// for a number of uses out of range.
pub fn make(
    conversation: &Conversation,
    actor: Actor,
    link: NewLink,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    moderator(conversation, actor, "the owner and moderators make links")?;
    check(link.limits(), now)?;
    let switched = System::LinkSwitched { on: true, link: Some(link.id) };
    let mut decision = system(conversation, actor, switched, now, ids);
    decision.changes.push(Change::LinkMade(link));
    Ok(decision)
}

/// How long and how often a link can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// How many may join by it, from the first on.
    pub uses_max: Option<i64>,
}

impl NewLink {
    /// How long and how often it can be used.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits { expires_at: self.expires_at, uses_max: self.uses_max }
    }
}

/// Looks at the numbers of a link.
///
/// # Errors
/// `BadRequest` as for [`make`].
pub fn check(link: Limits, now: Timestamp) -> Result<(), Refusal> {
    if link.expires_at.is_some_and(|at| at <= now || at.since(now) > LINK_EXPIRY_AHEAD_SPAN) {
        return Err(Refusal::BadRequest("expiresAt: a time to come, at most ten years ahead"));
    }
    if link.uses_max.is_some_and(|uses| !(1..=LINK_USES_MAX).contains(&uses)) {
        return Err(Refusal::BadRequest("usesMax: from 1 to 1,000,000"));
    }
    Ok(())
}

/// Changes how long and how often the link can be used: both anew. Its
/// token stays, and nothing stands in the log.
///
/// # Errors
/// As for [`make`]; `NotFound` where there is no link.
pub fn limit(
    conversation: &Conversation,
    actor: Actor,
    limits: Limits,
    now: Timestamp,
) -> Result<LinkId, Refusal> {
    moderator(conversation, actor, "the owner and moderators change links")?;
    check(limits, now)?;
    conversation.link.ok_or(Refusal::NotFound { what: "link" })
}

/// Which link there is, for those who may know of it (R5).
///
/// # Errors
/// `NotFound`, `ReadOnly` or `Forbidden`; `NotFound` where there is no link.
pub fn look(conversation: &Conversation, actor: Actor) -> Result<LinkId, Refusal> {
    internal_member(conversation, actor, "internal members see links")?;
    conversation.link.ok_or(Refusal::NotFound { what: "link" })
}

/// Switches the link off, which ends it (L1). Again changes nothing.
///
/// # Errors
/// `NotFound`, `ReadOnly` or `Forbidden`.
pub fn revoke(
    conversation: &Conversation,
    actor: Actor,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    moderator(conversation, actor, "the owner and moderators switch links")?;
    let switched = System::LinkSwitched { on: false, link: None };
    let mut decision = system(conversation, actor, switched, now, ids);
    decision.changes.push(Change::LinkRevoked);
    if conversation.link.is_none() {
        decision.changes.clear();
    }
    Ok(decision)
}

/// A link as it was found by its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// When it ends by itself.
    pub expires_at: Option<Timestamp>,
    /// How many may join by it.
    pub uses_max: Option<i64>,
    /// How many have.
    pub uses: i64,
    /// Whether it was revoked.
    pub revoked: bool,
}

impl Link {
    /// Whether someone could join by it now, as far as the link goes.
    #[must_use]
    pub fn is_open(&self, conversation: &Conversation, now: Timestamp) -> bool {
        conversation.link == Some(self.id)
            && !self.revoked
            && self.expires_at.is_none_or(|at| now < at)
            && self.uses_max.is_none_or(|max| self.uses < max)
    }
}

/// Joins by link (L2). A member who comes again changes nothing and uses nothing up.
///
/// # Errors
/// `LinkInvalid` for a link that is revoked, expired or used up, `WasRemoved` (L3), `MemberLimit`.
pub fn join(
    conversation: &Conversation,
    link: &Link,
    person: Person,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    let side = person.side.unwrap_or(Side::External);
    let actor = Actor { id: person.id, side, admin: false };
    let member = conversation.members.contains_key(&person.id);
    if !member && !link.is_open(conversation, now) {
        return Err(Refusal::LinkInvalid);
    }
    if conversation.removed.contains(&person.id) {
        return Err(Refusal::WasRemoved);
    }
    if !member && conversation.places_left() == 0 {
        return Err(Refusal::MemberLimit { places: 0, added: 1 });
    }
    let role = Some(conversation.role_on_joining(side));
    let joined = System::JoinedByLink { member: NewMember { person, role }, link: Some(link.id) };
    let mut decision = Decision {
        conversation: conversation.id,
        rules_version: conversation.rules_version,
        actor: Some(actor.id),
        at: now,
        changes: vec![
            Change::LinkUsed(link.id),
            Change::System { id: MessageId::next(ids), system: Box::new(joined) },
        ],
        jobs: Vec::new(),
    };
    if member {
        decision.changes.clear();
    }
    Ok(decision)
}

/// Joins in the place of a guest who turned out to be this person (L5).
///
/// The guest proved an address that is this person's. Who is a member already stays as they are.
/// `guest` is `None` if they left for it a moment ago, where there was no place for both.
///
/// # Errors
/// `NotFound` if the guest is no member, `WasRemoved` (L3), `MemberLimit`.
pub fn take_place(
    conversation: &Conversation,
    guest: Option<UserId>,
    person: Person,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    let member = conversation.members.contains_key(&person.id);
    if guest.is_some_and(|guest| !conversation.members.contains_key(&guest)) {
        return Err(Refusal::NotFound { what: "conversation" });
    }
    if conversation.removed.contains(&person.id) {
        return Err(Refusal::WasRemoved);
    }
    if !member && conversation.places_left() == 0 {
        return Err(Refusal::MemberLimit { places: 0, added: 1 });
    }
    let role = Some(conversation.role_on_joining(person.side.unwrap_or(Side::External)));
    let actor = person.id;
    let joined = System::JoinedByLink { member: NewMember { person, role }, link: None };
    let joined = Change::System { id: MessageId::next(ids), system: Box::new(joined) };
    Ok(Decision {
        conversation: conversation.id,
        rules_version: conversation.rules_version,
        actor: Some(actor),
        at: now,
        changes: if member { Vec::new() } else { vec![joined] },
        jobs: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
