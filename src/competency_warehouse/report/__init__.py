"""The report: pages for people who write no SQL, made from the published files.

A page is a list of exhibits (``exhibits``), each one query (``sql``), as a chart
(``charts``), a table and a CSV file; ``site`` writes them. ``team`` and ``release`` say
which pages the two editions have. No figure is computed here: SQL asks the marts.
"""
