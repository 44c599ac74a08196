"""When: delays, time zones and sending windows."""
