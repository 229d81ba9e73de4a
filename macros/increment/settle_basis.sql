{#- Note at the end of a run that it built every seed and model: only on such a build can
    an increment stand.

    Arguments:
        results: dbt's results of the run -#}
{% macro settle_basis(results) -%}
    {%- if may_increment() -%}
        {%- set done = results | selectattr('status', 'in', ['success', 'no-op'])
            | map(attribute='node.unique_id') | list -%}
        {%- set missing = [] -%}
        {%- for node in graph.nodes.values()
            if node.resource_type in ('seed', 'model')
            and node.config.materialized != 'ephemeral'
            and (node.resource_type == 'model' or flags.WHICH == 'build')
            and node.unique_id not in done
        -%}
            {%- do missing.append(node.name) -%}
        {%- endfor -%}
        {%- if not missing and not flags.EMPTY and not flags.SAMPLE -%}
            insert into {{ built('build', 'basis') }} values ('settled', '', '')
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
