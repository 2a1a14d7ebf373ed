//! Names that people give. One grammar, `[a-z0-9][a-z0-9_-]{0,62}`, because they become folder
//! names, partition values and parts of URLs; a value of these types is therefore always safe to
//! use as one path segment. A clone is a count: figures say of a million automations whose they
//! are.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// Why a text is not an id. The right form is part of the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadId(pub String);

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not an id: use 1 to 63 of a-z, 0-9, `-` and `_`, beginning with a letter or digit",
            self.0
        )
    }
}

impl std::error::Error for BadId {}

fn parse(text: &str) -> Result<String, BadId> {
    let id = text.trim().to_lowercase();
    let mut bytes = id.bytes();
    let first = bytes
        .next()
        .is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let rest =
        bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
    if first && rest && id.len() <= 63 {
        Ok(id)
    } else {
        Err(BadId(text.to_owned()))
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            /// Compared and stored in lower case, without surrounding blanks.
            fn from_str(text: &str) -> Result<Self, BadId> {
                parse(text).map(|id| Self(id.into()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// An environment that runs automations and hands us exports.
    SatelliteId,
    /// An automation idea and its life. [`ProjectId::shared`] is the one that is not a project.
    ProjectId,
    DepartmentId,
    ObjectiveId,
    GoalId,
    /// A job's name is its file's stem.
    JobName,
}

impl ProjectId {
    /// `*`: what belongs to all projects together. In costs.csv a shared amount, in scores the part
    /// of it that no project could carry.
    pub fn shared() -> Self {
        Self("*".into())
    }

    pub fn is_shared(&self) -> bool {
        &*self.0 == "*"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_safe_path_segment() {
        for good in ["emea-prod", "p7", "0_a", " AP-000001000 "] {
            assert!(
                good.parse::<ProjectId>().is_ok(),
                "{good:?} should be an id"
            );
        }
        for bad in ["", "-a", "a/b", "..", "a b", "ä", "*", &"x".repeat(64)] {
            assert!(
                bad.parse::<ProjectId>().is_err(),
                "{bad:?} should be refused"
            );
        }
    }

    #[test]
    fn ids_are_compared_in_lower_case() {
        assert_eq!("AP-7".parse::<ProjectId>(), "ap-7".parse());
    }
}
