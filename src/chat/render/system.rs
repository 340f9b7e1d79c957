//! System messages (C5) as English sentences.

use super::{Eyes, clean_line};
use protocol::generated::{Member, Person, Role, System, system::Kind};

impl Eyes<'_> {
    /// The sentence of what somebody caused.
    pub(super) fn system(self, author: Option<&Person>, system: &System) -> String {
        let who = self.name(author);
        match &system.kind {
            None => "something happened that this program does not know".to_owned(),
            Some(Kind::Created(created)) => {
                let with = match created.members.len() {
                    0 | 1 => String::new(),
                    _ => format!(" with {}", self.members(&created.members, author)),
                };
                let by_link = if created.by_link { ", available by link" } else { "" };
                format!("{who} created this conversation{with}{by_link}")
            }
            Some(Kind::MembersAdded(added)) => {
                format!("{who} added {}", self.members(&added.members, None))
            }
            Some(Kind::JoinedByLink(joined)) => {
                let member = joined.member.as_ref().and_then(|member| member.person.as_ref());
                format!("{} joined by link", self.name(member.or(author)))
            }
            Some(Kind::Left(left)) => match &left.new_owner {
                Some(owner) => format!("{who} left; {}", self.owns(owner)),
                None => format!("{who} left"),
            },
            Some(Kind::Removed(removed)) => {
                format!("{who} removed {}", self.name(removed.person.as_ref()))
            }
            Some(Kind::RoleChanged(changed)) => {
                let role = match changed.role() {
                    Role::Owner => "the owner",
                    Role::Moderator => "a moderator",
                    Role::Member | Role::Unspecified => "a member",
                    Role::Guest => "a guest",
                };
                format!("{who} made {} {role}", self.name(changed.person.as_ref()))
            }
            Some(Kind::Renamed(renamed)) => match &renamed.name {
                Some(name) => format!("{who} named this conversation “{}”", clean_line(name)),
                None => format!("{who} took this conversation's name away"),
            },
            Some(Kind::Described(described)) => match &described.description {
                Some(text) => format!("{who} described it: “{}”", clean_line(text)),
                None => format!("{who} took the description away"),
            },
            Some(Kind::PictureChanged(changed)) => match changed.picture {
                Some(_) => format!("{who} changed the picture"),
                None => format!("{who} took the picture away"),
            },
            Some(Kind::ReadOnlySwitched(switched)) if switched.on => {
                format!("{who} made this conversation read-only for people from outside")
            }
            Some(Kind::ReadOnlySwitched(_)) => {
                format!("{who} opened this conversation again: everybody can write")
            }
            Some(Kind::LinkSwitched(switched)) if switched.on => {
                format!("{who} switched the link on")
            }
            Some(Kind::LinkSwitched(_)) => format!("{who} switched the link off"),
            Some(Kind::TagsChanged(changed)) if changed.tags.is_empty() => {
                format!("{who} took the tags away")
            }
            Some(Kind::TagsChanged(changed)) => {
                format!("{who} set the tags: {}", clean_line(&changed.tags.join(", ")))
            }
        }
    }

    fn owns(self, person: &Person) -> String {
        match self.name(Some(person)).as_str() {
            "you" => "you own this conversation from now on".to_owned(),
            name => format!("{name} owns this conversation from now on"),
        }
    }

    /// `ana, ben and guest`, without one of them.
    fn members(self, members: &[Member], without: Option<&Person>) -> String {
        let mut names: Vec<String> = members
            .iter()
            .filter_map(|member| member.person.as_ref())
            .filter(|person| without.is_none_or(|other| other.id != person.id))
            .map(|person| self.name(Some(person)))
            .collect();
        match (names.pop(), names.is_empty()) {
            (None, _) => "nobody".to_owned(),
            (Some(last), true) => last,
            (Some(last), false) => format!("{} and {last}", names.join(", ")),
        }
    }
}
