//! What `parlor chat` asks of the HTTP API: signing in, joining by link, the conversations.

use super::http::{Http, HttpError};
use super::target::Server;
use protocol::generated::Conversation;
use serde::Deserialize;
use serde_json::{Value, json};

/// Conversations that are shown to choose from.
const LIST_LIMIT: usize = 50;

/// What signing in gives.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SignedIn {
    pub(super) token: String,
}

/// What joining by link gives: the conversation, and a sign-in if one was needed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Joined {
    pub(super) token: Option<String>,
    pub(super) conversation_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    conversations: Vec<Conversation>,
}

/// The HTTP API, for one sign-in or none.
#[derive(Clone)]
pub(super) struct Api {
    http: Http,
}

impl Api {
    pub(super) fn new(server: Server) -> Self {
        Self { http: Http { server, token: None } }
    }

    /// The same, signed in.
    pub(super) fn signed_in(&self, token: &str) -> Self {
        Self { http: Http { token: Some(token.to_owned()), ..self.http.clone() } }
    }

    pub(super) fn server(&self) -> &Server {
        &self.http.server
    }

    pub(super) async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, HttpError> {
        self.http.post("/v1/sign-in", &json!({"email": email, "password": password})).await
    }

    /// Ends this sign-in.
    pub(super) async fn sign_out(&self) -> Result<(), HttpError> {
        self.http.post::<Value>("/v1/sign-out", &json!({})).await.map(drop)
    }

    /// Joins by link: as whoever is signed in, else as a guest of this name and address. The link's
    /// token travels in the body (L1).
    pub(super) async fn join(
        &self,
        link_token: &str,
        stranger: Option<(&str, &str)>,
    ) -> Result<Joined, HttpError> {
        let body = match stranger {
            Some((name, email)) => json!({"token": link_token, "name": name, "email": email}),
            None => json!({"token": link_token}),
        };
        self.http.post("/v1/links/join", &body).await
    }

    pub(super) async fn conversations(&self) -> Result<Vec<Conversation>, HttpError> {
        let page: Page = self.http.get(&format!("/v1/conversations?limit={LIST_LIMIT}")).await?;
        Ok(page.conversations)
    }

    pub(super) async fn conversation(&self, id: &str) -> Result<Conversation, HttpError> {
        self.http.get(&format!("/v1/conversations/{id}")).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    /// Answers one request with these bytes, and returns what came.
    async fn answer_once(listener: TcpListener, answer: &str) -> String {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !String::from_utf8_lossy(&request).ends_with('}') {
            assert!(stream.read_buf(&mut request).await.unwrap() > 0, "the request broke off");
        }
        stream.write_all(answer.as_bytes()).await.unwrap();
        String::from_utf8(request).unwrap()
    }

    fn json(status: &str, body: &str) -> String {
        let length = body.len();
        format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}")
    }

    async fn join(answer: &str) -> (String, Result<Joined, HttpError>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let api = Api::new(Server::parse(&url).unwrap());
        tokio::join!(
            answer_once(listener, answer),
            api.join("linkToken", Some(("ana", "ana@example.com")))
        )
    }

    // L1
    #[tokio::test]
    async fn a_links_token_travels_in_the_body_alone() {
        let answer = json("201 Created", r#"{"token":"t","conversationId":"c","later":1}"#);
        let (request, joined) = join(&answer).await;
        assert_eq!(joined.unwrap().conversation_id, "c");
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /v1/links/join HTTP/1.1\r\n"), "{head}");
        assert!(!head.contains("linkToken") && body.contains("linkToken"));
    }

    // L2: what the server says is told as it is.
    #[tokio::test]
    async fn a_refusal_keeps_its_code() {
        let problem = r#"{"code":"link_invalid","detail":"this link is no longer valid"}"#;
        let (_, joined) = join(&json("404 Not Found", problem)).await;
        let Err(HttpError::Refused(error)) = joined else { panic!("not refused") };
        assert_eq!(error.code, "link_invalid");
        assert_eq!(error.message, "this link is no longer valid");
    }

    #[tokio::test]
    async fn an_answer_of_something_else_is_no_success() {
        let (_, joined) = join(&json("502 Bad Gateway", "<html>")).await;
        let Err(HttpError::Refused(error)) = joined else { panic!("not refused") };
        assert!(error.code.contains("502"), "{}", error.code);
        let (_, joined) = join(&json("200 OK", "<html>")).await;
        assert!(matches!(joined, Err(HttpError::Failed(_))));
    }
}
