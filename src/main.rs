//! Starts a node, or one of the smaller commands.

use anyhow::Context;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use parlor::backup;
use parlor::boot::{self, Node, Signals, Start};
use parlor::check;
use parlor::clock::{Clock, SystemClock};
use parlor::config::{self, Settings};
use parlor::hub::HubSettings;
use parlor::store::ended::Ended;
use parlor::telemetry::Telemetry;
use std::ffi::OsString;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How long work on other threads is waited for in the end.
const LAST_THREADS: Duration = Duration::from_secs(1);

/// A conversation server for a company that talks with the outside world.
#[derive(Debug, Parser)]
#[command(name = "parlor", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs a node until it is told to stop (SIGTERM, SIGINT).
    Serve(Box<Serve>),
    /// Brings the store's tables up to date, as `serve` does by itself.
    Migrate(Box<Settings>),
    /// Makes internal users from a CSV file with the columns name, email, role, password.
    ImportUsers(Box<ImportUsers>),
    /// Writes everything into one file, beside a running server too. `export` is the same.
    #[command(visible_alias = "export")]
    Backup(Box<WholeFile>),
    /// Puts such a file into an empty install, on either engine. `import` is the same.
    #[command(visible_alias = "import")]
    Restore(Box<WholeFile>),
    /// Says whether what is stored fits together; reads only, beside a running server too.
    Check(Box<Settings>),
    /// Prints the settings in use, without secrets.
    Config(Box<Settings>),
    /// Asks the node on this machine whether it is alive; for container probes.
    Healthcheck(Box<Settings>),
    /// Prints the description of the HTTP API.
    Openapi,
    Chat(Box<parlor::chat::Args>),
}

#[derive(Debug, Args)]
struct Serve {
    #[command(flatten)]
    settings: Settings,
    /// Fills an empty store with an organisation of sample people and conversations.
    #[arg(long)]
    demo: bool,
}

#[derive(Debug, Args)]
struct ImportUsers {
    #[command(flatten)]
    settings: Settings,
    /// The file.
    file: PathBuf,
}

#[derive(Debug, Args)]
struct WholeFile {
    #[command(flatten)]
    settings: Settings,
    /// The archive.
    file: PathBuf,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&mut std::io::stderr(), &format!("parlor: {error:#}"));
            error.downcast_ref::<Ended>().map_or(ExitCode::FAILURE, |why| why.exit_code().into())
        }
    }
}

fn run() -> anyhow::Result<()> {
    // Before anything speaks TLS: there is one library for it, and it is chosen here.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        anyhow::bail!("a library for TLS was chosen already");
    }
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let prepared = config::prepare(Cli::command(), &arguments)?;
    let matches = prepared.get_matches_from(arguments);
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    match cli.command {
        Command::Serve(serve) => {
            let runtime = runtime()?;
            let ran = runtime.block_on(run_node(*serve));
            // What blocks a thread, such as a slow disk, does not keep the program from ending.
            runtime.shutdown_timeout(LAST_THREADS);
            ran
        }
        Command::Migrate(settings) => runtime()?.block_on(migrate(*settings)),
        Command::ImportUsers(import) => runtime()?.block_on(import_users(*import)),
        Command::Backup(whole) => runtime()?.block_on(backup(*whole)),
        Command::Restore(whole) => runtime()?.block_on(restore(*whole)),
        Command::Check(settings) => runtime()?.block_on(check(*settings)),
        Command::Config(settings) => {
            settings.check()?;
            print(settings.print().trim_end())
        }
        Command::Healthcheck(settings) => runtime()?.block_on(healthcheck(*settings)),
        Command::Chat(args) => runtime()?.block_on(parlor::chat::run(*args)),
        Command::Openapi => print(parlor::http::openapi()?.trim_end()),
    }
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the threads of the server cannot be started")
}

/// Says something to who started the server. That nobody listens is no reason to stop.
fn announce(text: &str) {
    if let Err(error) = print(text) {
        tracing::warn!(error = format!("{error:#}"), "the standard output takes nothing");
    }
}

async fn run_node(serve: Serve) -> anyhow::Result<()> {
    let settings = serve.settings;
    settings.check()?;
    let telemetry = Telemetry::start(&settings)?;
    // From now on a signal is an orderly end, also while the node is still starting.
    let mut signals = Signals::listen()?;
    tracing::info!(?settings, demo = serve.demo, "starting");
    let (public_url, data) = (settings.public_url.clone(), settings.data.clone());
    let node = tokio::select! {
        node = start(settings, &telemetry) => node?,
        () = signals.next() => return Ok(()),
    };
    announce(&format!("Parlor answers on {public_url} (listening on {})", node.address));
    if serve.demo {
        announce(&parlor::demo::prepare(&node.app, &data).await?);
    } else if let Some(url) = &node.set_up_url {
        announce(&format!(
            "Make the first administrator here, once and within a day:\n\n  {url}\n"
        ));
    }
    let ended = boot::stop_asked_or_store_ended(&mut signals, &node.app).await;
    if ended == Some(Ended::Disk) {
        // Nothing more is to be written, and nothing more is certain.
        anyhow::bail!(Ended::Disk);
    }
    tracing::info!("stopping");
    let hurry = node.hurry();
    let stop = node.stop();
    tokio::pin!(stop);
    tokio::select! {
        () = &mut stop => (),
        () = signals.next() => {
            tracing::info!("stopping at once");
            hurry.cancel();
            stop.await;
        }
    }
    telemetry.stop();
    ended.map_or(Ok(()), |why| Err(why.into()))
}

