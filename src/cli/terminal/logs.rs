//! Logs go to stderr: text for people, JSON for machines. `RECKON_LOG` takes the usual filter
//! directives.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use super::rim::Rim;
use crate::cli::args::{Color, Global, LogFormat};

/// Our own words at `info`; of the libraries only warnings. The Delta kernel calls a table that is
/// not there yet an error; what really fails comes back as one, and is told once.
const ORDINARY: &str = "warn,reckoner=info,deltalake_core=off,buoyant_kernel=off";
const QUIET: &str = "error,reckoner=warn,deltalake_core=off,buoyant_kernel=off";

pub fn start(global: &Global) {
    let colour = match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    match global.color {
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
        Color::Auto => {}
    }
    let rim = Rim {
        is_coloured: colour && global.log_format == LogFormat::Text,
    };
    // A panic is told as one more line of the log, and what it says may come from an export.
    std::panic::set_hook(Box::new(|panic| {
        tracing::error!("a mistake in this program: {panic}")
    }));
    let ordinary = if global.quiet { QUIET } else { ORDINARY };
    let filter = EnvFilter::try_from_env("RECKON_LOG").unwrap_or_else(|_| EnvFilter::new(ordinary));
    let subscriber = fmt()
        .with_env_filter(filter)
        .with_writer(rim)
        .with_target(false);
    match global.log_format {
        LogFormat::Json => subscriber.json().flatten_event(true).init(),
        LogFormat::Text => subscriber.without_time().with_ansi(colour).compact().init(),
    }
}
