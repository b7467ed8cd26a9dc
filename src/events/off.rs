//! The functions of this folder without the feature `tracing`. They do nothing, and cost nothing.

/// See `sign.rs`.
pub(crate) mod sign {
    use std::fmt::Display;

    use http::{HeaderMap, Method, StatusCode, Uri};

    use crate::protocol::{ProtocolParameters, Transmission};
    use crate::uri::origin::Origin;

    #[inline(always)]
    pub(crate) fn signed(
        _: &Method,
        _: &Uri,
        _: Option<&Origin>,
        _: &ProtocolParameters,
        _: Option<Transmission>,
    ) {
    }

    #[inline(always)]
    pub(crate) fn not_signed(
        _: &Method,
        _: impl FnOnce() -> Uri,
        _: Option<&Origin>,
        _: &dyn Display,
    ) {
    }

    pub(crate) struct RefusalEvent;

    impl RefusalEvent {
        #[inline(always)]
        pub(crate) fn signed(
            _: &Method,
            _: impl FnOnce() -> Uri,
            _: Option<&Origin>,
            _: impl FnOnce() -> Option<&'static str>,
        ) -> Self {
            Self
        }

        #[inline(always)]
        pub(crate) fn unsigned(
            _: &Method,
            _: impl FnOnce() -> Uri,
            _: Option<&Origin>,
            _: &dyn Display,
        ) -> Self {
            Self
        }

        #[inline(always)]
        pub(crate) fn is_wanted(&self) -> bool {
            false
        }

        #[inline(always)]
        pub(crate) fn write(&self, _: StatusCode, _: &HeaderMap, _: Option<(i64, bool)>) {}
    }
}

/// See `flow.rs`.
pub(crate) mod flow {
    use http::{Method, StatusCode, Uri};

    use crate::protocol::{Problem, ProtocolParameters, Transmission};

    pub(crate) struct StepSpan;

    #[inline(always)]
    pub(crate) fn temporary_credentials(_: Option<&Uri>, _: &str) -> StepSpan {
        StepSpan
    }

    #[inline(always)]
    pub(crate) fn token_credentials(_: Option<&Uri>, _: &str) -> StepSpan {
        StepSpan
    }

    impl StepSpan {
        #[inline(always)]
        pub(crate) fn around<F: Future>(self, future: F) -> F {
            future
        }
    }

    #[inline(always)]
    pub(crate) fn signed(_: &Method, _: &Uri, _: &ProtocolParameters, _: Transmission) {}

    #[inline(always)]
    pub(crate) fn refused(
        _: &Method,
        _: &Uri,
        _: StatusCode,
        _: Option<&Problem>,
        _: Option<&'static str>,
    ) {
    }
}

/// See `grant.rs`.
pub(crate) mod grant {
    use std::fmt::Display;

    use http::StatusCode;

    pub(crate) type Request<'a> = (&'a str, &'a str, Option<&'a str>);

    #[inline(always)]
    pub(crate) fn refused(_: Option<Request<'_>>, _: StatusCode, _: &dyn Display) {}
}

/// See `verify.rs`.
pub(crate) mod verify {
    use std::fmt::Display;

    use http::request::Parts;
    use http::{HeaderName, Method, StatusCode};

    use crate::protocol::{BaseStringUri, Clock, SignatureMethod};
    use crate::uri::origin::Origin;

    pub(crate) struct Claim;

    impl Claim {
        #[inline(always)]
        pub(crate) fn new(
            _: &Method,
            _: &BaseStringUri<'_>,
            _: &str,
            _: SignatureMethod,
            _: Option<u64>,
            _: Option<&str>,
        ) -> Self {
            Self
        }

        #[inline(always)]
        pub(crate) fn from_parts(
            _: &Parts,
            _: &HeaderName,
            _: impl FnOnce() -> Option<Origin>,
        ) -> Self {
            Self
        }
    }

    #[inline(always)]
    pub(crate) fn accepted(_: &Claim, _: &dyn Clock) {}

    #[inline(always)]
    pub(crate) fn unsigned(_: &Claim) {}

    #[inline(always)]
    pub(crate) fn refused(
        _: &Claim,
        _: &dyn Clock,
        _: StatusCode,
        _: &dyn Display,
        _: Option<&dyn Display>,
    ) {
    }
}
