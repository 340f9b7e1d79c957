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
    if names.is_empty() { facts.organisation.to_owned() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::Person;
    use crate::tests::support::{ana, ben, guest, stranger};

    const ORGANISATION: &str = "Parlor Ltd";

    fn check(
        (kind, name): (Kind, Option<&str>),
        members: &[(Person, Role)],
        (viewer, class): (Person, ViewerClass),
        expected: &str,
    ) {
        let name = name.map(|name| Name::parse(name, "name").unwrap());
        let members: Vec<TitleMember> = members
            .iter()
            .map(|(person, role)| TitleMember {
                user: person.id,
                name: person.name.clone(),
                role: *role,
            })
            .collect();
        let facts =
            TitleFacts { kind, name: name.as_ref(), members: &members, organisation: ORGANISATION };
        assert_eq!(title(&facts, viewer.id, class), expected, "{class:?} {kind:?}");
    }

    fn pair() -> [(Person, Role); 2] {
        [(ana(), Role::Owner), (guest(), Role::Guest)]
    }

    fn many() -> [(Person, Role); 4] {
        [
            (ana(), Role::Owner),
            (stranger(), Role::Guest),
            (ben(), Role::Member),
            (guest(), Role::Guest),
        ]
    }

    // T2
    #[test]
    fn a_name_shows_to_everyone() {
        for class in ViewerClass::ALL {
            for viewer in [ana(), guest()] {
                check((Kind::Group, Some("launch")), &many(), (viewer.clone(), class), "launch");
                check((Kind::Direct, Some("launch")), &pair(), (viewer, class), "launch");
            }
        }
    }

    // T1
    #[test]
    fn internal_viewers_see_the_guests_in_the_order_of_joining() {
        let internal = |viewer| (viewer, ViewerClass::Internal);
        check((Kind::Group, None), &many(), internal(ana()), "stranger, guest");
        check((Kind::Group, None), &many(), internal(ben()), "stranger, guest");
        check((Kind::Direct, None), &pair(), internal(ana()), "guest");
        let colleagues = [(ana(), Role::Owner), (ben(), Role::Member)];
        check((Kind::Direct, None), &colleagues, internal(ana()), "ben");
        check((Kind::Direct, None), &colleagues, internal(ben()), "ana");
        check((Kind::Group, None), &colleagues, internal(ana()), ORGANISATION);
    }

    // T1
    #[test]
    fn guests_see_the_agent_or_the_organisation() {
        let guest_class = (guest(), ViewerClass::Guest);
        check((Kind::Direct, None), &pair(), guest_class.clone(), "ana");
        check((Kind::Group, None), &many(), guest_class.clone(), ORGANISATION);
        check((Kind::Direct, None), &pair()[1..], guest_class, ORGANISATION);
    }

    // T1, R4
    #[test]
    fn readers_never_see_the_name_of_a_member_in_a_title() {
        let reader = (guest(), ViewerClass::Reader);
        check((Kind::Direct, None), &pair(), reader.clone(), ORGANISATION);
        check((Kind::Group, None), &many(), reader, ORGANISATION);
    }

    // T1
    #[test]
    fn a_long_list_of_guests_is_cut() {
        let mut members = vec![(ana(), Role::Owner)];
        members.extend((0..7).map(|_| (stranger(), Role::Guest)));
        let expected = ["stranger"; 5].join(", ");
        check((Kind::Group, None), &members, (ana(), ViewerClass::Internal), &expected);
    }
}
