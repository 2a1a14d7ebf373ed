//! Who asks the service: with a token of its own, patiently, and nobody but the service. What
//! cannot be had by waiting is handed back as it was refused.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, DATE, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{RequestBuilder, Url};
use serde::Deserialize;

use super::answers::{
    BEGINS_CHARACTERS, HttpAnswer, SAID_CHARACTERS, Trouble, causes, say, shown_of,
};
use super::page::Page;
use crate::extract::error::ExtractError;
use crate::extract::options::Progress;
use crate::extract::reading::Live;
use crate::extract::reading::patience::{draw, retry_after};
use crate::extract::rejects::cut;
use crate::lake::store::block_on;
use crate::lake::strike::{self, struck};
use crate::model::SatelliteId;
use crate::model::many::many;
use crate::model::receipt::Exit;

/// Rows of a page: as many as the service gives at most.
const PAGE_ROWS: u32 = 5_000;
const CONNECT: Duration = Duration::from_secs(30);
/// A page, and the bytes in which it came.
pub struct Answered {
    pub page: Page,
    pub bytes: Vec<u8>,
}

/// What the service refused, in its own words.
#[derive(Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: String,
    pub message: String,
}

pub struct Client<'a> {
    http: reqwest::Client,
    live: &'a Live,
    service: Url,
    satellite: &'a SatelliteId,
    progress: &'a dyn Progress,
    token: Option<String>,
    /// How long it takes is measured; what hour it is nobody here knows.
    began: Instant,
    /// Whence waits are drawn, and how many were.
    seed: String,
    waits: u32,
    waited: Duration,
}

impl<'a> Client<'a> {
    pub fn new(
        live: &'a Live,
        satellite: &'a SatelliteId,
        now: DateTime<Utc>,
        progress: &'a dyn Progress,
    ) -> Result<Self, ExtractError> {
        let failed = |why: String| ExtractError::Service {
            url: live.service.clone(),
            why,
            exit: Exit::Usage,
        };
        let service =
            Url::parse(&live.service).map_err(|e| failed(format!("this is no address: {e}")))?;
        // A redirection would carry the token to wherever it points.
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .read_timeout(live.patience.silence);
        let http = http.user_agent(concat!("reckoner/", env!("CARGO_PKG_VERSION")));
        // What listens on this very machine is reached through no proxy.
        let http = if is_loopback(&service) {
            http.no_proxy()
        } else {
            http
        };
        let http = http
            .build()
            .map_err(|e| failed(format!("no connection can be made: {}", causes(&e))))?;
        let seed = format!("{satellite} {now}");
        let (token, began) = (None, Instant::now());
        Ok(Self {
            http,
            live,
            service,
            satellite,
            progress,
            token,
            began,
            seed,
            waits: 0,
            waited: Duration::ZERO,
        })
    }

    /// Asks for a page, whatever the link says: the service made it.
    pub fn page(
        &mut self,
        link: &str,
        is_tracked: bool,
    ) -> Result<Result<Answered, Refusal>, ExtractError> {
        let url = Url::parse(link)
            .map_err(|e| self.failed(link, Exit::Io, format!("this link is no address: {e}")))?;
        if url.origin() != self.service.origin() {
            let why = format!(
                "this link leads away from {}, and is not followed: a token would go with it",
                self.live.service
            );
            return Err(self.failed(link, Exit::Io, why));
        }
        let tracked = if is_tracked {
            "odata.track-changes,"
        } else {
            ""
        };
        let prefer = format!(
            "{tracked}odata.maxpagesize={PAGE_ROWS},odata.include-annotations=\"OData.Community.Display.V1.FormattedValue\""
        );
        let mut is_renewed = false;
        loop {
            let bearer = format!("Bearer {}", self.token()?);
            let request = |http: &reqwest::Client| {
                let request = http
                    .get(url.clone())
                    .header(AUTHORIZATION, &bearer)
                    .header(ACCEPT, "application/json");
                request
                    .header("OData-Version", "4.0")
                    .header("OData-MaxVersion", "4.0")
                    .header("Prefer", &prefer)
            };
            let (said, page) = self.patiently(link, &request, &|said| {
                Page::read(&said.body).map_err(|e| e.to_string())
            })?;
            match (page, said.status) {
                (Some(mut page), _) => {
                    for link in [&mut page.next, &mut page.delta].into_iter().flatten() {
                        *link = absolute(&url, link);
                    }
                    return Ok(Ok(Answered {
                        page,
                        bytes: said.body,
                    }));
                }
                (None, 401) if !is_renewed => {
                    // A token has its hour; of two that are refused one after the other no third is
                    // better.
                    is_renewed = true;
                    self.token = None;
                }
                (None, 401) => {
                    let refusal = self.refusal(said);
                    return Err(self.refused(link, &refusal));
                }
                (None, _) => return Ok(Err(self.refusal(said))),
            }
        }
    }

