//! What the fields of a row mean: from what an export tells, a row of the sessions table or the
//! reason why not. Every format ends here, so the same month in any of them gives the same
//! sessions.

mod bound;
mod content;
pub mod csv;
pub mod json;
mod mapped;
pub mod parquet;
pub mod row;

use arrow::array::RecordBatch;

use self::content::Content;
use self::row::{SessionFact, SessionValues};
use crate::extract::facts::builders::Builders;
use crate::extract::facts::days::EarnedDays;
use crate::extract::facts::sessions::row::{TEXT_CHARACTERS, Telling};
use crate::extract::notes::{Fleeting, Notes};
use crate::extract::reading::amounts::{Digits, Unit};
use crate::extract::reading::columns::{Canonical, Column, Columns, Nothing, Replaced};
use crate::extract::reading::outcomes::Meaning;
use crate::extract::reading::times::{Clock, DAY_US, Times};
use crate::extract::rejects::Fault;
use crate::extract::taker::Source;
use crate::extract::values::{guid, truth, whole};
use crate::lake::tables::SESSIONS;
use crate::model::many::cut;
use crate::model::zone::Told;
use crate::model::{Mode, Outcome};

/// Rows of a batch, and text after which a batch is full whatever its rows.
const BATCH_ROWS: usize = 65_536;
const BATCH_TEXT_BYTES: usize = 64 << 20;

const TRIMMED: [bool; Canonical::ALL.len()] = {
    let (mut trimmed, mut at) = ([false; Canonical::ALL.len()], 0);
    while at < trimmed.len() {
        trimmed[at] = Canonical::ALL[at].is_trimmed();
        at += 1;
    }
    trimmed
};

/// How a format's vendor writes where nothing is configured.
#[derive(Debug, Clone, Copy, Default)]
pub struct Dialect {
    /// The name of its map of outcomes and modes; none but the canonical words where there is no
    /// such map.
    pub words: &'static str,
    pub times: Times,
    /// Its automations are known by GUIDs, which mean the same in either case and in braces: one
    /// table tells what another one calls, so they are kept in one form.
    pub guids: bool,
    /// After how many days the source forgets what ran; None: it keeps it.
    pub forgotten_after_days: Option<i64>,
}

