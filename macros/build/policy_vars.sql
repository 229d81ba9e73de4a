{#- The names of all vars of dbt_project.yml that a table depends on; a test holds the list
    against that file. The scenario is none: it has schemas of its own. -#}
{% macro policy_vars() -%}
    {{ return([
        'as_of_date', 'known_at', 'level_rule', 'currency_months', 'due_days',
        'incomplete_level_severity', 'max_rejected_share', 'reject_suspicious',
        'cover_level', 'coverage_months', 'benchmark_min_members', 'pairing_days',
        'agreement_min_pairs', 'suppression_threshold',
    ]) }}
{%- endmacro %}
