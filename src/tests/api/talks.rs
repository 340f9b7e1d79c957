//! Conversations that these tests need, made without the API.

use crate::support::server::TestServer;
use crate::support::someone::Someone;
use domain::conversation::create::Create;
use domain::decision::NewLink;
use domain::ids::{ConversationId, Ids, LinkId, UserId};
use parlor::app::tokens::Secret;
use parlor::clock::SystemIds;

/// A conversation with a link.
pub(super) struct Talk {
    pub(super) id: ConversationId,
    pub(super) token: String,
}

/// A group with a link that can be used so often.
pub(super) async fn group(server: &TestServer, by: &Someone, uses_max: Option<i64>) -> Talk {
    let token = Secret::random_token();
    let link = NewLink {
        id: LinkId::from(SystemIds.next_uuid()),
        token_hash: token.hash(),
        expires_at: None,
        uses_max,
    };
    let create = Create {
        name: "Welcome".to_owned(),
        description: String::new(),
        read_only: false,
        link: Some(link),
        members: Vec::new(),
    };
    let by = by.signed_in(server.app()).await;
    let id = server.app().create_group(&by, create).await.unwrap();
    Talk { id, token: token.expose().to_owned() }
}

/// Who is a member.
pub(super) async fn members(server: &TestServer, talk: &Talk) -> Vec<UserId> {
    let rules = server.app().conversation_rules(talk.id).await.unwrap();
    rules.members.keys().copied().collect()
}
