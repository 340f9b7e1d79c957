//! The listener for operators: health and metrics apart from browsers and clients, under the same
//! deadlines. It answers also when the rest of the node has used up all descriptors.

use super::connection::{http1, route};
use super::listen::{BACK_OFF, is_of_one_connection};
use crate::tasks::Tasks;
use axum::Router;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::fs::File;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections at once: probes and a collector of numbers, not people.
const CONNECTIONS_MAX: usize = 64;
/// Time for the head of a request.
const HEADER_DEADLINE: Duration = Duration::from_secs(3);
/// Time for a request and its answer, so that nobody keeps a place.
const REQUEST_DEADLINE: Duration = Duration::from_secs(30);

/// Serves a router until the tasks stop.
pub async fn run_admin(listener: TcpListener, router: Router, tasks: Tasks) {
    let stopping = tasks.stopping();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let reserve = Reserve::default();
    loop {
        reserve.keep();
        let Some(accepted) = stopping.run_until_cancelled(listener.accept()).await else {
            return;
        };
        match accepted {
            Ok((stream, peer)) => {
                if let Ok(place) = Arc::clone(&places).try_acquire_owned() {
                    let serve = serve(stream, peer, router.clone(), place);
                    let (reserve, stopping) = (reserve.clone(), stopping.clone());
                    tasks.spawn("admin_connection", async move {
                        stopping.run_until_cancelled(serve).await;
                        reserve.keep();
                    });
                }
            }
            Err(error) if is_of_one_connection(&error) => (),
            Err(error) => {
                if !reserve.give() {
                    tracing::warn!(%error, "no connection of operators can be accepted");
                    tokio::time::sleep(BACK_OFF).await;
                }
            }
        }
    }
}

async fn serve(stream: TcpStream, peer: SocketAddr, router: Router, place: OwnedSemaphorePermit) {
    let service = service_fn(move |request| {
        let router = router.clone();
        async move { Ok::<_, Infallible>(route(router, peer, request).await) }
    });
    let mut http = http1(HEADER_DEADLINE);
    // One request a connection: what it held is free again at once.
    http.keep_alive(false);
    let served = http.serve_connection(TokioIo::new(stream), service);
    match tokio::time::timeout(REQUEST_DEADLINE, served).await {
        Ok(Ok(())) => (),
        Ok(Err(error)) => tracing::debug!(%error, "a connection of operators ended early"),
        Err(_) => tracing::debug!("a connection of operators took too long"),
    }
    drop(place);
}

/// A descriptor that is kept for the moment when there is no other.
#[derive(Debug, Clone, Default)]
struct Reserve(Arc<Mutex<Option<File>>>);

impl Reserve {
    /// Takes one, if there is none and the system has one.
    fn keep(&self) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            *kept = File::open("/dev/null").ok();
        }
    }

    /// Gives it up for a connection; `false`: there was none.
    fn give(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take().is_some()
    }
}
