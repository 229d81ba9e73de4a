{#- Why an increment on the last build in this file would be wrong, by all that it rests on
    beside the assessments; empty where nothing speaks against one. Leaves what the next
    build rests on in a table of the schema build.

    Arguments:
        name: the name of that table -#}
{% macro full_build_reason(name) -%}
    {%- do run_query('create schema if not exists ' ~ built('build')) -%}
    {%- do run_query(keep(name) ~ ' ' ~ basis()) -%}
    {%- if not exports_dir() -%}
        {{ return("increments want a folder of exports, and the seeds are few.") }}
    {%- elif flags.FULL_REFRESH -%}
        {{ return("--full-refresh asks for it.") }}
    {%- elif var('known_at') -%}
        {{ return("vars: known_at looks back.") }}
    {%- elif not (is_kept('basis') and is_kept('increment')) -%}
        {{ return("it is the first build in this file.") }}
    {%- elif run_query(
        "select count(*) from " ~ built('build', 'basis') ~ " where kind = 'settled'"
    ).rows[0][0] == 0 -%}
        {{ return("the last run did not build every model.") }}
    {%- endif -%}
    {%- set query -%}
        select
            kind,
            name,
            case
                when kind in ('var', 'version') then concat(
                    case kind when 'var' then 'vars: ' else 'the version of ' end,
                    name,
                    ' was ', coalesce(before.value, 'not there'),
                    ' and is ', coalesce(next.value, 'not there'), '.'
                )
                when kind = 'code' then 'a model, a macro or a seed of the project has changed.'
                when before.kind is null then concat(name, ' is new.')
                when next.kind is null then concat(name, ' is no longer there.')
                else concat(name, ' has changed.')
            end as reason
        from (
            select * from {{ built('build', 'basis') }} where kind <> 'settled'
        ) as before
        full outer join {{ built('build', name) }} as next using (kind, name)
        where
            before.kind is null
            or next.kind is null
            or (kind <> 'content' and before.value <> next.value)
        order by kind desc, name
    {%- endset -%}
    {%- set changes = run_query(query).rows -%}
    {{ return(changes[0][2] if changes else '') }}
{%- endmacro %}
