//! What a model says: which attributes the fields of a table's rows are, in their order, and where
//! its parts lie.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;

use crate::lake::hash::Hash;

/// A model, by the names of its tables in lower case.
#[derive(Debug, Default)]
pub struct Model(BTreeMap<String, Entity>);

#[derive(Debug)]
pub struct Entity {
    pub attributes: Arc<Attributes>,
    /// Where its parts are said to lie; there may be none, and still be rows.
    pub locations: Vec<String>,
}

/// What the fields of a row are, in their order. A row may lack the last of them.
#[derive(Debug, PartialEq, Eq)]
pub struct Attributes {
    /// As the model writes them.
    names: Vec<String>,
    /// In lower case; of two that differ in case only, the first.
    places: BTreeMap<String, usize>,
    pub delimiter: u8,
    asked: AskedPlaces,
}

/// Where somebody asked for an attribute: of an export whose columns are fetched one by one, only
/// those are. It is nothing that a model says.
#[derive(Debug, Default)]
struct AskedPlaces(Mutex<BTreeSet<usize>>);

impl PartialEq for AskedPlaces {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for AskedPlaces {}

impl Attributes {
    pub fn new(names: Vec<String>, delimiter: u8) -> Self {
        let mut places = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            places.entry(name.trim().to_lowercase()).or_insert(at);
        }
        Self {
            names,
            places,
            delimiter,
            asked: AskedPlaces::default(),
        }
    }

    pub fn width(&self) -> usize {
        self.names.len()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    pub fn name(&self, place: usize) -> &str {
        &self.names[place]
    }

    /// Where an attribute stands, whatever its case.
    pub fn place(&self, name: &str) -> Option<usize> {
        let place = self.places.get(&name.trim().to_lowercase()).copied();
        self.asked
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(place);
        place
    }

    /// Where those stand that were ever asked for.
    pub fn asked(&self) -> BTreeSet<usize> {
        self.asked
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Changes with whatever makes the same rows mean something else.
    pub fn hash(&self) -> String {
        self.names
            .iter()
            .fold(Hash::new().add([self.delimiter]), Hash::add)
            .name()
    }
}

#[derive(Deserialize)]
struct ModelFile {
    #[serde(default)]
    entities: Vec<WrittenEntity>,
}

#[derive(Deserialize)]
struct WrittenEntity {
    name: String,
    #[serde(default)]
    attributes: Vec<WrittenAttribute>,
    #[serde(default)]
    partitions: Option<Vec<WrittenPartition>>,
}

#[derive(Deserialize)]
struct WrittenAttribute {
    name: String,
}

#[derive(Deserialize)]
struct WrittenPartition {
    location: Option<String>,
    #[serde(rename = "fileFormatSettings")]
    format: Option<WrittenFormat>,
}

#[derive(Deserialize)]
struct WrittenFormat {
    delimiter: Option<String>,
}

impl Model {
    /// An export in progress writes a model that is empty: there is none yet.
    pub fn read(bytes: &[u8]) -> Result<Option<Self>, serde_json::Error> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if text.trim_ascii().is_empty() {
            return Ok(None);
        }
        let written: ModelFile = serde_json::from_slice(text)?;
        let mut entities = BTreeMap::new();
        for entity in written.entities {
            let partitions = entity.partitions.unwrap_or_default();
            let delimiters = partitions
                .iter()
                .filter_map(|part| part.format.as_ref()?.delimiter.as_deref());
            let delimiter = delimiters
                .filter_map(|text| text.as_bytes().first().copied())
                .next()
                .unwrap_or(b',');
            let names: Vec<String> = entity
                .attributes
                .into_iter()
                .map(|attribute| attribute.name)
                .collect();
            let locations = partitions
                .into_iter()
                .filter_map(|part| part.location)
                .collect();
            let attributes = Arc::new(Attributes::new(names, delimiter));
            entities
                .entry(entity.name.to_lowercase())
                .or_insert(Entity {
                    attributes,
                    locations,
                });
        }
        Ok(Some(Self(entities)))
    }

    /// What it says of a table; one that names no attributes says nothing.
    pub fn entity(&self, table: &str) -> Option<&Entity> {
        self.0
            .get(table)
            .filter(|entity| entity.attributes.width() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_names_attributes_in_any_case_and_parts_if_it_has_any() {
        let text = r#"{ "name": "cdm", "entities": [
            { "$type": "LocalEntity", "name": "FlowSession", "attributes": [{ "name": "Id", "dataType": "guid" }, { "name": "StatusCode" }],
              "partitions": [{ "name": "2026", "location": "https://x/y/FlowSession/2026.csv", "fileFormatSettings": { "delimiter": ";" } }] },
            { "name": "workflow", "attributes": [{ "name": "Id" }], "partitions": [] },
            { "$type": "ReferenceEntity", "name": "account" }
        ] }"#;
        let model = Model::read(&[b"\xef\xbb\xbf", text.as_bytes()].concat())
            .unwrap()
            .unwrap();
        let sessions = model.entity("flowsession").unwrap();
        assert_eq!(
            (sessions.attributes.width(), sessions.attributes.delimiter),
            (2, b';')
        );
        assert_eq!(
            (
                sessions.attributes.place("STATUSCODE"),
                sessions.attributes.place("x")
            ),
            (Some(1), None)
        );
        assert_eq!(sessions.locations, ["https://x/y/FlowSession/2026.csv"]);
        assert_eq!(
            model
                .entity("workflow")
                .map(|entity| entity.locations.len()),
            Some(0)
        );
        assert!(model.entity("account").is_none() && model.entity("flowmachine").is_none());
        assert!(
            Model::read(b" \n").unwrap().is_none() && Model::read(b"{\"entities\": [").is_err()
        );
    }

    #[test]
    fn attributes_in_another_order_are_another_reading() {
        let of = |names: &[&str], delimiter| {
            Attributes::new(
                names.iter().map(|name| (*name).to_owned()).collect(),
                delimiter,
            )
            .hash()
        };
        let ours = of(&["a", "b"], b',');
        assert_eq!(ours, of(&["a", "b"], b','));
        for other in [
            of(&["b", "a"], b','),
            of(&["a", "b", "c"], b','),
            of(&["ab"], b','),
            of(&["a", "b"], b';'),
        ] {
            assert_ne!(ours, other);
        }
    }
}
