//! Runs of cloud flows. What calls a desktop flow names the run that it was by its name, so by its
//! name a run is known here; a run that is kept twice, once for each of its owners, is one.

use super::tables::{DELETED, SINK_MODIFIED, VERSION};
use crate::extract::facts::sessions::Dialect;
use crate::extract::facts::sessions::row::Telling;
use crate::extract::reading::columns::{Canonical, Column, Columns};
use crate::extract::reading::times::Times;
use crate::extract::rejects::Fault;
use crate::extract::values::truth;
use crate::model::Zone;

/// A run is kept for 2,419,200 seconds, unless its environment says otherwise.
const FORGOTTEN_AFTER_DAYS: i64 = 28;

pub const DIALECT: Dialect = Dialect {
    words: "flowrun",
    times: Times::IsoOrAmerican,
    guids: true,
    forgotten_after_days: Some(FORGOTTEN_AFTER_DAYS),
};

/// A run's own key, and its automation where no look-up tells it.
pub const KEY: &str = "flowrunid";
pub const AUTOMATION: &str = "workflowid";

/// Its duration is not asked: some write it in seconds, some in milliseconds, and its times say it.
const RUN: [(Canonical, &str); 14] = [
    (Canonical::SessionId, "name"),
    (Canonical::AutomationId, "workflow"),
    (Canonical::AutomationName, "workflowname"),
    (Canonical::Started, "starttime"),
    (Canonical::Ended, "endtime"),
    (Canonical::Outcome, "status"),
    (Canonical::Trigger, "triggertype"),
    (Canonical::Owner, "ownerid"),
    (Canonical::ParentSessionId, "parentrunid"),
    (Canonical::ErrorCode, "errorcode"),
    (Canonical::ErrorMessage, "errormessage"),
    (Canonical::SourceVersion, VERSION),
    (Canonical::SourceModified, SINK_MODIFIED),
    (Canonical::Deleted, DELETED),
];

/// The vendor's columns. The satellite's own ones are those of desktop flows; what they say of
/// texts holds here too.
pub fn columns(own: Option<&Columns>) -> Columns {
    let column = |(field, attribute): (Canonical, &str)| {
        let map = own
            .and_then(|own| own.0.get(&field))
            .map(|own| own.map.clone())
            .unwrap_or_default();
        let timezone = field.is_time().then_some(Zone::UTC);
        (
            field,
            Column {
                map,
                timezone,
                ..Column::named(attribute)
            },
        )
    };
    Columns(RUN.map(column).into())
}

/// Whether a row only says that its source keeps the run no longer: it forgets each of them after
/// some weeks, and that is no reason to forget it here. A start that is a mere date beside an end
/// tells no time.
pub fn is_forgotten(telling: &mut Telling<'_>, column: &str) -> Result<bool, Fault> {
    let is_date = |text: &str| text.trim().len() == "2026-03-02".len();
    if telling[Canonical::Ended as usize].is_some() {
        let started = &mut telling[Canonical::Started as usize];
        *started = started.filter(|text| !is_date(text));
    }
    truth(
        telling[Canonical::Deleted as usize]
            .unwrap_or_default()
            .trim(),
        column,
    )
}
