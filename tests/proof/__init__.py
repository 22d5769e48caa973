"""The long proofs of money: `make proof`."""
