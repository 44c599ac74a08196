"""What this process knows of the generation of its database (`domain/stores/marks.py`)."""


class Generation:
    """`known` is the highest generation that this process has seen of its database. A step is claimed only from a
    database that is no older: the claim compares it. `restored`: the database was a restored copy when it was marked
    last, so partners are told of nothing and nothing is deleted at the provider either."""

    def __init__(self) -> None:
        self.known = 0
        self.restored = False
