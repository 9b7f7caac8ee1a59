"""The launcher: everything on one machine, on loopback, without root and without containers."""
