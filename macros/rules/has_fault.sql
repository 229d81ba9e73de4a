{#- Whether a text has one of the faults of text_faults().

    Arguments:
        rule: name of the rule
        text: a text expression -#}
{% macro has_fault(rule, text) -%}
    {%- set fault = text_faults()[rule] -%}
    (
        {{ matches(text, fault.pattern) }}
        {%- if fault.unless %}
        and not {{ matches(text, fault.unless) }}
        {%- endif %}
    )
{%- endmacro %}
