//! `[mail]`: who writes, and by which way.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

use crate::deliver::settings::{
    Correspondent, Encryption, Login, MailSettings, Mailbox, Means, Relay,
};
use crate::model::session::{NotAWord, words};
use crate::services::token::{Application, LOGIN};
use crate::services::{Patience, Secret};
use crate::workspace::configuration::references;
use crate::workspace::configuration::service;
use crate::workspace::configuration::table::TomlTable;
use crate::workspace::forms::{self, Formed, Wrong};

use std::fmt;
use std::str::FromStr;

/// Who gives out tokens knows these by their addresses.
const EXCHANGE: &str = "https://outlook.office365.com";
const GRAPH: &str = "https://graph.microsoft.com";

const SENDMAIL: &str = "/usr/sbin/sendmail";

const MAX_PER_MINUTE: i64 = 30;
const MAX_BYTES: usize = 10_000_000;
/// Graph takes 4 MB of base64.
const GRAPH_MAX_BYTES: usize = 3_000_000;

words! {
    Transport { Smtp = "smtp", Graph = "graph", Sendmail = "sendmail", File = "file" }
}

words! {
    Tls { StartTls = "starttls", Tls = "tls", None = "none" }
}

words! {
    Auth { Xoauth2 = "xoauth2", Login = "login", None = "none" }
}

/// Keys that belong to some ways only.
const OWN_KEYS: &[(&str, &[Transport])] = &[
    ("server", &[Transport::Smtp, Transport::Graph]),
    ("tls", &[Transport::Smtp]),
    ("auth", &[Transport::Smtp]),
    ("user", &[Transport::Smtp, Transport::Graph]),
    ("tenant", &[Transport::Smtp, Transport::Graph]),
    ("client_id", &[Transport::Smtp, Transport::Graph]),
    ("login", &[Transport::Smtp, Transport::Graph]),
    ("secrets", &[Transport::Smtp, Transport::Graph]),
    ("program", &[Transport::Sendmail]),
    ("folder", &[Transport::File]),
];

/// None: something was wrong, and was told.
pub fn mail(table: TomlTable) -> Option<MailSettings> {
    let from = table.needed(
        "from",
        "\"Automation CoE <coe@example.com>\"",
        correspondent,
    );
    let reply_to = table.text("reply_to", correspondent);
    let leave = table.text("leave", forms::email);
    let domains = table.list("domains", domain).unwrap_or_default();
    let max_per_minute = table
        .whole("max_per_minute", 1, 10_000)
        .unwrap_or(MAX_PER_MINUTE);
    let transport = if table.has("transport") {
        table.text("transport", forms::word::<Transport>("transport"))
    } else {
        Some(Transport::Smtp)
    };
    let default_bytes = if transport == Some(Transport::Graph) {
        GRAPH_MAX_BYTES
    } else {
        MAX_BYTES
    };
    let max_bytes = table.text("max_size", size).unwrap_or(default_bytes);
    let secrets = table.table("secrets");
    if let Some(secrets) = &secrets {
        references::check(secrets);
    }
    let means = transport.zip(from.as_ref()).and_then(|(transport, from)| {
        foreign_keys(&table, transport);
        match transport {
            Transport::Smtp => relay(&table, secrets.as_ref(), from).map(Means::Smtp),
            Transport::Graph => mailbox(&table, secrets.as_ref(), from).map(Means::Graph),
            Transport::Sendmail => {
                let program = table.text("program", forms::text);
                let program = program.unwrap_or_else(|| SENDMAIL.to_owned());
                Some(Means::Sendmail(PathBuf::from(program)))
            }
            Transport::File => {
                let folder = table.needed("folder", "\"outbox\"", forms::text);
                folder.map(|folder| Means::File(PathBuf::from(folder)))
            }
        }
    });
    let is_understood = transport.is_some() && from.is_some();
    if is_understood {
        table.close();
    }
    let from = from?;
    let leave = leave.unwrap_or_else(|| {
        let to = reply_to.as_ref().unwrap_or(&from);
        to.address.clone()
    });
    Some(MailSettings {
        reply_to,
        leave,
        domains: domains.into_iter().map(|(domain, _)| domain).collect(),
        max_per_minute: u32::try_from(max_per_minute).unwrap_or(u32::MAX),
        max_bytes,
        means: means?,
        patience: Patience::default(),
        from,
    })
}

