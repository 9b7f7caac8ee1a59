"""Whom a service's database knows: every person key that it has stored, wherever that is.

What could be a person key is taken for one: 43 characters in a text, a list or a document, in any table. A new table is
so looked through without being named here. What has that form and is something else is harmless: no personal number
leads to it. The most frequent of it is left out by name.
"""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

NO_PERSON = ("digest", "paymentsSha256", "request_digest", "restsOn", "sealedDigest", "sha256")
"""Columns, and fields of documents, that hold digests in base64url: they look as person keys do."""

_COLUMNS = text(
    """select quote_ident(c.relname) as "table", quote_ident(a.attname) as "column", y.typname as kind
         from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type y on y.oid = a.atttypid
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
          and y.typname in ('varchar', 'text', '_varchar', '_text', 'jsonb')
          and c.relname <> 'alembic_version' and c.relname not like 'procrastinate%'
          and a.attname <> all (:no_person)"""
)
_TABLES = text("select relname from pg_class where relnamespace = 'public'::regnamespace and relname = any(:names)")
_IN_TEXT = "select distinct {column} from {table} where {column} ~ '^[A-Za-z0-9_-]{{43}}$'"
_IN_LIST = "select distinct one from {table}, unnest({column}) one where one ~ '^[A-Za-z0-9_-]{{43}}$'"
_IN_DOCUMENT = """
    select distinct found from (
        select {column} #>> '{{}}' from {table} where jsonb_typeof({column}) = 'string'
        union all
        select unnest(array[field.key, case when field.key not in ({no_person}) then field.value #>> '{{}}' end])
          from {table}, jsonb_path_query({column}, 'strict $.** ? (@.type() == "object")') o, jsonb_each(o) field
         where jsonb_typeof(field.value) = 'string' or field.key ~ '^[A-Za-z0-9_-]{{43}}$'
        union all
        select item #>> '{{}}'
          from {table}, jsonb_path_query({column}, 'strict $.** ? (@.type() == "array")') list,
               jsonb_array_elements(list) item
         where jsonb_typeof(item) = 'string'
        ) every (found)
    where found ~ '^[A-Za-z0-9_-]{{43}}$'"""
_QUERIES = {"varchar": _IN_TEXT, "text": _IN_TEXT, "_varchar": _IN_LIST, "_text": _IN_LIST, "jsonb": _IN_DOCUMENT}

_PSEUDONYMS = {
    "log_entry": "select distinct convert_from(entry, 'UTF8')::jsonb #>> '{actor,person}' from log_entry",
    "copied_entry": "select distinct actor from copied_entry",
}
"""What the control logs call those whom nothing else may know, such as somebody who has only read."""


async def stored_persons(connection: AsyncConnection) -> frozenset[str]:
    """Person keys and pseudonyms. Reads the whole database."""
    await connection.execute(text("set local statement_timeout = 0"))
    names = ", ".join(f"'{name}'" for name in NO_PERSON)
    columns = (await connection.execute(_COLUMNS, {"no_person": list(NO_PERSON)})).all()
    queries = [_QUERIES[kind].format(table=table, column=column, no_person=names) for table, column, kind in columns]
    there = (await connection.execute(_TABLES, {"names": list(_PSEUDONYMS)})).scalars()
    queries += [_PSEUDONYMS[table] for table in there]
    found = await connection.exec_driver_sql(" union ".join(queries))
    return frozenset(one for one in found.scalars() if one)
