//! Microsoft Graph: `sendMail` takes a mail as it is, in base64, from an application that may send
//! as a mailbox (`Mail.Send`).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};

use super::handover::{Handover, Route, Transport, said, token};
use crate::deliver::error::DeliverError;
use crate::deliver::settings::Mailbox;
use crate::lake::store::block_on;
use crate::model::receipt::Exit;
use crate::services::Patience;
use crate::services::answers::{HttpAnswer, causes};
use crate::services::caller::Caller;

pub struct Graph<'a> {
    mailbox: &'a Mailbox,
    patience: Patience,
    wait: Box<dyn Fn(Duration) + 'a>,
    caller: Option<Caller<'a>>,
    token: Option<String>,
}

impl<'a> Graph<'a> {
    pub fn new(mailbox: &'a Mailbox, patience: Patience, wait: impl Fn(Duration) + 'a) -> Self {
        Self {
            mailbox,
            patience,
            wait: Box::new(wait),
            caller: None,
            token: None,
        }
    }

    fn url(&self) -> String {
        format!(
            "{}/v1.0/users/{}/sendMail",
            self.mailbox.graph, self.mailbox.user
        )
    }

    /// Sends with the token at hand.
    fn try_once(&self, token: &str, mail: &[u8]) -> Result<HttpAnswer, Handover> {
        let caller = self.caller.as_ref().expect("it is ready");
        let request = caller
            .http()
            .post(self.url())
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, "text/plain")
            .timeout(self.patience.answer)
            .body(STANDARD.encode(mail));
        // Before there is a connection nothing was sent; afterwards all may have been.
        let failed = |error: reqwest::Error| {
            let (is_unsent, why) = (
                error.is_connect() || error.is_builder(),
                error.without_url(),
            );
            let told = said(&causes(&why));
            if is_unsent {
                Handover::Deferred { told, after: None }
            } else {
                Handover::Unknown(told)
            }
        };
        let response = block_on(async { request.send().await }).map_err(failed)?;
        Ok(HttpAnswer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            // What it says besides is for people to read: without it the status says enough.
            body: block_on(async { response.bytes().await })
                .map_or_else(|_| Vec::new(), |body| body.to_vec()),
        })
    }

    fn refused(&self, said: &HttpAnswer) -> DeliverError {
        let refusal = said.refusal();
        DeliverError::NoWay {
            place: self.mailbox.graph.clone(),
            why: format!(
                "it refuses the application ({} {}): {}. Give the application Mail.Send for the mailbox {}",
                refusal.status, refusal.code, refusal.message, self.mailbox.user
            ),
            exit: Exit::Credentials,
        }
    }
}

impl Transport for Graph<'_> {
    fn ready(&mut self) -> Result<(), DeliverError> {
        if self.caller.is_none() {
            let no_way = |why: String| DeliverError::NoWay {
                place: self.mailbox.graph.clone(),
                why,
                exit: Exit::Usage,
            };
            let service =
                Url::parse(&self.mailbox.graph).map_err(|error| no_way(error.to_string()))?;
            let wait = std::mem::replace(&mut self.wait, Box::new(|_| ()));
            let seed = self.mailbox.user.clone();
            self.caller =
                Some(Caller::new(&service, self.patience, "mail", seed, wait).map_err(no_way)?);
        }
        if self.token.is_none() {
            let caller = self.caller.as_mut().expect("it was made above");
            self.token = Some(token(&self.mailbox.application, caller)?);
        }
        Ok(())
    }

    fn hand_over(&mut self, _: Route, mail: &[u8]) -> Result<Handover, DeliverError> {
        let mut is_renewed = false;
        loop {
            self.ready()?;
            let token = self.token.clone().unwrap_or_default();
            let answer = match self.try_once(&token, mail) {
                Ok(answer) => answer,
                Err(handover) => return Ok(handover),
            };
            let refusal = answer.refusal();
            let told = said(&format!(
                "{} {} {}",
                answer.status, refusal.code, refusal.message
            ));
            return Ok(match answer.status {
                200..=299 => Handover::Accepted(format!("{} of Graph", answer.status)),
                // A token has its hour; of two that are refused no third is better.
                401 if !is_renewed => {
                    is_renewed = true;
                    self.token = None;
                    continue;
                }
                401 | 403 => return Err(self.refused(&answer)),
                429 | 503 => Handover::Deferred {
                    told,
                    after: answer.retry_after(),
                },
                400..=499 => Handover::Refused(told),
                _ => Handover::Unknown(told),
            });
        }
    }

    fn end(&mut self) {}
}
