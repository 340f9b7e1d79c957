//! The accept loop: every connection has a deadline for its request heads, a bound on their size,
//! and a place among a limited number. What is not the socket goes to the router that was given.
//! Knows nothing of sessions.

use super::{Gateway, handshake, socket};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tower_http::timeout::TimeoutBody;

/// Connections that the kernel accepts before we do: a storm arrives at once.
const BACKLOG: i32 = 4_096;
/// Headers of a request.
const HEADERS_MAX: usize = 64;
/// Bytes of a request's head.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// How long to wait when the system has no more descriptors to give.
const BACK_OFF: Duration = Duration::from_millis(100);

/// How long nothing may come of a body that was announced.
const BODY_STALL: Duration = Duration::from_secs(10);

/// Where sessions are opened.
pub const SOCKET_PATH: &str = "/v1/socket";

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

/// Serves connections until `shutdown`; then accepts none, lets requests and commands finish, sends
/// sessions elsewhere, and returns when all are gone or the time for it is over.
pub async fn run(
    listener: TcpListener,
    router: Router,
    gateway: Gateway,
    shutdown: CancellationToken,
) {
    let settings = gateway.settings();
    let places = Arc::new(Semaphore::new(settings.connections_max));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shutdown.cancelled() => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                    metrics::counter!("parlor_connections_refused_total").increment(1);
                    continue;
                };
                let connection = Connection {
                    peer,
                    router: router.clone(),
                    gateway: gateway.clone(),
                    shutdown: shutdown.clone(),
                    place: Arc::new(place),
                };
                gateway.tasks().spawn("connection", connection.serve(stream));
            }
            Err(error) if is_of_one_connection(&error) => (),
            Err(error) => {
                // Out of descriptors or memory: it does not get better by asking at once again.
                tracing::warn!(%error, "no connection can be accepted");
                metrics::counter!("parlor_accept_errors_total").increment(1);
                tokio::time::sleep(BACK_OFF).await;
            }
        }
    }
    drop(listener);
    gateway.hub().drain(settings.drain_spread, settings.drain_deadline).await;
    let all = u32::try_from(settings.connections_max).unwrap_or(u32::MAX);
    if tokio::time::timeout(settings.drain_deadline, places.acquire_many(all)).await.is_err() {
        tracing::warn!("connections were left when the time to drain was over");
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused]
        .contains(&error.kind())
}

/// One connection, until its session ends, if it becomes one.
#[derive(Debug, Clone)]
struct Connection {
    peer: SocketAddr,
    router: Router,
    gateway: Gateway,
    shutdown: CancellationToken,
    place: Arc<OwnedSemaphorePermit>,
}

impl Connection {
    async fn serve(self, stream: TcpStream) {
        let settings = self.gateway.settings();
        if let Err(error) = set_up(&stream, settings.user_timeout, settings.send_buffer_bytes) {
            tracing::debug!(%error, "a connection went before it was set up");
            return;
        }
        let shutdown = self.shutdown.clone();
        let header_deadline = settings.header_deadline;
        let service = service_fn(move |request| {
            let connection = self.clone();
            async move { Ok::<_, Infallible>(connection.answer(request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(header_deadline)
            .max_headers(HEADERS_MAX)
            .max_buf_size(HEAD_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        tokio::pin!(connection);
        let served = tokio::select! {
            served = connection.as_mut() => served,
            () = shutdown.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = served {
            tracing::debug!(%error, "a connection ended early");
        }
    }

    async fn answer(self, mut request: Request<Incoming>) -> Response<Body> {
        if request.uri().path() != SOCKET_PATH {
            request.extensions_mut().insert(ConnectInfo(self.peer));
            let request = request.map(|body| Body::new(TimeoutBody::new(BODY_STALL, body)));
            return match self.router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
        }
        let upgrade = hyper::upgrade::on(&mut request);
        let (parts, _body) = request.into_parts();
        let names = &self.gateway.settings().names;
        match handshake::check(&parts, names, |headers| self.gateway.token_of(headers)) {
            Ok(accepted) => {
                let response = accepted.response();
                let tasks = self.gateway.tasks().clone();
                tasks.spawn("session", async move {
                    let Self { gateway, shutdown, place, .. } = self;
                    match upgrade.await {
                        Ok(upgraded) => socket::serve(gateway, upgraded, accepted, shutdown).await,
                        Err(error) => tracing::debug!(%error, "a handshake was not finished"),
                    }
                    drop(place);
                });
                response
            }
            Err(refused) => refused.response(),
        }
    }
}

/// Small frames leave at once, and a peer that is gone is noticed by the kernel.
fn set_up(
    stream: &TcpStream,
    user_timeout: Duration,
    send_buffer_bytes: Option<usize>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(stream);
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(user_timeout))?;
    #[cfg(not(target_os = "linux"))]
    let _ = user_timeout;
    if let Some(bytes) = send_buffer_bytes {
        socket.set_send_buffer_size(bytes)?;
    }
    Ok(())
}
