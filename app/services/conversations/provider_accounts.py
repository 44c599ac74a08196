"""Whose word the provider's account has: each account of ours is told of its messages by its own account there.

A message to a number counts only if the provider's account that tells of it is the one that the number's account uses:
its connection, or the server's. So nobody who has an account at the provider can speak for the numbers of others. A
number that an account has no more is told of by any provider's account that this account has used.
"""

from typing import LiteralString

TELLS_OF: LiteralString = """
CASE WHEN {signer} IS NULL AND {account}.connection_id IS NULL THEN true
ELSE CASE WHEN EXISTS (SELECT FROM sender WHERE account_id = {account}.id AND address = {number}
                       AND removed_at IS NULL)
     THEN EXISTS (SELECT FROM connection WHERE id = {account}.connection_id AND provider_account = {signer})
     ELSE {signer} IS NULL OR EXISTS (SELECT FROM connection WHERE account_id = {account}.id
                                      AND provider_account = {signer}) END END
"""
"""Whether a provider's account speaks for a number of an account (an alias of its table). `signer` is the id of the
provider's account that a connection names, or null for the account with the server's credentials."""


class WrongAccount(Exception):
    """The provider's account that tells of this message is not the one that the message's account uses."""
