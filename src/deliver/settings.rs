//! How mail leaves: what `[mail]` of a workspace means.

use std::path::PathBuf;

use crate::services::Patience;
use crate::services::Secret;
use crate::services::token::Application;

/// Somebody who writes or is written to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Correspondent {
    /// May be empty.
    pub name: String,
    pub address: String,
}

impl Correspondent {
    /// What stands behind the `@`.
    pub fn domain(&self) -> &str {
        self.address.rsplit_once('@').map_or("", |(_, host)| host)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    pub from: Correspondent,
    pub reply_to: Option<Correspondent>,
    /// Whom a reader writes to who wants no more of it.
    pub leave: String,
    /// Addresses of no other domain are written to.
    pub domains: Vec<String>,
    pub max_per_minute: u32,
    pub max_bytes: usize,
    pub means: Means,
    /// How long a server is waited for that is busy.
    pub patience: Patience,
}

/// The way by which mail leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    Smtp(Relay),
    Graph(Mailbox),
    /// The program of this machine's own mail system.
    Sendmail(PathBuf),
    /// A folder of files, a mail each.
    File(PathBuf),
}

/// A server that takes mail by SMTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    pub host: String,
    pub port: u16,
    pub encryption: Encryption,
    pub login: Login,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// By STARTTLS, and never without it.
    StartTls,
    /// From the first byte.
    Tls,
    None,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    None,
    Password {
        user: String,
        password: Secret,
    },
    Xoauth2 {
        user: String,
        application: Application,
    },
}

/// A mailbox of Microsoft 365, asked by its Graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Without a slash behind it.
    pub graph: String,
    pub user: String,
    pub application: Application,
}

impl MailSettings {
    /// Whether an address lies in one of the domains; of none are all meant.
    pub fn may_write_to(&self, address: &str) -> bool {
        let domain = address.rsplit_once('@').map_or("", |(_, host)| host);
        self.domains.is_empty()
            || self
                .domains
                .iter()
                .any(|known| known.eq_ignore_ascii_case(domain))
    }

    /// The secret that the way needs, if it needs one.
    pub fn secret_mut(&mut self) -> Option<&mut Secret> {
        match &mut self.means {
            Means::Smtp(relay) => match &mut relay.login {
                Login::None => None,
                Login::Password { password, .. } => Some(password),
                Login::Xoauth2 { application, .. } => Some(&mut application.client_secret),
            },
            Means::Graph(mailbox) => Some(&mut mailbox.application.client_secret),
            Means::Sendmail(_) | Means::File(_) => None,
        }
    }
}
