"""The settings of an account at Twilio, by Twilio's package."""
