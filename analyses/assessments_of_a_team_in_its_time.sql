-- How many assessments did the people of each team have while they belonged to it?
select
    teams.team_path,
    count(distinct bridge.assessment_id) as assessment_count,
    count(distinct assessments.person_id) as person_count
from {{ ref('bridge_assessment_teams') }} as bridge
inner join {{ ref('fct_assessments') }} as assessments
    on bridge.assessment_id = assessments.assessment_id
inner join {{ ref('dim_teams') }} as teams on bridge.team_id = teams.team_id
group by teams.team_path
order by teams.team_path
