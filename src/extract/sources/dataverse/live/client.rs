//! Who asks the service: with a token of its own, patiently, and nobody but the service. What
//! cannot be had by waiting is handed back as it was refused.

use chrono::{DateTime, Utc};
use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION};

use super::page::Page;
use crate::extract::error::ExtractError;
use crate::extract::options::Progress;
use crate::extract::reading::Live;
use crate::lake::strike::struck;
use crate::model::SatelliteId;
use crate::model::many::{cut, many};
use crate::model::receipt::Exit;
pub use crate::services::answers::Refusal;
use crate::services::answers::SAID_CHARACTERS;
use crate::services::caller::{Caller, Unanswered};
use crate::services::token::NoToken;

/// Rows of a page: as many as the service gives at most.
const PAGE_ROWS: u32 = 5_000;

/// A page, and the bytes in which it came.
pub struct Answered {
    pub page: Page,
    pub bytes: Vec<u8>,
}

pub struct Client<'a> {
    caller: Caller<'a>,
    live: &'a Live,
    service: Url,
    token: Option<String>,
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
        let seed = format!("{satellite} {now}");
        let wait = |time| progress.on_wait(satellite, time);
        let caller = Caller::new(&service, live.patience, satellite.as_str(), seed, wait);
        Ok(Self {
            caller: caller.map_err(failed)?,
            live,
            service,
            token: None,
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
            let asked = self.caller.ask(link, &request, &|said| {
                Page::read(&said.body).map_err(|e| e.to_string())
            });
            let (said, page) = asked.map_err(|why| self.unanswered(link, why))?;
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
                    let refusal = said.refusal();
                    return Err(self.refused(link, &refusal));
                }
                (None, _) => return Ok(Err(said.refusal())),
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
        let token = self.live.application().token(&mut self.caller);
        let token = token.map_err(|no_token| match no_token {
            NoToken::Refused { url, why } => ExtractError::Service {
                url,
                why,
                exit: Exit::Credentials,
            },
            NoToken::Unanswered { url, why } => self.unanswered(&url, why),
        })?;
        self.token = Some(token.clone());
        Ok(token)
    }

    fn unanswered(&self, url: &str, why: Unanswered) -> ExtractError {
        match why {
            Unanswered::Lasting(why) => self.failed(url, Exit::Io, why),
            Unanswered::GivenUp(why) => {
                let why = format!("{why}. Pages that came are kept: run again later");
                self.failed(url, Exit::TryAgain, why)
            }
            Unanswered::OutOfTime => self.too_long(url),
        }
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
