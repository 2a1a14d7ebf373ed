//! What becomes of that which an object told before and tells no more. The laws, for each object
//! that is read again:
//!
//! - What it tells now outranks what it told before (told versions rank first).
//! - What it told under another reading and does not tell now is taken back, within the days from
//!   its first to its last row; where its bytes are the same, within those of its last telling too.
//!   What a rolling window told long ago stays.
//! - What it told under the same reading stays: many exports are rolling windows, in which absence
//!   means nothing. Where its satellite says that exports are complete within their days, it is
//!   taken back as well.
//! - An object that vanished is not read again, so what it told stays.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::ranking::Ranking;
use super::rows::{NO_MONTH, month_name};
use super::spool::Days;
use crate::lake::cells::days;
use crate::lake::delta::FileBounds;

/// An object that was read before and is read again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// It is the same bytes as when it was read last: so what it told then it tells anew.
    pub whole: bool,
    /// Its satellite says that exports are complete within the days that they cover.
    pub complete: bool,
    /// The days of which it told when it was read last: what is gone of these is counted.
    pub before: Option<(NaiveDate, NaiveDate)>,
    /// Days that it covers though it tells nothing of them itself.
    pub covers: Option<(NaiveDate, NaiveDate)>,
    /// Whatever it ever told is taken back: somebody wants to be rid of it.
    pub forgotten: bool,
}

/// What is known of a delivery's objects from earlier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retold {
    /// Those that told something before, by their paths. Of any other object the lake holds
    /// nothing.
    pub again: HashMap<String, Again>,
    /// Folders whose files together are one object: a Delta table's.
    pub folders: Vec<String>,
    /// Of files in such folders, which was written after which.
    pub generations: HashMap<String, i64>,
    /// The satellite is read in another way than it was when the lake last heard of it: so what
    /// outranks what is decided anew also among those that are not read again.
    pub anew: bool,
}

impl Retold {
    /// Whether the lake holds nothing that this delivery may touch but by its ids.
    pub fn is_empty(&self) -> bool {
        self.again.is_empty() && !self.anew
    }

    /// The object that a path belongs to.
    pub fn origin<'p>(&'p self, path: &'p str) -> &'p str {
        let within = |folder: &&String| {
            folder.is_empty()
                || path
                    .strip_prefix(folder.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        self.folders
            .iter()
            .filter(within)
            .max_by_key(|folder| folder.len())
            .map_or(path, String::as_str)
    }

    pub fn generation(&self, path: &str) -> i64 {
        self.generations.get(path).copied().unwrap_or_default()
    }

    /// Whether the lake may hold something that this object told.
    pub fn is_known(&self, path: &str) -> bool {
        if self.again.contains_key(path) {
            return true;
        }
        let origin = self.origin(path);
        origin != path && self.again.keys().any(|known| self.origin(known) == origin)
    }
}

/// What is to be done with a row that its object does not tell any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lake) enum Gone {
    /// Nothing: its object was not read again, or does not speak of its day.
    Stays,
    /// It stays, and that is said.
    Counted,
    TakenBack,
}

/// The laws at work on one delivery.
pub(in crate::lake) struct Law<'d> {
    ranking: &'d Ranking,
    retold: &'d Retold,
    again: HashMap<&'d str, Spoken>,
    /// Paths of these, sorted.
    paths: Vec<&'d str>,
}

/// An object, and the days of which it speaks.
struct Spoken {
    whole: bool,
    complete: bool,
    before: Option<Days>,
    covers: Option<Days>,
    forgotten: bool,
}

