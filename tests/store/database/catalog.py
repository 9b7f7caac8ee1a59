"""What a migrated database says of itself: its rules by name, its triggers, and who may do what."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]

OURS = "relnamespace = 'public'::regnamespace and relname not like 'procrastinate%' and relname <> 'alembic_version'"
"""procrastinate's tables are its own affair, and the list of migrations is the owner's."""


@dataclass(frozen=True)
class Trigger:
    """`events`: of UPDATE, DELETE, TRUNCATE and INSERT, those that it fires at. `enabled`: "O" is as usual."""

    table: str
    name: str
    function: str
    events: frozenset[str]
    enabled: str


def tables(sql: Connection) -> set[str]:
    return {name for (name,) in sql.execute(f"select relname from pg_class where relkind in ('r', 'p') and {OURS}")}


def rules(sql: Connection) -> list[tuple[str, str]]:
    """(table, name) of each CHECK, primary key, unique and foreign key, exclusion and unique index of our tables."""
    return sql.execute(
        f"""select relname, conname from pg_constraint join pg_class k on k.oid = conrelid
             where contype in ('c', 'p', 'u', 'f', 'x') and {OURS}
            union
            select k.relname, n.relname from pg_index
              join (select oid, relname from pg_class where {OURS}) k on k.oid = indrelid
              join pg_class n on n.oid = indexrelid
             where indisunique order by 1, 2"""
    ).fetchall()


def triggers(sql: Connection) -> list[Trigger]:
    found = sql.execute(
        f"""select relname, tgname, proname, tgtype, tgenabled from pg_trigger
              join pg_class k on k.oid = tgrelid join pg_proc p on p.oid = tgfoid
             where not tgisinternal and {OURS} order by 1, 2"""
    )
    bits = {4: "INSERT", 8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}
    return [
        Trigger(table, name, function, frozenset(word for bit, word in bits.items() if kind & bit), enabled)
        for table, name, function, kind, enabled in found
    ]


def raised(sql: Connection) -> tuple[set[str], set[str]]:
    """What our functions raise errors with: the names that stand in them, and the functions that make names up."""
    sources = sql.execute(
        """select proname, prosrc from pg_proc
            where pronamespace = 'public'::regnamespace and proname not like 'procrastinate%'"""
    ).fetchall()
    names = {name for _, source in sources for name in re.findall(r"constraint = '(\w+)'\s*;", source)}
    whole = {function: len(re.findall(r"\bconstraint =", source)) for function, source in sources}
    literal = {function: len(re.findall(r"constraint = '(\w+)'\s*;", source)) for function, source in sources}
    return names, {function for function in whole if whole[function] > literal[function]}


def grants(sql: Connection, role: str) -> dict[str, str]:
    """What the role was given, by table or sequence, as one would write it: `select, insert, update (seq)`."""
    given: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for relation, privilege, column in sql.execute(
        """select relname, lower(privilege_type), null from pg_class, aclexplode(relacl)
            where relnamespace = 'public'::regnamespace and grantee = to_regrole(%(role)s)
           union all
           select relname, lower(privilege_type), attname
             from pg_class join pg_attribute a on attrelid = pg_class.oid, aclexplode(attacl)
            where relnamespace = 'public'::regnamespace and grantee = to_regrole(%(role)s)""",
        {"role": role},
    ):
        given[relation][privilege] += [column] if column else []
    return {relation: _written(privileges) for relation, privileges in sorted(given.items())}


def _written(privileges: dict[str, list[str]]) -> str:
    order = ["select", "insert", "update", "delete", "usage"]
    ranked = sorted(privileges, key=lambda word: (order.index(word) if word in order else len(order), word))
    return ", ".join(f"{word} ({', '.join(sorted(privileges[word]))})" if privileges[word] else word for word in ranked)


def unique_only_as_targets(sql: Connection) -> set[str]:
    """Unique keys that hold the whole primary key, so that they can never refuse anything by themselves: foreign keys
    refer to them."""
    return {
        name
        for (name,) in sql.execute(
            f"""select u.conname from pg_constraint u join pg_constraint p on p.conrelid = u.conrelid
                  join pg_class k on k.oid = u.conrelid
                 where u.contype = 'u' and p.contype = 'p' and u.conkey @> p.conkey and {OURS}"""
        )
    }


def naming_an_entry(sql: Connection) -> set[str]:
    """Tables each of whose rows refers to a log entry."""
    return {
        name
        for (name,) in sql.execute(
            f"""select relname from pg_constraint join pg_class k on k.oid = conrelid
                  join pg_attribute a on a.attrelid = conrelid and a.attnum = conkey[1]
                 where contype = 'f' and confrelid = to_regclass('log_entry') and attnotnull and {OURS}"""
        )
    }


def first_column(sql: Connection, table: str) -> str:
    (found,) = sql.execute(
        "select quote_ident(attname) from pg_attribute where attrelid = to_regclass(%s) and attnum > 0 "
        "and not attisdropped order by attnum limit 1",
        (table,),
    ).fetchone() or ("",)
    return str(found)


@dataclass(frozen=True)
class Function:
    """`signature` is its name with the types of its arguments. `as_owner`: it works with the owner's rights."""

    name: str
    signature: str
    as_owner: bool
    search_path: str | None


def functions(sql: Connection) -> list[Function]:
    found = sql.execute(
        """select proname, oid::regprocedure::text, prosecdef, array_to_string(proconfig, '; ') from pg_proc
            where pronamespace = 'public'::regnamespace and proname not like 'procrastinate%' order by 1, 2"""
    )
    return [Function(*row) for row in found]
