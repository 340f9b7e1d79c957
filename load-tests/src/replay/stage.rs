//! The people and conversations of a replay on the server: made before it begins, changed while it
//! goes on, and what is known of what was sent.

use super::plan::{Change, Plan};
use crate::http::Http;
use crate::server::Server;
use crate::session::{Answer, Session};
use crate::watch::Watch;
use anyhow::{Context as _, bail};
use futures_util::{StreamExt as _, TryStreamExt as _};
use hyper::Method;
use protocol::generated::{command, reply};
use protocol::recording::Role;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// People or conversations that are made at once.
const MAKING: usize = 16;

/// Someone on the server.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) external: bool,
}

/// A conversation on the server, and the token of its link.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) id: String,
    link: String,
}

/// One copy of what a recording needs.
#[derive(Debug)]
pub(crate) struct Stage {
    admin: Http,
    pub(crate) people: Vec<Who>,
    pub(crate) places: Vec<Place>,
    pub(crate) reader_epoch: String,
    pub(crate) watch: Watch,
    /// Commands and changes that are not done yet.
    pub(crate) left: AtomicUsize,
    ledger: Mutex<Ledger>,
}

/// What was sent, and who was where.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// Real ids of messages by their stand-ins.
    pub(crate) messages: HashMap<String, String>,
    pub(crate) sent: Vec<Sent>,
    /// From when to when people are members.
    stays: HashMap<(usize, usize), Vec<Stay>>,
    pub(crate) faults: Vec<String>,
}

/// From when someone is a member, and until when, if they are no more.
type Stay = (u64, Option<u64>);

/// A message that was acknowledged.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) place: usize,
    pub(crate) seat: usize,
    /// Its place among what the session said; answers may come in another order.
    pub(crate) order: u64,
    pub(crate) client_id: String,
    pub(crate) note: bool,
    /// When it was said to the server the first time, and when it was acknowledged.
    pub(crate) at: u64,
    /// It was said again: its place says nothing of its order.
    pub(crate) again: bool,
}

impl Ledger {
    /// Whether someone was a member from then to now.
    pub(crate) fn was_there(&self, person: usize, place: usize, since: u64) -> bool {
        let stays = self.stays.get(&(person, place));
        stays.is_some_and(|stays| stays.iter().any(|(from, to)| *from < since && to.is_none()))
    }

    fn comes(&mut self, person: usize, place: usize, at: u64) {
        self.stays.entry((person, place)).or_default().push((at, None));
    }

    fn goes(&mut self, person: usize, place: usize, at: u64) {
        for (_, to) in self.stays.entry((person, place)).or_default() {
            to.get_or_insert(at);
        }
    }
}

impl Stage {
    /// Makes everything, with the help of an administrator.
    pub(crate) async fn make(server: &Server, plan: &Plan) -> anyhow::Result<Self> {
        let admin = &server.http;
        let reader_epoch = reader_epoch(server).await?;
        let lobby = place(admin, "lobby", &[]).await?;
        let making = plan.people.iter().enumerate().map(|(number, external)| {
            let lobby = &lobby;
            async move {
                match external {
                    true => guest(admin, lobby, number).await,
                    false => colleague(admin, number).await,
                }
            }
        });
        let people: Vec<Who> =
            futures_util::stream::iter(making).buffered(MAKING).try_collect().await?;
        let stage = Self {
            admin: admin.clone(),
            people,
            places: Vec::new(),
            reader_epoch,
            watch: Watch::start(),
            left: AtomicUsize::new(plan.work()),
            ledger: Mutex::default(),
        };
        let making = (0..plan.rooms.len()).map(|number| stage.room(plan, number));
        let places = futures_util::stream::iter(making).buffered(MAKING).try_collect().await?;
        Ok(Self { places, ..stage })
    }

    /// The same, from this moment on.
    pub(crate) fn begin(self, watch: Watch) -> Self {
        Self { watch, ..self }
    }

    async fn room(&self, plan: &Plan, number: usize) -> anyhow::Result<Place> {
        let room = plan.rooms.get(number).context("no such conversation")?;
        let colleagues = room.members.iter().filter_map(|(person, _)| self.people.get(*person));
        let inside: Vec<&str> =
            colleagues.filter(|who| !who.external).map(|who| who.id.as_str()).collect();
        let made = place(&self.admin, &format!("replay {number}"), &inside).await?;
        for (person, role) in &room.members {
            self.enter(&made, (*person, *role), true).await?;
            self.ledger().comes(*person, number, 0);
        }
        if room.read_only {
            set_read_only(&self.admin, &made.id, true).await?;
        }
        Ok(made)
    }

