//! Which database this node writes to: looked at on every new connection.
//!
//! A connection may lead elsewhere than the one before: to a standby, to a primary that was demoted
//! and does not know it, to a copy that was restored. Nothing may be acknowledged by those.

use super::connection::{ReadOnly, error_of};
use crate::store::ended::{Ended, Ending};
use crate::store::error::StoreError;
use anyhow::anyhow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

/// Who a database is. `timeline` grows with each promotion of a standby.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Identity {
    pub(in crate::store) system: String,
    pub(in crate::store) timeline: i64,
    /// Whether every commit waits for a standby, so that a promotion loses nothing.
    pub(in crate::store) synchronous: bool,
}

/// What is remembered of the primary. Cloning is shallow.
#[derive(Debug, Clone)]
pub(super) struct Primary {
    seen: Arc<Mutex<Seen>>,
    ending: Ending,
}

#[derive(Debug, Default)]
struct Seen {
    identity: Option<Identity>,
    /// The epoch that the node was started with.
    epoch: Option<Arc<str>>,
    /// When the latest of the connections that were looked at was made.
    latest: Option<Instant>,
    /// Connections made until then are not trusted any more.
    distrusted: Option<Instant>,
}

/// What follows from an identity.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// As before, or the first.
    Same,
    /// A standby was promoted that has everything.
    Promoted,
    /// An earlier timeline: the primary of before a promotion.
    Demoted,
    /// Something else, or something may be missing.
    Replaced,
}

impl Seen {
    fn judge(&self, found: &Identity, epoch: Option<&str>) -> Verdict {
        let expected = self.epoch.as_deref();
        let other = expected.is_some() && expected != epoch;
        let Some(known) = &self.identity else {
            return if other { Verdict::Replaced } else { Verdict::Same };
        };
        if known.system == found.system && found.timeline < known.timeline {
            Verdict::Demoted
        } else if other || known.system != found.system {
            Verdict::Replaced
        } else if found.timeline == known.timeline {
            Verdict::Same
        } else if known.synchronous {
            Verdict::Promoted
        } else {
            Verdict::Replaced
        }
    }
}

impl Primary {
    pub(super) fn new(ending: Ending) -> Self {
        Self { seen: Arc::default(), ending }
    }

    pub(super) fn identity(&self) -> Option<Identity> {
        self.lock().identity.clone()
    }

    /// From now on the epoch is looked at too.
    pub(super) fn expect_epoch(&self, epoch: &Arc<str>) {
        self.lock().epoch = Some(Arc::clone(epoch));
    }

    /// Whether a connection made then was not called into question since.
    pub(super) fn trusts(&self, made: Instant) -> bool {
        self.lock().distrusted.is_none_or(|until| made > until)
    }

    /// Connections made until now are looked at no more: they are given up.
    pub(super) fn distrust_all(&self) {
        let mut seen = self.lock();
        seen.distrusted = seen.latest;
    }

    /// Looks at a new connection.
    ///
    /// # Errors
    /// `Unavailable` if nothing may be written there.
    pub(super) async fn look_at(&self, client: &Client, made: Instant) -> Result<(), StoreError> {
        if let Some(why) = self.ending.reason() {
            return Err(StoreError::Unavailable(why.into()));
        }
        settings(client).await.map_err(StoreError::Unavailable)?;
        let identity = identity(client).await.map_err(StoreError::Unavailable)?;
        let epoch = epoch(client).await.map_err(StoreError::Unavailable)?;
        let verdict = {
            let mut seen = self.lock();
            let verdict = match &identity {
                Some(found) => seen.judge(found, epoch.as_deref()),
                None if seen.epoch.is_some() && seen.epoch.as_deref() != epoch.as_deref() => {
                    Verdict::Replaced
                }
                None => Verdict::Same,
            };
            match verdict {
                Verdict::Same => seen.identity = identity.or_else(|| seen.identity.take()),
                Verdict::Promoted => {
                    seen.distrusted = seen.latest;
                    seen.identity.clone_from(&identity);
                }
                Verdict::Demoted | Verdict::Replaced => {}
            }
            if matches!(verdict, Verdict::Same | Verdict::Promoted) {
                seen.latest = seen.latest.max(Some(made));
            }
            verdict
        };
        match verdict {
            Verdict::Same => Ok(()),
            Verdict::Promoted => self.record(client).await.map_err(StoreError::Unavailable),
            Verdict::Demoted => Err(StoreError::unavailable(
                "this Postgres was the primary before another one was promoted",
            )),
            Verdict::Replaced => {
                self.ending.end(Ended::Replaced);
                Err(StoreError::Unavailable(Ended::Replaced.into()))
            }
        }
    }

