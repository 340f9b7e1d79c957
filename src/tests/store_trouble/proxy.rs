//! Stands between a server and its Postgres, and cuts the connection whose transaction carries a
//! marked text, at its COMMIT.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What happens at a COMMIT of a marked transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// It does not reach Postgres.
    Before,
    /// It is committed; the answer does not reach the server.
    After,
    /// The same, and nothing passes any more until the proxy is told.
    AfterAndDark,
}

#[derive(Debug)]
struct Plan {
    cut: Option<(String, Cut)>,
}

#[derive(Debug)]
pub(super) struct Proxy {
    pub(super) address: SocketAddr,
    plan: Arc<Mutex<Plan>>,
    open: watch::Sender<bool>,
}

impl Proxy {
    pub(super) async fn start(to: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let plan = Arc::new(Mutex::new(Plan { cut: None }));
        let open = watch::Sender::new(true);
        let (plans, opens) = (Arc::clone(&plan), open.clone());
        in_background(async move {
            while let Ok((client, _)) = listener.accept().await {
                in_background(pass(client, to, Arc::clone(&plans), opens.clone()));
            }
        });
        Self { address, plan, open }
    }

    /// Cuts the next transaction that has this text in it.
    pub(super) fn cut(&self, text: &str, cut: Cut) {
        self.plan.lock().unwrap().cut = Some((text.to_owned(), cut));
    }

    /// Ends the darkness.
    pub(super) fn open(&self) {
        self.open.send_replace(true);
    }
}

async fn pass(
    client: TcpStream,
    to: SocketAddr,
    plan: Arc<Mutex<Plan>>,
    open: watch::Sender<bool>,
) {
    let Ok(server) = TcpStream::connect(to).await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let unheard = AtomicBool::new(false);
    tokio::select! {
        () = copy_out(from_client, to_server, (&*plan, &open), &unheard) => {}
        () = copy_back(from_server, to_client, &open, &unheard) => {}
    }
}

async fn copy_out(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    (plan, open): (&Mutex<Plan>, &watch::Sender<bool>),
    unheard: &AtomicBool,
) {
    let mut buffer = vec![0; 64 * 1024];
    let mut marked = None;
    let mut passing = open.subscribe();
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let bytes = &buffer[..count];
        if let Some((text, cut)) = plan.lock().unwrap().cut.clone()
            && contains(bytes, text.as_bytes())
        {
            marked = Some(cut);
        }
        if let Some(cut) = marked.filter(|_| contains(bytes, b"COMMIT")) {
            plan.lock().unwrap().cut = None;
            if cut == Cut::AfterAndDark {
                open.send_replace(false);
            }
            if cut != Cut::Before {
                // What stands before the commit is answered, too: a connection that is closed then
                // would end the transaction. It is closed when Postgres has committed.
                unheard.store(true, Ordering::SeqCst);
                drop(to.write_all(bytes).await);
                std::future::pending::<()>().await;
            }
            return;
        }
        passing.wait_for(|open| *open).await.unwrap();
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}

async fn copy_back(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    open: &watch::Sender<bool>,
    unheard: &AtomicBool,
) {
    let mut buffer = vec![0; 64 * 1024];
    let mut passing = open.subscribe();
    while let Ok(count @ 1..) = from.read(&mut buffer).await {
        let bytes = &buffer[..count];
        if unheard.load(Ordering::SeqCst) {
            if contains(bytes, b"COMMIT\0") {
                return;
            }
            continue;
        }
        passing.wait_for(|open| *open).await.unwrap();
        if to.write_all(bytes).await.is_err() {
            return;
        }
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

fn in_background(future: impl Future<Output = ()> + Send + 'static) {
    #[expect(clippy::disallowed_methods, reason = "a test has no tasks of a node")]
    tokio::spawn(future);
}
