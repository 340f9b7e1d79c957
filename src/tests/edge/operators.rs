//! What operators look at, also when clients have taken everything that the system gives.

use super::program::{Program, free_address, pass, try_get};
use crate::support::raw::{Head, Raw, in_time};
use crate::support::server::TestServer;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::process::Command;

// Inv. 31
#[tokio::test]
async fn the_operators_address_has_a_deadline_for_heads() {
    let server = TestServer::with_flags(&["--admin-listen=127.0.0.1:0"]).await;
    let address = server.node().admin_address.unwrap();
    assert_eq!(try_get(address, "/healthz").await.unwrap().status, 200);
    assert_eq!(try_get(address, "/metrics").await.unwrap().status, 200);
    assert_eq!(try_get(address, "/v1/me").await.unwrap().status, 404);
    let mut half = Raw::dial(address).await;
    let bytes = Head::get(address, "/healthz").bytes();
    half.send(&bytes[..bytes.len() / 2]).await;
    let mut nothing = Raw::dial(address).await;
    // Both end by themselves, with or without a word.
    tokio::join!(half.rest(), nothing.rest());
    let mut long = Raw::dial(address).await;
    let head = Head::get(address, "/healthz").and("X-Long", &"x".repeat(100_000));
    long.send(&head.bytes()).await;
    assert!(long.answer().await.is_none_or(|(status, _)| status == 431));
    server.stop().await;
}

async fn limit(program: &Program, soft: u32) {
    let limited = Command::new("prlimit")
        .args(["--pid", &program.id().to_string(), &format!("--nofile={soft}:")])
        .status()
        .await;
    assert!(limited.unwrap().success());
}

// Inv. 35, 36; F42
#[tokio::test]
async fn without_descriptors_it_waits_answers_operators_and_recovers() {
    let folder = tempfile::tempdir().unwrap();
    let admin = free_address();
    let flags = [format!("--admin-listen={admin}"), "--drain-seconds=0".to_owned()];
    let flags = flags.each_ref().map(String::as_str);
    let limits = ["prlimit", "--nofile=240:240"];
    let mut program = Program::start(&limits, folder.path(), free_address(), &flags).await;

    let idle = open(&program);
    // More than there are places: those beyond are dropped at once, operators are answered.
    let mut held = Vec::new();
    for _ in 0..300 {
        held.push(TcpStream::connect(program.address).await.unwrap());
    }
    let alive = try_get(admin, "/healthz").await.unwrap();
    assert_eq!(alive.status, 200);
    counted(admin, "parlor_connections_refused_total").await;
    drop(held);
    in_time("the end of these connections", async {
        while open(&program) > idle + 10 {
            pass(Duration::from_millis(20)).await;
        }
    })
    .await;

    // Fewer descriptors than are in use: nothing can be accepted.
    let mut held = Vec::new();
    for _ in 0..100 {
        held.push(Raw::dial(program.address).await);
    }
    in_time("the connections", async {
        while open(&program) < 100 {
            pass(Duration::from_millis(20)).await;
        }
    })
    .await;
    limit(&program, 60).await;
    let mut waiting = Raw::dial(program.address).await;
    waiting.send(&Head::get(program.address, "/healthz").bytes()).await;
    let before = program.ticks();
    pass(Duration::from_millis(1_500)).await;
    let used = program.ticks() - before;
    assert!(used < 60, "{used} hundredths of a second were used for nothing");
    for _ in 0..3 {
        assert_eq!(try_get(admin, "/healthz").await.unwrap().status, 200);
    }
    counted(admin, "parlor_accept_errors_total").await;

    // They are given back: who waited is answered.
    drop(held);
    limit(&program, 240).await;
    assert_eq!(waiting.answer().await.map(|(status, _)| status), Some(200));
    program.terminate().await;
    assert!(program.ended().await.success());
}

/// Waits until it has counted one. The kernel says that it is connected before the program knows.
async fn counted(admin: SocketAddr, number: &str) {
    in_time(number, async {
        while !try_get(admin, "/metrics").await.unwrap().text().contains(number) {
            pass(Duration::from_millis(20)).await;
        }
    })
    .await;
}

/// How many descriptors it has open.
fn open(program: &Program) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", program.id())).unwrap().count()
}
