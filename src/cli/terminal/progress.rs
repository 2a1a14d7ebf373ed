//! Progress: bars on a terminal, nothing where nobody looks (the log lines say the same, once).

use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::args::{Global, LogFormat};
use crate::extract::Progress;
use crate::model::SatelliteId;
use crate::model::many::many;

pub struct Bars {
    bar: ProgressBar,
    /// Bytes of the objects begun so far.
    total: Mutex<u64>,
}

impl Bars {
    pub fn new(global: &Global) -> Self {
        let shown = std::io::stderr().is_terminal()
            && !global.no_progress
            && !global.quiet
            && global.log_format == LogFormat::Text;
        let target = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let style =
            ProgressStyle::with_template("{spinner} {msg} {bytes}/{total_bytes} {bytes_per_sec}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
        Self {
            bar: ProgressBar::with_draw_target(Some(0), target).with_style(style),
            total: Mutex::new(0),
        }
    }

    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bars {
    fn on_object(&self, satellite: &SatelliteId, object: &str, bytes: u64) {
        let mut total = self
            .total
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *total += bytes;
        self.bar.set_length(*total);
        self.bar.set_message(format!("{satellite} {object}"));
    }

    fn on_page(&self, satellite: &SatelliteId, table: &str, page: u64, rows: u64) {
        self.bar.set_message(format!(
            "{satellite} {table}: page {page}, {}",
            many(rows, "row")
        ));
        self.bar.tick();
    }

    fn on_wait(&self, satellite: &SatelliteId, time: Duration) {
        self.bar.set_message(format!(
            "{satellite}: the service is busy, waiting {} s",
            time.as_secs_f64().ceil()
        ));
        self.bar.tick();
        std::thread::sleep(time);
    }

    fn on_bytes(&self, bytes: u64) {
        self.bar.inc(bytes);
    }
}
