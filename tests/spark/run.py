"""Build the demo on Spark and on DuckDB, and compare all public tables.

`make test-spark` runs it, in the environment that has both engines. It wants Java 17,
and the JDBC driver of SQLite, which Iceberg keeps its catalog in: Debian's
libxerial-sqlite-jdbc-java, or another that SQLITE_JDBC_JAR names.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from compare import compare

PROJECT = Path(__file__).parents[2]
SCRATCH = PROJECT / "build" / "spark"
DEBIAN_DRIVER = "/usr/share/java/sqlite-jdbc.jar"
ICEBERG_JAR = "jars/iceberg-spark-runtime-3.5_2.12-*.jar"


def jars() -> str:
    """The jars that Spark needs beside its own, as spark.jars wants them.

    Raises:
        SystemExit: one of them is not there; the message says where to get it.
    """
    package = importlib.util.find_spec("snowpark_connect_deps_iceberg")
    if package is None or package.origin is None:
        sys.exit("There is no Iceberg here. Start this with `make test-spark`.")
    iceberg = sorted(Path(package.origin).parent.glob(ICEBERG_JAR))
    driver = Path(os.environ.get("SQLITE_JDBC_JAR", DEBIAN_DRIVER))
    if not iceberg:
        sys.exit(f"{Path(package.origin).parent} holds no {ICEBERG_JAR}.")
    if not driver.is_file():
        sys.exit(
            f"There is no JDBC driver of SQLite at {driver}. Install one (Debian:"
            " libxerial-sqlite-jdbc-java), or name it with SQLITE_JDBC_JAR."
        )
    return f"{iceberg[0]},{driver}"


def dbt(*arguments: str, environment: dict[str, str]) -> None:
    """Run a command of dbt on the project as it is, without the user's own exports."""
    command = [str(Path(sys.executable).with_name("dbt")), *arguments]
    without = ("COMPETENCY_EXPORTS", "COMPETENCY_PSEUDONYM_KEY")
    inherited = {key: value for key, value in os.environ.items() if key not in without}
    finished = subprocess.run(
        [*command, "--target-path", str(SCRATCH / "target")],
        cwd=PROJECT,
        env=inherited | environment,
        check=False,
    )
    if finished.returncode:
        sys.exit(f"dbt {' '.join(arguments)} failed")


def main() -> None:
    """Build on both engines, and stop with an error where they differ."""
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir(parents=True)
    published = SCRATCH / "published"
    warehouse = SCRATCH / "competency.duckdb"
    spark = {
        "COMPETENCY_SPARK_JARS": jars(),
        "COMPETENCY_SPARK_DIR": str(SCRATCH),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "TZ": "UTC",
    }
    dbt(
        *("build", "--exclude-resource-type", "unit_test", "--target", "spark"),
        environment=spark,
    )
    folder = f"{{folder: {published}}}"
    dbt(
        *("run-operation", "publish_parquet", "--args", folder, "--target", "spark"),
        environment=spark,
    )
    dbt(
        *("build", "--resource-type", "seed", "--resource-type", "model"),
        environment={"COMPETENCY_BUILD_FILE": str(warehouse)},
    )
    sys.exit(not compare(warehouse, published))


if __name__ == "__main__":
    main()
