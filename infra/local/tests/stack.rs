//! What `cam --stack` does: the real program against an AWS on loopback, whose DynamoDB is the embedded one.

#![cfg(test)]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream, UdpSocket},
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
    thread,
};

use cam_aws::dynamo::{DynamoTable, Settings, schema};
use cam_embedded::EmbeddedDynamo;
use cam_ports::{
    clearance::{Clearance, ClearanceStore},
    identity::CountedClaimIds,
};

const SECRET: &str =
    r#"{"SecretString":"{\"v\":1,\"key\":\"0707070707070707070707070707070707070707070707070707070707070707\"}"}"#;

/// A deployed stack, called `cam`, and a folder to call the program in.
struct Deployed {
    dir: tempfile::TempDir,
    address: SocketAddr,
    dynamo: EmbeddedDynamo,
    requests: Arc<Mutex<Vec<String>>>,
}

/// What a command ended with, and what it said to standard output and standard error.
struct Answer {
    code: i32,
    out: String,
    err: String,
}

/// What a request asks for, as far as the script tells requests apart.
struct Request {
    line: String,
    target: String,
    body: Vec<u8>,
}

impl Deployed {
    async fn new(is_live: bool) -> Self {
        let dynamo = EmbeddedDynamo::memory().unwrap();
        schema::create_table(&dynamo.client(), "cam-table").await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (table, seen) = (dynamo.clone(), Arc::clone(&requests));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                let request = read(&stream);
                let (status, body) = answer(&request, is_live, &table);
                seen.lock().unwrap().push(name(&request));
                let length = body.len();
                let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
                (&stream).write_all((head + &body).as_bytes()).unwrap();
            }
        });
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("campaign.toml"), CAMPAIGN).unwrap();
        fs::write(dir.path().join("leads.csv"), "Email,First Name\nada@acme.example,Ada\n").unwrap();
        fs::write(dir.path().join("event.json"), r#"{"campaign": "spring", "date": "2026-11-24"}"#).unwrap();
        Self { dir, address, dynamo, requests }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program, with no more of the world around it than a region, credentials and this stack.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cam"));
        command.args(args).current_dir(self.dir.path()).env_clear();
        command.env("AWS_ENDPOINT_URL", format!("http://{}", self.address)).env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("HOME", self.dir.path()).env("AWS_REGION", "eu-central-1");
        command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "secret");
        command
    }

    fn cam(&self, args: &[&str]) -> Answer {
        run(self.command(&[&["--stack", "cam"], args].concat()))
    }

    /// What was asked of AWS since the last time.
    fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.requests.lock().unwrap())
    }

    async fn clear(&self, identity: &str) {
        let tokens = CountedClaimIds::new([1; 32]);
        let table = DynamoTable::new(self.dynamo.client(), Settings::cloud("cam-table"), tokens);
        let passed_at = "2026-11-20T08:00:00Z".parse().unwrap();
        table.store_clearance(&Clearance { identity: identity.to_owned(), passed_at }).await.unwrap();
    }
}

fn run(mut command: Command) -> Answer {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Answer { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

impl Answer {
    fn is_done(&self, words: &[&str]) {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        for word in words {
            assert!(self.out.contains(word), "{word:?} is not in {:?}", self.out);
        }
    }

    fn is_refused(&self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{} {}", self.out, self.err);
        for word in words {
            assert!(self.err.contains(word), "{word:?} is not in {:?}", self.err);
        }
    }
}

fn read(stream: &TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut lines = reader.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty());
    let line = lines.next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())))
        .collect();
    let header = |name: &str| headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.clone());
    let mut body = vec![0; header("content-length").map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    Request { line, target: header("x-amz-target").unwrap_or_default(), body }
}

fn name(request: &Request) -> String {
    let body = String::from_utf8_lossy(&request.body);
    let action = body.split('&').find_map(|field| field.strip_prefix("Action=")).map(ToOwned::to_owned);
    let target = request.target.rsplit_once('.').map(|(_, operation)| operation.to_owned());
    action.or(target).unwrap_or_else(|| request.line.clone())
}

