//! How fast one machine plays a day: leads from a CSV through import, plan, claim, render, outbox and settle, durable
//! on disk. Run by hand: `cargo bench -p cam-local -- 10000 100000`.
//!
//! Figures are for comparing within one run: the machine's own speed is in all of them.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::Write as _,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use cam_aws::dynamo::Settings;
use cam_core::{
    cycle::{Mode, Phase, Stack},
    id::CycleId,
};
use cam_gateways::csv_source::CsvSource;
use cam_local::{
    clock::PlayClock,
    home::Home,
    queues::LocalQueues,
    stage::{Pace, Played, Stage},
};
use cam_ports::{campaign_store::CampaignStore, identity::CountedClaimIds};
use jiff::{Timestamp, civil::date};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The highest cap a campaign file allows.
const CAP: usize = 2_000;

#[allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
fn main() -> Result<(), Box<dyn Error>> {
    let sizes: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![10_000] } else { sizes };
    println!(
        "{:>8} {:>8} {:>9} {:>8} {:>10} {:>10}  where the time goes",
        "leads", "seconds", "leads/s", "sent", "peak MB", "disk MB"
    );
    for n_leads in sizes {
        let figures = measure(n_leads)?;
        let seconds = figures.elapsed.as_secs_f64();
        let shares: Vec<String> = figures
            .by_phase
            .iter()
            .map(|(phase, elapsed)| format!("{phase} {:.0} %", 100.0 * elapsed.as_secs_f64() / seconds))
            .collect();
        println!(
            "{n_leads:>8} {seconds:>8.1} {:>9.0} {:>8} {:>10.0} {:>10.0}  {}",
            n_leads as f64 / seconds,
            figures.n_sent,
            peak_mb(),
            figures.disk_bytes as f64 / 1e6,
            shares.join(", ")
        );
    }
    Ok(())
}

struct Figures {
    elapsed: Duration,
    by_phase: BTreeMap<Phase, Duration>,
    n_sent: u64,
    disk_bytes: u64,
}

fn measure(n_leads: usize) -> Result<Figures, Box<dyn Error>> {
    let dir = tempfile::tempdir()?;
    let list = dir.path().join("leads.csv");
    fs::write(&list, leads(n_leads)?)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let began = Instant::now();
    let mut by_phase = BTreeMap::new();
    let played = runtime.block_on(play(dir.path(), &list, n_leads, &mut by_phase))?;
    let elapsed = began.elapsed();
    let n_sent = played.cycle.report.map_or(0, |report| report.outreach_sent);
    Ok(Figures { elapsed, by_phase, n_sent, disk_bytes: size_of(dir.path())? })
}

async fn play(
    dir: &Path,
    list: &Path,
    n_leads: usize,
    by_phase: &mut BTreeMap<Phase, Duration>,
) -> Result<Played, Box<dyn Error>> {
    let home = Home::open_or_create(dir)?;
    let touches: usize = std::env::args().find_map(|it| it.strip_prefix("--touches=")?.parse().ok()).unwrap_or(10);
    let table = home.table(|name| Settings { touches_per_transaction: touches, ..Settings::one_machine(name) }).await?;
    let stored = table.apply_campaign(&campaign(n_leads)?).await?;
    let day = date(2027, 3, 2);
    let id = CycleId { campaign: stored.campaign.id.clone(), date: day, mode: Mode::Live, number: 1 };
    let from: Timestamp = day.at(7, 0, 0, 0).to_zoned(stored.campaign.zone.clone())?.timestamp();
    let clock = PlayClock::new(from);
    let queue = LocalQueues::new(&clock);
    let (outbox, owner_mail, inbox, rejects) = (home.outbox(), home.owner_mail(), home.inbox(), home.rejects());
    let stage = Stage {
        store: &table,
        clock: &clock,
        queue: &queue,
        gateway: &outbox,
        owner_mail: &owner_mail,
        inbox: &inbox,
        rejects: &rejects,
        identities: home.identities(),
        claim_ids: &CountedClaimIds::new([7; 32]),
        stack: Stack::Rehearsal,
        pace: Pace { per_tick: usize::MAX, per_batch: touches },
    };
    let mut last = Instant::now();
    let watch = |progress: cam_local::stage::Progress| {
        *by_phase.entry(progress.phase).or_default() += last.elapsed();
        last = Instant::now();
    };
    Ok(stage.play(&id, &mut [CsvSource::open(list)?], watch).await?)
}

/// Two people a company, all of them worth writing to.
fn leads(n_leads: usize) -> Result<String, Box<dyn Error>> {
    let mut csv = String::from("Email,First Name,Last Name,Company,Title,Country,Pain Point\n");
    for n in 0..n_leads {
        let company = n / 2;
        writeln!(
            csv,
            "person{n}@company{company}.example,Ada{n},Lovelace,Company {company},Founder,Ireland,slow pages"
        )?;
    }
    Ok(csv)
}

fn campaign(n_leads: usize) -> Result<String, Box<dyn Error>> {
    let mut file = format!(
        "id = \"bench\"\nname = \"Bench\"\nmode = \"dry\"\nowner = \"owner@studio.example\"\ntime_zone = \"Europe/Dublin\"\n\
         unsubscribe_url = \"https://u.studio.example\"\n\
         [company]\nname = \"Studio\"\npostal_address = \"1 Sample Street, Dublin\"\n\
         [legal]\nbasis = \"legitimate_interest\"\nsource_note = \"your website\"\n\
         [limits]\nnew_leads_per_day = {n_leads}\noutreach_per_day = {n_leads}\n"
    );
    for n in 0..n_leads.div_ceil(CAP) {
        writeln!(
            file,
            "[[senders]]\nid = \"s{n}\"\nname = \"Sender {n}\"\naddress = \"s{n}@studio.example\"\ncap_per_day = {CAP}\n\
             allow_above_50 = \"I know what this risks\"\ngap_minutes = [0, 0]\nwarm_up = \"off\""
        )?;
    }
    file.push_str(
        "[[steps]]\nsubject = \"A question for {{ company }}\"\nbody = \"\"\"\nHello {{ first_name }},\n\n\
         we looked at {{ company }} and wondered about {{ pain_point }}. May we send you what we found?\n\n{{ sender_name }}\n\"\"\"\n",
    );
    Ok(file)
}

fn size_of(dir: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let kind = entry.metadata()?;
        bytes += if kind.is_dir() { size_of(&entry.path())? } else { kind.len() };
    }
    Ok(bytes)
}

/// The most memory this process ever held (`VmHWM`), 0 where the system does not say.
fn peak_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kb.unwrap_or_default() / 1e3
}
