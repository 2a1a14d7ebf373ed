//! The first object of an export, where nobody said what its rows are called: is it a row, or a
//! page, and of which array?

use crate::extract::carriers::json::pages::RowCriteria;

/// Names of an object that are looked at.
pub const NAMES: usize = 4_096;

/// Where a member is: its name between its quotes, and its value.
#[derive(Clone, Copy)]
pub struct MemberSpan {
    pub name: (usize, usize),
    pub value: usize,
}

/// Where the walk over an object's members is.
pub enum MemberStep {
    /// The next member begins there.
    Next(usize),
    /// The object's last sign stands there.
    Over(usize),
}

/// What is known of the object so far.
pub struct Finding {
    pub sought: RowCriteria,
    names: Vec<String>,
    arrays: Vec<Array>,
}

pub struct Array {
    pub name: String,
    pub member: MemberSpan,
    pub kind: ArrayKind,
}

/// What an array holds, by its first element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ArrayKind {
    /// Nothing.
    Empty,
    /// Objects, and whether they say which row they are, or all that a row must.
    Objects { tells_id: bool, is_row: bool },
}

impl ArrayKind {
    pub const fn tells_id(self) -> bool {
        matches!(self, Self::Objects { tells_id: true, .. })
    }

    const fn is_row(self) -> bool {
        matches!(self, Self::Objects { is_row: true, .. })
    }
}

impl Finding {
    pub fn new(sought: RowCriteria) -> Self {
        Self {
            sought,
            names: Vec::new(),
            arrays: Vec::new(),
        }
    }

    pub fn see(&mut self, name: String, member: MemberSpan, kind: Option<ArrayKind>) {
        self.arrays.extend(kind.map(|kind| Array {
            name: name.clone(),
            member,
            kind,
        }));
        if self.names.len() < NAMES {
            self.names.push(name);
        }
    }

    /// Whether this member is an array that may be the rows.
    pub fn is_within(&self, member: MemberSpan) -> bool {
        self.arrays.last().is_some_and(|array| {
            array.member.value == member.value && array.kind != ArrayKind::Empty
        })
    }

    /// The arrays that may be the rows; none: it is a row itself, or one that lacks something.
    pub fn rows(&self) -> Vec<&Array> {
        let of = |is_meant: fn(ArrayKind) -> bool| {
            self.arrays
                .iter()
                .filter(|array| is_meant(array.kind))
                .collect::<Vec<_>>()
        };
        if self.sought.tells_time(&self.names) {
            return Vec::new();
        }
        // What says which row it is, is a page only where what it holds says more.
        if self.sought.tells_id(&self.names) {
            return of(ArrayKind::is_row);
        }
        let rows = of(ArrayKind::tells_id);
        // Beside others an empty one may be the rows of which there are none today.
        if rows.is_empty() {
            self.arrays.iter().collect()
        } else {
            rows
        }
    }
}
