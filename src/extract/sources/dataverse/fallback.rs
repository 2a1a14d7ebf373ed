//! What stands beside a session's own columns, and fills them where they are empty: the same of a
//! link's row as of one that the service itself answers.

use super::context::{Context, somebody};
use crate::extract::facts::sessions::row::Telling;
use crate::extract::reading::columns::Canonical;

/// The second places to be asked.
#[derive(Clone, Copy)]
pub struct FallbackColumns<'t> {
    pub id: Option<&'t str>,
    pub automation: Option<&'t str>,
    pub user: Option<&'t str>,
    pub context: &'t Context,
    pub sequence: Option<&'t str>,
    pub created: Option<&'t str>,
}

impl<'t> FallbackColumns<'t> {
    /// Fills what is empty; says whether the session has neither begun nor ended.
    pub fn fill(self, telling: &mut Telling<'t>) -> bool {
        let is_timeless = telling[Canonical::Started as usize].is_none()
            && telling[Canonical::Ended as usize].is_none();
        let context = self.context;
        let mut fill = |field: Canonical, text: Option<&'t str>| {
            telling[field as usize] = telling[field as usize].or(text)
        };
        fill(Canonical::SessionId, self.id);
        fill(Canonical::AutomationId, self.automation);
        fill(Canonical::Owner, self.user);
        fill(Canonical::Mode, context.attended_mode.as_deref());
        // A run is one session; a sequence of runs is what it and its repetitions have in common.
        fill(
            Canonical::ParentSessionId,
            context.parent_workflow_run_id.as_deref().or(self.sequence),
        );
        // What waits in a queue has neither begun nor ended; it stands on the day it was put there,
        // and no duration is made of that.
        fill(Canonical::Started, self.created.filter(|_| is_timeless));
        let parent = &mut telling[Canonical::ParentAutomationId as usize];
        *parent = parent
            .and_then(somebody)
            .or(context.parent_workflow_id.as_deref());
        is_timeless
    }
}
