//! The only place that starts tasks and threads: each has a name, a panic is reported and counted
//! and ends that task alone, and all of them can be awaited when the node stops.

use futures_util::FutureExt;
use std::future::Future;
use std::thread;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, error, info_span};

/// The running tasks of a node. Cloning is shallow.
#[derive(Debug, Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    stopping: CancellationToken,
}

impl Tasks {
    /// No tasks yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Is cancelled when tasks are to end.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.stopping.clone()
    }

    /// Starts a task. It is expected to end soon after [`Tasks::stopping`] is cancelled.
    pub fn spawn<F>(&self, name: &'static str, future: F) -> tokio::task::JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        // No child of the task that starts it: of tasks that follow each other no span would end
        // before the last of them, and then all of them in one deep recursion.
        let span = info_span!(parent: None, "task", name);
        // In memory of its own: on the way into a task it would be copied several times.
        self.spawn_lasting(name, Box::pin(future).instrument(span))
    }

    /// Starts a task that lasts as long as a session. It has no span: one for each session would
    /// be kept for hours, and never be told.
    pub fn spawn_lasting<F>(&self, name: &'static str, future: F) -> tokio::task::JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let watch = PanicWatch { name };
        // An `async` block around it would have room for it twice.
        let guarded = future.map(move |()| drop(watch));
        #[expect(clippy::disallowed_methods, reason = "this is where tasks are spawned")]
        tokio::spawn(self.tracker.track_future(guarded))
    }

    /// Asks all tasks to end and waits until they have.
    pub async fn stop(&self) {
        self.stopping.cancel();
        self.tracker.close();
        self.tracker.wait().await;
    }

    /// How many tasks are running.
    #[must_use]
    pub fn count(&self) -> usize {
        self.tracker.len()
    }
}

/// Starts a thread for work that blocks for as long as the node lives, such as a store's writer.
///
/// # Errors
/// The system has no thread to give.
pub fn spawn_thread<F>(name: &str, work: F) -> std::io::Result<thread::JoinHandle<()>>
where
    F: FnOnce() + Send + 'static,
{
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

/// Runs work that blocks for a short while off the threads that serve sockets.
///
/// # Errors
/// The work panicked, or the runtime is shutting down.
pub async fn blocking<T, F>(work: F) -> Result<T, tokio::task::JoinError>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    tokio::task::spawn_blocking(work).await
}

/// Runs a future to its end even if the caller stops waiting for it: a transaction that was begun
/// is committed or rolled back, never left open.
///
/// # Errors
/// The future panicked, or the runtime is shutting down.
pub async fn uncancelled<T, F>(future: F) -> Result<T, tokio::task::JoinError>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    #[expect(clippy::disallowed_methods, reason = "this is where tasks are spawned")]
    tokio::spawn(future.in_current_span()).await
}

/// Notices that a task is dropped while it panics.
#[derive(Debug)]
struct PanicWatch {
    name: &'static str,
}

impl Drop for PanicWatch {
    fn drop(&mut self) {
        if thread::panicking() {
            metrics::counter!("parlor_panics_total").increment(1);
            error!(task.name = self.name, "a task panicked and was ended");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tracing::span::{Attributes, Id};
    use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

    /// Counts spans that have a parent.
    struct Children(Arc<AtomicUsize>);

    impl<S: tracing::Subscriber> Layer<S> for Children {
        fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
            if !attributes.is_root() {
                self.0.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    // A chain of tasks would keep all their spans, and end them in one recursion.
    #[tokio::test]
    async fn a_task_that_a_task_starts_has_no_parent_in_traces() {
        let children = Arc::new(AtomicUsize::new(0));
        let subscriber = tracing_subscriber::registry().with(Children(Arc::clone(&children)));
        let _guard = tracing::subscriber::set_default(subscriber);
        let tasks = Tasks::new();
        let inner = tasks.clone();
        tasks.spawn("first", async move {
            inner.spawn("second", async {});
        });
        tasks.stop().await;
        assert_eq!(children.load(Ordering::Relaxed), 0);
    }
}
