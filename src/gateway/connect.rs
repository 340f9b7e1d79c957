//! The first command of a session: who it is, what it holds, and what it gets before anything else.

use super::admission::Turn;
use super::answer;
use super::client::{Client, Crash, Live};
use crate::app::SignedIn;
use crate::app::error::AppError;
use crate::clock::SystemIds;
use crate::hub::FollowError;
use crate::hub::session::{Session, SessionOf};
use domain::event::ViewerClass;
use domain::ids::{ConversationId, SessionId};
use domain::limits::RESUME_CONVERSATIONS_MAX;
use domain::person::Side;
use domain::visibility;
use protocol::code::{CloseCode, Code};
use protocol::generated::command::Connect;
use protocol::generated::{self as wire, Error, reply};
use protocol::view;
use std::sync::Arc;
use std::time::Instant;

/// Characters of a client's name and version.
const CLIENT_CHARS_MAX: usize = 100;

/// Looks at what can be said without asking anybody.
pub(super) fn check(connect: &Connect) -> Result<(), Error> {
    if connect.resume.len() > RESUME_CONVERSATIONS_MAX {
        let text = format!("resume: at most {RESUME_CONVERSATIONS_MAX} conversations");
        return Err(Code::TooMany.error_with(text));
    }
    if connect.client.chars().count() > CLIENT_CHARS_MAX {
        let text = format!("client: at most {CLIENT_CHARS_MAX} characters");
        return Err(Code::BadRequest.error_with(text));
    }
    let no_id =
        |held: &wire::command::Held| held.conversation_id.parse::<ConversationId>().is_err();
    if connect.resume.iter().any(no_id) {
        return Err(Code::BadRequest.error_with("resume: conversationId is a UUID"));
    }
    Ok(())
}

/// Signs a session in, in a task of its own, when its turn has come; or sends it away at once,
/// before anything is looked at that costs something.
pub(super) fn begin(client: Arc<Client>, id: u32, connect: Connect) {
    let wait = match client.gateway.admission().take() {
        Turn::In(wait) => wait,
        Turn::Later(wait) => {
            client.end_connecting(false);
            let wait = u32::try_from(wait.as_millis()).unwrap_or(u32::MAX);
            client.reply(&protocol::frame::error(id, Code::Overloaded.error_after(wait)));
            client.close(CloseCode::TryLater);
            return;
        }
    };
    let crash = Crash(Arc::clone(&client));
    client.gateway.tasks().clone().spawn("connect", async move {
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        let gone = client.outgoing().ended().is_some();
        // Who has gone meanwhile costs nothing more.
        let connected = if gone { Err(GONE) } else { run(&client, id, connect).await };
        client.end_connecting(connected.is_ok());
        if let Err((error, code)) = connected {
            if let Some(error) = error {
                client.reply(&protocol::frame::error(id, error));
            }
            client.close(code);
            client.leave();
        }
        drop(crash);
    });
}

type Failed = (Option<Error>, CloseCode);

/// Its socket has ended: nobody hears it.
const GONE: Failed = (None, CloseCode::Internal);

async fn run(client: &Client, id: u32, connect: Connect) -> Result<(), Failed> {
    let gateway = &client.gateway;
    let cookie = client.take_cookie();
    let token = if connect.token.is_empty() { cookie } else { Some(connect.token) };
    let asked_at = gateway.clock().instant();
    let token = token.ok_or_else(|| failed(&AppError::NotSignedIn))?;
    let by = gateway.app().authenticate(&token).await.map_err(|error| failed(&error))?;
    let live = client.set_live(live(client, by, asked_at));
    let session = &live.session;
    let followed = gateway.hub().follow(session).await.map_err(|error| match error {
        FollowError::SignedOut => (None, CloseCode::SignedOut),
        FollowError::Ended => GONE,
        FollowError::Unavailable(_) => failed(&AppError::Unavailable),
    })?;
    gateway.hub().renew_status(live.by.actor.id, live.by.status.clone());
    let (news, more_news) = gateway.app().news(&live.by).await.map_err(|error| failed(&error))?;
    let epoch = gateway.hub().epoch();
    let news = news.iter().map(|news| wire::News {
        conversation_id: news.conversation.to_string(),
        position: Some(view::position(epoch, news.class, news.head)),
        unread: count(news.unread),
        mentions: count(news.mentions),
    });
    let connected = reply::Connected { more_news, ..connected(client, live, news.collect()) };
    let frame = protocol::frame::reply(id, reply::Reply::Connected(connected));
    session.send_in_turn(session.finished(&frame), None).await;
    gateway.metrics().command("connect", None);
    let of = session.of();
    gateway.recorder().opened(of.id, of.user, of.side);
    gateway.hub().resume(session, &followed, &connect.resume).await;
    Ok(())
}

fn failed(error: &AppError) -> Failed {
    let not_signed_in = error.code() == Code::NotSignedIn;
    let close = if not_signed_in { CloseCode::NotSignedIn } else { CloseCode::TryLater };
    (Some(answer::error(error)), close)
}

fn live(client: &Client, by: SignedIn, asked_at: Instant) -> Live {
    let of = SessionOf {
        id: SessionId::next(&mut SystemIds),
        user: by.actor.id,
        side: by.actor.side,
        sign_in: by.sign_in,
        encoding: client.encoding(),
        asked_at,
    };
    Live { session: Session::new(of, Arc::clone(client.outgoing())), by }
}

fn connected(client: &Client, live: &Live, news: Vec<wire::News>) -> reply::Connected {
    let gateway = &client.gateway;
    let settings = gateway.settings();
    let actor = live.by.actor;
    // Nobody is hidden from themselves; what their own class may not see of people stays out.
    let class = match actor.side {
        Side::Internal => ViewerClass::Internal,
        Side::External => ViewerClass::Guest,
    };
    let limits = reply::Limits {
        sends_at_once: settings.rates.send_burst,
        sends_per_second: settings.rates.sends_per_second(actor.side),
        ..view::limits(actor.side)
    };
    reply::Connected {
        you: Some(view::person(&visibility::person(&live.by.person, class))),
        internal: actor.is_internal(),
        admin: actor.admin,
        session_id: live.session.of().id.to_string(),
        heartbeat_seconds: u32::try_from(settings.heartbeat_every.as_secs()).unwrap_or(u32::MAX),
        server_time: gateway.app().now().millis(),
        limits: Some(limits),
        news,
        more_news: false,
        server_version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn count(count: i64) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}
