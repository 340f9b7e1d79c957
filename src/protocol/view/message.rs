//! Messages and their parts.

use super::system::system_to_wire;
use super::{millis, person_to_wire, to_count, to_seq};
use crate::generated as wire;
use domain::event::ViewerClass;
use domain::message::{Attachment, Body, Forwarded, Kind, Message, Quote, Reaction};

/// A redacted message, for one viewer of the class.
pub(super) fn message_to_wire(message: &Message, class: ViewerClass) -> wire::Message {
    let (kind, text, system) = match &message.body {
        Body::Text(text) => (wire::MessageKind::Text, text.as_ref(), None),
        Body::Note(text) => (wire::MessageKind::Note, text.as_ref(), None),
        Body::System(system) => (wire::MessageKind::System, None, Some(system)),
        Body::Deleted(Kind::Text) => (wire::MessageKind::Text, None, None),
        Body::Deleted(Kind::Note) => (wire::MessageKind::Note, None, None),
        Body::Unsupported => (wire::MessageKind::Unspecified, None, None),
    };
    wire::Message {
        id: message.id.to_string(),
        conversation_id: message.conversation.to_string(),
        // A visible message has a number in its class.
        seq: to_seq(message.positions.position(class).unwrap_or_default()),
        kind: kind.into(),
        author: message.author.as_ref().map(person_to_wire),
        sent_at: millis(message.sent_at),
        text: text.map(|text| text.as_str().to_owned()).unwrap_or_default(),
        deleted: matches!(message.body, Body::Deleted(_)),
        edited_at: message.edited_at.map(millis),
        client_id: message.client_id.map(|id| id.to_string()),
        reply_to: message.reply_to.as_ref().map(quote_to_wire),
        forwarded: message.forwarded.as_ref().map(forwarded_to_wire),
        attachments: message.attachments.iter().map(attachment_to_wire).collect(),
        reactions: message.reactions.iter().map(reaction_to_wire).collect(),
        mentions: message.mentions.iter().map(ToString::to_string).collect(),
        mention_all: message.mention_all,
        pinned: message.pinned,
        system: system.map(|system| system_to_wire(system)),
    }
}

/// A redacted message, for all viewers of the class at once.
pub(super) fn message_in_event(message: &Message, class: ViewerClass) -> wire::Message {
    let mut message = message_to_wire(message, class);
    for reaction in &mut message.reactions {
        reaction.mine = false;
    }
    message
}

fn quote_to_wire(quote: &Quote) -> wire::Quote {
    wire::Quote {
        message_id: quote.message.to_string(),
        author: quote.author.as_ref().map(person_to_wire),
        sent_at: millis(quote.sent_at),
        excerpt: quote.excerpt.clone(),
        deleted: quote.deleted,
    }
}

fn forwarded_to_wire(forwarded: &Forwarded) -> wire::Forwarded {
    wire::Forwarded {
        author: forwarded.author.as_ref().map(person_to_wire),
        sent_at: forwarded.sent_at.map(millis),
    }
}

fn attachment_to_wire(attachment: &Attachment) -> wire::Attachment {
    wire::Attachment {
        id: attachment.id.to_string(),
        name: attachment.name.as_str().to_owned(),
        media_type: attachment.media_type.clone(),
        bytes: attachment.bytes,
        width: attachment.width,
        height: attachment.height,
        preview: attachment.preview,
    }
}

fn reaction_to_wire(reaction: &Reaction) -> wire::Reaction {
    wire::Reaction {
        emoji: reaction.emoji.as_str().to_owned(),
        count: to_count(reaction.count),
        mine: reaction.mine,
        people: reaction.people.iter().map(person_to_wire).collect(),
    }
}
