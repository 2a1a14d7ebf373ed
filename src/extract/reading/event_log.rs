//! What the columns of an event log are called.

/// What the columns of a log are called; each by the first of these names that is there.
pub struct EventColumns {
    pub case: Vec<String>,
    pub activity: Vec<String>,
    pub start: Vec<String>,
    pub end: Vec<String>,
    pub resource: Vec<String>,
    /// Whether a row tells of an activity's start or of its end.
    pub lifecycle: Vec<String>,
    /// strftime; None: ISO 8601.
    pub format: Option<String>,
}

impl Default for EventColumns {
    /// Plain names, and those of XES, which tells when an activity was over and, at times, when it
    /// began.
    fn default() -> Self {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            case: names(&["case", "case_id", "caseid", "case:concept:name"]),
            activity: names(&["activity", "activity_name", "concept:name"]),
            start: names(&["start", "start_time", "started", "start_timestamp"]),
            end: names(&[
                "end",
                "end_time",
                "ended",
                "complete_timestamp",
                "time:timestamp",
            ]),
            resource: names(&["resource", "user", "org:resource"]),
            lifecycle: names(&["lifecycle:transition", "lifecycle_transition", "lifecycle"]),
            format: None,
        }
    }
}

/// What the columns of a log are called; each by the first of these names that is there. Who did
/// something is not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventLog {
    pub case: Vec<String>,
    pub activity: Vec<String>,
    pub start: Vec<String>,
    pub end: Vec<String>,
    pub due: Vec<String>,
    /// Which queue, or process, a case is of; where no row says it, the satellite is called.
    pub queue: Vec<String>,
    /// Whether a row tells of an activity's start or of its end.
    pub lifecycle: Vec<String>,
    /// strftime; None: ISO 8601.
    pub format: Option<String>,
}

impl Default for EventLog {
    fn default() -> Self {
        let EventColumns {
            case,
            activity,
            start,
            end,
            lifecycle,
            ..
        } = EventColumns::default();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let (due, queue) = (names(&["due", "deadline"]), names(&["queue", "process"]));
        Self {
            case,
            activity,
            start,
            end,
            due,
            queue,
            lifecycle,
            format: None,
        }
    }
}

impl EventLog {
    pub(in crate::extract) fn groups(&self) -> [&Vec<String>; 7] {
        [
            &self.case,
            &self.activity,
            &self.start,
            &self.end,
            &self.due,
            &self.queue,
            &self.lifecycle,
        ]
    }

    pub fn names(&self) -> Vec<String> {
        self.groups().into_iter().flatten().cloned().collect()
    }
}
