//! The title that each viewer sees (T1, T2).

use crate::conversation::{Kind, Role};
use crate::event::ViewerClass;
use crate::ids::UserId;
use crate::text::Name;

/// Names that a title is made of at the most; a longer list is cut.
const TITLE_NAMES_MAX: usize = 5;

/// A member, as far as titles go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleMember {
    /// Which user.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
}

/// What a title is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleFacts<'a> {
    /// Direct or group.
    pub kind: Kind,
    /// The name that someone gave the conversation.
    pub name: Option<&'a Name>,
    /// Its members in the order of joining.
    pub members: &'a [TitleMember],
    /// The name of the organisation.
    pub organisation: &'a str,
}

/// The title for one viewer.
///
/// A name shows to everyone (T2). Without one, internal viewers see the guests' names in the order
/// of joining, external viewers see the agent's name in a direct conversation and the
/// organisation's in a group (T1); readers never see a member's name (R4).
#[must_use]
pub fn title(facts: &TitleFacts<'_>, viewer: UserId, class: ViewerClass) -> String {
    if let Some(name) = facts.name {
        return name.as_str().to_owned();
    }
    let others = facts.members.iter().filter(|member| member.user != viewer);
    let names: Vec<&str> = match (class, facts.kind) {
        (ViewerClass::Reader, _) | (ViewerClass::Guest, Kind::Group) => Vec::new(),
        (ViewerClass::Internal | ViewerClass::Guest, Kind::Direct) => {
            others.map(|member| member.name.as_str()).take(1).collect()
        }
        (ViewerClass::Internal, Kind::Group) => others
            .filter(|member| member.role == Role::Guest)
            .map(|member| member.name.as_str())
            .take(TITLE_NAMES_MAX)
            .collect(),
    };
    if names.is_empty() {
        facts.organisation.to_owned()
    } else {
        names.join(", ")
    }
}
