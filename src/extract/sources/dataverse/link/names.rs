//! Names of automations, queues, machines, solutions and people, as a link exports them. Of a
//! person the name alone is kept: an address is not asked for.

use super::models::Attributes;
use crate::extract::facts::names::{Field, NameTelling, Names};
use crate::extract::notes::Notes;
use crate::extract::reading::times::Clock;
use crate::extract::rejects::Fault;
use crate::extract::sources::dataverse::sessions::DIALECT;
use crate::extract::sources::dataverse::tables::{DELETED, NameColumns, SINK_MODIFIED, VERSION};
use crate::extract::taker::{RawRow, Reached, Source, Taken, Taker};
use crate::lake::Named;
use crate::model::Zone;

/// Names of automations, queues, machines or their groups.
pub struct LinkNames<'a> {
    names: Names<'a>,
    kind: Named,
    places: [Option<usize>; 7],
    /// Of what has no name for people: the one it has for programs.
    own_name: Option<usize>,
}

impl<'a> LinkNames<'a> {
    /// `key` is the column of the rows' ids.
    pub fn new(
        source: Source<'a>,
        attributes: &Attributes,
        key: &str,
        columns: NameColumns,
    ) -> Self {
        let NameColumns {
            kind,
            name,
            solution,
            parent,
        } = columns;
        let id = attributes.place("Id").or(attributes.place(key));
        let [name, solution, parent] =
            [Some(name), solution, parent].map(|name| attributes.place(name?));
        let [version, modified, deleted] =
            [VERSION, SINK_MODIFIED, DELETED].map(|name| attributes.place(name));
        let clock = Clock::new(None, Zone::UTC).as_told_by(DIALECT.times);
        Self {
            names: Names::new(source, clock).of_guids(),
            kind,
            places: [id, name, solution, parent, version, modified, deleted],
            own_name: attributes.place("uniquename"),
        }
    }
}

impl Taker for LinkNames<'_> {
    fn push(&mut self, row: RawRow<'_>, notes: &mut Notes) -> Result<Taken, Fault> {
        let columns = [
            "Id",
            "name",
            "solutionid",
            "flowmachinegroupid",
            VERSION,
            SINK_MODIFIED,
            DELETED,
        ];
        let field = |at: usize| Field {
            column: columns[at],
            text: self.places[at].and_then(|place| row.text(place)),
        };
        let [id, name, solution_id, parent_id, version, modified, deleted] =
            std::array::from_fn(field);
        let own_name = self.own_name.and_then(|place| row.text(place));
        let name = Field {
            text: name.value().or(own_name),
            ..name
        };
        let telling = NameTelling {
            id,
            name,
            solution_id,
            parent_id,
            version,
            modified,
            deleted,
            ..NameTelling::default()
        };
        self.names
            .push(row.number, self.kind, &telling, notes)
            .map(|()| Taken::Kept)
    }

    fn finish(self, reached: &mut Reached) {
        reached.names.extend(self.names.rows);
    }
}
