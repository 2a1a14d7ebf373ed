//! What the fields of a row mean: a session, or a name. Which text stands for which column is all
//! that is said here.

use std::collections::BTreeSet;

use arrow::array::RecordBatch;

use super::besides::Besides;
use super::context::Context;
use super::models::Attributes;
use super::runs;
use super::table::{DELETED, MODIFIED, Table, VERSION};
use crate::extract::carriers::csv::fields::Fields;
use crate::extract::carriers::csv::taker::Taker;
use crate::extract::facts::names::{Field, NameTelling, Names};
use crate::extract::facts::sessions::row::Telling;
use crate::extract::facts::sessions::{Dialect, Sessions};
use crate::extract::notes::Notes;
use crate::extract::reading::columns::{Canonical, Column, Columns};
use crate::extract::reading::times::{Clock, Times};
use crate::extract::rejects::Fault;
use crate::extract::taker::{Reached, Source};
use crate::lake::Named;
use crate::model::Zone;

pub const DIALECT: Dialect = Dialect {
    words: "synapse-link",
    times: Times::IsoOrAmerican,
    guids: true,
    forgotten_after_days: None,
};

/// Of a desktop flow's session. The link adds Id, SinkModifiedOn and IsDelete to every table.
const SESSION: [(Canonical, &str); 16] = [
    (Canonical::SessionId, "Id"),
    (Canonical::AutomationId, "regardingobjectid"),
    (Canonical::Started, "startedon"),
    (Canonical::Ended, "completedon"),
    (Canonical::Outcome, "statuscode"),
    (Canonical::Mode, "runmode"),
    (Canonical::Trigger, "triggertype"),
    (Canonical::MachineId, "machineid"),
    (Canonical::MachineGroup, "machinegroupid"),
    (Canonical::Owner, "ownerid"),
    (Canonical::ParentAutomationId, "parentworkflowid"),
    (Canonical::ErrorCode, "errorcode"),
    (Canonical::ErrorMessage, "errormessage"),
    (Canonical::SourceVersion, VERSION),
    (Canonical::SourceModified, MODIFIED),
    (Canonical::Deleted, DELETED),
];

/// The vendor's columns with the satellite's own in their place. Whatever carries no offset is in
/// UTC.
pub fn columns(own: Option<&Columns>) -> Columns {
    let mut columns = Columns(
        SESSION
            .map(|(told, attribute)| (told, Column::named(attribute)))
            .into(),
    );
    columns.0.extend(
        own.iter()
            .flat_map(|own| &own.0)
            .map(|(&told, column)| (told, column.clone())),
    );
    for (_, column) in columns.0.iter_mut().filter(|(told, _)| told.is_time()) {
        column.timezone.get_or_insert(Zone::UTC);
    }
    columns
}

/// Sessions of desktop flows, or runs of cloud flows.
pub struct SessionRows<'a> {
    sessions: Sessions<'a>,
    is_run: bool,
    places: [Option<usize>; Canonical::ALL.len()],
    own_id: Option<usize>,
    automation: Option<usize>,
    user: Option<usize>,
    context: Option<usize>,
    sequence: Option<usize>,
    created: Option<usize>,
    absent: BTreeSet<String>,
    /// Why no row of this object can be read.
    fault: Option<Fault>,
}

impl<'a> SessionRows<'a> {
    /// `columns` are all; of the satellite's `own` ones it is told where they are not there.
    pub fn new(
        source: Source<'a>,
        attributes: &Attributes,
        columns: &'a Columns,
        own: Option<&Columns>,
    ) -> Self {
        let own_id = attributes.place("flowsessionid");
        let rows = Self::of(source, DIALECT, attributes, columns, own, (own_id, None));
        Self {
            user: attributes.place("owninguser"),
            context: attributes.place("context"),
            sequence: attributes.place("parentcloudflowrunsequenceid"),
            ..rows
        }
    }

    /// Runs of cloud flows.
    pub fn runs(source: Source<'a>, attributes: &Attributes, columns: &'a Columns) -> Self {
        let own_id = attributes.place("Id").or(attributes.place(runs::KEY));
        let rows = Self::of(
            source,
            runs::DIALECT,
            attributes,
            columns,
            None,
            (own_id, attributes.place(runs::AUTOMATION)),
        );
        Self {
            is_run: true,
            user: attributes.place("owninguser"),
            ..rows
        }
    }

