"""What the published files promise, as suites of Great Expectations in code.

The tests of dbt prove that each model follows its rule. These suites ask what somebody
relies on who has only the file: that its tables agree with each other, that everyone is
counted, and that nothing looks like half a load. Each module but two holds the promises
of a subject, by table; ``kinds`` has what they are made of, and ``run`` runs them.

Importing them imports Great Expectations, which takes seconds: ``validation`` imports
them when there is a file to check.
"""
