//! How long one waits for a service that is busy, and how often. No clock is asked: where it names
//! an hour at which to come back, its own clock stands beside it.

use std::time::Duration;

use chrono::DateTime;

use crate::lake::Hash;

/// Whoever asks for more time than a year says as much by a year.
const LONGEST_TOLD: Duration = Duration::from_secs(366 * 24 * 60 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How often one request is made before it is given up.
    pub tries: u32,
    /// After the first try; each further one doubles it.
    pub first: Duration,
    pub longest: Duration,
    /// All waiting of one satellite in one run.
    pub total: Duration,
    /// Without a byte from the service.
    pub silence: Duration,
    /// Until one answer is there to its end, however steadily it drips.
    pub answer: Duration,
    /// All asking of one satellite in one run. What came by then is kept, and the next run goes on
    /// there.
    pub whole: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let (first, longest) = (Duration::from_secs(1), Duration::from_secs(64));
        let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
        let (total, silence, answer, whole) = (minutes(30), minutes(2), minutes(10), minutes(60));
        Self {
            tries: 7,
            first,
            longest,
            total,
            silence,
            answer,
            whole,
        }
    }
}

impl Patience {
    /// After the given number of tries; None: it was tried often enough. `draw`, from 0 to 1, keeps
    /// those who failed together from coming back together; whoever was told when to come back
    /// comes back then, and not before.
    pub fn wait(&self, tries: u32, told: Option<Duration>, draw: f64) -> Option<Duration> {
        if tries >= self.tries {
            return None;
        }
        let doubled = self
            .first
            .saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1)))
            .min(self.longest);
        let jitter = self.first.min(doubled).mul_f64(draw);
        Some(told.map_or_else(
            || doubled.mul_f64(0.5 + draw / 2.0),
            |told| told.min(LONGEST_TOLD) + jitter,
        ))
    }
}

/// `Retry-After`: seconds, or an hour, which is as far off as `date`, the hour at which the service
/// answered, is before it.
pub fn retry_after(told: &str, date: Option<&str>) -> Option<Duration> {
    let told = told.trim();
    if !told.is_empty() && told.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than any number of ours has mean a long time too.
        return Some(Duration::from_secs(told.parse().unwrap_or(u64::MAX)).min(LONGEST_TOLD));
    }
    let hour = |text: &str| DateTime::parse_from_rfc2822(text.trim()).ok();
    let off = hour(told)? - hour(date?)?;
    Some(off.to_std().unwrap_or_default().min(LONGEST_TOLD))
}

/// From 0 to 1, the same for the same seed: no dice are needed, only that others throw differently.
pub fn draw(seed: &str, count: u32) -> f64 {
    let hex = Hash::new().add(seed).add(count.to_be_bytes()).name();
    let number = u32::from_str_radix(&hex[..8], 16).expect("a hash is made of hexadecimal digits");
    f64::from(number) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_a_bound() {
        let patience = Patience {
            tries: 9,
            ..Patience::default()
        };
        let waits: Vec<_> = (1..=9)
            .map(|tries| patience.wait(tries, None, 1.0).map(|wait| wait.as_secs()))
            .collect();
        assert_eq!(
            waits,
            [
                Some(1),
                Some(2),
                Some(4),
                Some(8),
                Some(16),
                Some(32),
                Some(64),
                Some(64),
                None
            ]
        );
        assert_eq!(
            patience.wait(3, None, 0.0),
            Some(2 * SECOND),
            "half of it is drawn"
        );
        assert_eq!(patience.wait(400, None, 1.0), None);
    }

    #[test]
    fn who_is_told_when_to_come_back_does_not_come_before() {
        let patience = Patience::default();
        assert_eq!(patience.wait(1, Some(97 * SECOND), 0.0), Some(97 * SECOND));
        assert_eq!(patience.wait(6, Some(97 * SECOND), 1.0), Some(98 * SECOND));
        assert_eq!(patience.wait(7, Some(SECOND), 0.0), None, "and not forever");
        assert!(
            patience
                .wait(1, Some(Duration::MAX), 1.0)
                .is_some_and(|wait| wait > patience.total),
            "however long that is"
        );
    }

    #[test]
    fn an_hour_to_come_back_at_is_read_by_the_services_own_clock() {
        let date = Some("Fri, 20 Nov 2026 17:00:00 GMT");
        for (told, date, wait) in [
            ("120", None, Some(120)),
            (" 0 ", date, Some(0)),
            ("Fri, 20 Nov 2026 17:01:30 GMT", date, Some(90)),
            ("Fri, 20 Nov 2026 16:59:00 GMT", date, Some(0)),
            ("Fri, 20 Nov 2026 17:01:30 GMT", None, None),
            ("soon", date, None),
            ("18446744073709551615", None, Some(366 * 86_400)),
            ("999999999999999999999999", None, Some(366 * 86_400)),
            ("", date, None),
        ] {
            assert_eq!(
                retry_after(told, date).map(|wait| wait.as_secs()),
                wait,
                "{told}"
            );
        }
    }

    #[test]
    fn draws_differ_and_are_the_same_again() {
        let draws: Vec<_> = (0..50)
            .map(|count| draw("emea 2026-11-20", count))
            .collect();
        assert!(draws.iter().all(|draw| (0.0..=1.0).contains(draw)));
        assert!(
            draws.iter().any(|draw| *draw < 0.3) && draws.iter().any(|draw| *draw > 0.7),
            "{draws:?}"
        );
        assert_eq!(draw("emea 2026-11-20", 7), draws[7]);
        assert_ne!(draw("apac 2026-11-20", 7), draws[7]);
    }
}
