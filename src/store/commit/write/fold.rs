//! What a system message changes in the tables: who is a member, roles, settings, links.

use super::Writes;
use super::step::Step;
use crate::store::commit::look::ConversationRow;
use crate::store::conversations::role_number;
use crate::store::sql::params;
use domain::conversation::{Kind as ConversationKind, Role};
use domain::decision::NewLink;
use domain::ids::UserId;
use domain::message::{NewMember, System};
use domain::time::Timestamp;

impl Writes {
    /// What a system message changes in the tables: the same as `Conversation::apply` in memory.
    pub(super) fn fold(
        &mut self,
        row: &mut ConversationRow,
        step: &Step<'_>,
        system: &System,
        seq: i64,
    ) {
        match system {
            System::Created { members, .. } | System::MembersAdded { members } => {
                for member in members {
                    self.admit(row, step, member, seq);
                }
            }
            System::JoinedByLink { member, .. } => self.admit(row, step, member, seq),
            System::Left { new_owner } => {
                if let Some(user) = step.proposal.decision.actor {
                    self.dismiss(row, user);
                }
                if let Some(owner) = new_owner {
                    self.role(row, owner.id, Role::Owner);
                }
            }
            System::Removed { person } => {
                self.dismiss(row, person.id);
                self.add(
                    "INSERT INTO removals (conversation_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    params![row.id, person.id],
                );
            }
            System::RoleChanged { person, role, previous_owner } => {
                if let Some(owner) = previous_owner {
                    self.role(row, *owner, Role::Moderator);
                }
                self.role(row, person.id, *role);
            }
            System::Renamed { name } => row.name.clone_from(name),
            System::Described { description } => row.description.clone_from(description),
            System::PictureChanged { picture } => row.picture = *picture,
            System::ReadOnlySwitched { on } => row.read_only = *on,
            System::LinkSwitched { link, .. } => row.link = *link,
            System::TagsChanged { tags } => row.tags.clone_from(tags),
        }
    }

    /// A new member has nothing unread: what was before them is history.
    fn admit(&mut self, row: &mut ConversationRow, step: &Step<'_>, member: &NewMember, seq: i64) {
        let Some(role) = member.role else { return };
        let ordinal = if role.is_internal() { row.ordinal } else { row.guest_ordinal };
        row.member_count += 1;
        if row.member_count > 2 {
            row.kind = ConversationKind::Group;
            row.direct_key = None;
        }
        self.add(
            "INSERT INTO members (conversation_id, user_id, role, joined_seq, joined_at, read_seq, read_ordinal)
            VALUES ($1, $2, $3, $4, $5, $4, $6)",
            params![row.id, member.person.id, role_number(role), seq, step.at, ordinal],
        );
        self.add(
            "DELETE FROM removals WHERE conversation_id = $1 AND user_id = $2",
            params![row.id, member.person.id],
        );
    }

    fn dismiss(&mut self, row: &mut ConversationRow, user: UserId) {
        row.member_count -= 1;
        // Once one of the two is gone, the pair's next direct conversation is a new one (C1).
        row.direct_key = None;
        for text in [
            "DELETE FROM members WHERE conversation_id = $1 AND user_id = $2",
            "DELETE FROM drafts WHERE conversation_id = $1 AND user_id = $2",
            "DELETE FROM scheduled WHERE conversation_id = $1 AND user_id = $2",
        ] {
            self.add(text, params![row.id, user]);
        }
    }

    fn role(&mut self, row: &ConversationRow, user: UserId, role: Role) {
        self.add(
            "UPDATE members SET role = $3 WHERE conversation_id = $1 AND user_id = $2",
            params![row.id, user, role_number(role)],
        );
    }

    pub(super) fn links_revoked(&mut self, row: &ConversationRow, at: Timestamp) {
        self.add(
            "UPDATE links SET revoked_at = $2 WHERE conversation_id = $1 AND revoked_at IS NULL",
            params![row.id, at],
        );
    }

    pub(super) fn link_made(&mut self, row: &mut ConversationRow, step: &Step<'_>, link: &NewLink) {
        self.links_revoked(row, step.at);
        row.link = Some(link.id);
        row.altered = true;
        self.add(
            "INSERT INTO links (id, conversation_id, token_hash, created_by, created_at, expires_at, uses_max, uses)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 0)",
            params![
                link.id,
                row.id,
                link.token_hash,
                step.proposal.decision.actor,
                step.at,
                link.expires_at,
                link.uses_max,
            ],
        );
    }
}
