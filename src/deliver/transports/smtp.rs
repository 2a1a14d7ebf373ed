//! SMTP, phase by phase, so that it is known of a broken connection whether the server may have the
//! mail: it has none before the line with the single dot.

use std::cell::Cell;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use reqwest::Url;

use super::handover::{Handover, Route, Transport, said, token};
use crate::deliver::error::DeliverError;
use crate::deliver::settings::{Encryption, Login, Relay};
use crate::model::receipt::Exit;
use crate::services::Patience;
use crate::services::answers::causes;
use crate::services::caller::Caller;
use crate::services::token::Application;

/// Until a server has said who it is and knows who we are.
const CONNECT: Duration = Duration::from_secs(30);

/// After the last line a server may look into the mail for long: so much longer than otherwise.
const LAST_LINE: u32 = 5;

pub struct Smtp<'a> {
    relay: &'a Relay,
    /// What we call ourselves.
    domain: &'a str,
    patience: Patience,
    wait: Box<dyn Fn(Duration) + 'a>,
    connection: Option<SmtpConnection>,
    token: Option<String>,
}

impl<'a> Smtp<'a> {
    pub fn new(
        relay: &'a Relay,
        domain: &'a str,
        patience: Patience,
        wait: impl Fn(Duration) + 'a,
    ) -> Self {
        Self {
            relay,
            domain,
            patience,
            wait: Box::new(wait),
            connection: None,
            token: None,
        }
    }

    fn no_way(&self, exit: Exit, why: String) -> DeliverError {
        DeliverError::NoWay {
            place: format!("{}:{}", self.relay.host, self.relay.port),
            why,
            exit,
        }
    }

    /// Why there is no connection.
    fn unconnected(&self, error: &Error) -> DeliverError {
        let why = said(&causes(error));
        // With rustls a wrong certificate is found where the first line is read.
        if why.contains("certificate") {
            let why = format!("its certificate is not to be trusted: {why}");
            return self.no_way(Exit::Credentials, why);
        }
        let exit = if error.is_transient() {
            Exit::TryAgain
        } else {
            Exit::Io
        };
        self.no_way(exit, why)
    }

    fn connect(&self) -> Result<SmtpConnection, DeliverError> {
        let Relay {
            host,
            port,
            encryption,
            ..
        } = self.relay;
        let hello = ClientId::Domain(self.domain.to_owned());
        let tls = || TlsParameters::new(host.clone()).map_err(|error| self.unconnected(&error));
        let at_once = match encryption {
            Encryption::Tls => Some(tls()?),
            Encryption::StartTls | Encryption::None => None,
        };
        let timeout = Some(CONNECT.min(self.patience.silence));
        let place = (host.as_str(), *port);
        let mut connection =
            SmtpConnection::connect(place, timeout, &hello, at_once.as_ref(), None)
                .map_err(|error| self.unconnected(&error))?;
        if *encryption == Encryption::StartTls {
            if !connection.can_starttls() {
                connection.abort();
                let why = "it offers no STARTTLS, and without it nothing is sent".to_owned();
                return Err(self.no_way(Exit::Credentials, why));
            }
            connection
                .starttls(&tls()?, &hello)
                .map_err(|error| self.unconnected(&error))?;
        }
        Ok(connection)
    }

    /// Connects, and says who we are.
    fn connected(&mut self) -> Result<SmtpConnection, DeliverError> {
        let mut connection = self.known()?;
        let _ = connection.set_timeout(Some(self.patience.silence));
        Ok(connection)
    }

    /// A connection to a server that knows us. A token that is refused is renewed once.
    fn known(&mut self) -> Result<SmtpConnection, DeliverError> {
        let mut is_renewed = self.token.is_none();
        loop {
            let mut connection = self.connect()?;
            let (user, secret, mechanisms) = match &self.relay.login {
                Login::None => return Ok(connection),
                Login::Password { user, password } => {
                    let password = password.expose().map_err(|why| {
                        self.no_way(Exit::Credentials, format!("there is no password: {why}"))
                    })?;
                    let mechanisms = &[Mechanism::Login, Mechanism::Plain][..];
                    (user.clone(), password.to_owned(), mechanisms)
                }
                Login::Xoauth2 { user, application } => {
                    let token = self.token(application)?;
                    (user.clone(), token, &[Mechanism::Xoauth2][..])
                }
            };
            let error = match connection.auth(mechanisms, &Credentials::new(user, secret)) {
                Ok(_) => return Ok(connection),
                Err(error) => error,
            };
            connection.abort();
            self.token = None;
            if is_renewed || !matches!(self.relay.login, Login::Xoauth2 { .. }) {
                let exit = if error.is_transient() {
                    Exit::TryAgain
                } else {
                    Exit::Credentials
                };
                let why = format!("it refuses who we say we are: {}", words(&error));
                return Err(self.no_way(exit, why));
            }
            is_renewed = true;
        }
    }

