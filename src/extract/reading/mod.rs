//! How a satellite's exports are read: what `source` and `[satellite.columns]` of a workspace mean.

pub mod amounts;
pub mod by_path;
pub mod columns;
pub mod compound;
pub mod event_log;
pub mod file;
pub mod format;
pub mod globs;
mod hashed;
pub mod items;
pub mod outcomes;
pub mod overlap;
pub mod sieve;
pub mod times;

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use crate::lake::Ranking;
use crate::lake::hash::Hash;
use crate::lake::store::listing::Links;
use crate::model::session::{NotAWord, words};
use crate::model::{Micros, Satellite};

pub use self::columns::{Canonical, Column, Columns, EVERY_OTHER, Nothing, Replaced, STAR};
pub use self::format::{
    Carrier, CsvForm, Dataverse, Fact, Format, ItemExport, JsonForm, Live, Mapped, SessionColumns,
    SynapseLink, Vendor, Vendored,
};

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

impl Reading {
    /// The service that is asked, if it is one.
    pub fn live_mut(&mut self) -> Option<&mut Live> {
        match &mut self.format {
            Format::Dataverse(Dataverse { live, .. }) => live.as_deref_mut(),
            _ => None,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::amounts::Unit;
    use super::event_log::EventLog;
    use super::file::{Encoding, Place, Shape};
    use super::globs::path_pattern::PathPattern;
    use super::sieve::Sieve;
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

    fn legacy() -> SessionColumns {
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
        let columns =
            Columns([(Canonical::Started, started), (Canonical::Outcome, outcome)].into());
        SessionColumns {
            columns: Some(columns),
            ..SessionColumns::default()
        }
    }

    fn semicolons() -> CsvForm {
        CsvForm {
            delimiter: Some(b';'),
            ..CsvForm::default()
        }
    }

    fn hash(format: Format) -> String {
        hash_of("a", "UTC", format)
    }

    fn hash_of(url: &str, zone: &str, format: Format) -> String {
        Reading {
            url: url.into(),
            format,
        }
        .hash(&satellite(zone))
    }

    fn csv(form: CsvForm, own: SessionColumns) -> Format {
        Format::Described(Carrier::Csv(form), Fact::Sessions(own))
    }

    #[test]
    fn whatever_changes_the_meaning_of_the_bytes_changes_the_hash() {
        let ours = hash(csv(semicolons(), legacy()));
        let elsewhere = csv(semicolons(), legacy());
        assert_eq!(ours, hash_of("elsewhere/*.csv", "UTC", elsewhere.clone()));
        assert_ne!(ours, hash_of("a", "Europe/Berlin", elsewhere));
        let columns: [fn(&mut Column); 12] = [
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
        for (at, change) in columns.into_iter().enumerate() {
            let mut own = legacy();
            let columns = &mut own.columns.as_mut().unwrap().0;
            change(columns.get_mut(&Canonical::Started).unwrap());
            assert_ne!(ours, hash(csv(semicolons(), own)), "change {at}");
        }
        let forms: [fn(&mut CsvForm); 3] = [
            |form| form.delimiter = None,
            |form| form.skip_lines = 1,
            |form| form.encoding = Some(Encoding::Utf8),
        ];
        for (at, change) in forms.into_iter().enumerate() {
            let mut form = semicolons();
            change(&mut form);
            assert_ne!(ours, hash(csv(form, legacy())), "change {at}");
        }
        let nothing = SessionColumns {
            nothing: Nothing(vec!["NULL".into()]),
            ..legacy()
        };
        assert_ne!(ours, hash(csv(semicolons(), nothing)));
        let of = |columns| SessionColumns {
            columns,
            ..SessionColumns::default()
        };
        assert_ne!(
            hash(csv(semicolons(), of(None))),
            hash(csv(semicolons(), of(Some(Columns::default()))))
        );
    }

    #[test]
    fn each_condition_changes_the_hash() {
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
        let with = |sieve| hash(csv(semicolons(), SessionColumns { sieve, ..legacy() }));
        let hashes: std::collections::BTreeSet<_> = sieves.map(with).into();
        assert!(hashes.len() == 4 && hashes.contains(&hash(csv(semicolons(), legacy()))));
    }

    #[test]
    fn one_configuration_of_columns_means_something_else_in_every_format() {
        let columns = legacy().columns;
        let vendored = |vendor, columns: &Option<Columns>, count_tests| {
            Format::Vendor(Vendored {
                columns: columns.clone(),
                count_tests,
                ..Vendored::plain(vendor)
            })
        };
        let paged = JsonForm {
            rows: Some("a".into()),
            ..Shape::Lines.into()
        };
        let carriers = [
            Carrier::Csv(CsvForm::default()),
            Carrier::Json(Shape::Document.into()),
            Carrier::Json(Shape::Lines.into()),
            Carrier::Json(paged),
            Carrier::Parquet,
            Carrier::Xlsx(Place::default()),
            Carrier::Delta,
        ];
        let sessions = Fact::Sessions(legacy());
        let items = Fact::Items(ItemExport::default());
        let described = carriers.iter().flat_map(|carrier| {
            [&sessions, &items].map(|fact| Format::Described(carrier.clone(), fact.clone()))
        });
        let known = [
            Format::EventLog(EventLog::default()),
            Format::SynapseLink(SynapseLink {
                columns: columns.clone(),
            }),
            vendored(Vendor::UiPath, &columns, false),
            vendored(Vendor::UiPath, &columns, true),
            vendored(Vendor::UiPath, &None, false),
            vendored(Vendor::N8n, &columns, false),
            Format::Dataverse(Dataverse {
                columns: columns.clone(),
                live: None,
            }),
        ];
        let formats: Vec<Format> = described.chain(known).collect();
        let hashes: std::collections::BTreeSet<_> = formats.iter().cloned().map(hash).collect();
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
