//! The package's own tests: that what is generated is current, that frames travel unchanged, that
//! no input breaks the decoder, and that the documentation is complete.

mod document;
mod drift;
mod golden;
