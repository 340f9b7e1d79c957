//! Members come, go and change their role (C4 to C6).

use crate::conversation::create::{Invited, each_once, invitations, require_email};
use crate::conversation::settings::system;
use crate::conversation::{Conversation, Member, Role};
use crate::decision::Decision;
use crate::ids::{Ids, UserId};
use crate::message::{NewMember, System};
use crate::person::{Actor, Person, Side};
use crate::refusal::Refusal;
use crate::time::Timestamp;

/// Adds people; those who are members already stay as they are. Internal members may.
///
/// # Errors
/// `NotFound`, `ReadOnly` or `Forbidden` for external members, `MemberLimit`, `EmailRequired`.
pub fn add(
    conversation: &Conversation,
    actor: Actor,
    invited: Vec<Invited>,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    internal_member(conversation, actor, "internal members add people")?;
    let invited = each_once(invited, |id| conversation.members.contains_key(&id));
    let places = conversation.places_left();
    if invited.len() > places {
        return Err(Refusal::MemberLimit { places, added: invited.len() });
    }
    require_email(&invited)?;
    let jobs = invitations(conversation.id, actor, &invited);
    let members: Vec<NewMember> = invited
        .into_iter()
        .map(|invited| NewMember {
            role: Some(conversation.role_on_joining(invited.person.side.unwrap_or(Side::External))),
            person: invited.person,
        })
        .collect();
    let mut decision =
        system(conversation, actor, System::MembersAdded { members: members.clone() }, now, ids);
    if members.is_empty() {
        decision.changes.clear();
    }
    decision.jobs = jobs;
    Ok(decision)
}

/// Removes someone: owner and moderators may, but not the owner, and not themselves.
///
/// # Errors
/// `NotFound`, for internal members also where the person is no member; `ReadOnly` or `Forbidden`;
/// `BadRequest` for oneself.
pub fn remove(
    conversation: &Conversation,
    actor: Actor,
    person: Person,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    let needed = "the owner and moderators remove members";
    let member = other_member(conversation, actor, person.id, needed)?;
    if member.role == Role::Owner && person.id != actor.id {
        return Err(Refusal::Forbidden { needed: "nobody removes the owner" });
    }
    if person.id == actor.id {
        return Err(Refusal::BadRequest("to go yourself, leave the conversation"));
    }
    Ok(system(conversation, actor, System::Removed { person }, now, ids))
}

/// Leaves. An owner hands over to the longest-serving moderator, then internal member (C6).
/// `heir` is the person behind the user that [`heir_of`] names.
///
/// # Errors
/// `NotFound` for those who are not members.
pub fn leave(
    conversation: &Conversation,
    actor: Actor,
    heir: Option<Person>,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    conversation.member(actor).ok_or(Refusal::NotFound { what: "conversation" })?;
    debug_assert_eq!(heir.as_ref().map(|heir| heir.id), heir_of(conversation, actor.id));
    Ok(system(conversation, actor, System::Left { new_owner: heir }, now, ids))
}

/// Who is the owner once `leaver` has gone; `None` if that changes nothing or nobody is left.
#[must_use]
pub fn heir_of(conversation: &Conversation, leaver: UserId) -> Option<UserId> {
    let owns = conversation.members.get(&leaver).is_some_and(|member| member.role == Role::Owner);
    if !owns {
        return None;
    }
    conversation
        .members
        .iter()
        .filter(|(id, member)| **id != leaver && member.role.is_internal())
        .min_by_key(|(id, member)| (member.role, member.joined_seq, **id))
        .map(|(id, _)| *id)
}

/// Gives an internal member another role (C6).
///
/// Owner and moderators make moderators and members; the owner, or an administrator, hands the
/// ownership over. Where an external user made the conversation, every internal member stays a
/// moderator.
///
/// # Errors
/// `NotFound`, for internal members also where the person is no member; `ReadOnly` or `Forbidden`;
/// `BadRequest` for a role that the person cannot have.
pub fn change_role(
    conversation: &Conversation,
    actor: Actor,
    person: Person,
    role: Role,
    now: Timestamp,
    ids: &mut dyn Ids,
) -> Result<Decision, Refusal> {
    let needed = "the owner and moderators change roles";
    let member = other_member(conversation, actor, person.id, needed)?;
    let owner = conversation.members.iter().find(|(_, member)| member.role == Role::Owner);
    let owns = owner.is_some_and(|(id, _)| *id == actor.id);
    let moves_ownership = role == Role::Owner || member.role == Role::Owner;
    if moves_ownership && !owns && !actor.admin {
        return Err(Refusal::Forbidden { needed: "the owner hands the ownership over" });
    }
    if role == Role::Guest || member.role == Role::Guest {
        return Err(Refusal::BadRequest("role: external members are guests, internal ones never"));
    }
    if member.role == Role::Owner && role != Role::Owner {
        return Err(Refusal::BadRequest("role: make someone else the owner instead"));
    }
    if conversation.created_by_external && role != Role::Moderator {
        return Err(Refusal::BadRequest(
            "role: where an external user made the conversation, every internal member moderates",
        ));
    }
    let unchanged = member.role == role;
    let previous_owner = if role == Role::Owner { owner.map(|(id, _)| *id) } else { None };
    let change = System::RoleChanged { person, role, previous_owner };
    let mut decision = system(conversation, actor, change, now, ids);
    if unchanged {
        decision.changes.clear();
    }
    Ok(decision)
}

/// The member whom a moderator names. External actors hear the same whether there is such a member
/// or not, for the list of members can be hidden from them (R4).
fn other_member(
    conversation: &Conversation,
    actor: Actor,
    other: UserId,
    needed: &'static str,
) -> Result<Member, Refusal> {
    internal_member(conversation, actor, needed)?;
    let member =
        conversation.members.get(&other).copied().ok_or(Refusal::NotFound { what: "member" })?;
    moderator(conversation, actor, needed)?;
    Ok(member)
}

/// The actor as an internal member. External ones hear what holds them back.
///
/// # Errors
/// `NotFound` for those who are not members; for external members `ReadOnly` or `Forbidden`.
pub fn internal_member(
    conversation: &Conversation,
    actor: Actor,
    needed: &'static str,
) -> Result<Member, Refusal> {
    let member = conversation.member(actor).ok_or(Refusal::NotFound { what: "conversation" })?;
    if member.role.is_internal() {
        Ok(member)
    } else if conversation.read_only {
        Err(Refusal::ReadOnly)
    } else {
        Err(Refusal::Forbidden { needed })
    }
}

/// The actor as someone who moderates: owner, moderator, or an administrator who is a member.
pub(crate) fn moderator(
    conversation: &Conversation,
    actor: Actor,
    needed: &'static str,
) -> Result<Member, Refusal> {
    let member = internal_member(conversation, actor, needed)?;
    if conversation.moderates(actor) { Ok(member) } else { Err(Refusal::Forbidden { needed }) }
}

#[cfg(test)]
mod tests;
