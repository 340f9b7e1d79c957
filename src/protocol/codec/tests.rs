//! Decoding is strict where it must be.
