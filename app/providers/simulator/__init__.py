"""The built-in stand-ins for Twilio and Anthropic, used only where there are no credentials."""
