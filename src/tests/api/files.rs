//! Pictures, attachments, search and export, as browsers and clients use them.

use crate::support::server::TestServer;
use crate::support::someone::Someone;
use crate::support::stores::{TestStore, both_stores};
use domain::conversation::create::{Create, Invited};
use domain::ids::{AttachmentId, ClientId, ConversationId, Ids};
use domain::message::Kind;
use image::{DynamicImage, ImageFormat, RgbImage};
use parlor::app::messages::PostCommand;
use parlor::clock::SystemIds;
use std::io::Cursor;

both_stores!(pictures_are_set_shown_and_taken_away, files_are_uploaded_sent_and_served);

fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let image: DynamicImage = RgbImage::new(60, 40).into();
    image.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn group(server: &TestServer, owner: &Someone, others: &[&Someone]) -> ConversationId {
    let app = server.app();
    let mut members = Vec::new();
    for other in others {
        let person = other.signed_in(app).await.person;
        members.push(Invited { person, has_email: true });
    }
    let create = Create {
        name: "launch".to_owned(),
        description: String::new(),
        read_only: false,
        link: None,
        members,
    };
    app.create_group(&owner.signed_in(app).await, create).await.unwrap()
}

async fn send(server: &TestServer, by: &Someone, talk: ConversationId, text: &str, file: &str) {
    let app = server.app();
    let attachments: Vec<AttachmentId> = file.parse().into_iter().collect();
    let post = PostCommand {
        client_id: ClientId::from(SystemIds.next_uuid()),
        kind: Kind::Text,
        text: text.to_owned(),
        reply_to: None,
        forward: None,
        attachments,
        mentions: Vec::new(),
        mention_all: false,
    };
    app.post(&by.signed_in(app).await, talk, post).await.unwrap();
}

// T3, T4
async fn pictures_are_set_shown_and_taken_away(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, ben, guest) = (server.ana().await, server.ben().await, server.guest("guest").await);
    let talk = group(&server, &ana, &[&ben, &guest]).await;
    let upload = |who: &Someone, path: &str, bytes: Vec<u8>| {
        who.request("PUT", path).body("text/html", bytes).send()
    };
    let own = upload(&ana, "/v1/me/picture", png()).await.expect(200).json();
    let own = own["picture"].as_str().unwrap().to_owned();
    let shown = guest.get(&format!("{own}-128")).await.expect(200);
    // B93: the type is found from the bytes.
    assert_eq!(shown.header("content-type"), Some("image/jpeg"));
    assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    let cached = Some("private, max-age=31536000, immutable");
    assert_eq!(shown.header("cache-control"), cached);
    for missing in [format!("{own}-64"), own.clone(), format!("{own}-x"), format!("{own}1-48")] {
        guest.get(&missing).await.expect(404).expect_code("not_found");
    }
    server.guest("stranger").await.get(&format!("{own}-48")).await.expect(404);
    server.request("GET", &format!("{own}-48")).send().await.expect(401);
    let path = format!("/v1/conversations/{talk}/picture");
    upload(&ben, &path, png()).await.expect(403).expect_code("forbidden");
    upload(&ana, &path, b"no picture".to_vec()).await.expect_code("unsupported_media");
    upload(&ana, &path, png()[..60].to_vec()).await.expect_code("image_unreadable");
    upload(&ana, &path, vec![0; 10 * 1024 * 1024 + 1]).await.expect_code("image_too_large");
    upload(&ana, &format!("{path}?x=0&y=0&side=41"), png()).await.expect_code("bad_request");
    upload(&ana, &format!("{path}?x=0"), png()).await.expect_code("bad_request");
    upload(&ana, &format!("{path}?x=20&y=0&side=40"), png()).await.expect(200);
    ana.delete(&path).await.expect(204);
    ana.delete("/v1/me/picture").await.expect(204);
    server.stop().await;
}

// M7, M9, C9
async fn files_are_uploaded_sent_and_served(store: TestStore) {
    let server = TestServer::on(store).await;
    let (ana, guest) = (server.ana().await, server.guest("guest").await);
    let talk = group(&server, &ana, &[&guest]).await;
    let path = format!("/v1/conversations/{talk}/attachments");
    let named = format!("{path}?name=..%2F%22plan%22%0d%0aX%3A%20y.html");
    let html = "<script>alert(1)</script>";
    let raw = ana.request("POST", &named).body("text/html", html).send().await.expect(201).json();
    assert_eq!(raw["name"], "\"plan\"X: y.html");
    assert_eq!(raw["mediaType"], "text/plain; charset=utf-8");
    let id = raw["id"].as_str().unwrap();
    let file = format!("/v1/attachments/{id}");
    guest.get(&file).await.expect(404).expect_code("not_found");
    send(&server, &ana, talk, "the lighthouse", id).await;
    let served = guest.get(&file).await.expect(200);
    assert_eq!(served.text(), html);
    let sandbox = "sandbox; default-src 'none'; frame-ancestors 'none'";
    for (header, value) in [
        ("content-type", "text/plain; charset=utf-8"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", sandbox),
        ("cache-control", "private, no-store"),
    ] {
        assert_eq!(served.header(header), Some(value));
    }
    assert!(
        served.header("content-disposition").unwrap().starts_with("attachment; filename=\"_plan")
    );
    let part = guest.request("GET", &file).header("Range", "bytes=1-6").send().await.expect(206);
    assert_eq!(
        (part.text().as_str(), part.header("content-range")),
        ("script", Some("bytes 1-6/25"))
    );
    guest.request("GET", &file).header("Range", "bytes=99-").send().await.expect(200);
    guest.get(&format!("{file}/preview")).await.expect(404);

    let multipart = |boundary: &str, body: String| {
        let kind = format!("multipart/form-data; boundary={boundary}");
        ana.request("POST", &path).body(&kind, body).send()
    };
    let part =
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n\r\nhello\r\n";
    let stored = multipart("b", format!("{part}--b--\r\n")).await.expect(201).json();
    assert_eq!((&stored["name"], &stored["bytes"]), (&"a.txt".into(), &5.into()));
    // B92
    for body in ["", part, "--b--\r\n", &format!("{part}{part}--b--\r\n")] {
        multipart("b", body.to_owned()).await.expect(400);
    }
    ana.request("POST", &path).body("multipart/form-data", part).send().await.expect(400);

    let found = guest.get("/v1/search?q=Lighth%C3%B6use").await.expect(200).json();
    assert_eq!(found["messages"][0]["text"], "the lighthouse");
    assert_eq!(guest.get("/v1/search?q=plan&has=file").await.json()["messages"][0]["seq"], 2);
    guest.get("/v1/search?q=%20").await.expect(400).expect_code("bad_request");
    guest.get("/v1/search?q=x&has=y").await.expect(400);
    guest.get("/v1/search?q=x&unknown=y").await.expect(400);
    let export = format!("/v1/conversations/{talk}/export");
    let lines = ana.get(&format!("{export}?format=jsonl")).await.expect(200);
    assert_eq!(lines.text().lines().count(), 2);
    let page = ana.get(&format!("{export}?format=html")).await.expect(200);
    assert!(page.header("content-security-policy").unwrap().starts_with("sandbox"));
    guest.get(&format!("{export}?format=jsonl")).await.expect(403).expect_code("forbidden");
    ana.get(&export).await.expect(400);
    server.stop().await;
}
