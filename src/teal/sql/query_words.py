"""The words of queries that decide how their reader goes on."""

from teal.sql.words import KEEPS_STATE, RESERVED, words

BEFORE_A_GROUP = frozenset({"FROM", "JOIN", ",", "(", "USING"})
SET_OPERATORS = frozenset({"UNION", "INTERSECT", "EXCEPT", "MINUS", "ALL", "DISTINCT"})
HINTS_WITH_TABLES = words(
    "BROADCAST SHUFFLE_HASH SHUFFLE_MERGE NEST_LOOP LOOKUP STATE_TTL MULTI_JOIN"
)
HAVE_FROM_INSIDE = words("TRIM EXTRACT POSITION OVERLAY SUBSTRING")
ENDS_NOTHING = words(
    """
    SELECT DISTINCT STREAM , AS AND OR NOT + - / = < > <= >= <> . ( WHERE BY ON IN IS LIKE BETWEEN
    WHEN THEN ELSE CASE HAVING GROUP ORDER
    """
)
BREAKS_OFF = ENDS_NOTHING | (RESERVED & KEEPS_STATE) | words("OVER CAST TRY_CAST")
TYPES = words(
    """
    ANY ARRAY BIGINT BINARY BOOLEAN BYTES CHAR CHARACTER DATE DEC DECIMAL DOUBLE FLOAT INT INTEGER
    NUMERIC RAW REAL ROW SMALLINT STRING TIME TIMESTAMP TIMESTAMP_LTZ TINYINT VARBINARY VARCHAR
    """
)
"""Reserved words that begin a type and, behind a column, nothing else."""
GO_ON = words("RLIKE ILIKE JSON IGNORE RESPECT")
"""Words that are no aliases, though Flink reserves none of them."""
NEED_NO_FROM = words("ORDER LIMIT OFFSET FETCH")
BEHIND_JOIN_TYPES = words("JOIN OUTER LEFT RIGHT FULL INNER SEMI ANTI ASOF APPLY (")
WINDOWS = words("TUMBLE HOP CUMULATE SESSION")
"""Window functions whose first argument is a table, or a time in the older notation."""
BEHIND_OUTER = frozenset({"JOIN", "APPLY"})
SEARCHES = words("KEY_SEARCH_AGG TEXT_SEARCH_AGG VECTOR_SEARCH_AGG")
"""Functions of Confluent Cloud whose first argument is the bare name of a table."""
CALL_MODELS = words("ML_PREDICT ML_EVALUATE AI_COMPLETE AI_EMBEDDING AI_TOOL_INVOKE")
"""Functions of Confluent Cloud whose first argument is a literal with the name of a model."""
BEFORE_MODEL = words("( , => SELECT ALL DISTINCT")
