//! A session: one execution of one automation, and what is said of how it went.

use std::fmt;
use std::str::FromStr;

macro_rules! words {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$about:meta])* $variant:ident = $word:literal),+ $(,)? }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$about])* $variant),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = NotAWord;

            fn from_str(text: &str) -> Result<Self, NotAWord> {
                let found = Self::ALL.iter().copied().find(|v| v.as_str() == text);
                found.ok_or(NotAWord { text: text.to_owned(), words: &[$($word),+] })
            }
        }
    };
}
pub(crate) use words;

/// A text outside a closed list of words; the list is the right form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAWord {
    pub text: String,
    pub words: &'static [&'static str],
}

impl fmt::Display for NotAWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is none of {}", self.text, self.words.join(", "))
    }
}

impl std::error::Error for NotAWord {}

words! {
    /// How a session went. A vendor's value that no map names is `unknown`; it is never success.
    Outcome {
        Succeeded = "succeeded",
        SucceededWithExceptions = "succeeded_with_exceptions",
        BusinessException = "business_exception",
        Failed = "failed",
        TimedOut = "timed_out",
        Cancelled = "cancelled",
        Skipped = "skipped",
        Running = "running",
        Queued = "queued",
        Suspended = "suspended",
        Test = "test",
        Unknown = "unknown",
    }
}

impl Outcome {
    /// Not over yet: a later export will tell its end.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::Queued | Self::Suspended)
    }

    /// The work was done, and is worth its units.
    pub const fn is_success(self) -> bool {
        matches!(self, Self::Succeeded | Self::SucceededWithExceptions)
    }

    /// The work was tried and not done.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::TimedOut)
    }

    /// Good for reliability: a business exception is a correct refusal, worth nothing.
    pub const fn is_good(self) -> bool {
        self.is_success() || matches!(self, Self::BusinessException)
    }

    /// It occupied a machine, however it went: all but what still waits or was never tried, and
    /// tests.
    pub const fn has_run(self) -> bool {
        !matches!(self, Self::Queued | Self::Skipped | Self::Test)
    }

    /// Says something of reliability at all.
    pub const fn is_valid(self) -> bool {
        self.is_good() || self.is_failure()
    }
}

words! {
    /// Whether a person sat beside it.
    Mode {
        Attended = "attended",
        Unattended = "unattended",
        Local = "local",
        Unknown = "unknown",
    }
}

impl Mode {
    /// Holds a person while it runs.
    pub const fn holds_a_person(self) -> bool {
        matches!(self, Self::Attended | Self::Local)
    }
}

/// The smallest bucket number that a duration falls into: the top 7 significant bits of its
/// milliseconds and their exponent. Durations below 128 ms are exact; beyond, a bucket is at most
/// 1/64 wide, so its middle is within 1 %.
///
/// ```
/// # use reckoner::model::session::{bucket, bucket_middle};
/// assert_eq!(bucket_middle(bucket(90)), 90);
/// assert!((bucket_middle(bucket(123_456)) - 123_456).abs() <= 1_234);
/// ```
pub const fn bucket(duration_ms: i64) -> i64 {
    let exponent = (64 - duration_ms.leading_zeros()).saturating_sub(7) as i64;
    exponent * 128 + (duration_ms >> exponent)
}

/// The middle of a bucket, in milliseconds.
pub const fn bucket_middle(bucket: i64) -> i64 {
    let (exponent, top) = (bucket / 128, bucket % 128);
    (top << exponent) + ((1 << exponent) - 1) / 2
}
