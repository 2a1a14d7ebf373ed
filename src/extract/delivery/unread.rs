//! Files that lie where exports are looked for, and that no satellite reads: named, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::extract::error::ExtractError;
use crate::extract::notes::some_of;
use crate::extract::reading::file::bare;
use crate::extract::reading::globs::{around, find, within};
use crate::extract::reading::overlap::location;
use crate::extract::reading::{Dataverse, Export, Format};
use crate::model::SatelliteId;
use crate::model::many::many;

/// Files of no use to anybody, which systems and people leave about.
const CRUMBS: [&str; 4] = ["thumbs.db", "desktop.ini", "readme.md", "readme.txt"];

/// Why a file is not read, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// It is an export, and lies in a folder below.
    Deeper,
    /// It ends as an export does, and the pattern means other names.
    Otherwise,
    Spreadsheet,
    Archive,
    Other,
}

/// Sentences on what lies around the exports of each satellite and is read by none. A folder that
/// cannot be looked into is left to whoever reads it.
pub fn unread(base: &Path, exports: &[Export]) -> BTreeMap<SatelliteId, Vec<String>> {
    let absolute = std::path::absolute(base).unwrap_or_else(|_| base.to_owned());
    let absolute = absolute.to_string_lossy();
    let place = |export: &Export, path: &str| location(&export.reading, &absolute, path);
    let mut known: BTreeSet<String> = BTreeSet::new();
    for export in exports {
        known.extend(
            read(export, base)
                .unwrap_or_default()
                .iter()
                .filter_map(|path| place(export, path)),
        );
    }
    let mut told = BTreeMap::new();
    for export in exports
        .iter()
        .filter(|export| !export.reading.format.is_whole())
    {
        let whence = &export.reading.url;
        let Ok(Some((folder, paths))) = around(&whence.url, base, whence.links) else {
            continue;
        };
        let mut found: BTreeMap<Why, BTreeSet<String>> = BTreeMap::new();
        for path in paths.into_iter().filter(|path| !is_crumb(path)) {
            // What two satellites look at and neither reads is told once.
            if place(export, &path).is_some_and(|place| known.insert(place)) {
                found
                    .entry(why(&export.reading.format, &path))
                    .or_default()
                    .insert(path);
            }
        }
        let sentences: Vec<String> = found
            .iter()
            .map(|(why, paths)| sentence(export, &folder, *why, paths))
            .collect();
        if !sentences.is_empty() {
            told.insert(export.satellite.id.clone(), sentences);
        }
    }
    told
}

/// The paths that a satellite reads. Who reads a folder as a whole says itself what in it is of no
/// use.
fn read(export: &Export, base: &Path) -> Result<Vec<String>, ExtractError> {
    let whence = &export.reading.url;
    if let Format::Dataverse(Dataverse { live: Some(_), .. }) = export.reading.format {
        return Ok(Vec::new());
    }
    if export.reading.format.is_whole() {
        let objects = within(
            &crate::extract::reading::globs::folder(&whence.url, base)?,
            whence.links,
        )?
        .0;
        return Ok(objects.into_iter().map(|object| object.path).collect());
    }
    let found = find(
        &whence.url,
        base,
        export.reading.format.suffixes(),
        whence.links,
    )?;
    Ok(found
        .objects
        .into_iter()
        .map(|object| object.path)
        .chain(found.odd.into_iter().map(|odd| odd.path))
        .collect())
}

fn is_crumb(path: &str) -> bool {
    let is_hidden = path
        .split('/')
        .any(|name| name.starts_with(['.', '~', '_']));
    is_hidden
        || path
            .rsplit('/')
            .next()
            .is_some_and(|name| CRUMBS.contains(&name.to_lowercase().as_str()))
}

