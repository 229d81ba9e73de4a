"""Make the bundle of dashboards that Apache Superset imports (docs/bi/superset.md).

dashboards.yml says what is shown, the contracts of the models say which columns there
are. The same input gives the same bundle: an import of a later one takes the place of
the earlier.
"""

from __future__ import annotations

import sys
import uuid
import zipfile
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).parents[2]
DATABASE = "Competency warehouse"
WIDTH = 12
HEIGHTS = {"number": 20, "table": 60}
OTHER_HEIGHT = 50
TYPES = {
    "string": "VARCHAR",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
SCHEMAS = {"qly": "quality", "rls": "release"}

Spec = dict[str, Any]


def read_spec() -> Spec:
    """The dashboards, their charts and metrics, as dashboards.yml has them."""
    text = (Path(__file__).parent / "dashboards.yml").read_text(encoding="utf-8")
    spec: Spec = yaml.safe_load(text)
    return spec


def contract(table: str) -> Spec:
    """What the YAML of a model says of a table."""
    (file,) = (PROJECT / "models").rglob(f"{table}.yml")
    model: Spec = yaml.safe_load(file.read_text(encoding="utf-8"))["models"][0]
    return model


def schema(table: str) -> str:
    """The schema that a table is in, by the beginning of its name."""
    return SCHEMAS.get(table[:3], "marts")


def uid(*names: str) -> str:
    """An id that is the same each time, and no other thing's."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(["competency", *names])))


def database(file: Path) -> Spec:
    """The connection: read-only, so that no build ever waits for Superset.

    Args:
        file: the published file, where Superset finds it.
    """
    return {
        "database_name": DATABASE,
        "sqlalchemy_uri": f"duckdb:///{file}",
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_file_upload": False,
        "extra": {
            "allows_virtual_table_explore": True,
            "engine_params": {"connect_args": {"read_only": True}},
        },
        "uuid": uid("database"),
        "version": "1.0.0",
    }


def dataset(table: str, metrics: list[Spec]) -> Spec:
    """A table of the warehouse, with its metrics."""
    model = contract(table)
    return {
        "table_name": table,
        "schema": schema(table),
        "description": model["description"].split("\n\n")[0],
        "filter_select_enabled": True,
        "uuid": uid("dataset", table),
        "database_uuid": uid("database"),
        "metrics": [
            {
                "metric_name": metric["name"],
                "verbose_name": metric["label"],
                "expression": metric["expression"],
                "d3format": metric.get("format"),
            }
            for metric in metrics
        ],
        "columns": [
            {
                "column_name": column["name"],
                "verbose_name": column["name"].replace("_", " ").capitalize(),
                "type": TYPES[column["data_type"]],
                "is_dttm": column["data_type"] in ("date", "timestamp"),
                "is_active": True,
                "groupby": True,
                "filterable": True,
            }
            for column in model["columns"]
        ],
        "version": "1.0.0",
    }


def _params(chart: Spec, metrics: list[Spec]) -> Spec:
    """What Superset's own editor would have saved for a chart of this kind."""
    where = (
        [{"clause": "WHERE", "expressionType": "SQL", "sqlExpression": chart["where"]}]
        if "where" in chart
        else []
    )
    forms = {metric["name"]: metric.get("format", ",d") for metric in metrics}
    form = forms.get(chart.get("metric"))
    params = {"adhoc_filters": where, "row_limit": 1000}
    kind = chart["kind"]
    if kind == "number":
        return params | {
            "viz_type": "big_number_total",
            "metric": chart["metric"],
            "subtitle": chart.get("note", ""),
            "y_axis_format": form,
        }
    if kind == "table":
        return params | {
            "viz_type": "table",
            "query_mode": "raw",
            "all_columns": chart["columns"],
            "include_search": True,
            "page_length": 20,
            "server_page_length": 10,
            "table_timestamp_format": "%Y-%m-%d",
            "show_cell_bars": False,
            "column_config": {
                column["name"]: {
                    "d3NumberFormat": ".0%"
                    if column["name"].endswith("_share")
                    else ".2f"
                }
                for column in contract(chart["table"])["columns"]
                if column["name"] in chart["columns"]
                and column["data_type"] == "double"
            },
        }
    if kind == "heatmap":
        return params | {
            "viz_type": "heatmap_v2",
            "x_axis": chart["by"],
            "groupby": chart["split"],
            "metric": chart["metric"],
            "sort_x_axis": "alpha_asc",
            "sort_y_axis": "alpha_asc",
            "normalize_across": "heatmap",
            "legend_type": "continuous",
            "linear_color_scheme": "superset_seq_1",
            "show_values": True,
            "show_legend": True,
            "y_axis_format": form,
            "value_bounds": [0, 1],
            "left_margin": "auto",
            "bottom_margin": "auto",
            "xAxisLabelRotation": 45,
            "xscale_interval": 1,
            "yscale_interval": 1,
        }
    is_time = kind == "lines"
    return params | {
        "viz_type": "echarts_timeseries_line" if is_time else "echarts_timeseries_bar",
        "x_axis": chart["by"],
        "time_grain_sqla": "P1M" if is_time else None,
        "metrics": [chart["metric"]],
        "groupby": [chart["split"]],
        "y_axis_format": form,
        "stack": None if is_time else "Stack",
        "orientation": "vertical" if is_time else "horizontal",
        "show_legend": True,
        "rich_tooltip": True,
        "truncate_metric": True,
        "x_axis_sort_asc": True,
    }


def chart_of(key: str, chart: Spec, metrics: list[Spec]) -> Spec:
    """A chart."""
    params = _params(chart, metrics)
    return {
        "slice_name": chart["title"],
        "viz_type": params["viz_type"],
        "params": params,
        "uuid": uid("chart", key),
        "dataset_uuid": uid("dataset", chart["table"]),
        "version": "1.0.0",
    }


def dashboard(key: str, board: Spec, charts: dict[str, Spec]) -> Spec:
    """A dashboard: where its charts are, and its filter."""
    position: Spec = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {
            "type": "HEADER",
            "id": "HEADER_ID",
            "meta": {"text": board["title"]},
        },
        "GRID_ID": {
            "type": "GRID",
            "id": "GRID_ID",
            "parents": ["ROOT_ID"],
            "children": [f"ROW-{row}" for row, _ in enumerate(board["rows"])],
        },
    }
    for row, names in enumerate(board["rows"]):
        position[f"ROW-{row}"] = {
            "type": "ROW",
            "id": f"ROW-{row}",
            "parents": ["ROOT_ID", "GRID_ID"],
            "children": [f"CHART-{name}" for name in names],
            "meta": {"background": "BACKGROUND_TRANSPARENT"},
        }
        for name in names:
            position[f"CHART-{name}"] = {
                "type": "CHART",
                "id": f"CHART-{name}",
                "parents": ["ROOT_ID", "GRID_ID", f"ROW-{row}"],
                "children": [],
                "meta": {
                    "uuid": uid("chart", name),
                    # Superset gives it a number of its own.
                    "chartId": list(charts).index(name) + 1,
                    "sliceName": charts[name]["title"],
                    "width": WIDTH // len(names),
                    "height": HEIGHTS.get(charts[name]["kind"], OTHER_HEIGHT),
                },
            }
    filters = []
    if column := board.get("filter"):
        table = charts[board["rows"][0][0]]["table"]
        filters = [
            {
                "id": f"NATIVE_FILTER-{key}",
                "name": column.replace("_", " ").capitalize(),
                "type": "NATIVE_FILTER",
                "filterType": "filter_select",
                "targets": [
                    {
                        "column": {"name": column},
                        "datasetUuid": uid("dataset", table),
                    }
                ],
                "defaultDataMask": {"filterState": {}, "extraFormData": {}},
                "controlValues": {"multiSelect": False, "enableEmptyFilter": False},
                "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
                "cascadeParentIds": [],
            }
        ]
    return {
        "dashboard_title": board["title"],
        "description": board["description"],
        "slug": f"competency-{key}",
        "published": True,
        "uuid": uid("dashboard", key),
        "position": position,
        "metadata": {"native_filter_configuration": filters},
        "version": "1.0.0",
    }


