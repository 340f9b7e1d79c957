//! F43: a ceiling on memory (a memory cgroup), and a flood: clients that read nothing of long
//! texts, and strangers who begin a long message before they have signed in. The server stays below
//! it and lives; the others go on. Invariant 30.

use crate::client::Manner;
use crate::proxy::{Proxy, Way, Ways};
use crate::row::{Case, Outcome};
use crate::support::raw::{Head, TEXT, frame};
use crate::time::{ms, rest, s, task};
use crate::world::{Setup, World};
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

const CEILING: u64 = 256 * 1024 * 1024;
/// Strangers at once.
const STRANGERS: usize = 1_000;
/// Clients that read nothing, of all: two in three.
const READ_ON: usize = 3;

/// A group of processes that have so much memory together; gone with its owner.
struct Group(PathBuf);

impl Group {
    /// `None`: where this runs, none may be made.
    fn make() -> Option<Self> {
        let groups = PathBuf::from("/sys/fs/cgroup/memory");
        let group = groups.join(format!("parlor-{}", std::process::id()));
        groups.join("memory.limit_in_bytes").exists().then_some(())?;
        std::fs::create_dir(&group).ok()?;
        let group = Self(group);
        std::fs::write(group.0.join("memory.limit_in_bytes"), CEILING.to_string()).ok()?;
        Some(group)
    }

    fn words(&self) -> [String; 3] {
        let into = self.0.join("cgroup.procs");
        let script = format!("echo $$ > {} && exec \"$0\" \"$@\"", into.display());
        ["sh".to_owned(), "-c".to_owned(), script]
    }

    /// What stands in a file of it: `name` alone, or after a word.
    fn number(&self, file: &str) -> u64 {
        let text = std::fs::read_to_string(self.0.join(file)).unwrap_or_default();
        text.trim().parse().unwrap_or(0)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(std::fs::remove_dir(&self.0));
    }
}

/// Begins a message and never ends it.
async fn stranger(at: SocketAddr) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(at).await.ok()?;
    let head = Head::handshake(at).with("Host", crate::node::HOST).bytes();
    stream.write_all(&head).await.ok()?;
    let long = frame(TEXT, vec![b'x'; 16 * 1024]).bytes();
    stream.write_all(&long[..long.len() - 1]).await.ok()?;
    Some(stream)
}

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    case.size.clients = case.size.clients.max(60);
    let group = Group::make()?;
    let own = Setup::default();
    let manner = Manner { pace: ms(1_500), silence: s(60), text_max: 8_000 };
    let mut world = World::start(case, Setup { manner, keeper: false, ..own }).await?;
    let words = group.words();
    world.run_under(0, &words.each_ref().map(String::as_str)).await;
    let at = world.nodes[0].address()?;
    world.open(world.case.size.clients).await;
    world.traffic().await;
    let mut readers = world.case.size.clients / READ_ON;
    readers = readers.max(2);
    let hold = Way { hold: true, ..Way::default() };
    for _ in 0..world.case.size.faults {
        let ways = Ways { down: hold, ..Ways::default() };
        world.wires[readers..].iter().for_each(|wire| wire.set(ways));
        world.history.fault("most read nothing, and strangers come");
        let mut strangers = Vec::new();
        for _ in 0..STRANGERS {
            strangers.push(task(stranger(at)));
        }
        rest(s(20)).await;
        world.acks(30).await;
        drop(strangers);
        world.wires.iter().for_each(Proxy::cut);
        world.wires.iter().for_each(Proxy::heal);
        world.history.fault("all read, the strangers are gone");
        world.open(world.case.size.clients).await;
    }
    world.traffic().await;
    let lives = world.nodes[0].lives();
    let most = group.number("memory.max_usage_in_bytes") / 1024 / 1024;
    let mut outcome = world.finish().await;
    outcome.notes.push(format!("{most} MiB of {} at the most", CEILING / 1024 / 1024));
    Some(outcome.and(lives, "the server lives"))
}
