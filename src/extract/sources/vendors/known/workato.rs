//! Workato: the jobs that its API lists recipe by recipe, or that its audit log streams one by one,
//! and the recipes. The latter's members:
//! <https://docs.workato.com/features/activity-audit-log-streaming-sample.html>.

use crate::extract::reading::columns::Canonical;
use crate::extract::rejects::Fault;
use crate::extract::sources::vendors::form::{
    Description, NameForm, PLAIN, SessionForm, TableContent, VendorTable,
};
use crate::extract::sources::vendors::row::VendorSession;
use crate::lake::Named;

pub static DESCRIPTION: Description = Description {
    words: "workato",
    speaker: "Workato",
    rows: &["items"],
    tables: &[
        VendorTable {
            names: &["jobs"],
            holds: TableContent::Sessions(&JOB),
        },
        VendorTable {
            names: &["recipes"],
            holds: TableContent::Names(&RECIPE),
        },
    ],
    errors: &[["message", "error"]],
    // An error is a text, or an object that tells more than is needed.
    within: Some("message"),
    ..PLAIN
};

/// What came in is part of a job's title, which is not asked for. A job that runs again keeps the
/// id of the first.
static JOB: SessionForm = SessionForm {
    columns: &[
        (Canonical::SessionId, &["master_job_id", "id"]),
        (
            Canonical::AutomationId,
            &["recipe_id", "flow_id", "context.recipe_id"],
        ),
        (Canonical::AutomationName, &["context.recipe_name"]),
        (Canonical::Started, &["started_at"]),
        (Canonical::Ended, &["completed_at"]),
        (Canonical::Outcome, &["status"]),
        (Canonical::ParentAutomationId, &["calling_recipe_id"]),
        (Canonical::ParentSessionId, &["calling_job_id"]),
        (
            Canonical::ErrorCode,
            &["error_parts.error_type", "error_type"],
        ),
    ],
    created: &[],
    considered: &[
        "is_error",
        "is_poll_error",
        "error",
        "is_test",
        "is_test_case_job",
    ],
    made: |row, words| {
        if row.text(Canonical::AutomationId).is_none() {
            let recipe = recipe_of(row.object).ok_or_else(unnamed)?;
            row.tell(Canonical::AutomationId, recipe);
        }
        let status = status(row);
        row.fill(Canonical::Outcome, Some(status));
        row.error_if_failed(words, "error");
        if !words.count_tests && (row.is_true("is_test") || row.is_true("is_test_case_job")) {
            row.tell(Canonical::Outcome, "test");
        }
        Ok(())
    },
};

/// Where no status stands, a job says whether it is over and whether in error.
fn status(row: &VendorSession<'_>) -> &'static str {
    match () {
        () if row.is_true("is_error") || row.is_true("is_poll_error") => "failed",
        () if row.text(Canonical::Ended).is_none() => "pending",
        () if row.says("is_error").is_some() => "succeeded",
        () => "ended",
    }
}

/// Jobs are asked for by recipe, and older answers do not repeat it: then the path of the export
/// says it, as in `recipes/28904/jobs-1.json` or `jobs_recipe-28904.json`.
fn recipe_of(object: &str) -> Option<&str> {
    let places = object
        .match_indices("recipe")
        .map(|(at, word)| &object[at + word.len()..]);
    let digits = |rest: &str| {
        rest.find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len())
    };
    let named = places.filter_map(|rest| {
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let rest = rest.strip_prefix(['/', '-', '_', ' ']).unwrap_or(rest);
        Some(&rest[..digits(rest)]).filter(|recipe| !recipe.is_empty())
    });
    named.last()
}

fn unnamed() -> Fault {
    let message = "nothing says which recipe this job is of: name the file or its folder after it, as in recipes/28904/jobs.json";
    Fault::new("recipe_id", "missing_value", message)
}

static RECIPE: NameForm = NameForm {
    kind: Named::Automation,
    id: &["id"],
    name: &["name"],
    solution: &["folder_id"],
    modified: &["updated_at"],
    is_within_solution: false,
    saves: &[],
    deadlines: [&[], &[]],
};

#[cfg(test)]
mod tests {
    use super::recipe_of;

    #[test]
    fn a_path_says_the_recipe_behind_the_word_and_nowhere_else() {
        for (object, recipe) in [
            ("recipes/28904/jobs-1.json", Some("28904")),
            ("jobs_recipe-17_page2.json", Some("17")),
            ("recipe12/jobs.ndjson", Some("12")),
            ("recipes/old/recipe_3 jobs.json", Some("3")),
            ("jobs-28904.json", None),
            ("recipes/jobs.json", None),
        ] {
            assert_eq!(recipe_of(object), recipe, "{object}");
        }
    }
}
