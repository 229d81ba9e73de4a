{#- A model as it is today, to be compared with the same model in the scenario that is
    built (vars: scenario); without a scenario the two are one.

    Arguments:
        model: name of the model -#}
{% macro today(model) -%}
    {%- set built = ref(model) -%}
    {%- if scenario() == '' -%}
        {{ return(built) }}
    {%- endif -%}
    {%- set relation = api.Relation.create(
        database=built.database,
        schema=built.schema.removesuffix('_' ~ scenario()),
        identifier=built.identifier
    ) -%}
    {%- if execute and not load_relation(relation) -%}
        {{ exceptions.raise_compiler_error(
            "There is no " ~ relation.schema ~ "." ~ model ~ " to compare the scenario "
            ~ scenario() ~ " with. Build today first: dbt build, without a scenario."
        ) }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}
