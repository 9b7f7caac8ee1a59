"""What payout says to its bank and hears from it: ISO 20022 files out, status reports and bookings back.

`pain001` writes the file, `channel` carries it, `reports` reads what comes back, `rules` says what that means. None of
them knows a database or a clock; only `channel` touches the network.
"""
