-- One service's database and its two roles. Run by psql as a superuser, once per service, and again whenever you
-- like: it only mends what differs. The launcher and the containers run this same file.
--
--   SERVICE=intake OWNER_PASSWORD=… RUNTIME_PASSWORD=… psql -d postgres -f deploy/roles.sql
--
-- The passwords come through the environment, since arguments are shown to every user of the machine.
-- No privileges on tables are given here: each migration grants what the runtime role needs, table by table.
\set QUIET on
\set ON_ERROR_STOP on
\getenv service SERVICE
\getenv owner_password OWNER_PASSWORD
\getenv runtime_password RUNTIME_PASSWORD
\set owner :service _owner
\set runtime :service _runtime

-- The owner migrates and nothing else. It owns the database, and through that the schema public.
select format('create role %I', :'owner')
where not exists (select from pg_roles where rolname = :'owner') \gexec
alter role :"owner" with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
    password :'owner_password';

-- The runtime role is what the service works as. It owns nothing and can make nothing.
select format('create role %I', :'runtime')
where not exists (select from pg_roles where rolname = :'runtime') \gexec
alter role :"runtime" with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
    password :'runtime_password';

select format('create database %I owner %I template template0 encoding ''UTF8''', :'service', :'owner')
where not exists (select from pg_database where datname = :'service') \gexec

-- PUBLIC may connect to every new database and make temporary tables there, unless told otherwise.
revoke all on database :"service", postgres, template1 from public;
grant connect on database :"service" to :"runtime";

\connect :service
revoke all on schema public from public;
grant usage on schema public to :"runtime";
-- A large object belongs to whoever creates it, and PUBLIC may: the one way left to own something.
revoke execute on function lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) from public;
