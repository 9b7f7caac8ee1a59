#!/bin/bash
# Run by the postgres image at its first start: a database and two roles for each service, by the launcher's own file.
set -euo pipefail
for SERVICE in intake decision payout audit; do
  export SERVICE
  OWNER_PASSWORD=$(cat "/run/secrets/${SERVICE}_owner") RUNTIME_PASSWORD=$(cat "/run/secrets/${SERVICE}_runtime") \
    psql -X -q -U "$POSTGRES_USER" -d postgres -f /roles.sql
done
