"""A month of a small municipality as data: who lives there, what they apply for, what the registers hold of them and
what happens to their payments. Made from a seed, by rules that know no service; the demonstration then acts it out.
"""
