"""Who acts for an organisation: invitations, roles, handing over, leaving."""
