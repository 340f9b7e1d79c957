//! What each class of viewers gets.
