//! Names made from contents: SHA-256 over parts.

use std::fmt::Write;

use sha2::{Digest, Sha256};

/// A digest over parts, each preceded by its length, so that ("ab", "c") differs from ("a", "bc").
///
/// ```
/// # use reckoner::lake::hash::Hash;
/// assert_eq!(Hash::new().add("ab").add("c").hex().len(), 64);
/// assert_ne!(Hash::new().add("ab").add("c").hex(), Hash::new().add("a").add("bc").hex());
/// ```
#[derive(Clone, Default)]
pub struct Hash(Sha256);

impl Hash {
    pub fn new() -> Self {
        Self::default()
    }

    #[expect(
        clippy::should_implement_trait,
        reason = "a part is added to a digest; nobody writes `+` for it"
    )]
    pub fn add(mut self, part: impl AsRef<[u8]>) -> Self {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part);
        self
    }

    /// 64 hexadecimal digits.
    pub fn hex(self) -> String {
        hex(self.0.finalize().as_slice())
    }

    /// The first 32 digits: 128 bits, enough for a file's name.
    pub fn name(self) -> String {
        let mut hex = self.hex();
        hex.truncate(32);
        hex
    }
}

/// The plain SHA-256 of some bytes, as `sha256sum` prints it: what whoever checks a file by hand
/// will compute.
pub fn of(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).as_slice())
}

fn hex(digest: &[u8]) -> String {
    digest
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes every write");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_of_lengths_and_bytes() {
        // printf '\0\0\0\0\0\0\0\003abc' | sha256sum
        assert_eq!(
            Hash::new().add("abc").hex(),
            "c3494ca1a2cf8eeb8a11ded316fb55b83c3bbbedb6313cd50415251e5d09e12f"
        );
        assert_eq!(
            Hash::new().add("abc").name(),
            "c3494ca1a2cf8eeb8a11ded316fb55b8"
        );
        assert_ne!(Hash::new().hex(), Hash::new().add("").hex());
    }
}
