"""An operator's screen in the terminal: a lead writes, a person takes over, answers, hands back, and reads the numbers.

With the built-in simulator only, because the program plays the lead too.

Usage: NUDGE_KEY=pk_live_… python conversation.py +14155551234
"""

import os
import sys
import threading
from datetime import datetime, timedelta
from typing import Any

from enroll import Nudge

REPLY = """mutation ($account: ID!, $phone: PhoneNumber!) {
  simulateReply(accountId: $account, phone: $phone, body: "What is the rate?") { userErrors { code message path } } }"""
CHANGES = """subscription ($account: ID!) { conversationUpdated(accountId: $account) {
  id attention unreadCount lead { phone } lastMessage { direction body } automation { by } } }"""
TAKE_OVER = """mutation ($id: ID!) { takeOver(conversationId: $id, by: "Sam") {
  conversation { automation { reason by until } } userErrors { code message path } } }"""
WRITE = """mutation ($account: ID!, $phone: PhoneNumber!) {
  sendMessage(accountId: $account, phone: $phone, body: "Six percent. Shall I call you?", by: "Sam") {
    message { body by status } userErrors { code message path } } }"""
HAND_BACK = """mutation ($id: ID!) { handBack(conversationId: $id) {
  conversation { attention automation { by } } userErrors { code message path } } }"""
# A moment passes: what it answers is the time by which the server works, which may be ahead.
CLOCK = "mutation { advanceClock(hours: 0.001) { now userErrors { code message path } } }"
NUMBERS = """query ($id: ID!, $from: Date!, $to: Date!) { account(id: $id) {
  stats(from: $from, to: $to) { sent delivered replied optedOut } } }"""


def main(phone: str) -> None:
    url, key = os.environ.get("NUDGE_URL", "http://localhost:8000"), os.environ["NUDGE_KEY"]
    nudge = Nudge(url, key)
    [account] = nudge.ask("{ accounts(limit: 1) { items { id } } }")["items"]

    # Subscribe first, then read: nothing is missed. It is not said when a subscription has begun, so the lead of this
    # example writes until a reply of it is heard.
    is_heard = threading.Event()

    def write() -> None:
        while not is_heard.is_set():
            Nudge(url, key).ask(REPLY, account=account["id"], phone=phone)
            is_heard.wait(0.5)

    lead = threading.Thread(target=write)
    lead.start()
    try:
        conversation = changed(nudge, account["id"], phone)
    finally:
        is_heard.set()
        lead.join()
    print(conversation["attention"], conversation["unreadCount"], "unread:", conversation["lastMessage"]["body"])

    taken = nudge.ask(TAKE_OVER, id=conversation["id"])["conversation"]["automation"]
    print(taken["reason"], "by", taken["by"])
    message = nudge.ask(WRITE, account=account["id"], phone=phone)["message"]
    print(message["by"], "wrote:", message["body"])
    back = nudge.ask(HAND_BACK, id=conversation["id"])["conversation"]
    print("handed back, automation is", "off" if back["automation"] else "on")

    now = datetime.fromisoformat(nudge.ask(CLOCK)["now"]).date()
    week = {"from": str(now - timedelta(days=6)), "to": str(now + timedelta(days=1))}
    print(nudge.ask(NUMBERS, id=account["id"], **week)["stats"])


def changed(nudge: Nudge, account: str, phone: str) -> Any:
    """The conversation with this phone, when it changes next."""
    for conversation in nudge.subscribe(CHANGES, account=account):
        if conversation["lead"]["phone"] == phone:
            return conversation
    raise RuntimeError("The stream ended: subscribe again.")


if __name__ == "__main__":
    main(sys.argv[1])
