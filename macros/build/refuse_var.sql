{#- Stop because of the value of a var, and say what it must be.

    Arguments:
        name: name of the var
        form: what its value must be -#}
{% macro refuse_var(name, form) -%}
    {{ exceptions.raise_compiler_error(
        "vars: " ~ name ~ " is '" ~ var(name) ~ "'. Make it " ~ form ~ "."
    ) }}
{%- endmacro %}
