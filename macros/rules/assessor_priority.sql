{#- How much an assessor type weighs under the prioritised rule: assessor > manager > peer >
    self.

    Arguments:
        column: a column of assessor types -#}
{% macro assessor_priority(column='assessor_type') -%}
    case {{ column }}
        when 'assessor' then 4
        when 'manager' then 3
        when 'peer' then 2
        else 1
    end
{%- endmacro %}