fn answer(request: &Request, is_live: bool, table: &EmbeddedDynamo) -> (u16, String) {
    if request.target.starts_with("DynamoDB") {
        return table.answer(&request.target, &request.body);
    }
    match name(request).as_str() {
        "DescribeStacks" => described(&String::from_utf8_lossy(&request.body), is_live),
        "GetSecretValue" => (200, SECRET.to_owned()),
        "GetQueueUrl" => (200, r#"{"QueueUrl":"http://127.0.0.1:1/queue"}"#.to_owned()),
        "GetQueueAttributes" => (200, r#"{"Attributes":{"ApproximateNumberOfMessages":"0"}}"#.to_owned()),
        ses if ses.starts_with("Get") && !ses.contains('/') => (200, looked_up(ses)),
        "DescribeConfigurationSet" | "DescribeStackResource" | "DescribeActiveReceiptRuleSet" => {
            (200, looked_up(&name(request)))
        }
        put if put.starts_with("PUT /cam-bucket/leads/spring/") => (200, String::new()),
        list if list.starts_with("GET /cam-bucket") => (200, "<ListBucketResult></ListBucketResult>".to_owned()),
        invoke if invoke.contains("/functions/cam-report-cycle/") => {
            (200, r#"{"phase":"report-cycle","errors":["one"]}"#.to_owned())
        }
        _ => (404, r#"{"__type":"ResourceNotFoundException"}"#.to_owned()),
    }
}

/// What SES says of an identity that is ready.
fn looked_up(action: &str) -> String {
    let of_identity = |list: &str, inner: &str| {
        format!("<{list}><entry><key>example.com</key><value>{inner}</value></entry></{list}>")
    };
    let inner = match action {
        "GetIdentityVerificationAttributes" => {
            of_identity("VerificationAttributes", "<VerificationStatus>Success</VerificationStatus>")
        }
        "GetIdentityDkimAttributes" => of_identity(
            "DkimAttributes",
            "<DkimEnabled>true</DkimEnabled><DkimVerificationStatus>Success</DkimVerificationStatus>",
        ),
        "GetSendQuota" => "<Max24HourSend>50000</Max24HourSend><MaxSendRate>14</MaxSendRate>".to_owned(),
        "GetAccountSendingEnabled" => "<Enabled>true</Enabled>".to_owned(),
        "DescribeStackResource" => {
            "<StackResourceDetail><PhysicalResourceId>arn:topic</PhysicalResourceId></StackResourceDetail>".to_owned()
        }
        "DescribeActiveReceiptRuleSet" => {
            let to_bucket =
                "<S3Action><BucketName>cam-bucket</BucketName><ObjectKeyPrefix>mail/</ObjectKeyPrefix></S3Action>";
            format!(
                "<Metadata><Name>cam-inbound</Name></Metadata><Rules><member><Name>cam-inbound</Name><Enabled>true\
                 </Enabled><Actions><member>{to_bucket}</member></Actions></member></Rules>"
            )
        }
        "DescribeConfigurationSet" => {
            let events = ["bounce", "complaint", "delivery", "reject"].map(|event| format!("<member>{event}</member>"));
            format!(
                "<EventDestinations><member><Name>replies</Name><Enabled>true</Enabled><MatchingEventTypes>{}\
                 </MatchingEventTypes><SNSDestination><TopicARN>arn:topic</TopicARN></SNSDestination></member>\
                 </EventDestinations>",
                events.concat()
            )
        }
        _ => String::new(),
    };
    format!("<{action}Response><{action}Result>{inner}</{action}Result></{action}Response>")
}

/// A name server that knows an MX record of `example.com`, and its DMARC record if `has_dmarc`. Where it listens.
fn name_server(has_dmarc: bool) -> String {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let mut buffer = [0; 1_500];
        loop {
            let (length, from) = socket.recv_from(&mut buffer).unwrap();
            socket.send_to(&dns_answer(&buffer[..length], has_dmarc), from).unwrap();
        }
    });
    address
}

/// Header, question, and at most one record (RFC 1035, section 4).
fn dns_answer(query: &[u8], has_dmarc: bool) -> Vec<u8> {
    let name_end = 12 + query[12..].iter().position(|byte| *byte == 0).unwrap();
    let (name, kind) = (&query[12..name_end], query[name_end + 2]);
    let text = b"v=DMARC1; p=none";
    let data: Option<Vec<u8>> = match (name, kind) {
        (b"\x07example\x03com", 15) => {
            Some(b"\x00\x0a\x0cinbound-smtp\x0ceu-central-1\x09amazonaws\x03com\x00".to_vec())
        }
        (b"\x06_dmarc\x07example\x03com", 16) if has_dmarc => {
            Some([&[u8::try_from(text.len()).unwrap()], text.as_slice()].concat())
        }
        _ => None,
    };
    let n_answers = u8::from(data.is_some());
    let mut answer = [&query[..2], &[0x81, 0x80, 0, 1, 0, n_answers, 0, 0, 0, 0], &query[12..name_end + 5]].concat();
    if let Some(data) = data {
        answer.extend([0xc0, 0x0c, 0, kind, 0, 1, 0, 0, 0, 60, 0, u8::try_from(data.len()).unwrap()]);
        answer.extend(data);
    }
    answer
}

fn described(body: &str, is_live: bool) -> (u16, String) {
    if !body.contains("StackName=cam&") && !body.ends_with("StackName=cam") {
        let error = "<Code>ValidationError</Code><Message>Stack with id x does not exist</Message>";
        return (400, format!("<ErrorResponse><Error>{error}</Error></ErrorResponse>"));
    }
    let outputs = [
        ("TableName", "cam-table"),
        ("BucketName", "cam-bucket"),
        ("KeySecretArn", "arn:key"),
        ("ConfigurationSetName", "cam"),
        ("SenderIdentity", "example.com"),
        ("OwnerAddress", "owner@example.com"),
        ("InboundDomain", "example.com"),
        ("ReceiptRuleSet", "cam-inbound"),
        ("Live", if is_live { "true" } else { "false" }),
    ];
    let outputs = outputs
        .map(|(key, value)| format!("<member><OutputKey>{key}</OutputKey><OutputValue>{value}</OutputValue></member>"));
    let body = format!(
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>cam</StackName>\
         <StackStatus>CREATE_COMPLETE</StackStatus><Outputs>{}</Outputs></member></Stacks>\
         </DescribeStacksResult></DescribeStacksResponse>",
        outputs.concat()
    );
    (200, body)
}

const CAMPAIGN: &str = r#"
id = "spring"
name = "Spring"
mode = "live"
owner = "owner@example.com"
time_zone = "Europe/Dublin"
[company]
name = "Northlight"
postal_address = "1 Example Street, Dublin"
[[senders]]
id = "nora"
name = "Nora Quill"
address = "nora@example.com"
[[steps]]
subject = "A question"
body = "Hello {{ first_name }}, a question about {{ company }}. Would a short list of what we found help you?"
[legal]
basis = "legitimate_interest"
source_note = "your website"
"#;

#[tokio::test]
async fn a_campaign_is_taken_in_paused_and_resumed_as_on_one_machine() {
    let stack = Deployed::new(false).await;
    stack.cam(&["campaign", "apply", "campaign.toml"]).is_done(&["(spring) is stored, version 1", "dry runs"]);
    stack.cam(&["campaign", "pause", "spring"]).is_done(&["is paused", "cam --stack cam campaign resume spring"]);
    stack.cam(&["campaign", "apply", "campaign.toml"]).is_done(&["It is paused, and stays so"]);
    stack.cam(&["campaign", "resume", "spring"]).is_done(&["is not paused"]);
    stack
        .cam(&["campaign", "pause", "summer"])
        .is_refused(2, &["no campaign \"summer\"", "cam --stack cam campaign apply"]);
    assert!(!stack.file(".cam").exists());
}

#[tokio::test]
async fn a_live_campaign_is_refused_by_a_live_stack_until_its_senders_are_cleared() {
    let stack = Deployed::new(true).await;
    let apply = ["campaign", "apply", "campaign.toml"];
    stack.cam(&apply).is_refused(2, &["nora is not cleared", "\"cam --stack cam preflight\"", "nothing was changed"]);
    stack.cam(&["campaign", "pause", "spring"]).is_refused(2, &["no campaign"]);
    stack.clear("example.net").await;
    stack.cam(&apply).is_refused(2, &["nora is not cleared"]);
    stack.clear("example.com").await;
    stack.cam(&apply).is_done(&["version 1", "its mail goes out"]);
}

#[tokio::test]
async fn a_preflight_that_passes_clears_the_identity_and_one_that_does_not_says_what_to_do() {
    let stack = Deployed::new(true).await;
    let missing = stack.cam(&["preflight", "--name-server", &name_server(false)]);
    assert_eq!(missing.code, 1, "{} {}", missing.out, missing.err);
    for words in [
        "blocking     DMARC of example.com: example.com has no DMARC record",
        "_dmarc.example.com  TXT  \"v=DMARC1; p=none",
        "1 check blocks: example.com is not cleared, and no live day is opened.",
    ] {
        assert!(missing.out.contains(words), "{words:?} is not in {}", missing.out);
    }
    stack.cam(&["campaign", "apply", "campaign.toml"]).is_refused(2, &["nora is not cleared"]);
    let passes = name_server(true);
    stack.cam(&["preflight", "--name-server", &passes]).is_done(&["Nothing blocks. example.com is cleared"]);
    stack.cam(&["campaign", "apply", "campaign.toml"]).is_done(&["its mail goes out"]);
    let again = stack.cam(&["preflight", "--json", "--name-server", &passes]);
    again.is_done(&["\"cleared\":true", "\"outcome\":\"passed\""]);
    let later = stack.cam(&["preflight", "--name-server", &name_server(false)]);
    assert!(later.code == 1 && later.out.contains("its live days go on"), "{}", later.out);
}

#[tokio::test]
async fn a_list_is_looked_at_before_anything_is_asked_and_lands_in_its_campaigns_folder() {
    let stack = Deployed::new(false).await;
    let import = |file: &str| stack.cam(&["leads", "import", "--campaign", "spring", file]);
    fs::write(stack.file("bare.csv"), "Name\nAda\n").unwrap();
    fs::copy(stack.file("leads.csv"), stack.file("leads.txt")).unwrap();
    import("bare.csv").is_refused(2, &["bare.csv", "e-mail"]);
    import("leads.txt").is_refused(2, &["does not end in .csv"]);
    import("missing.csv").is_refused(2, &["missing.csv"]);
    assert_eq!(stack.requests(), Vec::<String>::new());
    import("leads.csv").is_refused(2, &["no campaign \"spring\"", "cam --stack cam campaign apply FILE"]);
    stack.cam(&["campaign", "apply", "campaign.toml"]).is_done(&[]);
    stack.requests();
    import("leads.csv").is_done(&["leads.csv is uploaded: s3://cam-bucket/leads/spring/leads.csv", "next days"]);
    let puts: Vec<String> = stack.requests().into_iter().filter(|request| request.starts_with("PUT")).collect();
    assert_eq!(puts, ["PUT /cam-bucket/leads/spring/leads.csv?x-id=PutObject"]);
}

#[tokio::test]
async fn what_is_asked_of_an_empty_stack_is_answered_with_how_to_fill_it() {
    let stack = Deployed::new(false).await;
    stack.cam(&["leads"]).is_done(&["There are no leads yet", "cam --stack cam leads import --campaign ID FILE"]);
    stack.cam(&["leads", "--campaign", "spring"]).is_refused(2, &["cam --stack cam campaign apply FILE"]);
    stack.cam(&["report"]).is_refused(2, &["no day was reported yet", "the stack opens"]);
    stack.cam(&["why", "ada@acme.example"]).is_refused(2, &["ada@acme.example is not among the leads"]);
    assert!(!stack.file(".cam").exists());
}

#[tokio::test]
async fn a_phase_of_the_stack_answers_with_its_report_and_its_errors_are_told_by_the_exit_code() {
    let stack = Deployed::new(false).await;
    let answer = stack.cam(&["invoke", "report-cycle", "event.json"]);
    assert_eq!((answer.code, answer.out.trim()), (1, r#"{"phase":"report-cycle","errors":["one"]}"#));
    stack.cam(&["invoke", "detect-replies", "event.json"]).is_refused(3, &["no function cam-detect-replies"]);
    stack.requests();
    stack.cam(&["invoke", "report-cycle", "campaign.toml"]).is_refused(2, &["is not JSON"]);
    stack.cam(&["invoke", "report-cycle", "event.json", "--deliver"]).is_refused(2, &["--deliver"]);
    assert_eq!(stack.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn what_makes_no_sense_there_is_refused_with_what_to_do_instead() {
    let stack = Deployed::new(false).await;
    stack
        .cam(&["run", "--campaign", "campaign.toml"])
        .is_refused(2, &["plays its days by itself", "invoke start-cycle"]);
    stack.cam(&["forget", "ada@acme.example"]).is_refused(2, &["of this machine only"]);
    run(stack.command(&["preflight"])).is_refused(2, &["cam --stack NAME preflight"]);
    run(stack.command(&["leads", "import", "--campaign", "spring", "leads.csv"])).is_refused(2, &["add --stack NAME"]);
    assert_eq!(stack.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn a_stack_that_cannot_be_found_is_told_with_what_to_look_at() {
    let stack = Deployed::new(false).await;
    run(stack.command(&["--stack", "other", "leads"])).is_refused(3, &["no stack \"other\" in eu-central-1"]);
    run(stack.command(&["leads", "--stack", "other", "--region", "us-east-1"])).is_refused(3, &["in us-east-1"]);
    stack.requests();
    let mut nowhere = stack.command(&["--stack", "cam", "leads"]);
    nowhere.env_remove("AWS_REGION");
    run(nowhere).is_refused(3, &["no region is set: add --region REGION"]);
    let mut nobody = stack.command(&["--stack", "cam", "leads"]);
    nobody.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    run(nobody).is_refused(3, &["no AWS credentials were found: log in"]);
    let mut mistrustful = stack.command(&["--stack", "cam", "leads"]);
    mistrustful.env("AWS_CA_BUNDLE", stack.file("leads.csv"));
    run(mistrustful).is_refused(3, &["leads.csv, which AWS_CA_BUNDLE names"]);
    assert_eq!(stack.requests(), Vec::<String>::new());
}
