//! Writes a list of leads with so many rows and reads it, to see how fast that is and that memory stays flat.
//!
//! `cargo run --release -p cam-gateways --example rows -- 1000000 [utf-8|utf-16]`

use std::{
    error::Error,
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
    time::Instant,
};

use cam_gateways::csv_source::CsvSource;
use cam_ports::lead_source::{LeadSource, Position};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let n_rows: u64 = arguments.next().ok_or("say how many rows")?.parse()?;
    let is_utf16 = arguments.next().is_some_and(|encoding| encoding == "utf-16");
    let path = std::env::temp_dir().join(format!("cam-rows-{}.csv", std::process::id()));
    write_leads(&path, n_rows, is_utf16)?;
    let outcome = read_leads(&path, n_rows);
    fs::remove_file(&path)?;
    outcome
}

fn read_leads(path: &Path, n_rows: u64) -> Result<(), Box<dyn Error>> {
    let began = Instant::now();
    let mut source = CsvSource::open(path)?;
    let opened = began.elapsed();
    let began = Instant::now();
    let mut n_leads = 0;
    for row in source.read(Position::default())? {
        n_leads += u64::from(row?.outcome.is_ok());
    }
    let read = began.elapsed();
    writeln!(
        io::stdout(),
        "{n_leads} of {n_rows} rows from {:.1} MB: opened in {:.3} s, read in {:.3} s, {:.0} rows/s in all, {}",
        fs::metadata(path)?.len() as f64 / 1e6,
        opened.as_secs_f64(),
        read.as_secs_f64(),
        n_rows as f64 / (opened + read).as_secs_f64(),
        peak_memory()?,
    )?;
    Ok(())
}

/// The line of `/proc/self/status` that tells the most memory this process ever held.
fn peak_memory() -> io::Result<String> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    Ok(line.unwrap_or("VmHWM unknown").split_whitespace().collect::<Vec<_>>().join(" "))
}

fn write_leads(path: &Path, n_rows: u64, is_utf16: bool) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut put = |text: &str| {
        if is_utf16 {
            text.encode_utf16().try_for_each(|unit| file.write_all(&unit.to_le_bytes()))
        } else {
            file.write_all(text.as_bytes())
        }
    };
    put(
        "\u{FEFF}First Name,Last Name,Title,Seniority,Company,Email,Industry,# Employees,Annual Revenue,Country,State,",
    )?;
    put("City,Person Linkedin Url,Latest Funding,Pain Point\r\n")?;
    for number in 0..n_rows {
        put(&format!(
            "Ada{number},Müller,\"Head of Marketing, EMEA\",Head,Engines {number} GmbH,ada{number}@engines{}.example,\
             Software,{},\"{}\",Germany,Bavaria,München,https://linkedin.example/in/ada{number},Series A,\
             \"too few leads, and \"\"slow\"\" ones\"\r\n",
            number % 5000,
            number % 900 + 1,
            number * 1000,
        ))?;
    }
    file.flush()
}
