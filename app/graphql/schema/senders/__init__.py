"""The senders of an account: numbers and Messaging Services."""
