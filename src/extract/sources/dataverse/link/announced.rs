//! What of an export is to be read: its parts, each with the attributes in effect, without those
//! that the cursor knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::findings::LinkFindings;
use super::layout::{Folder, Layout, TableParts, hour, in_progress};
use super::location::located;
use super::models::{Attributes, Entity, Model};
use super::part::LinkPart;
use crate::extract::cursor::Cursor;
use crate::extract::error::ExtractError;
use crate::extract::sources::dataverse::tables::Table;
use crate::lake::{Object, ObjectRow, Store};

/// A model is held as a whole. Of a thousand tables one has some fifty megabytes.
const MODEL_BYTES: u64 = 256 << 20;

/// What is to be read, and what was looked at to know it.
#[derive(Debug, Default)]
pub struct AnnouncedParts {
    /// CSVs of tables that are read, in folders that are finished.
    pub listed: i64,
    /// Those that the cursor does not know, in the order of their paths.
    pub parts: Vec<LinkPart>,
    /// Models that the cursor does not know as they are now. Where it knows a folder's model and
    /// all its parts, the folder is not opened: so what was read long ago costs a line of the
    /// listing.
    pub models: Vec<Object>,
    /// Copies that were read and that another copy took the place of: its rows are the same ones,
    /// so theirs count no more.
    pub replaced: Vec<ObjectRow>,
    pub notes: Vec<String>,
}

/// Looks at an export below `store`, of which `objects` are all that lie there. `reading` is how
/// its satellite is read, whatever the attributes.
pub fn announce(
    store: &Store,
    objects: &[Object],
    reading: &str,
    cursor: &Cursor<'_>,
) -> Result<AnnouncedParts, ExtractError> {
    let layout = Layout::of(objects);
    let mut search = LinkSearch {
        store,
        reading,
        cursor,
        layout: &layout,
        service: BTreeMap::new(),
        found: AnnouncedParts::default(),
        told: LinkFindings::default(),
    };
    search.service();
    search.root()?;
    search.stamped()?;
    let LinkSearch {
        mut found, told, ..
    } = search;
    if layout.is_empty() {
        let url = store.url();
        found.notes.push(format!("no exports found: {url} holds neither a model.json nor folders such as 2026-03-02T08.15.00Z"));
    }
    found.notes.extend(told.sentences(&layout.strange));
    found
        .parts
        .sort_by(|a, b| a.object.path.cmp(&b.object.path));
    Ok(found)
}

struct LinkSearch<'s> {
    store: &'s Store,
    reading: &'s str,
    cursor: &'s Cursor<'s>,
    layout: &'s Layout<'s>,
    /// What the models of the service folder say, as far as they were asked.
    service: BTreeMap<Table, Option<Arc<Attributes>>>,
    found: AnnouncedParts,
    told: LinkFindings,
}

impl<'s> LinkSearch<'s> {
    fn is_new(&self, model: &Object) -> bool {
        !self.cursor.knows(model, |known| known == self.reading)
    }

    /// The models of the service folder are not opened before they are asked; but when one changed,
    /// whoever asked it before asks again.
    fn service(&mut self) {
        let new = self
            .layout
            .service
            .values()
            .filter(|model| self.is_new(model));
        self.found.models = new.map(|&model| model.clone()).collect();
        let reading = format!("{}.labels", self.reading);
        self.found.listed += self.layout.labels.iter().count() as i64;
        for &object in self
            .layout
            .labels
            .iter()
            .filter(|labels| !self.cursor.knows(labels, |known| known == reading))
        {
            let attributes = Arc::new(Attributes::new(Vec::new(), b','));
            let (object, reading) = (object.clone(), reading.clone());
            self.found.parts.push(LinkPart {
                object,
                table: Table::Flowsession,
                attributes,
                stamp: None,
                holds_labels: true,
                reading,
            });
        }
    }

