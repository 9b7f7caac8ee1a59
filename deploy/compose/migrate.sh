#!/bin/sh
# Brings each service's database to the newest version, as its owner. The container is started again until it succeeds,
# so it may come before the database.
set -eu
for service in intake decision payout audit; do
  OWNER_DATABASE_URL=$(cat "/run/secrets/${service}_owner_url") python -m "services.${service}" migrate
done
