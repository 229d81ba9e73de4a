-- Each team: required skills that nobody covers, or one person does.
select
    team_id,
    skill_name,
    importance,
    cover_status,
    only_person_id,
    only_full_name,
    deputy_count,
    lapsed_count,
    covering_count,
    member_count,
    cover_level
from marts.rpt_single_points_of_failure
where list_contains($ids, team_id) and cover_status <> 'covered'
order by
    covering_count,
    case importance when 'essential' then 0 else 1 end,
    skill_order,
    skill_key
