//! `cam preflight`: whether a stack is ready to write to strangers, and what to do where it is not.

use cam_cloud::{
    preflight::{
        Check, Outcome,
        ask::{activate_receipt_rules, ask},
        dns::SystemDns,
        is_cleared, judge,
    },
    stack::Stack,
};
use cam_ports::{
    clearance::{Clearance, ClearanceStore},
    clock::{Clock, SystemClock},
};

use super::words::count;
use crate::{
    cli::PreflightArgs,
    failure::{ExitCode, Failure},
    site::Named,
    terminal::Terminal,
};

pub(super) async fn preflight(
    named: Named<'_>,
    args: &PreflightArgs,
    terminal: &mut Terminal,
) -> Result<ExitCode, Failure> {
    if named.stack.is_none() {
        return Err(Failure::input(
            "preflight looks at a stack: cam --stack NAME preflight. On one machine nothing leaves",
        ));
    }
    let stack = named.stack().await?;
    if args.fix && activate_receipt_rules(&stack).await? && !args.json {
        let rules = stack.facts.receipt_rule_set.as_deref().unwrap_or_default();
        terminal.line(format!("The receipt rule set \"{rules}\" is active now.\n"))?;
    }
    let dns = args.name_server.map_or_else(SystemDns::new, SystemDns::asking);
    let checks = judge(&ask(&stack, &dns).await);
    let table = stack.table()?;
    let identity = &stack.facts.sender_identity;
    let is_cleared = is_cleared(&checks);
    if is_cleared {
        table.store_clearance(&Clearance { identity: identity.clone(), passed_at: SystemClock.now() }).await?;
    }
    if args.json {
        let json = serde_json::json!({ "stack": stack.facts.name, "cleared": is_cleared, "checks": checks });
        terminal.line(json)?;
        return Ok(code(is_cleared));
    }
    print(&stack, &checks, terminal)?;
    terminal.line(terminal.bold(if is_cleared {
        format!("Nothing blocks. {identity} is cleared for live mail.")
    } else {
        let earlier = table.clearances().await.unwrap_or_default();
        let earlier = earlier.iter().find(|clearance| clearance.identity == *identity);
        not_cleared(identity, &checks, earlier)
    }))?;
    Ok(code(is_cleared))
}

fn code(is_cleared: bool) -> ExitCode {
    if is_cleared { ExitCode::Done } else { ExitCode::WithErrors }
}

fn print(stack: &Stack, checks: &[Check], terminal: &mut Terminal) -> Result<(), Failure> {
    terminal.line(terminal.bold(format!("Preflight of {} in {}", stack.facts.name, stack.region())))?;
    for check in checks {
        let outcome = format!("{:<11}", check.outcome.as_str());
        let outcome = if check.outcome == Outcome::Passed { terminal.dim(outcome) } else { terminal.warning(outcome) };
        terminal.line(format!("  {outcome}  {}: {}", terminal.bold(&check.name), check.seen))?;
        for step in &check.remedy {
            terminal.line(format!("               {step}"))?;
        }
    }
    terminal.line("")?;
    Ok(())
}

/// What stands in the way, and what follows. A clearance that was given is not taken back by looking again.
fn not_cleared(identity: &str, checks: &[Check], earlier: Option<&Clearance>) -> String {
    let n_blocking = checks.iter().filter(|check| check.outcome == Outcome::Blocking).count();
    let is_untold = |check: &&Check| check.is_required && check.outcome == Outcome::CannotTell;
    let n_untold = checks.iter().filter(is_untold).count();
    let mut parts = Vec::new();
    if n_blocking > 0 {
        let verb = if n_blocking == 1 { "blocks" } else { "block" };
        parts.push(format!("{} {verb}", count(n_blocking, "check")));
    }
    if n_untold > 0 {
        parts.push(format!("{} that must pass cannot be told", count(n_untold, "check")));
    }
    let parts = parts.join(", and ");
    match earlier {
        None => format!("{parts}: {identity} is not cleared, and no live day is opened."),
        Some(earlier) => format!(
            "{parts}. {identity} was cleared on {}, and its live days go on: mend this, or pause the campaigns.",
            earlier.passed_at.strftime("%-d %B %Y")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(outcome: Outcome, is_required: bool) -> Check {
        Check { name: "x".to_owned(), outcome, seen: String::new(), remedy: Vec::new(), is_required }
    }

    #[test]
    fn what_is_in_the_way_is_counted_and_an_earlier_clearance_is_not_forgotten() {
        let checks = [
            check(Outcome::Blocking, true),
            check(Outcome::CannotTell, true),
            check(Outcome::CannotTell, true),
            check(Outcome::CannotTell, false),
            check(Outcome::Warning, true),
        ];
        assert_eq!(
            not_cleared("example.com", &checks, None),
            "1 check blocks, and 2 checks that must pass cannot be told: example.com is not cleared, and no live day is opened."
        );
        let passed_at = "2026-11-20T08:00:00Z".parse().unwrap();
        let earlier = Clearance { identity: "example.com".to_owned(), passed_at };
        let said = not_cleared("example.com", &checks, Some(&earlier));
        assert!(said.contains("was cleared on 20 November 2026, and its live days go on"), "{said}");
    }
}