fn why(format: &Format, path: &str) -> Why {
    let name = bare(path).to_lowercase();
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
    match () {
        () if ends(format.suffixes()) => {
            if path.contains('/') {
                Why::Deeper
            } else {
                Why::Otherwise
            }
        }
        () if ends(&[".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"]) => Why::Spreadsheet,
        () if ends(&[".zip", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz"]) => Why::Archive,
        () => Why::Other,
    }
}

fn sentence(export: &Export, folder: &str, why: Why, paths: &BTreeSet<String>) -> String {
    let suffixes = export.reading.format.suffixes();
    let (files, reads) = (
        many(paths.len(), "file"),
        format!("*{}", suffixes.join(", *")),
    );
    let because = match why {
        Why::Deeper => format!(
            "in a folder below: to read them, write url = \"{folder}/**/*{}\"",
            suffixes[0]
        ),
        Why::Otherwise => format!(
            "since `{}` means other names (capitals count in a pattern)",
            export.reading.url.url
        ),
        Why::Spreadsheet => {
            format!(
                "a spreadsheet, where {reads} is read: save its sheet as CSV UTF-8, or give it a satellite with format = \"xlsx\""
            )
        }
        Why::Archive => format!(
            "an archive, where {reads} is read: unpack it there, or pack it as a .zip that the url means"
        ),
        Why::Other => {
            format!("since {reads} is read: remove them, or give them a satellite of their format")
        }
    };
    format!(
        "no satellite reads {files} in {folder}, {because}: {}",
        some_of(paths)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::reading::tests::satellite;
    use crate::extract::reading::{Carrier, CsvForm, Reading};

    fn csv(id: &str, url: &str) -> Export {
        let satellite = crate::model::Satellite {
            id: id.parse().unwrap(),
            ..satellite("UTC")
        };
        Export::of(
            satellite,
            Reading {
                url: url.into(),
                format: Format::canonical(Carrier::Csv(CsvForm::default())),
            },
        )
    }

    #[test]
    fn what_nobody_reads_is_named_once_and_with_its_reason() {
        let folder = tempfile::tempdir().unwrap();
        let files = [
            "in/a.csv",
            "in/b.CSV.gz",
            "in/util.xlsx",
            "in/all.zip",
            "in/all.7z",
            "in/old/c.csv",
            "in/notes.txt",
            "in/.hidden",
            "in/README.md",
            "other/d.csv",
            "other/e.json",
            "one/f.csv",
            "one/g.csv",
            "reckoner.toml",
        ];
        for path in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "x").unwrap();
        }
        let told = |exports: &[Export]| unread(folder.path(), exports);
        let s = |told: &BTreeMap<SatelliteId, Vec<String>>, id: &str| {
            told.get(&id.parse().unwrap()).cloned().unwrap_or_default()
        };
        let of_folder = s(&told(&[csv("s", "in")]), "s");
        assert_eq!(
            of_folder,
            [
                "no satellite reads 1 file in in, in a folder below: to read them, write url = \"in/**/*.csv\": old/c.csv",
                "no satellite reads 1 file in in, a spreadsheet, where *.csv is read: save its sheet as CSV UTF-8, or give it a satellite with format = \"xlsx\": util.xlsx",
                "no satellite reads 1 file in in, an archive, where *.csv is read: unpack it there, or pack it as a .zip that the url means: all.7z",
                "no satellite reads 1 file in in, since *.csv is read: remove them, or give them a satellite of their format: notes.txt",
            ]
        );
        // A pattern is held to the letter, and what another satellite reads is not unread.
        let of_glob = told(&[csv("s", "in/*.csv"), csv("t", "in/old")]);
        assert!(
            s(&of_glob, "s")[0].contains(
                "since `in/*.csv` means other names (capitals count in a pattern): b.CSV.gz"
            ),
            "{of_glob:?}"
        );
        assert!(!format!("{of_glob:?}").contains("old/c.csv"), "{of_glob:?}");
        // Whoever names one file means that one; the workspace's own folder holds other things; a
        // folder that is not there is the run's.
        assert_eq!(
            told(&[
                csv("s", "one/f.csv"),
                csv("t", "*.csv"),
                csv("u", "missing")
            ]),
            BTreeMap::new()
        );
    }
}
