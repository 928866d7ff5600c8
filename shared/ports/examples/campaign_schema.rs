//! Prints the JSON Schema of the campaign file, as it is shipped in `infra/local/examples/campaign.schema.json`.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let schema = serde_json::to_string_pretty(&cam_ports::campaign_file::json_schema())?;
    writeln!(std::io::stdout().lock(), "{schema}")
}
