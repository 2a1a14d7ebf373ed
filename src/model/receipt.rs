//! A receipt: what one run did, so that anybody can prove that nothing vanished.

use super::ids::SatelliteId;

/// How a process ends; the highest of what happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Exit {
    /// It did what it could; gaps are on the report.
    #[default]
    Done = 0,
    /// Asked to be strict, and there are rejects or gaps.
    Gaps = 1,
    /// Usage or configuration.
    Usage = 2,
    /// A gate refused a satellite's delivery.
    Refused = 3,
    /// Input or output failed.
    Io = 74,
    /// Somebody else was faster: try again.
    TryAgain = 75,
    Credentials = 77,
}

/// What reading exports brought, in rows. `read = new + replacing + superseded + rejected +
/// dropped`, always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rows {
    pub read: i64,
    /// Keys the lake had never seen.
    pub new: i64,
    /// Rows that took the place of an older version.
    pub replacing: i64,
    /// Rows that an equal or newer version outranked.
    pub superseded: i64,
    pub rejected: i64,
    /// Left out by the satellite's own conditions.
    pub dropped: i64,
    /// Rows of the lake that were taken back: the objects that told them do not any more. So what
    /// the lake holds of a satellite is all that was ever new, less all that was ever withdrawn.
    pub withdrawn: i64,
}

impl Rows {
    pub fn balances(&self) -> bool {
        self.read == self.new + self.replacing + self.superseded + self.rejected + self.dropped
    }
}

impl std::ops::AddAssign for Rows {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.new += other.new;
        self.replacing += other.replacing;
        self.superseded += other.superseded;
        self.rejected += other.rejected;
        self.dropped += other.dropped;
        self.withdrawn += other.withdrawn;
    }
}

/// How a satellite's extraction ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Done,
    /// Nothing had changed since the cursor.
    Unchanged,
    /// The share of rejects was above the satellite's gate; its rejects are kept, its objects are
    /// not.
    Refused {
        why: String,
    },
    Failed {
        why: String,
        exit: Exit,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SatelliteReceipt {
    pub satellite: SatelliteId,
    pub objects_listed: i64,
    pub objects_read: i64,
    pub rows: Rows,
    /// What somebody should look at.
    pub notes: Vec<String>,
    /// What was done as it should be: said for the record.
    pub asides: Vec<String>,
    /// Of a dry run the rows that would be refused; those of any other are in the lake.
    pub rejects: Vec<Reject>,
    pub ending: Ending,
}

/// A row that was refused, with all that is needed to mend it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    pub satellite_id: SatelliteId,
    pub object: String,
    /// The line in the file on which the row begins, or its ordinal where rows do not go by lines;
    /// 0: the object as a whole.
    pub row: i64,
    pub column: String,
    pub code: &'static str,
    pub message: String,
    /// The first 4,000 characters of what stood there.
    pub raw: String,
}