    /// Why nothing more is asked of a service that does not let the application in.
    pub fn refused(&self, link: &str, refusal: &Refusal) -> ExtractError {
        let why = format!(
            "the service refuses the application ({} {}): {}. Make it an application user of the environment, with a security role \
             that may read these tables of the whole organisation",
            refusal.status, refusal.code, refusal.message
        );
        self.failed(link, Exit::Credentials, why)
    }

    /// A token, asked for where there is none.
    fn token(&mut self) -> Result<String, ExtractError> {
        if let Some(token) = &self.token {
            return Ok(token.clone());
        }
        let live = self.live;
        let url = format!("{}/{}/oauth2/v2.0/token", live.login, live.tenant);
        let refused = |why: String| ExtractError::Service {
            url: url.clone(),
            why,
            exit: Exit::Credentials,
        };
        let secret = live
            .client_secret
            .expose()
            .map_err(|why| refused(format!("there is no client secret: {why}")))?;
        let scope = format!("{}/.default", live.service);
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &live.client_id),
            ("client_secret", secret),
            ("scope", &scope),
        ];
        // What a URL says behind its question mark is what a form says.
        let form =
            Url::parse_with_params("https://form", fields).map_err(|e| refused(e.to_string()))?;
        let form = form.query().unwrap_or_default().to_owned();
        let request = |http: &reqwest::Client| {
            http.post(&url)
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.clone())
        };
        #[derive(Deserialize)]
        struct Granted {
            access_token: String,
        }
        let granted = |said: &HttpAnswer| {
            serde_json::from_slice::<Granted>(&said.body).map_err(|e| e.to_string())
        };
        match self.patiently(&url, &request, &granted)? {
            (_, Some(Granted { access_token })) => {
                strike::keep(&access_token);
                self.token = Some(access_token.clone());
                Ok(access_token)
            }
            (said, None) => {
                let (status, refusal) = (said.status, self.refusal(said));
                Err(refused(format!(
                    "no token is given out ({status} {}): {}. See tenant, client_id and the secret {:?}",
                    refusal.code, refusal.message, live.client_secret
                )))
            }
        }
    }

    /// Makes a request until it is answered: what is busy, broken off or garbled is waited for. An
    /// answer that is no success comes without what it should have told.
    fn patiently<T>(
        &mut self,
        url: &str,
        request: &dyn Fn(&reqwest::Client) -> RequestBuilder,
        told: &dyn Fn(&HttpAnswer) -> Result<T, String>,
    ) -> Result<(HttpAnswer, Option<T>), ExtractError> {
        let patience = self.live.patience;
        for tries in 1.. {
            let left = patience.whole.saturating_sub(self.began.elapsed());
            if left.is_zero() {
                return Err(self.too_long(url));
            }
            let request = request(&self.http)
                .header(ACCEPT_ENCODING, "gzip")
                .timeout(patience.answer.min(left));
            let (why, until) = match block_on(say(request)) {
                Ok(said) if said.status == 200 => match told(&said) {
                    Ok(told) => return Ok((said, Some(told))),
                    Err(why) => {
                        let begins = shown_of(&said.body, BEGINS_CHARACTERS);
                        (
                            format!(
                                "the answer is cut off, or no JSON that is meant here ({why}); it begins `{begins}`"
                            ),
                            None,
                        )
                    }
                },
                Ok(said) if matches!(said.status, 408 | 429 | 500 | 502 | 503 | 504) => {
                    let header =
                        |name| said.headers.get(name).and_then(|value| value.to_str().ok());
                    let until =
                        header(RETRY_AFTER).and_then(|told| retry_after(told, header(DATE)));
                    let (status, refusal) = (said.status, self.refusal(said));
                    (
                        format!(
                            "the service is busy or ill ({status} {}): {}",
                            refusal.code, refusal.message
                        ),
                        until,
                    )
                }
                Ok(said) => return Ok((said, None)),
                Err(Trouble::Passing(why)) => (why, None),
                Err(Trouble::Lasting(why)) => return Err(self.failed(url, Exit::Io, why)),
            };
            let draw = draw(&self.seed, self.waits);
            let wait = patience
                .wait(tries, until, draw)
                .filter(|wait| self.waited.saturating_add(*wait) <= patience.total);
            let Some(wait) = wait else {
                let until = until
                    .map(|until| format!(", and asks to be left alone for {} s", until.as_secs()))
                    .unwrap_or_default();
                let why = format!(
                    "{why}{until}; given up after {tries} tries. Pages that came are kept: run again later"
                );
                return Err(self.failed(url, Exit::TryAgain, why));
            };
            if wait > patience.whole.saturating_sub(self.began.elapsed()) {
                return Err(self.too_long(url));
            }
            tracing::warn!(satellite = %self.satellite, "{}: {}; trying again in {:.1} s", struck(url), struck(&why), wait.as_secs_f64());
            self.progress.on_wait(self.satellite, wait);
            self.waits += 1;
            self.waited += wait;
        }
        unreachable!("tries are numbered until they are too many")
    }

    fn too_long(&self, url: &str) -> ExtractError {
        let minutes = self.live.patience.whole.as_secs() / 60;
        let why = format!(
            "the service was asked for {} and is not done. Pages that came are kept, and the next run goes on there; \
             if it has so much to say, write a larger max_minutes in the satellite's source",
            many(minutes, "minute")
        );
        self.failed(url, Exit::TryAgain, why)
    }

    fn refusal(&self, said: HttpAnswer) -> Refusal {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            OData {
                error: Inner,
            },
            OAuth {
                error: String,
                error_description: Option<String>,
            },
        }
        #[derive(Deserialize)]
        struct Inner {
            code: Option<String>,
            message: Option<String>,
        }
        let (code, message) = match serde_json::from_slice(&said.body) {
            Ok(Form::OData { error }) => (
                error.code.unwrap_or_default(),
                error.message.unwrap_or_default(),
            ),
            Ok(Form::OAuth {
                error,
                error_description,
            }) => (error, error_description.unwrap_or_default()),
            Err(_) => (String::new(), shown_of(&said.body, SAID_CHARACTERS)),
        };
        // What somebody else says may repeat what it was told; cut before that is struck, it would
        // be known no more.
        let line = struck(&message)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let line = if line.is_empty() {
            "it says no more"
        } else {
            &line
        };
        let code = cut(&struck(&code), SAID_CHARACTERS).to_owned();
        Refusal {
            status: said.status,
            code,
            message: cut(line, SAID_CHARACTERS).trim_end_matches('.').to_owned(),
        }
    }

    fn failed(&self, url: &str, exit: Exit, why: String) -> ExtractError {
        // A link may be long, and most of it is of no use to anybody.
        ExtractError::Service {
            url: cut(&struck(url), SAID_CHARACTERS).to_owned(),
            why: struck(&why).into_owned(),
            exit,
        }
    }
}

/// A link as the service gave it. It may leave out what it shares with where it was found:
/// Dataverse never does, others do.
fn absolute(found_at: &Url, link: &str) -> String {
    let joined = || {
        found_at
            .join(link)
            .map_or_else(|_| link.to_owned(), String::from)
    };
    if Url::parse(link).is_ok() {
        link.to_owned()
    } else {
        joined()
    }
}

fn is_loopback(url: &Url) -> bool {
    url.host_str()
        .is_some_and(|host| host == "localhost" || host.starts_with("127.") || host == "[::1]")
}
