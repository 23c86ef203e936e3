"""What all refusals of an action have in common."""


class Refusal(Exception):
    """The action was not done. ``sentence`` says why, for the person who asked for it."""

    sentence = "This cannot be done now."

    def __init__(self, sentence: str = "") -> None:
        self.sentence = sentence or self.sentence
        super().__init__(self.sentence)
