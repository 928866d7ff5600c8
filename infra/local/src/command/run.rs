//! `cam run`: plays the next sending day, or several.

use std::path::{Path, PathBuf};

use cam_aws::dynamo::{DynamoTable, Settings};
use cam_core::{
    campaign::Campaign,
    cycle::{Cycle, Mode, Stack},
    id::CycleId,
};
use cam_gateways::csv_source::CsvSource;
use cam_ports::{
    campaign_file::{self, Severity},
    campaign_store::{ApplyError, CampaignStore},
    clock::{Clock, SystemClock},
    cycle_store::CycleStore,
    error::Chain,
    identity::CountedClaimIds,
    import_store::ImportStore,
    lead_source::LeadSource,
    sender_store::SenderStore,
};
use jiff::{Timestamp, civil::Date};

use super::{
    campaign_check,
    known::{self, is_open, last_trace},
    previews, show,
};
use crate::{
    cli::RunArgs,
    clock::PlayClock,
    failure::{ExitCode, Failure},
    home::Home,
    queues::LocalQueues,
    stage::{Pace, PlayError, Played, Progress, Stage},
    terminal::Terminal,
};

/// How many cycles back the last played day is looked for.
const LOOK_BACK: usize = 100;

pub(super) async fn run(home: &Path, args: &RunArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    if args.live {
        let message =
            "--live needs a real mail gateway, and none is built yet: --deliver plays the same day into .cam/outbox";
        return Err(Failure::input(message));
    }
    // All input is read before anything is made or changed.
    let (text, campaign) = read_campaign(&args.campaign, args.json, terminal)?;
    let mut sources = open_sources(&args.leads)?;
    let home = Home::open_or_create(home)?;
    let table = home.table(Settings::one_machine).await?;
    let session = Session { home: &home, table: &table, campaign: &campaign, mode: mode(args) };
    let mut day = session.first_day(args).await?;
    table.apply_campaign(&text).await.map_err(not_applied)?;
    let mut played = Vec::new();
    for n in 0..args.days {
        if n > 0 {
            day = session.following_day().await?;
        }
        if !args.json {
            show::title(&campaign, &day.id, n, args, terminal)?;
        }
        let one = session.play(&day, &mut sources, terminal).await?;
        if !args.json {
            session.tell(&one, &sources, terminal).await?;
        }
        played.push(one);
    }
    if args.json {
        terminal.line(show::json(played.iter().map(|played| &played.cycle)))?;
    }
    let has_errors = played.iter().any(|played| !show::errors(played).is_empty());
    Ok(if has_errors { ExitCode::WithErrors } else { ExitCode::Done })
}

fn mode(args: &RunArgs) -> Mode {
    if args.deliver { Mode::Live } else { Mode::Dry }
}

pub(super) fn read_campaign(
    file: &Path,
    is_quiet: bool,
    terminal: &mut Terminal,
) -> Result<(String, Campaign), Failure> {
    let text = campaign_check::read(file)?;
    let checked = campaign_file::check(&text, &file.display().to_string());
    let shown = checked.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n");
    let has_errors = checked.findings.iter().any(|finding| finding.severity == Severity::Error);
    match checked.campaign {
        Some(campaign) if !has_errors => {
            if !is_quiet && !shown.is_empty() {
                terminal.complain(terminal.warning(&shown))?;
            }
            Ok((text, campaign))
        }
        _ => Err(Failure::input(format!("the campaign file is not in order; nothing was changed\n\n{shown}"))),
    }
}

pub(super) fn open_sources(files: &[PathBuf]) -> Result<Vec<CsvSource>, Failure> {
    files.iter().map(|file| CsvSource::open(file).map_err(|error| Failure::input(Chain(&error)))).collect()
}

pub(super) fn not_applied(error: ApplyError) -> Failure {
    match error {
        ApplyError::Invalid(_) | ApplyError::Stale => Failure::input(Chain(&error)),
        ApplyError::Store(error) => Failure::unusable(error),
    }
}

/// One campaign on one machine.
struct Session<'a> {
    home: &'a Home,
    table: &'a DynamoTable,
    campaign: &'a Campaign,
    mode: Mode,
}

/// A day to play.
struct Day {
    id: CycleId,
    from: Timestamp,
}

