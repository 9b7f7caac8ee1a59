"""The bank of the sandbox: the counterpart that payout sends its files to.

It wraps the package mock-bank, which others wrote: that reads and judges the payment file, decides what settles when,
and writes the status reports and notifications. Here it gets what a Swedish bank has and it lacks: accounts known by
clearing and account number, kronor, Swedish bank days, our clock, the channel's contract, and misbehaviour on demand.
"""