/// Keys of another way than the one that is written: they would have no effect.
fn foreign_keys(table: &TomlTable, transport: Transport) {
    for (key, ways) in OWN_KEYS {
        let value = table.get(key);
        if value.is_some() && !ways.contains(&transport) {
            let words: Vec<&str> = ways.iter().map(|way| way.as_str()).collect();
            table.note(
                key,
                format!("`{key}` means nothing to transport = \"{transport}\""),
                format!("leave it out: it belongs to {}", words.join(" and ")),
            );
        }
    }
}

fn relay(table: &TomlTable, secrets: Option<&TomlTable>, from: &Correspondent) -> Option<Relay> {
    let server = table.needed("server", "\"smtp.example.com:587\"", server);
    let tls = table.text("tls", forms::word::<Tls>("tls"));
    let encryption = match tls.unwrap_or(Tls::StartTls) {
        Tls::StartTls => Encryption::StartTls,
        Tls::Tls => Encryption::Tls,
        Tls::None => Encryption::None,
    };
    let auth = table.needed("auth", "\"xoauth2\"", forms::word::<Auth>("auth"));
    let (host, port) = server?;
    let is_here = is_loopback(&host);
    let outside = [
        (
            encryption == Encryption::None,
            "tls",
            "everybody on the way could read the mail",
        ),
        (
            auth == Some(Auth::None),
            "auth",
            "a server elsewhere must know who sends",
        ),
    ];
    for (is_none, key, why) in outside {
        if is_none && !is_here {
            let message = format!("{key} = \"none\" is for a server on this machine: {why}");
            let right = if key == "tls" {
                "starttls or tls"
            } else {
                "xoauth2 or login"
            };
            table.note(key, message, format!("write {right}"));
        }
    }
    let user = table.text("user", forms::text);
    let user = user.unwrap_or_else(|| from.address.clone());
    let login = match auth? {
        Auth::None => Login::None,
        Auth::Login => Login::Password {
            user,
            password: secret(table, secrets, "password")?,
        },
        Auth::Xoauth2 => Login::Xoauth2 {
            user,
            application: application(table, secrets, EXCHANGE.to_owned())?,
        },
    };
    let port = port.unwrap_or(match encryption {
        Encryption::StartTls => 587,
        Encryption::Tls => 465,
        Encryption::None => 25,
    });
    Some(Relay {
        host,
        port,
        encryption,
        login,
    })
}

fn mailbox(
    table: &TomlTable,
    secrets: Option<&TomlTable>,
    from: &Correspondent,
) -> Option<Mailbox> {
    let graph = table.text("server", service::address);
    let graph = graph.unwrap_or_else(|| GRAPH.to_owned());
    let user = table.text("user", forms::email);
    Some(Mailbox {
        user: user.unwrap_or_else(|| from.address.clone()),
        application: application(table, secrets, graph.clone())?,
        graph,
    })
}

fn application(
    table: &TomlTable,
    secrets: Option<&TomlTable>,
    resource: String,
) -> Option<Application> {
    let tenant = table.needed("tenant", "\"contoso.onmicrosoft.com\"", service::segment);
    let example = "\"00000000-0000-0000-0000-000000000000\"";
    let client_id = table.needed("client_id", example, service::segment);
    let login = table.text("login", service::address);
    let client_secret = secret(table, secrets, "client_secret");
    Some(Application {
        login: login.unwrap_or_else(|| LOGIN.to_owned()),
        tenant: tenant?,
        client_id: client_id?,
        client_secret: client_secret?,
        resource,
    })
}

