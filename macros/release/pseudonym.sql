{#- A keyed hash: HMAC-SHA-256 (RFC 2104) as 64 hexadecimal digits, or NULL where the
    environment had no key (competency_warehouse.pseudonyms brings it into the session). The
    hash of one kind of id tells nothing about the same text as another kind.

    DuckDB: two rounds of sha256 over the variables of the session. Spark: it has no session
    of ours to hold the key in yet, and so no release; with the models on Spark it comes as
    sha2(concat(unhex(...), ...), 256) over a temporary view.

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
