//! Dataverse as its Web API answers: pages that somebody saved, or the service itself
//! ([`Live`](crate::extract::Live)). The service is asked in rounds; each page is laid down in the
//! lake's landing as it came before the next is asked for, and landed pages are then read as saved
//! ones are. So fetching and reading know nothing of each other, and a run that is killed anywhere
//! goes on at the next page.
//!
//! Reading order: `selected` (what is asked for), `rows` and `sessions` (what a row means), `page`
//! (what a page says of itself), `landing` (where pages lie, and how far a round came), `client`
//! (who asks, by [`services`](crate::services)), `fetch` (rounds).

mod client;
pub mod fetch;
mod items;
pub mod landing;
mod page;
mod row;
mod rows;
mod selected;
mod sessions;

use std::io::Read;

use self::rows::ServiceRows;
use crate::extract::carriers::encoding::Decoded;
use crate::extract::carriers::json;
use crate::extract::error::ExtractError;
use crate::extract::reading::Dataverse;
use crate::extract::reading::file::Shape;
use crate::extract::taker::{Keep, Reached, Source};

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
        super::sessions::columns(own_columns),
        super::runs::columns(own_columns),
    );
    let floor = own
        .live
        .as_ref()
        .and_then(|_| landing::floor(source.object));
    let answer = ServiceRows::new(source, own_columns, [&sessions, &runs], floor);
    json::read(
        Decoded::new(input, None),
        Shape::of(source.object),
        json::pages::ODATA_ROWS,
        source,
        answer,
        keep,
    )
}
