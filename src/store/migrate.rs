//! Brings the tables to the version that this server needs. Forward only; see `migrations/`.

pub(super) mod sqlite {
    //! For the embedded store.
    refinery::embed_migrations!("migrations/sqlite");
}

pub(super) mod postgres {
    //! For Postgres.
    refinery::embed_migrations!("migrations/postgres");
}