    /// Tables below the root. Their model is written anew whenever a table grows, so it is always
    /// opened, and never known.
    fn root(&mut self) -> Result<(), ExtractError> {
        let folder = &self.layout.root;
        let model = match folder.model.filter(|_| !folder.tables.is_empty()) {
            Some(model) => self.model(model)?.unwrap_or_default(),
            None => Model::default(),
        };
        let base = base(&model);
        for (&table, parts) in &folder.tables {
            let entity = model.entity(table.as_str());
            let parts = self
                .named(entity, table, parts, base.as_deref())
                .unwrap_or_else(|| parts.newest());
            let others = self
                .cursor
                .below(table.as_str())
                .filter(|row| !parts.iter().any(|part| part.path == row.object));
            let counted = others.filter(|row| row.read > 0);
            self.found.replaced.extend(counted.map(|row| ObjectRow {
                read: 0,
                rejected: 0,
                ..row.clone()
            }));
            self.announce("", table, entity, parts)?;
        }
        Ok(())
    }

    /// The folders before the one in progress.
    fn stamped(&mut self) -> Result<(), ExtractError> {
        let stamped = &self.layout.stamped;
        let Some(&newest) = stamped.keys().next_back() else {
            return Ok(());
        };
        let named = match self.layout.changelog {
            Some(changelog) if changelog.size <= MODEL_BYTES => in_progress(&self.get(changelog)?),
            _ => None,
        };
        let limit = named.as_deref().unwrap_or(newest);
        match &named {
            // Nobody says which one is in progress: then it can only be the newest.
            None => self.told.unsaid = Some(newest.to_owned()),
            Some(named) => {
                self.told.later = stamped
                    .keys()
                    .filter(|stamp| **stamp > named.as_str())
                    .map(|stamp| (*stamp).to_owned())
                    .collect()
            }
        }
        let is_service_new = !self.found.models.is_empty();
        for (&stamp, folder) in stamped
            .range(..limit)
            .filter(|(_, folder)| !folder.tables.is_empty())
        {
            let Some(model) = folder.model.filter(|model| model.size > 0) else {
                self.told.unfinished.insert(stamp.to_owned());
                continue;
            };
            let parts = folder.tables.values().flat_map(|parts| &parts.live);
            let is_read = |known: &str| known.starts_with(self.reading);
            let is_model_new = self.is_new(model);
            if !is_model_new
                && !is_service_new
                && parts.clone().all(|part| self.cursor.knows(part, is_read))
            {
                self.found.listed += parts.count() as i64;
                continue;
            }
            let Some(said) = self.model(model)? else {
                continue;
            };
            self.missing(&said, folder);
            for (&table, parts) in &folder.tables {
                self.announce(
                    stamp,
                    table,
                    said.entity(table.as_str()),
                    parts.live.clone(),
                )?;
            }
            self.found
                .models
                .extend(is_model_new.then(|| model.clone()));
        }
        Ok(())
    }

