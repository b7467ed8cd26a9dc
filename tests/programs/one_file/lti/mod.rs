//! The tool of LTI 1.1. The test is the LMS.

mod launches;
mod library;
mod lms;
mod scores;
