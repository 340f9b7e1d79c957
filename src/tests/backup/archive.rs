//! Archives that are not what was written, and the catalogue of what is in them.

use super::install::{Install, Life, quietly};
use crate::support::seed::Seed;
use crate::support::stores::{TestStore, both_stores};
use parlor::backup::verify;
use parlor::store::dialect::Dialect;
use parlor::store::portable::TABLES;
use parlor::store::sql::Value;
use std::collections::BTreeSet;
use std::process::Command;

both_stores!(the_catalogue_has_every_table_and_column);

/// Damage by chance.
const FLIPS: u64 = 300;

#[tokio::test]
async fn a_damaged_archive_is_refused_and_nothing_is_changed() {
    let (from, to) = (Install::sqlite(), Install::sqlite());
    let server = from.serve().await;
    Life::live(&server).await;
    server.stop().await;
    let archive = from.file("backup.tar");
    from.backup(&archive).await;
    let good = std::fs::read(&archive).unwrap();
    let bad = from.file("bad.tar");
    let mut seed = Seed::told("a_damaged_archive_is_refused_and_nothing_is_changed");
    for _ in 0..FLIPS {
        // All but the block behind the end, which nobody reads.
        let at = usize::try_from(seed.below(u64::try_from(good.len()).unwrap() - 512)).unwrap();
        let mut bytes = good.clone();
        bytes[at] ^= 1 << seed.below(8);
        std::fs::write(&bad, &bytes).unwrap();
        assert!(verify(&bad, &mut quietly).is_err(), "byte {at}");
        let length =
            usize::try_from(seed.below(u64::try_from(good.len()).unwrap() - 1024)).unwrap();
        std::fs::write(&bad, &good[..length]).unwrap();
        assert!(verify(&bad, &mut quietly).is_err(), "{length} bytes");
    }
    std::fs::write(&bad, &good[..good.len() / 2]).unwrap();
    let refused = to.try_restore(&bad).await.unwrap_err().to_string();
    assert!(refused.contains("ends early"), "{refused}");
    let at = good.windows(10).position(|some| some == b"lighthouse").unwrap();
    let mut bytes = good.clone();
    bytes[at] = b'L';
    std::fs::write(&bad, &bytes).unwrap();
    let refused = to.try_restore(&bad).await.unwrap_err().to_string();
    assert!(
        refused.contains("-messages/") && refused.contains("is not what was written"),
        "{refused}"
    );
    std::fs::write(&bad, "no archive").unwrap();
    let refused = to.try_restore(&bad).await.unwrap_err().to_string();
    assert!(refused.contains("no archive"), "{refused}");
    assert!(!to.data().join("parlor.db").exists(), "nothing was begun");
    to.restore(&archive).await;
}

/// Whoever has no Parlor can look into it still.
#[tokio::test]
async fn any_tar_reads_an_archive() {
    let from = Install::sqlite();
    let server = from.serve().await;
    Life::live(&server).await;
    server.stop().await;
    let archive = from.file("backup.tar");
    from.backup(&archive).await;
    let folder = tempfile::tempdir().unwrap();
    let tar = Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(folder.path()).status();
    assert!(tar.unwrap().success());
    let mut sums = Command::new("sha256sum");
    sums.args(["--check", "--quiet", "--strict"]).current_dir(folder.path());
    for list in std::fs::read_dir(folder.path().join("sums")).unwrap() {
        sums.arg(list.unwrap().path());
    }
    assert!(sums.arg("manifest.sha256").status().unwrap().success());
}

/// Whoever adds a table or a column adds it to the catalogue.
async fn the_catalogue_has_every_table_and_column(test: TestStore) {
    const SQLITE: &str =
        "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c
        WHERE t.type = 'table'";
    const POSTGRES: &str = "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT)
        FROM information_schema.columns WHERE table_schema = current_schema()";
    let rows = test
        .store
        .read(|sql| {
            Box::pin(async move {
                let text = match sql.dialect() {
                    Dialect::Sqlite => SQLITE,
                    Dialect::Postgres => POSTGRES,
                };
                sql.query(text, Vec::<Value>::new()).await
            })
        })
        .await
        .unwrap();
    let there: BTreeSet<(String, String)> = rows
        .iter()
        .map(|row| (row.get(0).unwrap(), row.get(1).unwrap()))
        .filter(|(table, column): &(String, String)| {
            // The index of words, and what nodes have to hear of: neither is kept.
            let derived = table.starts_with("message_words")
                || table.starts_with("sqlite_")
                || table == "changes";
            let given = table == "messages" && column == "row";
            !derived && !given && table != "refinery_schema_history"
        })
        .collect();
    let told: BTreeSet<(String, String)> = TABLES
        .iter()
        .flat_map(|table| table.columns.iter().map(|column| (table.name, column.name)))
        .map(|(table, column)| (table.to_owned(), column.to_owned()))
        .collect();
    assert_eq!(told, there);
}
