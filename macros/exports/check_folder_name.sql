{#- Stop with one clear message when a folder has a character in its name by which the
    engine would look for other folders too.

    Arguments:
        folder: path of the folder -#}
{% macro check_folder_name(folder) -%}
    {{ return(adapter.dispatch('check_folder_name')(folder)) }}
{%- endmacro %}

{% macro default__check_folder_name(folder, engine='DuckDB', signs=['*', '?', '[']) -%}
    {%- if signs | select('in', folder) | list -%}
        {{ exceptions.raise_compiler_error(
            "The folder of exports " ~ folder ~ " has one of " ~ signs | join(' ')
            ~ " in its name, by which " ~ engine ~ " would look for other folders too."
            ~ " Rename it."
        ) }}
    {%- endif -%}
{%- endmacro %}

{% macro spark__check_folder_name(folder) -%}
    {{ default__check_folder_name(folder, 'Spark', ['*', '?', '[', '{', '\\']) }}
{%- endmacro %}
