//! Jobs: done once, whatever fails, and by the rules of the moment when they are done.

use crate::support::people::{House, code, message};
use crate::support::stores::{TestStore, both_stores};
use async_trait::async_trait;
use domain::conversation::settings::Settings;
use domain::decision::Job;
use domain::limits::CODE_SPAN;
use domain::text::Email;
use domain::time::Span;
use parlor::clock::SystemIds;
use parlor::jobs::{ATTEMPTS_MAX, JobParts, Jobs};
use parlor::mail::memory::MemoryMailer;
use parlor::mail::{Mail, MailError, Mailer};
use parlor::store::outbox;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

both_stores!(
    an_invitation_is_mailed_once,
    readers_are_not_told_who_invites_them,
    who_was_removed_is_not_mailed,
    a_failing_mail_server_means_later_not_twice,
    a_job_that_never_succeeds_is_set_aside,
    a_code_is_not_mailed_when_it_is_no_longer_good,
    two_nodes_do_each_job_once,
    a_scheduled_message_is_sent_once,
    a_scheduled_message_is_decided_when_it_is_sent,
);

fn jobs(house: &House, mailer: Arc<dyn Mailer>) -> Jobs {
    let organisation_default = "Example".to_owned();
    Jobs::new(JobParts { app: house.app.clone(), mailer, organisation_default })
}

/// Refuses so many mails for now, or all of them for good.
#[derive(Debug, Default)]
struct Failing {
    refusals: AtomicI64,
    sent: MemoryMailer,
}

#[async_trait]
impl Mailer for Failing {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        if self.refusals.fetch_sub(1, Ordering::SeqCst) > 0 {
            return Err(MailError::Later("the server answered 451".to_owned()));
        }
        self.sent.send(mail).await
    }
}

async fn outbox_rows(house: &House, condition: &'static str) -> usize {
    let rows = house
        .app
        .store()
        .read(move |sql| Box::pin(async move { sql.query(condition, Vec::new()).await }))
        .await;
    rows.expect("rows").len()
}

const ALL: &str = "SELECT id FROM outbox";
const DEAD: &str = "SELECT id FROM outbox WHERE dead_at IS NOT NULL";

// N5
async fn an_invitation_is_mailed_once(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let mailer = Arc::new(MemoryMailer::default());
    let jobs = jobs(&house, mailer.clone());
    house.group(&ana, &[&guest]).await;
    jobs.round().await;
    jobs.round().await;
    let sent = mailer.sent();
    assert_eq!(sent.len(), 1);
    let content = &sent[0].content;
    assert_eq!(content.subject, "ana invites you to “launch”");
    assert!(content.text.contains("http://localhost:8080/#invitation="));
    assert_eq!(outbox_rows(&house, ALL).await, 0);
    let kept = "SELECT token_hash FROM invitations";
    assert_eq!(outbox_rows(&house, kept).await, 1);
}

// R4, R5
async fn readers_are_not_told_who_invites_them(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let mailer = Arc::new(MemoryMailer::default());
    let jobs = jobs(&house, mailer.clone());
    house.read_only_group(&ana, &[&guest]).await;
    jobs.round().await;
    let content = &mailer.sent()[0].content;
    assert!(!format!("{}{}{}", content.subject, content.text, content.html).contains("ana"));
}

// R8
async fn who_was_removed_is_not_mailed(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let mailer = Arc::new(MemoryMailer::default());
    let talk = house.group(&ana, &[&guest]).await;
    house.app.remove_member(&ana, talk, guest.actor.id).await.expect("removed");
    jobs(&house, mailer.clone()).round().await;
    assert!(mailer.sent().is_empty());
    assert_eq!(outbox_rows(&house, ALL).await, 0);
}

// N4
async fn a_failing_mail_server_means_later_not_twice(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let mailer = Arc::new(Failing { refusals: AtomicI64::new(2), ..Failing::default() });
    let jobs = jobs(&house, mailer.clone());
    house.group(&ana, &[&guest]).await;
    jobs.round().await;
    jobs.round().await;
    assert!(mailer.sent.sent().is_empty(), "the second try comes after a pause");
    for _ in 0..4 {
        test.clock.advance(Span::minutes(1));
        jobs.round().await;
    }
    assert_eq!(mailer.sent.sent().len(), 1);
}