    fn of(
        source: Source<'a>,
        dialect: Dialect,
        attributes: &Attributes,
        columns: &'a Columns,
        own: Option<&Columns>,
        (own_id, automation): (Option<usize>, Option<usize>),
    ) -> Self {
        let place = |told: &Canonical| attributes.place(&columns.0.get(told)?.header);
        let name = |told: &Canonical| {
            columns
                .0
                .get(told)
                .map_or(told.as_str(), |column| &column.header)
                .to_owned()
        };
        let created = attributes.place("createdon");
        let second = |told: &Canonical| match told {
            Canonical::SessionId => own_id,
            Canonical::AutomationId => automation,
            _ => None,
        };
        let is_there = |told: &&Canonical| place(told).or(second(told)).is_some();
        let mut missing: Vec<String> = Canonical::REQUIRED
            .iter()
            .filter(|told| !is_there(told))
            .map(name)
            .collect();
        let times = [Canonical::Started, Canonical::Ended];
        if created.is_none() && !times.iter().any(|told| place(told).is_some()) {
            missing.push(times.iter().map(name).collect::<Vec<_>>().join(" or "));
        }
        let fault = missing.first().map(|first| {
            let message = format!(
                "the model names no attribute {}: export the table with all its columns",
                missing.join(", ")
            );
            Fault::new(first, "missing_column", message)
        });
        let absent = own
            .iter()
            .flat_map(|own| own.0.keys())
            .filter(|told| place(told).is_none())
            .map(name)
            .collect();
        let names = Canonical::ALL.iter().map(name).collect();
        Self {
            sessions: Sessions::new(source, dialect, Some(columns), names),
            is_run: false,
            places: std::array::from_fn(|at| place(&Canonical::ALL[at])),
            own_id,
            automation,
            user: None,
            context: None,
            sequence: None,
            created,
            absent,
            fault,
        }
    }
}

impl Taker for SessionRows<'_> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let field = |place: Option<usize>| {
            place
                .and_then(|at| fields.get(at))
                .filter(|text| !text.trim().is_empty())
        };
        let context = field(self.context).map(Context::read).unwrap_or_default();
        let mut telling: Telling<'_> = std::array::from_fn(|told| field(self.places[told]));
        if self.is_run && runs::is_forgotten(&mut telling, DELETED)? {
            notes.forget();
            return Ok(());
        }
        let besides = Besides {
            id: field(self.own_id),
            automation: field(self.automation),
            user: field(self.user),
            context: &context,
            sequence: field(self.sequence),
            created: field(self.created),
        };
        let is_timeless = besides.fill(&mut telling);
        let tombstones = notes.tombstones;
        self.sessions.push(line, &telling, notes)?;
        notes.placed_by_creation += i64::from(is_timeless && notes.tombstones == tombstones);
        Ok(())
    }

    fn is_full(&self) -> bool {
        self.sessions.is_full()
    }

    fn take(&mut self) -> Option<RecordBatch> {
        self.sessions.take()
    }

    fn twin(&self) -> Option<Self> {
        // What is absent is told once, by the one that finishes.
        Some(Self {
            sessions: self.sessions.twin(),
            absent: BTreeSet::new(),
            fault: self.fault.clone(),
            ..*self
        })
    }

    fn finish(self, reached: &mut Reached) {
        reached.notes.absent.extend(self.absent);
    }
}

/// Names of automations, queues, machines or their groups.
pub struct NameRows<'a> {
    names: Names<'a>,
    kind: Named,
    places: [Option<usize>; 7],
    /// Of what has no name for people: the one it has for programs.
    own_name: Option<usize>,
}

impl<'a> NameRows<'a> {
    pub fn new(source: Source<'a>, attributes: &Attributes, table: Table) -> Self {
        // A group is a group's own id, and a machine's parent.
        let (kind, solution, parent) = match table {
            Table::Flowmachine => (Named::Machine, None, attributes.place("flowmachinegroupid")),
            Table::Flowmachinegroup => (Named::MachineGroup, None, None),
            Table::Workqueue => (Named::Queue, None, None),
            Table::Solution => (Named::Solution, None, None),
            Table::Systemuser => (Named::Person, None, None),
            _ => (Named::Automation, attributes.place("solutionid"), None),
        };
        let id = attributes
            .place("Id")
            .or(attributes.place(&format!("{table}id")));
        // Of a person the name alone: an address is not kept.
        let name = match table {
            Table::Solution => attributes.place("friendlyname"),
            Table::Systemuser => attributes.place("fullname"),
            _ => attributes.place("name"),
        };
        let [version, modified, deleted] =
            [VERSION, MODIFIED, DELETED].map(|name| attributes.place(name));
        let clock = Clock::new(None, Zone::UTC).as_told_by(DIALECT.times);
        Self {
            names: Names::new(source, clock).of_guids(),
            kind,
            places: [id, name, solution, parent, version, modified, deleted],
            own_name: attributes.place("uniquename"),
        }
    }
}

impl Taker for NameRows<'_> {
    fn push(&mut self, line: i64, fields: Fields<'_>, notes: &mut Notes) -> Result<(), Fault> {
        let columns = [
            "Id",
            "name",
            "solutionid",
            "flowmachinegroupid",
            VERSION,
            MODIFIED,
            DELETED,
        ];
        let field = |at: usize| Field {
            column: columns[at],
            text: self.places[at].and_then(|place| fields.get(place)),
        };
        let [id, name, solution_id, parent_id, version, modified, deleted] =
            std::array::from_fn(field);
        let own_name = self.own_name.and_then(|place| fields.get(place));
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
        self.names.push(line, self.kind, &telling, notes)
    }

    fn is_full(&self) -> bool {
        false
    }

    fn take(&mut self) -> Option<RecordBatch> {
        None
    }

    fn finish(self, reached: &mut Reached) {
        reached.names.extend(self.names.rows);
    }
}