pub struct Sessions<'a> {
    source: Source<'a>,
    dialect: Dialect,
    asked: Option<&'a Columns>,
    /// What its texts may be where there is nothing.
    nothing: &'a Nothing,
    /// Which texts are replaced before they are read.
    maps: [Option<Replaced<'a>>; Canonical::ALL.len()],
    /// What every row tells, whatever it says.
    constants: [Option<&'a str>; Canonical::ALL.len()],
    /// What a duration is counted in.
    unit: Unit,
    digits: Digits,
    /// The export's own names of the columns.
    names: Vec<String>,
    /// They read started, ended and source_modified.
    clocks: [Clock; 3],
    outcomes: Meaning<Outcome>,
    modes: Meaning<Mode>,
    days: EarnedDays,
    /// It makes the ids of an export that has none.
    content: Option<Content>,
    builders: Builders<SessionFact>,
}

impl<'a> Sessions<'a> {
    pub fn new(
        source: Source<'a>,
        dialect: Dialect,
        columns: Option<&'a Columns>,
        names: Vec<String>,
    ) -> Self {
        let column = |field: Canonical| columns.and_then(|columns| columns.0.get(&field));
        let map = |field: Canonical| column(field).map(|column| &column.map);
        let zone = source.satellite.timezone;
        let clock = |field: Canonical| Clock::of(column(field), zone).as_told_by(dialect.times);
        Self {
            source,
            dialect,
            asked: columns,
            nothing: Nothing::NONE,
            maps: std::array::from_fn(|at| {
                let is_word = matches!(Canonical::ALL[at], Canonical::Outcome | Canonical::Mode);
                column(Canonical::ALL[at])
                    .filter(|_| !is_word)
                    .and_then(Column::replaced)
            }),
            constants: std::array::from_fn(|at| {
                column(Canonical::ALL[at]).and_then(|column| column.constant.as_deref())
            }),
            unit: column(Canonical::Duration)
                .and_then(|column| column.unit)
                .unwrap_or(Unit::Seconds),
            digits: column(Canonical::Duration)
                .map(|column| column.digits)
                .unwrap_or_default(),
            names,
            clocks: [
                Canonical::Started,
                Canonical::Ended,
                Canonical::SourceModified,
            ]
            .map(clock),
            outcomes: Meaning::of_outcomes(dialect.words, map(Canonical::Outcome)),
            modes: Meaning::of_modes(dialect.words, map(Canonical::Mode)),
            days: EarnedDays::new(zone, source.now),
            content: column(Canonical::SessionId)
                .filter(|id| id.is_content)
                .map(|_| Content::default()),
            builders: Builders::new(&SESSIONS, row::column),
        }
    }

    /// The sessions of an export that writes texts where there is nothing.
    pub fn writing(self, nothing: &'a Nothing) -> Self {
        Self { nothing, ..self }
    }

    /// Whether all rows of an export must come here, in their order.
    pub fn needs_all_rows(&self) -> bool {
        self.content.is_some()
    }

    /// The sessions of a sheet, whose dates are no texts.
    pub fn of_cells(self) -> Self {
        Self {
            clocks: self.clocks.map(Clock::of_cells),
            ..self
        }
    }

    /// Another one, for other rows of the same export.
    pub fn twin(&self) -> Self {
        Self::new(self.source, self.dialect, self.asked, self.names.clone()).writing(self.nothing)
    }

    /// Keeps a row that begins on `line`, or says why it cannot be kept. What it is unsure of it
    /// notes.
    pub fn push(
        &mut self,
        line: i64,
        telling: &Telling<'_>,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let mut texts = self.texts(telling);
        let plain = [Canonical::AutomationId, Canonical::ParentAutomationId]
            .map(|field| (field, self.plain(texts[field as usize])));
        for (field, id) in &plain {
            texts[*field as usize] = id.as_deref().or(texts[*field as usize]);
        }
        let text = |field: Canonical| texts[field as usize];
        let required = |field: Canonical| {
            text(field).ok_or_else(|| {
                Fault::new(
                    self.name(field),
                    "missing_value",
                    format!("a row must tell its {field}, and this one is empty"),
                )
            })
        };
        let mut session_id = if self.content.is_some() {
            ""
        } else {
            required(Canonical::SessionId)?
        };
        let version = text(Canonical::SourceVersion)
            .map(|version| whole(version, self.name(Canonical::SourceVersion)))
            .transpose()?;
        // It only ranks versions: which of two offsets was meant does not matter.
        let modified = self
            .time(Canonical::SourceModified, &texts)?
            .map(|(at, _)| at);
        if truth(
            text(Canonical::Deleted).unwrap_or_default(),
            self.name(Canonical::Deleted),
        )? {
            notes.tombstones += 1;
            self.builders.push(&SessionValues {
                session_id,
                line,
                version,
                modified,
                ..SessionValues::default()
            });
            return Ok(());
        }
        let automation_id = required(Canonical::AutomationId)?;
        // A column that is there must not be understood; an empty outcome is as unknown as a
        // strange one.
        let outcome_text = text(Canonical::Outcome).unwrap_or_default();
        let outcome = self.outcomes.read(outcome_text).unwrap_or(Outcome::Unknown);
        let (started, ended) = self.span(&texts, outcome, notes)?;
        let earned = ended.or(started).ok_or_else(|| self.timeless())?;
        let by = if ended.is_some() {
            Canonical::Ended
        } else {
            Canonical::Started
        };
        let earned_day = self.days.earned(earned, self.name(by), notes)?;
        if let Some(content) = &mut self.content {
            notes.open_by_content += i64::from(outcome.is_open());
            session_id = content.id([started, ended], &texts)?;
        }
        let mode = text(Canonical::Mode).map(|mode| self.modes.read(mode).unwrap_or(Mode::Unknown));
        let duration_us = started.zip(ended).map(|(started, ended)| ended - started);
        let duration_ms = duration_us
            .filter(|&duration_us| duration_us >= 0)
            .map(|duration_us| duration_us / 1_000);
        notes.backwards += i64::from(duration_us.is_some() && duration_ms.is_none());
        notes.over_a_day += i64::from(duration_us.is_some_and(|duration_us| duration_us > DAY_US));
        self.builders.push(&SessionValues {
            session_id,
            line,
            version,
            modified,
            run: Some((earned_day, automation_id, outcome)),
            outcome_text: (outcome == Outcome::Unknown).then(|| cut(outcome_text, TEXT_CHARACTERS)),
            mode,
            started,
            ended,
            duration_ms,
            texts,
        });
        if let Some(after_days) = self.dialect.forgotten_after_days {
            notes.fleeting = Some(
                Fleeting {
                    oldest: earned,
                    newest: earned,
                    after_days,
                }
                .and(notes.fleeting),
            );
        }
        Ok(())
    }

    /// When a session started and ended, in microseconds; where one of them is not told, its
    /// duration says it.
    fn span(
        &self,
        texts: &Telling<'_>,
        outcome: Outcome,
        notes: &mut Notes,
    ) -> Result<(Option<i64>, Option<i64>), Fault> {
        let (started, ended) = (
            self.time(Canonical::Started, texts)?,
            self.time(Canonical::Ended, texts)?,
        );
        for (_, how) in [started, ended].into_iter().flatten() {
            notes.shown(how);
        }
        let (started, ended) = (started.map(|(at, _)| at), ended.map(|(at, _)| at));
        let took = texts[Canonical::Duration as usize]
            .map(|took| {
                self.unit
                    .duration(self.digits, took, self.name(Canonical::Duration))
            })
            .transpose()?;
        Ok(match (started, ended, took) {
            // What is not over took so long until now, and nobody knows when it will end.
            (Some(started), None, Some(took)) if !outcome.is_open() => {
                (Some(started), Some(started + took))
            }
            (None, Some(ended), Some(took)) => (Some(ended - took), Some(ended)),
            (started, ended, _) => (started, ended),
        })
    }

    /// As [`Sessions::push`], of a row that stands on the day of its creation where it
    /// `is_timeless`.
    pub fn push_placed(
        &mut self,
        line: i64,
        telling: &Telling<'_>,
        is_timeless: bool,
        notes: &mut Notes,
    ) -> Result<(), Fault> {
        let tombstones = notes.tombstones;
        self.push(line, telling, notes)?;
        notes.placed_by_creation += i64::from(is_timeless && notes.tombstones == tombstones);
        Ok(())
    }

    pub fn is_full(&self) -> bool {
        self.builders.rows() >= BATCH_ROWS || self.builders.text_bytes() >= BATCH_TEXT_BYTES
    }

    /// The rows kept since the last batch, if any.
    pub fn take(&mut self) -> Option<RecordBatch> {
        self.builders.take()
    }

    /// A GUID that is not written as the others are, as they are.
    fn plain(&self, id: Option<&str>) -> Option<String> {
        id.filter(|_| self.dialect.guids).and_then(guid)
    }

    /// Why a row without a time cannot be kept: by the columns that are asked for one.
    fn timeless(&self) -> Fault {
        let is_asked =
            |field: &Canonical| self.asked.is_none_or(|asked| asked.0.contains_key(field));
        let times = [Canonical::Started, Canonical::Ended]
            .into_iter()
            .filter(is_asked);
        let times: Vec<&str> = times.map(|field| self.name(field)).collect();
        let are = if times.len() == 1 { "is" } else { "are" };
        let message = format!(
            "a row must tell when it started or ended: {} {are} empty",
            times.join(" and ")
        );
        Fault::new(
            times.first().copied().unwrap_or_default(),
            "missing_value",
            message,
        )
    }

    fn name(&self, field: Canonical) -> &str {
        &self.names[field as usize]
    }

    /// What the columns tell, trimmed where blanks mean nothing, replaced where a map says so;
    /// empty is nothing.
    fn texts<'t>(&self, telling: &Telling<'t>) -> Telling<'t>
    where
        'a: 't,
    {
        std::array::from_fn(|at| {
            let text =
                self.constants[at].or(telling[at].filter(|text| !self.nothing.hides(text)))?;
            let text = if TRIMMED[at] { trimmed(text) } else { text };
            let text = self.maps[at]
                .as_ref()
                .and_then(|map| map.of(text))
                .unwrap_or(text);
            (!text.is_empty()).then_some(text)
        })
    }

    /// In microseconds.
    fn time(&self, field: Canonical, texts: &Telling<'_>) -> Result<Option<(i64, Told)>, Fault> {
        let clock = match field {
            Canonical::Started => &self.clocks[0],
            Canonical::Ended => &self.clocks[1],
            _ => &self.clocks[2],
        };
        texts[field as usize]
            .map(|text| clock.micros(text, self.name(field)))
            .transpose()
    }
}

