//! Oneself, the directory, and what administrators decide about users.

use super::people::UserView;
use crate::app::tokens::Secret;
use crate::app::users::{NewUser, ProfileChange, StandingChange};
use crate::app::{App, SignedIn};
use crate::http::extract::{Body, Id};
use crate::http::problem::{Problem, ProblemBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::ids::UserId;
use domain::person::Side;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this area.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me, change_me))
        .routes(routes!(change_password))
        .routes(routes!(create_user))
        .routes(routes!(change_user))
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Me {
    user: UserView,
    /// The organisation's name.
    organisation: String,
}

/// Oneself.
#[utoipa::path(
    get, path = "/v1/me", tag = "users",
    responses(
        (status = 200, description = "Who is signed in.", body = Me),
        (status = 401, description = "`not_signed_in`", body = ProblemBody),
    )
)]
async fn me(State(app): State<App>, by: SignedIn) -> Result<Json<Me>, Problem> {
    let user = UserView::own(&app.me(&by).await?);
    Ok(Json(Me { user, organisation: app.organisation().await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ProfileBody {
    /// The name shown.
    name: Option<String>,
    /// Up to 100 characters; empty for none.
    status: Option<String>,
    /// A language tag such as `pt-BR`; empty for none.
    language: Option<String>,
    /// A time zone such as `Europe/Berlin`; empty for none.
    time_zone: Option<String>,
    /// What of the unread one wants mail about: `all`, `mentions` or `none`.
    unread_mail: Option<String>,
}

/// Changes what one says of oneself. What is left out stays.
#[utoipa::path(
    patch, path = "/v1/me", tag = "users", request_body = ProfileBody,
    responses(
        (status = 200, description = "As it is now.", body = UserView),
        (status = 400, description = "`bad_request`", body = ProblemBody),
    )
)]
async fn change_me(
    State(app): State<App>,
    by: SignedIn,
    Body(body): Body<ProfileBody>,
) -> Result<Json<UserView>, Problem> {
    let change = ProfileChange {
        name: body.name,
        status: body.status,
        language: body.language,
        time_zone: body.time_zone,
        unread_mail: body.unread_mail,
    };
    Ok(Json(UserView::own(&app.change_profile(&by, change).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PasswordBody {
    /// The password so far; left out by who has none yet.
    #[schema(value_type = Option<String>)]
    present: Option<Secret>,
    /// 12 characters or more.
    #[schema(value_type = String)]
    new: Secret,
}

/// Changes one's password, which ends one's other sign-ins.
#[utoipa::path(
    post, path = "/v1/password", tag = "users", request_body = PasswordBody,
    responses(
        (status = 204, description = "Changed."),
        (status = 401, description = "`sign_in_failed`", body = ProblemBody),
        (status = 422, description = "`weak_password`", body = ProblemBody),
    )
)]
async fn change_password(
    State(app): State<App>,
    by: SignedIn,
    Body(body): Body<PasswordBody>,
) -> Result<StatusCode, Problem> {
    app.change_password(&by, body.present, body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct NewUserBody {
    /// The name shown.
    name: String,
    /// The address, nobody else's.
    email: String,
    /// Whether they administer the organisation.
    #[serde(default)]
    admin: bool,
    /// Without it they get a mail with a one-time address.
    #[schema(value_type = Option<String>)]
    password: Option<Secret>,
}

/// Makes an internal user. For administrators.
#[utoipa::path(
    post, path = "/v1/users", tag = "users", request_body = NewUserBody,
    responses(
        (status = 201, description = "Made.", body = UserView),
        (status = 403, description = "`forbidden`", body = ProblemBody),
        (status = 409, description = "`email_taken`", body = ProblemBody),
    )
)]
async fn create_user(
    State(app): State<App>,
    by: SignedIn,
    Body(body): Body<NewUserBody>,
) -> Result<(StatusCode, Json<UserView>), Problem> {
    App::require_admin(&by)?;
    let mut new = NewUser::parse(&body.name, &body.email, Side::Internal)?;
    new.admin = body.admin;
    let made = app.create_user(&by, new, body.password).await?;
    Ok((StatusCode::CREATED, Json(UserView::from(&made))))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct StandingBody {
    /// The name shown.
    name: Option<String>,
    /// Whether they administer the organisation.
    admin: Option<bool>,
    /// Whether they can sign in no longer; it ends their sign-ins at once.
    deactivated: Option<bool>,
}

/// Changes a user's name or standing. For administrators. What is left out stays.
#[utoipa::path(
    patch, path = "/v1/users/{id}", tag = "users", request_body = StandingBody,
    params(("id" = String, Path, description = "Which.")),
    responses(
        (status = 200, description = "As they are now.", body = UserView),
        (status = 403, description = "`forbidden`", body = ProblemBody),
        (status = 404, description = "`not_found`", body = ProblemBody),
    )
)]
async fn change_user(
    State(app): State<App>,
    by: SignedIn,
    Id(id): Id<UserId>,
    Body(body): Body<StandingBody>,
) -> Result<Json<UserView>, Problem> {
    let change =
        StandingChange { name: body.name, admin: body.admin, deactivated: body.deactivated };
    Ok(Json(UserView::from(&app.change_user(&by, id, change).await?)))
}
