-- The headline figures: a row each, with its definition. Run on the previous
-- publication too, to tell what changed.
select
    1 as position,
    'people' as figure,
    'People today' as label,
    count(*)::double as value,
    null::bigint as of_count,
    'count' as unit,
    'People with an assignment that runs on the as-of date (dim_people.is_current).'
        as definition
from marts.dim_people
where is_current
union all
select
    2,
    'required_met',
    'Requirements met',
    count(*) filter (where gap_status = 'met') / nullif(count(*), 0)::double,
    count(*),
    'share',
    'Of all requirements that people''s roles make of them (one for each person, role '
    || 'and required skill), the share where the person holds the required level by a '
    || 'rating that is still current (rpt_role_gaps.gap_status = met). Not assessed and '
    || 'stale count as not met, since nobody knows.'
from marts.rpt_role_gaps
union all
select
    3,
    'required_unknown',
    'Requirements nobody knows about',
    count(*) filter (where gap_status in ('not_assessed', 'stale'))
    / nullif(count(*), 0)::double,
    count(*),
    'share',
    'The share of the same requirements where the person was never assessed, or all '
    || 'ratings are out of date (gap_status = not_assessed or stale). The remedy is to '
    || 'assess, not to train.'
from marts.rpt_role_gaps
union all
select
    4,
    'uncovered',
    'Required skills that nobody covers',
    count(*) filter (where cover_status = 'uncovered'),
    count(*),
    'count',
    'Of all pairs of a team and a skill that a role in it requires, those where no '
    || 'member holds the level that works independently '
    || '(rpt_single_points_of_failure.cover_status = uncovered). A team includes the '
    || 'teams below it.'
from marts.rpt_single_points_of_failure
union all
select
    5,
    'single',
    'Required skills that hang on one person',
    count(*) filter (where cover_status = 'single'),
    count(*),
    'count',
    'The same pairs, where exactly one member holds that level (cover_status = single).'
from marts.rpt_single_points_of_failure
union all
select
    6,
    'ready',
    'People ready for their own role',
    count(*) filter (where is_ready),
    count(*),
    'count',
    'Of all pairs of a person and a role they hold, those where every essential '
    || 'requirement is met by a current, verified rating (rpt_role_readiness.is_ready).'
from marts.rpt_role_readiness
where is_own_role
union all
select
    7,
    'current',
    'Ratings in date',
    count(*) filter (where currency_status in ('current', 'due'))
    / nullif(count(*), 0)::double,
    count(*),
    'share',
    'Of all pairs of a person and a skill that were ever assessed, the share whose '
    || 'rating is still inside its currency window (rpt_assessment_currency: current, or '
    || 'due for renewal).'
from marts.rpt_assessment_currency
union all
select
    8,
    'rejected',
    'Records rejected',
    rejected_count,
    received_count,
    'count',
    'Records of the exports that could not be used. Each is listed with its reason '
    || '(qly_rejected_records).'
from quality.qly_build_info
order by position
