-- Ratings: at each sitting a person is rated by up to four people on some of their
-- skills. A rating's draws are its skill's bits xor its rater's bits: as random as an
-- md5 for each of the many ratings, at the price of one for each skill and each rater.

-- One row per person and skill that they are rated on.
create table rated_skills as
with required as (
    select distinct
        posts.person_number,
        requirements.skill_number,
        true as is_required,
    from posts
    inner join requirements using (family_number, grade)
),

extra as (
    select
        person_number,
        1 + choice(
            uniform(low_bits('extra', person_number), 0),
            getvariable('skill_count')
        ) as skill_number,
    from workers
),

wanted as (
    select
        person_number,
        skill_number,
        coalesce(required.is_required, false) as is_required,
        low_bits('skill', person_number || ':' || skill_number) as low_bits,
        high_bits('skill', person_number || ':' || skill_number) as high_bits,
    from required
    full outer join extra using (person_number, skill_number)
)

select
    wanted.person_number,
    wanted.skill_number,
    wanted.low_bits,
    wanted.high_bits,
    skills.level_count,
    -- What they can do when the three years open, and what they learn in a year.
    skills.level_count / 3 * (workers.grade - if(wanted.is_required, 0.45, 1.2))
    + 0.45 * workers.talent
    + 0.55 * bell(wanted.low_bits) as proficiency,
    0.1 + 0.3 * workers.pace as growth,
from wanted
inner join skills using (skill_number)
inner join workers using (person_number)
where
    -- Some people are rated on all that their roles require, most on half of it.
    workers.thoroughness < 0.3
    or uniform(wanted.high_bits, 3) < 0.56;

-- A sitting every half-year, or as often as so many assessments need.
set variable rounds = (
    with skill_counts as (
        select
            person_number,
            count(*) as skill_count,
        from rated_skills
        group by person_number
    ),

    expected as (
        select
            sum(
                skill_counts.skill_count
                * greatest(
                    0,
                    least(posts.ended_on, getvariable('as_of'))
                    - greatest(posts.started_on, getvariable('opens_on'))
                )
            ) as skill_days,
        from posts
        inner join skill_counts using (person_number)
        where posts.is_main
    )

    -- 1.8: ratings that a skill gets in a sitting, a little less than it does.
    select
        greatest(
            6,
            ceil(getvariable('assessments') / (1.8 * skill_days / 1096))
        )::integer,
    from expected
);
