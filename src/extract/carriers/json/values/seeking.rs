//! The first object of an export is looked at as a whole, to find which of its arrays are rows.

use std::io::Read;

use super::finding::{Array, ArrayKind, Finding, MemberSpan, MemberStep, NAMES};
use super::{Item, JsonFlaw, JsonStop, Values};

impl<R: Read> Values<R> {
    /// What the array at `at` holds; None: something else than objects.
    pub(super) fn array(
        &mut self,
        at: usize,
        finding: &Finding,
    ) -> Result<Option<ArrayKind>, JsonStop> {
        let first = self.text.past_blanks(at + 1)?;
        Ok(match self.text.some(first)? {
            b']' => Some(ArrayKind::Empty),
            b'{' => match self.names_of(first) {
                Ok(names) => {
                    let (tells_id, is_row) = (
                        finding.sought.tells_id(&names),
                        finding.sought.is_row(&names),
                    );
                    Some(ArrayKind::Objects { tells_id, is_row })
                }
                // What is wrong with it is told when it is read.
                Err(JsonStop::Flaw(_)) => Some(ArrayKind::Objects {
                    tells_id: false,
                    is_row: false,
                }),
                Err(error) => return Err(error),
            },
            _ => None,
        })
    }

    /// The names of an object's members.
    fn names_of(&mut self, object: usize) -> Result<Vec<String>, JsonStop> {
        let (mut names, mut step) = (Vec::new(), self.first(object)?);
        while let MemberStep::Next(at) = step {
            let member = self.member(at)?;
            if names.len() < NAMES {
                names.push(self.name(member.name));
            }
            let end = self.text.value_end(member.value)?;
            step = self.next_member(end)?;
        }
        Ok(names)
    }

    /// The object was seen as a whole, to its last sign at `end`.
    pub(super) fn decide(
        &mut self,
        finding: Finding,
        end: usize,
    ) -> Result<Option<Item>, JsonStop> {
        match finding.rows()[..] {
            [] => self.lone_at(end),
            [array] => self.take_for_rows(array),
            ref several => {
                self.about = listed(several);
                self.refuse(end, JsonFlaw::WhichRows).map(Some)
            }
        }
    }

    /// Its last array cannot be seen to its end, and why: it is the rows, or no row can be read.
    pub(super) fn decide_early(
        &mut self,
        finding: Finding,
        flaw: JsonFlaw,
    ) -> Result<Option<Item>, JsonStop> {
        match finding.rows()[..] {
            [] => Err(flaw.into()),
            [array] => {
                let begun = self.take_for_rows(array);
                self.doubt = Some((array.kind, finding));
                begun
            }
            ref several => {
                self.about = listed(several);
                Err(JsonFlaw::WhichRows.into())
            }
        }
    }

    fn take_for_rows(&mut self, array: &Array) -> Result<Option<Item>, JsonStop> {
        (self.context, self.delta_link) = (None, None);
        self.trail = vec![
            self.text
                .slice(array.member.name.0, array.member.name.1)
                .to_vec(),
        ];
        self.pages.path = Some(array.name.clone());
        self.found = Some(array.name.clone());
        self.begin(array.member.value)
    }

    /// Behind rows that were taken for the only ones before all was seen, no other array may follow
    /// that could be them.
    pub(super) fn no_other(&mut self, member: MemberSpan) -> Result<(), JsonStop> {
        let Some((taken, finding)) = self.doubt.take() else {
            return Ok(());
        };
        let other = if self.text.some(member.value)? == b'[' {
            self.array(member.value, &finding)?
        } else {
            None
        };
        if other.is_some_and(|other| other.tells_id() || !taken.tells_id()) {
            self.about = format!(
                "{}, {}",
                self.found.as_deref().unwrap_or_default(),
                self.name(member.name)
            );
            return Err(JsonFlaw::WhichRows.into());
        }
        self.doubt = Some((taken, finding));
        Ok(())
    }
}

fn listed(arrays: &[&Array]) -> String {
    arrays
        .iter()
        .map(|array| array.name.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}
