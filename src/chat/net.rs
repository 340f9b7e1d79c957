//! Connections to a server: TCP, and TLS over it where the URL says `https`.

use super::target::Server;
use anyhow::Context as _;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// How long a connection may take to come about.
const DIAL_DEADLINE: Duration = Duration::from_secs(10);

/// Bytes both ways.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Connects.
pub(super) async fn dial(server: &Server) -> anyhow::Result<Box<dyn Stream>> {
    tokio::time::timeout(DIAL_DEADLINE, dial_once(server))
        .await
        .with_context(|| format!("{server} does not answer"))?
        .with_context(|| format!("{server} cannot be reached"))
}

async fn dial_once(server: &Server) -> anyhow::Result<Box<dyn Stream>> {
    let tcp = TcpStream::connect((server.host.as_str(), server.port)).await?;
    tcp.set_nodelay(true)?;
    if !server.tls {
        return Ok(Box::new(tcp));
    }
    let name = ServerName::try_from(server.host.clone())?;
    let tls = TlsConnector::from(Arc::new(tls_config()?)).connect(name, tcp).await?;
    Ok(Box::new(tls))
}

fn tls_config() -> anyhow::Result<ClientConfig> {
    let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
