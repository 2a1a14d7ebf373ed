//! Archives among the exports.

use super::*;
use crate::extract::carriers::zipped::tests::zipped;
use crate::extract::options::{Options, Quiet};
use crate::model::receipt::Ending;

impl World {
    fn pack(&self, path: &str, members: &[(&str, &str)]) {
        self.write(path, "");
        fs::write(self.folder.path().join(path), zipped(members)).unwrap();
    }

    fn cursor(&self) -> Vec<(String, i64, String)> {
        self.lake
            .objects()
            .unwrap()
            .into_iter()
            .map(|row| (row.object, row.read, row.table))
            .collect()
    }
}

fn told(ids: impl IntoIterator<Item = usize>) -> String {
    format!("{HEAD}{}", good(ids))
}

#[test]
fn each_member_of_an_archive_is_an_export_of_its_own() {
    let world = World::new();
    world.pack(
        "in/a.zip",
        &[
            ("x.csv", &told([1, 2])),
            ("deep/y.csv", &format!("{}bad\n", told([3]))),
            ("read.me", ""),
        ],
    );
    world.write("in/b.csv", &told([2, 4]));
    let exports = [export("emea", "in")];
    let receipt = &world.extract(&exports, Options::default())[0];
    assert_eq!(
        (
            &receipt.ending,
            receipt.objects_listed,
            receipt.objects_read
        ),
        (&Ending::Done, 3, 3)
    );
    assert_eq!(receipt.rows, rows(6, 4, 0, 1, 1)); // s2 is told twice
    let own = |object: &str, read, table: &str| (object.to_owned(), read, table.to_owned());
    let known = [
        own("a.zip", 0, "none"),
        own("a.zip/deep/y.csv", 2, "sessions"),
        own("a.zip/x.csv", 2, "sessions"),
        own("b.csv", 2, "sessions"),
    ];
    assert_eq!(world.cursor(), known);
    let rejects = world.lake.rejects().unwrap();
    assert_eq!(
        (rejects.len(), rejects[0].object.as_str(), rejects[0].row),
        (1, "a.zip/deep/y.csv", 3)
    );
    let before = world.versions();
    let again = &world.extract(&exports, Options::default())[0];
    assert_eq!(
        (&again.ending, again.objects_listed, again.objects_read),
        (&Ending::Unchanged, 3, 0)
    );
    let full = &world.extract(
        &exports,
        Options {
            full: true,
            ..Options::default()
        },
    )[0];
    assert_eq!((full.objects_read, full.rows), (3, rows(6, 0, 0, 5, 1)));
    assert_eq!(world.versions(), before, "nothing new, no commit");
}

#[test]
fn an_archive_that_is_packed_again_costs_only_the_members_that_are_new_or_changed() {
    let world = World::new();
    world.pack(
        "in/a.zip",
        &[("x.csv", &told([1, 2])), ("y.csv", &told([3]))],
    );
    let exports = [export("emea", "in/*.zip")];
    world.extract(&exports, Options::default());
    world.pack(
        "in/a.zip",
        &[
            ("z.csv", &told([5])),
            ("y.csv", &told([3, 4])),
            ("x.csv", &told([1, 2])),
        ],
    );
    let changed = &world.extract(&exports, Options::default())[0];
    assert_eq!(
        (changed.objects_listed, changed.objects_read, changed.rows),
        (3, 2, rows(3, 2, 0, 1, 0))
    );
    // What is not in it any more stays, as with a file that is gone.
    world.pack("in/a.zip", &[("z.csv", &told([5]))]);
    let fewer = &world.extract(&exports, Options::default())[0];
    assert_eq!(
        (&fewer.ending, fewer.objects_read, world.sessions()),
        (&Ending::Unchanged, 0, 5)
    );
    assert_eq!(
        &world.extract(&exports, Options::default())[0].ending,
        &Ending::Unchanged
    );
}

#[test]
fn a_member_that_is_forgotten_is_read_again() {
    let world = World::new();
    world.pack(
        "in/a.zip",
        &[("x.csv", &told([1, 2])), ("y.csv", &told([3]))],
    );
    let exports = [export("emea", "in")];
    world.extract(&exports, Options::default());
    world
        .lake
        .forget_object(
            &exports[0].satellite.id,
            "a.zip/y.csv",
            &exports[0].ranking(),
        )
        .unwrap();
    assert_eq!(world.sessions(), 2);
    let again = &world.extract(&exports, Options::default())[0];
    assert_eq!(
        (again.objects_read, again.rows, world.sessions()),
        (1, rows(1, 1, 0, 0, 0), 3)
    );
}

#[test]
fn a_row_whose_day_had_not_come_is_asked_for_again_in_an_archive_too() {
    let world = World::new();
    // Read on the 10th, when the 11th may be and the 12th may not.
    world.pack(
        "in/a.zip",
        &[(
            "x.csv",
            &format!("{}s9,a,succeeded,2026-03-12T08:00:00Z\n", told([1])),
        )],
    );
    let exports = [export("emea", "in")];
    assert_eq!(
        world.extract(&exports, Options::default())[0].rows,
        rows(2, 1, 0, 0, 1)
    );
    let now = "2026-03-12T12:00:00Z".parse().unwrap();
    let later = extract(
        &world.lake,
        world.folder.path(),
        &exports,
        now,
        &Options::default(),
        &Quiet,
    )
    .unwrap();
    assert_eq!((later[0].objects_read, world.sessions()), (1, 2));
}
