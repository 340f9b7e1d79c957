//! One connection from its first byte: requests with a deadline for their heads and a bound on
//! their size, answered by the router that was given, until one of them opens a session. Knows
//! nothing of sessions.

use super::socket::{self, Opening};
use super::{Gateway, handshake};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use socket2::SockRef;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use tower_http::timeout::TimeoutBody;

/// Headers of a request.
const HEADERS_MAX: usize = 64;
/// Bytes of a request's head.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// How long nothing may come of a body that was announced.
const BODY_STALL: Duration = Duration::from_secs(10);

/// Where sessions are opened.
pub const SOCKET_PATH: &str = "/v1/socket";

/// One connection, until its session ends, if it becomes one.
#[derive(Debug, Clone)]
pub(super) struct Connection {
    pub(super) peer: SocketAddr,
    pub(super) router: Router,
    pub(super) gateway: Gateway,
    /// No more requests are taken.
    pub(super) closing: CancellationToken,
    pub(super) place: Arc<OwnedSemaphorePermit>,
}

impl Connection {
    pub(super) async fn serve(self, stream: TcpStream) {
        let settings = self.gateway.settings();
        if let Err(error) = set_up(&stream, settings.user_timeout, settings.send_buffer_bytes) {
            tracing::debug!(%error, "a connection went before it was set up");
            return;
        }
        let closing = self.closing.clone();
        let cut = self.gateway.tasks().stopping();
        let header_deadline = settings.header_deadline;
        let service = service_fn(move |request| {
            let connection = self.clone();
            async move { Ok::<_, Infallible>(connection.answer(request).await) }
        });
        let connection =
            http1(header_deadline).serve_connection(TokioIo::new(stream), service).with_upgrades();
        tokio::pin!(connection);
        let served = tokio::select! {
            served = connection.as_mut() => served,
            () = closing.cancelled() => {
                connection.as_mut().graceful_shutdown();
                // Who reads an answer for longer than the node has time is cut off.
                match cut.run_until_cancelled(connection).await {
                    Some(served) => served,
                    None => return,
                }
            }
        };
        if let Err(error) = served {
            tracing::debug!(%error, "a connection ended early");
        }
    }

    async fn answer(self, mut request: Request<Incoming>) -> Response<Body> {
        if request.uri().path() != SOCKET_PATH {
            return route(self.router, self.peer, request).await;
        }
        let upgrade = hyper::upgrade::on(&mut request);
        let (parts, _body) = request.into_parts();
        let names = &self.gateway.settings().names;
        let accepted = handshake::check(&parts, names, |headers| self.gateway.token_of(headers));
        let accepted = match accepted {
            Ok(accepted) => accepted,
            Err(refused) => return refused.response(),
        };
        let unsigned = match self.gateway.admission().place() {
            Ok(unsigned) => unsigned,
            Err(wait) => return handshake::Refused::busy(wait).response(),
        };
        let response = accepted.response();
        let Self { gateway, closing, place, .. } = self;
        let tasks = gateway.tasks().clone();
        let opening = Opening { gateway, accepted, place, unsigned, closing };
        tasks.spawn("handshake", async move {
            match upgrade.await {
                Ok(upgraded) => socket::serve(opening, upgraded).await,
                Err(error) => tracing::debug!(%error, "a handshake was not finished"),
            }
        });
        response
    }
}

/// HTTP/1.1 with bounds on the heads of requests, in time and size.
pub(super) fn http1(header_deadline: Duration) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(header_deadline)
        .max_headers(HEADERS_MAX)
        .max_buf_size(HEAD_BYTES_MAX);
    http
}

/// Has a router answer.
pub(super) async fn route(
    router: Router,
    peer: SocketAddr,
    mut request: Request<Incoming>,
) -> Response<Body> {
    request.extensions_mut().insert(ConnectInfo(peer));
    let request = request.map(|body| Body::new(TimeoutBody::new(BODY_STALL, body)));
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
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
