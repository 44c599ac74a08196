"""Which inbound messages Twilio answers by itself.

Source: help.twilio.com, "Twilio support for opt-out keywords (SMS STOP filtering)".
"""

CONFIRMED = frozenset("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT START UNSTOP YES".split())


def confirmed(body: str, opt_out_type: str | None) -> bool:
    """Whether Twilio confirms this message: its exact opt-out and opt-in words, and with Advanced Opt-Out
    (`opt_out_type`) every word that the account has configured."""
    return opt_out_type is not None or body.strip().upper() in CONFIRMED
