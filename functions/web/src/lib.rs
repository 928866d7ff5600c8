//! The stack's public door; today a health answer.

use serde::Deserialize;
use serde_json::{Value, json};

/// The parts of a Function URL event that the answer depends on (payload format 2.0).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    raw_path: String,
    request_context: RequestContext,
}

#[derive(Deserialize)]
struct RequestContext {
    http: Http,
}

#[derive(Deserialize)]
struct Http {
    method: String,
}

/// The event does not come from a Function URL.
#[derive(Debug, thiserror::Error)]
#[error("the event is no request: web answers Function URL events of payload format 2.0")]
pub struct NotARequest(#[source] serde_json::Error);

/// Answers a request: `GET /` and `GET /health` say that the stack is there and which release it is.
///
/// Nothing is read and nothing is changed.
pub fn answer(event: Value) -> Result<Value, NotARequest> {
    let request: Request = serde_json::from_value(event).map_err(NotARequest)?;
    let is_known = ["/", "/health"].contains(&request.raw_path.as_str());
    let is_read = ["GET", "HEAD"].contains(&request.request_context.http.method.as_str());
    Ok(match (is_known, is_read) {
        (true, true) => reply(200, &json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")})),
        (true, false) => reply(405, &json!({"error": "only GET is answered here"})),
        (false, _) => reply(404, &json!({"error": "there is nothing here"})),
    })
}

fn reply(status: u16, body: &Value) -> Value {
    let headers = json!({"content-type": "application/json", "cache-control": "no-store"});
    json!({"statusCode": status, "headers": headers, "body": body.to_string()})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: &str, path: &str) -> Value {
        let event = json!({"rawPath": path, "requestContext": {"http": {"method": method}}});
        answer(event).unwrap()["statusCode"].clone()
    }

    #[test]
    fn the_door_says_that_it_is_there() {
        let event = include_str!("../../../infra/events/web.url.json");
        let answer = answer(serde_json::from_str(event).unwrap()).unwrap();
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert_eq!((&answer["statusCode"], &body["status"]), (&json!(200), &json!("ok")));
    }

    #[test]
    fn what_is_not_there_is_not_found_and_nothing_is_taken() {
        assert_eq!(status("GET", "/"), 200);
        assert_eq!(status("GET", "/wp-login.php"), 404);
        assert_eq!(status("POST", "/health"), 405);
    }

    #[test]
    fn an_event_that_is_no_request_is_refused() {
        assert!(answer(json!({"v": 1, "kind": "tick"})).is_err());
    }
}
