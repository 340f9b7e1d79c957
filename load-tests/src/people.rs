//! Conversations to talk in, and guests who join them by link: that needs no passwords, whose
//! hashes would take longer than everything that is measured.

use crate::http::Http;
use crate::meter::bar;
use crate::server::Server;
use anyhow::Context as _;
use futures_util::StreamExt as _;
use indicatif::ProgressBar;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

/// Guests who join at once.
const JOINING: usize = 16;

/// A conversation, and the link into it.
#[derive(Debug, Clone)]
pub(crate) struct Talk {
    pub(crate) id: String,
    link_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    conversation: Id,
    /// The address that ends in `#join=TOKEN`.
    link: Option<String>,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

#[derive(Deserialize)]
struct Joined {
    token: String,
}

impl Talk {
    /// Creates a conversation that is available by link.
    pub(crate) async fn create(server: &Server, name: &str) -> anyhow::Result<Self> {
        let body = json!({"name": name, "byLink": true});
        let created: Created = server.http.post("/v1/conversations", &body).await?;
        let link = created.link.context("the conversation has no link")?;
        let (_, token) = link.split_once("#join=").context("the link has no token")?;
        Ok(Self { id: created.conversation.id, link_token: token.to_owned() })
    }
}

/// Lets so many guests join; returns their sign-ins' tokens.
pub(crate) async fn join(server: &Server, talk: &Talk, guests: u32) -> anyhow::Result<Vec<String>> {
    let bar = if guests > 1 { bar("guests", u64::from(guests)) } else { ProgressBar::hidden() };
    let stranger = Http { address: server.http.address.clone(), token: None };
    let joining = futures_util::stream::iter(0..guests).map(|number| {
        let stranger = &stranger;
        async move {
            let email = format!("guest-{}@example.com", Uuid::new_v4().simple());
            let name = format!("guest {number}");
            let body = json!({"token": talk.link_token, "name": name, "email": email});
            let joined: Joined = stranger.post("/v1/links/join", &body).await?;
            anyhow::Ok(joined.token)
        }
    });
    let mut joining = std::pin::pin!(joining.buffer_unordered(JOINING));
    let mut tokens = Vec::new();
    while let Some(token) = joining.next().await {
        tokens.push(token?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(tokens)
}

/// Makes so many conversations, each with so many guests; returns the guests' tokens.
pub(crate) async fn rooms(
    server: &Server,
    rooms: u32,
    guests: u32,
) -> anyhow::Result<Vec<(Talk, Vec<String>)>> {
    rooms_of(server, &vec![usize::try_from(guests)?; usize::try_from(rooms)?]).await
}

/// Makes a conversation for each number of guests.
pub(crate) async fn rooms_of(
    server: &Server,
    guests: &[usize],
) -> anyhow::Result<Vec<(Talk, Vec<String>)>> {
    let bar = bar("conversations", u64::try_from(guests.len())?);
    let making = futures_util::stream::iter(guests).map(|guests| {
        let bar = &bar;
        async move {
            let talk = Talk::create(server, "room").await?;
            let mut tokens = Vec::new();
            for _ in 0..*guests {
                tokens.extend(join(server, &talk, 1).await?);
            }
            bar.inc(1);
            anyhow::Ok((talk, tokens))
        }
    });
    let mut making = std::pin::pin!(making.buffered(JOINING));
    let mut made = Vec::new();
    while let Some(room) = making.next().await {
        made.push(room?);
    }
    bar.finish_and_clear();
    Ok(made)
}
