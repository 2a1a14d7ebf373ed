//! Who asks a service, until it is answered: what is busy, broken off or garbled is waited for, and
//! what cannot be had by waiting is handed back.

use std::fmt;
use std::time::{Duration, Instant};

use reqwest::header::{ACCEPT_ENCODING, DATE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};

use super::answers::{BEGINS_CHARACTERS, HttpAnswer, Trouble, causes, say, shown_of};
use super::patience::{Patience, draw, retry_after};
use crate::lake::store::block_on;
use crate::lake::strike::struck;

const CONNECT: Duration = Duration::from_secs(30);

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unanswered {
    /// It was asked as often, or for as long, as patience allows.
    GivenUp(String),
    /// All the time for asking is over.
    OutOfTime,
    /// Another try would not be answered otherwise.
    Lasting(String),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GivenUp(why) | Self::Lasting(why) => f.write_str(why),
            Self::OutOfTime => f.write_str("the service was asked for too long"),
        }
    }
}

pub struct Caller<'a> {
    http: Client,
    patience: Patience,
    /// For whom it asks, in log lines.
    who: String,
    /// Told of each wait, and waits.
    wait: Box<dyn Fn(Duration) + 'a>,
    /// How long it takes is measured; what hour it is nobody here knows.
    began: Instant,
    /// Whence waits are drawn, and how many were.
    seed: String,
    waits: u32,
    waited: Duration,
}

impl<'a> Caller<'a> {
    /// `wait` is told how long to wait, and does so.
    pub fn new(
        service: &Url,
        patience: Patience,
        who: impl Into<String>,
        seed: String,
        wait: impl Fn(Duration) + 'a,
    ) -> Result<Self, String> {
        Ok(Self {
            http: http_client(service, patience.silence)?,
            patience,
            who: who.into(),
            wait: Box::new(wait),
            began: Instant::now(),
            seed,
            waits: 0,
            waited: Duration::ZERO,
        })
    }

    pub fn http(&self) -> &Client {
        &self.http
    }

    /// Makes a request until it is answered. An answer that is no success comes without what it
    /// should have told.
    pub fn ask<T>(
        &mut self,
        url: &str,
        request: &dyn Fn(&Client) -> RequestBuilder,
        told: &dyn Fn(&HttpAnswer) -> Result<T, String>,
    ) -> Result<(HttpAnswer, Option<T>), Unanswered> {
        let patience = self.patience;
        for tries in 1.. {
            let left = patience.whole.saturating_sub(self.began.elapsed());
            if left.is_zero() {
                return Err(Unanswered::OutOfTime);
            }
            let request = request(&self.http)
                .header(ACCEPT_ENCODING, "gzip")
                .timeout(patience.answer.min(left));
            let (why, until) = match block_on(say(request)) {
                Ok(said) if said.status == 200 => match told(&said) {
                    Ok(told) => return Ok((said, Some(told))),
                    Err(why) => (garbled(&said, &why), None),
                },
                Ok(said) if matches!(said.status, 408 | 429 | 500 | 502 | 503 | 504) => busy(&said),
                Ok(said) => return Ok((said, None)),
                Err(Trouble::Passing(why)) => (why, None),
                Err(Trouble::Lasting(why)) => return Err(Unanswered::Lasting(why)),
            };
            let draw = draw(&self.seed, self.waits);
            let wait = patience
                .wait(tries, until, draw)
                .filter(|wait| self.waited.saturating_add(*wait) <= patience.total);
            let Some(wait) = wait else {
                let until = until
                    .map(|until| format!(", and asks to be left alone for {} s", until.as_secs()))
                    .unwrap_or_default();
                let why = format!("{why}{until}; given up after {tries} tries");
                return Err(Unanswered::GivenUp(why));
            };
            if wait > patience.whole.saturating_sub(self.began.elapsed()) {
                return Err(Unanswered::OutOfTime);
            }
            let seconds = wait.as_secs_f64();
            let (who, url, why) = (&self.who, struck(url), struck(&why));
            tracing::warn!(satellite = %who, "{url}: {why}; trying again in {seconds:.1} s");
            (self.wait)(wait);
            self.waits += 1;
            self.waited += wait;
        }
        unreachable!("tries are numbered until they are too many")
    }
}

fn garbled(said: &HttpAnswer, why: &str) -> String {
    let begins = shown_of(&said.body, BEGINS_CHARACTERS);
    format!("the answer is cut off, or no JSON that is meant here ({why}); it begins `{begins}`")
}

/// What a busy service says, and when it wants to be asked again.
fn busy(said: &HttpAnswer) -> (String, Option<Duration>) {
    let refusal = said.refusal();
    let why = format!(
        "the service is busy or ill ({} {}): {}",
        said.status, refusal.code, refusal.message
    );
    (why, said.retry_after())
}

impl HttpAnswer {
    /// When a service that is busy wants to be asked again, if it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        let header = |name| self.headers.get(name).and_then(|value| value.to_str().ok());
        header(RETRY_AFTER).and_then(|told| retry_after(told, header(DATE)))
    }
}

/// A redirection would carry the token to wherever it points, so none is followed. What listens on
/// this very machine is reached through no proxy.
pub fn http_client(service: &Url, silence: Duration) -> Result<Client, String> {
    let http = Client::builder()
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .read_timeout(silence)
        .user_agent(concat!("reckoner/", env!("CARGO_PKG_VERSION")));
    let http = if is_loopback(service) {
        http.no_proxy()
    } else {
        http
    };
    http.build()
        .map_err(|e| format!("no connection can be made: {}", causes(&e)))
}

fn is_loopback(url: &Url) -> bool {
    url.host_str()
        .is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]")
}
