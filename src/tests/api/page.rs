//! The web client as the server hands it out: strict, and its files for ever.

use crate::support::server::TestServer;

// O1
#[tokio::test]
async fn the_page_allows_nothing_inline_and_no_other_host() {
    let server = TestServer::start().await;
    let page = server.request("GET", "/").send().await.expect(200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let policy = page.header("content-security-policy").expect("a policy").to_owned();
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"));
    assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'));
    let text = page.text();
    assert!(!text.contains("<style") && !text.contains("style=") && !text.contains("://"));
    let tag = page.header("etag").expect("a tag").to_owned();
    let again = server.request("GET", "/").header("If-None-Match", &tag).send().await;
    again.expect(304);
    server.stop().await;
}

// O1
#[tokio::test]
async fn files_of_the_page_are_there_and_kept_for_ever() {
    let server = TestServer::start().await;
    let page = server.request("GET", "/").send().await.expect(200).text();
    let named: Vec<&str> = page.split('"').filter(|part| part.starts_with("/assets/")).collect();
    assert!(named.iter().any(|name| name.ends_with(".js")), "no script in {page}");
    assert!(named.iter().any(|name| name.ends_with(".css")), "no style in {page}");
    for name in named {
        let file = server.request("GET", name).send().await.expect(200);
        assert_eq!(file.header("cache-control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
        let whole = file.body.len();
        let asked = server.request("GET", name).header("Accept-Encoding", "gzip");
        let packed = asked.send().await.expect(200);
        assert_eq!(packed.header("content-encoding"), Some("gzip"), "{name}");
        assert!(packed.body.len() < whole, "{name}: {} of {whole}", packed.body.len());
    }
    server.request("GET", "/assets/none.js").send().await.expect(404);
    server.request("GET", "/assets/..%2Findex.html").send().await.expect(404);
    server.request("GET", "/.vite/manifest.json").send().await.expect(404);
    server.stop().await;
}
