//! How much a bootstrap does before its first event, and for one call of DynamoDB; and how large it is.

use std::{error::Error, fs, path::Path};

use cam_aws::dynamo::schema;

use crate::{
    aws::{Aws, TABLE},
    figure::{Figure, Unit},
    programs::{HELLO, NO_SDK, Programs, WITH_S3},
    stack::Stack,
    tls,
};

/// How many times as much as the baseline a function may do.
const TIMES: f64 = 1.5;

/// The most bytes of a bootstrap, and of one that S3 is linked into.
const BYTES: [f64; 2] = [6e6, 8e6];

/// The rule that phase 0 is called by.
const RULE: &str = include_str!("../../../infra/events/start-cycle.rule.json");

/// Instructions from the start of each of `functions` to its first question for an event, against a hello world.
pub async fn instructions(
    programs: &Programs,
    functions: &[String],
) -> Result<Vec<Figure>, Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let url = Aws::new()?.serve(None).await?;
    let stack = Stack { programs: programs.clone(), url, roots: None, clock_offset_s: 0 };
    let hello = stack.count(HELLO, None, folder.path()).await?;
    let budget = "instructions to the first event, at most 1.5 x a bare hello world";
    let figure = |of: &str, n: u64| Figure {
        budget,
        of: of.to_owned(),
        figure: n as f64,
        limit: TIMES * hello as f64,
        unit: Unit::Instructions,
    };
    let mut figures = vec![figure(HELLO, hello)];
    for function in functions {
        figures.push(figure(function, stack.count(function, None, folder.path()).await?));
    }
    Ok(figures)
}

/// Instructions of a start and one invocation with one call of DynamoDB over TLS, against the same without an SDK.
pub async fn first_call(programs: &Programs) -> Result<Vec<Figure>, Box<dyn Error + Send + Sync>> {
    let folder = tempfile::tempdir()?;
    let roots = folder.path().join("roots.pem");
    let aws = Aws::new()?;
    schema::create_table(&aws.dynamodb(), TABLE).await?;
    let url = aws.serve(Some(tls::acceptor(&roots)?)).await?;
    let stack = Stack { programs: programs.clone(), url, roots: Some(roots), clock_offset_s: 0 };
    let mut totals = Vec::new();
    for name in [NO_SDK, "start-cycle"] {
        aws.meter().step(name);
        totals.push((name, stack.count(name, Some(RULE), folder.path()).await?));
        let calls: Vec<String> = aws
            .meter()
            .calls()
            .filter(|(asked, _)| asked.step == name)
            .map(|(asked, calls)| format!("{} {} {}", calls.n, asked.service, asked.operation))
            .collect();
        if calls != ["1 dynamodb Query"] {
            return Err(format!("{name} should ask for one Query and asked for {calls:?}").into());
        }
    }
    let no_sdk = totals.first().map_or(0, |(_, total)| *total);
    let budget = "instructions with one call of DynamoDB over TLS, at most 1.5 x a build without the SDK";
    let figures = totals.into_iter().map(|(of, n)| Figure {
        budget,
        of: of.to_owned(),
        figure: n as f64,
        limit: TIMES * no_sdk as f64,
        unit: Unit::Instructions,
    });
    Ok(figures.collect())
}

/// The sizes of the bootstraps.
pub fn sizes(programs: &Programs, functions: &[String]) -> Result<Vec<Figure>, Box<dyn Error + Send + Sync>> {
    let of = |name: &String| -> Result<Figure, Box<dyn Error + Send + Sync>> {
        let path = programs.get(name).map_or_else(|| Path::new(name), |path| path.as_path());
        let [plain, with_s3] = BYTES;
        let limit = if WITH_S3.contains(&name.as_str()) { with_s3 } else { plain };
        let figure = fs::metadata(path)?.len() as f64;
        Ok(Figure { budget: "size of the bootstrap, stripped", of: name.clone(), figure, limit, unit: Unit::Bytes })
    };
    functions.iter().map(of).collect()
}
