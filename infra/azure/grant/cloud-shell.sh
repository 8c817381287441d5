#!/bin/sh
# The consent, in Azure Cloud Shell (Bash) or wherever the Azure CLI is signed in; nothing has to be installed.
#
#   sh cloud-shell.sh PRINCIPAL_ID [WATCH]
#
# PRINCIPAL_ID is the output GRAPH_PRINCIPAL_ID of the deployment. WATCH is what the connector watches: * (the default) also needs
# Application.Read.All. It takes a Privileged Role Administrator, and running it again does no harm. Where Microsoft Graph is
# another one, GRAPH names it: https://graph.microsoft.us, https://dod-graph.microsoft.us, https://microsoftgraph.chinacloudapi.cn.
set -eu
principal="${1:?Usage: sh cloud-shell.sh PRINCIPAL_ID [WATCH]}"
watch="${2:-*}"
root="${GRAPH:-https://graph.microsoft.com}"

ask() {
  az rest --method GET --resource "$root" --url "$root/v1.0/servicePrincipals(appId='00000003-0000-0000-c000-000000000000')" \
    --output tsv --query "$1"
}

grant() {
  role="$(ask "appRoles[?value=='$1'].id | [0]")"
  if said="$(az rest --method POST --resource "$root" --url "$root/v1.0/servicePrincipals/$principal/appRoleAssignments" \
    --headers Content-Type=application/json \
    --body "{\"principalId\":\"$principal\",\"resourceId\":\"$graph\",\"appRoleId\":\"$role\"}" 2>&1)"; then
    echo "$1: granted"
  elif echo "$said" | grep -q 'already exists'; then
    echo "$1: held"
  else
    echo "$1: NOT GRANTED. $said" >&2
    exit 1
  fi
}

graph="$(ask id)"
grant Synchronization.Read.All
case "$watch" in *'*'*) grant Application.Read.All ;; esac
echo 'The platform may keep an older token of the identity for up to a day.'
