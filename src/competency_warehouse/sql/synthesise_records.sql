-- What becomes records: the ratings, a few corrections, and a handful of faults.

-- One row per fault: the rating that it befalls. A handful at any scale, and none where
-- a handful would be more than 1 % of the records.
create table faults as
with kinds (fault, victim) as (
    values
    ('unreadable date', 'self'),
    ('unknown skill', 'manager'),
    ('exact copy', 'peer'),
    ('conflict', 'manager'),
    ('unknown person', 'self'),
    ('self by someone else', 'self'),
    ('not the manager', 'manager'),
    ('outside every assignment', 'leaver'),
    ('two levels on one day', 'manager')
),

numbered_kinds as (
    select
        *,
        row_number() over (partition by victim order by fault) as place,
    from kinds
),

candidates as (
    select
        ratings.*,
        workers.left_on,
        case
            when workers.left_on is not null then 'leaver'
            else ['self', 'manager', 'peer', 'assessor'][ratings.rater]
        end as victim,
        low_bits(
            'fault',
            concat_ws(':', person_number, skill_number, round_number, rater)
        ) as bits,
    from ratings
    inner join workers using (person_number)
    where ratings.person_number <= 500 and uniform(ratings.detail_bits, 3) > 0.1
),

numbered_candidates as (
    select
        *,
        row_number() over (
            partition by victim
            order by bits, person_number, skill_number, round_number, rater
        ) as place,
    from candidates
)

select
    numbered_candidates.person_number,
    numbered_candidates.skill_number,
    numbered_candidates.round_number,
    numbered_candidates.rater,
    numbered_candidates.left_on,
    numbered_kinds.fault,
from numbered_kinds
inner join numbered_candidates using (victim, place)
where getvariable('with_faults') and (select count(*) from ratings) >= 1000;

-- A neighbour on the scale, so that a second level differs from the first.
create macro another_level(level_rank) as if(level_rank > 0, level_rank - 1, 1);

-- One row per record, in numbers and in the order of the file.
create view records as
with received as (
    select
        ratings.* replace (
            case
                when faults.fault in ('self by someone else', 'not the manager')
                    then 1 + ratings.assessor_number % getvariable('people')
                else ratings.assessor_number
            end::integer as assessor_number,
            case
                when faults.fault = 'outside every assignment'
                    then least(faults.left_on + 20, getvariable('as_of'))
                else ratings.assessed_on
            end as assessed_on
        ),
        1::utinyint as delivery,
        faults.fault,
    from ratings
    left join faults using (person_number, skill_number, round_number, rater)
),

-- Corrected days later: the same id, another level.
corrections as (
    select
        * replace (
            another_level(level_rank) as level_rank,
            2::utinyint as delivery
        ),
    from received
    where uniform(detail_bits, 3) < 0.004
),

second_records as (
    select
        * replace (
            if(
                fault = 'exact copy',
                level_rank,
                another_level(level_rank)
            ) as level_rank,
            2::utinyint as delivery
        ),
    from received
    where fault in ('exact copy', 'conflict', 'two levels on one day')
),

together as (
    select * from received
    union all
    select * from corrections
    union all
    select * from second_records
)

select *
from together
order by person_number, skill_number, round_number, rater, delivery;

set variable skill_digits = width(getvariable('skill_count'), 2);
set variable round_digits = width(getvariable('rounds'), 2);

create view assessments as
with detailed as (
    select
        *,
        getvariable('skill_list')[skill_number] as skill,
        ['self', 'manager', 'peer', 'assessor'][rater] as assessor_type,
        uniform(detail_bits, 0) as trust,
        uniform(detail_bits, 1) as habit,
        uniform(detail_bits, 2) as delay,
        1 + choice(uniform(detail_bits, 3), 999) as evidence_number,
        delivery = 2 and fault is null as is_correction,
        concat_ws(
            '_',
            'assessment',
            padded(person_number, getvariable('person_digits')),
            padded(skill_number, getvariable('skill_digits')),
            padded(round_number, getvariable('round_digits')),
            assessor_type
        ) as name,
    from records
)

select
    if(
        fault = 'two levels on one day' and delivery = 2, name || '_again', name
    ) as assessment_id,
    if(
        fault = 'unknown person', 'person_unknown', person_name(person_number)
    ) as person_id,
    skill.framework_id,
    case
        when habit < 0.1 and assessed_on >= skill.released_on then skill.release_id
    end as release_id,
    if(
        fault = 'unknown skill', skill.skill_id || '-unknown', skill.skill_id
    ) as skill_id,
    if(level_rank > 0, skill.level_names[level_rank], 'none') as level,
    assessor_type,
    -- Half of those who rate themselves leave the assessor out.
    case
        when assessor_number <> person_number or habit > 0.5
            then person_name(assessor_number)
    end as assessor_id,
    if(
        fault = 'unreadable date',
        strftime(assessed_on, '%d.%m.%y'),
        assessed_on::varchar
    ) as assessed_on,
    (
        assessed_on::timestamp
        + to_seconds(8 * 3600 + choice(delay, if(delay < 0.7, 36000, 432000)))
        + to_seconds(if(is_correction, 259231, 0))
    )::varchar as recorded_at,
    case
        when rater > 1 and trust > 0.985 then 'revoked'
        when trust < [0.0, 0.35, 0.0, 0.95][rater] then 'verified'
        when trust < [0.15, 0.8, 0.4, 1.0][rater] then 'evidenced'
        else 'claimed'
    end as verification,
    case
        when verification <> 'claimed' and delay > 0.3
            then 'Example evidence ' || evidence_number
    end as evidence,
from detailed;