    /// Brings someone into a conversation, or gives them their role.
    async fn enter(
        &self,
        place: &Place,
        (person, role): (usize, Role),
        is_added: bool,
    ) -> anyhow::Result<()> {
        let who = self.people.get(person).context("no such person")?;
        let members = format!("/v1/conversations/{}/members", place.id);
        match role {
            Role::Guest => join(who, &self.admin, place).await?,
            Role::Owner | Role::Moderator | Role::Member => {
                if !is_added {
                    let body = json!({"members": [who.id]});
                    self.admin.call(Method::POST, &members, Some(&body)).await?;
                }
                // Their owner is the one who makes all of it here.
                if role != Role::Member {
                    let path = format!("{members}/{}", who.id);
                    let body = json!({"role": "moderator"});
                    self.admin.call(Method::PATCH, &path, Some(&body)).await?;
                }
            }
        }
        Ok(())
    }

    /// Lets somebody come or go, or switches a conversation.
    pub(crate) async fn change(&self, change: &Change) -> anyhow::Result<()> {
        let place = self.places.get(change.room).context("no such conversation")?;
        for person in &change.gone {
            let who = self.people.get(*person).context("no such person")?;
            self.ledger().goes(*person, change.room, self.watch.micros());
            let path = format!("/v1/conversations/{}/members/{}", place.id, who.id);
            self.admin.call(Method::DELETE, &path, None).await?;
        }
        for (person, role) in &change.came {
            self.enter(place, (*person, *role), false).await?;
            self.ledger().comes(*person, change.room, self.watch.micros());
        }
        if let Some(read_only) = change.read_only {
            set_read_only(&self.admin, &place.id, read_only).await?;
        }
        Ok(())
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One of the commands and changes is done, or cannot be.
    pub(crate) fn is_done(&self) {
        self.left.fetch_sub(1, Ordering::Relaxed);
    }

    pub(crate) fn fault(&self, what: String) {
        self.ledger().faults.push(what);
    }

    /// Reads everything again, as somebody who may see all of it, and compares.
    pub(crate) async fn compare(&self, server: &Server) -> anyhow::Result<()> {
        let mut session =
            Session::open(&server.http.address, server.token()?, server.encoding).await?;
        for (number, place) in self.places.iter().enumerate() {
            let found = whole(&mut session, &place.id).await?;
            let mut sent: Vec<Sent> =
                self.ledger().sent.iter().filter(|sent| sent.place == number).cloned().collect();
            sent.sort_by_key(|sent| (sent.seat, sent.order));
            for fault in compare(&sent, &found) {
                self.fault(fault);
            }
        }
        session.close().await;
        Ok(())
    }
}

/// What is wrong with what is found of what was acknowledged, by client ids and places.
fn compare(sent: &[Sent], found: &[(String, u32)]) -> Vec<String> {
    let mut places: HashMap<&str, Vec<u32>> = HashMap::new();
    for (client_id, seq) in found {
        places.entry(client_id).or_default().push(*seq);
    }
    let mut faults = Vec::new();
    let mut last: HashMap<usize, u32> = HashMap::new();
    for one in sent {
        match places.get(one.client_id.as_str()).map(Vec::as_slice) {
            None => faults.push("a message was acknowledged and is lost".to_owned()),
            Some([seq]) => {
                let before = last.insert(one.seat, *seq).unwrap_or(0);
                if *seq <= before && !one.again {
                    faults.push(format!("{seq} was sent after {before}, by the same session"));
                }
            }
            Some(all) => faults.push(format!("a message stands at {all:?}")),
        }
    }
    faults
}

async fn ask(session: &mut Session, asked: command::Command) -> anyhow::Result<reply::Reply> {
    for _ in 0..100 {
        match session.ask(asked.clone()).await? {
            Answer::Reply(reply) => return Ok(reply),
            Answer::Later(wait) => tokio::time::sleep(wait).await,
            Answer::Refused(error) => bail!("refused: {error:?}"),
        }
    }
    bail!("refused for now a hundred times")
}

async fn whole(session: &mut Session, conversation: &str) -> anyhow::Result<Vec<(String, u32)>> {
    let mut found = Vec::new();
    let mut after = 0;
    loop {
        let history = command::History {
            conversation_id: conversation.to_owned(),
            before: None,
            after: Some(after),
            limit: 100,
        };
        let reply = ask(session, command::Command::History(history)).await?;
        let reply::Reply::History(page) = reply else { bail!("no history: {reply:?}") };
        for message in &page.messages {
            after = after.max(message.seq);
            let client_id = message.client_id.clone();
            found.extend(client_id.map(|client_id| (client_id, message.seq)));
        }
        if !page.more_after || page.messages.is_empty() {
            return Ok(found);
        }
    }
}

/// The numbering of readers, as one of them is told it.
async fn reader_epoch(server: &Server) -> anyhow::Result<String> {
    let place = place(&server.http, "probe", &[]).await?;
    let guest = guest(&server.http, &place, 0).await?;
    set_read_only(&server.http, &place.id, true).await?;
    let mut session = Session::open(&server.http.address, &guest.token, server.encoding).await?;
    let conversation_id = place.id;
    let history = command::History { conversation_id, ..command::History::default() };
    let reply = ask(&mut session, command::Command::History(history)).await?;
    session.close().await;
    let reply::Reply::History(page) = reply else { bail!("no history: {reply:?}") };
    Ok(page.position.context("a page without a position")?.epoch)
}

async fn set_read_only(admin: &Http, id: &str, on: bool) -> anyhow::Result<()> {
    let path = format!("/v1/conversations/{id}");
    admin.call(Method::PATCH, &path, Some(&json!({"readOnly": on}))).await?;
    Ok(())
}

async fn place(admin: &Http, name: &str, members: &[&str]) -> anyhow::Result<Place> {
    let body = json!({"name": name, "byLink": true, "members": members});
    let made = admin.call(Method::POST, "/v1/conversations", Some(&body)).await?;
    let id = text(&made, "/conversation/id")?;
    let link = text(&made, "/link")?;
    let (_, link) = link.split_once("#join=").context("the link has no token")?;
    Ok(Place { id, link: link.to_owned() })
}

async fn colleague(admin: &Http, number: usize) -> anyhow::Result<Who> {
    let email = format!("replay-{}@example.com", Uuid::new_v4().simple());
    let password = Uuid::new_v4().to_string();
    let name = format!("colleague {number}");
    let body = json!({"name": name, "email": email, "password": password});
    let made = admin.call(Method::POST, "/v1/users", Some(&body)).await;
    let made = made.context("colleagues are made by an administrator: see --email")?;
    let stranger = Http { token: None, ..admin.clone() };
    let body = json!({"email": email, "password": password});
    let begun = stranger.call(Method::POST, "/v1/sign-in", Some(&body)).await?;
    Ok(Who { id: text(&made, "/id")?, token: text(&begun, "/token")?, external: false })
}

async fn guest(admin: &Http, lobby: &Place, number: usize) -> anyhow::Result<Who> {
    let email = format!("replay-{}@example.com", Uuid::new_v4().simple());
    let stranger = Http { token: None, ..admin.clone() };
    let body = json!({"token": lobby.link, "name": format!("guest {number}"), "email": email});
    let begun = stranger.call(Method::POST, "/v1/links/join", Some(&body)).await?;
    Ok(Who { id: text(&begun, "/user/id")?, token: text(&begun, "/token")?, external: true })
}

/// By the link; who was removed before is added by the one who removed them.
async fn join(who: &Who, admin: &Http, place: &Place) -> anyhow::Result<()> {
    let http = Http { token: Some(who.token.clone()), ..admin.clone() };
    let body = json!({"token": place.link});
    if http.call(Method::POST, "/v1/links/join", Some(&body)).await.is_err() {
        let path = format!("/v1/conversations/{}/members", place.id);
        admin.call(Method::POST, &path, Some(&json!({"members": [who.id]}))).await?;
    }
    Ok(())
}

fn text(value: &Value, path: &str) -> anyhow::Result<String> {
    let found = value.pointer(path).and_then(Value::as_str);
    Ok(found.with_context(|| format!("the server's answer has no {path}"))?.to_owned())
}

/// Commands wait so long for a message that they are about.
pub(crate) const MESSAGE_DEADLINE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(client_id: &str) -> Sent {
        let client_id = client_id.to_owned();
        Sent { place: 0, seat: 0, order: 0, client_id, note: false, at: 0, again: false }
    }

    // O5, M2
    #[test]
    fn what_was_acknowledged_and_is_not_there_once_in_its_order_is_found() {
        let found = |all: &[(&str, u32)]| -> Vec<(String, u32)> {
            all.iter().map(|(id, seq)| ((*id).to_owned(), *seq)).collect()
        };
        let both = [sent("a"), sent("b")];
        assert!(compare(&both, &found(&[("a", 1), ("x", 2), ("b", 3)])).is_empty());
        assert!(compare(&both, &found(&[("a", 1)])).concat().contains("lost"));
        assert!(
            compare(&both, &found(&[("a", 1), ("b", 2), ("b", 3)])).concat().contains("[2, 3]")
        );
        assert!(compare(&both, &found(&[("b", 1), ("a", 2)])).concat().contains("sent after"));
    }
}
