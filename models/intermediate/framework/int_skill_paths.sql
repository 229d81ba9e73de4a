-- Drafts are steps aside: the way from skill to skill leads through what only drafts
-- have, and ends elsewhere.
with published as (
    select distinct identities.identity_key
    from {{ ref('int_skill_identities') }} as identities
    inner join {{ ref('int_framework_releases_ordered') }} as releases
        on
            identities.framework_id = releases.framework_id
            and identities.release_id = releases.release_id
    where releases.is_published
),

edges as (
    select
        successions.from_identity_key as identity_key,
        case
            when published.identity_key is not null
                then concat('end ', successions.to_identity_key)
            else successions.to_identity_key
        end as next_key
    from {{ ref('int_skill_successions') }} as successions
    left join published on successions.to_identity_key = published.identity_key
),

{{ ancestor_closure('edges', 'identity_key', 'next_key') }}

select
    identity_key as from_identity_key,
    replace(ancestor_id, 'end ', '') as to_identity_key,
    steps
from closure