    /// The parts that the root's model names, which are finished copies where a table still grows;
    /// None where it does not know them: then the folder itself says what there is.
    fn named(
        &mut self,
        entity: Option<&Entity>,
        table: Table,
        parts: &TableParts<'s>,
        base: Option<&str>,
    ) -> Option<Vec<&'s Object>> {
        let locations = &entity
            .filter(|entity| !entity.locations.is_empty())?
            .locations;
        let mut found = BTreeMap::new();
        let mut is_stale = false;
        for location in locations {
            match located(location, table.as_str()) {
                Err(why) => drop(self.told.elsewhere.insert(format!("{location}: {why}"))),
                Ok(there) if Some(there.base.as_str()) != base => {
                    self.told.elsewhere.insert(format!(
                        "{location}: the other parts lie below {}",
                        base.unwrap_or_default()
                    ));
                }
                Ok(there) => match parts.at(&there.path) {
                    Some(part) => {
                        found.insert(&part.path, part);
                        continue;
                    }
                    None => drop(self.told.missing.insert(there.path)),
                },
            }
            is_stale = true;
        }
        (!is_stale).then(|| found.into_values().collect())
    }

    /// What a folder's model names and what is not there.
    fn missing(&mut self, model: &Model, folder: &Folder<'_>) {
        for &table in Table::ALL {
            for location in model
                .entity(table.as_str())
                .into_iter()
                .flat_map(|entity| &entity.locations)
            {
                match located(location, table.as_str()) {
                    Err(why) => drop(self.told.elsewhere.insert(format!("{location}: {why}"))),
                    Ok(there) => {
                        let is_there = |parts: &TableParts<'_>| {
                            let name = there
                                .path
                                .rsplit('/')
                                .next()
                                .unwrap_or_default()
                                .to_lowercase();
                            parts
                                .live
                                .iter()
                                .any(|part| part.path.to_lowercase().ends_with(&format!("/{name}")))
                        };
                        if !folder.tables.get(&table).is_some_and(is_there) {
                            self.told.missing.insert(there.path);
                        }
                    }
                }
            }
        }
    }

    /// Adds a table's parts, without those that were read as they would be read now.
    fn announce(
        &mut self,
        folder: &str,
        table: Table,
        entity: Option<&Entity>,
        parts: Vec<&Object>,
    ) -> Result<(), ExtractError> {
        let Some(attributes) = self.attributes(table, entity)? else {
            let path = if folder.is_empty() {
                table.to_string()
            } else {
                format!("{folder}/{table}")
            };
            self.told.nameless.insert(path);
            return Ok(());
        };
        self.found.listed += parts.len() as i64;
        let reading = format!("{}.{}", self.reading, attributes.hash());
        for object in parts
            .into_iter()
            .filter(|part| !self.cursor.knows(part, |known| known == reading))
        {
            let (object, attributes) = (object.clone(), Arc::clone(&attributes));
            self.found.parts.push(LinkPart {
                object,
                table,
                attributes,
                stamp: hour(folder),
                holds_labels: false,
                reading: reading.clone(),
            });
        }
        Ok(())
    }

    /// What a table's fields are: by its folder's model, else by the service folder's. An older
    /// folder's model is not asked: of a table that was linked anew in between it would be wrong,
    /// and nothing would show it.
    fn attributes(
        &mut self,
        table: Table,
        entity: Option<&Entity>,
    ) -> Result<Option<Arc<Attributes>>, ExtractError> {
        if let Some(entity) = entity {
            return Ok(Some(Arc::clone(&entity.attributes)));
        }
        if !self.service.contains_key(&table) {
            let model = match self.layout.service.get(&table) {
                Some(model) => self.model(model)?,
                None => None,
            };
            let attributes = model
                .as_ref()
                .and_then(|model| model.entity(table.as_str()))
                .map(|entity| Arc::clone(&entity.attributes));
            self.service.insert(table, attributes);
        }
        Ok(self.service[&table].clone())
    }

    fn model(&mut self, object: &Object) -> Result<Option<Model>, ExtractError> {
        if object.size > MODEL_BYTES {
            self.told.garbled.insert(format!(
                "{}: it has {} bytes, and a model of so many tables is none",
                object.path, object.size
            ));
            return Ok(None);
        }
        match Model::read(&self.get(object)?) {
            Ok(model) => {
                if model.is_none() {
                    self.told.unfinished.insert(object.path.clone());
                }
                Ok(model)
            }
            Err(error) => {
                self.told
                    .garbled
                    .insert(format!("{}: {error}", object.path));
                Ok(None)
            }
        }
    }

    fn get(&self, object: &Object) -> Result<Vec<u8>, ExtractError> {
        Ok(self
            .store
            .get(&object.path)
            .map_err(ExtractError::store)?
            .unwrap_or_default()
            .to_vec())
    }
}

/// What precedes the tables' folders in most of a model's locations.
fn base(model: &Model) -> Option<String> {
    let mut counts = BTreeMap::<String, usize>::new();
    for &table in Table::ALL {
        for location in model
            .entity(table.as_str())
            .into_iter()
            .flat_map(|entity| &entity.locations)
        {
            if let Ok(there) = located(location, table.as_str()) {
                *counts.entry(there.base).or_default() += 1;
            }
        }
    }
    let most = counts.values().max().copied();
    counts
        .into_iter()
        .find(|(_, count)| Some(*count) == most)
        .map(|(base, _)| base)
}
