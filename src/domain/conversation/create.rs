//! Making a conversation (C1 to C5), all of it in one decision.

use crate::conversation::link::check;
use crate::conversation::{Conversation, Kind, NewConversation, Role};
use crate::decision::{Change, Decision, Job, NewLink};
use crate::ids::{ConversationId, Ids, MessageId, UserId};
use crate::limits::MEMBERS_MAX;
use crate::message::{NewMember, System};
use crate::person::{Actor, Person, Side};
use crate::refusal::Refusal;
use crate::text::{Description, Name};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// A group that someone wants to make (C2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Create {
    /// The name, as it came.
    pub name: String,
    /// The description, as it came; empty for none.
    pub description: String,
    /// Whether external members only read and react.
    pub read_only: bool,
    /// The link to make, if it is to be available by link.
    pub link: Option<NewLink>,
    /// The first members beside the creator.
    pub members: Vec<Invited>,
}

/// Someone to become a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Who.
    pub person: Person,
    /// Whether they have an e-mail address (C3).
    pub has_email: bool,
}

/// Decides whether an internal user may make the group.
///
/// # Errors
/// `Forbidden` for external users, `BadText`, `BadRequest` for the numbers of the link,
/// `MemberLimit`, `EmailRequired`.
pub fn create(
    actor: Actor,
    creator: Person,
    create: Create,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    if !actor.is_internal() {
        return Err(Refusal::Forbidden { needed: "internal users create groups" });
    }
    let name = Name::parse(&create.name, "name")?;
    let description = Description::parse(&create.description)?;
    if let Some(link) = &create.link {
        check(link.limits(), now)?;
    }
    let invited = each_once(create.members, |id| id == actor.id);
    if invited.len() + 1 > MEMBERS_MAX {
        return Err(Refusal::MemberLimit { places: MEMBERS_MAX - 1, added: invited.len() });
    }
    require_email(&invited)?;
    let new = NewConversation {
        id: ConversationId::next(ids),
        kind: Kind::Group,
        name: Some(name),
        description,
        read_only: create.read_only,
        created_by: actor.id,
        created_by_external: false,
        created_at: now,
        direct: None,
    };
    Ok(made(new, creator, invited, create.link, ids))
}

/// Decides whether a direct conversation with `other` may be made (C1). A pair has one.
///
/// An external user may begin one with an internal user whom they know, which the caller looks at;
/// it is then available by link (L4), and the internal user moderates it (C6).
///
/// # Errors
/// `Forbidden` between two external users, `BadRequest` with oneself or for the numbers of the
/// link, `EmailRequired` for internal users.
pub fn create_direct(
    actor: Actor,
    creator: Person,
    other: Invited,
    link: Option<NewLink>,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    if !actor.is_internal() && other.person.side != Some(Side::Internal) {
        return Err(Refusal::Forbidden { needed: "external users talk with internal users" });
    }
    if other.person.id == actor.id {
        return Err(Refusal::BadRequest("a direct conversation needs someone else"));
    }
    if let Some(link) = &link {
        check(link.limits(), now)?;
    }
    let invited = vec![other];
    if actor.is_internal() {
        // External users learn nothing of the addresses of internal ones (R7).
        require_email(&invited)?;
    }
    let pair = invited.iter().map(|invited| (actor.id, invited.person.id)).next();
    let new = NewConversation {
        id: ConversationId::next(ids),
        kind: Kind::Direct,
        name: None,
        description: None,
        read_only: false,
        created_by: actor.id,
        created_by_external: !actor.is_internal(),
        created_at: now,
        direct: pair.map(|(a, b)| (a.min(b), a.max(b))),
    };
    Ok(made(new, creator, invited, link, ids))
}

/// The people to add, each once, without those who are there already.
pub(crate) fn each_once(invited: Vec<Invited>, is_there: impl Fn(UserId) -> bool) -> Vec<Invited> {
    let mut seen = BTreeSet::new();
    invited
        .into_iter()
        .filter(|invited| !is_there(invited.person.id) && seen.insert(invited.person.id))
        .collect()
}

/// Refuses people without an e-mail address and names them (C3).
pub(crate) fn require_email(invited: &[Invited]) -> Result<(), Refusal> {
    let people: Vec<_> = invited
        .iter()
        .filter(|invited| !invited.has_email)
        .map(|invited| invited.person.id)
        .collect();
    if people.is_empty() { Ok(()) } else { Err(Refusal::EmailRequired { people }) }
}

/// The invitations to mail: to external people; internal ones see it in their list.
pub(crate) fn invitations(
    conversation: ConversationId,
    actor: Actor,
    invited: &[Invited],
) -> Vec<Job> {
    invited
        .iter()
        .filter(|invited| invited.person.side == Some(Side::External))
        .map(|invited| Job::MailInvitation { conversation, user: invited.person.id, by: actor.id })
        .collect()
}

fn made(
    new: NewConversation,
    creator: Person,
    invited: Vec<Invited>,
    link: Option<NewLink>,
    ids: &mut dyn Ids,
) -> Decision {
    let conversation = Conversation::new(&new);
    let side = creator.side.unwrap_or(Side::External);
    let actor = Actor { id: creator.id, side, admin: false };
    let jobs = if actor.is_internal() { invitations(new.id, actor, &invited) } else { Vec::new() };
    let creator_role =
        if actor.is_internal() { Role::Owner } else { conversation.role_on_joining(side) };
    let mut members = vec![NewMember { person: creator, role: Some(creator_role) }];
    members.extend(invited.into_iter().map(|invited| NewMember {
        role: Some(conversation.role_on_joining(invited.person.side.unwrap_or(Side::External))),
        person: invited.person,
    }));
    let (id, at) = (new.id, new.created_at);
    let mut changes = vec![
        Change::ConversationMade(Box::new(new)),
        Change::System {
            id: MessageId::next(ids),
            system: Box::new(System::Created {
                by_link: link.is_some(),
                link: link.as_ref().map(|link| link.id),
                members,
            }),
        },
    ];
    changes.extend(link.map(Change::LinkMade));
    Decision { conversation: id, rules_version: 0, actor: Some(actor.id), at, changes, jobs }
}

#[cfg(test)]
mod tests;
