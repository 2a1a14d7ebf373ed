//! How a satellite's exports are read: what `source` and `[satellite.columns]` of a workspace mean.

pub mod amounts;
pub mod by_path;
pub mod columns;
pub mod compound;
pub mod event_log;
pub mod file;
pub mod globs;
pub mod items;
pub mod outcomes;
pub mod overlap;
pub mod sieve;
pub mod times;

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use self::amounts::Digits;
use self::event_log::EventLog;
use self::file::{Encoding, Place, Shape};
use self::items::{ItemExport, ItemFile};
use self::outcomes::outcome_maps_hash;
use self::sieve::Sieve;
use crate::lake::Ranking;
use crate::lake::hash::Hash;
use crate::lake::store::listing::Links;
use crate::model::session::{NotAWord, words};
use crate::model::{Micros, Satellite};
use crate::services::patience::Patience;
use crate::services::secret::Secret;
use crate::services::token::Application;

pub use self::columns::{Canonical, Column, Columns, EVERY_OTHER, Nothing, Replaced, STAR};

/// Goes up when the same file would be read differently by a newer program: everything is then read
/// again.
const READER: &str = "1";

/// The same of vendors' tables alone: with 2 their `NULL` is nothing in CSV, and a GUID is one id
/// in either case.
const VENDORS: &str = "2";

/// What a satellite hands over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub satellite: Satellite,
    pub reading: Reading,
    /// The gate: a larger share of rejects refuses a delivery.
    pub max_reject_share: Micros,
    pub absence: Absence,
    /// Which export is right where two tell different things without a version; None: what they say
    /// decides.
    pub newest: Option<Newest>,
}

words! {
    /// What is done with a row that its export does not tell any more, of a day that it still tells
    /// of. It is kept, since many exports are rolling windows; or withdrawn, where exports are
    /// complete within the days that they cover.
    Absence {
        Keep = "keep",
        Withdraw = "withdraw",
    }
}

words! {
    /// What says which of two exports is the newer one.
    Newest {
        Name = "name",
        Modified = "modified",
    }
}

impl Export {
    /// As a satellite that says nothing else hands it over.
    pub fn of(satellite: Satellite, reading: Reading) -> Self {
        Self {
            satellite,
            reading,
            max_reject_share: Micros(10_000),
            absence: Absence::Keep,
            newest: None,
        }
    }

    /// How the versions of its rows are ranked.
    pub fn ranking(&self) -> Ranking {
        Ranking {
            reading: self.hash(),
            newest_by_name: self.newest == Some(Newest::Name),
        }
    }

    /// What `reading` in the lake is: whatever changes the meaning of the same bytes changes it,
    /// and whatever changes which of two exports is right. The URL does not.
    pub fn hash(&self) -> String {
        let reading = self.reading.hash(&self.satellite);
        match self.newest {
            None => reading,
            Some(newest) => Hash::new()
                .add(reading)
                .add("newest")
                .add(newest.as_str())
                .hex(),
        }
    }
}

/// Where exports lie: a file, a folder or a glob, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whereabouts {
    pub url: String,
    /// Whether links in it are followed.
    pub links: Links,
}

impl Deref for Whereabouts {
    type Target = str;

    fn deref(&self) -> &str {
        &self.url
    }
}

