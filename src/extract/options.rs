//! What is asked of an extraction, and who watches it.

use std::time::Duration;

use crate::model::SatelliteId;
use crate::model::receipt::SatelliteReceipt;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Reads every object, also those that the cursor knows.
    pub full: bool,
    /// Lets deliveries through the gate, on record.
    pub accept_rejects: bool,
    /// Reads, judges and says what would become of it; writes nothing, and asks no service.
    pub dry_run: bool,
}

/// Whoever wants to watch.
pub trait Progress {
    fn on_object(&self, _satellite: &SatelliteId, _object: &str, _bytes_total: u64) {}
    fn on_bytes(&self, _count: u64) {}
    /// A service answered with so many rows of a table, counted over the round.
    fn on_page(&self, _satellite: &SatelliteId, _table: &str, _page: u64, _rows: u64) {}
    /// A service wants to be left alone for a while, and so it is: who watches is told, and a test
    /// need not wait.
    fn on_wait(&self, _satellite: &SatelliteId, time: Duration) {
        std::thread::sleep(time);
    }
    /// It was read and judged; what becomes of its rows is known when all is committed.
    fn on_satellite_done(&self, _receipt: &SatelliteReceipt) {}
}

/// Nobody watches.
pub struct Quiet;

impl Progress for Quiet {}
