"""The senders of accounts on the way of a step: which of them a lead has, what the provider's refusals do to them, and
how their steps go on."""
