//! Letters reach people, each person once. A letter becomes the bytes of a mail ([`message`]); what
//! became of each is a chain of states in the lake ([`outbox`]), and the bytes are kept there and
//! are what is sent on every try; a transport hands them over ([`transports`]), one after the other
//! ([`post`]).
//!
//! Nobody can know whether a server took a mail whose connection broke after its last byte was
//! sent. So `begun` is committed before a server is told of a mail, and a mail that was begun and
//! has no end in the lake is never sent again by itself.
//!
//! Reading order: [`settings`] (what is meant by `[mail]`), [`message`], [`outbox`],
//! [`transports`], [`post`].

pub mod error;
pub mod message;
pub mod outbox;
pub mod post;
pub mod settings;
pub mod transports;

pub use error::DeliverError;
pub use outbox::{Errand, Outbox};
pub use settings::{Correspondent, MailSettings};

#[cfg(test)]
mod tests;
