//! Dataverse as its Web API answers: pages that somebody saved, or the service itself
//! ([`Live`](super::reading::Live)). The service is asked in rounds; each page is laid down in the
//! lake's landing as it came before the next is asked for, and landed pages are then read as saved
//! ones are. So fetching and reading know nothing of each other, and a run that is killed anywhere
//! goes on at the next page.
//!
//! Reading order: `tables` (what is asked for and read), `rows` and `sessions` (what a row means),
//! `page` (what a page says of itself), `landing` (where pages lie, and how far a round came),
//! `patience` (how long one waits), `client` (who asks) with `answers` (what it is told), `fetch`
//! (rounds).

mod answers;
mod client;
mod fetch;
mod items;
mod landing;
mod page;
mod patience;
mod rows;
mod sessions;
mod tables;

use std::io::Read;

use self::rows::Answer;
use super::csv::{Keep, Reached};
use super::encoding::Decoded;
use super::error::ExtractError;
use super::json;
use super::reading::{Dataverse, Shape};
use super::sessions::Source;
use super::synapse;

pub use self::fetch::{Asking, fetch};
pub use self::landing::Landing;
pub use self::patience::Patience;

/// Reads pages from beginning to end, in bounded memory; hands each batch of sessions to `keep` as
/// it fills.
pub fn sessions(
    input: impl Read,
    own: &Dataverse,
    source: Source<'_>,
    keep: &mut Keep<'_>,
) -> Result<Reached, ExtractError> {
    let own_columns = own.columns.as_ref();
    let (sessions, runs) = (
        synapse::columns(own_columns),
        synapse::runs::columns(own_columns),
    );
    let floor = own
        .live
        .as_ref()
        .and_then(|_| landing::floor(source.object));
    let answer = Answer::new(source, own_columns, [&sessions, &runs], floor);
    json::read(
        Decoded::new(input, None),
        Shape::of(source.object),
        json::ODATA_ROWS,
        source,
        answer,
        keep,
    )
}
