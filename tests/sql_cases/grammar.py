"""Builds random Flink SQL together with the names that a reader must find in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from teal.model.statements import NameRole, Parts

TABLES: tuple[Parts, ...] = (
    ("orders",),
    ("src_a",),
    ("dim_x",),
    ("order_replacements",),
    ("my table",),
    ("clone.dev.orders",),
    ("db", "orders"),
    ("cat", "db", "facts"),
    ("my-cat", "db", "t"),
)
COLUMNS = ("id", "amount", "status", "ts", "payload", "`group`")
COMMENTS = ("/* FROM x JOIN y */", "-- it's GROUP BY\n", "/**/", "-- ;\n", "/* ' \" ` ( */")


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word whose case does not matter."""

    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A token that stays as it is."""

    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its meaning; `column` follows it behind a dot if it qualifies one."""

    parts: Parts
    role: NameRole
    column: str = ""


Item = Keyword | Raw | Name


@dataclass(frozen=True, slots=True)
class Written:
    """A text with the names in it: their place, parts and role."""

    text: str
    names: tuple[tuple[int, int, Parts, NameRole], ...]


class Grammar:
    """Random statements; `depth` bounds how far queries nest."""

    def __init__(self, random: Random, depth: int = 2) -> None:
        self._random = random
        self._depth = depth
        self._aliases = 0

    def insert(self) -> list[Item]:
        """An INSERT, sometimes with a column list."""
        target = Name(self._random.choice(TABLES), NameRole.TARGET)
        columns = _items("( Rid , Ramount )") if self._once_in(3) else []
        verb = _items("INSERT INTO") if self._once_in(2) else _items("INSERT OVERWRITE")
        return [*verb, target, *columns, *self.query(self._depth, frozenset())]

    def statement(self) -> list[Item]:
        """Any statement that has a query."""
        match self._random.randrange(4):
            case 0:
                return self.query(self._depth, frozenset())
            case 1:
                view = Name(self._random.choice(TABLES), NameRole.DEFINITION)
                return [*_items("CREATE VIEW"), view, Keyword("AS"), *self._query()]
            case 2:
                inserts = [[*self.insert(), Raw(";")] for _ in range(self._random.randint(1, 3))]
                begin = _items("EXECUTE STATEMENT SET BEGIN")
                return [*begin, *(item for insert in inserts for item in insert), Keyword("END")]
            case _:
                return self.insert()

    def query(self, depth: int, ctes: frozenset[str]) -> list[Item]:
        """A query that sees these common table expressions."""
        items: list[Item] = []
        if depth and self._once_in(3):
            items, ctes = self._with(depth, ctes)
        items += self._select(depth, ctes)
        while depth and self._once_in(4):
            operator = self._random.choice(["UNION ALL", "UNION", "INTERSECT", "EXCEPT"])
            items += [*_items(operator), *self._select(depth - 1, ctes)]
        return items

    def _query(self) -> list[Item]:
        return self.query(self._depth, frozenset())

    def _with(self, depth: int, ctes: frozenset[str]) -> tuple[list[Item], frozenset[str]]:
        items: list[Item] = [Keyword("WITH")]
        for position in range(self._random.randint(1, 3)):
            name = self._random.choice(["orders", "src_a", "dedup", "Latest"])
            if position:
                items.append(Raw(","))
            body = self.query(depth - 1, ctes)
            items += [Name((name,), NameRole.CTE), Keyword("AS"), Raw("("), *body, Raw(")")]
            ctes |= {name}
        return items, ctes

    def _select(self, depth: int, ctes: frozenset[str]) -> list[Item]:
        sources = [self._source(depth, ctes) for _ in range(self._random.randint(1, 3))]
        bare = [name for _, name in sources if name]
        unique = [name for name in bare if bare.count(name) == 1]
        qualified = self._random.choice(unique) if unique and self._once_in(2) else None
        items: list[Item] = [Keyword("SELECT"), *self._expression(depth, ctes)]
        if qualified:
            items += [Raw(","), Name((qualified,), NameRole.QUALIFIER, column="id")]
        items += [Raw(","), *self._expression(depth, ctes), Keyword("AS"), Raw("x")]
        for position, (source, _) in enumerate(sources):
            items += self._separator(position) + source
            if position and items[-1] != Raw("u") and self._joined:
                items += _items("ON TRUE")
        if self._once_in(2):
            items += [Keyword("WHERE"), *self._expression(depth, ctes), *_items("= 'q'")]
        return items

    def _separator(self, position: int) -> list[Item]:
        if not position:
            return _items("FROM")
        join = self._random.choice([",", "JOIN", "LEFT JOIN", "CROSS JOIN", "FULL OUTER JOIN"])
        self._joined = join not in (",", "CROSS JOIN")
        return _items(join)

    def _source(self, depth: int, ctes: frozenset[str]) -> tuple[list[Item], str | None]:
        """Something to select from, and the name by which columns can be qualified."""
        match self._random.randrange(6):
            case 0 if depth:
                return [Raw("("), *self.query(depth - 1, ctes), Raw(")"), *self._alias()], None
            case 1:
                call = _items("LATERAL TABLE ( Fexplode ( Rpayload ) )")
                return [*call, *self._alias()], None
            case 2:
                return [*_items("UNNEST ( Rarr ) AS"), Raw("u"), *_items("( Ritem )")], None
            case 3:
                window = [*_items("TABLE ( TUMBLE ( TABLE"), self._table(ctes)]
                size = _items("Rts ) , INTERVAL '1' MINUTE ) )")
                return [*window, *_items(", DESCRIPTOR ("), *size, *self._alias()], None
            case 4:
                return [self._table(ctes), *self._alias()], None
            case _:
                table = self._table(ctes)
                return [table], table.parts[0] if _can_qualify(table) else None

    def _table(self, ctes: frozenset[str]) -> Name:
        parts = self._random.choice([*TABLES, *((cte,) for cte in sorted(ctes))])
        is_cte = len(parts) == 1 and parts[0] in ctes
        return Name(parts, NameRole.CTE if is_cte else NameRole.INPUT)

    def _alias(self) -> list[Item]:
        self._aliases += 1
        alias = Raw(f"t{self._aliases}")
        return [Keyword("AS"), alias] if self._once_in(2) else [alias]

    def _expression(self, depth: int, ctes: frozenset[str]) -> list[Item]:
        column = Raw(self._random.choice(COLUMNS))
        match self._random.randrange(10):
            case 9:
                group = _items(
                    ", ',' ) WITHIN GROUP ( ORDER BY Rts DESC ) FILTER ( WHERE Rid > 1 )"
                )
                return [*_items("LISTAGG ( DISTINCT"), column, *group]
            case 0:
                return [*_items("TRIM ( BOTH 'FROM' FROM"), column, Raw(")")]
            case 1:
                return _items("EXTRACT ( DAY FROM Rts )")
            case 2:
                return [column, *_items("IS DISTINCT FROM"), Raw("'a--b'")]
            case 3:
                case = [*_items("CASE WHEN"), column, *_items("> 1.5 THEN 'it''s' ELSE /*+x END")]
                return [*case[:-2], Raw("3"), Keyword("END")]
            case 4:
                return [*_items("CAST ("), column, *_items("AS DECIMAL ( 10 , 2 ) )")]
            case 5 if depth:
                return [*_items("Rid IN ("), *self.query(depth - 1, ctes), Raw(")")]
            case 6 if depth:
                return [*_items("EXISTS ("), *self.query(depth - 1, ctes), Raw(")")]
            case 7:
                return _items("ARRAY [ 1 , 2 ] [ 1 ]")
            case _:
                return [column]

    def _once_in(self, times: int) -> bool:
        return self._random.randrange(times) == 0


