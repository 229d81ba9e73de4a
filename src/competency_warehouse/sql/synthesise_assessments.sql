-- One row per person and sitting, with the day on which each kind of rater rates.
create table sittings as
with rounds as (
    select
        range::utinyint as round_number,
        1096 / getvariable('rounds') as days_between,
        getvariable('opens_on')
        + floor(days_between * (range - 1))::integer as round_on,
    from range(1, getvariable('rounds') + 1)
),

drawn as (
    select
        workers.person_number,
        rounds.round_number,
        rounds.days_between,
        rounds.round_on,
        workers.rated_until,
        low_bits(
            'sitting',
            workers.person_number || ':' || rounds.round_number
        ) as low_bits,
        high_bits(
            'sitting',
            workers.person_number || ':' || rounds.round_number
        ) as high_bits,
    from workers
    cross join rounds
),

dated as (
    select
        *,
        round_on + floor(
            days_between * (0.35 + 0.4 * uniform(low_bits, 0))
        )::integer as self_on,
        self_on + floor(
            days_between * 0.2 * uniform(low_bits, 1)
        )::integer as manager_on,
        self_on + floor(
            days_between * 0.2 * uniform(low_bits, 2)
        )::integer as peer_on,
        self_on + floor(
            days_between * 0.2 * uniform(low_bits, 3)
        )::integer as assessor_on,
    from drawn
)

select *
from dated
where self_on <= rated_until;

-- Main stints, numbered within their unit: who was there to be asked.
create table members as
select
    unit_number,
    person_number,
    started_on,
    ended_on,
    row_number() over (
        partition by unit_number
        order by person_number, started_on
    ) - 1 as seat,
from stints
where is_main;

-- The few people who assess all others, once trained.
create table assessors as
with eligible as (
    select person_number
    from workers
    where left_on is null and joined_on <= getvariable('opens_on')
    order by
        low_bits('assessor', person_number),
        person_number
    limit greatest(1, getvariable('people') // 25)
)

select
    person_number,
    row_number() over (order by person_number) - 1 as seat,
from eligible;

set variable assessor_count = (select count(*) from assessors);

-- One row per sitting and person who rates in it, inside a main post of the rated.
create table raters as
with unit_seats as (
    select
        unit_number,
        count(*) as seat_count,
    from members
    group by unit_number
),

in_post as materialized (
    select
        sittings.*,
        stints.unit_number,
        stints.manager_number,
        stints.ended_on,
        choice(
            uniform(sittings.high_bits, 2) / 0.45,
            unit_seats.seat_count
        ) as peer_seat,
        choice(
            uniform(sittings.high_bits, 3) / 0.15,
            getvariable('assessor_count')
        ) as assessor_seat,
    from sittings
    inner join stints
        on
            sittings.person_number = stints.person_number
            and sittings.self_on between stints.started_on and stints.ended_on
    inner join unit_seats using (unit_number)
    where stints.is_main
),

by_self as (
    select
        person_number,
        round_number,
        1::utinyint as rater,
        person_number as assessor_number,
        self_on as assessed_on,
    from in_post
    where uniform(high_bits, 0) < 0.97
),

by_manager as (
    select
        person_number,
        round_number,
        2::utinyint as rater,
        manager_number as assessor_number,
        manager_on as assessed_on,
    from in_post
    where
        manager_number is not null
        and manager_on <= ended_on
        and uniform(high_bits, 1) < 0.93
),

by_peer as (
    select
        in_post.person_number,
        in_post.round_number,
        3::utinyint as rater,
        members.person_number as assessor_number,
        in_post.peer_on as assessed_on,
    from in_post
    inner join members
        on
            in_post.unit_number = members.unit_number
            and in_post.peer_seat = members.seat
    where
        uniform(in_post.high_bits, 2) < 0.45
        and in_post.peer_on <= in_post.ended_on
        and in_post.peer_on between members.started_on and members.ended_on
        and members.person_number <> in_post.person_number
        and members.person_number is distinct from in_post.manager_number
),

by_assessor as (
    select
        in_post.person_number,
        in_post.round_number,
        4::utinyint as rater,
        assessors.person_number as assessor_number,
        in_post.assessor_on as assessed_on,
    from in_post
    inner join assessors
        on in_post.assessor_seat = assessors.seat
    where
        uniform(in_post.high_bits, 3) < 0.15
        and in_post.assessor_on <= in_post.ended_on
        and assessors.person_number <> in_post.person_number
        and assessors.person_number is distinct from in_post.manager_number
),

together as (
    select * from by_self
    union all
    select * from by_manager
    union all
    select * from by_peer
    union all
    select * from by_assessor
)

select
    together.*,
    concat_ws(
        ':',
        together.person_number,
        together.round_number,
        together.rater
    ) as name,
    low_bits('rater', name) as low_bits,
    high_bits('rater', name) as high_bits,
    -- Which skills a sitting is about is the same for all its raters.
    high_bits(
        'about',
        together.person_number || ':' || together.round_number
    ) as about_bits,
    -- Self-ratings run higher than managers'; each rater is strict or kind in a way.
    [0.22, -0.2, 0.04, -0.1][together.rater] + 0.15 * raters.generosity as leaning,
from together
inner join workers as raters
    on together.assessor_number = raters.person_number;

-- Of all that could be rated, the share that makes the wanted number of assessments.
set variable kept_share = (
    with skill_counts as (
        select
            person_number,
            count(*) as skill_count,
        from rated_skills
        group by person_number
    )

    select getvariable('assessments') / sum(skill_counts.skill_count)
    from raters
    inner join skill_counts using (person_number)
);

-- One row per rating, still in numbers.
create table ratings as
with drawn as (
    select
        raters.person_number,
        rated_skills.skill_number,
        raters.round_number,
        raters.rater,
        raters.assessor_number,
        raters.assessed_on,
        rated_skills.level_count,
        rated_skills.proficiency
        + rated_skills.growth
        * (raters.assessed_on - getvariable('opens_on')) / 365.25
        + raters.leaning as perceived,
        xor(rated_skills.low_bits, raters.low_bits) as noise_bits,
        xor(rated_skills.high_bits, raters.high_bits) as detail_bits,
    from raters
    inner join rated_skills using (person_number)
    where
        uniform(xor(rated_skills.high_bits, raters.about_bits), 0)
        < getvariable('kept_share')
)

select
    person_number,
    skill_number,
    round_number,
    rater,
    assessor_number,
    assessed_on,
    least(
        level_count,
        greatest(0, floor(perceived + 0.4 * bell(noise_bits) + 0.5))
    )::utinyint as level_rank,
    detail_bits,
from drawn;
