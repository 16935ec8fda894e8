"""Selects one table of a Singer catalog for a full reading: singer-catalog.py TABLE < catalog > properties."""
import json
import sys

catalog = json.load(sys.stdin)
catalog["streams"] = [s for s in catalog["streams"] if s["table_name"] == sys.argv[1]]
for stream in catalog["streams"]:
    for entry in stream["metadata"]:
        entry["metadata"]["selected"] = True
        if entry["breadcrumb"] == []:
            entry["metadata"]["replication-method"] = "FULL_TABLE"
json.dump(catalog, sys.stdout)
