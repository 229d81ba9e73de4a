{#- A claim about every row. Returns the rows for which it does not hold, or is NULL.

    Arguments:
        model: the table
        claim: an SQL condition -#}
{% test holds(model, claim) -%}

select *
from {{ model }}
where not coalesce({{ claim }}, false)

{%- endtest %}
