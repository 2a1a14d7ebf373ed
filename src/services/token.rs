//! Tokens: an application says who it is by a secret, and is given one for an hour or so.

use reqwest::Url;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;

use super::answers::HttpAnswer;
use super::caller::{Caller, Unanswered};
use super::secret::Secret;
use crate::lake::strike;

/// Who gives out tokens, in the cloud that is everybody's.
pub const LOGIN: &str = "https://login.microsoftonline.com";

/// As whom a service is asked, and which service it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// Who gives out tokens, without the tenant: another cloud has its own.
    pub login: String,
    pub tenant: String,
    pub client_id: String,
    pub client_secret: Secret,
    /// What the token opens: an address without a slash behind it.
    pub resource: String,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoToken {
    Refused { url: String, why: String },
    Unanswered { url: String, why: Unanswered },
}

impl Application {
    /// A new token; from now on it is struck from whatever is printed.
    pub fn token(&self, caller: &mut Caller) -> Result<String, NoToken> {
        let url = format!("{}/{}/oauth2/v2.0/token", self.login, self.tenant);
        let refused = |why: String| NoToken::Refused {
            url: url.clone(),
            why,
        };
        let secret = self
            .client_secret
            .expose()
            .map_err(|why| refused(format!("there is no client secret: {why}")))?;
        let scope = format!("{}/.default", self.resource);
        let fields = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client_id),
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
        let answered = caller.ask(&url, &request, &granted);
        match answered.map_err(|why| NoToken::Unanswered {
            url: url.clone(),
            why,
        })? {
            (_, Some(Granted { access_token })) => {
                strike::keep(&access_token);
                Ok(access_token)
            }
            (said, None) => {
                let refusal = said.refusal();
                Err(refused(format!(
                    "no token is given out ({} {}): {}. See tenant, client_id and the secret {:?}",
                    refusal.status, refusal.code, refusal.message, self.client_secret
                )))
            }
        }
    }
}