/// What the folder has of days that were played.
struct Past {
    /// The campaign's own.
    recent: Vec<Cycle>,
    /// The last instant at which anything was delivered, in any campaign. It does not come back.
    floor: Option<Timestamp>,
}

impl Session<'_> {
    /// The day that is played first: one that was left open, or the one that was asked for, or the next sending day.
    async fn first_day(&self, args: &RunArgs) -> Result<Day, Failure> {
        let past = self.past().await?;
        if let Some(open) = self.open_day(&past) {
            if args.date.is_some() || args.again {
                let date = show::date(&open.id);
                return Err(Failure::input(format!(
                    "the day {date} was stopped half way and comes first: run without --date and --again, and then once more"
                )));
            }
            return Ok(open);
        }
        let last = past.recent.iter().filter(|cycle| cycle.id.mode == self.mode).map(|cycle| cycle.id.date).max();
        match (args.date, last) {
            (Some(date), _) => self.day(self.asked(date, &past)?, &past),
            (None, Some(last)) if args.again => self.day(last, &past),
            (None, _) => self.day(self.next_date(&past)?, &past),
        }
    }

    /// The day after one that was played.
    async fn following_day(&self) -> Result<Day, Failure> {
        let past = self.past().await?;
        self.day(self.next_date(&past)?, &past)
    }

    /// What was played, in this campaign and in those beside it. Refuses to go on while a delivered day of another
    /// campaign is open, or one of this campaign and the run is dry: the tick looks after every open day, and would
    /// deliver its mails at the wrong time or not at all.
    async fn past(&self) -> Result<Past, Failure> {
        let campaigns = self.table.campaigns().await?;
        let campaigns = campaigns.iter().map(|stored| &stored.campaign);
        let others: Vec<&Campaign> = campaigns.filter(|other| other.id != self.campaign.id).collect();
        let recent = self.table.recent_cycles(&self.campaign.id, LOOK_BACK).await?;
        let mut delivered: Vec<Cycle> = live(&recent).cloned().collect();
        for other in &others {
            let beside = self.table.recent_cycles(&other.id, LOOK_BACK).await?;
            delivered.extend(live(&beside).cloned());
        }
        let is_own = |cycle: &Cycle| self.mode == Mode::Live && cycle.id.campaign == self.campaign.id;
        if !delivered.iter().any(|cycle| is_open(cycle) && is_own(cycle))
            && let Some(open) = delivered.iter().find(|cycle| is_open(cycle))
        {
            return Err(Failure::input(format!(
                "the delivered day {} of campaign \"{}\" was stopped half way: finish it first with --deliver",
                show::date(&open.id),
                open.id.campaign
            )));
        }
        let mut floor = delivered.iter().map(last_trace).max();
        for sender in others.into_iter().chain([self.campaign]).flat_map(|campaign| &campaign.senders) {
            let (gate, _) = self.table.sender(&sender.id).await?;
            floor = floor.max(gate.last_send_at);
        }
        Ok(Past { recent, floor })
    }

    /// The day of this campaign and mode that was left open. A delivered one goes on no earlier than anything went out.
    fn open_day(&self, past: &Past) -> Option<Day> {
        let open = past.recent.iter().find(|cycle| cycle.id.mode == self.mode && is_open(cycle))?;
        let trace = last_trace(open);
        Some(Day { id: open.id.clone(), from: self.floor(past).map_or(trace, |floor| floor.max(trace)) })
    }

    /// A further cycle on a date.
    fn day(&self, date: Date, past: &Past) -> Result<Day, Failure> {
        let of_mode = past.recent.iter().filter(|cycle| cycle.id.mode == self.mode);
        let number = next_number(of_mode, date);
        let id = CycleId { campaign: self.campaign.id.clone(), date, mode: self.mode, number };
        let start = date.to_datetime(self.campaign.starts_at).to_zoned(self.campaign.zone.clone());
        let start = start.map_err(Failure::unusable)?.timestamp();
        Ok(Day { id, from: self.floor(past).map_or(start, |floor| floor.max(start)) })
    }

    /// Time that was played with real effects does not come back in a day with real effects.
    fn floor(&self, past: &Past) -> Option<Timestamp> {
        past.floor.filter(|_| self.mode == Mode::Live)
    }

    /// The date of the floor, for days of either mode: a dry day shows what a delivered one would do.
    fn floor_date(&self, past: &Past) -> Option<Date> {
        past.floor.map(|floor| floor.to_zoned(self.campaign.zone.clone()).date())
    }

    fn asked(&self, date: Date, past: &Past) -> Result<Date, Failure> {
        let is_on_date = |cycle: &&Cycle| cycle.id.date == date;
        if past.recent.iter().filter(is_on_date).any(|cycle| cycle.id.mode == self.mode) {
            return Err(Failure::input(format!(
                "{date} was played already: add --again instead of --date to play it once more"
            )));
        }
        if live(&past.recent).any(|cycle| cycle.id.date == date) {
            return Err(Failure::input(format!(
                "{date} was delivered already: choose a later date, or another --home"
            )));
        }
        let last = live(&past.recent).map(|cycle| cycle.id.date).max();
        match last.max(self.floor_date(past)).filter(|last| *last > date) {
            Some(last) => Err(Failure::input(format!(
                "{date} lies before {last}, which was delivered already: choose a later date, or another --home"
            ))),
            None => Ok(date),
        }
    }

    fn next_date(&self, past: &Past) -> Result<Date, Failure> {
        let floor = self.floor_date(past);
        let next = known::next_date(self.campaign, &past.recent, self.mode, floor, SystemClock.now());
        next.ok_or_else(|| {
            Failure::input("the campaign has no sending day within a year: see [window] days and holidays in its file")
        })
    }

    async fn play(&self, day: &Day, sources: &mut [CsvSource], terminal: &mut Terminal) -> Result<Played, Failure> {
        let clock = PlayClock::new(day.from);
        let queue = LocalQueues::new(&clock);
        let claim_ids = CountedClaimIds::from_os().map_err(Failure::unusable)?;
        let (outbox, owner_mail) = (self.home.outbox(), self.home.owner_mail());
        let stage = Stage {
            store: self.table,
            clock: &clock,
            queue: &queue,
            gateway: &outbox,
            owner_mail: &owner_mail,
            inbox: &self.home.inbox(),
            rejects: &self.home.rejects(),
            identities: self.home.identities(),
            claim_ids: &claim_ids,
            stack: if self.mode == Mode::Live { Stack::Rehearsal } else { Stack::Dry },
            pace: Pace::default(),
        };
        let zone = self.campaign.zone.clone();
        let watch = |progress: Progress| {
            let time = progress.now.to_zoned(zone.clone()).strftime("%H:%M").to_string();
            // A terminal that is gone does not stop the day.
            let _ = terminal.progress(format!("{time}  {}  {} touches", progress.phase, progress.n_touches));
        };
        stage.play(&day.id, sources, watch).await.map_err(|error| match error {
            PlayError::Start(_) | PlayError::Endless(_) | PlayError::Store(_) | PlayError::Run(_) => {
                Failure::unusable(error)
            }
        })
    }

    /// Prints what a day came to, and where everything lies.
    async fn tell(&self, played: &Played, sources: &[CsvSource], terminal: &mut Terminal) -> Result<(), Failure> {
        show::report(self.campaign, played, terminal)?;
        let states = self.table.sources(&self.campaign.id).await?;
        for source in sources {
            let Some(state) = states.iter().find(|state| state.identity == *source.identity()) else { continue };
            let rejects = self.home.rejects().path(&self.campaign.id, source.identity());
            show::source(state, &rejects, terminal)?;
        }
        match self.mode {
            Mode::Dry => {
                let written = previews::write(self.table, self.home, &played.cycle, self.campaign).await?;
                show::previews(&written, terminal)?;
            }
            Mode::Live => show::outbox(&self.home.dir().join("outbox"), terminal)?,
        }
        Ok(())
    }
}

/// The cycles among these that delivered.
fn live(cycles: &[Cycle]) -> impl Iterator<Item = &Cycle> {
    cycles.iter().filter(|cycle| cycle.id.mode == Mode::Live)
}

fn next_number<'a>(cycles: impl Iterator<Item = &'a Cycle>, date: Date) -> u16 {
    cycles.filter(|cycle| cycle.id.date == date).map(|cycle| cycle.id.number).max().unwrap_or(0).saturating_add(1)
}
