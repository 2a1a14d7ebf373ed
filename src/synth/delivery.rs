//! What a file says, written and counted.

use std::io::{self, Write};

use super::account::Account;
use super::files::ExportFile;
use super::forms;
use super::forms::row_format::VersionStamp;
use super::satellite::SynthSatellite;
use super::scale::Shape;
use super::session::{self, Session};
use super::stream::{Edition, SessionStream, is_open_first};
use super::world::World;

const BUFFER_BYTES: usize = 1 << 18;
/// From the beginning of a session until the source tells of it.
const SEEN_AFTER_MS: i64 = 300_000;

impl ExportFile {
    /// Writes it, and counts what it says.
    pub fn write(&self, world: &World, out: &mut dyn Write) -> io::Result<Account> {
        let satellite = &world.satellites[self.satellite];
        let stream = SessionStream::new(satellite, world.daily(self.satellite));
        let (shape, rows) = (world.scale.shape, forms::of(world.scale.shape, satellite));
        let mut account = Account::default();
        if self.tells_names(shape) {
            account.names = satellite.fleet.automations.len() as i64;
        }
        let mut buffer = Vec::with_capacity(BUFFER_BYTES + 4_096);
        rows.begin(&mut buffer);
        let mut day = satellite.day_of(self.places.start);
        for place in self.places.clone() {
            while satellite.begins[day as usize + 1] <= place {
                day += 1;
            }
            stream.at(place, |edition, number, version| {
                if edition == Edition::Deleted && shape == Shape::UiPath {
                    return; // Orchestrator forgets, and says nothing
                }
                account.rows += 1;
                let (now, finished) = (
                    day,
                    if number == place {
                        day
                    } else {
                        satellite.day_of(number)
                    },
                );
                let finished = session::finished(satellite, number, finished);
                // A retry tells when it was told first.
                let at = if edition == Edition::Again {
                    number
                } else {
                    place
                };
                let ms = if at == number {
                    finished.started_ms
                } else {
                    session::finished(satellite, at, now).started_ms
                };
                let stamp = VersionStamp {
                    version,
                    ms: ms + SEEN_AFTER_MS,
                };
                match as_told(shape, satellite, edition, number, finished, &mut account) {
                    Some(session) => rows.tell(&mut buffer, &session, stamp),
                    None => rows.tell_deleted(&mut buffer, session::id(satellite, number), stamp),
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

/// The session as an edition tells it, accounted for; None: that it is deleted.
fn as_told<'w>(
    shape: Shape,
    satellite: &'w SynthSatellite,
    edition: Edition,
    number: u64,
    finished: Session<'w>,
    account: &mut Account,
) -> Option<Session<'w>> {
    let finished = Session {
        outcome: shape.tells(finished.outcome),
        ..finished
    };
    match edition {
        Edition::First | Edition::Again => {
            let session = if is_open_first(satellite, number) {
                session::running(&finished)
            } else {
                finished
            };
            if edition == Edition::Again {
                account.told_again += 1;
            } else {
                account.sessions += 1;
                account.stands(&session);
            }
            Some(session)
        }
        Edition::Finish => {
            account.finished_later += 1;
            account.falls(&session::running(&finished));
            account.stands(&finished);
            Some(finished)
        }
        Edition::Corrected => {
            let corrected =
                session::corrected(satellite, number, satellite.day_of(number), &finished);
            let corrected = Session {
                outcome: shape.tells(corrected.outcome),
                ..corrected
            };
            account.corrected += 1;
            account.falls(&finished);
            account.stands(&corrected);
            Some(corrected)
        }
        Edition::Deleted => {
            account.deleted += 1;
            account.falls(&finished);
            None
        }
    }
}
