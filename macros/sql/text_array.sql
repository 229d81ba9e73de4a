{#- An array of texts.

    Arguments:
        texts: list of the texts -#}
{% macro text_array(texts) -%}
    {{ return(adapter.dispatch('text_array')(texts)) }}
{%- endmacro %}

{% macro default__text_array(texts) -%}
    cast([{{ text_literals(texts) }}] as varchar[])
{%- endmacro %}

{% macro spark__text_array(texts) -%}
    cast(array({{ text_literals(texts) }}) as array<string>)
{%- endmacro %}
