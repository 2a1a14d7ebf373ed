//! reckoner.toml: the estate, its satellites, where things lie.

use std::collections::BTreeMap;
use std::ops::Range;

use super::calendar;
use super::export;
use super::references;
use super::table::{self, TomlTable};
use super::url::url;
use crate::deliver::MailSettings;
use crate::extract::{Absence, Export, Reach, are_apart};
use crate::model::language::{Language, Speech};
use crate::model::satellite::Class;
use crate::model::value::Method;
use crate::model::{Estate, Micros, Satellite, SatelliteId, Zone};
use crate::workspace::forms::{self, Formed, Wrong};
use crate::workspace::known::Ids;
use crate::workspace::mail::settings;
use crate::workspace::mistake::FILE;
use crate::workspace::mistake::{Mistake, Notebook, SourceText};
use crate::workspace::secrets;

/// Where things lie, as written: relative to reckoner.toml, or URLs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub lake: String,
    pub out: String,
    pub baselines: String,
    pub jobs: String,
    pub templates: String,
}

impl Default for Paths {
    fn default() -> Self {
        let owned = str::to_owned;
        Self {
            lake: owned("lake"),
            out: owned("out"),
            baselines: owned("baselines"),
            jobs: owned("jobs"),
            templates: owned("report_templates"),
        }
    }
}

pub struct Settings {
    /// None: it could not be understood.
    pub estate: Option<Estate>,
    /// The satellites one may refer to, however wrong the rest of each may be.
    pub satellites: Ids,
    pub exports: Vec<Export>,
    /// Satellites that say no timezone, and so are on the clocks of an estate that does.
    pub on_estates_clocks: Vec<SatelliteId>,
    pub paths: Paths,
    /// None: there is no `[mail]`, or it could not be understood.
    pub mail: Option<MailSettings>,
    pub has_mail: bool,
}

pub fn read(text: &str, notes: &Notebook) -> Settings {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = SourceText::struck(FILE, secrets::struck_out(text));
    let table = table::parse(text, &source, notes);
    // Where the text is not TOML, what was recovered of it says where to look on, but is not
    // judged.
    let broken = notes.speaks_of(FILE);
    let aside = Notebook::default();
    let notes = if broken { &aside } else { notes };
    let mut root = TomlTable::new(FILE, &source, &table, notes);
    root.span = 0..source.text.lines().next().map_or(0, str::len);
    let head = match root.table("estate") {
        Some(table) => estate(table),
        None => {
            if !root.has("estate") {
                root.missing("[estate]", "… with at least name and currency:\n[estate]\nname = \"…\"\ncurrency = \"USD\"");
            }
            None
        }
    };
    let paths = root.table("paths").map(paths).unwrap_or_default();
    let zone = head.as_ref().map_or(Zone::UTC, |estate| estate.timezone);
    let tables = root.tables("satellite");
    if !root.has("satellite") {
        let example = "[[satellite]]\nid = \"emea-prod\"\nsource = { format = \"csv\", url = \"satellites/emea-prod/*.csv\" }";
        root.note_at(
            root.span.clone(),
            "there is no [[satellite]]: nobody to read from",
            format!("write at least one:\n{example}"),
        );
    }
    let ids: Vec<Option<SatelliteId>> = tables
        .iter()
        .map(|table| table.get("id")?.get_ref().as_str()?.parse().ok())
        .collect();
    let complete = !broken && ids.iter().all(Option::is_some);
    let known = Ids::of_satellites(ids.into_iter().flatten(), complete);
    let (exports, on_estates_clocks) = satellites(tables, zone);
    let of_guids = exports
        .iter()
        .filter(|export| export.reading.format.is_of_guids());
    let known = known.with_guids(of_guids.map(|export| export.satellite.id.clone()));
    calendar::check(&root, zone);
    let has_mail = root.has("mail");
    let mail = root.table("mail").and_then(settings::mail);
    root.close();
    let estate = head.map(|estate| Estate {
        satellites: exports
            .iter()
            .map(|export| export.satellite.clone())
            .collect(),
        ..estate
    });
    Settings {
        estate,
        satellites: known,
        exports,
        on_estates_clocks,
        paths,
        mail,
        has_mail,
    }
}

