//! A secret: who holds one can use it, and cannot print it.

use std::fmt;

use crate::lake::strike;

/// What a reference such as `env:NAME` leads to, once somebody who may look has looked.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    reference: String,
    told: Result<String, String>,
}

impl Secret {
    pub fn referred(reference: impl Into<String>) -> Self {
        Self {
            reference: reference.into(),
            told: Err("nobody has looked there".into()),
        }
    }

    /// Looks where it refers to.
    pub fn reveal(&mut self, look: impl FnOnce(&str) -> Result<String, String>) {
        self.told = look(&self.reference);
        self.told.iter().for_each(|secret| strike::keep(secret));
    }

    /// Itself, or why it is not there.
    pub fn expose(&self) -> Result<&str, String> {
        self.told
            .as_deref()
            .map_err(|why| format!("{}: {why}", self.reference))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({})", self.reference)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let mut secret = Secret::referred("env:NAME");
        assert_eq!(
            secret.expose().unwrap_err(),
            "env:NAME: nobody has looked there"
        );
        secret.reveal(|reference| Ok(format!("canary of {reference}")));
        assert_eq!(secret.expose(), Ok("canary of env:NAME"));
        assert_eq!(format!("{secret:?}"), "Secret(env:NAME)");
        assert_eq!(
            strike::struck("it is canary of env:NAME!"),
            "it is ***!",
            "nor by anybody who was told it"
        );
    }
}
