with rules as (
    select * from {{ ref('stg_quality__framework_rules') }}
),

releases_collapsed as (
    select * from {{ ref('int_releases_collapsed') }}
),

node_faults as (
    select * from {{ ref('int_node_faults_found') }}
),

level_faults as (
    select * from {{ ref('int_level_faults_found') }}
),

text_faults as (
    select * from {{ ref('int_text_faults_found') }}
),

matched as (
    select * from {{ ref('int_descriptors_matched') }}
),

unplaced as (
    select distinct
        framework_id,
        release_id,
        source,
        line,
        nearest_node_id,
        text
    from {{ ref('int_framework_unplaced_checked') }}
    where record_state = 'accepted'
),

faults as (
    {%- set shape = {
        'rule': dbt.type_string(),
        'node_id': dbt.type_string(),
        'level': dbt.type_string(),
        'part': dbt.type_string(),
        'text': dbt.type_string(),
        'related_node_id': dbt.type_string(),
        'related_level': dbt.type_string(),
        'related_text': dbt.type_string(),
        'source': dbt.type_string(),
        'position': 'integer',
        'line': 'integer',
        'similarity': 'double',
        'other_count': 'integer',
    } -%}
    {%- set sources = {
        'releases_collapsed': {
            'rule': "'release_collapsed'",
            'part': "'release'",
            'text': 'remedy',
        },
        'node_faults': {
            'rule': 'rule',
            'node_id': 'node_id',
            'part': "'name'",
            'text': 'text',
            'related_node_id': 'other_node_id',
            'related_text': 'other_text',
            'other_count': 'other_count',
        },
        'level_faults': {
            'rule': 'rule',
            'node_id': 'skill_id',
            'level': 'level',
            'part': "'level'",
            'text': 'text',
            'related_node_id': 'case when other_level is not null then skill_id end',
            'related_level': 'other_level',
            'other_count': 'other_count',
        },
        'text_faults': {
            'rule': 'rule',
            'node_id': 'node_id',
            'level': 'level',
            'part': 'part',
            'text': 'text',
            'position': 'position',
        },
        'matched': {
            'rule': 'rule',
            'node_id': 'skill_id',
            'level': 'level',
            'part': "'descriptor'",
            'text': 'descriptor',
            'related_node_id': 'other_skill_id',
            'related_level': 'other_level',
            'related_text': 'other_descriptor',
            'position': 'position',
            'similarity': 'similarity',
            'other_count': 'other_count',
        },
        'unplaced': {
            'rule': "'unplaced_text'",
            'node_id': 'nearest_node_id',
            'part': "'page'",
            'text': 'text',
            'source': 'source',
            'line': 'line',
        },
    } -%}
    {%- for source, columns in sources.items() %}
    select
        framework_id,
        {%- for column, type in shape.items() %}
        cast({{ columns.get(column, 'null') }} as {{ type }}) as {{ column }},
        {%- endfor %}
        release_id
    from {{ source }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

exceptions as (
    select * from {{ ref('int_finding_exceptions_in_force') }}
),

-- Every value that tells one fault from another; only lines of a page are told apart by
-- their text too.
keyed as (
    select
        *,
        {{ surrogate_key([
            'framework_id',
            'release_id',
            'rule',
            "coalesce(node_id, '')",
            "coalesce(level, '')",
            'part',
            "coalesce(cast(position as " ~ dbt.type_string() ~ "), '')",
            "coalesce(source, '')",
            "coalesce(cast(line as " ~ dbt.type_string() ~ "), '')",
            "case when part = 'page' then coalesce(text, '') else '' end",
        ]) }} as finding_key
    from faults
),

-- Of several exceptions the most particular counts: of the release, of the node, the
-- latest.
excepted as (
    select
        keyed.finding_key,
        exceptions.reason,
        row_number() over (
            partition by keyed.finding_key
            order by
                case when exceptions.release_id is null then 1 else 0 end,
                case when exceptions.node_id is null then 1 else 0 end,
                exceptions.granted_on desc
        ) as precedence
    from keyed
    inner join exceptions
        on
            keyed.framework_id = exceptions.framework_id
            and keyed.rule = exceptions.rule
            and (
                keyed.release_id = exceptions.release_id
                or exceptions.release_id is null
            )
            and (keyed.node_id = exceptions.node_id or exceptions.node_id is null)
)

select
    keyed.*,
    rules.severity,
    rules.finding,
    rules.why,
    rules.remedy,
    excepted.reason as exception_reason
from keyed
left join rules on keyed.rule = rules.rule
left join excepted
    on keyed.finding_key = excepted.finding_key and excepted.precedence = 1
