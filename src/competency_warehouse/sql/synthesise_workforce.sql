-- Teams, roles, people and who was where, when. Numbers stand for ids until the last
-- step. Person n is the first lead of unit n, for as many units as there are.

set variable team_count = ceil(getvariable('people') / 8)::integer;
set variable division_count = ceil(sqrt(getvariable('team_count')))::integer;
set variable unit_count =
    1 + getvariable('division_count') + getvariable('team_count');
set variable family_count =
    greatest(2, least(12, getvariable('skill_count') // 8))::integer;
set variable last_day = date '9999-12-31';

-- One row per unit: one organisation, its divisions, their teams.
create table units as
with numbered as (
    select
        range::integer as unit_number,
        range::integer - 1 as division_number,
        range::integer - 1 - getvariable('division_count') as team_number,
    from range(1, getvariable('unit_count') + 1)
)

select
    unit_number,
    case
        when unit_number = 1 then 'organisation_1'
        when team_number < 1 then 'division_' || padded(
            division_number,
            width(getvariable('division_count'), 2)
        )
        else 'team_' || padded(
            team_number,
            width(getvariable('team_count'), 3)
        )
    end as team_id,
    case
        when unit_number = 1 then 'Example Organisation'
        when team_number < 1 then 'Example Division ' || division_number
        else 'Example Team ' || team_number
    end as team_name,
    case
        when unit_number = 1 then null
        when team_number < 1 then 1
        else 2 + (team_number - 1) % getvariable('division_count')
    end as parent_number,
    -- The career that most people of the unit follow.
    1 + unit_number % getvariable('family_count') as family_number,
from numbered;

-- One row per role: three grades of each family, each leading to the next.
create table graded_roles as
with families as (
    select
        unnest(range(1, 13)) as family_number,
        unnest([
            'Data Engineer',
            'Data Scientist',
            'Platform Engineer',
            'Data Analyst',
            'Machine Learning Engineer',
            'Research Software Engineer',
            'Database Administrator',
            'Data Steward',
            'Security Engineer',
            'Test Engineer',
            'Business Analyst',
            'Solution Architect'
        ]) as family_name,
),

grades as (
    select
        unnest([1, 2, 3]) as grade,
        unnest(['', 'Senior ', 'Lead ']) as prefix,
),

named as (
    select
        families.family_number,
        grades.grade,
        grades.prefix || families.family_name as role_name,
        families.family_name as role_family,
    from families
    cross join grades
    where families.family_number <= getvariable('family_count')
)

select
    *,
    replace(lower(role_name), ' ', '_') as role_id,
from named;

-- One row per role and required skill. A family keeps its skills from grade to grade,
-- each higher grade has one more, and no level falls along the way.
create table requirements as
with ranked as (
    select
        families.family_number,
        skills.skill_number,
        skills.framework_id,
        skills.skill_id,
        skills.level_count,
        skills.level_names,
        low_bits(
            'requirement',
            families.family_number || ':' || skills.skill_number
        ) as bits,
        row_number() over (
            partition by families.family_number
            order by bits, skills.skill_number
        ) as place,
    from skills
    cross join (select distinct family_number from graded_roles) as families
),

required as (
    select
        graded_roles.role_id,
        graded_roles.family_number,
        graded_roles.grade,
        ranked.skill_number,
        ranked.framework_id,
        ranked.skill_id,
        ranked.level_count,
        ranked.level_names,
        ranked.place <= 0.6 * places.place_count as is_essential,
        -- A few skills are needed a level below or above the rest of the role.
        case
            when uniform(ranked.bits, 0) < 0.2 then graded_roles.grade - 1
            when uniform(ranked.bits, 0) < 0.85 then graded_roles.grade
            else graded_roles.grade + 1
        end as strength,
    from ranked
    inner join graded_roles using (family_number)
    cross join (
        select round(2.1 * sqrt(getvariable('skill_count'))) as place_count
    ) as places
    where ranked.place <= places.place_count + graded_roles.grade - 1
)

select
    *,
    level_names[
        greatest(1, least(level_count, round(strength * level_count / 3)))::integer
    ] as required_level,
from required;

-- One row per person: when they came, moved and left, and what they are like.
create table workers as
with drawn as (
    select
        range::integer as person_number,
        low_bits('dates', range) as date_bits,
        high_bits('dates', range) as chance_bits,
        low_bits('post', range) as post_bits,
        high_bits('post', range) as habit_bits,
        person_number <= getvariable('unit_count') as is_lead,
    from range(1, getvariable('people') + 1)
),

joined as (
    select
        *,
        case
            when is_lead or uniform(chance_bits, 0) < 0.72
                then day_within(
                    getvariable('opens_on') - 8 * 365,
                    getvariable('opens_on'),
                    uniform(date_bits, 0)
                )
            else day_within(
                getvariable('opens_on'),
                getvariable('as_of') - 60,
                uniform(date_bits, 0)
            )
        end as joined_on,
        greatest(joined_on, getvariable('opens_on')) as seen_on,
    from drawn
),

left_again as (
    select
        *,
        -- The heads of the organisation and of divisions stay.
        case
            when
                uniform(chance_bits, 1) < 0.12
                and person_number > 1 + getvariable('division_count')
                then day_within(
                    seen_on + 180,
                    getvariable('as_of') - 1,
                    uniform(date_bits, 1)
                )
        end as left_on,
    from joined
)

select
    person_number,
    joined_on,
    left_on,
    is_lead,
    case
        when is_lead then person_number
        else
            2
            + getvariable('division_count')
            + (person_number - getvariable('unit_count') - 1)
            % getvariable('team_count')
    end as unit_number,
    case
        when is_lead or uniform(post_bits, 0) > 0.85 then 3
        when uniform(post_bits, 0) > 0.5 then 2
        else 1
    end as grade,
    case
        when not is_lead and uniform(chance_bits, 2) < 0.25
            then day_within(
                seen_on + 120,
                coalesce(left_on, getvariable('as_of')) - 60,
                uniform(date_bits, 2)
            )
    end as moved_on,
    grade < 3 and uniform(post_bits, 1) < 0.5 as is_promoted,
    -- A second, concurrent post in another team.
    case
        when not is_lead and uniform(chance_bits, 3) < 0.06
            then day_within(
                seen_on + 30,
                coalesce(left_on, getvariable('as_of')) - 90,
                uniform(date_bits, 3)
            )
    end as second_post_on,
    case
        when second_post_on is not null then 0.6
        when uniform(post_bits, 2) < 0.12
            then [0.5, 0.6, 0.8][1 + choice(uniform(post_bits, 3), 3)]
        else 1.0
    end as fte,
    -- Another team than the first: this many teams further on.
    1 + choice(
        uniform(habit_bits, 0),
        getvariable('team_count') - 1
    ) as teams_further,
    uniform(habit_bits, 1) as thoroughness,
    -- Some were forgotten: nobody rated them in the last two years and more.
    case
        when uniform(habit_bits, 2) < 0.08
            then (getvariable('as_of') - interval 25 month)::date
        else getvariable('as_of')
    end as rated_until,
    uniform(habit_bits, 3) as pace,
    bell(low_bits('talent', person_number)) as talent,
    bell(high_bits('talent', person_number)) as generosity,
from left_again;

-- One row per person and post. The main posts of a person follow each other without a
-- gap; a second post runs beside them.
create table posts as
with with_team as (
    select
        workers.*,
        units.family_number,
        case
            when workers.is_lead then workers.unit_number
            else
                2
                + getvariable('division_count')
                + (
                    workers.unit_number
                    - 2
                    - getvariable('division_count')
                    + workers.teams_further
                ) % getvariable('team_count')
        end as other_unit_number,
        coalesce(workers.left_on, getvariable('last_day')) as ends_on,
    from workers
    inner join units using (unit_number)
),

first_posts as (
    select
        person_number,
        unit_number,
        family_number,
        grade,
        joined_on as started_on,
        coalesce(moved_on - 1, ends_on) as ended_on,
        fte,
        true as is_main,
    from with_team
),

next_posts as (
    select
        person_number,
        if(is_promoted, unit_number, other_unit_number) as unit_number,
        family_number,
        if(is_promoted, grade + 1, grade) as grade,
        moved_on as started_on,
        ends_on as ended_on,
        fte,
        true as is_main,
    from with_team
    where moved_on is not null
),

second_posts as (
    select
        with_team.person_number,
        with_team.other_unit_number as unit_number,
        units.family_number,
        least(with_team.grade, 2) as grade,
        with_team.second_post_on as started_on,
        with_team.ends_on as ended_on,
        0.4 as fte,
        false as is_main,
    from with_team
    inner join units
        on with_team.other_unit_number = units.unit_number
    where
        with_team.second_post_on is not null
        and with_team.other_unit_number <> with_team.unit_number
        and (with_team.moved_on is null or with_team.is_promoted)
)

select * from first_posts
union all
select * from next_posts
union all
select * from second_posts;

-- One row per unit and term: who led it from when to when. When a lead leaves, or steps
-- down, the longest-known member of the team follows; where there is none, the post of
-- the one who left stays vacant.
create table terms as
with successors as (
    select
        unit_number,
        person_number as successor_number,
        joined_on,
    from workers
    where not is_lead and moved_on is null and left_on is null
    qualify 1 = row_number() over (
        partition by unit_number
        order by joined_on, person_number
    )
),

handovers as (
    select
        leads.unit_number,
        case
            when leads.left_on is not null then leads.left_on + 1
            when
                leads.person_number > 1 + getvariable('division_count')
                and successors.successor_number is not null
                and uniform(low_bits('handover', leads.unit_number), 0) < 0.2
                then day_within(
                    getvariable('opens_on') + 200,
                    getvariable('as_of') - 200,
                    uniform(low_bits('handover', leads.unit_number), 1)
                )
        end as handover_on,
        case
            when successors.joined_on < handover_on then successors.successor_number
        end as successor_number,
    from workers as leads
    left join successors using (unit_number)
    where leads.is_lead
),

effective as (
    select
        units.unit_number,
        units.parent_number,
        case
            when units.unit_number <= getvariable('people') then units.unit_number
        end as lead_number,
        handovers.successor_number,
        case
            when
                handovers.successor_number is not null
                or workers.left_on is not null
                then handovers.handover_on
        end as handover_on,
    from units
    left join handovers using (unit_number)
    left join workers
        on units.unit_number = workers.person_number
)

select
    unit_number,
    parent_number,
    lead_number,
    date '0001-01-01' as led_from,
    coalesce(handover_on - 1, getvariable('last_day')) as led_until,
from effective
union all
select
    unit_number,
    parent_number,
    successor_number as lead_number,
    handover_on as led_from,
    getvariable('last_day') as led_until,
from effective
where handover_on is not null;

-- One row per person, post and manager. A lead, and a team without one, reports to the
-- head of the unit above; nobody stands above the head of the organisation.
create table stints as
select
    posts.person_number,
    posts.unit_number,
    posts.family_number,
    posts.grade,
    case
        when terms.lead_number <> posts.person_number then terms.lead_number
        when terms.parent_number <= getvariable('people') then terms.parent_number
        when posts.person_number <> 1 then 1
    end as manager_number,
    greatest(posts.started_on, terms.led_from) as started_on,
    least(posts.ended_on, terms.led_until) as ended_on,
    posts.fte,
    posts.is_main,
from posts
inner join terms
    on
        posts.unit_number = terms.unit_number
        and posts.started_on <= terms.led_until
        and posts.ended_on >= terms.led_from;

set variable person_digits = width(getvariable('people'), 4);

create macro person_name(person_number) as
    'person_' || padded(person_number, getvariable('person_digits'));

create view teams as
select
    units.team_id,
    units.team_name,
    parents.team_id as parent_team_id,
from units
left join units as parents
    on units.parent_number = parents.unit_number
order by units.unit_number;

create view roles as
select
    graded_roles.role_id,
    graded_roles.role_name,
    graded_roles.role_family,
    next_roles.role_id as next_role_id,
from graded_roles
left join graded_roles as next_roles
    on
        graded_roles.family_number = next_roles.family_number
        and graded_roles.grade + 1 = next_roles.grade
order by graded_roles.family_number, graded_roles.grade;

create view role_requirements as
select
    role_id,
    framework_id,
    skill_id,
    required_level,
    if(is_essential, 'essential', 'desirable') as importance,
from requirements
order by family_number, grade, skill_number;

create view people as
select
    person_name(person_number) as person_id,
    'Example Person ' || person_number as full_name,
    person_name(person_number) || '@example.org' as email,
from workers
order by person_number;

create view assignments as
select
    person_name(stints.person_number) as person_id,
    units.team_id,
    graded_roles.role_id,
    person_name(stints.manager_number) as manager_id,
    stints.started_on::varchar as started_on,
    nullif(stints.ended_on, getvariable('last_day'))::varchar as ended_on,
    stints.fte::decimal(2, 1)::varchar as fte,
from stints
inner join units using (unit_number)
inner join graded_roles
    on
        stints.family_number = graded_roles.family_number
        and stints.grade = graded_roles.grade
order by stints.person_number, stints.started_on, units.unit_number;
