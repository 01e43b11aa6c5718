"""What a reader of queries may be at, inside the innermost parentheses.

Plain numbers, since its loop is the hot one.
"""

QUERY = 0  # a query has to begin here
TABLE = 1  # a table has to come next
SELECT_LIST = 2
FROM = 3  # behind a table in FROM, or in an ON condition
FROM_ITEM = 4  # behind a derived table or table function in FROM
REST = 5  # behind FROM: WHERE and what follows; or a query without FROM
CTE_NAME = 6  # a common table expression's name has been read, its body comes
CTE_DONE = 7  # a common table expression's body has been read
EXPRESSION = 8
PATTERN = 9  # of MATCH_RECOGNIZE
HINT = 10
