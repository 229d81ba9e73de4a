{#- Say what a build would do now, and change nothing: `competency status` runs it. -#}
{% macro build_status() -%}
    {%- if execute -%}
        {%- set tables = ['asked_basis', 'asked_records'] -%}
        {%- set reason = full_build_reason(tables[0]) or changes_reason(tables[1]) -%}
        {%- if reason -%}
            {%- do print("A build would build everything anew: " ~ reason) -%}
        {%- else -%}
            {%- do print(
                "A build would add " ~ run_query(
                    "select count(*) from " ~ built('build', tables[1])
                ).rows[0][0] ~ " new or corrected assessments to the last build."
            ) -%}
            {%- for file in run_query(
                "select name from " ~ built('build', tables[0]) ~ " as next inner join "
                ~ built('build', 'basis') ~ " as before using (kind, name)"
                ~ " where before.value <> next.value order by name"
            ).columns[0] -%}
                {%- do print("It would make anew what concerns those whose rows have changed in " ~ file ~ ".") -%}
            {%- endfor -%}
        {%- endif -%}
        {%- for table in tables -%}
            {%- do run_query("drop table if exists " ~ built('build', table)) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
