//! What a store of grants and tokens can do wrong.

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mistake {
    None,
    ForgetsParameters,
    /// Keeps the parameters in a map.
    SortsParameters,
    /// The column of the verifier has 128 characters.
    CutsVerifiers,
    FailsForUnknown,
    /// Fails for NUL, as Postgres does.
    FailsForNul,
    /// A second approval replaces the first one.
    ApprovesTwice,
    RemovesApproved,
    /// Each of these looks, waits, and writes.
    ApprovesInTwoSteps,
    CountsInTwoSteps,
    ExchangesInTwoSteps,
    RenewsInTwoSteps,
    /// Looks and writes under two locks, and does not wait between.
    CountsUnderTwoLocks,
    ExchangesUnderTwoLocks,
    RenewsUnderTwoLocks,
    /// Each of these removes, waits, and stores the token: two transactions.
    ExchangesInTwoTransactions,
    RenewsInTwoTransactions,
    /// Returns the number of tries before this one, so that the last try is compared too.
    CountsAfterwards,
    CountsUnapproved,
    /// `find` returns no tries.
    ForgetsTries,
    ExchangesUnapproved,
    /// A grant stays after its exchange.
    KeepsExchanged,
    /// Stores the token also if the grant is unknown.
    AlwaysStoresToken,
    NeverSweeps,
    SweepsAtEnd,
    /// Sweeps what is old, whenever it ends.
    SweepsByAge,
    /// Sweeps grants that are not approved.
    SweepsUnapproved,
    /// Sweeps tokens that have no end.
    SweepsEndless,
    /// Sweeps tokens at their end, although they can be renewed.
    SweepsRenewable,
    /// A grant that is looked up lives for ten more minutes, as a session of a website does.
    ProlongsGrants,
    ProlongsSessions,
    /// A revoked token is valid again after the next sweep.
    RevokesForAWhile,
    /// The new token has no session.
    ForgetsSession,
    ForgetsExpiry,
    HidesExpired,
    /// `revoke` returns `true`, and the token stays valid.
    RevokesNothing,
    RevokesAllOfClient,
    RenewsRevoked,
    /// The old token stays valid after its renewal.
    KeepsRenewed,
    AlwaysStoresRenewed,
}
