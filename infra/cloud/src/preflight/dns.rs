//! The DNS, asked the ordinary way.

use std::{net::SocketAddr, time::Duration};

use hickory_resolver::{
    TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::RData,
};

/// How long one try may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Looks names up.
pub trait Dns: Sync {
    /// The TXT records at a name, each as one text; none if there are none.
    fn texts(&self, name: &str) -> impl Future<Output = Result<Vec<String>, String>> + Send;

    /// The hosts mail to a domain goes to, the preferred one first; none if there are none. `.` takes no mail.
    fn mail_hosts(&self, domain: &str) -> impl Future<Output = Result<Vec<String>, String>> + Send;
}

/// Asks the servers the machine is set to.
pub struct SystemDns(Result<TokioResolver, String>);

impl SystemDns {
    /// Reads the machine's settings.
    #[must_use]
    pub fn new() -> Self {
        let built = TokioResolver::builder_tokio().and_then(|mut builder| {
            builder.options_mut().timeout = TIMEOUT;
            builder.build()
        });
        Self(built.map_err(|error| format!("this machine has no usable DNS settings: {error}")))
    }

    /// Asks this server and no other: a domain's own knows a change before the others do.
    #[must_use]
    pub fn asking(server: SocketAddr) -> Self {
        let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
            connection.port = server.port();
            connection
        });
        let server = NameServerConfig::new(server.ip(), true, connections.into());
        let config = ResolverConfig::from_name_servers(vec![server]);
        let mut builder = TokioResolver::builder_with_config(config, TokioRuntimeProvider::default());
        builder.options_mut().timeout = TIMEOUT;
        Self(builder.build().map_err(|error| format!("the name server cannot be used: {error}")))
    }

    fn resolver(&self) -> Result<&TokioResolver, String> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

impl Default for SystemDns {
    fn default() -> Self {
        Self::new()
    }
}

impl Dns for SystemDns {
    async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        let answer = self.resolver()?.txt_lookup(absolute(name)).await;
        let records = found(answer.map(|lookup| lookup.answers().to_vec()), name)?;
        let texts = records.iter().filter_map(|record| match &record.data {
            RData::TXT(text) => Some(text.txt_data.iter().map(|part| String::from_utf8_lossy(part)).collect()),
            _ => None,
        });
        Ok(texts.collect())
    }

    async fn mail_hosts(&self, domain: &str) -> Result<Vec<String>, String> {
        let answer = self.resolver()?.mx_lookup(absolute(domain)).await;
        let records = found(answer.map(|lookup| lookup.answers().to_vec()), domain)?;
        let hosts = records.iter().filter_map(|record| match &record.data {
            RData::MX(mx) => Some((mx.preference, mx.exchange.to_lowercase().to_string())),
            _ => None,
        });
        let mut hosts: Vec<(u16, String)> = hosts.collect();
        hosts.sort();
        let plain =
            |host: String| host.strip_suffix('.').filter(|host| !host.is_empty()).map_or(host.clone(), str::to_owned);
        Ok(hosts.into_iter().map(|(_, host)| plain(host)).collect())
    }
}

/// Not to be completed with the machine's own domain.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

/// No such name, or no such record, is an answer.
fn found<T>(answer: Result<Vec<T>, NetError>, name: &str) -> Result<Vec<T>, String> {
    match answer {
        Ok(records) => Ok(records),
        Err(error) if error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(format!("the DNS did not answer for {name}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use std::{net::UdpSocket, thread};

    use hickory_resolver::proto::{
        op::{Message, ResponseCode},
        rr::{
            Name, Record, RecordType,
            rdata::{MX, TXT},
        },
    };

    use super::*;

    /// A name server on loopback, for as long as the test runs.
    fn served() -> SystemDns {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        thread::spawn(move || {
            let mut buffer = [0; 1_500];
            loop {
                let (length, from) = socket.recv_from(&mut buffer).unwrap();
                let query = Message::from_vec(&buffer[..length]).unwrap();
                socket.send_to(&answer(query).to_vec().unwrap(), from).unwrap();
            }
        });
        SystemDns::asking(address)
    }

    fn answer(query: Message) -> Message {
        let asked = query.queries[0].clone();
        let name = asked.name().clone();
        let mut answer = query.into_response();
        let txt = |parts: &[&str]| RData::TXT(TXT::new(parts.iter().map(ToString::to_string).collect()));
        let mx = |preference, host: &str| RData::MX(MX::new(preference, Name::from_ascii(host).unwrap()));
        let records = match (name.to_ascii().as_str(), asked.query_type()) {
            ("example.com.", RecordType::TXT) => vec![txt(&["v=spf1 include:", "amazonses.com ~all"]), txt(&["x=1"])],
            ("example.com.", RecordType::MX) => vec![mx(20, "b.example.net."), mx(10, "A.Example.NET.")],
            ("silent.example.com.", RecordType::MX) => vec![mx(0, ".")],
            ("empty.example.com.", _) => Vec::new(),
            ("broken.example.com.", _) => {
                answer.metadata.response_code = ResponseCode::ServFail;
                Vec::new()
            }
            _ => {
                answer.metadata.response_code = ResponseCode::NXDomain;
                Vec::new()
            }
        };
        answer.add_answers(records.into_iter().map(|data| Record::from_rdata(name.clone(), 60, data)));
        answer
    }

    #[tokio::test]
    async fn texts_come_whole_and_hosts_in_the_order_of_their_preference() {
        let dns = served();
        assert_eq!(dns.texts("example.com").await.unwrap(), ["v=spf1 include:amazonses.com ~all", "x=1"]);
        assert_eq!(dns.mail_hosts("example.com.").await.unwrap(), ["a.example.net", "b.example.net"]);
        assert_eq!(dns.mail_hosts("silent.example.com").await.unwrap(), ["."]);
    }

    #[tokio::test]
    async fn a_name_that_is_not_there_has_no_records_and_a_server_that_fails_has_no_answer() {
        let dns = served();
        for name in ["nowhere.example.com", "empty.example.com"] {
            assert_eq!(dns.texts(name).await, Ok(Vec::new()), "{name}");
        }
        let error = dns.texts("broken.example.com").await.unwrap_err();
        assert!(error.contains("the DNS did not answer for broken.example.com"), "{error}");
    }
}
