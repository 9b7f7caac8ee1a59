"""What a process tells Prometheus: what it has counted itself, and what its database holds (docs/watching.md)."""
