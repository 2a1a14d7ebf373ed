//! A file of a satellite: a stretch of its stream.

use std::io::{self, Write};
use std::ops::Range;

use super::account::Account;
use super::csv;
use super::satellite::Satellite;
use super::session::{self, Session};
use super::stream::{Stream, Telling, is_open_first};
use super::world::World;

const BUFFER_BYTES: usize = 1 << 18;

pub struct Delivery {
    /// Below the workspace.
    pub path: String,
    /// The satellite's number in the estate.
    pub satellite: usize,
    /// Of the satellite's stream.
    pub places: Range<u64>,
}

impl Delivery {
    /// Writes it, and counts what it says.
    pub fn write(&self, world: &World, out: &mut dyn Write) -> io::Result<Account> {
        let satellite = &world.satellites[self.satellite];
        let stream = Stream::new(satellite, world.daily(self.satellite));
        let rows = csv::Rows::new(satellite);
        let mut account = Account::default();
        let mut buffer = Vec::with_capacity(BUFFER_BYTES + 4_096);
        buffer.extend_from_slice(csv::HEADER);
        let mut day = satellite.day_of(self.places.start);
        for place in self.places.clone() {
            while satellite.begins[day as usize + 1] <= place {
                day += 1;
            }
            stream.at(place, |telling, number, version| {
                account.rows += 1;
                let day = if number == place { day } else { satellite.day_of(number) };
                let finished = session::finished(satellite, number, day);
                match told(satellite, telling, number, day, finished, &mut account) {
                    Some(session) => rows.tell(&mut buffer, &session, version),
                    None => csv::Rows::tell_deleted(&mut buffer, session::id(satellite, number), version),
                }
            });
            if buffer.len() >= BUFFER_BYTES {
                account.bytes += buffer.len() as i64;
                out.write_all(&buffer)?;
                buffer.clear();
            }
        }
        account.bytes += buffer.len() as i64;
        out.write_all(&buffer)?;
        Ok(account)
    }
}

/// The session as a telling tells it, accounted for; None: that it is deleted.
fn told<'w>(
    satellite: &'w Satellite,
    telling: Telling,
    number: u64,
    day: u64,
    finished: Session<'w>,
    account: &mut Account,
) -> Option<Session<'w>> {
    match telling {
        Telling::First | Telling::Again => {
            let session = if is_open_first(satellite, number) { session::running(&finished) } else { finished };
            if telling == Telling::Again {
                account.told_again += 1;
            } else {
                account.sessions += 1;
                account.stands(&session);
            }
            Some(session)
        }
        Telling::Finish => {
            account.finished_later += 1;
            account.falls(&session::running(&finished));
            account.stands(&finished);
            Some(finished)
        }
        Telling::Corrected => {
            let corrected = session::corrected(satellite, number, day, &finished);
            account.corrected += 1;
            account.falls(&finished);
            account.stands(&corrected);
            Some(corrected)
        }
        Telling::Deleted => {
            account.deleted += 1;
            account.falls(&finished);
            None
        }
    }
}
