//! The blocks of the hand-over pages are read as they stand.

use std::fs;
use std::path::Path;

use reckoner::workspace;

#[test]
fn every_block_of_a_hand_over_page_is_a_satellite() {
    let pages = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/vendors");
    let index = fs::read_to_string(pages.join("README.md")).unwrap();
    let (mut blocks, mut wrong) = (0, Vec::new());
    for page in fs::read_dir(&pages)
        .unwrap()
        .map(|entry| entry.unwrap().path())
    {
        let name = page.file_name().unwrap().to_string_lossy().into_owned();
        assert!(
            name == "README.md" || index.contains(&format!("({name})")),
            "{name} stands on the list"
        );
        let text = fs::read_to_string(&page).unwrap();
        for block in text
            .split("```toml\n")
            .skip(1)
            .map(|rest| rest.split("```").next().unwrap())
        {
            let root = tempfile::tempdir().unwrap();
            fs::create_dir(root.path().join("baselines")).unwrap();
            fs::write(
                root.path().join("baselines/projects.csv"),
                "project_id,name,department_id,status\n",
            )
            .unwrap();
            fs::write(
                root.path().join("reckoner.toml"),
                format!("[estate]\nname = \"E\"\ncurrency = \"EUR\"\n{block}"),
            )
            .unwrap();
            if let Err(mistakes) = workspace::load(root.path()) {
                wrong.push(format!("{name}\n{}", mistakes.render(false, 120)));
            }
            blocks += 1;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(blocks >= 8, "each vendor has one: {blocks}");
}
