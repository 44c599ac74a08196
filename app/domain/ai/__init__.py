"""What a model costs, what an account may spend, and how much of a conversation the model reads."""
