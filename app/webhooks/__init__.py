"""The doors that Twilio knocks on."""
