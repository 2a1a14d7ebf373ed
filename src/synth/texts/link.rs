//! What Synapse Link for Dataverse lays beside its rows: a model that says what the fields are, the
//! names of the automations, and the folder that is still being written.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::synth::files::ExportFile;
use crate::synth::forms::link::SESSION;
use crate::synth::satellite::SynthSatellite;
use crate::synth::scale::Shape;
use crate::synth::world::World;

const WORKFLOW: [&str; 7] = [
    "Id",
    "SinkCreatedOn",
    "SinkModifiedOn",
    "name",
    "category",
    "versionnumber",
    "IsDelete",
];

/// The models of the folders, the names of the automations, and the folder that is still being
/// written: it does not lie there yet, and whatever is older may be read.
pub fn texts_beside(world: &World, deliveries: &[ExportFile]) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for delivery in deliveries {
        let satellite = &world.satellites[delivery.satellite];
        let Some(folder) = delivery.path.strip_suffix("/flowsession/1.csv") else {
            continue;
        };
        texts.insert(format!("{folder}/model.json"), format!("{:#}\n", model()));
        if delivery.tells_names(Shape::SynapseLink) {
            texts.insert(format!("{folder}/workflow/1.csv"), workflows(satellite));
        }
        let root = format!("satellites/{}", satellite.id);
        let hour = folder
            .trim_start_matches(&root)
            .trim_matches('/')
            .replace("T00.10", "T00.20");
        texts.insert(format!("{root}/Changelog/changelog.info"), hour);
    }
    texts
}

fn model() -> Value {
    let entity = |name: &str, attributes: &[&str]| {
        let attributes: Vec<Value> = attributes
            .iter()
            .map(|name| json!({ "name": name, "dataType": "string" }))
            .collect();
        json!({ "$type": "LocalEntity", "name": name, "attributes": attributes, "partitions": [] })
    };
    let entities = [
        entity("flowsession", &SESSION),
        entity("workflow", &WORKFLOW),
    ];
    json!({ "name": "cdm", "version": "1.0", "entities": entities })
}

/// Names are told with the first delivery, and do not change.
fn workflows(satellite: &SynthSatellite) -> String {
    let mut text = String::new();
    for automation in &satellite.fleet.automations {
        let (id, name) = (automation.id(Shape::SynapseLink), &automation.name);
        let _ = writeln!(
            text,
            "\"{id}\",\"1/5/2024 9:01:26 AM\",\"1/5/2024 9:01:26 AM\",\"{name}\",\"6\",\"9000000\",\"\""
        );
    }
    text
}
