//! The workspace room.
