{#- The CTEs in which a record that says nothing of a release is looked up: frameworks
    (framework_id), skills (framework_id, skill_id) that any release has, and levels
    (framework_id, level). Of accepted records, each once, so that a join to them
    multiplies nothing. -#}
{% macro framework_lookups() -%}
frameworks as (
    select distinct framework_id
    from {{ ref('int_framework_releases_checked') }}
    where record_state = 'accepted'
),

skills as (
    select distinct
        framework_id,
        node_id as skill_id
    from {{ ref('int_framework_outline_checked') }}
    where record_state = 'accepted' and node_type = 'skill'
),

levels as (
    select
        framework_id,
        level
    from {{ ref('int_framework_levels_checked') }}
    where record_state = 'accepted'
)
{%- endmacro %}
