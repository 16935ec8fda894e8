"""Splink on DuckDB, unsupervised, over a file of made-up persons: eight selective blocking rules, six comparisons, its own
way of training. Prints what it took, and precision and recall of its clusters at 0.95, as JSON."""
import json
import logging
import resource
import sys
import time
import warnings

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
path, threads = sys.argv[1], int(sys.argv[2])
fields = ["given_name", "surname", "street_number", "postcode", "date_of_birth", "soc_sec_id"]

start = time.monotonic()
connection = duckdb.connect(":memory:", config={"threads": threads})
columns = ", ".join(f"nullif({field}, '') as {field}" for field in fields)
connection.execute(
    f"create table people as select record_id as unique_id, true_entity_id, {columns} "
    "from read_csv(?, header=true, all_varchar=true)",
    [path],
).fetchall()
count = connection.execute("select count(*) from people").fetchall()[0][0]
rules = [
    ("soc_sec_id",), ("given_name", "surname", "postcode"), ("given_name", "date_of_birth"),
    ("surname", "date_of_birth"), ("postcode", "date_of_birth"), ("given_name", "postcode", "street_number"),
    ("surname", "postcode", "street_number"), ("given_name", "surname", "street_number"),
]
settings = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="unique_id",
    comparisons=[
        cl.JaroWinklerAtThresholds("given_name", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("surname", [0.9, 0.8]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ],
    blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
)
api = DuckDBAPI(connection=connection)
linker = Linker(api.register(connection.table("people"), table_name="registered"), settings)
linker.training.estimate_probability_two_random_records_match(
    [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.8
)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
for rule in (("date_of_birth", "postcode"), ("given_name", "surname")):
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
pairs = linker.inference.predict(threshold_match_probability=0.5)
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95)
seconds = time.monotonic() - start
usage = resource.getrusage(resource.RUSAGE_SELF)

name = clusters.physical_name
joined = f"(select c.cluster_id as c, p.true_entity_id as t from {name} c join people p using (unique_id))"
twos = "coalesce(sum(n * (n - 1) / 2), 0)"
found, true, both = (
    connection.execute(f"select {twos} from (select count(*) as n from {joined} group by {key})").fetchall()[0][0]
    for key in ("c", "t", "c, t")
)
print(
    json.dumps(
        {
            "count": count, "seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime,
            "peakMiB": usage.ru_maxrss // 1024, "precision": both / max(found, 1), "recall": both / max(true, 1),
        }
    )
)
