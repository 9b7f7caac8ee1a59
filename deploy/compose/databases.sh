#!/bin/bash
# Run by the postgres image at its first start: a database and two roles for each service, by the launcher's own file.
set -euo pipefail
for SERVICE in intake decision payout audit; do
  owner=${SERVICE^^}_OWNER_PASSWORD runtime=${SERVICE^^}_RUNTIME_PASSWORD
  export SERVICE OWNER_PASSWORD=${!owner} RUNTIME_PASSWORD=${!runtime}
  psql -X -q -U "${POSTGRES_USER:-postgres}" -d postgres -f /roles.sql
done
