//! Services on the net, and how they are asked: with a secret that nobody can print, patiently, and
//! for a token first. Who asks what of which service is decided above; nothing here knows a
//! satellite or a mail.
//!
//! Reading order: [`secret`], [`patience`] (how long one waits), [`answers`] (what one is told),
//! [`caller`] (who asks), [`token`] (as whom).

pub mod answers;
pub mod caller;
pub mod patience;
pub mod secret;
pub mod token;

pub use patience::Patience;
pub use secret::Secret;
