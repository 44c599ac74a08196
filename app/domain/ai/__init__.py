"""The model: its prices, the budgets of an account, and the part of a conversation that it reads."""
