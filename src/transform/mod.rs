//! The transform room.
