"""Who may come in: accounts, sign-in and sign-out, invitations, new passwords, limits."""
