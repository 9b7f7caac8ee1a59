"""The embedded server's own configuration files."""

from collections.abc import Mapping

ALWAYS = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "password_encryption": "'scram-sha-256'",
    "max_connections": "200",
    "lc_messages": "'C'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    # Details and statements of an error hold values, and values can be personal (C8).
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
# Only for clusters that live as long as one test run. Never synchronous_commit=off: it loses answered commits when a
# process is killed, which is what the tests look for; fsync=off loses them only when the machine falls.
THROW_AWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "'4GB'",
}


def settings(*, durable: bool) -> str:
    """The text of postgresql.conf. The port is given on the command line instead, as it may change between starts."""
    chosen = ALWAYS if durable else ALWAYS | THROW_AWAY
    return "".join(f"{name} = {value}\n" for name, value in chosen.items())


def access(databases: Mapping[str, str]) -> str:
    """The text of pg_hba.conf: the superuser, who also takes backups, and one line per role with its one database.

    `databases` goes from role to database; a name that begins with a slash is a regular expression.
    """
    lines = {"postgres": "all,replication", **databases}
    return "".join(f"host {database} {role} 127.0.0.1/32 scram-sha-256\n" for role, database in lines.items())
