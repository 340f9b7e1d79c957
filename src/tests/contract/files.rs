//! Files and pictures: who may bring them, who may have them, and when they go.

use crate::support::people::{House, code, message, note};
use crate::support::stores::{TestStore, both_stores};
use bytes::Bytes;
use domain::conversation::settings::Settings;
use domain::ids::{AttachmentId, ConversationId, PictureId};
use domain::limits::{ATTACHMENT_BYTES_MAX, ATTACHMENT_UNSENT_SPAN, ATTACHMENTS_UNSENT_MAX};
use domain::message::Attachment;
use domain::text::FileName;
use domain::time::Span;
use futures_util::{TryStreamExt, stream};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use parlor::app::SignedIn;
use parlor::app::error::AppError;
use parlor::app::files::FilesOf;
use parlor::app::messages::PostCommand;
use parlor::jobs::{JobParts, Jobs};
use parlor::mail::memory::MemoryMailer;
use std::convert::Infallible;
use std::io::Cursor;
use std::sync::Arc;

both_stores!(
    only_those_who_see_the_message_have_its_files,
    readers_bring_no_files,
    a_deleted_message_takes_its_files_away,
    a_removed_member_has_no_files_any_more,
    files_are_limited_in_bytes_and_number,
    what_is_never_sent_is_swept_after_a_day,
    pictures_are_shown_to_those_who_know_whom_they_show,
    a_picture_that_nothing_shows_is_dropped,
    the_files_of_a_conversation_are_listed_as_one_sees_them,
);

fn jobs(house: &House) -> Jobs {
    Jobs::new(JobParts {
        app: house.app.clone(),
        mailer: Arc::new(MemoryMailer::default()),
        organisation_default: "Example".to_owned(),
    })
}

fn picture(colour: [u8; 3]) -> Bytes {
    let mut bytes = Cursor::new(Vec::new());
    let image: DynamicImage = RgbImage::from_pixel(64, 64, Rgb(colour)).into();
    image.write_to(&mut bytes, ImageFormat::Png).expect("a picture");
    bytes.into_inner().into()
}

async fn upload(
    house: &House,
    by: &SignedIn,
    talk: ConversationId,
    bytes: &[u8],
) -> Result<Attachment, AppError> {
    let pieces: Vec<Result<Bytes, Infallible>> =
        bytes.chunks(7).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    house.app.upload(by, talk, FileName::clean("plan.txt"), stream::iter(pieces)).await
}

async fn bytes_of(house: &House, by: &SignedIn, id: AttachmentId) -> Result<Vec<u8>, AppError> {
    let download = house.app.attachment(by, id, None).await?;
    let pieces: Vec<Bytes> = download.opened.stream.try_collect().await.expect("bytes");
    Ok(pieces.concat())
}

fn with(attachment: &Attachment, post: PostCommand) -> PostCommand {
    PostCommand { attachments: vec![attachment.id], ..post }
}

// M7, M11, R5
async fn only_those_who_see_the_message_have_its_files(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let (guest, stranger) = (house.guest("guest").await, house.internal("stranger").await);
    let talk = house.group(&ana, &[&ben, &guest]).await;
    let open = upload(&house, &ana, talk, b"the plan").await.expect("uploaded");
    let hidden = upload(&house, &ana, talk, b"the real plan").await.expect("uploaded");
    assert_eq!(open.media_type, "text/plain; charset=utf-8");
    // Until it is sent, it is its uploader's.
    assert_eq!(bytes_of(&house, &ana, open.id).await.expect("own"), b"the plan");
    assert_eq!(code(bytes_of(&house, &ben, open.id).await), "not_found");
    house.app.post(&ana, talk, with(&open, message(""))).await.expect("posted");
    house.app.post(&ana, talk, with(&hidden, note(""))).await.expect("posted");
    for (who, id, sees) in [
        (&ben, open.id, true),
        (&guest, open.id, true),
        (&stranger, open.id, false),
        (&ben, hidden.id, true),
        (&guest, hidden.id, false),
        (&stranger, hidden.id, false),
    ] {
        let got = bytes_of(&house, who, id).await;
        assert_eq!(got.is_ok(), sees, "{} {id}", who.person.name);
        if let Err(error) = got {
            assert_eq!(error.code().as_str(), "not_found");
        }
    }
    // A forwarded file shows where it was forwarded to, and only there.
    let elsewhere = house.group(&ben, &[&stranger]).await;
    let forwarded = house.history(&ben, talk).await.last().expect("a note").id;
    let forward = PostCommand { forward: Some(forwarded), ..note("") };
    house.app.post(&ben, elsewhere, forward).await.expect("forwarded");
    let copy = house.history(&stranger, elsewhere).await.last().expect("it").attachments[0].id;
    assert_eq!(bytes_of(&house, &stranger, copy).await.expect("seen"), b"the real plan");
    assert_eq!(code(bytes_of(&house, &ana, copy).await), "not_found");
}

