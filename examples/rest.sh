#!/bin/sh
# Makes a sequence, enrolls a lead, looks at the counts, deletes the sequence: by REST, with curl.
# Usage: NUDGE_KEY=pk_live_… sh rest.sh +14155551234 [acc_…]
set -eu
PHONE=${1:?Give the phone of a lead, such as +14155551234.}
URL=${NUDGE_URL:-http://localhost:8000}
: "${NUDGE_KEY:?Set NUDGE_KEY to your partner key.}"

call() {
    curl --silent --show-error --fail-with-body -X "$1" "$URL$2" \
        -H "X-Partner-Key: $NUDGE_KEY" -H 'Content-Type: application/json' ${3:+-d "$3"}
}
first_id() { grep -o "$1_[0-9a-z]*" | head -n 1 | grep . || { echo "The answer has no id of this kind: $1_…" >&2; return 1; }; }

# Accounts are made and listed by GraphQL.
ACCOUNT=${2:-$(call POST /graphql '{"query": "{ accounts(limit: 1) { items { id } } }"}' | first_id acc)}
SEQUENCES=/v1/accounts/$ACCOUNT/sequences

SEQUENCE=$(call POST "$SEQUENCES" '{
  "name": "Example, by REST",
  "steps": [
    {"type": "fixed", "message": "Hi {{first_name | default: \"there\"}}, this is {{company}}. Can I help?"},
    {"type": "ai", "instructions": "Follow up warmly. Ask about any blockers.", "delay_hours": 24}
  ]}' | first_id seq)

call POST "$SEQUENCES/$SEQUENCE/enroll" "{\"phone\": \"$PHONE\"}"
echo
call GET "$SEQUENCES?limit=250&is_active=true"
echo
call PATCH "$SEQUENCES/$SEQUENCE" '{"is_active": false}'
echo
call DELETE "$SEQUENCES/$SEQUENCE"
echo
