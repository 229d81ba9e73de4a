-- What each rating is, and every reason for which it cannot be used. Needs `ratings`,
-- and what its texts mean: `framework_match`, `release_days`, `skill_match`,
-- `level_match`, `person_match`, `word_match`, and the variable `imported_at`.
create or replace table judged as
with placed as (
    select
        ratings.*,
        framework_match.framework_id as matched_framework_id,
        release_days.release_id as scope_release
    from ratings
    left join framework_match on ratings.framework_id = framework_match.text
    left join release_days
        on
            framework_match.framework_id = release_days.framework_id
            and coalesce(ratings.assessed_day, date '9999-12-30')
            >= release_days.valid_from
            and coalesce(ratings.assessed_day, date '9999-12-30')
            < release_days.valid_to
),

matched as (
    select
        placed.table_no,
        placed.source_row,
        placed.place,
        placed.assessment_id as given_id,
        placed.matched_framework_id as framework_id,
        skills.release_id,
        skills.skill_id,
        skills.problem as skill_problem,
        levels.level,
        levels.problem as level_problem,
        levels.level is null and levels.problem is null as is_not_assessed,
        coalesce(ids.person_id, emails.person_id, names.person_id) as person_id,
        coalesce(ids.problem, emails.problem, names.problem) as person_problem,
        coalesce(
            least(ids.person_id, emails.person_id, names.person_id)
            <> greatest(ids.person_id, emails.person_id, names.person_id),
            false
        ) as is_of_several,
        types.word as assessor_type,
        verifications.word as verification,
        assessors.person_id as matched_assessor_id,
        placed.assessor is not null and assessors.person_id is null
            as is_assessor_unknown,
        placed.evidence,
        placed.assessed_day as assessed_on,
        placed.recorded_at is not null as is_recorded_given,
        case
            when placed.recorded_at is null then getvariable('imported_at')
            else placed.recorded_moment
        end as recorded_at
    from placed
    left join skill_match as skills
        on
            placed.matched_framework_id = skills.framework_id
            and placed.release_id is not distinct from skills.stated_release
            and placed.scope_release is not distinct from skills.scope_release
            and placed.domain is not distinct from skills.domain
            and placed.subdomain is not distinct from skills.subdomain
            and coalesce(placed.skill_id, placed.skill)
            is not distinct from skills.skill
    left join level_match as levels
        on
            placed.table_no = levels.table_no
            and placed.matched_framework_id
            is not distinct from levels.framework_id
            and placed.level is not distinct from levels.text
    left join person_match as ids on placed.person_id = ids.text
    left join person_match as emails on placed.email = emails.text
    left join person_match as names on placed.full_name = names.text
    left join person_match as assessors on placed.assessor = assessors.text
    left join word_match as types
        on
            types.kind = 'assessor_type'
            and lower(placed.assessor_type) = types.text
    left join word_match as verifications
        on
            verifications.kind = 'verification'
            and lower(placed.verification) = verifications.text
),

reasoned as (
    select
        * exclude (matched_assessor_id),
        -- An empty assessor of a self rating means the person.
        case
            when assessor_type = 'self' and matched_assessor_id = person_id then null
            else matched_assessor_id
        end as assessor_id,
        case
            when not is_not_assessed
                then nullif(concat_ws(
                    ',',
                    case
                        when person_id is null
                            then coalesce(person_problem, 'empty_person')
                    end,
                    case when is_of_several then 'different_people' end,
                    case when framework_id is null then 'unknown_framework' end,
                    skill_problem,
                    level_problem,
                    case
                        when assessor_type is null then 'unknown_assessor_type'
                    end,
                    case when is_assessor_unknown then 'unknown_assessor' end,
                    case
                        when assessor_type = 'self' and matched_assessor_id <> person_id
                            then 'self_by_someone_else'
                    end,
                    case when assessed_on is null then 'unreadable_assessed_on' end,
                    case when recorded_at is null then 'unreadable_recorded_at' end,
                    case
                        when assessed_on > cast(recorded_at as date)
                            then 'assessed_after_recorded'
                    end,
                    case when verification is null then 'unknown_verification' end
                ), '')
        end as reasons
    from matched
),

identified as (
    select
        *,
        coalesce(
            given_id,
            'a-' || left(
                sha256(concat_ws(
                    chr(31),
                    person_id,
                    framework_id,
                    skill_id,
                    assessor_type,
                    coalesce(assessor_id, ''),
                    cast(assessed_on as varchar)
                )),
                24
            )
        ) as assessment_id
    from reasoned
)

