//! Mails that are kept leave, one after the other. Each is claimed in the lake before a server is
//! told of it, and what the server said is written there before the next.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::error::DeliverError;
use super::outbox::Outbox;
use super::settings::MailSettings;
use super::transports::handover::{Handover, Route, Transport};
use crate::lake::{DeliveryState, DeliveryStep};
use crate::model::receipt::Exit;
use crate::services::Patience;
use crate::services::patience::draw;

/// A mail that was put off waits for so long, twice as long each time, and never longer than the
/// other.
const FIRST_DELAY_SECONDS: i64 = 5 * 60;
const LONGEST_DELAY_SECONDS: i64 = 4 * 3_600;

/// What is put off for so long is given up.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(2);

/// What time it is: the run's instant, and what has gone by since. Who waits is told so, and a test
/// need not wait.
pub struct SendingClock<'a> {
    now: DateTime<Utc>,
    began: Instant,
    wait: &'a dyn Fn(Duration),
}

impl<'a> SendingClock<'a> {
    pub fn new(now: DateTime<Utc>, wait: &'a dyn Fn(Duration)) -> Self {
        Self {
            now,
            began: Instant::now(),
            wait,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.now + TimeDelta::from_std(self.began.elapsed()).unwrap_or_default()
    }
}

/// Sends what `pending` names by the last state of each. What is put off is tried again as long as
/// patience lasts; then it waits for another run. An error means that no mail can leave.
pub fn post(
    outbox: &mut Outbox,
    pending: Vec<DeliveryStep>,
    settings: &MailSettings,
    transport: &mut dyn Transport,
    clock: &SendingClock,
) -> Result<(), DeliverError> {
    let mut pace = Pace {
        interval: Duration::from_secs(60) / settings.max_per_minute.max(1),
        last: None,
    };
    let mut waited = Duration::ZERO;
    let mut queue: VecDeque<(DeliveryStep, u32)> =
        pending.into_iter().map(|step| (step, 1)).collect();
    while let Some((step, tries)) = queue.pop_front() {
        let mail = match outbox.mail(&step) {
            Ok(mail) => mail,
            Err(lost @ DeliverError::Lost { .. }) => {
                tracing::error!("{}: {lost}", step.email);
                continue;
            }
            Err(error) => return Err(error),
        };
        waited += ready(transport, settings.patience, clock)?;
        if !transport.is_here() {
            pace.keep(clock);
        }
        if !outbox.claim(&step, clock.now())? {
            continue;
        }
        let route = Route {
            from: &settings.from.address,
            to: &step.email,
        };
        let handed_over = transport.hand_over(route, &mail);
        let ended = ended(outbox.chain(&step.delivery), &handed_over, clock);
        outbox.end(ended.clone())?;
        handed_over?;
        let draw = draw(&step.delivery, tries);
        let wait = settings.patience.wait(tries, None, draw);
        let wait = wait.filter(|wait| waited + *wait <= settings.patience.total);
        if let (DeliveryState::Deferred, Some(wait)) = (ended.state, wait) {
            // Others are served first; who is alone is waited for.
            if queue.is_empty() {
                (clock.wait)(wait);
                waited += wait;
            }
            queue.push_back((ended, tries + 1));
        }
    }
    transport.end();
    Ok(())
}

/// Waits for a server that is busy, and says for how long.
fn ready(
    transport: &mut dyn Transport,
    patience: Patience,
    clock: &SendingClock,
) -> Result<Duration, DeliverError> {
    let mut waited = Duration::ZERO;
    for tries in 1.. {
        match transport.ready() {
            Ok(()) => break,
            Err(error) if error.exit() == Exit::TryAgain => {
                let wait = patience.wait(tries, None, 1.0);
                let wait = wait.filter(|wait| waited + *wait <= patience.total);
                let Some(wait) = wait else { return Err(error) };
                (clock.wait)(wait);
                waited += wait;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(waited)
}

/// The state that says what became of a mail that was begun.
fn ended(
    chain: &[DeliveryStep],
    handed_over: &Result<Handover, DeliverError>,
    clock: &SendingClock,
) -> DeliveryStep {
    let begun = chain.last().expect("it was begun");
    let at = clock.now();
    let end = |state, told: &str| DeliveryStep {
        told: Some(told.to_owned()),
        ..begun.followed_by(state, at)
    };
    match handed_over {
        Ok(Handover::Accepted(told)) => end(DeliveryState::Accepted, told),
        Ok(Handover::Refused(told)) => end(DeliveryState::Refused, told),
        Ok(Handover::Unknown(told)) => end(DeliveryState::Unknown, told),
        Ok(Handover::Deferred { told, after }) => put_off(chain, told, *after, at),
        Err(error) => put_off(chain, &error.to_string(), None, at),
    }
}

fn put_off(
    chain: &[DeliveryStep],
    told: &str,
    after: Option<Duration>,
    at: DateTime<Utc>,
) -> DeliveryStep {
    let begun = chain.last().expect("it was begun");
    let tries = chain
        .iter()
        .rev()
        .take_while(|step| step.publication == begun.publication)
        .filter(|step| step.state == DeliveryState::Begun);
    let begins: Vec<DateTime<Utc>> = tries.map(|step| step.at).collect();
    let first = begins.last().copied().unwrap_or(at);
    if at.signed_duration_since(first) > GIVEN_UP_AFTER {
        let told = format!("given up after {} tries: {told}", begins.len());
        return DeliveryStep {
            told: Some(told),
            ..begun.followed_by(DeliveryState::Refused, at)
        };
    }
    let doublings = u32::try_from(begins.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let seconds = FIRST_DELAY_SECONDS
        .saturating_mul(2_i64.saturating_pow(doublings))
        .min(LONGEST_DELAY_SECONDS);
    let jitter = draw(&begun.delivery, doublings) * FIRST_DELAY_SECONDS as f64;
    let delay = TimeDelta::seconds(seconds + jitter as i64);
    let asked = after.and_then(|after| TimeDelta::from_std(after).ok());
    DeliveryStep {
        told: Some(told.to_owned()),
        retry_after: Some(at + asked.unwrap_or(delay)),
        ..begun.followed_by(DeliveryState::Deferred, at)
    }
}

/// So much time lies between two mails at least.
struct Pace {
    interval: Duration,
    last: Option<Instant>,
}

impl Pace {
    fn keep(&mut self, clock: &SendingClock) {
        let gone = self.last.map(|last| last.elapsed());
        if let Some(left) = gone.and_then(|gone| self.interval.checked_sub(gone)) {
            (clock.wait)(left);
        }
        self.last = Some(Instant::now());
    }
}
