//! Mails that wait: until all of a window has arrived, but no longer than to a time of the day.

use chrono::{DateTime, NaiveTime, Utc};
use tracing::info;

use super::errands::Reader;
use super::{LetterSource, Sending};
use crate::deliver::Outbox;
use crate::model::Zone;
use crate::render::format::plain;

impl Sending<'_> {
    /// Whether a mail is to wait for what has not arrived; says so, and for whom.
    pub(super) fn waits(&self, outbox: &Outbox, asked: &Reader, source: &dyn LetterSource) -> bool {
        let Some(latest) = asked.wanted.latest else {
            return false;
        };
        let since = outbox.planned_since(&asked.errand.id());
        let until = deadline(since.unwrap_or(self.now), latest, self.job.timezone);
        let awaited = source.awaited(&asked.scopes);
        let awaited: Vec<String> = awaited.iter().map(|name| plain(name)).collect();
        let waits = self.now < until && !awaited.is_empty();
        if waits {
            let (to, report) = (&asked.errand.person.address, &asked.errand.report);
            let until = until.format("%Y-%m-%d %H:%M UTC");
            info!(
                "{to}: {report} waits for {} until {until}; a run after that sends it as it is",
                awaited.join(", ")
            );
        }
        waits
    }
}

/// Until when a mail waits that was first to be made at an instant: that day's time on the job's
/// clock. A mail that is first to be made later in the day does not wait.
fn deadline(since: DateTime<Utc>, latest: NaiveTime, zone: Zone) -> DateTime<Utc> {
    let local = zone.local_day(since).and_time(latest);
    zone.instant(local).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn a_mail_waits_to_the_time_of_the_day_on_which_it_was_first_due() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap();
        // In March Berlin is an hour before UTC, in April two; 22:30 UTC is the next day there.
        for (since, until) in [
            ("2026-03-02T05:00:00Z", "2026-03-02T09:00:00Z"),
            ("2026-04-01T22:30:00Z", "2026-04-02T08:00:00Z"),
            // It was due after ten: it is over, and the mail leaves at once.
            ("2026-03-02T12:00:00Z", "2026-03-02T09:00:00Z"),
        ] {
            assert_eq!(
                deadline(instant(since), ten, berlin),
                instant(until),
                "{since}"
            );
        }
    }
}
