"""Groups without e-mail: registered by a helper, opened later by a code on a printed slip."""
