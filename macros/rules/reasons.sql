{#- The codes of all conditions that hold for a row, joined by commas; NULL where none does.
    Every code is explained in seeds/quality/record_reasons.csv.

    Arguments:
        conditions: {code: condition} -#}
{% macro reasons(conditions) -%}
    {#- The codes are put together for the few rows that have one. -#}
    case
        when
            {%- for condition in conditions.values() %}
            {{ 'or ' if not loop.first }}({{ condition }})
            {%- endfor %}
            then concat_ws(
                ','
                {%- for code, condition in conditions.items() %},
                case when {{ condition }} then '{{ code }}' end
                {%- endfor %}
            )
    end
{%- endmacro %}