    /// Keeps the timeline, so that the next start does not take the promotion for a restore.
    async fn record(&self, client: &Client) -> anyhow::Result<()> {
        let Some(identity) = self.identity() else { return Ok(()) };
        tracing::warn!(timeline = identity.timeline, "a synchronous standby was promoted");
        client
            .execute(
                "UPDATE meta SET value = $1 WHERE key = 'timeline' AND value <> $1",
                &[&identity.timeline.to_string()],
            )
            .await
            .map_err(|error| error_of(&error))?;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) async fn settings(client: &Client) -> anyhow::Result<()> {
    let row = client
        .query_one(
            "SELECT current_setting('synchronous_commit'), current_setting('fsync'),
                    pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on',
                    current_setting('server_version_num')::bigint,
                    current_setting('server_encoding')",
            &[],
        )
        .await
        .map_err(|error| error_of(&error))?;
    let synchronous_commit: String = row.get(0);
    anyhow::ensure!(
        synchronous_commit != "off",
        "Postgres has synchronous_commit=off and would lose acknowledged messages in a crash: \
         switch it on"
    );
    let fsync: String = row.get(1);
    anyhow::ensure!(
        fsync == "on",
        "Postgres has fsync=off and would lose acknowledged messages in a power cut: switch it on"
    );
    let read_only: bool = row.get(2);
    anyhow::ensure!(!read_only, ReadOnly);
    let version: i64 = row.get(3);
    anyhow::ensure!(version >= 140_000, "Postgres 14 or newer is needed");
    let encoding: String = row.get(4);
    anyhow::ensure!(encoding == "UTF8", "the database's encoding is {encoding}: it has to be UTF8");
    Ok(())
}

/// `None` where the server does not tell: some hosted ones do not.
async fn identity(client: &Client) -> anyhow::Result<Option<Identity>> {
    let found = client
        .query_one(
            "SELECT (SELECT system_identifier::text FROM pg_control_system()),
                    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
                    current_setting('synchronous_standby_names') <> ''
                        AND current_setting('synchronous_commit') <> 'local'",
            &[],
        )
        .await;
    let row = match found {
        Ok(row) => row,
        Err(error) if error.as_db_error().is_some() => {
            tracing::warn!(
                error = format!("{:#}", error_of(&error)),
                "this Postgres does not say which one it is: a failover is not noticed by that"
            );
            return Ok(None);
        }
        Err(error) => return Err(error_of(&error)),
    };
    let timeline: String = row.get(1);
    let timeline = i64::from_str_radix(&timeline, 16)
        .map_err(|_| anyhow!("Postgres names its timeline {timeline}"))?;
    Ok(Some(Identity { system: row.get(0), timeline, synchronous: row.get(2) }))
}

/// `None` where there are no tables yet.
async fn epoch(client: &Client) -> anyhow::Result<Option<String>> {
    match client.query_opt("SELECT value FROM meta WHERE key = 'epoch'", &[]).await {
        Ok(row) => Ok(row.map(|row| row.get(0))),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => Ok(None),
        Err(error) => Err(error_of(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(system: &str, timeline: i64, synchronous: bool) -> Identity {
        Identity { system: system.to_owned(), timeline, synchronous }
    }

    // 15, 47
    #[test]
    fn a_database_is_trusted_as_far_as_it_shows_that_nothing_is_missing() {
        let seen = |synchronous| Seen {
            identity: Some(identity("7", 4, synchronous)),
            epoch: Some(Arc::from("e1")),
            ..Seen::default()
        };
        for (known, found, epoch, verdict) in [
            (false, identity("7", 4, false), Some("e1"), Verdict::Same),
            (false, identity("7", 4, false), Some("e2"), Verdict::Replaced),
            (false, identity("7", 4, false), None, Verdict::Replaced),
            (false, identity("8", 4, false), Some("e1"), Verdict::Replaced),
            (true, identity("7", 3, true), Some("e1"), Verdict::Demoted),
            (false, identity("7", 3, true), Some("e2"), Verdict::Demoted),
            (true, identity("7", 5, false), Some("e1"), Verdict::Promoted),
            (true, identity("7", 5, false), Some("e2"), Verdict::Replaced),
            (false, identity("7", 5, true), Some("e1"), Verdict::Replaced),
        ] {
            assert_eq!(seen(known).judge(&found, epoch), verdict, "{found:?} {epoch:?}");
        }
        assert_eq!(Seen::default().judge(&identity("7", 1, false), None), Verdict::Same);
    }
}
