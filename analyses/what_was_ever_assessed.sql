-- What share of what each team requires was ever assessed, is current, is verified?
select
    team_path,
    sum(required_count) as required_count,
    cast(sum(assessed_count) as double) / sum(required_count) as assessed_share,
    cast(sum(current_count) as double) / sum(required_count) as current_share,
    cast(sum(verified_count) as double) / sum(required_count) as verified_share
from {{ ref('rpt_assessment_completeness') }}
group by team_path
order by team_path