impl<U: Into<String>> From<U> for Whereabouts {
    fn from(url: U) -> Self {
        Self {
            url: url.into(),
            links: Links::Left,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub url: Whereabouts,
    pub format: Format,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    Csv(Csv),
    Json(Json),
    Parquet(Parquet),
    Xlsx(Xlsx),
    /// Tables of Parquet files and a log.
    Delta(Parquet),
    SynapseLink(SynapseLink),
    Dataverse(Dataverse),
    Vendor(Vendored),
    /// Items, under columns that their owner named.
    Items(ItemExport),
    /// Events, whose cases are items.
    EventLog(EventLog),
}

impl Format {
    /// Whether its owner says which columns are ids: a vendor's are known.
    pub const fn names_its_ids(&self) -> bool {
        matches!(
            self,
            Self::Csv(_)
                | Self::Json(_)
                | Self::Parquet(_)
                | Self::Xlsx(_)
                | Self::Delta(_)
                | Self::Items(_)
        )
    }

    /// How the names of such exports end, for a folder that is given without a glob; what is packed
    /// ends so before it says with what.
    pub const fn suffixes(&self) -> &'static [&'static str] {
        match self {
            Self::Csv(_)
            | Self::SynapseLink(_)
            | Self::Items(ItemExport {
                file: ItemFile::Csv { .. },
                ..
            }) => &[".csv"],
            Self::Json(Json { shape, .. })
            | Self::Items(ItemExport {
                file: ItemFile::Json { shape, .. },
                ..
            }) => match shape {
                Shape::Document => &[".json"],
                Shape::Lines => Shape::LINES,
            },
            Self::Xlsx(_)
            | Self::Items(ItemExport {
                file: ItemFile::Xlsx(_),
                ..
            }) => &[file::XLSX],
            Self::EventLog(_) => &[".csv", ".json", ".ndjson", ".jsonl", ".parquet"],
            Self::Parquet(_) | Self::Delta(_) | Self::Items(_) => &[".parquet"],
            Self::Dataverse(_) => &[".json", ".ndjson", ".jsonl"],
            // Its tables of CSV are what a page shows, in the language of whoever saved it.
            Self::Vendor(Vendored {
                vendor: Vendor::UiPath,
                ..
            }) => &[".json", ".ndjson", ".jsonl"],
            Self::Vendor(_) => &[".json", ".ndjson", ".jsonl", ".csv"],
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Csv {
    /// None: told by the header line.
    pub delimiter: Option<u8>,
    /// None: UTF-8, or what a byte order mark says.
    pub encoding: Option<Encoding>,
    /// Before the header.
    pub skip_lines: u32,
    /// None: the header carries the canonical names.
    pub columns: Option<Columns>,
    pub nothing: Nothing,
    pub sieve: Sieve,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json {
    pub shape: Shape,
    /// None: UTF-8, or what a byte order mark says.
    pub encoding: Option<Encoding>,
    /// What a page calls its rows, as a path; None: `value`, or found.
    pub rows: Option<String>,
    /// None: the rows carry the canonical names. A column's header is a path, its parts with dots
    /// between them.
    pub columns: Option<Columns>,
    pub nothing: Nothing,
    pub sieve: Sieve,
}

impl Json {
    pub fn plain(shape: Shape) -> Self {
        Self {
            shape,
            encoding: None,
            rows: None,
            columns: None,
            nothing: Nothing::default(),
            sieve: Sieve::default(),
        }
    }
}

/// Columns with types of their own. A column's header is a path, its parts with dots between them.
/// Of a Delta table without any, what it is called says which of Dataverse's it is, if it is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parquet {
    /// None: the columns carry the canonical names.
    pub columns: Option<Columns>,
    pub nothing: Nothing,
    pub sieve: Sieve,
}

/// A sheet of a workbook, which is a table of texts as CSV is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Xlsx {
    pub place: Place,
    /// Without a delimiter and an encoding.
    pub table: Csv,
}

/// Tables of Dataverse, as a link exports them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SynapseLink {
    /// Come before the vendor's own, which stay where they are not named.
    pub columns: Option<Columns>,
}

words! {
    /// Vendors whose tables are known.
    Vendor {
        UiPath = "uipath",
        AutomationAnywhere = "automation-anywhere",
        BluePrism = "blue-prism",
        N8n = "n8n",
        ServiceNow = "servicenow",
        Camunda = "camunda",
        Workato = "workato",
        Kit = "kit",
    }
}

/// Tables of a vendor, as it hands them over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vendored {
    pub vendor: Vendor,
    /// Come before the vendor's own, which stay where they are not named. A column's header is a
    /// path.
    pub columns: Option<Columns>,
    /// What its vendor says is a test, a debug run or a developer's is told by how it went.
    pub count_tests: bool,
}

impl Vendor {
    /// Whether a row that is a test also tells how it went.
    pub const fn tells_how_tests_went(self) -> bool {
        matches!(self, Self::UiPath | Self::N8n | Self::Workato)
    }
}

impl Vendored {
    pub fn plain(vendor: Vendor) -> Self {
        Self {
            vendor,
            columns: None,
            count_tests: false,
        }
    }
}

/// Tables of Dataverse, as its Web API answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dataverse {
    /// Come before the vendor's own, which stay where they are not named. A column's header is a
    /// property, or its label.
    pub columns: Option<Columns>,
    /// None: the answers were saved.
    pub live: Option<Box<Live>>,
}