// N4
async fn a_job_that_never_succeeds_is_set_aside(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let mailer = Arc::new(Failing { refusals: AtomicI64::new(i64::MAX), ..Failing::default() });
    let jobs = jobs(&house, mailer);
    house.group(&ana, &[&guest]).await;
    for _ in 0..ATTEMPTS_MAX {
        assert_eq!(outbox_rows(&house, DEAD).await, 0);
        jobs.round().await;
        test.clock.advance(Span::hours(2));
    }
    assert_eq!(outbox_rows(&house, DEAD).await, 1);
}

// L5
async fn a_code_is_not_mailed_when_it_is_no_longer_good(test: TestStore) {
    let house = test.house();
    let mailer = Arc::new(MemoryMailer::default());
    let jobs = jobs(&house, mailer.clone());
    let email = Email::parse("guest@example.com").expect("an address");
    for (late, mails) in [(false, 1), (true, 1)] {
        let job = Job::MailCode { email: email.clone(), code: "123456".to_owned() };
        let now = house.app.now();
        let added = house.app.store().write(move |sql| {
            Box::pin(async move { outbox::add(sql, &job, now, &mut SystemIds).await })
        });
        added.await.expect("added");
        if late {
            test.clock.advance(CODE_SPAN);
        }
        jobs.round().await;
        assert_eq!(mailer.sent().len(), mails);
        assert_eq!(outbox_rows(&house, ALL).await, 0, "the code is erased");
    }
}

// N4, O2
async fn two_nodes_do_each_job_once(test: TestStore) {
    let house = test.house();
    let other = test.house();
    let ana = house.internal("ana").await;
    let mailer = Arc::new(MemoryMailer::default());
    let nodes = [jobs(&house, mailer.clone()), jobs(&other, mailer.clone())];
    for number in 0..20 {
        let guest = house.guest(&format!("guest{number}")).await;
        house.group(&ana, &[&guest]).await;
    }
    for _ in 0..3 {
        tokio::join!(nodes[0].round(), nodes[1].round());
    }
    assert_eq!(mailer.sent().len(), 20);
    assert_eq!(outbox_rows(&house, ALL).await, 0);
}

// M10
async fn a_scheduled_message_is_sent_once(test: TestStore) {
    let house = test.house();
    let other = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let mailer: Arc<dyn Mailer> = Arc::new(MemoryMailer::default());
    let nodes = [jobs(&house, mailer.clone()), jobs(&other, mailer)];
    let at = house.app.now() + Span::hours(1);
    house.app.schedule(&ana, talk, message("later"), at).await.expect("scheduled");
    let gone = house.app.schedule(&ana, talk, message("never"), at).await.expect("scheduled");
    house.app.cancel_scheduled(&ana, gone).await.expect("taken back");
    assert_eq!(code(house.app.cancel_scheduled(&ana, gone).await), "not_found");
    nodes[0].round().await;
    assert_eq!(house.history(&ana, talk).await.len(), 1, "not yet");
    test.clock.advance(Span::hours(1));
    tokio::join!(nodes[0].round(), nodes[1].round());
    nodes[0].round().await;
    let history = house.history(&ana, talk).await;
    assert_eq!(history.len(), 2);
    assert!(house.app.scheduled(&ana).await.expect("read").is_empty());
    let past = house.app.schedule(&ana, talk, message("x"), house.app.now()).await;
    assert_eq!(code(past), "bad_request");
    let far = house.app.now() + Span::days(366);
    assert_eq!(code(house.app.schedule(&ana, talk, message("x"), far).await), "bad_request");
}

// M10, R6
async fn a_scheduled_message_is_decided_when_it_is_sent(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.group(&ana, &[&guest]).await;
    let jobs = jobs(&house, Arc::new(MemoryMailer::default()));
    let at = house.app.now() + Span::hours(1);
    house.app.schedule(&guest, talk, message("later"), at).await.expect("scheduled");
    let read_only = Settings { read_only: Some(true), ..Settings::default() };
    house.app.change_settings(&ana, talk, read_only).await.expect("switched");
    let before = house.history(&ana, talk).await.len();
    test.clock.advance(Span::hours(2));
    jobs.round().await;
    jobs.round().await;
    assert_eq!(house.history(&ana, talk).await.len(), before);
    let kept = house.app.scheduled(&guest).await.expect("read");
    assert_eq!(kept[0].failed.as_deref(), Some("read_only"));
    let refused = house.app.schedule(&guest, talk, message("x"), house.app.now()).await;
    assert_eq!(code(refused), "read_only");
}
