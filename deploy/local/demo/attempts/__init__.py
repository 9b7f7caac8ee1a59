"""Ways of breaking the chain, by people inside and outside, over HTTP and in SQL. Each must be refused, and say by
which rule.

The target is a household like any other. In the end it is paid, by hands that have touched nothing else in it.
"""
