#!/bin/sh
# Gives each service a role and a database that no other service may enter, when the volume is new.
# A password comes from /run/secrets/<service>_db_password, or from <SERVICE>_DB_PASSWORD.
set -eu
for service in scheduling checkins escalations notifications console; do
  secret=/run/secrets/${service}_db_password
  variable=$(echo "$service" | tr '[:lower:]' '[:upper:]')_DB_PASSWORD
  if [ -r "$secret" ]; then password=$(cat "$secret"); else eval "password=\${$variable:-}"; fi
  [ -n "$password" ] || { echo "10-services: no $secret and no $variable" >&2; exit 1; }
  # The password goes in by the environment, for arguments can be read by every process.
  PASSWORD=$password psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set name="aftercare_$service" \
    --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-${POSTGRES_USER:-postgres}}" <<'SQL'
\getenv password PASSWORD
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