    fn token(&mut self, application: &Application) -> Result<String, DeliverError> {
        if let Some(token) = &self.token {
            return Ok(token.clone());
        }
        let service = Url::parse(&application.login)
            .map_err(|error| self.no_way(Exit::Usage, error.to_string()))?;
        let seed = application.client_id.clone();
        let mut caller = Caller::new(&service, self.patience, "mail", seed, &self.wait)
            .map_err(|why| self.no_way(Exit::Usage, why))?;
        let new = token(application, &mut caller)?;
        self.token = Some(new.clone());
        Ok(new)
    }

    /// What an answer before the mail's content means. Without an answer the connection is gone,
    /// and the server has no mail.
    fn judged(&mut self, error: &Error) -> Handover {
        let told = words(error);
        let is_closing = error.status().is_none_or(|code| code.to_string() == "421");
        let is_reset = !is_closing
            && self
                .connection
                .as_mut()
                .is_some_and(|connection| connection.command(Rset).is_ok());
        if !is_reset {
            self.connection = None;
        }
        if error.is_permanent() {
            Handover::Refused(told)
        } else {
            Handover::Deferred { told, after: None }
        }
    }

    /// Sends the content, and its end.
    fn content(&mut self, mail: &[u8]) -> Handover {
        let Some(connection) = self.connection.as_mut() else {
            let told = "the connection is gone".to_owned();
            return Handover::Deferred { told, after: None };
        };
        let (silence, is_whole) = (self.patience.silence, Cell::new(false));
        // The line with the dot begins with the end of the line before.
        let mail = mail.strip_suffix(b"\r\n").unwrap_or(mail);
        // It is asked for a second part when the first is sent: what fails before then has not come
        // to the mail's end.
        let mut parts = [mail].into_iter();
        let parts = std::iter::from_fn(|| {
            let part = parts.next();
            is_whole.set(part.is_none());
            part
        });
        let _ = connection.set_timeout(Some(silence * LAST_LINE));
        let answered = connection.message_iter(parts);
        let _ = connection.set_timeout(Some(silence));
        match answered {
            Ok(response) => {
                let lines: Vec<&str> = response.message().collect();
                Handover::Accepted(said(&format!("{} {}", response.code(), lines.join(" "))))
            }
            Err(error) if error.is_permanent() || error.is_transient() => self.judged(&error),
            Err(error) => {
                self.connection = None;
                let told = words(&error);
                if is_whole.get() {
                    Handover::Unknown(told)
                } else {
                    Handover::Deferred { told, after: None }
                }
            }
        }
    }
}

/// Whose mail it is, for whom, and that its content comes.
fn announce(connection: &mut SmtpConnection, from: &Address, to: &Address) -> Result<(), Error> {
    connection.command(Mail::new(Some(from.clone()), vec![]))?;
    connection.command(Rcpt::new(to.clone(), vec![]))?;
    connection.command(Data)?;
    Ok(())
}

/// What the server said, with its code; or what broke.
fn words(error: &Error) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    match (error.status(), cause) {
        (Some(code), Some(told)) => said(&format!("{code} {told}")),
        (Some(code), None) => code.to_string(),
        (None, _) => said(&causes(error)),
    }
}

/// The server wants to know again who we are.
fn is_unauthenticated(error: &Error) -> bool {
    let code = error.status().map(|code| code.to_string());
    matches!(code.as_deref(), Some("530" | "535"))
}

impl Transport for Smtp<'_> {
    /// A server may close a connection on which nothing was said for a while.
    fn ready(&mut self) -> Result<(), DeliverError> {
        let is_alive = self
            .connection
            .as_mut()
            .is_some_and(SmtpConnection::test_connected);
        if !is_alive {
            self.connection = None;
            self.connection = Some(self.connected()?);
        }
        Ok(())
    }

    fn hand_over(&mut self, route: Route, mail: &[u8]) -> Result<Handover, DeliverError> {
        let parsed = route
            .from
            .parse()
            .and_then(|from| Ok((from, route.to.parse()?)));
        let (from, to): (Address, Address) = match parsed {
            Ok(both) => both,
            Err(error) => return Ok(Handover::Refused(error.to_string())),
        };
        let mut is_renewed = false;
        loop {
            if self.connection.is_none() {
                self.connection = Some(self.connected()?);
            }
            let connection = self.connection.as_mut().expect("it was made above");
            let Err(error) = announce(connection, &from, &to) else {
                return Ok(self.content(mail));
            };
            if is_unauthenticated(&error) && self.token.is_some() {
                (self.connection, self.token) = (None, None);
                if is_renewed {
                    let why = format!("it refuses who we say we are: {}", words(&error));
                    return Err(self.no_way(Exit::Credentials, why));
                }
                is_renewed = true;
                continue;
            }
            return Ok(self.judged(&error));
        }
    }

    fn end(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            let _ = connection.quit();
        }
    }
}
