//! A store of grants and tokens that is right, or has one mistake.

use std::io;
use std::sync::Mutex;
use std::time::Duration;

use tower_oauth1::TokenCredentials;
use tower_oauth1::grant::{Approval, Grant, GrantStore, PendingGrant, TokenStore};
use tower_oauth1::verify::{CredentialStore, IssuedToken, RegisteredClient};

use super::mistake::Mistake;
use super::tables::Tables;

pub(super) struct Store {
    pub(super) mistake: Mistake,
    pub(super) tables: Mutex<Tables>,
}

impl Store {
    pub(super) fn new(mistake: Mistake) -> Self {
        let tables = Mutex::new(Tables::new(mistake));
        Self { mistake, tables }
    }

    /// Lets time pass, and sweeps.
    pub(super) async fn pass(&self, time: Duration) {
        self.tables.lock().unwrap().pass(time.as_secs());
    }

    fn is(&self, mistake: Mistake) -> bool {
        self.mistake == mistake
    }

    /// Waits if the store makes this mistake.
    async fn wait_if(&self, mistake: Mistake) {
        if self.is(mistake) {
            tokio::task::yield_now().await;
        } else {
            // Another thread may run, but the task does not wait.
            std::thread::yield_now();
        }
    }

    /// Returns the grant in progress if it is approved as asked.
    fn look(&self, temporary: &str, is_approved: bool) -> Option<PendingGrant> {
        let tables = self.tables.lock().unwrap();
        let found = tables.grants.get(temporary);
        found
            .filter(|found| found.approval().is_some() == is_approved)
            .cloned()
    }

    fn unknown<T>(&self, value: T) -> io::Result<T> {
        if self.is(Mistake::FailsForUnknown) {
            return Err(io::Error::other("no rows returned"));
        }
        Ok(value)
    }

    /// Whether a function looks and writes under two locks.
    fn in_two_steps(&self, two_steps: Mistake, two_locks: Mistake) -> bool {
        self.is(two_steps) || self.is(two_locks)
    }
}

impl GrantStore for Store {
    type Error = io::Error;

    async fn insert(&self, grant: PendingGrant) -> io::Result<()> {
        let mut tables = self.tables.lock().unwrap();
        let parameters = grant
            .parameters()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut parameters: Vec<_> = parameters.collect();
        match self.mistake {
            Mistake::ForgetsParameters => parameters.clear(),
            Mistake::SortsParameters => parameters.sort(),
            _ => {}
        }
        let grant = grant.with_parameters(parameters);
        tables
            .grants
            .insert(grant.credentials().identifier().to_owned(), grant);
        Ok(())
    }

    async fn find(&self, temporary: &str) -> io::Result<Option<PendingGrant>> {
        let found = self.tables.lock().unwrap().find(temporary);
        match found {
            None if self.is(Mistake::FailsForNul) && temporary.contains('\0') => Err(
                io::Error::other("invalid byte sequence for encoding \"UTF8\": 0x00"),
            ),
            Some(found) if self.is(Mistake::ForgetsTries) => Ok(Some(found.with_tries(0))),
            Some(found) => Ok(Some(found)),
            None => self.unknown(None),
        }
    }

    async fn approve(&self, temporary: &str, approval: Approval) -> io::Result<bool> {
        let approval = match self.mistake {
            Mistake::CutsVerifiers => {
                let verifier: String = approval.verifier().chars().take(128).collect();
                Approval::new(approval.resource_owner(), verifier)
            }
            _ => approval,
        };
        let looked = self.look(temporary, false).is_some();
        self.wait_if(Mistake::ApprovesInTwoSteps).await;
        let may = |found: &PendingGrant| {
            found.approval().is_none()
                || self.is(Mistake::ApprovesTwice)
                || self.is(Mistake::ApprovesInTwoSteps) && looked
        };
        let mut tables = self.tables.lock().unwrap();
        let Some(grant) = tables.grants.get_mut(temporary).filter(|found| may(found)) else {
            return Ok(false);
        };
        *grant = grant.clone().approved(approval);
        Ok(true)
    }

    async fn remove(&self, temporary: &str) -> io::Result<bool> {
        let mut tables = self.tables.lock().unwrap();
        let found = tables.grants.get(temporary);
        let may =
            |found: &PendingGrant| found.approval().is_none() || self.is(Mistake::RemovesApproved);
        Ok(found.is_some_and(may) && tables.grants.remove(temporary).is_some())
    }

    async fn count_try(&self, temporary: &str) -> io::Result<Option<u32>> {
        let looked = self.look(temporary, true).map(|found| found.tries());
        self.wait_if(Mistake::CountsInTwoSteps).await;
        let two_steps = self.in_two_steps(Mistake::CountsInTwoSteps, Mistake::CountsUnderTwoLocks);
        let mut tables = self.tables.lock().unwrap();
        let Some(grant) = tables.grants.get_mut(temporary) else {
            return Ok(None);
        };
        if grant.approval().is_none() && !self.is(Mistake::CountsUnapproved) {
            return Ok(None);
        }
        let before = looked.filter(|_| two_steps).unwrap_or(grant.tries());
        *grant = grant.clone().with_tries(before + 1);
        Ok(Some(if self.is(Mistake::CountsAfterwards) {
            before
        } else {
            before + 1
        }))
    }