/// The service itself, and as whom it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// The environment's own address, without a slash behind it.
    pub service: String,
    /// Who gives out tokens, without the tenant: another cloud has its own.
    pub login: String,
    pub tenant: String,
    pub client_id: String,
    pub client_secret: Secret,
    pub patience: Patience,
}

impl Live {
    /// As whom the service is asked.
    pub fn application(&self) -> Application {
        Application {
            login: self.login.clone(),
            tenant: self.tenant.clone(),
            client_id: self.client_id.clone(),
            client_secret: self.client_secret.clone(),
            resource: self.service.clone(),
        }
    }
}

impl Reading {
    /// The service that is asked, if it is one.
    pub fn live_mut(&mut self) -> Option<&mut Live> {
        match &mut self.format {
            Format::Dataverse(Dataverse { live, .. }) => live.as_deref_mut(),
            _ => None,
        }
    }

    /// Whatever changes the meaning of the same bytes changes it.
    fn hash(&self, satellite: &Satellite) -> String {
        let hash = Hash::new()
            .add(READER)
            .add(satellite.timezone.to_string())
            .add(outcome_maps_hash());
        // A path begins with the URL, so what it tells may stand there.
        let hash = if self.is_told_by_paths() {
            hash.add("paths").add(&self.url.url)
        } else {
            hash
        };
        match &self.format {
            Format::Csv(csv) => csv.hash(hash.add("csv")),
            Format::Json(Json {
                shape,
                encoding,
                rows,
                columns,
                nothing,
                sieve,
            }) => {
                let hash = hash_columns(
                    hash.add(if *shape == Shape::Lines {
                        "ndjson"
                    } else {
                        "json"
                    }),
                    columns.as_ref(),
                );
                let hash = rows
                    .iter()
                    .fold(hash, |hash, rows| hash.add("rows").add(rows));
                sieve.hash(hash_nothing(hash_encoding(hash, *encoding), nothing))
            }
            Format::Parquet(own) => own.hash(hash.add("parquet")),
            Format::Xlsx(Xlsx { place, table }) => {
                table.hash(hash.add("xlsx").add(format!("{place:?}")))
            }
            Format::Delta(own) => own.hash(hash.add("delta")),
            Format::SynapseLink(link) => {
                hash_columns(hash.add("synapse-link"), link.columns.as_ref())
            }
            // Saved or asked for, a page means the same.
            Format::Dataverse(own) => hash_columns(hash.add("dataverse"), own.columns.as_ref()),
            Format::Vendor(own) => {
                let hash = hash_columns(
                    hash.add(own.vendor.as_str()).add(VENDORS),
                    own.columns.as_ref(),
                );
                if own.count_tests {
                    hash.add("count_tests")
                } else {
                    hash
                }
            }
            Format::EventLog(own) => hash.add("event-log").add(format!("{own:?}")),
            Format::Items(own) => {
                let hash = own
                    .file
                    .hash(hash.add("items"))
                    .add(own.columns.0.len().to_string());
                let hash = hash_nothing(hash, &own.nothing);
                own.sieve
                    .hash(own.columns.0.iter().fold(hash, |hash, (field, column)| {
                        hash_column(hash, field.as_str(), column)
                    }))
            }
        }
        .hex()
    }
}

impl Csv {
    fn hash(&self, hash: Hash) -> Hash {
        let delimiter = self.delimiter.map(|byte| char::from(byte).to_string());
        let hash = hash_columns(optional(hash, delimiter.as_deref()), self.columns.as_ref());
        let hash = if self.skip_lines > 0 {
            hash.add("skip_lines").add(self.skip_lines.to_string())
        } else {
            hash
        };
        self.sieve.hash(hash_nothing(
            hash_encoding(hash, self.encoding),
            &self.nothing,
        ))
    }
}

impl Parquet {
    fn hash(&self, hash: Hash) -> Hash {
        self.sieve.hash(hash_nothing(
            hash_columns(hash, self.columns.as_ref()),
            &self.nothing,
        ))
    }
}

fn hash_nothing(hash: Hash, nothing: &Nothing) -> Hash {
    nothing
        .0
        .iter()
        .fold(hash, |hash, word| hash.add("nothing").add(word))
}

/// What is not given says nothing: so what was read before it could be given is not read again.
fn hash_encoding(hash: Hash, encoding: Option<Encoding>) -> Hash {
    encoding.iter().fold(hash, |hash, encoding| {
        hash.add("encoding").add(encoding.as_str())
    })
}