// R3
async fn readers_bring_no_files(test: TestStore) {
    let house = test.house();
    let (ana, guest) = (house.internal("ana").await, house.guest("guest").await);
    let talk = house.read_only_group(&ana, &[&guest]).await;
    assert_eq!(code(upload(&house, &guest, talk, b"x").await), "read_only");
    let file = upload(&house, &ana, talk, b"x").await.expect("uploaded");
    house.app.post(&ana, talk, with(&file, message(""))).await.expect("posted");
    assert_eq!(bytes_of(&house, &guest, file.id).await.expect("seen"), b"x");
    let stranger = house.guest("stranger").await;
    assert_eq!(code(upload(&house, &stranger, talk, b"x").await), "not_found");
}

// M4
async fn a_deleted_message_takes_its_files_away(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let file = upload(&house, &ana, talk, &picture([1, 2, 3])).await.expect("uploaded");
    assert!(file.preview && file.width == Some(64));
    let posted = house.app.post(&ana, talk, with(&file, message(""))).await.expect("posted");
    assert!(house.app.attachment_preview(&ben, file.id).await.is_ok());
    house.app.delete(&ana, posted.message).await.expect("deleted");
    for who in [&ana, &ben] {
        assert_eq!(code(bytes_of(&house, who, file.id).await), "not_found");
        assert_eq!(code(house.app.attachment_preview(who, file.id).await), "not_found");
    }
    jobs(&house).round().await;
    assert_eq!(house.stored_files(), 0);
}

// R8
async fn a_removed_member_has_no_files_any_more(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let talk = house.group(&ana, &[&ben]).await;
    let sent = upload(&house, &ana, talk, b"sent").await.expect("uploaded");
    let unsent = upload(&house, &ben, talk, b"unsent").await.expect("uploaded");
    house.app.post(&ana, talk, with(&sent, message(""))).await.expect("posted");
    house.app.remove_member(&ana, talk, ben.actor.id).await.expect("removed");
    for id in [sent.id, unsent.id] {
        assert_eq!(code(bytes_of(&house, &ben, id).await), "not_found");
    }
}

// M7
async fn files_are_limited_in_bytes_and_number(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let large = Bytes::from(vec![0_u8; 1024 * 1024]);
    let count = usize::try_from(ATTACHMENT_BYTES_MAX).expect("fits") / large.len() + 1;
    let pieces = stream::iter((0..count).map(move |_| Ok::<_, Infallible>(large.clone())));
    let name = FileName::clean("../../etc/passwd");
    let answer = house.app.upload(&ana, talk, name, pieces).await;
    assert_eq!(code(answer), "too_large");
    let broken = stream::iter([Ok(Bytes::from_static(b"begun")), Err("gone")]);
    let answer = house.app.upload(&ana, talk, FileName::clean("x"), broken).await;
    assert_eq!(code(answer), "bad_request");
    assert_eq!(house.stored_files(), 0, "nothing stays of what was refused");
    for _ in 0..ATTACHMENTS_UNSENT_MAX {
        upload(&house, &ana, talk, b"x").await.expect("uploaded");
    }
    assert_eq!(code(upload(&house, &ana, talk, b"x").await), "too_many");
    assert_eq!(house.stored_files(), ATTACHMENTS_UNSENT_MAX);
}

// M7
async fn what_is_never_sent_is_swept_after_a_day(test: TestStore) {
    let house = test.house();
    let ana = house.internal("ana").await;
    let talk = house.group(&ana, &[]).await;
    let jobs = jobs(&house);
    let sent = upload(&house, &ana, talk, b"sent").await.expect("uploaded");
    upload(&house, &ana, talk, b"unsent").await.expect("uploaded");
    house.app.post(&ana, talk, with(&sent, message(""))).await.expect("posted");
    jobs.round().await;
    assert_eq!(house.stored_files(), 2);
    test.clock.advance(ATTACHMENT_UNSENT_SPAN);
    test.clock.advance(Span::minutes(1));
    jobs.round().await;
    assert_eq!(house.stored_files(), 1);
    assert!(bytes_of(&house, &ana, sent.id).await.is_ok());
}

