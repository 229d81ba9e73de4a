with cells as (
    select * from {{ ref('int_release_cells') }}
),

cuts as (
    select * from {{ ref('int_release_cuts') }}
),

groups as (
    select * from {{ ref('int_release_groups') }}
    where is_shown
),

ancestors as (
    select * from {{ ref('bridge_team_ancestors') }}
),

skills as (
    select * from {{ ref('dim_skills') }}
),

places as (
    select
        scale_id,
        place
    from cuts
    union all
    select distinct
        scale_id,
        0 as place
    from cuts
),

-- The block that a place lies in when the first so many cuts are made: it is named by
-- the highest of these cuts that is not above the place.
blocks as (
    select
        places.scale_id,
        details.cut_order as detail,
        places.place,
        coalesce(max(cuts.place), 0) as block
    from places
    inner join cuts as details on places.scale_id = details.scale_id
    left join cuts
        on
            places.scale_id = cuts.scale_id
            and places.place >= cuts.place
            and details.cut_order >= cuts.cut_order
    group by places.scale_id, details.cut_order, places.place
),

scaled_cells as (
    select
        cells.*,
        case
            when cells.whole_id = 'roles' or skills.skill_key is null then 'met'
            else skills.framework_id
        end as scale_id
    from cells
    left join skills on cells.subject = skills.skill_key
),

block_counts as (
    select
        scaled_cells.whole_id,
        scaled_cells.group_id,
        scaled_cells.subject,
        scaled_cells.measure,
        blocks.detail,
        blocks.block,
        sum(scaled_cells.counted) as counted
    from scaled_cells
    inner join blocks
        on
            scaled_cells.scale_id = blocks.scale_id
            and scaled_cells.place = blocks.place
    group by
        scaled_cells.whole_id,
        scaled_cells.group_id,
        scaled_cells.subject,
        scaled_cells.measure,
        blocks.detail,
        blocks.block
),

own_details as (
    select
        whole_id,
        subject,
        coalesce(
            min(
                case
                    when
                        counted != 0
                        and abs(counted)
                        < {{ release_policy()['smallest_count'] }}
                        then detail - 1
                end
            ),
            max(detail)
        ) as detail
    from block_counts
    group by whole_id, subject
),

wholes as (
    select distinct
        whole_id,
        team_id is not null as is_of_teams
    from groups
),

-- Parts show no more than their whole does.
paths as (
    select
        whole_id,
        whole_id as above_id
    from wholes
    union
    select
        whole_id,
        'everyone' as above_id
    from wholes
    where is_of_teams
    union
    select
        whole_id,
        'organisation' as above_id
    from wholes
    where is_of_teams
    union
    select
        wholes.whole_id,
        concat('team ', ancestors.ancestor_team_id) as above_id
    from wholes
    inner join ancestors on wholes.whole_id = concat('team ', ancestors.team_id)
)

select
    paths.whole_id,
    own_details.subject,
    cast(min(own_details.detail) as integer) as detail
from paths
inner join own_details on paths.above_id = own_details.whole_id
group by paths.whole_id, own_details.subject
