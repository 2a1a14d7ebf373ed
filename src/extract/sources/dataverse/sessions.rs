//! Sessions of desktop flows: which attribute of a row tells which column.

use super::tables::{DELETED, SINK_MODIFIED, VERSION};
use crate::extract::facts::sessions::Dialect;
use crate::extract::reading::columns::{Canonical, Column, Columns};
use crate::extract::reading::times::Times;
use crate::model::Zone;

pub const DIALECT: Dialect = Dialect {
    words: "synapse-link",
    times: Times::IsoOrAmerican,
    guids: true,
    forgotten_after_days: None,
};

/// Which attribute of a desktop flow's session tells what. The link adds Id, SinkModifiedOn and
/// IsDelete to every table.
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
    (Canonical::SourceModified, SINK_MODIFIED),
    (Canonical::Deleted, DELETED),
];

/// The vendor's columns with the satellite's own in their place. Whatever carries no offset is in
/// UTC.
pub fn columns(own: Option<&Columns>) -> Columns {
    let mut columns = Columns(
        SESSION
            .map(|(field, attribute)| (field, Column::named(attribute)))
            .into(),
    );
    columns.0.extend(
        own.iter()
            .flat_map(|own| &own.0)
            .map(|(&field, column)| (field, column.clone())),
    );
    for (_, column) in columns.0.iter_mut().filter(|(field, _)| field.is_time()) {
        column.timezone.get_or_insert(Zone::UTC);
    }
    columns
}
