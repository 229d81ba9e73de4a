{#- Print the rows behind each failed or warning test at the end of a run, so that the log
    names what has to be mended and nobody has to look for it.

    Arguments:
        results: dbt's results of the run -#}
{% macro explain_failures(results) -%}
    {%- if execute -%}
        {%- for result in results
            if result.node.resource_type == 'test' and result.status in ('fail', 'warn')
        -%}
            {%- set rows = run_query(
                "select * from (" ~ result.node.compiled_code ~ ") as failing limit 50"
            ) -%}
            {%- do log(result.status | upper ~ " " ~ result.node.name, info=true) -%}
            {%- for row in rows.rows -%}
                {%- set facts = [] -%}
                {%- for name, value in row.dict().items() if value is not none -%}
                    {%- do facts.append(name ~ ": " ~ value) -%}
                {%- endfor -%}
                {%- do log("  " ~ facts | join(" | "), info=true) -%}
            {%- endfor -%}
            {%- if result.failures > rows.rows | length -%}
                {%- do log(
                    "  and " ~ (result.failures - rows.rows | length) ~ " more", info=true
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
