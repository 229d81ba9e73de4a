{#- A comparison of columns of two tables that is meant as a filter of the rows of one of them,
    the other having one row or few.

    DuckDB takes a plain `<=` for a join that one row in dozens passes. It then thinks the
    result smaller than the tables joined to it, and builds its hash tables of the larger
    side: rpt_team_coverage_monthly took twice the time and three times the memory
    (decision 15). As the argument of a coalesce() it is a filter, to DuckDB and to Spark.

    Arguments:
        condition: the comparison -#}
{% macro as_filter(condition) -%}
    coalesce({{ condition }}, false)
{%- endmacro %}
