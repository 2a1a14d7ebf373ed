//! What vendors' words mean. The maps are data: they lie beside this file and are embedded. A
//! satellite's own map is asked first, then its format's, then the canonical one. A text that no
//! map names has no meaning here, and its row is `unknown`.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;
use std::sync::LazyLock;

use super::columns::{EVERY_OTHER, STAR};
use crate::lake::hash::Hash;
use crate::model::{Mode, Outcome};

/// Texts that are remembered as asked for.
const ASKED: usize = 16;

/// Of queues' items.
const ITEM_OUTCOME: &str = "item_outcome";

/// The words that every export may use.
const CANONICAL: &str = "canonical";

/// By the name of the format that uses them.
const BUILT_IN: [(&str, &str); 11] = [
    (CANONICAL, include_str!("outcomes/canonical.toml")),
    ("synapse-link", include_str!("outcomes/synapse-link.toml")),
    ("flowrun", include_str!("outcomes/flowrun.toml")),
    ("uipath", include_str!("outcomes/uipath.toml")),
    (
        "automation-anywhere",
        include_str!("outcomes/automation-anywhere.toml"),
    ),
    ("blue-prism", include_str!("outcomes/blue-prism.toml")),
    ("n8n", include_str!("outcomes/n8n.toml")),
    ("servicenow", include_str!("outcomes/servicenow.toml")),
    ("camunda", include_str!("outcomes/camunda.toml")),
    ("workato", include_str!("outcomes/workato.toml")),
    ("kit", include_str!("outcomes/kit.toml")),
];

type Maps = BTreeMap<String, BTreeMap<String, String>>;

static MAPS: LazyLock<BTreeMap<&str, Maps>> = LazyLock::new(|| {
    let read = |text: &str| toml::from_str(text).expect("the embedded maps are read by a test");
    BUILT_IN
        .into_iter()
        .map(|(name, text)| (name, read(text)))
        .collect()
});

/// The built-in maps as they were written, one below the other: an input of every publication.
pub fn outcome_maps() -> String {
    BUILT_IN
        .map(|(name, text)| format!("# {name}\n{text}"))
        .join("\n")
}

/// Changes when a built-in map changes; with the satellite's own maps it is part of how an object
/// was read.
pub fn outcome_maps_hash() -> String {
    Hash::new().add(outcome_maps()).hex()
}

/// Texts and what they mean: asked as they stand, then in any case. Theirs shadow ours.
pub struct Meaning<T> {
    exact: HashMap<String, T>,
    folded: HashMap<String, Option<T>>,
    /// The first few texts that were asked for, and what was said: an export has few words and many
    /// rows.
    asked: RefCell<Vec<(String, Option<T>)>>,
    /// What every other text means that says something.
    otherwise: Option<T>,
}

impl Meaning<Outcome> {
    /// Of a format by its name.
    pub fn of_outcomes(format: &str, theirs: Option<&BTreeMap<String, String>>) -> Self {
        Self::of("outcome", format, theirs)
    }
}

impl Meaning<Outcome> {
    /// Of a queue's items, which a vendor numbers and names otherwise than sessions.
    pub fn of_item_outcomes(format: &str) -> Self {
        Self::of_item_outcomes_and(format, None)
    }

    /// The same, and a satellite's own before them.
    pub fn of_item_outcomes_and(format: &str, theirs: Option<&BTreeMap<String, String>>) -> Self {
        Self::of(ITEM_OUTCOME, format, theirs)
    }
}

impl Meaning<Mode> {
    /// Of a format by its name.
    pub fn of_modes(format: &str, theirs: Option<&BTreeMap<String, String>>) -> Self {
        Self::of("mode", format, theirs)
    }
}

impl<T: FromStr + Copy + PartialEq> Meaning<T> {
    fn of(kind: &str, format: &str, theirs: Option<&BTreeMap<String, String>>) -> Self {
        let word = |text: &String| text.parse::<T>().ok();
        let mut meaning = Self {
            exact: HashMap::new(),
            folded: HashMap::new(),
            asked: RefCell::default(),
            otherwise: None,
        };
        for (text, told) in theirs.into_iter().flatten() {
            let Some(told) = word(told) else { continue };
            let text = match text.trim() {
                EVERY_OTHER => {
                    meaning.otherwise = Some(told);
                    continue;
                }
                STAR => EVERY_OTHER,
                text => text,
            };
            meaning.exact.insert(text.to_owned(), told);
            // Two spellings that mean different things: only the exact spelling is believed.
            let folded = meaning
                .folded
                .entry(text.to_lowercase())
                .or_insert(Some(told));
            *folded = folded.filter(|&other| other == told);
        }
        // The canonical words are the same, of whatever they are said.
        let canonical = if kind == ITEM_OUTCOME {
            "outcome"
        } else {
            kind
        };
        // Where every other word has a meaning, none is left.
        let known = [(format, kind), (CANONICAL, canonical)]
            .into_iter()
            .filter(|_| meaning.otherwise.is_none());
        let built_in = known.filter_map(|(name, kind)| MAPS.get(name)?.get(kind));
        for (text, told) in built_in.flatten() {
            let folded = text.to_lowercase();
            if let (Some(told), false) = (word(told), meaning.folded.contains_key(&folded)) {
                meaning.exact.insert(text.clone(), told);
                meaning.folded.insert(folded, Some(told));
            }
        }
        meaning
    }

