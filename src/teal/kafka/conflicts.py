"""What can be wrong with a topic, in the words that Kafka and its twin in memory share."""

from __future__ import annotations

from teal.model.errors import TopicConflict


def missing(name: str) -> TopicConflict:
    """A topic that ought to be there is not."""
    return TopicConflict(name, "does not exist.", "Look whether somebody deleted it.")


def exists_already(name: str) -> TopicConflict:
    """Somebody made a topic of this name before."""
    return TopicConflict(
        name,
        "exists already, and Teal did not create it.",
        "Delete it, rename it, or declare its table as external.",
    )


def another_id(name: str, found: str, wanted: str) -> TopicConflict:
    """The name belongs to another topic than the one that was meant."""
    return TopicConflict(
        name,
        f"has the id {found}, not {wanted}: somebody deleted the topic and made another one.",
        "Teal leaves it alone; delete it by hand if it is not needed.",
    )
