{#- Texts as literals of SQL, with commas between them.

    Arguments:
        texts: list of the texts; none is NULL -#}
{% macro text_literals(texts) -%}
    {%- for text in texts -%}
        {{ 'null' if text is none else text_literal(text) }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
