//! What a template sees: a view of ours as a value of the template engine.

use std::fmt;

use minijinja::value::{Serde, Value};
use serde::Serialize;

/// A view, ready for a template.
pub struct Visible(Value);

impl Visible {
    pub fn of<T: Serialize + fmt::Debug + Send + Sync + 'static>(view: T) -> Self {
        Self(Value::from(Serde(view)))
    }

    pub fn into_value(self) -> Value {
        self.0
    }
}
