"""Build on Spark and on DuckDB, compare all public tables, and publish from Spark.

`make test-spark` runs it, in the environment that has both engines. It wants Java 17,
and the JDBC driver of SQLite, which Iceberg keeps its catalog in: Debian's
libxerial-sqlite-jdbc-java, or another that SQLITE_JDBC_JAR names. It builds the demo,
then an export of a few people as an increment of the same with fewer assessments, then
a million assessments; or a folder of exports in Parquet.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from compare import compare
from competency_warehouse.contract import EXPORT_TABLES
from growing import part_of

PROJECT = Path(__file__).parents[2]
SCRATCH = PROJECT / "build" / "spark"
# A million assessments want more than the 2g that the demo is content with.
MEMORY = os.environ.get("COMPETENCY_SPARK_MEMORY", "8g")
MODELS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
EVERYTHING = ("--selector", "everything")
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


def run(
    *command: str,
    environment: dict[str, str],
    says: str | None = None,
    refusal: str | None = None,
) -> None:
    """Run a command of the environment on the project as it is, or stop.

    Args:
        command: its name and arguments.
        environment: what it gets beside the user's own, less what changes the build.
        says: words that it has to print, where it has to.
        refusal: words that it has to stop with, where it has to.
    """
    without = ("COMPETENCY_EXPORTS", "COMPETENCY_PSEUDONYM_KEY")
    inherited = {key: value for key, value in os.environ.items() if key not in without}
    name, *arguments = command
    started = time.monotonic()
    finished = subprocess.run(
        [str(Path(sys.executable).with_name(name)), *arguments],
        cwd=PROJECT,
        env=inherited | environment,
        stdout=None if says is refusal is None else subprocess.PIPE,
        text=True,
        check=False,
    )
    if refusal is None and finished.returncode:
        sys.exit(f"{finished.stdout or ''}\n{' '.join(command)} failed")
    if says is not None and says not in finished.stdout:
        sys.exit(f"{finished.stdout}\n{' '.join(command)} did not say: {says}")
    if refusal is not None and not (finished.returncode and refusal in finished.stdout):
        sys.exit(f"{finished.stdout}\n{' '.join(command)} did not refuse: {refusal}")
    print(f"{' '.join(command)}: {time.monotonic() - started:.0f} s", flush=True)


def check_refusals(spark: dict[str, str]) -> None:
    """See that what Spark does not take is refused in words, before anything is built.

    Args:
        spark: the environment of a build.
    """
    exports = SCRATCH / "refused"
    # The first table of the contract, since the others are not there.
    first = next(iter(EXPORT_TABLES))
    (exports / "csv").mkdir(parents=True)
    (exports / "csv" / f"{first}.csv").write_text("framework_id\n")
    (exports / "text").mkdir()
    (exports / "text" / f"{first}.parquet").write_text("no Parquet, whatever its name")
    (exports / "none").mkdir()
    for folder, refusal in (
        ("csv", f"{first}.csv is a CSV file, and on Spark an export is Parquet"),
        ("text", f"{first}.parquet is no Parquet file"),
        ("none", "There is no export in the folder"),
    ):
        run(
            *("dbt", "build", "--target", "spark"),
            environment=spark | {"COMPETENCY_EXPORTS": str(exports / folder)},
            refusal=refusal,
        )
    run(
        *("dbt", "build", "--target", "spark", "--vars", "{scenario: reorganisation}"),
        environment=spark,
        refusal="scenarios are built with DuckDB only",
    )


def environment_of(folder: Path, exports: Path | None) -> dict[str, str]:
    """What dbt needs in order to build with Spark.

    Args:
        folder: where Spark keeps its tables.
        exports: folder of exports to build; without one, the demo.
    """
    named = {"COMPETENCY_EXPORTS": str(exports.resolve())} if exports else {}
    return named | {
        "COMPETENCY_SPARK_JARS": jars(),
        "COMPETENCY_SPARK_DIR": str(folder),
        "COMPETENCY_SPARK_MEMORY": MEMORY,
        "DBT_TARGET_PATH": str(folder / "target"),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "TZ": "UTC",
    }


def prove(folder: Path, exports: Path | None, *options: str, increment: bool) -> bool:
    """Build on both engines, and say whether all tables of Spark are those of DuckDB.

    What data tests have seen is also published from Spark.

    Args:
        folder: the folder to do it in.
        exports: folder of exports to build; without one, the demo.
        *options: options of dbt build on Spark.
        increment: whether Spark has built some of the assessments before, and adds.
    """
    folder.mkdir(parents=True)
    spark = environment_of(folder, exports)
    says = None
    if increment and exports:
        before = part_of(exports, folder / "before")
        run(
            *("dbt", "build", "--target", "spark", *MODELS),
            environment=spark | {"COMPETENCY_EXPORTS": str(before)},
            says="Builds everything anew: it is the first build in this file.",
        )
        says = "Makes anew what concerns 2 people, new or not as they were."
    run(*("dbt", "build", "--target", "spark", *options), environment=spark, says=says)
    published = folder / "published"
    run(
        *("dbt", "run-operation", "publish_parquet", "--target", "spark"),
        *("--args", f"{{folder: {published}}}"),
        environment=spark,
    )
    warehouse = folder / "competency.duckdb"
    duckdb = {
        "COMPETENCY_BUILD_FILE": str(warehouse),
        "DBT_TARGET_PATH": str(folder / "target-duckdb"),
    }
    run("dbt", "build", *MODELS, environment=spark | duckdb)
    is_equal = compare(warehouse, published)
    # It refuses what no data test has seen.
    if options != MODELS:
        run(
            *("competency", "publish", "--build", str(published)),
            *("--out", str(folder / "dist")),
            environment={},
        )
    return is_equal


def synthesise(folder: Path, *options: str) -> Path:
    """Make an export of people who do not exist, in Parquet.

    Args:
        folder: the folder to make.
        *options: how many there are.
    """
    run(
        *("competency", "synthesise", "--format", "parquet", "--out", str(folder)),
        *options,
        environment={},
    )
    return folder


def prove_all(*models: str) -> bool:
    """Prove the demo, an increment and a million, and say whether all are equal.

    Args:
        *models: options of dbt build that leave the tests out; none: with tests.
    """
    few = synthesise(SCRATCH / "growing", "--people", "20", "--skills", "20")
    a_million = synthesise(
        *(SCRATCH / "many", "--people", "5000", "--skills", "100"),
        *("--assessments", "1000000"),
    )
    # Unit tests prove no data: once is enough.
    proofs = [
        prove(SCRATCH / "demo", None, *(models or EVERYTHING), increment=False),
        prove(SCRATCH / "increment", few, *MODELS, increment=True),
        prove(SCRATCH / "million", a_million, *models, increment=False),
    ]
    return all(proofs)


def main() -> None:
    """Build on both engines, and stop with an error where they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--exports", type=Path, help="folder of Parquet files to build, for the demo"
    )
    parser.add_argument(
        "--increment",
        action="store_true",
        help="of --exports, first fewer assessments; then the others as an increment",
    )
    parser.add_argument(
        "--without-tests", action="store_true", help="models and seeds only"
    )
    arguments = parser.parse_args()
    if arguments.increment and not arguments.exports:
        parser.error("--increment is of --exports; of the demo it comes by itself")

    models = MODELS if arguments.without_tests else ()
    shutil.rmtree(SCRATCH, ignore_errors=True)
    check_refusals(environment_of(SCRATCH, None))
    if arguments.exports:
        is_equal = prove(
            SCRATCH / "exports",
            arguments.exports,
            *models,
            increment=arguments.increment,
        )
    else:
        is_equal = prove_all(*models)
    sys.exit(not is_equal)


if __name__ == "__main__":
    main()
