//! What an export is: how its rows lie, what they tell, and whose tables they are.

use std::fmt;
use std::str::FromStr;

use super::columns::{Columns, Nothing};
use super::event_log::EventLog;
use super::file::{self, Encoding, Place, Shape};
use super::items::ItemColumns;
use super::sieve::Sieve;
use crate::model::session::{NotAWord, words};
use crate::services::patience::Patience;
use crate::services::secret::Secret;
use crate::services::token::Application;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Rows that their owner described: whatever carries them, they may tell any fact.
    Described(Carrier, Fact),
    /// Events, whose cases are items. How they lie in a file, its name says.
    EventLog(EventLog),
    SynapseLink(SynapseLink),
    Dataverse(Dataverse),
    Vendor(Vendored),
}

/// How rows lie in what is handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carrier {
    Csv(CsvForm),
    Json(JsonForm),
    /// Columns with types of their own.
    Parquet,
    /// A sheet of a workbook, which is a table of texts as CSV is.
    Xlsx(Place),
    /// Tables of Parquet files and a log. Of one that tells sessions and has no columns, what it is
    /// called says which of Dataverse's it is, if it is one.
    Delta,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CsvForm {
    /// None: told by the header line.
    pub delimiter: Option<u8>,
    /// None: UTF-8, or what a byte order mark says.
    pub encoding: Option<Encoding>,
    /// Before the header.
    pub skip_lines: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonForm {
    pub shape: Shape,
    /// None: UTF-8, or what a byte order mark says.
    pub encoding: Option<Encoding>,
    /// What a page calls its rows, as a path; None: `value`, or found.
    pub rows: Option<String>,
}

impl From<Shape> for JsonForm {
    fn from(shape: Shape) -> Self {
        Self {
            shape,
            encoding: None,
            rows: None,
        }
    }
}

/// What a row tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// None: the rows carry the canonical names.
    Sessions(Mapped<Option<Columns>>),
    Items(Mapped<ItemColumns>),
}

/// Columns under the names that their owner gave them; of JSON and of typed columns a name is a
/// path, its parts with dots between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapped<C> {
    pub columns: C,
    pub nothing: Nothing,
    pub sieve: Sieve,
}

/// What is said of the columns of sessions.
pub type SessionColumns = Mapped<Option<Columns>>;

/// What is said of the columns of items.
pub type ItemExport = Mapped<ItemColumns>;

impl Format {
    /// Sessions whose rows carry the canonical names.
    pub fn canonical(carrier: Carrier) -> Self {
        Self::Described(carrier, Fact::Sessions(Mapped::default()))
    }

    /// Sessions under columns that their owner named.
    pub fn of_columns(carrier: Carrier, columns: Columns) -> Self {
        let own = Mapped {
            columns: Some(columns),
            ..Mapped::default()
        };
        Self::Described(carrier, Fact::Sessions(own))
    }

    /// Whether its owner says which columns are ids: a vendor's are known.
    pub const fn names_its_ids(&self) -> bool {
        matches!(self, Self::Described(..))
    }

    /// Whether a folder is read as a whole: its layout says what is in it, or nothing lies
    /// anywhere.
    pub const fn is_whole(&self) -> bool {
        matches!(
            self,
            Self::Described(Carrier::Delta, _)
                | Self::SynapseLink(_)
                | Self::Dataverse(Dataverse { live: Some(_), .. })
        )
    }

    /// How the names of such exports end, for a folder that is given without a glob; what is packed
    /// ends so before it says with what.
    pub const fn suffixes(&self) -> &'static [&'static str] {
        match self {
            Self::Described(carrier, _) => carrier.suffixes(),
            Self::SynapseLink(_) => &[".csv"],
            Self::EventLog(_) => &[".csv", ".json", ".ndjson", ".jsonl", ".parquet"],
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

impl Carrier {
    const fn suffixes(&self) -> &'static [&'static str] {
        match self {
            Self::Csv(_) => &[".csv"],
            Self::Json(JsonForm {
                shape: Shape::Document,
                ..
            }) => &[".json"],
            Self::Json(_) => Shape::LINES,
            Self::Xlsx(_) => &[file::XLSX],
            Self::Parquet | Self::Delta => &[".parquet"],
        }
    }
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
