//! What goes wrong, in the words of those who have to read it: with commas, quotes and line ends,
//! as messages have them.

/// A code, and a message around a number.
pub struct SampleError {
    pub code: &'static str,
    pub before: &'static str,
    pub after: &'static str,
}

impl SampleError {
    pub fn message(&self, number: u64) -> String {
        format!("{}{number}{}", self.before, self.after)
    }
}

const fn flaw(code: &'static str, before: &'static str, after: &'static str) -> SampleError {
    SampleError {
        code,
        before,
        after,
    }
}

pub const FLAWS: &[SampleError] = &[
    flaw(
        "UIElementNotFound",
        "The element \"btnSave_",
        "\" was not found",
    ),
    flaw(
        "Timeout",
        "No answer after ",
        " s: the window did not come up, the step was given up",
    ),
    flaw(
        "AttendedSessionLocked",
        "The machine is locked, session ",
        " was refused",
    ),
    flaw(
        "LoginFailed",
        "Log-on failed for robot-",
        ", check the credential",
    ),
    flaw("FileNotFound", "Cannot open \\\\share\\in\\batch_", ".xlsx"),
    flaw(
        "AppCrash",
        "The application ended\r\n  at Module.Step(",
        ")\r\n  at Module.Run()",
    ),
    flaw(
        "Http503",
        "503 Service Unavailable, request ",
        ", retried 3 times",
    ),
    flaw(
        "ValidationError",
        "Row ",
        ": \"Amount\" must be a number, found \"n/a\"\nsee the log",
    ),
];

/// Refusals that are right: the work was looked at, and cannot be done so.
pub const REFUSALS: &[SampleError] = &[
    flaw(
        "BusinessRule",
        "Purchase order ",
        " is blocked, \"payment stop\"",
    ),
    flaw("DuplicateInvoice", "Invoice ", " was booked before"),
    flaw(
        "MissingData",
        "Record ",
        " has no cost centre, nor an owner",
    ),
];

pub const TIMEOUT: SampleError = flaw(
    "MaxRunTime",
    "Stopped after ",
    " minutes, the longest that a run may take",
);
