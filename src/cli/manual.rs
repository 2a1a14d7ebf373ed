//! `reckon manual`: man pages and shell completions, made from what the parser knows, so that they
//! tell of this version.

use std::io;

use clap::{Command, CommandFactory};
use clap_complete::{Shell, generate};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args::{Args, Manual};
use super::demo::sample;
use super::terminal::failure::Failure;
use crate::model::receipt::Exit;

/// Under the names that each shell looks for.
const COMPLETIONS: [(&str, Shell); 4] = [
    ("reckon.bash", Shell::Bash),
    ("_reckon", Shell::Zsh),
    ("reckon.fish", Shell::Fish),
    ("_reckon.ps1", Shell::PowerShell),
];

pub fn manual(asked: &Manual) -> Result<Exit, Failure> {
    for (path, bytes) in files() {
        sample::write(&asked.dir.join(path), bytes)?;
    }
    Ok(Exit::Done)
}

/// Each file below the folder, with its content.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut whole = Args::command().disable_help_subcommand(true);
    whole.build();
    let shown = whole
        .get_subcommands()
        .filter(|command| !command.is_hide_set());
    let mut files: Vec<_> = std::iter::once(&whole).chain(shown).map(page).collect();
    for (name, shell) in COMPLETIONS {
        let mut script = Vec::new();
        generate(shell, &mut Args::command(), "reckon", &mut script);
        files.push((format!("completions/{name}"), script));
    }
    files
}

fn page(command: &Command) -> (String, Vec<u8>) {
    let man = Man::new(command.clone())
        .source(concat!("reckon ", env!("CARGO_PKG_VERSION")))
        .manual("Reckoner");
    let mut text = Vec::new();
    sections(&man, command, &mut text).expect("memory takes whatever is written to it");
    (format!("man1/{}", man.get_filename()), text)
}

fn sections(man: &Man, command: &Command, out: &mut Vec<u8>) -> io::Result<()> {
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    let mut roff = Roff::default();
    if let Some(after) = command.get_after_help() {
        lines(&after.to_string(), &mut roff);
    }
    if !command.has_subcommands() {
        roff.control("SH", ["SEE ALSO"]);
        roff.text([roman("reckon(1)")]);
    }
    roff.to_writer(out)
}

/// What stands below the options, under its own heading and line by line: clap_mangen would fill
/// the lines, and so make one paragraph of a table.
fn lines(after: &str, roff: &mut Roff) {
    let (head, rest) = after.split_once(":\n").unwrap_or(("Notes", after));
    let (heading, remark) = head.split_once(" (").unwrap_or((head, ""));
    roff.control("SH", [heading.to_uppercase().as_str()]);
    if let Some(remark) = remark.strip_suffix(')') {
        roff.text([roman(format!("{remark}:"))]);
    }
    roff.control("nf", []);
    for line in rest.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_page_that_names_all_its_options_and_hidden_ones_have_none() {
        let files = files();
        let mut args = Args::command();
        args.build();
        let commands = args
            .get_subcommands()
            .filter(|command| command.get_name() != "help");
        for command in commands.chain([&args]) {
            let path = format!(
                "man1/{}.1",
                command.get_display_name().unwrap_or(command.get_name())
            );
            let page = files.iter().find(|(name, _)| *name == path);
            let Some((_, page)) = page.filter(|_| !command.is_hide_set()) else {
                assert!(page.is_none() && command.is_hide_set(), "{path}");
                continue;
            };
            let page = String::from_utf8(page.clone())
                .expect("roff is text")
                .replace("\\-", "-");
            for option in command
                .get_arguments()
                .filter(|option| !option.is_hide_set())
                .filter_map(|option| option.get_long())
            {
                assert!(page.contains(&format!("--{option}")), "{path}: --{option}");
            }
        }
    }

    #[test]
    fn what_stands_below_the_options_keeps_its_lines_and_has_its_own_heading() {
        let mut roff = Roff::default();
        lines(
            "Exit codes (the highest):\n   0  done\n  74  input failed",
            &mut roff,
        );
        let page = roff.render();
        let from = page.find(".SH").expect("a heading");
        assert_eq!(
            page[from..],
            *".SH \"EXIT CODES\"\nthe highest:\n.nf\n   0  done\n  74  input failed\n.fi\n"
        );
    }
}
