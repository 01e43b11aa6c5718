"""What `teal adopt --json` answers follows the published schema."""

from __future__ import annotations

import jsonschema
from tests.unit.adoption.cluster import Cluster

from teal.model.answer_schemas import answer_schemas


def test_the_answer_follows_its_schema(cluster: Cluster) -> None:
    schema = answer_schemas()["adopt"]
    mapping = cluster.map("tables: {fct_regions: fct.regions}\n")
    doubtful = cluster.teal("adopt", "--dry-run", "--json", code=3).json
    jsonschema.validate(doubtful, schema)
    assert doubtful["problems"]
    dry = cluster.teal("adopt", "--map", mapping, "--dry-run", "--json").json
    jsonschema.validate(dry, schema)
    assert dry["recorded"] is False
    done = cluster.teal("adopt", "--map", mapping, "--yes", "--json").json
    jsonschema.validate(done, schema)
    assert done["recorded"] is True
    assert len(done["units"]) == 2
