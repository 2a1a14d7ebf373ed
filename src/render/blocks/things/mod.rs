//! Departments, projects, automations and queues, each a row.

pub mod automations;
pub mod departments;
pub mod errors;
pub mod items;
pub mod movers;
pub mod projects;
