{#- Those flags of a suspicious record that vars: reject_suspicious names, as reasons to
    reject it; NULL where it has none of them.

    Arguments:
        flags: a text column of flags joined by commas -#}
{% macro flags_to_reject(flags) -%}
    {%- set conditions = {} -%}
    {%- for flag in var('reject_suspicious') -%}
        {%- do conditions.update({
            flag: "concat(',', " ~ flags ~ ", ',') like '%," ~ flag ~ ",%'"
        }) -%}
    {%- endfor -%}
    {%- if conditions -%}
        {{ reasons(conditions) }}
    {%- else -%}
        cast(null as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}
