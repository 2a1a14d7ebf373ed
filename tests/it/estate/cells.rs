//! What is counted (§1) and the value columns of a project and day, or of any sum of such.

pub fn is_open(outcome: &str) -> bool {
    matches!(outcome, "running" | "queued" | "suspended")
}

pub fn is_success(outcome: &str) -> bool {
    matches!(outcome, "succeeded" | "succeeded_with_exceptions")
}

pub fn is_good(outcome: &str) -> bool {
    is_success(outcome) || outcome == "business_exception"
}

pub fn is_failure(outcome: &str) -> bool {
    matches!(outcome, "failed" | "timed_out")
}

pub fn is_valid(outcome: &str) -> bool {
    is_good(outcome) || is_failure(outcome)
}

/// Where an outcome is counted: [sessions, succeeded, …, unknown].
pub fn count_column(outcome: &str) -> usize {
    let columns = [
        "succeeded",
        "succeeded_with_exceptions",
        "business_exception",
        "failed",
        "timed_out",
        "cancelled",
        "skipped",
    ];
    columns
        .iter()
        .position(|c| *c == outcome)
        .map_or(if is_open(outcome) { 8 } else { 9 }, |n| n + 1)
}

pub const LADDER: [&str; 15] = [
    "units",
    "units_valued",
    "labour_minutes",
    "review_minutes",
    "failure_minutes",
    "attended_minutes",
    "net_minutes",
    "rework_minutes_saved",
    "capacity",
    "recaptured",
    "error_avoidance",
    "labour_value",
    "labour_claimed",
    "band_down",
    "band_up",
];
pub const COUNTS: [&str; 10] = [
    "sessions",
    "succeeded",
    "succeeded_with_exceptions",
    "business_exceptions",
    "failed",
    "timed_out",
    "cancelled",
    "skipped",
    "open",
    "unknown",
];

/// The value columns of a project and day, or of any sum of such.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cells {
    pub counts: [i64; 10],
    pub ladder: [Option<i128>; 15],
    pub cashable: i128,
    pub avoidance: i128,
    pub unsigned: i128,
    pub cost_build: i128,
    pub cost_run: i128,
}

impl Cells {
    pub fn add(&mut self, other: &Self) {
        for (a, b) in self.counts.iter_mut().zip(other.counts) {
            *a += b;
        }
        for (a, b) in self.ladder.iter_mut().zip(other.ladder) {
            *a = match (*a, b) {
                (Some(a), Some(b)) => Some(a + b),
                (a, b) => a.or(b),
            };
        }
        self.cashable += other.cashable;
        self.avoidance += other.avoidance;
        self.unsigned += other.unsigned;
        self.cost_build += other.cost_build;
        self.cost_run += other.cost_run;
    }

    /// A column of the ladder by its name.
    pub fn of(&self, name: &str) -> Option<i128> {
        self.ladder[LADDER
            .iter()
            .position(|column| *column == name)
            .expect("a column of the ladder")]
    }

    pub fn net_minutes(&self) -> Option<i128> {
        self.of("net_minutes")
    }

    pub fn recaptured(&self) -> Option<i128> {
        self.of("recaptured")
    }

    pub fn error_avoidance(&self) -> Option<i128> {
        self.of("error_avoidance")
    }

    pub fn benefit(&self) -> i128 {
        self.recaptured().unwrap_or(0)
            + self.error_avoidance().unwrap_or(0)
            + self.cashable
            + self.avoidance
    }

    pub fn cost(&self) -> i128 {
        self.cost_build + self.cost_run
    }

    pub fn net(&self) -> i128 {
        self.benefit() - self.cost()
    }

    pub fn soft(&self) -> Option<i128> {
        Some(self.recaptured()? + self.error_avoidance()?)
    }

    /// Nobody knows what it is worth: no baseline with a rate, and nothing signed.
    pub fn is_unvalued(&self) -> bool {
        self.recaptured().is_none() && self.cashable == 0 && self.avoidance == 0
    }

    pub fn is_zero(&self) -> bool {
        let sparse = Self {
            ladder: self.ladder.map(|l| Some(l.unwrap_or(0))),
            ..*self
        };
        sparse
            == Self {
                ladder: [Some(0); 15],
                ..Self::default()
            }
    }

    /// Every column that is an integer, by its name in the marts; empty where it is not defined.
    pub fn columns(&self) -> Vec<(String, Option<i128>)> {
        let counts = COUNTS
            .iter()
            .zip(self.counts)
            .map(|(name, n)| ((*name).to_owned(), Some(i128::from(n))));
        let ladder = LADDER
            .iter()
            .zip(self.ladder)
            .map(|(name, n)| (format!("{name}_micros"), n));
        let money = [
            ("cashable", self.cashable),
            ("avoidance", self.avoidance),
            ("unsigned", self.unsigned),
            ("benefit", self.benefit()),
            ("cost_build", self.cost_build),
            ("cost_run", self.cost_run),
            ("cost", self.cost()),
            ("net", self.net()),
        ];
        let money = money.map(|(name, n)| (format!("{name}_micros"), Some(n)));
        let cash = (
            "cash_result_micros".to_owned(),
            Some(self.cashable - self.cost()),
        );
        counts
            .chain(ladder)
            .chain(money)
            .chain([("soft_micros".to_owned(), self.soft()), cash])
            .collect()
    }
}
