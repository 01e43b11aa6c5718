"""The control topic: one record that says which versions serve, for programs that follow Kafka.

The topic is compacted and holds one key, so that a reader always sees one whole map.
"""

from __future__ import annotations

from collections.abc import Mapping

from teal.model.errors import Refused
from teal.ports.switching import Serving
from teal.ports.topics import Record, TopicDescription, Topics, TopicSpec
from teal.switching.serving_record import KEY, NotAServingRecord, record_text, serving_in

_CONFIG: Mapping[str, str] = {"cleanup.policy": "compact"}


class ControlTopic:
    """See the port `switching`. The first `publish` makes the topic; `withdraw` deletes it only
    if the record in it is this deployment's."""

    def __init__(self, topics: Topics, topic: str, deployment: str, replication: int = 1) -> None:
        self._topics = topics
        self._topic = topic
        self._deployment = deployment
        self._replication = replication

    @property
    def name(self) -> str:
        """What plans and messages call it."""
        return f"control topic {self._topic}"

    @property
    def is_atomic(self) -> bool:
        """One record holds the whole map."""
        return True

    def publish(self, serving: Serving) -> None:
        """Show this map; the same once more is harmless, an older serial is refused."""
        shown = self.current()
        if shown == serving:
            return
        if shown is not None:
            self._refuse_to_step_back(shown, serving)
        else:
            self._prepare()
        self._topics.publish(self._topic, KEY, record_text(serving))

    def current(self) -> Serving | None:
        """What is shown now; None where there is no topic or no record."""
        serving = self.told()
        if serving is not None and serving.deployment != self._deployment:
            raise self._not_ours(f"it belongs to the deployment {serving.deployment}")
        return serving

    def told(self) -> Serving | None:
        """What is shown now, whichever deployment it is of; None where there is nothing."""
        record = self._last_record() if self._description() else None
        if record is None:
            return None
        try:
            if record.key != KEY or record.value is None:
                raise NotAServingRecord(f"its key is {record.key!r}")
            return serving_in(record.value)
        except NotAServingRecord as error:
            raise self._not_ours(f"its last record is not Teal's: {error}") from error

    def withdraw(self) -> None:
        """Delete the topic if its record is ours. One without a record proves nothing: it stays."""
        found = self._description()
        if found is not None and self.current() is not None:
            self._topics.delete(self._topic, found.id)

    def _description(self) -> TopicDescription | None:
        return self._topics.describe((self._topic,)).get(self._topic)

    def _prepare(self) -> None:
        """Make the topic, or take the empty one that a crash between two steps has left."""
        found = self._description()
        if found is None:
            self._topics.create(TopicSpec(self._topic, 1, self._replication, _CONFIG))
        elif found.partitions != 1 or "compact" not in found.config.get("cleanup.policy", ""):
            raise self._not_ours("it is empty, but not compacted with a single partition")

    def _last_record(self) -> Record | None:
        cut = self._topics.ends((self._topic,))
        start = {(end.topic, end.partition): end.last_data for end in cut.ends}
        records = self._topics.read(start, cut)
        return max(records, key=lambda record: record.offset, default=None)

    def _refuse_to_step_back(self, shown: Serving, serving: Serving) -> None:
        if serving.serial < shown.serial:
            raise Refused(
                f"{self.name} shows serial {shown.serial}; {serving.serial} is older.",
                hint="Somebody else has promoted meanwhile. Look at `teal status`.",
            )
        if serving.serial == shown.serial:
            raise Refused(
                f"{self.name} shows another map under the same serial {shown.serial}.",
                hint="The store was restored or changed by hand. Look with `teal doctor`.",
            )

    def _not_ours(self, reason: str) -> Refused:
        return Refused(
            f"topic {self._topic} cannot be the control topic: {reason}.",
            hint="Name another one as `control_topic` in the configuration.",
        )
