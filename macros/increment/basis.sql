{#- What a build rests on, as rows of kind, name and value: where one of them has changed, an
    increment would be wrong. But files of a content that is looked into may have another one:
    those of the workforce and of the assessments (find_concerned()). -#}
{% macro basis() -%}
    {%- for name in policy_vars() %}
    select
        'var' as kind,
        '{{ name }}' as name,
        {{ text_literal(var(name) | string) }} as value
    union all
    {%- endfor %}
    {%- set files = files_in_exports_dir() if exports_dir() else {} -%}
    {%- for table, path in files.items() %}
    select
        '{{ "file" if export_contract()[table].export == "framework" else "content" }}' as kind,
        {{ text_literal(path.split("/") | last) }} as name,
        {%- if table == 'assessments' %}
        cast(null as {{ dbt.type_string() }}) as value
        {%- else %}
        (select md5(content) from {{ file_bytes(path) }}) as value
        {%- endif %}
    union all
    {%- endfor %}
    select
        'version' as kind,
        'dbt' as name,
        '{{ dbt_version }}' as value
    union all
    select
        'version' as kind,
        '{{ target.type }}' as name,
        version() as value
    union all
    select
        'code' as kind,
        'the project' as name,
        {{ code_hash() }} as value
{%- endmacro %}
