{#- Between `as` and the parenthesis of a CTE that is named more than once: read it anew each
    time, in place of keeping all its rows. Of an export of a hundred million records the rows are
    more than the memory holds, and then more than the disk. Spark does so anyway. -#}
{% macro not_materialized() -%}
    {{ return(adapter.dispatch('not_materialized')()) }}
{%- endmacro %}

{% macro default__not_materialized() -%}
    not materialized
{%- endmacro %}

{% macro spark__not_materialized() -%}{%- endmacro %}