impl<'d> Law<'d> {
    pub fn of(
        ranking: &'d Ranking,
        retold: &'d Retold,
        told: impl Fn(&str) -> Option<Days>,
    ) -> Self {
        let as_days = |(first, last): (NaiveDate, NaiveDate)| (days(first), days(last));
        let spoken = |(path, again): (&'d String, &Again)| {
            let before = again.before.map(as_days);
            let all = [
                told(path),
                again.covers.map(as_days),
                before.filter(|_| again.whole),
            ]
            .into_iter()
            .flatten();
            let covers = all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            let Again {
                whole,
                complete,
                forgotten,
                ..
            } = *again;
            let spoken = Spoken {
                whole,
                complete,
                before,
                covers,
                forgotten,
            };
            (path.as_str(), spoken)
        };
        let again: HashMap<_, _> = retold.again.iter().map(spoken).collect();
        let mut paths: Vec<_> = again.keys().copied().collect();
        paths.sort_unstable();
        Self {
            ranking,
            retold,
            again,
            paths,
        }
    }

    pub fn ranking(&self) -> &'d Ranking {
        self.ranking
    }

    pub fn retold(&self) -> &'d Retold {
        self.retold
    }

    /// Of a row that its object does not tell now.
    pub fn of_missing(&self, object: &str, reading: &str, day: Option<i32>) -> Gone {
        let Some(spoken) = self.again.get(object) else {
            return Gone::Stays;
        };
        let within = |days: Option<Days>| {
            day.is_some_and(|day| days.is_some_and(|(first, last)| (first..=last).contains(&day)))
        };
        let is_old = reading != self.ranking.reading;
        if spoken.forgotten {
            return Gone::TakenBack;
        }
        if ((is_old || spoken.complete) && within(spoken.covers))
            || (is_old && spoken.whole && day.is_none())
        {
            Gone::TakenBack
        } else if !is_old && within(spoken.before) {
            Gone::Counted
        } else {
            Gone::Stays
        }
    }

    /// Whether a file may hold rows that their objects do not tell any more, so that it must be
    /// looked into; `month` is that of its rows, if they are all of one.
    pub fn may_miss(&self, month: Option<&str>, bounds: Option<&FileBounds>) -> bool {
        if self.paths.is_empty() {
            return false;
        }
        let objects = bounds.and_then(|bounds| bounds.object.as_ref());
        let from = objects.map_or(0, |(least, _)| {
            self.paths.partition_point(|path| *path < least.as_str())
        });
        let to = objects.map_or(self.paths.len(), |(_, greatest)| {
            self.paths
                .partition_point(|path| *path <= greatest.as_str())
        });
        let readings = bounds.and_then(|bounds| bounds.reading.as_ref());
        let is_current = readings
            .is_some_and(|(least, greatest)| least == greatest && *least == self.ranking.reading);
        let touches = |days: Option<Days>| {
            let of_month = |month: &str| {
                days.is_some_and(|(first, last)| {
                    month != NO_MONTH
                        && (month_name(first).as_str()..=month_name(last).as_str()).contains(&month)
                })
            };
            month.map_or(days.is_some(), of_month)
        };
        let is_dead = month.is_none_or(|month| month == NO_MONTH);
        self.paths[from..to.max(from)]
            .iter()
            .map(|path| &self.again[path])
            .any(|spoken| {
                let is_old = !is_current && (touches(spoken.covers) || (spoken.whole && is_dead));
                spoken.forgotten
                    || is_old
                    || (spoken.complete && touches(spoken.covers))
                    || touches(spoken.before)
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn files_of_a_table_are_one_object_and_the_innermost_folder_counts() {
        let retold = Retold {
            folders: vec!["link".into(), "link/a".into()],
            ..Retold::default()
        };
        for (path, origin) in [
            ("link/x", "link"),
            ("link/a/x", "link/a"),
            ("link/ab", "link"),
            ("linked/x", "linked/x"),
        ] {
            assert_eq!(retold.origin(path), origin);
        }
        let root = Retold {
            folders: vec![String::new()],
            ..Retold::default()
        };
        assert_eq!(root.origin("x"), "");
    }

    #[test]
    fn what_is_told_no_more_is_taken_back_counted_or_left_alone() {
        let ranking = Ranking {
            reading: "now".into(),
            newest_by_name: false,
        };
        let before = Some((day("2026-03-01"), day("2026-03-09")));
        let again = [
            (
                "kept",
                Again {
                    before,
                    ..Again::default()
                },
            ),
            (
                "complete",
                Again {
                    complete: true,
                    before,
                    ..Again::default()
                },
            ),
            (
                "same",
                Again {
                    whole: true,
                    before,
                    ..Again::default()
                },
            ),
        ];
        let again = again.map(|(path, again)| (path.to_owned(), again)).into();
        let retold = Retold {
            again,
            ..Retold::default()
        };
        let told = (days(day("2026-03-05")), days(day("2026-03-10")));
        let law = Law::of(&ranking, &retold, |_| Some(told));
        let of = |object: &str, reading: &str, text: &str| {
            law.of_missing(object, reading, Some(days(day(text))))
        };
        // Under the current reading: kept, unless exports are complete; the 4th is no day of theirs
        // any more.
        assert_eq!(
            [
                of("kept", "now", "2026-03-05"),
                of("kept", "now", "2026-03-04")
            ],
            [Gone::Counted, Gone::Counted]
        );
        assert_eq!(
            [
                of("complete", "now", "2026-03-05"),
                of("complete", "now", "2026-03-04")
            ],
            [Gone::TakenBack, Gone::Counted]
        );
        assert_eq!(
            of("kept", "now", "2026-03-10"),
            Gone::Stays,
            "it is of no day that was told before"
        );
        // Under another one: within the days that are told now; of the same bytes, within those of
        // the last telling too.
        assert_eq!(
            [
                of("kept", "old", "2026-03-05"),
                of("kept", "old", "2026-03-04")
            ],
            [Gone::TakenBack, Gone::Stays]
        );
        assert_eq!(
            [
                of("same", "old", "2026-03-04"),
                of("same", "old", "2026-02-28")
            ],
            [Gone::TakenBack, Gone::Stays]
        );
        assert_eq!(
            [
                law.of_missing("same", "old", None),
                law.of_missing("kept", "old", None)
            ],
            [Gone::TakenBack, Gone::Stays]
        );
        assert_eq!(of("another", "old", "2026-03-05"), Gone::Stays);
    }

    #[test]
    fn a_file_is_looked_into_where_it_may_hold_what_is_told_no_more() {
        let ranking = Ranking {
            reading: "now".into(),
            newest_by_name: false,
        };
        let before = Some((day("2026-03-01"), day("2026-04-09")));
        let again = [(
            "b".to_owned(),
            Again {
                before,
                ..Again::default()
            },
        )]
        .into();
        let retold = Retold {
            again,
            ..Retold::default()
        };
        let law = Law::of(&ranking, &retold, |_| {
            Some((days(day("2026-05-05")), days(day("2026-05-10"))))
        });
        let bounds = |least: &str, greatest: &str, reading: &str| FileBounds {
            id: None,
            object: Some((least.into(), greatest.into())),
            reading: Some((reading.into(), reading.into())),
        };
        for (month, bounds, may) in [
            ("2026-03", bounds("a", "c", "now"), true),
            ("2026-04", bounds("b", "b", "now"), true),
            ("2026-04", bounds("c", "d", "now"), false),
            ("2026-02", bounds("a", "c", "old"), false),
            ("2026-05", bounds("a", "c", "now"), false),
            ("2026-05", bounds("a", "c", "old"), true),
            (NO_MONTH, bounds("a", "c", "old"), false),
        ] {
            assert_eq!(
                law.may_miss(Some(month), Some(&bounds)),
                may,
                "{month} {bounds:?}"
            );
        }
        assert!(law.may_miss(Some("2026-03"), None) && law.may_miss(None, None));
        assert!(!Law::of(&ranking, &Retold::default(), |_| None).may_miss(Some("2026-03"), None));
    }
}
