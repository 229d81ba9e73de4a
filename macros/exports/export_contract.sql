{#- The export contract: every table of an export folder, the export it belongs to,
    whether it must be there, the key of its records, and its columns. src/competency_warehouse/contract.py holds
    the same list; a test compares the two. -#}
{% macro export_contract() -%}
    {% set contract = {
        'framework_releases': {
            'export': 'framework',
            'required': true,
            'key': [
                'framework_id', 'release_id'
            ],
            'columns': [
                'framework_id', 'release_id', 'released_on', 'status', 'title',
                'publisher', 'licence', 'source', 'content_hash'
            ],
        },
        'framework_levels': {
            'export': 'framework',
            'required': true,
            'key': [
                'framework_id', 'level'
            ],
            'columns': [
                'framework_id', 'level', 'level_rank', 'level_name', 'summary'
            ],
        },
        'framework_outline': {
            'export': 'framework',
            'required': true,
            'key': [
                'framework_id', 'release_id', 'node_id'
            ],
            'columns': [
                'framework_id', 'release_id', 'node_type', 'node_id', 'parent_id',
                'position', 'name', 'description'
            ],
        },
        'framework_descriptors': {
            'export': 'framework',
            'required': true,
            'key': [
                'framework_id', 'release_id', 'skill_id', 'level', 'position'
            ],
            'columns': [
                'framework_id', 'release_id', 'skill_id', 'level', 'position',
                'descriptor'
            ],
        },
        'framework_attributes': {
            'export': 'framework',
            'required': false,
            'key': [
                'framework_id', 'release_id', 'node_id', 'level', 'kind', 'position'
            ],
            'columns': [
                'framework_id', 'release_id', 'node_id', 'level', 'kind', 'position',
                'value'
            ],
        },
        'framework_unplaced': {
            'export': 'framework',
            'required': false,
            'key': [
                'framework_id', 'release_id', 'source', 'line'
            ],
            'columns': [
                'framework_id', 'release_id', 'source', 'line', 'nearest_node_id',
                'text'
            ],
        },
        'framework_lineage': {
            'export': 'framework',
            'required': false,
            'key': [
                'framework_id', 'from_release_id', 'from_skill_id', 'to_release_id',
                'to_skill_id'
            ],
            'columns': [
                'framework_id', 'from_release_id', 'from_skill_id', 'to_release_id',
                'to_skill_id', 'association', 'note'
            ],
        },
        'level_waivers': {
            'export': 'framework',
            'required': false,
            'key': [
                'framework_id', 'skill_id', 'level', 'granted_on'
            ],
            'columns': [
                'framework_id', 'skill_id', 'level', 'reason', 'granted_on',
                'expires_on'
            ],
        },
        'finding_exceptions': {
            'export': 'framework',
            'required': false,
            'key': [
                'framework_id', 'release_id', 'rule', 'node_id', 'granted_on'
            ],
            'columns': [
                'framework_id', 'release_id', 'rule', 'node_id', 'reason',
                'granted_on', 'expires_on'
            ],
        },
        'skill_crosswalk': {
            'export': 'framework',
            'required': false,
            'key': [
                'framework_id', 'skill_id', 'external_framework', 'external_code'
            ],
            'columns': [
                'framework_id', 'skill_id', 'external_framework', 'external_code',
                'association', 'confidence', 'source'
            ],
        },
        'currency_windows': {
            'export': 'framework',
            'required': false,
            'key': [
                'framework_id', 'skill_id', 'level'
            ],
            'columns': [
                'framework_id', 'skill_id', 'level', 'months'
            ],
        },
        'teams': {
            'export': 'workforce',
            'required': true,
            'key': [
                'team_id'
            ],
            'columns': [
                'team_id', 'team_name', 'parent_team_id'
            ],
        },
        'roles': {
            'export': 'workforce',
            'required': true,
            'key': [
                'role_id'
            ],
            'columns': [
                'role_id', 'role_name', 'role_family', 'next_role_id'
            ],
        },
        'role_requirements': {
            'export': 'workforce',
            'required': true,
            'key': [
                'role_id', 'framework_id', 'skill_id'
            ],
            'columns': [
                'role_id', 'framework_id', 'skill_id', 'required_level', 'importance'
            ],
        },
        'people': {
            'export': 'workforce',
            'required': true,
            'key': [
                'person_id'
            ],
            'columns': [
                'person_id', 'full_name', 'email'
            ],
        },
        'assignments': {
            'export': 'workforce',
            'required': true,
            'key': [
                'person_id', 'team_id', 'role_id', 'started_on'
            ],
            'columns': [
                'person_id', 'team_id', 'role_id', 'manager_id', 'started_on',
                'ended_on', 'fte'
            ],
        },
        'scenario_changes': {
            'export': 'workforce',
            'required': false,
            'key': [
                'scenario', 'person_id', 'change', 'team_id', 'role_id'
            ],
            'columns': [
                'scenario', 'change', 'person_id', 'team_id', 'role_id', 'holds'
            ],
        },
        'assessments': {
            'export': 'assessments',
            'required': true,
            'key': [
                'assessment_id', 'recorded_at'
            ],
            'columns': [
                'assessment_id', 'person_id', 'framework_id', 'release_id', 'skill_id',
                'level', 'assessor_type', 'assessor_id', 'assessed_on', 'recorded_at',
                'verification', 'evidence'
            ],
        },
    } %}
    {{ return(contract) }}
{%- endmacro %}