/// The estate, still without satellites.
fn estate(table: TomlTable) -> Option<Estate> {
    let name = table.needed("name", "\"Contoso Automation CoE\"", forms::text);
    let currency = table.needed("currency", "\"USD\"", forms::currency);
    let speech = speech(&table);
    let timezone = table.text("timezone", forms::own).unwrap_or(Zone::UTC);
    let fiscal_year_start = table
        .text("fiscal_year_start", forms::own)
        .unwrap_or_default();
    if let Some(word) = table.text("calendar", forms::text) {
        let help = "leave it out: a fiscal year is twelve calendar months from fiscal_year_start";
        table.note("calendar", crate::workspace::later::refusal(&word), help);
    }
    let discount_rate = table.decimal("discount_rate", forms::RATIO);
    let productive_hours = table
        .decimal("productive_hours", forms::YEARLY_HOURS)
        .unwrap_or(Micros::whole(1_720));
    let band_correlation = table
        .decimal("band_correlation", forms::RATIO)
        .unwrap_or(Micros(500_000));
    let methods = methods(&table);
    table.close();
    Some(Estate {
        productive_hours,
        discount_rate,
        band_correlation,
        name: name?,
        currency: currency?,
        speech,
        timezone,
        fiscal_year_start,
        methods,
        satellites: Vec::new(),
    })
}

/// A language brings its own numbers and dates; another locale may be written beside it.
fn speech(table: &TomlTable) -> Speech {
    let language = table.text("language", forms::word("language"));
    let speech = Speech::of(language.unwrap_or(Language::English));
    let locale = table.text("locale", forms::word("locale"));
    Speech {
        locale: locale.unwrap_or(speech.locale),
        ..speech
    }
}

fn methods(table: &TomlTable) -> Vec<Method> {
    let Some(list) = table.list("method", forms::word::<Method>("method")) else {
        return vec![Method::Reckoner1];
    };
    let mut methods = Vec::new();
    for (method, span) in list {
        if methods.contains(&method) {
            table.note_at(
                span,
                format!("the method {method} is named twice"),
                "name it once; the first is the headline",
            );
        } else {
            methods.push(method);
        }
    }
    if methods.is_empty()
        && table
            .get("method")
            .and_then(|list| list.get_ref().as_array())
            .is_some_and(|list| list.is_empty())
    {
        table.note(
            "method",
            "no method is named",
            "write method = [\"reckoner-1\"], or leave it out",
        );
    }
    methods
}

fn paths(table: TomlTable) -> Paths {
    let default = Paths::default();
    let paths = Paths {
        lake: table.text("lake", url).unwrap_or(default.lake),
        out: table.text("out", url).unwrap_or(default.out),
        baselines: table.text("baselines", folder).unwrap_or(default.baselines),
        jobs: table.text("jobs", folder).unwrap_or(default.jobs),
        templates: table.text("templates", folder).unwrap_or(default.templates),
    };
    if paths.lake.trim_end_matches('/') == paths.out.trim_end_matches('/') {
        table.note(
            "out",
            "lake and out are one folder",
            "the lake keeps tables, out gets reports: give each its own folder",
        );
    }
    table.close();
    paths
}

/// What people edit lies beside reckoner.toml.
fn folder(text: &str) -> Formed<String> {
    if text.contains("://") {
        return Err(Wrong::new(format!("`{text}` is not a folder")).help(
            "write a path relative to reckoner.toml: only lake, out and sources may be URLs",
        ));
    }
    Ok(text.to_owned())
}

