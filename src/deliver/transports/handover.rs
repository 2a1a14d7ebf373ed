//! What a way by which mail leaves is, and what it says of a mail.

use std::time::Duration;

use crate::deliver::error::DeliverError;
use crate::lake::strike::struck;
use crate::model::many::cut;
use crate::model::receipt::Exit;
use crate::services::caller::Caller;
use crate::services::token::{Application, NoToken};

/// Of what a server says.
const SAID_CHARACTERS: usize = 300;

/// What became of a mail that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handover {
    /// With what the server said.
    Accepted(String),
    /// The server does not take it.
    Refused(String),
    /// The server does not have it, and may take it later.
    Deferred {
        told: String,
        after: Option<Duration>,
    },
    /// The server may have it.
    Unknown(String),
}

/// Whose mail it is, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Route<'a> {
    pub from: &'a str,
    pub to: &'a str,
}

pub trait Transport {
    /// Whether mail can leave at all: connects where there is no connection. Until it says so,
    /// nobody is told of a mail.
    fn ready(&mut self) -> Result<(), DeliverError>;

    /// Hands a mail over. An error means that no mail can leave any more, and that this one has
    /// not.
    fn hand_over(&mut self, route: Route, mail: &[u8]) -> Result<Handover, DeliverError>;

    /// Takes leave of the server.
    fn end(&mut self);

    /// Whether as many mails may leave in a minute as one likes.
    fn is_here(&self) -> bool {
        false
    }
}

/// What somebody said, in one line of bounded length, without our secrets.
pub fn said(text: &str) -> String {
    let line = struck(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    cut(&line, SAID_CHARACTERS).to_owned()
}

/// A token, or why no mail can leave without one.
pub fn token(application: &Application, caller: &mut Caller) -> Result<String, DeliverError> {
    application.token(caller).map_err(|no_token| {
        let (place, why, exit) = match no_token {
            NoToken::Refused { url, why } => (url, why, Exit::Credentials),
            NoToken::Unanswered { url, why } => (url, why.to_string(), Exit::TryAgain),
        };
        DeliverError::NoWay { place, why, exit }
    })
}