def parts(file: Path) -> dict[str, Spec]:
    """Every file of the bundle, by its path in it.

    Args:
        file: the published file, where Superset finds it.
    """
    spec = read_spec()
    charts, metrics = spec["charts"], spec["metrics"]
    found = {
        "metadata.yaml": {
            "version": "1.0.0",
            "type": "Dashboard",
            "timestamp": "2026-01-01T00:00:00+00:00",
        },
        "databases/competency.yaml": database(file),
    }
    for table in sorted({chart["table"] for chart in charts.values()}):
        found[f"datasets/{table}.yaml"] = dataset(table, metrics.get(table, []))
    for key, chart in charts.items():
        found[f"charts/{key}.yaml"] = chart_of(
            key, chart, metrics.get(chart["table"], [])
        )
    for key, board in spec["dashboards"].items():
        found[f"dashboards/{key}.yaml"] = dashboard(key, board, charts)
    return found


def write(bundle: Path, file: Path) -> None:
    """Write the bundle.

    Args:
        bundle: the ZIP file to write.
        file: the published file, where Superset finds it.
    """
    bundle.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(file).items():
            # A date of its own, so that equal bundles are equal files.
            entry = zipfile.ZipInfo(f"competency/{name}", (2026, 1, 1, 0, 0, 0))
            archive.writestr(entry, yaml.safe_dump(part, sort_keys=False))


def main() -> None:
    """Write dist/competency_superset.zip; an argument names the published file."""
    file = (
        Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "dist/competency.duckdb"
    )
    bundle = PROJECT / "dist" / "competency_superset.zip"
    write(bundle, file.resolve())
    print(f"Bundle in {bundle}, of {file.resolve()}.")


if __name__ == "__main__":
    main()
