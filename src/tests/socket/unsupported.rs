//! What a newer server wrote and this one cannot read: shown as such, counted, and gone past by
//! live sessions, by those who return, and by pages of history.

use crate::support::places::Place;
use crate::support::seat::{Seat, held, seq};
use crate::support::server::TestServer;
use crate::support::stores::{TestStore, both_stores};
use domain::ids::ConversationId;
use parlor::store::sql::Value as Sql;
use protocol::codec::Encoding;
use serde_json::{Value, json};

both_stores!(what_a_newer_server_wrote_holds_up_nobody);

/// The numbers of the next event, taken as a newer server would.
const COUNT: &str = "UPDATE conversations SET seq = seq + 1, guest_seq = guest_seq + 1,
    reader_seq = reader_seq + 1 WHERE id = $1";
/// A message with the numbers that were taken.
const MESSAGE: &str = "INSERT INTO messages (id, conversation_id, seq, guest_seq, reader_seq, ordinal,
        guest_ordinal, kind, author_id, system, mention_all, sent_at)
    SELECT $2, id, seq, guest_seq, reader_seq, ordinal, guest_ordinal, $3, created_by, $4, FALSE, created_at
    FROM conversations WHERE id = $1";
/// Its event, or another one about it.
const EVENT: &str = "INSERT INTO events (conversation_id, seq, guest_seq, reader_seq, kind, actor_id,
        message_id, detail, at)
    SELECT id, seq, guest_seq, reader_seq, $3, created_by, $2, $4, created_at FROM conversations WHERE id = $1";

/// Writes what this version has no name for: five events, three of them messages.
async fn poison(under: &TestStore, conversation: &str) {
    let place: ConversationId = conversation.parse().unwrap();
    let unknown = r#"{"kind":"moved_to_mars","to":"crater"}"#;
    for (message_kind, system, event_kind, detail) in [
        (Some(9), None, 1, None),
        (Some(3), Some(unknown), 1, None),
        (Some(3), Some("not even JSON"), 1, None),
        (None, None, 77, Some(r#"{"to":"crater"}"#)),
        // A reaction of which nobody can tell which.
        (None, None, 4, Some("{]")),
    ] {
        let id = uuid::Uuid::now_v7();
        under
            .store
            .write(move |sql| {
                Box::pin(async move {
                    sql.execute(COUNT, vec![place.into()]).await?;
                    if let Some(kind) = message_kind {
                        let params: Vec<Sql> =
                            vec![place.into(), id.into(), Sql::Int(kind), system.into()];
                        sql.execute(MESSAGE, params).await?;
                    }
                    let params: Vec<Sql> =
                        vec![place.into(), id.into(), Sql::Int(event_kind), detail.into()];
                    sql.execute(EVENT, params).await
                })
            })
            .await
            .unwrap();
    }
}

/// F56; invariants 34 and 44: the five count and say nothing, and what stands behind them comes.
fn check(pushes: &[Value], position: &Value) {
    let from = seq(position);
    for (push, number) in pushes.iter().zip(from + 1..) {
        assert_eq!(seq(&push["event"]["position"]), number, "{push}");
        assert_eq!(push["event"]["actor"], Value::Null, "nobody outside learns who: {push}");
    }
    let (behind, poisoned) = pushes.split_last().unwrap();
    assert_eq!(poisoned.len(), 5);
    for push in &poisoned[..3] {
        let message = &push["event"]["posted"];
        assert!(message.is_object() && message["kind"].is_null(), "{push}");
        assert_eq!((&message["author"], &message["text"]), (&Value::Null, &Value::Null));
    }
    for push in &poisoned[3..] {
        let event = push["event"].as_object().unwrap();
        assert_eq!(event.len(), 3, "a place, a position, a time: {push}");
    }
    assert_eq!(behind["event"]["posted"]["text"], "behind them");
}

async fn what_a_newer_server_wrote_holds_up_nobody(under: TestStore) {
    let server = TestServer::on(under).await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let place = Place::with(&ana, &[], &[&guest]).await;
    let mut writer = Seat::connect(server.address(), &ana.token).await;
    let mut live = Seat::connect(server.address(), &guest.token).await;
    let position = live.history(&place.id).await["position"].clone();
    poison(&server.under, &place.id).await;
    writer.post(&place.id, "behind them").await;
    let is_last = |push: &Value| push["event"]["posted"]["text"] == "behind them";
    check(&live.until(is_last).await, &position);

    let resume = json!([held(&place.id, &position)]);
    let mut back = Seat::resume(server.address(), &guest.token, Encoding::Json, &resume).await;
    check(&back.until(is_last).await, &position);
    assert!(back.push().await["caughtUp"].is_object());

    let page = back.history(&place.id).await;
    let messages = page["messages"].as_array().unwrap();
    let texts = messages.iter().filter(|message| message["kind"].is_null()).count();
    assert_eq!(texts, 3, "{page}");
    assert_eq!(messages.last().unwrap()["text"], "behind them");
    // Nobody does anything with what nobody can read.
    let unknown = messages.iter().find(|message| message["kind"].is_null()).unwrap();
    for (name, fields) in [
        ("delete", json!({"messageId": unknown["id"]})),
        ("edit", json!({"messageId": unknown["id"], "text": "mine"})),
    ] {
        writer.refused(name, fields).await;
    }
    server.stop().await;
}
