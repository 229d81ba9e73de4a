-- Every requirement of everybody's roles, by skill: met, below, stale, not assessed.
select
    skill_name,
    subdomain_name,
    count(*) as required_count,
    count(*) filter (where gap_status = 'met') as met_count,
    count(*) filter (where gap_status = 'below') as below_count,
    count(*) filter (where gap_status = 'stale') as stale_count,
    count(*) filter (where gap_status = 'not_assessed') as not_assessed_count,
    count(*) filter (where gap_status = 'met') / count(*)::double as met_share
from marts.rpt_role_gaps
group by skill_key, skill_name, subdomain_name
order by met_share, skill_name
