-- Teams in which essential skills hang on one person or on nobody, the worst first.
select
    team_id,
    team_name,
    count(*) filter (where cover_status = 'uncovered') as uncovered_count,
    count(*) filter (where cover_status = 'single') as single_count
from marts.rpt_single_points_of_failure
where cover_status <> 'covered' and importance = 'essential'
group by team_id, team_name, team_path
order by uncovered_count desc, single_count desc, team_path, team_id
limit 4