/// `zone` is the estate's. Beside the satellites those that say no timezone, where the estate does.
fn satellites(tables: Vec<TomlTable>, zone: Zone) -> (Vec<Export>, Vec<SatelliteId>) {
    let (mut exports, mut on_estates_clocks): (Vec<Export>, Vec<SatelliteId>) = Default::default();
    let mut sources: Vec<(Range<usize>, Reach)> = Vec::new();
    let mut seen = BTreeMap::<SatelliteId, Range<usize>>::new();
    for table in tables {
        let place = table.get("id").map_or(table.span.clone(), |id| id.span());
        let reads = table
            .get("source")
            .map_or(table.span.clone(), |source| source.span());
        let (source, notes, has_zone) = (table.source, table.notes, table.has("timezone"));
        let Some(export) = satellite(table, zone) else {
            continue;
        };
        let id = export.satellite.id.clone();
        if let Some(first) = seen.get(&id) {
            let mistake =
                Mistake::at(source, place, format!("two satellites are called {id}")).label("here");
            notes.note(
                mistake
                    .also(source, first.clone(), "and here")
                    .help("give each its own id; ids are compared in lower case"),
            );
            continue;
        }
        let reach = Reach::of(&export.reading);
        let is_same = |(other, (_, theirs)): (&Export, &(_, Reach))| {
            reach.meets(theirs) && !are_apart(&other.reading, &export.reading)
        };
        if let Some(other) = exports.iter().zip(&sources).position(is_same) {
            let message = format!(
                "{} and {id} read the same exports: what they tell would count twice",
                exports[other].satellite.id
            );
            let mistake = Mistake::at(source, reads.clone(), message)
                .label("here")
                .also(source, sources[other].0.clone(), "and here");
            let help = "let one of them read them; or tell their rows apart: conditions that leave no row to both ([satellite.only], \
                        [satellite.drop] on one column), or sessions here and [satellite.items] there";
            notes.note(mistake.help(help));
        }
        on_estates_clocks.extend(Some(id.clone()).filter(|_| !has_zone && zone != Zone::UTC));
        seen.insert(id, place);
        sources.push((reads, reach));
        exports.push(export);
    }
    exports.sort_by(|a, b| a.satellite.id.cmp(&b.satellite.id));
    (exports, on_estates_clocks)
}

fn satellite(table: TomlTable, zone: Zone) -> Option<Export> {
    let id = table.needed("id", "\"emea-prod\"", forms::own::<SatelliteId>);
    let name = table.text("name", forms::text);
    let class = table
        .text("class", forms::word("class"))
        .unwrap_or(Class::Prod);
    let counts = table.truth("count").unwrap_or(class == Class::Prod);
    let (region, capability) = (
        table.text("region", forms::text),
        table.text("capability", forms::text),
    );
    let timezone = table.text("timezone", forms::own).unwrap_or(zone);
    let (active_from, active_to) = (
        table.text("active_from", forms::day),
        table.text("active_to", forms::day),
    );
    if active_from
        .zip(active_to)
        .is_some_and(|(first, last)| first > last)
    {
        table.note(
            "active_from",
            "it lies after active_to",
            "active_from is the satellite's first day, active_to its last",
        );
    }
    let stale_after = table
        .text("stale_after", forms::duration)
        .unwrap_or(chrono::TimeDelta::hours(26));
    let max_reject_share = table
        .decimal("max_reject_share", forms::RATIO)
        .unwrap_or(crate::model::Micros(10_000));
    let absence = table
        .text("absence", forms::word("absence"))
        .unwrap_or(Absence::Keep);
    let newest = table.text("newest", forms::word("newest"));
    let secrets = table.table("secrets");
    if let Some(secrets) = &secrets {
        references::check(secrets);
    }
    let reading = export::reading(&table, secrets.as_ref());
    table.close();
    let id = id?;
    let satellite = Satellite {
        name: name.unwrap_or_else(|| id.to_string()),
        id,
        class,
        counts,
        region: region.unwrap_or_default(),
        capability: capability.unwrap_or_default(),
        timezone,
        active_from,
        active_to,
        stale_after,
    };
    Some(Export {
        satellite,
        reading: reading?,
        max_reject_share,
        absence,
        newest,
    })
}
