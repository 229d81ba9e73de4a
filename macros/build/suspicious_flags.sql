{#- The flags of suspicious records, which vars: reject_suspicious may name. A test compares
    them with seeds/quality/record_reasons.csv, which explains them. -#}
{% macro suspicious_flags() -%}
    {{ return([
        'unknown_parent_team_id', 'team_loop', 'unknown_next_role_id',
        'unknown_manager_id', 'own_manager', 'manager_not_managing',
        'outside_assignments', 'skill_not_in_release', 'two_levels_one_day',
        'unknown_assessor', 'unnamed_assessor', 'no_assignment_to_end',
        'already_in_place',
    ]) }}
{%- endmacro %}
