{#- A keyed hash: HMAC-SHA-256 (RFC 2104) as 64 hexadecimal digits, or NULL where the
    environment had no key (competency_warehouse.pseudonyms brings it into the session). The
    hash of one kind of id tells nothing about the same text as another kind.

    DuckDB: two rounds of sha256 over the variables of the session. Spark has no session of
    ours to hold the key in, and a key in the text of a query would be logged: it is as
    without a key, and rls_person_skills is empty.

    Arguments:
        text: the text column, for example person_id
        kind: what the text is, for example person -#}
{% macro pseudonym(text, kind='person') -%}
    {{ return(adapter.dispatch('pseudonym')(text, kind)) }}
{%- endmacro %}

{% macro default__pseudonym(text, kind) -%}
    sha256(
        cast(getvariable('pseudonym_outer') as blob)
        || unhex(
            sha256(
                cast(getvariable('pseudonym_inner') as blob)
                || encode('{{ kind }}:' || {{ text }})
            )
        )
    )
{%- endmacro %}

{% macro spark__pseudonym(text, kind) -%}
    cast(null as {{ dbt.type_string() }})
{%- endmacro %}
