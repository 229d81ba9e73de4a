-- Each person: the stretches of days with one level, by skill.
select
    intervals.person_id,
    skills.skill_name,
    intervals.level,
    intervals.effective_rank,
    intervals.valid_from,
    intervals.valid_to,
    coalesce(intervals.valid_to, info.as_of_date) as shown_to,
    coalesce(intervals.valid_to, info.as_of_date) - intervals.valid_from as days,
    intervals.is_running
from marts.fct_skill_level_intervals as intervals
inner join marts.dim_skills as skills using (skill_key)
cross join quality.qly_build_info as info
where list_contains($ids, intervals.person_id)
order by skills.skill_order, skills.skill_key, intervals.valid_from
