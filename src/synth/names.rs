//! Words of which the estate's names are made.

pub const WORK: &[&str] = &[
    "Invoice capture",
    "Order entry",
    "Payroll check",
    "Claims intake",
    "Supplier setup",
    "Price update",
    "Bank matching",
    "Tax filing",
    "Onboarding",
    "Dunning run",
    "Stock report",
    "Contract scan",
    "Refund booking",
    "Ticket triage",
    "Data quality",
    "Freight booking",
];

pub const DEPARTMENTS: &[(&str, &str, &str)] = &[
    ("finance", "Finance", "EMEA"),
    ("people", "People", "EMEA"),
    ("service", "Customer Service", "AMER"),
    ("supply", "Supply Chain", "DACH"),
    ("sales", "Sales", "AMER"),
    ("legal", "Legal", "EMEA"),
    ("it", "Information Technology", "APAC"),
    ("plants", "Plants", "DACH"),
];

pub const CATEGORIES: &[&str] = &[
    "documents",
    "reconciliation",
    "master data",
    "reporting",
    "customer",
];
pub const DRIVERS: &[&str] = &["capacity", "quality", "speed", "compliance"];
pub const TRIGGERS: &[&str] = &["schedule", "queue", "mail", "http", "manual"];

/// A region, its clock, and how many hours that shows ahead of UTC in winter, by which its people
/// work.
pub const PLACES: &[(&str, &str, i64)] = &[
    ("EMEA", "Europe/London", 0),
    ("DACH", "Europe/Berlin", 1),
    ("AMER", "America/New_York", -5),
    ("APAC", "Asia/Singapore", 8),
    ("AMER", "America/Chicago", -6),
    ("EMEA", "UTC", 0),
];