fn hash_columns(hash: Hash, columns: Option<&Columns>) -> Hash {
    let hash = hash.add(if columns.is_some() {
        "columns"
    } else {
        "canonical"
    });
    let columns = columns.into_iter().flat_map(|columns| &columns.0);
    columns.clone().fold(
        hash.add(columns.count().to_string()),
        |hash, (field, column)| hash_column(hash, field.as_str(), column),
    )
}

fn hash_column(hash: Hash, field: &str, column: &Column) -> Hash {
    let hash = hash.add(field).add(&column.header);
    let hash = optional(hash, column.format.as_deref());
    let hash = optional(
        hash,
        column.timezone.map(|zone| zone.to_string()).as_deref(),
    );
    let hash = hash.add(column.map.len().to_string());
    let hash = column
        .map
        .iter()
        .fold(hash, |hash, (theirs, ours)| hash.add(theirs).add(ours));
    let hash = column
        .parts
        .iter()
        .fold(hash, |hash, part| hash.add("part").add(part));
    // No canonical name is one of these words. What is not given says nothing.
    let hash = column
        .constant
        .iter()
        .fold(hash, |hash, constant| hash.add("constant").add(constant));
    let hash = column
        .unit
        .iter()
        .fold(hash, |hash, unit| hash.add("unit").add(unit.as_str()));
    let hash = column
        .other_formats
        .iter()
        .fold(hash, |hash, format| hash.add("format").add(format));
    let hash = column
        .path
        .iter()
        .fold(hash, |hash, path| hash.add("path").add(path.as_str()));
    let hash = if column.is_content {
        hash.add("content")
    } else {
        hash
    };
    // A star was a text as any other before it stood for all of them.
    let hash = if column.map.contains_key(EVERY_OTHER) {
        hash.add("every other")
    } else {
        hash
    };
    if column.digits == Digits::PLAIN {
        hash
    } else {
        hash.add("digits").add(column.digits.described())
    }
}

fn optional(hash: Hash, part: Option<&str>) -> Hash {
    hash.add(if part.is_some() { "+" } else { "-" })
        .add(part.unwrap_or_default())
}

#[cfg(test)]
pub(super) mod tests {
    use super::amounts::Unit;
    use super::globs::path_pattern::PathPattern;
    use super::*;
    use crate::model::Zone;
    use crate::model::satellite::Class;

    pub fn satellite(timezone: &str) -> Satellite {
        Satellite {
            id: "emea".parse().unwrap(),
            name: "EMEA".into(),
            class: Class::Prod,
            counts: true,
            region: String::new(),
            capability: String::new(),
            timezone: timezone.parse().unwrap(),
            active_from: None,
            active_to: None,
            stale_after: chrono::TimeDelta::hours(26),
        }
    }

    fn legacy() -> Csv {
        let map = [("OK".to_owned(), "succeeded".to_owned())].into();
        let started = Column {
            format: Some("%d.%m.%Y".into()),
            timezone: Some(Zone::UTC),
            ..Column::named("Start")
        };
        let outcome = Column {
            map,
            ..Column::named("Result")
        };
        let columns = Some(Columns(
            [(Canonical::Started, started), (Canonical::Outcome, outcome)].into(),
        ));
        Csv {
            delimiter: Some(b';'),
            columns,
            ..Csv::default()
        }
    }

