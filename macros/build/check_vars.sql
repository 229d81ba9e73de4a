{#- Stop with one clear message when a policy var has a value that no rule knows. -#}
{% macro check_vars() -%}
    {%- set choices = {
        'level_rule': ['prioritised', 'latest', 'highest'],
        'incomplete_level_severity': ['error', 'warn'],
    } -%}
    {%- for name, values in choices.items() if var(name) not in values -%}
        {{ exceptions.raise_compiler_error(
            "vars: " ~ name ~ " is '" ~ var(name) ~ "'. Make it one of "
            ~ values | join(', ') ~ "."
        ) }}
    {%- endfor -%}
    {%- for name, pattern, form in [
        ('as_of_date', '^(\d{4}-\d\d-\d\d)?$', 'a day, YYYY-MM-DD'),
        (
            'known_at',
            '^(\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?)?$',
            "a UTC moment, 'YYYY-MM-DD HH:MM:SS', or a day, YYYY-MM-DD",
        ),
        ('currency_months', '^[1-9]\d*$', 'a whole number of months'),
        ('due_days', '^\d+$', 'a whole number of days'),
        ('max_rejected_share', '^(0(\.\d+)?|1(\.0+)?)$', 'a share from 0 to 1'),
    ] if not modules.re.match(pattern, var(name) | string) -%}
        {{ exceptions.raise_compiler_error(
            "vars: " ~ name ~ " is '" ~ var(name) ~ "'. Make it " ~ form ~ "."
        ) }}
    {%- endfor -%}
{%- endmacro %}