    pub fn read(&self, text: &str) -> Option<T> {
        let mut asked = self.asked.borrow_mut();
        if let Some((_, told)) = asked.iter().find(|(known, _)| known == text) {
            return *told;
        }
        // Most exports spell one way throughout, so most texts are found without being folded.
        let known = self
            .exact
            .get(text)
            .copied()
            .or_else(|| self.folded.get(&text.to_lowercase()).copied().flatten());
        let told = known.or(self.otherwise.filter(|_| !text.is_empty()));
        if asked.len() < ASKED {
            asked.push((text.to_owned(), told));
        }
        told
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|&(a, b)| (a.to_owned(), b.to_owned()))
            .collect()
    }

    #[test]
    fn every_canonical_word_means_itself_in_any_case() {
        let (outcomes, modes) = (
            Meaning::of_outcomes("csv", None),
            Meaning::of_modes("csv", None),
        );
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
        let outcomes = Meaning::of_outcomes("csv", Some(&theirs));
        assert_eq!(outcomes.read("ok"), Some(Outcome::Succeeded));
        assert_eq!(outcomes.read("failed"), Some(Outcome::BusinessException));
        assert_eq!(outcomes.read("cancelled"), Some(Outcome::Cancelled));
    }

    #[test]
    fn a_formats_words_are_asked_between_the_satellites_and_the_canonical_ones() {
        let theirs = map(&[("8", "business_exception")]);
        let outcomes = Meaning::of_outcomes("synapse-link", Some(&theirs));
        let told = ["4", "8", "9", "Failed", "15", "0"].map(|text| outcomes.read(text));
        let known = [
            Outcome::Succeeded,
            Outcome::BusinessException,
            Outcome::Failed,
            Outcome::Failed,
        ];
        assert_eq!(
            told,
            [known.map(Some).as_slice(), &[None, None]].concat()[..]
        );
        assert_eq!(
            Meaning::of_modes("synapse-link", None).read("2"),
            Some(Mode::Unattended)
        );
        let items = Meaning::of_item_outcomes("synapse-link");
        assert_eq!(
            ["2", "4", "failed", "9"].map(|text| items.read(text)),
            [
                Some(Outcome::Succeeded),
                Some(Outcome::Failed),
                Some(Outcome::Failed),
                None
            ]
        );
        assert_eq!(
            Meaning::of_outcomes("csv", None).read("4"),
            None,
            "another format's words mean nothing here"
        );
    }

    #[test]
    fn the_built_in_maps_say_nothing_but_canonical_words() {
        for (format, maps) in MAPS.iter() {
            assert!(
                maps["outcome"]
                    .values()
                    .all(|word| word.parse::<Outcome>().is_ok()),
                "{format}"
            );
            assert!(
                maps["mode"]
                    .values()
                    .all(|word| word.parse::<Mode>().is_ok()),
                "{format}"
            );
            assert!(
                maps.get(ITEM_OUTCOME)
                    .into_iter()
                    .flatten()
                    .all(|(_, word)| word.parse::<Outcome>().is_ok()),
                "{format}"
            );
        }
    }

    #[test]
    fn what_was_said_once_is_said_again_and_of_more_texts_than_are_remembered() {
        let outcomes = Meaning::of_outcomes("csv", None);
        for _ in 0..2 {
            for at in 0..2 * ASKED {
                assert_eq!(outcomes.read(&format!("word {at}")), None);
                assert_eq!(outcomes.read("FAILED"), Some(Outcome::Failed));
            }
            assert_eq!(
                (outcomes.read("timed_out"), outcomes.read("")),
                (Some(Outcome::TimedOut), None)
            );
        }
    }

    #[test]
    fn a_text_that_no_map_names_is_not_guessed() {
        let outcomes = Meaning::of_outcomes(
            "csv",
            Some(&map(&[
                ("S", "succeeded"),
                ("s", "failed"),
                ("X", "no such word"),
            ])),
        );
        for text in ["", "Success", "done", "X", " S"] {
            assert_eq!(outcomes.read(text), None, "{text:?}");
        }
        assert_eq!(
            (outcomes.read("S"), outcomes.read("s")),
            (Some(Outcome::Succeeded), Some(Outcome::Failed))
        );
    }
}
