//! The tables of a store that is right, or has one mistake, and how they are swept.

use std::collections::HashMap;

use tower_oauth1::TemporaryCredentials;
use tower_oauth1::grant::{Grant, PendingGrant, Session};
use tower_oauth1::protocol::{Clock, SystemClock};

use super::mistake::Mistake;

const MINUTE: u64 = 60;
const DAY: u64 = 86_400;

pub(super) struct Tables {
    mistake: Mistake,
    pub(super) grants: HashMap<String, PendingGrant>,
    /// The tokens, and whether they are revoked.
    pub(super) tokens: HashMap<String, (Grant, bool)>,
    /// The clock of the store, in seconds since 1970.
    pub(super) now: u64,
}

impl Tables {
    pub(super) fn new(mistake: Mistake) -> Self {
        Self {
            mistake,
            grants: HashMap::new(),
            tokens: HashMap::new(),
            now: SystemClock.unix_seconds(),
        }
    }

    pub(super) fn issue(&mut self, grant: Grant) {
        let identifier = grant.token().credentials().identifier().to_owned();
        self.tokens.insert(identifier, (grant, false));
    }

    pub(super) fn find(&mut self, temporary: &str) -> Option<PendingGrant> {
        let grant = self.grants.get_mut(temporary)?;
        if self.mistake == Mistake::ProlongsGrants {
            let (issued, end) = (grant.issued_at(), self.now + 10 * MINUTE);
            let (old, identifier) = (grant.credentials(), grant.credentials().identifier());
            let credentials = TemporaryCredentials::new(identifier, old.secret());
            let client = grant.client_identifier();
            *grant = PendingGrant::new(client, credentials, grant.callback(), issued, end);
        }
        Some(grant.clone())
    }

    pub(super) fn pass(&mut self, seconds: u64) {
        self.now += seconds;
        self.sweep_grants();
        self.sweep_tokens();
    }

    fn sweep_grants(&mut self) {
        let kept = match self.mistake {
            Mistake::NeverSweeps => return,
            Mistake::SweepsAtEnd => 0,
            _ => 10 * MINUTE,
        };
        let (mistake, now) = (self.mistake, self.now);
        self.grants.retain(|_, grant| {
            let end = match mistake {
                Mistake::SweepsByAge => grant.issued_at() + 10 * MINUTE,
                Mistake::SweepsUnapproved if grant.approval().is_none() => 0,
                _ => grant.expires_at(),
            };
            now < end + kept
        });
    }

    fn sweep_tokens(&mut self) {
        let (mistake, now) = (self.mistake, self.now);
        self.tokens.retain(|_, (grant, is_revoked)| {
            let (end, session) = (grant.token().expiry(), grant.session());
            let session_end = session.map_or(0, Session::expires_at);
            if mistake == Mistake::RevokesForAWhile {
                *is_revoked = false;
            }
            let end = match mistake {
                Mistake::SweepsByAge => Some(grant.issued_at() + 30 * DAY),
                Mistake::SweepsEndless => Some(end.unwrap_or(0)),
                Mistake::SweepsRenewable => end,
                _ => end.map(|end| end.max(session_end)),
            };
            end.is_none_or(|end| now <= end + DAY)
        });
        if mistake == Mistake::ProlongsSessions {
            for (grant, _) in self.tokens.values_mut() {
                if let Some(session) = grant.session() {
                    let session = Session::new(session.handle(), now + 200 * DAY);
                    *grant = grant.clone().with_session(session);
                }
            }
        }
    }
}
