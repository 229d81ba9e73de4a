{#- The reasons of a record whose key came more than once; NULL where there is none.

    Arguments:
        repeated: name of a joined relation made by repeated_records() -#}
{% macro repeat_reasons(repeated) -%}
    {{ reasons({
        'copy_of_earlier_record': repeated ~ '.is_copy',
        'contradicts_other_record': repeated ~ '.is_contradicted',
    }) }}
{%- endmacro %}
