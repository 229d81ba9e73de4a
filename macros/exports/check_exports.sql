{#- Look at the folder that exports_dir() names before anything is built, and stop with one
    clear message when a file is missing, has other columns than the contract, or cannot be
    read. Runs at the start of each dbt command; without a folder it does nothing. -#}
{% macro check_exports() -%}
    {%- if execute and exports_dir() != '' and flags.WHICH in ('build', 'run', 'test') -%}
        {%- set contract = export_contract() -%}
        {%- set files = files_in_exports_dir() -%}
        {%- if not files -%}
            {{ exceptions.raise_compiler_error(
                "There is no export in the folder " ~ exports_dir() ~ " (COMPETENCY_EXPORTS"
                ~ " or --vars exports_dir). Name a folder that holds " ~ contract.keys()
                | join(', ') ~ ", each as .csv or .parquet."
            ) }}
        {%- endif -%}
        {%- for table, export in contract.items() -%}
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