// T3, T4, R4, R7
async fn pictures_are_shown_to_those_who_know_whom_they_show(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let (guest, stranger) = (house.guest("guest").await, house.guest("stranger").await);
    let talk = house.read_only_group(&ana, &[&ben, &guest]).await;
    let of = |by: &SignedIn, colour| {
        let (app, by) = (house.app.clone(), by.clone());
        async move {
            let set = app.set_own_picture(&by, Some((picture(colour), None))).await;
            set.expect("set").expect("a picture")
        }
    };
    let anas = of(&ana, [200, 0, 0]).await;
    let bens = of(&ben, [0, 200, 0]).await;
    let guests = of(&guest, [0, 0, 200]).await;
    let upload = Some((picture([9, 9, 9]), None));
    assert_eq!(
        code(house.app.set_conversation_picture(&guest, talk, upload.clone()).await),
        "read_only"
    );
    assert_eq!(
        code(house.app.set_conversation_picture(&ben, talk, upload.clone()).await),
        "forbidden"
    );
    let talks = house.app.set_conversation_picture(&ana, talk, upload).await.expect("set");
    let talks = talks.expect("a picture");
    house.says(&ana, talk, "hello").await;
    let sees = |by: &SignedIn, picture: PictureId| {
        let (app, by) = (house.app.clone(), by.clone());
        async move { app.picture(&by, picture, 128).await.is_ok() }
    };
    for picture in [anas, bens, guests, talks] {
        assert!(sees(&ben, picture).await, "internal users see all");
        assert!(!sees(&stranger, picture).await || picture == PictureId::from(uuid::Uuid::nil()));
    }
    assert!(sees(&guest, guests).await && sees(&guest, talks).await);
    assert!(sees(&guest, anas).await, "the author of a message that they see");
    assert!(!sees(&guest, bens).await, "members are hidden from readers");
    let open = Settings { read_only: Some(false), ..Settings::default() };
    house.app.change_settings(&ana, talk, open).await.expect("switched");
    assert!(sees(&guest, bens).await, "fellow members are shown");
    assert_eq!(code(house.app.picture(&ana, anas, 64).await), "not_found");
    let bad = Some((Bytes::from_static(b"no picture"), None));
    assert_eq!(code(house.app.set_own_picture(&ana, bad).await), "unsupported_media");
}

// T4
async fn a_picture_that_nothing_shows_is_dropped(test: TestStore) {
    let house = test.house();
    let (ana, ben) = (house.internal("ana").await, house.internal("ben").await);
    let jobs = jobs(&house);
    let upload = Some((picture([1, 1, 1]), None));
    for who in [&ana, &ben] {
        house.app.set_own_picture(who, upload.clone()).await.expect("set");
    }
    assert_eq!(house.stored_files(), 3, "the same picture is stored once");
    house.app.set_own_picture(&ana, None).await.expect("taken away");
    test.clock.advance(Span::hours(1));
    jobs.round().await;
    assert_eq!(house.stored_files(), 3, "ben still shows it");
    house.app.set_own_picture(&ben, None).await.expect("taken away");
    test.clock.advance(Span::hours(1));
    jobs.round().await;
    assert_eq!(house.stored_files(), 0);
}

// M7, M11, R4, R5: hidden and deleted ones neither stand on the pages nor shorten them.
async fn the_files_of_a_conversation_are_listed_as_one_sees_them(store: TestStore) {
    let house = store.house();
    let (ana, ben) = (house.internal("Ana").await, house.internal("Ben").await);
    let guest = house.guest("Guest").await;
    let talk = house.group(&ana, &[&ben, &guest]).await;
    let sends = async |who: &SignedIn, post: PostCommand, bytes: &[u8]| {
        let file = upload(&house, who, talk, bytes).await.unwrap();
        let post = PostCommand { attachments: vec![file.id], ..post };
        house.app.post(who, talk, post).await.unwrap().message
    };
    let first = sends(&ben, message("the plan"), b"the plan").await;
    house.says(&ben, talk, "and that was all").await;
    let seen = sends(&guest, message("a picture"), &picture([1, 2, 3])).await;
    let noted = sends(&ana, note("not for them"), b"a secret").await;
    let gone = sends(&ben, message("by mistake"), b"mistaken").await;
    house.app.delete(&ben, gone).await.unwrap();

    let page = async |who: &SignedIn, files, before, limit| {
        let page = house.app.files(who, talk, files, before, limit).await.unwrap();
        let ids: Vec<_> = page.messages.iter().map(|message| message.id).collect();
        (ids, page.next)
    };
    assert_eq!(page(&ana, FilesOf::Any, None, 0).await, (vec![noted, seen, first], None));
    assert_eq!(page(&guest, FilesOf::Any, None, 0).await, (vec![seen, first], None));
    assert_eq!(page(&guest, FilesOf::Pictures, None, 0).await, (vec![seen], None));
    assert_eq!(page(&guest, FilesOf::Others, None, 0).await, (vec![first], None));
    // In pages, and what one does not see is no place to begin at.
    assert_eq!(page(&guest, FilesOf::Any, None, 1).await, (vec![seen], Some(seen)));
    assert_eq!(page(&guest, FilesOf::Any, Some(seen), 1).await, (vec![first], None));
    assert_eq!(page(&guest, FilesOf::Any, Some(noted), 1).await, (vec![seen], Some(seen)));
    let closed = Settings { read_only: Some(true), ..Settings::default() };
    house.app.change_settings(&ana, talk, closed).await.unwrap();
    let shown = house.app.files(&guest, talk, FilesOf::Any, None, 0).await.unwrap();
    assert_eq!(shown.messages.len(), 2);
    assert!(shown.messages.iter().all(|message| message.reactions.is_empty()));

    assert_eq!(code(house.app.files(&ana, talk, FilesOf::Any, None, 101).await), "too_many");
    house.app.remove_member(&ana, talk, guest.actor.id).await.unwrap();
    assert_eq!(code(house.app.files(&guest, talk, FilesOf::Any, None, 0).await), "not_found");
}
