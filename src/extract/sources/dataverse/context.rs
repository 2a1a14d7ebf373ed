//! What a desktop flow's context says of who called it. The rest of it names hosts, people and
//! inputs: it is not kept.

use serde::Deserialize;
use serde_json::Value;

/// Microsoft's way to write nobody.
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Context {
    #[serde(deserialize_with = "text")]
    pub parent_workflow_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub parent_workflow_run_id: Option<String>,
    #[serde(deserialize_with = "text")]
    pub attended_mode: Option<String>,
}

impl Context {
    /// A context is cut off where it is too long for its column: then it says nothing.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}

/// What is somebody's id.
pub fn somebody(id: &str) -> Option<&str> {
    Some(id.trim()).filter(|id| !id.is_empty() && *id != NOBODY)
}

fn text<'d, D: serde::Deserializer<'d>>(value: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(value)? {
        Value::String(text) => somebody(&text).map(str::to_owned),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_says_who_called_or_nothing() {
        let context = Context::read(
            r#"{"hostName":"vm","parentWorkflowId":"w1","parentWorkflowRunId":"r1","attendedMode":"Unattended","inputs":{"a":[1]}}"#,
        );
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            context,
            Context {
                parent_workflow_id: some("w1"),
                parent_workflow_run_id: some("r1"),
                attended_mode: some("Unattended")
            }
        );
        for text in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"parentWorkflowId": "00000000-0000-0000-0000-000000000000", "attendedMode": null}"#,
            r#"{"parentWorkflowId": 7, "parentWorkflowRunId": ""}"#,
            r#"{"parentWorkflowId": "w1", "parentWorkf"#,
        ] {
            assert_eq!(Context::read(text), Context::default(), "{text}");
        }
    }
}
