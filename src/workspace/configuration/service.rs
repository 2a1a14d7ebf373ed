//! A source that is a service: its address, and as whom it is asked.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::table::TomlTable;
use crate::extract::Live;
use crate::services::token::LOGIN;
use crate::services::{Patience, Secret};
use crate::workspace::forms::{Formed, Wrong};
use crate::workspace::secrets;

/// Whether a URL means a service, and no place where files lie.
pub fn is_meant(url: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| url.to_lowercase().starts_with(scheme))
}

/// Scheme and host. What is not encrypted stays on this machine.
pub fn address(text: &str) -> Formed<String> {
    if secrets::is_in_url(text) {
        return Err(Wrong::new("this URL carries a secret")
            .help("leave it out: write secrets = { client_secret = \"env:NAME\" }"));
    }
    let help = "write the environment's own address, such as https://contoso.crm.dynamics.com";
    let bare = text.trim_end_matches('/');
    let Some((scheme, host)) = bare.split_once("://") else {
        return Err(Wrong::new(format!("`{text}` is no address")).help(help));
    };
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
    if host.is_empty() || !host.chars().all(is_host) {
        return Err(Wrong::new(format!("`{text}` is more than an address, or less")).help(help));
    }
    let name = if host.starts_with('[') {
        host
    } else {
        host.split(':').next().unwrap_or_default()
    };
    let is_here = name == "localhost"
        || name.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback())
        || name.starts_with("[::1]");
    match scheme.to_lowercase().as_str() {
        "https" => Ok(bare.to_owned()),
        "http" if is_here => Ok(bare.to_owned()),
        _ => {
            Err(Wrong::new("a secret would go there for everybody to read").help("write https://"))
        }
    }
}

/// What identifies somebody there: it becomes a part of an address.
pub fn segment(text: &str) -> Formed<String> {
    if !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-._".contains(c))
    {
        return Ok(text.to_owned());
    }
    Err(Wrong::new(format!("`{text}` is no id"))
        .help("write it as the registration of the application shows it: 00000000-0000-0000-0000-000000000000"))
}

/// None: something was wrong, and was told.
pub fn live(
    service: &str,
    satellite: &TomlTable,
    source: &TomlTable,
    secrets: Option<&TomlTable>,
) -> Option<Live> {
    let tenant = source.needed("tenant", "\"contoso.onmicrosoft.com\"", segment);
    let client_id = source.needed(
        "client_id",
        "\"00000000-0000-0000-0000-000000000000\"",
        segment,
    );
    let login = if source.has("login") {
        source.text("login", address)
    } else {
        Some(LOGIN.to_owned())
    };
    let max_minutes = if source.has("max_minutes") {
        source.whole("max_minutes", 1, 7 * 24 * 60)
    } else {
        Some(60)
    };
    let secret = secrets.and_then(|secrets| secrets.get("client_secret")?.get_ref().as_str());
    if secret.is_none() {
        satellite.missing(
            "secrets",
            "{ client_secret = \"env:DATAVERSE_SECRET\" }: the service is asked as an application, and that has a secret",
        );
    }
    let client_secret = Secret::referred(secret?);
    Some(Live {
        service: service.to_owned(),
        login: login?,
        tenant: tenant?,
        client_id: client_id?,
        client_secret,
        patience: Patience {
            whole: Duration::from_secs(60 * max_minutes?.unsigned_abs()),
            ..Patience::default()
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_secrets_travel_encrypted() {
        for (text, address_of) in [
            (
                "https://contoso.crm4.dynamics.com",
                Some("https://contoso.crm4.dynamics.com"),
            ),
            (
                "https://contoso.crm.dynamics.com/",
                Some("https://contoso.crm.dynamics.com"),
            ),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("http://contoso.crm.dynamics.com", None),
            ("http://127.0.0.1@evil.example", None),
            ("http://localhost.evil.example", None),
            ("http://127.evil.example", None),
            ("https://contoso.crm.dynamics.com/api/data/v9.2", None),
            ("https://", None),
            ("ftp://contoso", None),
        ] {
            assert_eq!(address(text).ok().as_deref(), address_of, "{text}");
        }
        assert!(is_meant("HTTPS://x") && !is_meant("satellites/https") && !is_meant("s3://x"));
        for (text, good) in [
            ("contoso.onmicrosoft.com", true),
            ("a/b", false),
            ("", false),
            ("a b", false),
        ] {
            assert_eq!(segment(text).is_ok(), good, "{text}");
        }
    }
}
