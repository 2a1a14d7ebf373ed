//! What a reader sees first: who, what and when; one message; five figures; and the foot.

pub mod contents;
pub mod decisions;
pub mod foot;
pub mod head;
pub mod message;
pub mod tiles;
