#!/usr/bin/env bash
# Prints the Secrets that the manifests name, with random keys. Nothing of it belongs into a repository.
#   secrets.sh local | kubectl create -n lodestar -f -
#   secrets.sh production | kubectl create -n lodestar -f -     with LODESTAR_DATABASE_URL set
# Use "create", which refuses to replace what is there: with other keys, API keys and the secrets of
# connections that are stored could not be read any more.
set -euo pipefail

random() { od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'; }

case ${1:-} in
  local)
    password=$(random 16)
    url=postgresql://lodestar:$password@postgres:5432/lodestar
    ;;
  production)
    password=
    url=${LODESTAR_DATABASE_URL:?set LODESTAR_DATABASE_URL to postgresql://user:password@host:5432/database}
    ;;
  *)
    echo "usage: secrets.sh local | production" >&2
    exit 2
    ;;
esac

cat <<YAML
apiVersion: v1
kind: Secret
metadata:
  name: lodestar-database
type: Opaque
stringData:
  url: '${url//\'/\'\'}'
YAML
[ -z "$password" ] || echo "  password: '$password'"
cat <<YAML
---
apiVersion: v1
kind: Secret
metadata:
  name: lodestar-keys
type: Opaque
stringData:
  admin-api-key: '$(random 24)'
  connections-keys: '$(head -c 32 /dev/urandom | base64 | tr -d '\n')'
YAML
