//! The types of `proto/parlor/v1/*.proto`, made from it by the test `generated_files_are_current`
//! (run it with `PARLOR_REWRITE=1` after a change of the contract). Nothing is written by hand.
#![expect(
    missing_docs,
    clippy::all,
    clippy::as_conversions,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::doc_markdown,
    clippy::must_use_candidate,
    clippy::too_many_lines,
    clippy::use_self,
    unused_qualifications,
    reason = "generated; what the contract says about a field is its documentation"
)]

include!("generated/parlor.v1.rs");
include!("generated/parlor.v1.serde.rs");

/// The compiled contract with its comments: a `google.protobuf.FileDescriptorSet`.
pub const DESCRIPTOR: &[u8] = include_bytes!("generated/descriptor.bin");
