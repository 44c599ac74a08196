"""How much is claimed at a time, and whose: the pace of senders (`clocks` for the claim, `parking` for what is due
beyond it, `lines` the SQL of both), the shares of accounts, and what goes on after a pause."""
