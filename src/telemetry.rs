//! Logs, metrics and traces. What goes in is chosen where it happens: ids, counts and times, never
//! texts, tokens, addresses or names (O3).

use crate::config::{LogFormat, Settings};
use anyhow::Context;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::WithExportConfig;
use opentelemetry_sdk::runtime::Tokio;
use opentelemetry_sdk::trace::SdkTracerProvider;
use opentelemetry_sdk::trace::span_processor_with_async_runtime::BatchSpanProcessor;
use std::fmt;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

/// Bounds of the buckets of times, in seconds.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The numbers that the node counts. Cloning is shallow.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// Numbers that nobody counts: for a server inside a test, where others count too.
    #[must_use]
    pub fn detached() -> Self {
        Self(PrometheusBuilder::new().build_recorder().handle())
    }

    /// Takes the numbers of the whole process.
    ///
    /// # Errors
    /// Something takes them already.
    pub fn install() -> anyhow::Result<Self> {
        let handle = PrometheusBuilder::new()
            .set_buckets(&SECONDS)
            .context("the buckets of metrics")?
            .install_recorder()
            .context("metrics are taken already")?;
        Ok(Self(handle))
    }

    /// All numbers in the text form of Prometheus.
    #[must_use]
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Tidies up what has been gathered; to be called every few seconds.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// Holds what has to be flushed when the process ends.
#[derive(Debug)]
pub struct Telemetry {
    /// The numbers that the node counts.
    pub metrics: Metrics,
    traces: Option<SdkTracerProvider>,
}

impl Telemetry {
    /// Begins to log, count and trace for the whole process.
    ///
    /// # Errors
    /// The filter is not one, the collector's address is not one, or it was begun before.
    pub fn start(settings: &Settings) -> anyhow::Result<Self> {
        let traces = settings.otlp_url.as_deref().map(provider).transpose()?;
        let spans = traces
            .as_ref()
            .map(|traces| tracing_opentelemetry::layer().with_tracer(traces.tracer("parlor")));
        let filter = filter(&settings.log)?;
        Registry::default()
            .with(filter)
            .with(lines(settings.log_format, std::io::stderr))
            .with(spans)
            .try_init()
            .context("logs are taken already")?;
        Ok(Self { metrics: Metrics::install()?, traces })
    }

    /// Sends what is left of traces; waits for it.
    pub fn stop(self) {
        if let Some(traces) = self.traces
            && let Err(error) = traces.shutdown()
        {
            tracing::warn!(%error, "some traces were not sent");
        }
    }
}

fn filter(text: &str) -> anyhow::Result<EnvFilter> {
    // Libraries that would log addresses and statements say only what goes wrong.
    let quiet = ["hyper", "tokio_postgres", "lettre", "redis", "h2", "rustls", "opentelemetry"];
    let mut filter = EnvFilter::try_new(text).with_context(|| {
        format!("PARLOR_LOG={text:?} is no filter; an example: info,parlor::hub=debug")
    })?;
    for target in quiet.iter().filter(|target| !text.contains(**target)) {
        filter = filter.add_directive(format!("{target}=warn").parse()?);
    }
    Ok(filter)
}

/// Lines of one form or the other, to one place.
fn lines<S, W>(format: LogFormat, to: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let layer = tracing_subscriber::fmt::layer().with_writer(to).with_target(true);
    match format {
        LogFormat::Text => layer.boxed(),
        LogFormat::Json => layer.json().flatten_event(true).with_current_span(true).boxed(),
    }
}

fn provider(url: &str) -> anyhow::Result<SdkTracerProvider> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_endpoint(format!("{url}/v1/traces"))
        .build()
        .context("PARLOR_OTLP_URL: traces cannot be sent there")?;
    let resource = opentelemetry_sdk::Resource::builder().with_service_name("parlor").build();
    // The plain batch processor sends from a thread of its own, where the HTTP client finds no
    // runtime and panics; this one sends from a task.
    let batches = BatchSpanProcessor::builder(exporter, Tokio).build();
    Ok(SdkTracerProvider::builder().with_span_processor(batches).with_resource(resource).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_filter_says_what_to_change() {
        let wrong = filter("parlor=loud").unwrap_err().to_string();
        assert!(wrong.contains("PARLOR_LOG"));
        assert!(filter("info,parlor::hub=debug").is_ok());
    }
}
