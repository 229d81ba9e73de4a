{#- A composite key: its columns are never NULL and no two rows share them. Returns one row
    per key that is repeated or has a NULL in it.

    Arguments:
        model: the table
        columns: list of the columns that together make the key -#}
{% test is_key(model, columns) -%}

select
    {%- for column in columns %}
    {{ column }},
    {%- endfor %}
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns %}
    or {{ column }} is null
    {%- endfor %}

{%- endtest %}
