{#- Between `as` and the parenthesis of a CTE that is named more than once: read what it is made
    of anew each time, in place of keeping its rows. Of a hundred million the rows are more than
    the memory holds, and then more than the disk. Spark does so anyway. -#}
{% macro not_materialized() -%}
    {{ return(adapter.dispatch('not_materialized')()) }}
{%- endmacro %}

{% macro default__not_materialized() -%}
    {{ return('not materialized') }}
{%- endmacro %}

{% macro spark__not_materialized() -%}
    {{ return('') }}
{%- endmacro %}
