//! Passes on what was committed: to the bus, which tells this node's hub and other nodes.

use crate::bus::{Bus, Envelope, Personal};
use domain::event::{Event, Fact};
use domain::message::{Body, NewMember, System};
use domain::person::Side;
use std::sync::Arc;

/// Passes an event on: to everyone in the conversation, and to those alone whom it concerns.
pub(super) async fn publish(bus: &dyn Bus, event: Arc<Event>) {
    bus.publish(Envelope::Committed {
        conversation: event.conversation,
        seq: event.positions.seq,
        event: Some(Arc::clone(&event)),
    })
    .await;
    let joined = |user| Envelope::Personal { user, what: Personal::Joined(event.conversation) };
    for member in new_members(&event) {
        bus.publish(joined(member.person.id)).await;
    }
    if let (Fact::Reacted { message, emoji, on, .. }, Some(actor)) = (&event.fact, &event.actor)
        && actor.side == Some(Side::External)
    {
        let what = Personal::OwnReaction {
            conversation: event.conversation,
            message: *message,
            emoji: emoji.clone(),
            on: *on,
        };
        bus.publish(Envelope::Personal { user: actor.id, what }).await;
    }
}

fn new_members(event: &Event) -> &[NewMember] {
    let Fact::Posted(message) = &event.fact else { return &[] };
    let Body::System(system) = &message.body else { return &[] };
    match system.as_ref() {
        System::Created { members, .. } | System::MembersAdded { members } => members,
        System::JoinedByLink { member, .. } => std::slice::from_ref(member),
        System::Left { .. }
        | System::Removed { .. }
        | System::RoleChanged { .. }
        | System::Renamed { .. }
        | System::Described { .. }
        | System::PictureChanged { .. }
        | System::ReadOnlySwitched { .. }
        | System::LinkSwitched { .. }
        | System::TagsChanged { .. } => &[],
    }
}
