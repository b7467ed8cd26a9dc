//! What a request says about itself, whether it can be verified or not. This is for logs only.

use http::HeaderName;

use super::collected::read_pairs;
use super::header::AuthorizationHeader;
use super::parameter::Parameter;
use super::transmission::Transmission;
use crate::protocol::request_head::RequestHead;
use crate::uri::digits::number;

/// The longest header that is read, in bytes.
const LONGEST_HEADER: usize = 8 << 10;
/// The largest number of parameters of a query or a form that is read.
const MOST_PARAMETERS: usize = 1024;
/// The maximum number of characters of a text.
const LONGEST_TEXT: usize = 1024;

/// The protocol parameters that identify a request, decoded. They come from the first place that
/// has them: header, query, form. They may contain any characters.
#[derive(Debug, Default)]
pub(crate) struct ClaimedParameters {
    pub(crate) client: Option<String>,
    pub(crate) token: Option<String>,
    pub(crate) nonce: Option<String>,
    /// In seconds since 1970.
    pub(crate) timestamp: Option<u64>,
}

impl ClaimedParameters {
    /// Reads what can be found. `header` is the name of the header with the protocol parameters.
    pub(crate) fn read(head: RequestHead<'_>, header: &HeaderName, form: Option<&[u8]>) -> Self {
        let mut claimed = Self::default();
        let values = head.headers.get_all(header).iter();
        let values = values.map(|value| value.as_bytes());
        let short = values.filter(|value| value.len() <= LONGEST_HEADER);
        let header = short.filter_map(|value| AuthorizationHeader::parse(value).ok());
        for parameter in header
            .take(1)
            .flat_map(|header| header.parameters().collect::<Vec<_>>())
        {
            claimed.add(parameter);
        }
        let query = head.uri.query().unwrap_or_default().as_bytes();
        for (text, source) in [
            (query, Transmission::Query),
            (form.unwrap_or_default(), Transmission::FormBody),
        ] {
            // A text of separators only would take long.
            let separators = text.iter().filter(|&&byte| byte == b'&').count();
            if separators < MOST_PARAMETERS {
                read_pairs(text, source, |parameter| claimed.add(parameter));
            }
        }
        claimed
    }

    fn add(&mut self, parameter: Parameter<'_>) {
        let Some(name) = parameter.protocol_name() else {
            return;
        };
        let value = parameter.value();
        let text: String = String::from_utf8_lossy(&value)
            .chars()
            .take(LONGEST_TEXT)
            .collect();
        let slot = match name {
            "oauth_consumer_key" => &mut self.client,
            "oauth_token" => &mut self.token,
            "oauth_nonce" => &mut self.nonce,
            "oauth_timestamp" => {
                self.timestamp = self.timestamp.or_else(|| number(&text));
                return;
            }
            _ => return,
        };
        if slot.is_none() && !text.is_empty() {
            *slot = Some(text);
        }
    }
}
