"""Counters of the process. Labels have few values, all of them known: never a phone, a name or an id."""

from prometheus_client import Counter, Gauge, Histogram

OUTCOMES = Counter("nudge_submissions", "Messages submitted to the provider, by outcome", ["outcome"])
LATENESS = Histogram(
    "nudge_step_lateness_seconds",
    "How long after it was due a step was submitted",
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3600),
)
PROVIDER_SECONDS = Histogram(
    "nudge_provider_seconds",
    "How long the provider took to answer a submission",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
STEPS = Counter("nudge_steps", "Decisions on steps: what was decided, and why", ["status", "reason"])
OLDEST_DUE = Gauge(
    "nudge_oldest_due_seconds", "For how long the step that has waited longest has been due", registry=None
)
"""A worker alone registers it: the alert NudgeHasNoWorker asks whether anybody reports it, and the API would."""
STEPS_DUE = Gauge("nudge_steps_due", "Steps that are due and not claimed; at most 100,000 are counted")
HELD = Gauge("nudge_steps_held", "Steps that wait for a sender or its provider, by reason", ["reason"])
SENDERS = Gauge("nudge_senders", "Senders in use, by status", ["status"])
RESTORED = Gauge("nudge_database_restored", "1 while the database is a restored copy, from which nothing is sent")
GATED = Counter("nudge_steps_gated", "Steps that the gates of the claim kept back")
BROKEN = Counter("nudge_steps_broken", "Steps that could not be made ready")
SENDERS_HELD = Counter("nudge_senders_held", "Refusals by the provider that hold a sender, by reason", ["reason"])
DUPLICATES = Counter(
    "nudge_duplicates", "Attempts that the provider's list did not show, and that were reported as delivered later"
)
AI_CALLS = Counter("nudge_ai_calls", "Calls of the model, by result", ["result"])
AI_TOKENS = Counter("nudge_ai_tokens", "Tokens of the model, by direction", ["direction"])
AI_COST = Counter("nudge_ai_cost_usd", "Cost of the calls of the model by its price list, in US dollars")
DRAFTS = Counter("nudge_drafts", "Drafts of the writer, by result", ["result"])
LOOK_UPS = Counter("nudge_attempts_settled", "Attempts of unknown outcome that were looked up, by finding", ["finding"])
INBOUND = Counter("nudge_inbound", "Inbound messages, by what they were read as", ["read_as"])
INBOUND_FOUND = Counter(
    "nudge_inbound_found", "Inbound messages whose webhook was missed, found in the provider's list"
)
INBOUND_STUCK = Counter(
    "nudge_inbound_stuck", "Missed inbound messages that could not be stored, each time they are tried"
)
MEDIA = Counter("nudge_media", "Files of inbound messages, by how they ended", ["end"])
DELIVERIES = Counter("nudge_webhook_deliveries", "Attempts to deliver events to partners, by outcome", ["outcome"])
OLDEST_DELIVERY = Gauge(
    "nudge_webhook_oldest_due_seconds", "For how long the oldest delivery of an event has been due and not attempted"
)
CALLBACKS = Counter("nudge_status_callbacks", "Delivery status callbacks, by result", ["result"])
REFUSED_WEBHOOKS = Counter("nudge_webhooks_refused", "Webhook calls that were refused, by reason", ["reason"])
REQUESTS = Histogram(
    "nudge_request_seconds",
    "How long requests took to be answered, by door and outcome",
    ["door", "outcome"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
RATE_LIMITED = Counter("nudge_rate_limited", "Calls that were refused because there were too many")
UNLIMITED = Counter(
    "nudge_calls_not_limited", "Calls that one process counted by itself because Redis was away or slow"
)
ALARMS_LOST = Counter("nudge_alarms_lost", "Wake-ups that could not be planted in Redis; the sweep finds their rows")
EVENTS_LATE = Counter("nudge_events_late", "Events that could not be published at once, because Redis was away")
REPLICA_LAG = Gauge("nudge_replica_lag_seconds", "By how many seconds the replica is behind, at most")
REPLICA_UNUSED = Gauge("nudge_replica_unused", "1 while there is a replica and nothing is read from it")
REPLICA_READS = Counter(
    "nudge_replica_reads", "Operations that read, where there is a replica, by the way they were answered", ["way"]
)
CONNECTIONS = Gauge("nudge_connections", "Connections that callers hold open")
CONNECTIONS_CLOSED = Counter("nudge_connections_closed", "Connections that a limit closed, by reason", ["reason"])
