//! A conversation as it stands in one viewer's list.

use super::{head, kind, message_to_wire, person_to_wire, picture, role, to_count, to_seq};
use crate::generated as wire;
use domain::conversation::summary::Summary;
use domain::visibility::Visible;

/// A conversation as its viewer sees it.
#[must_use]
pub fn conversation(summary: &Visible<Summary>, store_epoch: &str) -> wire::Conversation {
    let class = summary.class();
    let own = summary.own;
    wire::Conversation {
        id: summary.conversation.to_string(),
        kind: kind(summary.kind).into(),
        title: summary.title.clone(),
        name: summary.name.as_ref().map(|name| name.as_str().to_owned()),
        description: summary.description.as_ref().map(|text| text.as_str().to_owned()),
        read_only: summary.read_only,
        picture: summary.picture.map(picture),
        position: Some(head(store_epoch, class, summary.heads)),
        role: role(summary.role).into(),
        member_count: summary.member_count.map(to_count),
        last_message: summary.last_message.as_ref().map(|message| message_to_wire(message, class)),
        unread: to_count(own.counts.unread),
        mentions: to_count(own.counts.mentions),
        read_seq: to_seq(own.counts.read_seq),
        marked_unread: own.counts.marked_unread,
        muted_until: own.muted_until.map(|until| until.millis()),
        pin: own.pin.map(to_count),
        archived: own.archived,
        created_at: summary.created_at.millis(),
        last_at: summary.last_at.millis(),
        can_send: summary.can_send(),
        by_link: summary.by_link,
        tags: summary.tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        direct_with: summary.direct_with.as_ref().map(person_to_wire),
        has_guests: summary.has_guests,
    }
}
