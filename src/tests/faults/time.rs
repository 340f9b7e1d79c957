//! The suite's own time. Faults last, and clients wait before they come back: what other tests
//! must not do, sleep, is what this program is about, so it stands here once.

use std::time::Duration;
use tokio::time::Instant;

/// Now, by a clock that does not jump.
#[expect(clippy::disallowed_methods, reason = "the suite runs in real time")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Lets a fault last, or a client wait.
pub(crate) async fn rest(span: Duration) {
    tokio::time::sleep(span).await;
}

/// Milliseconds as a span.
pub(crate) const fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Whole seconds as a span.
pub(crate) const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A task of the suite, which ends with its owner.
#[derive(Debug)]
pub(crate) struct Task<T>(tokio::task::JoinHandle<T>);

/// Starts a task.
pub(crate) fn task<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Task<T> {
    #[expect(clippy::disallowed_methods, reason = "a test has no tasks of a node")]
    Task(tokio::spawn(work))
}

impl<T> Task<T> {
    pub(crate) fn is_over(&self) -> bool {
        self.0.is_finished()
    }

    /// What came of it, or the text of its panic.
    pub(crate) async fn done(mut self) -> Result<T, String> {
        (&mut self.0).await.map_err(|error| match error.try_into_panic() {
            Ok(panic) => match panic.downcast::<String>() {
                Ok(text) => *text,
                Err(other) => other
                    .downcast::<&str>()
                    .map_or_else(|_| "a panic".to_owned(), |text| (*text).to_owned()),
            },
            Err(_) => "ended early".to_owned(),
        })
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