fn secret(table: &TomlTable, secrets: Option<&TomlTable>, key: &'static str) -> Option<Secret> {
    let found = secrets.and_then(|secrets| secrets.get(key)?.get_ref().as_str());
    if found.is_none() {
        table.missing("secrets", &format!("{{ {key} = \"env:MAIL_SECRET\" }}"));
    }
    found.map(Secret::referred)
}

/// `Name <address>`, or an address alone.
pub fn correspondent(text: &str) -> Formed<Correspondent> {
    let (name, address) = match text.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
        Some((name, address)) => (name.trim().trim_matches('"'), address.trim()),
        None => ("", text),
    };
    let wrong = |why: Wrong| Wrong {
        help: Some("write it as Name <name@example.com>, or the address alone".to_owned()),
        ..why
    };
    let address = forms::email(address).map_err(wrong)?;
    if name.chars().any(char::is_control) {
        return Err(Wrong::new("a name holds no line end").help("write it in one line"));
    }
    Ok(Correspondent {
        name: name.to_owned(),
        address,
    })
}

/// `host:port`, or a host alone.
fn server(text: &str) -> Formed<(String, Option<u16>)> {
    let wrong = || {
        Wrong::new(format!("`{text}` is no mail server"))
            .help("write its name and port: smtp.example.com:587")
    };
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            (host, Some(port.parse::<u16>().map_err(|_| wrong())?))
        }
        _ => (text, None),
    };
    let host = host.trim_matches(['[', ']']);
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
    if host.is_empty() || port == Some(0) || !host.chars().all(is_host) {
        return Err(wrong());
    }
    Ok((host.to_lowercase(), port))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "::1" || host.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback())
}

fn domain(text: &str) -> Formed<String> {
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    if !text.is_empty() && text.chars().all(is_host) {
        return Ok(text.to_lowercase());
    }
    Err(Wrong::new(format!("`{text}` is no domain"))
        .help("write what stands behind the @ of addresses: example.com"))
}

/// `10MB`, `500KB`: of 1000 bytes.
fn size(text: &str) -> Formed<usize> {
    let wrong =
        || Wrong::new(format!("`{text}` is no size")).help("write whole KB or MB: 500KB, 10MB");
    let lower = text.to_lowercase().replace(' ', "");
    let (digits, unit) = match (lower.strip_suffix("kb"), lower.strip_suffix("mb")) {
        (Some(digits), _) => (digits, 1_000),
        (_, Some(digits)) => (digits, 1_000_000),
        _ => return Err(wrong()),
    };
    let number: usize = digits.parse().map_err(|_| wrong())?;
    let bytes = number.checked_mul(unit).filter(|bytes| *bytes > 0);
    bytes
        .filter(|bytes| *bytes <= 150_000_000)
        .ok_or_else(wrong)
}

/// Folders are relative to reckoner.toml.
pub fn below(root: &Path, settings: &mut MailSettings) {
    if let Means::File(folder) = &mut settings.means {
        *folder = root.join(&*folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_a_host_and_perhaps_a_port() {
        for (text, right) in [
            (
                "smtp.example.com:587",
                Some(("smtp.example.com", Some(587))),
            ),
            ("SMTP.example.com", Some(("smtp.example.com", None))),
            ("[::1]:25", Some(("::1", Some(25)))),
            ("127.0.0.1:2525", Some(("127.0.0.1", Some(2525)))),
            ("smtp.example.com:0", None),
            ("smtp.example.com:smtp", None),
            ("smtp://smtp.example.com", None),
            ("me@smtp.example.com", None),
            ("", None),
        ] {
            let right = right.map(|(host, port): (&str, _)| (host.to_owned(), port));
            assert_eq!(server(text).ok(), right, "{text}");
        }
    }

    #[test]
    fn sizes_are_whole_and_of_a_thousand() {
        for (text, bytes) in [
            ("10MB", Some(10_000_000)),
            ("500 kb", Some(500_000)),
            ("0MB", None),
            ("10", None),
            ("1.5MB", None),
            ("99999999999999999999MB", None),
            ("151MB", None),
        ] {
            assert_eq!(size(text).ok(), bytes, "{text}");
        }
    }
}
