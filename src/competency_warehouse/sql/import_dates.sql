-- Dates as people write them, read from text. Macros for `date_of` and `moment_of`.

-- Midnight of a day that is not written as ISO; NULL where the text is no day.
create or replace macro written_day(cell, is_month_first) as
    case
        when regexp_full_match(cell, '[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}')
            then case
                -- Whoever writes dots writes the day first.
                when is_month_first and not contains(cell, '.')
                    then try_strptime(
                        regexp_replace(cell, '[/.-]', '/', 'g'), '%m/%d/%Y'
                    )
                else try_strptime(
                    regexp_replace(cell, '[/.-]', '/', 'g'), '%d/%m/%Y'
                )
            end
        when regexp_full_match(cell, '[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}')
            then try_strptime(regexp_replace(cell, '[/.]', '/', 'g'), '%Y/%m/%d')
        when regexp_full_match(cell, '[0-9]{8}') then try_strptime(cell, '%Y%m%d')
        -- A serial number of Excel, days since 1899-12-30.
        when regexp_full_match(cell, '[2-7][0-9]{4}(\.[0-9]+)?')
            then cast(
                date '1899-12-30' + cast(floor(cast(cell as double)) as int)
                as timestamp
            )
        when regexp_matches(cell, '[A-Za-z]')
            then try_strptime(
                regexp_replace(
                    regexp_replace(cell, '^[A-Za-z]+day,? +', ''), '[ ,.-]+', ' ', 'g'
                ),
                ['%d %B %Y', '%d %b %Y']
            )
    end;

create or replace macro time_in(cell) as
    try_strptime(
        regexp_extract(
            cell, '[T ,]+([0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[AaPp][Mm])?)$', 1
        ),
        ['%H:%M:%S', '%H:%M', '%I:%M %p', '%I:%M%p', '%I:%M:%S %p']
    );

create or replace macro without_time(cell) as
    regexp_replace(
        cell, '[T ,]+[0-9]{1,2}:[0-9]{2}(:[0-9.]+)?( ?[AaPp][Mm])?$', ''
    );

-- The day of a text, with or without a time; NULL where the text is none.
create or replace macro date_of(cell, is_month_first) as
    case
        when cell like '____-__-__' then try_cast(cell as date)
        when cell like '____-__-__%'
            then case
                when
                    try_cast(cell as timestamp) is not null
                    or try_cast(cell as timestamptz) is not null
                    then try_cast(left(cell, 10) as date)
            end
        else cast(written_day(without_time(cell), is_month_first) as date)
    end;

-- The UTC moment of a text, in whole seconds; NULL where the text is none.
create or replace macro moment_of(cell, is_month_first) as
    date_trunc(
        'second',
        case
            when cell like '____-__-__%' and regexp_matches(cell, ':.*(Z|[+-][0-9:]+)$')
                then timezone('UTC', try_cast(cell as timestamptz))
            when cell like '____-__-__%' then try_cast(cell as timestamp)
            when regexp_full_match(cell, '[2-7][0-9]{4}\.[0-9]+')
                -- Half a second more: the fraction is cut short.
                then timestamp '1899-12-30 00:00:00' + to_microseconds(
                    cast(cast(cell as double) * 86400000000 + 500000 as bigint)
                )
            else
                written_day(without_time(cell), is_month_first)
                + coalesce(
                    time_in(cell) - date_trunc('day', time_in(cell)),
                    interval 0 second
                )
        end
    );
