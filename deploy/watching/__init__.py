"""What watches over an installation: Prometheus' rules and alerts, and Grafana's dashboards (docs/watching.md)."""
