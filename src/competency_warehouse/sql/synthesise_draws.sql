-- Chance without random(): a draw is a slice of the md5 of what it is drawn for. The
-- same seed gives the same draws in any order, on any number of threads.
--
-- Variables that the caller sets: people, assessments, seed, as_of, skills and
-- with_faults.

-- 64 bits for a topic and a key; the two halves are independent.
create macro low_bits(topic, key) as
    md5_number_lower(concat_ws(':', getvariable('seed'), topic, key));

create macro high_bits(topic, key) as
    md5_number_upper(concat_ws(':', getvariable('seed'), topic, key));

-- 0 <= draw < 1, from slot 0, 1, 2 or 3 of the bits.
create macro uniform(bits, slot) as
    ((bits >> (16 * slot)) & 65535) / 65536::double;

-- Mean 0, standard deviation 1, bell-shaped: the sum of the four slots.
create macro bell(bits) as
    sqrt(3) * (
        uniform(bits, 0) + uniform(bits, 1) + uniform(bits, 2) + uniform(bits, 3) - 2
    );

-- One of 0 .. n - 1.
create macro choice(draw, n) as floor(draw * n)::integer;

-- A day from first_on to last_on; NULL when there is none.
create macro day_within(first_on, last_on, draw) as
    case
        when first_on <= last_on
            then first_on + choice(draw, last_on - first_on + 1)
    end;

create macro padded(number, digits) as lpad(number::varchar, digits, '0');

-- Digits that the numbers up to `largest` need, and never fewer than `digits`.
create macro width(largest, digits) as
    greatest(digits, length(largest::varchar))::integer;

-- The three years of ratings end on the as-of date.
set variable opens_on = (getvariable('as_of') - interval 3 year)::date + 1;
