{#- Stop with one clear message when a policy var has a value that no rule knows. -#}
{% macro check_vars() -%}
    {%- set choices = {
        'level_rule': ['prioritised', 'latest', 'highest'],
        'incomplete_level_severity': ['error', 'warn'],
    } -%}
    {%- for name, values in choices.items() if var(name) not in values -%}
        {{ refuse_var(name, "one of " ~ values | join(', ')) }}
    {%- endfor -%}

    {%- for name, pattern, form in [
        ('as_of_date', '^(\d{4}-\d\d-\d\d)?$', 'a day, YYYY-MM-DD'),
        (
            'known_at',
            '^(\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?)?$',
            "a UTC moment, 'YYYY-MM-DD HH:MM:SS', or a day, YYYY-MM-DD",
        ),
        ('currency_months', '^[1-9]\d{0,3}$', 'a whole number of months, 1 to 9999'),
        ('due_days', '^\d{1,5}$', 'a whole number of days, 0 to 99999'),
        ('coverage_months', '^[1-9]\d{0,2}$', 'a whole number of months, 1 to 999'),
        (
            'benchmark_min_members',
            '^[1-9]\d{0,4}$',
            'a whole number of people, 1 to 99999',
        ),
        ('cover_level', '^(?!none$)\S(.*\S)?$', 'the word of a level, and not none'),
        ('pairing_days', '^\d{1,5}$', 'a whole number of days, 0 to 99999'),
        ('agreement_min_pairs', '^[1-9]\d{0,4}$', 'a whole number, 1 to 99999'),
        (
            'suppression_threshold',
            '^([89]|[1-9]\d{1,4})$',
            'a whole number of people, 8 to 99999',
        ),
    ] -%}
        {%- if not modules.re.match(pattern, var(name) | string) -%}
            {{ refuse_var(name, form) }}
        {%- elif execute and name in ('as_of_date', 'known_at') and var(name) -%}
            {%- set moment = "try_cast('" ~ var(name) ~ "' as timestamp)" -%}
            {%- if run_query("select " ~ moment ~ " is null").rows[0][0] -%}
                {{ refuse_var(name, form ~ ", that the calendar has") }}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}

    {%- set share = var('max_rejected_share') -%}
    {%- if share is not number or share is boolean or share < 0 or share > 1 -%}
        {{ refuse_var('max_rejected_share', "a share from 0 to 1") }}
    {%- endif -%}

    {%- set flags_named = var('reject_suspicious') -%}
    {%- if flags_named is string or flags_named is not iterable
        or flags_named | reject('in', suspicious_flags()) | list -%}
        {{ refuse_var(
            'reject_suspicious',
            "a list, [] or of " ~ suspicious_flags() | join(', ')
        ) }}
    {%- endif -%}
{%- endmacro %}
