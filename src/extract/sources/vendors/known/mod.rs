//! The vendors that are known, each described in a file of its own.

pub mod automation_anywhere;
pub mod blue_prism;
pub mod camunda;
pub mod grids;
pub mod kit;
pub mod n8n;
pub mod queue;
pub mod servicenow;
pub mod uipath;
pub mod workato;
