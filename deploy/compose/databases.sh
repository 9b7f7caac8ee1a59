#!/bin/bash
# A database and two roles for each service of this server, by the launcher's own file. The postgres image runs it at its
# first start. Run it again by hand whenever a password file was replaced: it only mends what differs.
set -euo pipefail
for SERVICE in $SERVICES; do
  OWNER_PASSWORD=$(cat "/run/secrets/${SERVICE}_owner")
  RUNTIME_PASSWORD=$(cat "/run/secrets/${SERVICE}_runtime")
  export SERVICE OWNER_PASSWORD RUNTIME_PASSWORD
  psql -X -q -U "${POSTGRES_USER:-postgres}" -d postgres -f /roles.sql
done
