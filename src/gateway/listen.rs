//! The accept loop: a limited number of connections at once, and the way out when the node stops.
//! What a connection says is not looked at here.

use super::Gateway;
use super::admission::every;
use super::connection::Connection;
use crate::hub::Drain;
use axum::Router;
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Connections that the kernel accepts before we do: a storm arrives at once.
const BACKLOG: i32 = 4_096;
/// How long to wait when the system has no more descriptors to give.
pub(super) const BACK_OFF: Duration = Duration::from_millis(100);
/// Failed attempts to accept between two words about it: a second's.
const FAILURES_A_WORD: u32 = 10;
/// How long the last words of sessions may take to leave, after all were told.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// How a node is told to stop.
#[derive(Debug, Clone, Default)]
pub struct Stop {
    /// No more connections are taken, and sessions go elsewhere.
    pub closing: CancellationToken,
    /// It has to be over in a second.
    pub hurry: CancellationToken,
}

/// Listens at an address; port 0 takes a free one.
///
/// # Errors
/// The address is taken or not ours.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Serves connections until `stop.closing`; then accepts none, lets requests and commands finish,
/// sends sessions elsewhere, and returns when all are gone or the time for it is over.
pub async fn run(listener: TcpListener, router: Router, gateway: Gateway, stop: Stop) {
    let settings = gateway.settings();
    let places = Arc::new(Semaphore::new(settings.connections_max));
    let connections = metrics::gauge!("parlor_connections");
    let mut failures = 0_u32;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.closing.cancelled() => break,
        };
        let free = u32::try_from(places.available_permits()).unwrap_or(u32::MAX);
        let all = u32::try_from(settings.connections_max).unwrap_or(u32::MAX);
        connections.set(f64::from(all.saturating_sub(free)));
        match accepted {
            Ok((stream, peer)) => {
                failures = 0;
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                    metrics::counter!("parlor_connections_refused_total").increment(1);
                    continue;
                };
                let connection = Connection {
                    peer,
                    router: router.clone(),
                    gateway: gateway.clone(),
                    closing: stop.closing.clone(),
                    place: Arc::new(place),
                };
                gateway.tasks().spawn("connection", connection.serve(stream));
            }
            Err(error) if is_of_one_connection(&error) => (),
            Err(error) => {
                // Out of descriptors or memory: it does not get better by asking at once again.
                if failures.is_multiple_of(FAILURES_A_WORD) {
                    tracing::warn!(%error, "no connection can be accepted");
                }
                failures = failures.wrapping_add(1);
                metrics::counter!("parlor_accept_errors_total").increment(1);
                tokio::time::sleep(BACK_OFF).await;
            }
        }
    }
    drop(listener);
    let_go(&gateway, &places, &stop).await;
}

/// Sends sessions elsewhere, and waits for what is under way.
async fn let_go(gateway: &Gateway, places: &Semaphore, stop: &Stop) {
    let settings = gateway.settings();
    let begun = gateway.clock().instant();
    let drain = Drain {
        every: every(settings.connects_per_second),
        within: settings.drain_deadline,
        in_turn: settings.drain_in_turn,
    };
    gateway.hub().drain(drain, &stop.hurry).await;
    let took = gateway.clock().instant().saturating_duration_since(begun);
    let left = settings.drain_deadline.saturating_sub(took).max(LAST_WORDS);
    let all = u32::try_from(settings.connections_max).unwrap_or(u32::MAX);
    let hurried = async {
        stop.hurry.cancelled().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    let gone = tokio::select! {
        gone = places.acquire_many(all) => gone.is_ok(),
        () = tokio::time::sleep(left) => false,
        () = hurried => false,
    };
    if !gone {
        tracing::warn!("connections were left when the time to drain was over");
    }
}

pub(super) fn is_of_one_connection(error: &io::Error) -> bool {
    [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused]
        .contains(&error.kind())
}
