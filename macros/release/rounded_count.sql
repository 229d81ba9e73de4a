{#- A count as it may leave the team: rounded to the nearest multiple of the rounding base.
    To be used on counts that are shown at all: none, or smallest_count and more.

    Arguments:
        count: the exact whole number -#}
{% macro rounded_count(count) -%}
    {%- set base = release_policy()['rounding_base'] -%}
    cast(
        {{ count }} + {{ base // 2 }} - mod({{ count }} + {{ base // 2 }}, {{ base }})
        as integer
    )
{%- endmacro %}