    async fn exchange(&self, temporary: &str, grant: Grant) -> io::Result<bool> {
        if self.is(Mistake::ExchangesInTwoTransactions) {
            if self.look(temporary, true).is_none() {
                return Ok(false);
            }
            self.tables.lock().unwrap().grants.remove(temporary);
            tokio::task::yield_now().await;
            self.tables.lock().unwrap().issue(grant);
            return Ok(true);
        }
        let looked = self.look(temporary, true).is_some();
        self.wait_if(Mistake::ExchangesInTwoSteps).await;
        let two_steps = self.in_two_steps(
            Mistake::ExchangesInTwoSteps,
            Mistake::ExchangesUnderTwoLocks,
        );
        let mut tables = self.tables.lock().unwrap();
        let found = tables.grants.get(temporary);
        let is_approved = found.is_some_and(|found| {
            found.approval().is_some() || self.is(Mistake::ExchangesUnapproved)
        });
        let is_exchanged = is_approved || two_steps && looked;
        if is_exchanged && !self.is(Mistake::KeepsExchanged) {
            tables.grants.remove(temporary);
        }
        if is_exchanged || self.is(Mistake::AlwaysStoresToken) {
            tables.issue(grant);
        }
        Ok(is_exchanged)
    }
}

impl TokenStore for Store {
    async fn insert_token(&self, grant: Grant) -> io::Result<()> {
        let grant = if self.is(Mistake::ForgetsSession) {
            Grant::new(grant.token().clone(), grant.resource_owner())
                .with_issued_at(grant.issued_at())
                .with_parameters(grant.parameters())
        } else {
            grant
        };
        self.tables.lock().unwrap().issue(grant);
        Ok(())
    }

    async fn find_token(&self, token: &str) -> io::Result<Option<Grant>> {
        let tables = self.tables.lock().unwrap();
        let found = tables
            .tokens
            .get(token)
            .filter(|(_, is_revoked)| !is_revoked);
        let is_hidden = |grant: &Grant| {
            self.is(Mistake::HidesExpired) && grant.token().check_at(tables.now).is_err()
        };
        Ok(found
            .map(|(grant, _)| grant)
            .filter(|grant| !is_hidden(grant))
            .cloned())
    }

    async fn renew(&self, token: &str, grant: Grant) -> io::Result<bool> {
        if self.is(Mistake::RenewsInTwoTransactions) {
            if self.find_token(token).await?.is_none() {
                return Ok(false);
            }
            self.tables.lock().unwrap().tokens.remove(token);
            tokio::task::yield_now().await;
            self.tables.lock().unwrap().issue(grant);
            return Ok(true);
        }
        let looked = self.find_token(token).await?.is_some();
        self.wait_if(Mistake::RenewsInTwoSteps).await;
        let two_steps = self.in_two_steps(Mistake::RenewsInTwoSteps, Mistake::RenewsUnderTwoLocks);
        let mut tables = self.tables.lock().unwrap();
        let found = tables.tokens.get(token);
        let is_valid =
            found.is_some_and(|(_, is_revoked)| !is_revoked || self.is(Mistake::RenewsRevoked));
        let is_renewed = is_valid || two_steps && looked;
        if is_renewed && !self.is(Mistake::KeepsRenewed) {
            tables.tokens.remove(token);
        }
        if is_renewed || self.is(Mistake::AlwaysStoresRenewed) {
            tables.issue(grant);
        }
        Ok(is_renewed)
    }

    async fn revoke(&self, token: &str) -> io::Result<bool> {
        let mut tables = self.tables.lock().unwrap();
        let Some((grant, is_revoked)) = tables.tokens.get_mut(token) else {
            return Ok(false);
        };
        let was_revoked = std::mem::replace(is_revoked, !self.is(Mistake::RevokesNothing));
        let client = grant.token().client_identifier().to_owned();
        if self.is(Mistake::RevokesAllOfClient) {
            for (grant, is_revoked) in tables.tokens.values_mut() {
                *is_revoked |= grant.token().client_identifier() == client;
            }
        }
        Ok(!was_revoked)
    }
}

impl CredentialStore for Store {
    type Error = io::Error;

    async fn client(&self, _: &str) -> io::Result<Option<RegisteredClient>> {
        Ok(None)
    }

    async fn token(&self, _: &str, identifier: &str) -> io::Result<Option<IssuedToken>> {
        let tables = self.tables.lock().unwrap();
        let Some((grant, is_revoked)) = tables.tokens.get(identifier) else {
            return Ok(None);
        };
        let token = grant.token().clone();
        let token = if *is_revoked { token.revoked() } else { token };
        if self.is(Mistake::ForgetsExpiry) {
            let secret = token.credentials().secret();
            let credentials = TokenCredentials::new(identifier, secret);
            return Ok(Some(IssuedToken::new(
                token.client_identifier(),
                credentials,
            )));
        }
        Ok(Some(token))
    }
}
