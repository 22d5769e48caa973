"""The public directory as Open Referral data: HSDS 3.0, read-only, without sign-in."""
