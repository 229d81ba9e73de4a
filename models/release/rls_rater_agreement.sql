with groups as (
    select * from {{ ref('int_release_groups') }}
    where is_shown and role_id is null
),

pairs as (
    select * from {{ ref('int_release_pairs') }}
),

details as (
    select * from {{ ref('int_release_details') }}
),

agreement as (
    select
        *,
        concat_ws(' ', framework_id, first_assessor_type, second_assessor_type)
            as subject
    from {{ ref('rpt_rater_agreement') }}
    where scope in ('organisation', 'team')
),

counted as (
    select
        group_id,
        subject,
        sum(case when measure = 'pairs' then counted else 0 end) as pair_count,
        sum(case when measure = 'pairs' and place = 3 then counted else 0 end)
            as exact_count,
        sum(case when measure = 'people' then counted else 0 end) as people_count
    from pairs
    group by group_id, subject
),

final as (
    select
        agreement.framework_id,
        agreement.scope,
        agreement.scope_id,
        agreement.first_assessor_type,
        agreement.second_assessor_type,
        agreement.scope_name,
        {{ rounded_count('counted.pair_count') }} as pair_count,
        {{ rounded_count('counted.people_count') }} as people_count,
        cast({{ rounded_count('counted.exact_count') }} as double)
        / {{ rounded_count('counted.pair_count') }} as exact_share,
        cast(round(agreement.quadratic_weighted_kappa, 1) as double)
            as quadratic_weighted_kappa,
        cast(round(agreement.mean_difference, 1) as double) as mean_difference,
        agreement.as_of_date
    from agreement
    inner join groups
        on
            (agreement.scope = 'organisation' and groups.whole_id = 'everyone')
            or (agreement.scope = 'team' and agreement.scope_id = groups.team_id)
    inner join counted
        on
            groups.group_id = counted.group_id
            and agreement.subject = counted.subject
    inner join details
        on
            groups.whole_id = details.whole_id
            and agreement.subject = details.subject
    where
        not agreement.is_hidden
        and counted.people_count >= {{ release_policy()['group_minimum'] }}
        and details.detail >= 1
)

select * from final
