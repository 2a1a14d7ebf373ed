//! The shelf: one page that leads to the newest report of every job, and to those of earlier
//! windows. It is made from what was published, and opens none of it.

use serde::Serialize;

use super::format;
use super::locale;
use super::visible::Visible;
use crate::model::{JobName, Window};

/// So many windows of a job are named, the newest first.
const WINDOWS: usize = 60;

/// A job's reports: where its newest lies, and its windows with the page by which each begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedJob {
    pub job: JobName,
    /// The page by which a set begins.
    pub first_page: String,
    pub windows: Vec<Window>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct ShelfView {
    estate: String,
    lang: &'static str,
    jobs: Vec<ShelfJob>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct ShelfJob {
    name: String,
    latest: String,
    windows: Vec<ShelfWindow>,
    more: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct ShelfWindow {
    name: String,
    href: String,
}

/// What the template sees.
pub fn view(estate: &str, jobs: &[ShelvedJob]) -> Visible {
    let job = |shelved: &ShelvedJob| {
        let mut windows = shelved.windows.clone();
        windows.sort_by_key(|window| std::cmp::Reverse((window.to(), window.from())));
        let more = windows.len().saturating_sub(WINDOWS);
        let page = |folder: &str| format!("{}/{folder}/{}", shelved.job, shelved.first_page);
        let window = |window: &Window| ShelfWindow {
            name: format::window(*window),
            href: page(&window.to_string()),
        };
        ShelfJob {
            name: shelved.job.to_string(),
            latest: page("latest"),
            windows: windows.iter().take(WINDOWS).map(window).collect(),
            more,
        }
    };
    Visible::of(ShelfView {
        estate: estate.to_owned(),
        lang: locale::speech().language.as_str(),
        jobs: jobs.iter().map(job).collect(),
    })
}
