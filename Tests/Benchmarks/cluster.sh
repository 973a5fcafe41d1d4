#!/usr/bin/env bash
# Measures the running cluster; see cluster.py --help. RUBATO_BIN names the folder of the executables.
exec python3 "$(dirname "$0")/cluster.py" "$@"