def written(items: Iterable[Item], random: Random) -> Written:
    """The items as a text in a random layout, keyword case and quoting."""
    pieces: list[str] = []
    names: list[tuple[int, int, Parts, NameRole]] = []
    place = 0
    for item in items:
        text = _written(item, random)
        if isinstance(item, Name):
            names.append((place, place + len(text), item.parts, item.role))
            text += f".{item.column}" if item.column else ""
        text += _gap(random)
        pieces.append(text)
        place += len(text)
    return Written("".join(pieces), tuple(names))


def _written(item: Item, random: Random) -> str:
    match item:
        case Keyword(text):
            return random.choice([text, text.lower(), text.title()])
        case Raw(text):
            return text
        case Name(parts):
            return ".".join(_quoted(part, random) for part in parts)


def _quoted(part: str, random: Random) -> str:
    plain = part.replace("_", "a").isalnum()
    return part if plain and random.randrange(3) else f"`{part}`"


def _gap(random: Random) -> str:
    gaps = [" ", " ", "\n", "\t ", "\r\n", f" {random.choice(COMMENTS)} "]
    return random.choice(gaps)


def _can_qualify(table: Name) -> bool:
    return table.role is NameRole.INPUT and len(table.parts) == 1


def _items(text: str) -> list[Item]:
    return list(_parsed(text))


def _parsed(text: str) -> Iterator[Item]:
    """Upper-case words are keywords, "Rx" is the raw word x, "Fx" the user's function x."""
    for word in text.split():
        if word[0] == "F" and word[1:].islower():
            yield Name((word[1:],), NameRole.FUNCTION)
        elif word[0] == "R" and word[1:].islower():
            yield Raw(word[1:])
        else:
            yield Keyword(word) if word.isalpha() else Raw(word)
