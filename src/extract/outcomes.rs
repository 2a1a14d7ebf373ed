//! What a vendor's words mean. The maps are data: the canonical one lies beside this file and is embedded; a satellite
//! adds its own, which is asked first. A text that no map names has no meaning here, and its row is `unknown`.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::LazyLock;

use crate::lake::hash::Hash;
use crate::model::{Mode, Outcome};

const CANONICAL: &str = include_str!("outcomes/canonical.toml");

type Maps = BTreeMap<String, BTreeMap<String, String>>;

static MAPS: LazyLock<Maps> = LazyLock::new(|| toml::from_str(CANONICAL).expect("the embedded maps are read by a test"));

/// The built-in maps as they were written: an input of every publication.
pub fn outcome_maps() -> String {
    CANONICAL.to_owned()
}

/// Changes when a built-in map changes; with the satellite's own maps it is part of how an object was read.
pub fn outcome_maps_hash() -> String {
    Hash::new().add(CANONICAL).hex()
}

/// Texts and what they mean: asked as they stand, then in any case. Theirs shadow ours.
pub struct Meaning<T> {
    exact: HashMap<String, T>,
    folded: HashMap<String, Option<T>>,
}

impl Meaning<Outcome> {
    pub fn of_outcomes(theirs: Option<&BTreeMap<String, String>>) -> Self {
        Self::of("outcome", theirs)
    }
}

impl Meaning<Mode> {
    pub fn of_modes(theirs: Option<&BTreeMap<String, String>>) -> Self {
        Self::of("mode", theirs)
    }
}

impl<T: FromStr + Copy + PartialEq> Meaning<T> {
    fn of(kind: &str, theirs: Option<&BTreeMap<String, String>>) -> Self {
        let word = |text: &String| text.parse::<T>().ok();
        let mut meaning = Self { exact: HashMap::new(), folded: HashMap::new() };
        for (text, told) in theirs.into_iter().flatten() {
            let Some(told) = word(told) else { continue };
            meaning.exact.insert(text.trim().to_owned(), told);
            // Two spellings that mean different things: only the exact spelling is believed.
            let folded = meaning.folded.entry(text.trim().to_lowercase()).or_insert(Some(told));
            *folded = folded.filter(|&other| other == told);
        }
        for (text, told) in &MAPS[kind] {
            if let (Some(told), false) = (word(told), meaning.folded.contains_key(text)) {
                meaning.exact.insert(text.clone(), told);
                meaning.folded.insert(text.clone(), Some(told));
            }
        }
        meaning
    }

    pub fn read(&self, text: &str) -> Option<T> {
        // Most exports spell one way throughout, so most texts are found without being folded.
        self.exact.get(text).copied().or_else(|| self.folded.get(&text.to_lowercase()).copied().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|&(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn every_canonical_word_means_itself_in_any_case() {
        let (outcomes, modes) = (Meaning::of_outcomes(None), Meaning::of_modes(None));
        for &word in Outcome::ALL {
            assert_eq!(outcomes.read(word.as_str()), Some(word));
            assert_eq!(outcomes.read(&word.as_str().to_uppercase()), Some(word));
        }
        for &word in Mode::ALL {
            assert_eq!(modes.read(word.as_str()), Some(word));
        }
    }

    #[test]
    fn a_satellites_own_words_are_asked_first() {
        let theirs = map(&[("OK", "succeeded"), ("Failed", "business_exception")]);
        let outcomes = Meaning::of_outcomes(Some(&theirs));
        assert_eq!(outcomes.read("ok"), Some(Outcome::Succeeded));
        assert_eq!(outcomes.read("failed"), Some(Outcome::BusinessException));
        assert_eq!(outcomes.read("cancelled"), Some(Outcome::Cancelled));
    }

    #[test]
    fn a_text_that_no_map_names_is_not_guessed() {
        let outcomes = Meaning::of_outcomes(Some(&map(&[("S", "succeeded"), ("s", "failed"), ("X", "no such word")])));
        for text in ["", "Success", "done", "X", " S"] {
            assert_eq!(outcomes.read(text), None, "{text:?}");
        }
        assert_eq!((outcomes.read("S"), outcomes.read("s")), (Some(Outcome::Succeeded), Some(Outcome::Failed)));
    }
}