select
    * exclude (given_id, skill_problem, level_problem, person_problem, is_of_several,
        is_assessor_unknown),
    case
        when not is_not_assessed and reasons is null
            then hash(
                person_id,
                framework_id,
                coalesce(release_id, ''),
                skill_id,
                level,
                assessor_type,
                coalesce(assessor_id, ''),
                cast(assessed_on as varchar),
                verification,
                coalesce(evidence, '')
            )
    end as content
from identified;

-- The records of the export folder whose ids come again.
create or replace table known as
with repeated as (
    select distinct assessment_id from judged
    where content is not null
),

records as (
    select
        plain(assessment_id) as assessment_id,
        moment_of(plain(recorded_at), false) as recorded_at,
        hash(
            plain(person_id),
            plain(framework_id),
            coalesce(plain(release_id), ''),
            plain(skill_id),
            lower(plain(level)),
            lower(plain(assessor_type)),
            case
                when
                    lower(plain(assessor_type)) = 'self'
                    and plain(assessor_id) = plain(person_id)
                    then ''
                else coalesce(plain(assessor_id), '')
            end,
            plain(assessed_on),
            lower(plain(verification)),
            coalesce(plain(evidence), '')
        ) as content
    from assessments
)

select records.*
from records
semi join repeated on records.assessment_id = repeated.assessment_id
where records.recorded_at is not null;

-- What becomes of ratings whose id comes more than once, here or in the folder.
create or replace table outcomes as
with several as (
    select assessment_id from judged
    where content is not null
    group by assessment_id
    having count(*) > 1
    union
    select assessment_id from known
),

last_known as (
    select
        assessment_id,
        max(recorded_at) as last_recorded_at,
        arg_max(content, recorded_at) as last_content
    from known
    group by assessment_id
),

known_then as (
    select
        assessment_id,
        recorded_at,
        min(content) as first_content,
        max(content) as last_content
    from known
    group by assessment_id, recorded_at
),

versions as (
    select
        judged.table_no,
        judged.source_row,
        judged.place,
        judged.assessment_id,
        judged.recorded_at,
        judged.content,
        judged.is_recorded_given,
        row_number() over (
            partition by judged.assessment_id, judged.recorded_at, judged.content
            order by judged.table_no, judged.source_row, judged.place
        ) as copy_no,
        min(judged.content) over same_moment
        <> max(judged.content) over same_moment as is_contradicted
    from judged
    semi join several on judged.assessment_id = several.assessment_id
    where judged.content is not null
    window same_moment as (
        partition by judged.assessment_id, judged.recorded_at
    )
),

-- All versions of an id in the order of their recording, those of the folder too.
ordered as (
    select
        *,
        lag(content) over history as content_before
    from (
        select
            table_no,
            source_row,
            place,
            assessment_id,
            recorded_at,
            content
        from versions
        where copy_no = 1 and not is_contradicted
        union all
        select
            null as table_no,
            null as source_row,
            null as place,
            assessment_id,
            recorded_at,
            content
        from known
    ) as all_versions
    window history as (
        partition by assessment_id
        order by recorded_at asc, table_no asc nulls first
    )
)

select
    versions.table_no,
    versions.source_row,
    versions.place,
    case
        when versions.is_contradicted then 'contradicts_other_record'
        when versions.copy_no > 1 then 'there'
        when
            versions.content in (known_then.first_content, known_then.last_content)
            then 'there'
        when not versions.is_recorded_given
            then case
                when versions.content = last_known.last_content then 'there'
                when versions.recorded_at <= last_known.last_recorded_at
                    then 'not_recorded_later'
                when last_known.assessment_id is not null then 'corrected'
                else 'accepted'
            end
        when known_then.assessment_id is not null then 'contradicts_other_record'
        when versions.content = ordered.content_before then 'there'
        when ordered.content_before is not null then 'corrected'
        else 'accepted'
    end as outcome
from versions
left join ordered
    on
        versions.table_no = ordered.table_no
        and versions.source_row = ordered.source_row
        and versions.place = ordered.place
left join last_known on versions.assessment_id = last_known.assessment_id
left join known_then
    on
        versions.assessment_id = known_then.assessment_id
        and versions.recorded_at = known_then.recorded_at;

create or replace view decided as
select
    judged.* exclude (reasons),
    case
        when judged.is_not_assessed then 'not_assessed'
        when judged.reasons is not null then 'rejected'
        when outcomes.outcome in ('contradicts_other_record', 'not_recorded_later')
            then 'rejected'
        else coalesce(outcomes.outcome, 'accepted')
    end as outcome,
    case
        when judged.is_not_assessed then null
        when judged.reasons is not null then judged.reasons
        when outcomes.outcome in ('contradicts_other_record', 'not_recorded_later')
            then outcomes.outcome
    end as reasons
from judged
left join outcomes
    on
        judged.table_no = outcomes.table_no
        and judged.source_row = outcomes.source_row
        and judged.place = outcomes.place;