/// Most texts need no trimming, and their ends say so.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::tests::satellite;
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::{Date32Type, Int64Type, TimestampMicrosecondType};

    /// What becomes of one row, told as canonical = text; the column asked for, as text, or the
    /// fault's code.
    fn told(cells: &[(Canonical, &str)], column: &str) -> Result<String, &'static str> {
        let satellite = satellite("Europe/Berlin");
        let source = Source {
            satellite: &satellite,
            object: "a.csv",
            reading: "r",
            now: "2026-03-10T12:00:00Z".parse().unwrap(),
        };
        let names = Canonical::ALL
            .iter()
            .map(|field| field.to_string())
            .collect();
        let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
        use Canonical::*;
        for &(field, text) in [
            (SessionId, " s1 "),
            (AutomationId, "a1"),
            (Outcome, "Succeeded"),
            (Ended, "2026-03-02T08:00:00Z"),
        ]
        .iter()
        .chain(cells)
        {
            telling[field as usize] = Some(text);
        }
        let mut sessions = Sessions::new(source, Dialect::default(), None, names);
        sessions
            .push(7, &telling, &mut Notes::default())
            .map_err(|fault| fault.code)?;
        let batch = sessions.take().unwrap();
        let array = batch.column_by_name(column).unwrap();
        if array.is_null(0) {
            return Ok("null".into());
        }
        Ok(match array.data_type() {
            arrow::datatypes::DataType::Utf8 => array.as_string::<i32>().value(0).to_owned(),
            arrow::datatypes::DataType::Int64 => {
                array.as_primitive::<Int64Type>().value(0).to_string()
            }
            arrow::datatypes::DataType::Date32 => array
                .as_primitive::<Date32Type>()
                .value_as_date(0)
                .unwrap()
                .to_string(),
            arrow::datatypes::DataType::Boolean => array.as_boolean().value(0).to_string(),
            _ => array
                .as_primitive::<TimestampMicrosecondType>()
                .value_as_datetime(0)
                .unwrap()
                .to_string(),
        })
    }

    #[test]
    fn a_row_means_what_its_cells_say() {
        use Canonical::*;
        let started = (Started, "2026-03-02T07:58:30.0019Z");
        for (cells, column, value) in [
            (&[][..], "session_id", "s1"),
            (&[], "outcome", "succeeded"),
            (&[], "outcome_text", "null"),
            (&[], "row", "7"),
            (&[], "mode", "null"),
            (&[], "duration_ms", "null"),
            (&[started], "duration_ms", "89998"), // 89.9981 s, floored
            (&[started], "duration_bucket", "1367"), // 89998 = 1010111 1110001110 in bits: 10 · 128 + 87
            (
                &[(Started, "2026-03-02T08:00:00.001Z")],
                "duration_ms",
                "null",
            ),
            (
                &[(Ended, "2026-03-01T23:30:00Z")],
                "earned_day",
                "2026-03-02",
            ), // half past midnight in Berlin
            (
                &[(Ended, ""), (Started, "2026-02-28T10:00:00Z")],
                "earned_day",
                "2026-02-28",
            ),
            (&[(Outcome, " Teilweise ")], "outcome", "unknown"),
            (&[(Outcome, " Teilweise ")], "outcome_text", "Teilweise"),
            (&[(Outcome, " ")], "outcome_text", ""),
            (&[(Mode, "Attended")], "mode", "attended"),
            (&[(Mode, "beside")], "mode", "unknown"),
            (
                &[(AutomationName, " Invoices ")],
                "automation_name",
                " Invoices ",
            ),
            (&[(Owner, "")], "owner", "null"),
            (&[(SourceVersion, " 42 ")], "source_version", "42"),
            (&[(Deleted, "no")], "deleted", "false"),
            (
                &[(Deleted, "TRUE"), (AutomationId, ""), (Ended, "nonsense")],
                "deleted",
                "true",
            ),
            (
                &[(Deleted, "1"), (SourceVersion, "9")],
                "source_version",
                "9",
            ),
            (&[(Deleted, "yes")], "automation_id", "null"),
            (&[(Deleted, "yes")], "earned_day", "null"),
        ] {
            assert_eq!(
                told(cells, column),
                Ok(value.to_owned()),
                "{cells:?} {column}"
            );
        }
        let long = "ä".repeat(1_500);
        assert_eq!(
            told(&[(ErrorMessage, &long)], "error_message")
                .unwrap()
                .chars()
                .count(),
            1_000
        );
    }

    #[test]
    fn a_row_that_cannot_be_kept_says_why() {
        use Canonical::*;
        for (cells, code) in [
            (&[(SessionId, " ")][..], "missing_value"),
            (&[(SessionId, ""), (Deleted, "1")], "missing_value"),
            (&[(AutomationId, "")], "missing_value"),
            (&[(Ended, "")], "missing_value"),
            (&[(Started, "yesterday")], "bad_time"),
            (&[(Ended, "0001-01-01T00:00:00Z")], "absurd_time"),
            (&[(Ended, "2026-03-12T00:00:00")], "future"), // read on the 10th: the 11th may be, the 12th may not
            (&[(SourceVersion, "1.5")], "bad_number"),
            (&[(Deleted, "maybe")], "bad_truth"),
        ] {
            assert_eq!(told(cells, "row"), Err(code), "{cells:?}");
        }
        assert_eq!(
            told(&[(Ended, "2026-03-11T23:59:59")], "row"),
            Ok("7".into())
        );
    }

    #[test]
    fn a_columns_own_map_replaces_texts_and_names_outcomes() {
        let satellite = satellite("UTC");
        let source = Source {
            satellite: &satellite,
            object: "a.csv",
            reading: "r",
            now: "2026-03-10T12:00:00Z".parse().unwrap(),
        };
        let mapped = |pairs: &[(&str, &str)]| Column {
            map: pairs
                .iter()
                .map(|&(theirs, ours)| (theirs.to_owned(), ours.to_owned()))
                .collect(),
            ..Column::default()
        };
        let columns = Columns(
            [
                (Canonical::Outcome, mapped(&[("ABBRUCH", "cancelled")])),
                (Canonical::Deleted, mapped(&[("gelöscht", "true")])),
                (Canonical::Trigger, mapped(&[("1", "schedule"), ("0", "")])),
            ]
            .into(),
        );
        let mut sessions = Sessions::new(
            source,
            Dialect::default(),
            Some(&columns),
            vec![String::new(); Canonical::ALL.len()],
        );
        let mut notes = Notes::default();
        for (outcome, deleted, trigger) in [
            ("Abbruch", "", "1"),
            ("Fertig", "", "0"),
            ("", "gelöscht", "2"),
        ] {
            let mut telling: Telling<'_> = [None; Canonical::ALL.len()];
            for (field, text) in [
                (Canonical::SessionId, "s"),
                (Canonical::AutomationId, "a"),
                (Canonical::Outcome, outcome),
                (Canonical::Deleted, deleted),
                (Canonical::Trigger, trigger),
                (Canonical::Started, "2026-03-02T08:00:00"),
            ] {
                telling[field as usize] = Some(text);
            }
            sessions.push(2, &telling, &mut notes).unwrap();
        }
        let batch = sessions.take().unwrap();
        let text = |column: &str| {
            batch
                .column_by_name(column)
                .unwrap()
                .as_string::<i32>()
                .iter()
                .map(|t| t.map(str::to_owned))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            text("outcome"),
            [Some("cancelled".into()), Some("unknown".into()), None]
        );
        assert_eq!(text("trigger"), [Some("schedule".into()), None, None]);
        assert_eq!(notes.tombstones, 1);
    }
}
