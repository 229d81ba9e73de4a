{#- Clean text in lower case, for columns whose words are a closed list (level, status).

    Arguments:
        column: a text column -#}
{% macro clean_word(column) -%}
    lower({{ clean_text(column) }})
{%- endmacro %}
