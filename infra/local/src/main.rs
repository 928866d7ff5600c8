//! The `cam` program.

use std::process::ExitCode;

use cam_local::{cli::Cli, command, terminal::Terminal};
use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut terminal = Terminal::new(std::env::var_os("NO_COLOR").is_some());
    match command::carry_out(cli, &mut terminal) {
        Ok(code) => ExitCode::from(code as u8),
        Err(failure) => {
            // Nothing can be done about a standard error that is closed.
            let _ = terminal.complain(format!("cam: {failure}"));
            ExitCode::from(failure.code as u8)
        }
    }
}
