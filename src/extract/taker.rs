//! The rows of an object: how they are handed over, who takes them, and what came of it.

use std::borrow::Cow;

use arrow::array::RecordBatch;
use chrono::{DateTime, Utc};

use crate::extract::error::ExtractError;
use crate::extract::notes::Notes;
use crate::extract::rejects::{Fault, Rejects};
use crate::lake::NameRow;
use crate::model::receipt::Reject;
use crate::model::{Satellite, SatelliteId};

/// The object that rows come from, and when it is read.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub satellite: &'a Satellite,
    /// Its path below the export's root.
    pub object: &'a str,
    /// The hash of how it is read.
    pub reading: &'a str,
    pub now: DateTime<Utc>,
}

/// What a row tells, by the numbers of the columns that its taker asked for.
pub trait Texts {
    /// None: the column is not there, or nothing stands in it.
    fn text(&self, column: usize) -> Option<&str>;
}

impl Texts for Vec<Option<&str>> {
    fn text(&self, column: usize) -> Option<&str> {
        self.get(column).copied().flatten()
    }
}

impl Texts for Vec<Option<Cow<'_, str>>> {
    fn text(&self, column: usize) -> Option<&str> {
        self.get(column)?.as_deref()
    }
}

/// A row that nobody took apart yet tells no texts.
struct Whole;

impl Texts for Whole {
    fn text(&self, _: usize) -> Option<&str> {
        None
    }
}

/// A row, as the carrier of an export hands it over.
#[derive(Clone, Copy)]
pub struct RawRow<'r> {
    /// Its line where rows go by lines, else its ordinal.
    pub number: i64,
    pub texts: &'r dyn Texts,
    /// The JSON object that the row is, as it is written; empty for rows of other carriers.
    pub object: &'r [u8],
    /// What the row's page says that it holds.
    pub context: Option<&'r str>,
}

impl<'r> RawRow<'r> {
    pub fn of_texts(number: i64, texts: &'r dyn Texts) -> Self {
        Self {
            number,
            texts,
            object: b"",
            context: None,
        }
    }

    pub fn of_object(number: i64, object: &'r [u8], context: Option<&'r str>) -> Self {
        Self {
            number,
            texts: &Whole,
            object,
            context,
        }
    }

    pub fn text(&self, column: usize) -> Option<&'r str> {
        self.texts.text(column)
    }

    /// The same row, of which somebody else tells the texts.
    pub fn telling<'t>(self, texts: &'t dyn Texts) -> RawRow<'t>
    where
        'r: 't,
    {
        RawRow { texts, ..self }
    }
}

/// What became of a row that is not refused.
pub enum Taken {
    Kept,
    /// It was left out by a condition, or tells of nothing that is kept, and was dealt with.
    Passed,
    /// Nothing can be read of what it is among, which is said once.
    Unread(Fault),
}

/// Takes rows, one after the other.
pub trait Taker: Send {
    /// A page or an array of JSON begins; `delta_link` is where a page says before its rows that
    /// what follows them can be asked for.
    fn page(&mut self, _delta_link: Option<&str>) {}

    /// Keeps a row, or says why it cannot be kept. What it is unsure of it notes.
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault>;

    /// Whether a batch is full.
    fn is_full(&self) -> bool {
        false
    }

    /// The rows kept since the last batch, if any.
    fn take(&mut self) -> Option<RecordBatch> {
        None
    }

    /// All was read: what it holds beside batches goes with what came of the object.
    fn finish(self, _reached: &mut Reached)
    where
        Self: Sized,
    {
    }

    /// Another one for another thread; None: this one must be handed all rows, in their order. A
    /// twin may be handed rows that turn out to be none: what it took of them is thrown away, so it
    /// must not keep anything for itself.
    fn twin(&self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }
}

/// A taker that asks for columns by the numbers of their names, and where each name stands in the
/// rows.
pub struct Placed<T> {
    pub places: Vec<Option<usize>>,
    pub taker: T,
}

struct AtPlaces<'r> {
    texts: &'r dyn Texts,
    places: &'r [Option<usize>],
}

impl Texts for AtPlaces<'_> {
    fn text(&self, column: usize) -> Option<&str> {
        let place = self.places.get(column).copied().flatten()?;
        self.texts.text(place)
    }
}

impl<T: Taker> Taker for Placed<T> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let texts = AtPlaces {
            texts: row.texts,
            places: &self.places,
        };
        self.taker.push(row.telling(&texts), notes)
    }

    fn is_full(&self) -> bool {
        self.taker.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.taker.take()
    }

    fn finish(self, reached: &mut Reached) {
        self.taker.finish(reached);
    }

    fn twin(&self) -> Option<Self> {
        Some(Self {
            places: self.places.clone(),
            taker: self.taker.twin()?,
        })
    }
}

/// What came of one object, apart from its batches.
#[derive(Debug)]
pub struct Reached {
    /// Rows: kept and rejected.
    pub read: i64,
    pub rejected: i64,
    /// The first ten thousand in full.
    pub rejects: Vec<Reject>,
    pub names: Vec<NameRow>,
    pub notes: Notes,
}

impl Reached {
    /// Nothing came of it, and why.
    pub fn refused(satellite: &SatelliteId, object: &str, fault: Fault) -> Self {
        let mut rejects = Rejects::new(satellite, object);
        rejects.refuse(0, fault, b"");
        Self {
            read: 1,
            rejected: 1,
            rejects: rejects.finish(),
            names: Vec::new(),
            notes: Notes::default(),
        }
    }
}

/// Where full batches go.
pub type Keep<'k> = dyn FnMut(RecordBatch) -> Result<(), ExtractError> + 'k;
