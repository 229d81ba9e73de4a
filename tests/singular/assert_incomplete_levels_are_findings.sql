-- What: the findings level_missing and level_empty are just the skill levels of
--   rpt_framework_matrix in those states.
-- When it matters: the states of levels or the collecting of findings change.
-- How to resolve: look up the skill and level in int_skill_levels_classified.
with matrix as (
    select
        matrix.skill_key,
        levels.level,
        concat('level_', matrix.level_state) as rule
    from {{ ref('rpt_framework_matrix') }} as matrix
    inner join {{ ref('dim_levels') }} as levels on matrix.level_key = levels.level_key
    where matrix.level_state in ('missing', 'empty')
),

findings as (
    select
        skill_key,
        level,
        rule
    from {{ ref('rpt_framework_findings') }}
    where rule in ('level_missing', 'level_empty')
)

select
    matrix.skill_key as matrix_skill_key,
    matrix.level as matrix_level,
    matrix.rule as matrix_rule,
    findings.skill_key as finding_skill_key,
    findings.level as finding_level,
    findings.rule as finding_rule
from matrix
full outer join findings
    on
        matrix.skill_key = findings.skill_key
        and matrix.level = findings.level
        and matrix.rule = findings.rule
where matrix.skill_key is null or findings.skill_key is null
