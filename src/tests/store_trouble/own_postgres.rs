//! That the Postgres of these tests does what they think.

use crate::support::own_postgres::OwnPostgres;

async fn count(postgres: &OwnPostgres) -> i64 {
    let client = postgres.connect().await;
    client.query_one("SELECT COUNT(*) FROM kept", &[]).await.unwrap().get(0)
}

async fn keep(postgres: &OwnPostgres, number: i32) -> bool {
    let client = postgres.connect().await;
    client.execute("INSERT INTO kept VALUES ($1)", &[&number]).await.is_ok()
}

// 1
#[tokio::test]
async fn a_private_postgres_can_be_killed_paused_promoted_and_demoted() {
    let Some(mut first) = OwnPostgres::start().await else { return };
    let client = first.connect().await;
    client.batch_execute("CREATE TABLE kept (number INT)").await.unwrap();
    assert!(keep(&first, 1).await);
    first.kill9();
    client.query_one("SELECT 1", &[]).await.unwrap_err();
    first.start_again().await;
    assert_eq!(count(&first).await, 1);
    let client = first.connect().await;
    first.pause();
    let asked = tokio::time::timeout(std::time::Duration::from_millis(50), async {
        client.query_one("SELECT 1", &[]).await.unwrap()
    });
    asked.await.unwrap_err();
    first.resume();
    client.query_one("SELECT 1", &[]).await.unwrap();
    let second = first.standby().await;
    assert!(!keep(&second, 2).await);
    second.promote().await;
    assert!(keep(&second, 2).await);
    first.demote().await;
    assert!(!keep(&first, 3).await);
    second.set_read_only(true).await;
    assert!(!keep(&second, 3).await);
    second.set_read_only(false).await;
    assert_eq!((count(&first).await, count(&second).await), (1, 2));
}

// 1
#[tokio::test]
async fn its_disk_can_be_filled_and_freed() {
    let Some(postgres) =
        OwnPostgres::on_small_disk(80, &["max_wal_size=4MB", "min_wal_size=2MB"]).await
    else {
        return;
    };
    postgres.connect().await.batch_execute("CREATE TABLE kept (number INT)").await.unwrap();
    postgres.disk().fill();
    let client = postgres.connect().await;
    client
        .batch_execute("CREATE TABLE large AS SELECT n FROM generate_series(1, 1000000) AS s(n)")
        .await
        .unwrap_err();
    postgres.disk().free();
}
