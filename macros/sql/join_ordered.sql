{#- Text values of a group joined in an order; NULLs are passed over, and NULL when there is
    nothing else.

    DuckDB: string_agg with an order of its own. Spark has none before version 4: a list of
    order and text is sorted, by ascending values.

    Arguments:
        column: a text column
        separator: a text literal
        order: expressions to order by, ascending, joined by commas -#}
{% macro join_ordered(column, separator, order) -%}
    {{ return(adapter.dispatch('join_ordered')(column, separator, order)) }}
{%- endmacro %}

{% macro default__join_ordered(column, separator, order) -%}
    string_agg({{ column }}, {{ separator }} order by {{ order }})
{%- endmacro %}

{% macro spark__join_ordered(column, separator, order) -%}
    case
        when count({{ column }}) > 0
            then array_join(
                transform(
                    array_sort(collect_list(
                        case
                            when {{ column }} is not null
                                then named_struct(
                                    'place', struct({{ order }}), 'text', {{ column }}
                                )
                        end
                    )),
                    joined -> joined.text
                ),
                {{ separator }}
            )
    end
{%- endmacro %}
