#!/bin/sh
# Enrolls a lead, watches the timeline, reads the conversation: with curl.
# Usage: NUDGE_KEY=pk_live_… sh enroll.sh +14155551234
set -eu
PHONE=${1:?Give the phone of a lead, such as +14155551234.}
URL=${NUDGE_URL:-http://localhost:8000}/graphql
: "${NUDGE_KEY:?Set NUDGE_KEY to your partner key.}"

# Posts a request, and fails when the answer is no success.
ask() {
    curl --silent --show-error --fail-with-body "$URL" \
        -H "X-Partner-Key: $NUDGE_KEY" -H 'Content-Type: application/json' -d "$1"
}
first_id() { grep -o "$1_[0-9a-z]*" | head -n 1 | grep . || { echo "The answer has no id of this kind: $1_…" >&2; return 1; }; }

ACCOUNT=$(ask '{"query": "{ accounts(limit: 1) { items { id } } }"}' | first_id acc)

SEQUENCE=$(ask '{
  "query": "mutation ($account: ID!, $input: CreateSequenceInput!) { createSequence(accountId: $account, input: $input) { sequence { id } userErrors { code message path } } }",
  "variables": {"account": "'"$ACCOUNT"'", "input": {"name": "Example, by curl", "steps": [
    {"type": "FIXED", "message": "Hi {{first_name | default: \"there\"}}, this is {{company}}. Can I help?"},
    {"type": "FIXED", "message": "Just checking in. Any questions?", "delayHours": 1}]}}}' | first_id seq)

# The same key makes it safe to send this again when the answer was lost: the lead is enrolled once.
ENROLLMENT=$(curl --silent --show-error --fail-with-body "$URL" \
    -H "X-Partner-Key: $NUDGE_KEY" -H 'Content-Type: application/json' -H "Idempotency-Key: enroll-$SEQUENCE-$PHONE" -d '{
  "query": "mutation ($sequence: ID!, $phone: PhoneNumber!) { enrollLead(sequenceId: $sequence, phone: $phone) { action messageSent enrollment { id } userErrors { code message path } } }",
  "variables": {"sequence": "'"$SEQUENCE"'", "phone": "'"$PHONE"'"}}' | tee /dev/stderr | first_id enr)
echo

while :; do
    NOW=$(ask '{
  "query": "query ($id: ID!) { enrollment(id: $id) { status timeline { status explanation } } }",
  "variables": {"id": "'"$ENROLLMENT"'"}}')
    case $NOW in *'{"enrollment":{"status":"ACTIVE"'*) sleep 1 ;; *) break ;; esac
done
echo "$NOW"

ask '{
  "query": "query ($account: ID!, $phone: PhoneNumber!) { messages(accountId: $account, phone: $phone) { items { direction status body } } }",
  "variables": {"account": "'"$ACCOUNT"'", "phone": "'"$PHONE"'"}}'
echo
