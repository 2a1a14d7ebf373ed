//! What a store far away is told beside its address: the process's variables, under the names that
//! its vendor's own tools use. Instead of a secret a variable may say where it is kept, `file:PATH`
//! or `env:NAME`, as platforms hand them over.

use std::env;

use crate::lake::error::LakeError;
use crate::lake::strike;

const VENDORS: [&str; 3] = ["aws_", "azure_", "google_"];

/// By their names in small letters.
pub(super) fn variables() -> Result<Vec<(String, String)>, LakeError> {
    let mut found = Vec::new();
    for (name, value) in env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
    {
        let lower = name.to_ascii_lowercase();
        if VENDORS.iter().any(|vendor| lower.starts_with(vendor)) {
            let value = meant(&value).map_err(|why| LakeError::Secret {
                reference: format!("{name}={value}"),
                why,
            })?;
            secrets(&lower, &value)
                .iter()
                .for_each(|secret| strike::keep(secret));
            found.push((lower, value));
        }
    }
    // Where the identity of an App Service, a Function or a Container App is asked for tokens:
    // Azure calls it by no name of its own. A plain virtual machine has no such variable, and a
    // known address.
    found.extend(
        env::var("IDENTITY_ENDPOINT")
            .ok()
            .map(|endpoint| ("azure_msi_endpoint".to_owned(), endpoint)),
    );
    Ok(found)
}

/// What of a value is secret, by what its variable is called: of a key in several parts only those
/// that are.
fn secrets(name: &str, value: &str) -> Vec<String> {
    let is_secret = [
        "secret",
        "token",
        "key",
        "password",
        "sas",
        "signature",
        "credential",
    ]
    .iter()
    .any(|word| name.contains(word));
    if !is_secret
        || [
            "_id",
            "_file",
            "_path",
            "_uri",
            "_endpoint",
            "google_application_credentials",
        ]
        .iter()
        .any(|end| name.ends_with(end))
    {
        return Vec::new();
    }
    if let Ok(serde_json::Value::Object(members)) = serde_json::from_str(value) {
        let inner = members
            .iter()
            .filter_map(|(name, value)| Some(secrets(name, value.as_str()?)));
        return inner.flatten().collect();
    }
    if value.contains("-----BEGIN") {
        return value
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .map(str::to_owned)
            .collect();
    }
    match value
        .split(['?', '&'])
        .find_map(|part| part.strip_prefix("sig="))
    {
        Some(signature) => vec![signature.to_owned()],
        None => vec![value.to_owned()],
    }
}

/// What a value leads to, or why it leads to nothing. A file's last line end is the editor's.
fn meant(value: &str) -> Result<String, String> {
    let told = if let Some(path) = value.strip_prefix("file:") {
        std::fs::read_to_string(path.trim()).map_err(|error| error.to_string())?
    } else if let Some(name) = value.strip_prefix("env:") {
        env::var(name.trim()).map_err(|_| "this variable is not set".to_owned())?
    } else {
        return Ok(value.to_owned());
    };
    let told = told.trim_end_matches(['\r', '\n']);
    if told.is_empty() {
        Err("there is nothing in it".into())
    } else {
        Ok(told.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_value_that_is_struck_only_what_is_secret_is() {
        let account = r#"{"type": "service_account", "private_key_id": "17", "private_key": "-----BEGIN KEY-----\nabcd\nefgh\n-----END KEY-----\n"}"#;
        for (name, value, secret) in [
            ("aws_secret_access_key", "k", &["k"][..]),
            ("aws_session_token", "t", &["t"]),
            ("aws_access_key_id", "AKIA", &[]),
            ("aws_web_identity_token_file", "/run/token", &[]),
            ("aws_region", "eu-central-1", &[]),
            ("azure_storage_account_key", "a==", &["a=="]),
            (
                "azure_storage_sas_key",
                "?sv=2022&sig=abc%3D&se=2027",
                &["abc%3D"],
            ),
            ("google_application_credentials", "/etc/key.json", &[]),
            ("google_service_account_key", account, &["abcd", "efgh"]),
        ] {
            assert_eq!(secrets(name, value), secret, "{name}");
        }
    }

    #[test]
    fn a_value_may_say_where_it_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, empty) = (folder.path().join("kept"), folder.path().join("empty"));
        std::fs::write(&kept, "a=secret\n").unwrap();
        std::fs::write(&empty, "\n").unwrap();
        assert_eq!(
            meant(&format!("file:{}", kept.display())).unwrap(),
            "a=secret"
        );
        assert_eq!(meant("AKIA:file:x").unwrap(), "AKIA:file:x");
        assert_eq!(
            meant(&format!("env:{}", "CARGO_PKG_NAME")).unwrap(),
            "reckoner"
        );
        assert_eq!(
            meant("env:NOBODY_SET_THIS").unwrap_err(),
            "this variable is not set"
        );
        assert_eq!(
            meant(&format!("file:{}", empty.display())).unwrap_err(),
            "there is nothing in it"
        );
        assert!(meant("file:/there/is/no/such").is_err());
    }
}
