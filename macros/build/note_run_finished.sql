{#- Note the end of a run: what failed, and what of the project it left out. A run is
    complete when it holds every seed, model and data test; unit tests prove the code, not
    the data. A passing `dbt test` leaves the note of the build that it tested.

    Arguments:
        results: dbt's results of the run -#}
{% macro note_run_finished(results) -%}
    {%- if is_noted() -%}
        {%- set lists = {'tables': [], 'warned': [], 'failed': [], 'left_out': []} -%}
        {%- set ran = [] -%}
        {%- for result in results -%}
            {%- set node = result.node -%}
            {%- do ran.append(node.unique_id) -%}
            {%- if result.status == 'skipped' -%}
                {%- do lists.left_out.append(node.name) -%}
            {%- elif result.status not in ('success', 'pass', 'warn', 'no-op') -%}
                {%- do lists.failed.append(node.name) -%}
            {%- elif result.status == 'warn' -%}
                {%- do lists.warned.append(node.name) -%}
            {%- elif node.resource_type == 'model' and node.access == 'public' -%}
                {%- do lists.tables.append(node.schema ~ '.' ~ node.alias) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- for node in graph.nodes.values()
            if node.resource_type in ('seed', 'snapshot', 'model', 'test')
            and node.config.materialized != 'ephemeral'
            and node.unique_id not in ran
        -%}
            {%- do lists.left_out.append(node.name) -%}
        {%- endfor -%}
        {%- if flags.EMPTY or flags.SAMPLE -%}
            {%- do lists.left_out.append('rows (--empty or --sample)') -%}
        {%- endif -%}
        {%- if flags.WHICH != 'test' or lists.failed -%}
            {{ note_run(true, lists) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