async fn start(settings: Settings, telemetry: &Telemetry) -> anyhow::Result<Node> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let start = Start {
        store: boot::open_store(&settings, Arc::clone(&clock)).await?,
        mailer: boot::mailer(&settings).await?,
        metrics: telemetry.metrics.clone(),
        hub: HubSettings::default(),
        settings,
        clock,
    };
    Node::start(start).await
}

async fn migrate(settings: Settings) -> anyhow::Result<()> {
    settings.check()?;
    boot::open_store(&settings, Arc::new(SystemClock)).await?;
    print("The tables are up to date.")
}

async fn import_users(import: ImportUsers) -> anyhow::Result<()> {
    import.settings.check()?;
    let shown = import.file.display();
    let text = std::fs::read(&import.file).with_context(|| format!("cannot read {shown}"))?;
    let app = boot::open_app(&import.settings).await?;
    let report = app.import_users(&text).await?;
    for row in &report.refused {
        print(&format!("line {}: {}", row.line, row.reason))?;
    }
    print(&format!("{} made, {} there already", report.made, report.there_already))?;
    app.tasks().stop().await;
    anyhow::ensure!(report.refused.is_empty(), "nothing was imported: mend the lines above");
    Ok(())
}

async fn backup(whole: WholeFile) -> anyhow::Result<()> {
    whole.settings.check()?;
    let (place, files) = boot::whole(&whole.settings)?;
    let mut progress = |words: &str| say(&mut std::io::stderr(), words);
    let made = backup::backup(&place, &files, &whole.file, &SystemClock, &mut progress).await?;
    let rows: u64 = made.tables.iter().map(|table| table.rows).sum();
    let shown = whole.file.display();
    print(&format!(
        "{shown}: {rows} rows and {} files. It holds everything that was said, addresses and the \
         hashes of passwords and tokens: keep it as you keep the store.",
        made.files
    ))?;
    if made.missing_files > 0 {
        print(&format!("{} files were not there and are left out", made.missing_files))?;
    }
    Ok(())
}

async fn restore(whole: WholeFile) -> anyhow::Result<()> {
    whole.settings.check()?;
    let (place, files) = boot::whole(&whole.settings)?;
    let mut progress = |words: &str| say(&mut std::io::stderr(), words);
    let done = backup::restore(&whole.file, &place, &files, &mut progress).await?;
    let rows: u64 = done.manifest.tables.iter().map(|table| table.rows).sum();
    print(&format!(
        "{rows} rows and {} files are restored. The store has the new epoch {}: clients fetch anew \
         what they hold.",
        done.manifest.files, done.epoch
    ))
}

async fn check(settings: Settings) -> anyhow::Result<()> {
    settings.check()?;
    let (place, files) = boot::whole(&settings)?;
    let mut progress = |words: &str| say(&mut std::io::stderr(), words);
    let report = check::check(&place, &files, &mut progress).await?;
    for words in &report.notes {
        progress(words);
    }
    for words in &report.problems {
        print(words)?;
    }
    anyhow::ensure!(report.found == 0, "{} problems", report.found);
    print(&format!(
        "all is well: {} conversations, {} events, {} files",
        report.conversations, report.events, report.files
    ))
}

/// Speaks HTTP by hand: a probe needs nothing more.
async fn healthcheck(settings: Settings) -> anyhow::Result<()> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut address = settings.admin_listen.unwrap_or(settings.listen);
    if address.ip().is_unspecified() {
        address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), address.port());
    }
    let ask = async {
        let mut stream = tokio::net::TcpStream::connect(address).await?;
        let request = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await?;
        let mut answer = Vec::new();
        stream.take(4_096).read_to_end(&mut answer).await?;
        anyhow::Ok(answer)
    };
    let answer = tokio::time::timeout(Duration::from_secs(3), ask)
        .await
        .context("no answer within 3 s")?
        .with_context(|| format!("no node answers on {address}"))?;
    anyhow::ensure!(answer.starts_with(b"HTTP/1.1 200"), "the node on {address} is not healthy");
    Ok(())
}

fn print(text: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout(), "{text}").context("nobody reads the output")
}

fn say(to: &mut dyn Write, text: &str) {
    // If nobody reads it there is nothing left to do.
    drop(writeln!(to, "{text}"));
}
