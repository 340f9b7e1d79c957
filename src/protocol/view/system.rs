//! System messages: structured events, which clients put into words (C5).

use super::{member_to_wire, members_to_wire, person_to_wire, picture, role};
use crate::generated::{self as wire, system as kinds, system::Kind};
use domain::message::System;

/// A redacted system message.
pub(super) fn system_to_wire(system: &System) -> wire::System {
    let kind = match system {
        System::Created { by_link, link, members } => Kind::Created(kinds::Created {
            by_link: *by_link,
            link_id: link.map(|link| link.to_string()),
            members: members_to_wire(members),
        }),
        System::MembersAdded { members } => {
            Kind::MembersAdded(kinds::MembersAdded { members: members_to_wire(members) })
        }
        System::JoinedByLink { member, link } => Kind::JoinedByLink(kinds::JoinedByLink {
            member: Some(member_to_wire(member)),
            link_id: link.map(|link| link.to_string()),
        }),
        System::Left { new_owner } => {
            Kind::Left(kinds::Left { new_owner: new_owner.as_ref().map(person_to_wire) })
        }
        System::Removed { person } => {
            Kind::Removed(kinds::Removed { person: Some(person_to_wire(person)) })
        }
        System::RoleChanged { person, role: given, previous_owner } => {
            Kind::RoleChanged(kinds::RoleChanged {
                person: Some(person_to_wire(person)),
                role: role(*given).into(),
                previous_owner_id: previous_owner.map(|owner| owner.to_string()),
            })
        }
        System::Renamed { name } => Kind::Renamed(kinds::Renamed {
            name: name.as_ref().map(|name| name.as_str().to_owned()),
        }),
        System::Described { description } => Kind::Described(kinds::Described {
            description: description.as_ref().map(|text| text.as_str().to_owned()),
        }),
        System::PictureChanged { picture: id } => {
            Kind::PictureChanged(kinds::PictureChanged { picture: id.map(picture) })
        }
        System::ReadOnlySwitched { on } => {
            Kind::ReadOnlySwitched(kinds::ReadOnlySwitched { on: *on })
        }
        System::LinkSwitched { on, link } => Kind::LinkSwitched(kinds::LinkSwitched {
            on: *on,
            link_id: link.map(|link| link.to_string()),
        }),
        System::TagsChanged { tags } => Kind::TagsChanged(kinds::TagsChanged {
            tags: tags.iter().map(|tag| tag.as_str().to_owned()).collect(),
        }),
    };
    wire::System { kind: Some(kind) }
}
