{#- The numbers of rule 11 as a dict: `smallest_count`, the fewest people that a number may
    count (1 to one less are suppressed); `rounding_base`, what others are rounded to;
    `group_minimum`, the fewest people of a team or role that is broken down at all: twice
    the threshold, for in a smaller group there is little to show but 0 % and 100 %. -#}
{% macro release_policy() -%}
    {{ return({
        'smallest_count': 8,
        'rounding_base': 5,
        'group_minimum': 2 * var('suppression_threshold') | int,
    }) }}
{%- endmacro %}
