//! The routes, one file for each area. Each brings a `router()` with its part of the description.

pub mod attachments;
pub mod people;
pub mod pictures;
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
        .merge(pictures::router())
        .merge(attachments::router())
        .merge(search::router())
}
