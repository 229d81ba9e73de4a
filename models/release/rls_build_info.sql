{%- set policy = release_policy() -%}
with build_info as (
    select * from {{ ref('qly_build_info') }}
),

final as (
    select
        releases_in_force,
        -- The same for two releases: their person_keys can be linked.
        left({{ pseudonym("'key'", 'fingerprint') }}, 16) as key_fingerprint,
        agreement_min_pairs,
        cast({{ var('suppression_threshold') }} as integer) as suppression_threshold,
        cast({{ policy['group_minimum'] }} as integer) as group_minimum,
        cast({{ policy['smallest_count'] }} as integer) as smallest_count,
        cast({{ policy['rounding_base'] }} as integer) as rounding_base,
        as_of_date
    from build_info
)

select * from final
