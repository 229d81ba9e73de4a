{#- Stop with one clear message at the first of some tables that the folder that
    exports_dir() names does not hold as the contract wants it. `competency doctor` asks
    for one table after the other, and so hears of all.

    Arguments:
        tables: names of tables of export_contract() -#}
{% macro check_export_tables(tables) -%}
    {%- if execute -%}
        {%- set contract = export_contract() -%}
        {%- set files = files_in_exports_dir() -%}
        {%- if not files -%}
            {{ exceptions.raise_compiler_error(
                "There is no export in the folder " ~ exports_dir() ~ " (COMPETENCY_EXPORTS"
                ~ " or --vars exports_dir). Name a folder that holds " ~ contract.keys()
                | join(', ') ~ ", each as .csv or .parquet."
            ) }}
        {%- endif -%}
        {%- for table in tables -%}
            {%- set export = contract[table] -%}
            {%- if table in files -%}
                {{ check_export_file(files[table], export.columns) }}
            {%- elif export.required -%}
                {{ exceptions.raise_compiler_error(
                    exports_dir() ~ " lacks " ~ table ~ ".csv (or .parquet). Add it with the"
                    ~ " columns " ~ export.columns | join(', ')
                    ~ "; a header alone means that there are no records."
                ) }}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
