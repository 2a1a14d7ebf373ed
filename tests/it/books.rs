//! Master data in workbooks: it means what the same sheets mean as CSV, and a mistake is told by
//! its cell.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use reckoner::workspace::{self, Workspace};
use zip::write::SimpleFileOptions;

const TOML: &str = "[estate]\nname = \"E\"\ncurrency = \"EUR\"\n[[satellite]]\nid = \"emea\"\nsource = { format = \"csv\", url = \"in\" }\n";

/// A workbook of one sheet. A cell that begins with `#` is a number with a style of dates, one with
/// `=` a number; `¶` is the end of a line in it.
fn book(sheet: &str, rows: &str) -> Vec<u8> {
    let cell = |text: &str| match (text.strip_prefix('#'), text.strip_prefix('=')) {
        (Some(days), _) => format!("<c s=\"1\"><v>{days}</v></c>"),
        (_, Some(number)) => format!("<c><v>{number}</v></c>"),
        _ => format!(
            "<c t=\"inlineStr\"><is><t>{}</t></is></c>",
            text.replace('&', "&amp;").replace('¶', "&#10;")
        ),
    };
    // A line that is empty is a row that is not there: what follows keeps its number.
    let row = |(at, line): (usize, &str)| {
        let cells = line.split('|').map(cell).collect::<String>();
        if line.is_empty() {
            String::new()
        } else {
            format!("<row r=\"{}\">{cells}</row>", at + 1)
        }
    };
    let rows: String = rows.lines().enumerate().map(row).collect();
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let related = |kind: &str, target: &str, id: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let parts = [
        (
            "_rels/.rels",
            format!(
                "<Relationships>{}</Relationships>",
                related("officeDocument", "xl/workbook.xml", "a")
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"{sheet}\" r:id=\"s\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships>{}{}</Relationships>",
                related("worksheet", "sheet.xml", "s"),
                related("styles", "styles.xml", "t")
            ),
        ),
        (
            "xl/styles.xml",
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
                .to_owned(),
        ),
        (
            "xl/sheet.xml",
            format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn loaded(root: &Path, files: &[(&str, Vec<u8>)]) -> Result<Workspace, String> {
    let folder = root.join("baselines");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::create_dir_all(root.join("in")).unwrap();
    fs::write(root.join("reckoner.toml"), TOML).unwrap();
    files
        .iter()
        .for_each(|(name, bytes)| fs::write(folder.join(name), bytes).unwrap());
    workspace::load(root).map_err(|mistakes| mistakes.render(false, 160))
}

const PROJECTS: &str = "project_id,name,department_id,status,description\np1,Invoices & more,finance,live,\"a \"\"b\"\"\nc\"\n\np2,Claims,finance,live,\n";
const COSTS: &str = "project_id,kind,amount,currency,per,from\np1,licence,1234.5,EUR,month,2026-03-02\np2,licence,12,EUR,month,2026-02-13\n";

#[test]
fn a_workbook_means_what_its_sheet_means_as_csv() {
    let root = tempfile::tempdir().unwrap();
    let text = |text: &str| text.as_bytes().to_vec();
    // As CSV the second project stands on line 5, since a text of the first has two lines; in the
    // sheet it is row 4.
    let csv = loaded(
        root.path(),
        &[("projects.csv", text(PROJECTS)), ("costs.csv", text(COSTS))],
    )
    .unwrap();
    let projects = "Project_ID|name|department_id|status|description\np1|Invoices & more|finance|live|a \"b\"\u{b6}c\n\np2|Claims|finance|live\n";
    // 2026-03-02 is 46,083 days after 1899-12-30, and 2026-02-13 is 17 days before it.
    let costs = "project_id|kind|amount|currency|per|from\np1|licence|€ 1.234,50|EUR|month|#46083\np2|licence|=12|EUR|month|13/2/2026\n";
    let sheets = loaded(
        root.path(),
        &[
            ("projects.xlsx", book("Projekte", projects)),
            ("Costs.XLSX", book("Kosten", costs)),
        ],
    )
    .unwrap();
    let told = |workspace: &Workspace| {
        let costs = workspace
            .master
            .costs
            .iter()
            .map(|cost| (cost.project_id.to_string(), cost.amount.clone()))
            .collect::<Vec<_>>();
        let projects = workspace
            .master
            .projects
            .values()
            .flatten()
            .map(|project| (project.id.to_string(), project.name.clone()));
        (costs, projects.collect::<Vec<_>>())
    };
    assert_eq!(told(&sheets), told(&csv));
    assert_eq!(
        sheets
            .master
            .projects
            .values()
            .flatten()
            .map(|project| project.line.line)
            .collect::<Vec<_>>(),
        [2, 4]
    );
}

#[test]
fn a_mistake_in_a_workbook_is_told_by_its_cell() {
    let root = tempfile::tempdir().unwrap();
    let projects = "project_id|name|department_id|status\np1|Invoices|finance|live\n\n\n\n\np2|Claims|finance|lve\n";
    let told = loaded(
        root.path(),
        &[("projects.xlsx", book("Projects", projects))],
    )
    .err()
    .unwrap();
    assert!(
        told.contains("sheet Projects, D7: `lve` is not a status")
            || told.contains("sheet Projects, D7: status: `lve`"),
        "{told}"
    );
    assert!(told.contains("projects.xlsx:7:"), "{told}");
    let good = || {
        book(
            "Projects",
            "project_id|name|department_id|status\np1|Invoices|finance|live\n",
        )
    };
    let text = |text: &str| text.as_bytes().to_vec();
    for (files, why) in [
        (
            vec![("projects.xlsx", text("project_id,name\n"))],
            "projects.xlsx: this is no workbook",
        ),
        (
            vec![("projects.xlsx", good()), ("projects.csv", text(PROJECTS))],
            "projects.xlsx: it stands beside projects.csv",
        ),
        (
            vec![("projects.xlsx", good()), ("cost.xlsx", good())],
            "did you mean `costs.xlsx`?",
        ),
        (
            vec![("project.xlsx", good())],
            "did you mean `projects.xlsx`?",
        ),
        (
            vec![("projects.xlsx", book("P", "project_id|name\np1|x\n"))],
            "sheet P, A1: projects.csv lacks the required columns department_id, status",
        ),
    ] {
        let told = loaded(root.path(), &files).err().unwrap();
        assert!(told.contains(why), "{why}: {told}");
    }
    // What else people keep there is their own affair.
    loaded(
        root.path(),
        &[
            ("projects.xlsx", good()),
            ("Business case 2026.xlsx", text("x")),
            ("~$projects.xlsx", text("x")),
        ],
    )
    .unwrap();
}
