{#- Print the rows behind each failed or warning test at the end of a run, so that the log
    names what has to be mended and nobody has to look for it. Logs are read, kept and sent
    about more freely than the database: who somebody is, is withheld, and said where to see.

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
            {%- set withheld = [] -%}
            {%- for row in rows.rows -%}
                {%- set facts = [] -%}
                {%- set found = row.dict() -%}
                {%- for name, value in found.items() if value is not none -%}
                    {#- points_to has the name of a key in a column of its own. -#}
                    {%- if is_personal(name) or (
                        name == 'leads_nowhere' and is_personal(found['foreign_key'])
                    ) -%}
                        {%- do withheld.append(name) -%}
                        {%- do facts.append(name ~ ": ***") -%}
                    {%- else -%}
                        {%- do facts.append(name ~ ": " ~ value) -%}
                    {%- endif -%}
                {%- endfor -%}
                {%- do log("  " ~ facts | join(" | "), info=true) -%}
            {%- endfor -%}
            {%- if withheld -%}
                {#- A target on Spark has no file. -#}
                {%- do log(
                    "  *** is not for logs: "
                    ~ (
                        ".venv/bin/duckdb -readonly -f " ~ result.node.compiled_path
                        ~ " " ~ target.path
                        if target.path else "the query in " ~ result.node.compiled_path
                    )
                    ~ " shows it", info=true
                ) -%}
            {%- endif -%}
            {%- if result.failures > rows.rows | length -%}
                {%- do log(
                    "  and " ~ (result.failures - rows.rows | length) ~ " more", info=true
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