    #[test]
    fn whatever_changes_the_meaning_of_the_bytes_changes_the_hash() {
        let hash = |csv: Csv, url: &str, zone: &str| {
            Reading {
                url: url.into(),
                format: Format::Csv(csv),
            }
            .hash(&satellite(zone))
        };
        let ours = hash(legacy(), "a", "UTC");
        assert_eq!(ours, hash(legacy(), "elsewhere/*.csv", "UTC"));
        let changes: [fn(&mut Column); 12] = [
            |c| c.parts = vec!["a".into()],
            |c| c.header.push('x'),
            |c| c.format = None,
            |c| c.timezone = None,
            |c| c.map = [("a".to_owned(), "b".to_owned())].into(),
            |c| c.constant = Some(String::new()),
            |c| c.unit = Some(Unit::Seconds),
            |c| c.other_formats = vec!["%Y".into()],
            |c| c.digits.has_comma = true,
            |c| c.path = Some(PathPattern::new("{a}.csv").unwrap()),
            |c| c.is_content = true,
            |c| c.map = [("*".to_owned(), "b".to_owned())].into(),
        ];
        for (at, change) in changes.into_iter().enumerate() {
            let mut csv = legacy();
            change(
                csv.columns
                    .as_mut()
                    .unwrap()
                    .0
                    .get_mut(&Canonical::Started)
                    .unwrap(),
            );
            assert_ne!(ours, hash(csv, "a", "UTC"), "change {at}");
        }
        assert_ne!(ours, hash(legacy(), "a", "Europe/Berlin"));
        assert_ne!(
            ours,
            hash(
                Csv {
                    delimiter: None,
                    ..legacy()
                },
                "a",
                "UTC"
            )
        );
        assert_ne!(
            ours,
            hash(
                Csv {
                    skip_lines: 1,
                    ..legacy()
                },
                "a",
                "UTC"
            )
        );
        assert_ne!(
            ours,
            hash(
                Csv {
                    encoding: Some(Encoding::Utf8),
                    ..legacy()
                },
                "a",
                "UTC"
            )
        );
        assert_ne!(
            ours,
            hash(
                Csv {
                    nothing: Nothing(vec!["NULL".into()]),
                    ..legacy()
                },
                "a",
                "UTC"
            )
        );
        let sieve = |keeps, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            Sieve(vec![super::sieve::Condition {
                column: "Status".into(),
                words,
                keeps,
            }])
        };
        let sieves = [
            sieve(true, &["done"]),
            sieve(false, &["done"]),
            sieve(true, &["done", "x"]),
            Sieve::default(),
        ];
        let hashes: std::collections::BTreeSet<_> = sieves
            .map(|sieve| hash(Csv { sieve, ..legacy() }, "a", "UTC"))
            .into();
        assert!(hashes.len() == 4 && hashes.contains(&ours));
        assert_ne!(
            hash(
                Csv {
                    columns: None,
                    ..legacy()
                },
                "a",
                "UTC"
            ),
            hash(
                Csv {
                    columns: Some(Columns::default()),
                    ..legacy()
                },
                "a",
                "UTC"
            )
        );
    }

    #[test]
    fn one_configuration_of_columns_means_something_else_in_every_format() {
        let columns = legacy().columns;
        let formats = [
            Format::Csv(Csv {
                columns: columns.clone(),
                ..Csv::default()
            }),
            Format::Json(Json {
                columns: columns.clone(),
                ..Json::plain(Shape::Document)
            }),
            Format::Json(Json {
                columns: columns.clone(),
                ..Json::plain(Shape::Lines)
            }),
            Format::Json(Json {
                columns: columns.clone(),
                rows: Some("a".into()),
                ..Json::plain(Shape::Lines)
            }),
            Format::Parquet(Parquet {
                columns: columns.clone(),
                ..Parquet::default()
            }),
            Format::Delta(Parquet {
                columns: columns.clone(),
                ..Parquet::default()
            }),
            Format::SynapseLink(SynapseLink {
                columns: columns.clone(),
            }),
            Format::Vendor(Vendored {
                columns: columns.clone(),
                ..Vendored::plain(Vendor::UiPath)
            }),
            Format::Vendor(Vendored {
                count_tests: true,
                ..Vendored::plain(Vendor::UiPath)
            }),
            Format::Vendor(Vendored::plain(Vendor::UiPath)),
            Format::Vendor(Vendored {
                columns: columns.clone(),
                ..Vendored::plain(Vendor::N8n)
            }),
            Format::Dataverse(Dataverse {
                columns,
                live: None,
            }),
        ];
        let hashes: std::collections::BTreeSet<_> = formats
            .iter()
            .map(|format| {
                Reading {
                    url: "a".into(),
                    format: format.clone(),
                }
                .hash(&satellite("UTC"))
            })
            .collect();
        assert_eq!(hashes.len(), formats.len());
    }

    #[test]
    fn lines_are_told_by_the_end_of_a_name() {
        for (object, shape) in [
            ("a.json", Shape::Document),
            ("x/A.NDJSON", Shape::Lines),
            ("a.jsonl", Shape::Lines),
            ("a.txt", Shape::Document),
        ] {
            assert_eq!(Shape::of(object), shape, "{object}");
        }
    }
}
