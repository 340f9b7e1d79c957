//! The routes, one file for each area. Each brings a `router()` with its part of the description.

#![expect(
    unused_qualifications,
    reason = "the macro names types of parameters by paths of its own"
)]

pub mod attachments;
pub mod conversation_link;
pub mod conversations;
pub mod directory;
pub mod email_codes;
pub mod files;
pub mod invitations;
pub mod links;
pub mod members;
pub mod messages;
pub mod organisation;
pub mod own;
pub mod people;
pub mod pictures;
pub mod recording;
pub mod search;
pub mod setup;
pub mod sign_in;
pub mod users;

use crate::app::App;
use utoipa_axum::router::OpenApiRouter;

/// All areas.
pub(super) fn all(router: OpenApiRouter<App>) -> OpenApiRouter<App> {
    router
        .merge(setup::router())
        .merge(sign_in::router())
        .merge(users::router())
        .merge(organisation::router())
        .merge(pictures::router())
        .merge(attachments::router())
        .merge(search::router())
        .merge(files::router())
        .merge(conversations::router())
        .merge(conversation_link::router())
        .merge(members::router())
        .merge(messages::router())
        .merge(own::router())
        .merge(directory::router())
        .merge(links::router())
        .merge(email_codes::router())
        .merge(invitations::router())
        .merge(recording::router())
}
