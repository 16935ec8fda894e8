"""DuckDB's CSV reader on one core: every column as text into a table in memory. Prints what it took as JSON."""
import json
import resource
import sys
import time

import duckdb

path, encoding = sys.argv[1], sys.argv[2]
connection = duckdb.connect(":memory:", config={"threads": 1, "autoinstall_known_extensions": "false"})
before, start = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
connection.execute(
    "create table t as select * from read_csv(?, header=true, all_varchar=true, delim=',', quote='\"', "
    "encoding=?, parallel=false)",
    [path, encoding],
)
seconds = time.monotonic() - start
after = resource.getrusage(resource.RUSAGE_SELF)
count = connection.execute("select count(*) from t").fetchone()[0]
cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
print(json.dumps({"count": count, "seconds": seconds, "cpu": cpu, "peakMiB": after.ru_maxrss // 1024}))
