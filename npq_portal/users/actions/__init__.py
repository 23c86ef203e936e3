"""What can be done with accounts, roles and invitations."""
