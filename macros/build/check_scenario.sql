{#- Stop with one clear message when the scenario that is to be built (vars: scenario) is
    none of those in scenario_changes. Runs at the start of each dbt command that builds,
    when the schemas have just been made: those that are empty go again. Spark builds today
    only, and says so. -#}
{% macro check_scenario() -%}
    {{ return(adapter.dispatch('check_scenario')()) }}
{%- endmacro %}

{% macro default__check_scenario() -%}
    {%- if execute and scenario() != '' and flags.WHICH in ('build', 'run', 'test') -%}
        {%- if exports_dir() == '' -%}
            {#- Before the first build there is no table of the seed to ask. -#}
            {%- set seed = graph.nodes['seed.competency_warehouse.scenario_changes'] -%}
            {%- set file = seed.root_path ~ '/' ~ seed.original_file_path -%}
            {%- set records = "select scenario from " ~ read_csv(file, csv_header(file)) -%}
        {%- else -%}
            {%- set records = received_from_folder('scenario_changes') -%}
        {%- endif -%}
        {%- set names = run_query(
            "select distinct " ~ clean_word('scenario') ~ " as name from (" ~ records
            ~ ") as records where name is not null order by name"
        ).columns[0].values() -%}
        {%- if scenario() not in names -%}
            {%- set emptied = run_query(
                "select schema_name from duckdb_schemas() where not internal"
                ~ " and database_name = current_database()"
                ~ " and ends_with(schema_name, '_" ~ scenario() ~ "')"
                ~ " and schema_name not in (select schema_name from duckdb_tables())"
                ~ " and schema_name not in (select schema_name from duckdb_views())"
            ) -%}
            {%- for row in emptied.rows -%}
                {%- do run_query("drop schema " ~ adapter.quote(row[0])) -%}
            {%- endfor -%}
            {{ refuse_var(
                'scenario',
                "one of " ~ names | join(', ') if names
                else "empty: there is none in scenario_changes"
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{% macro spark__check_scenario() -%}
    {%- if execute and scenario() != '' -%}
        {{ refuse_var('scenario', 'empty: scenarios are built with DuckDB only') }}
    {%- endif -%}
{%- endmacro %}
