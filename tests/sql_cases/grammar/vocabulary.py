"""The names, literals and comments of random statements: those that mislead a careless reader."""

import re

from teal.model.statements import Parts

TABLES: tuple[Parts, ...] = (
    ("orders",),
    ("src_a",),
    ("dim_x",),
    ("order_replacements",),
    ("Orders",),
    ("_t",),
    ("a1$b",),
    ("größe",),
    ("表",),
    ("हिन्दी",),
    ("source",),
    ("type",),
    ("data",),
    ("plan",),
    ("view",),
    ("model",),
    ("key",),
    ("my table",),
    ("my-out",),
    ("clone.dev.orders",),
    ("order",),
    ("from",),
    ("SELECT",),
    ("it's",),
    ("tick`s",),
    ("a;b",),
    ("x--y",),
    ("/*z*/",),
    ("1st",),
    ('"q"',),
    ("db", "orders"),
    ("db", "group"),
    ("cat", "db", "facts"),
    ("my-cat", "db", "t"),
    ("cat", "my db", "a.b.c"),
)
COLUMNS = ("id", "amount", "status", "ts", "payload", "x1", "`group`", "`a b`", "`from`", "`o.k`")
CTES = ("orders", "src_a", "dedup", "Latest", "latest", "with space", "join")
ALIASES = ("o", "src_a", "dim_x", "left", "a b", "alias_of_it", "dedup", "data")
FUNCTIONS: tuple[Parts, ...] = (("explode",), ("my_udf",), ("cat", "db", "split_it"), ("geo-udf",))
MODELS: tuple[Parts, ...] = (("classify",), ("my-model",), ("cat", "db", "embedder"))

LITERALS = (
    "'x'",
    "''",
    "'it''s'",
    "'a--b'",
    "'/*'",
    "'*/'",
    "'copied FROM legacy_sys JOIN t'",
    "'; DROP TABLE orders;'",
    "'`orders`'",
    "'\"'",
    "'two\nlines'",
    "'größe 表'",
    "U&'\\00e9'",
    "u&'FROM t'",
    "'\\'",
    "N'n'",
    "x'0aF1'",
    "'${secret:NAME}'",
)
NUMBERS = ("0", "1", "42", "1.5", ".5", "1e3", "1.5E-7")
COMMENTS = (
    "/* FROM x JOIN y */",
    "/**/",
    "/** doc */",
    "/* ' \" ` ( */",
    "/*/ FROM z */",
    "/* -- */",
    "/* several\n lines; GROUP BY */",
    "-- it's GROUP BY\n",
    "-- ;\r\n",
    "-- FROM y\r",
    "--\n",
    "-- /*\n",
    "--` */ (\n",
    "// FROM slashes 'x\n",
)
SPACES = (" ", " ", " ", "\n", "\t ", "\r\n", "\n\n  ", " \f", "\r")
RESERVED = frozenset({"ORDER", "FROM", "SELECT", "GROUP", "JOIN", "LEFT"})
"""Words of this vocabulary that are names only in backticks."""

_PLAIN = re.compile(r"[^\W\d][\w$]*")


def needs_quotes(part: str) -> bool:
    """Whether a part of a name can stand only in backticks."""
    return _PLAIN.fullmatch(part) is None or part.upper() in RESERVED


def as_written(part: str) -> str:
    """A name of one part, in backticks if it needs them."""
    doubled = part.replace("`", "``")
    return f"`{doubled}`" if needs_quotes(part) else part
