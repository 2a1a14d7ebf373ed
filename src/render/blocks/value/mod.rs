//! What it is worth, step by step and period by period, and what that rests on.

pub mod amounts;
pub mod bridge;
pub mod evidence;
pub mod kit;
pub mod months;
pub mod payback;
pub mod periods;
pub mod rungs;
pub mod workings;
