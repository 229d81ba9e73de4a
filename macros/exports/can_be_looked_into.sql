{#- Whether a file is small enough (under 256 MB) for its bytes to be looked at as one
    value. Larger ones are left to the engine's readers, whose messages are less plain.

    Arguments:
        file: path of the file -#}
{% macro can_be_looked_into(file) -%}
    {{ return(run_query(
        "select max(size) < 268435456 from " ~ file_bytes(file)
    ).rows[0][0]) }}
{%- endmacro %}
