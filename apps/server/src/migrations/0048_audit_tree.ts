export const sql = `
-- leaves that have no place in the tree yet: written with the leaf by a trigger, taken by the sequencer. Ids and clocks do not follow
-- the order of commits; a row that becomes visible late is still here when everything after it has gone.
create table audit_pending (
  agency_id uuid not null,
  leaf_id uuid not null,
  leaf_hash bytea not null
);
create function audit_leaf_awaits_its_place() returns trigger language plpgsql as $$
begin
  insert into audit_pending (agency_id, leaf_id, leaf_hash) select agency_id, id, leaf_hash from fresh;
  return null;
end $$;
create trigger audit_leaf_awaits_its_place after insert on audit_leaf
  referencing new table as fresh for each statement execute function audit_leaf_awaits_its_place();
insert into audit_pending (agency_id, leaf_id, leaf_hash) select agency_id, id, leaf_hash from audit_leaf;
-- search of the inspector: newest first, by person, by action
create index audit_leaf_newest on audit_leaf (agency_id, at desc, id desc);
create index audit_leaf_actor on audit_leaf (agency_id, actor_name, at desc, id desc);
create index audit_leaf_action on audit_leaf (agency_id, action, at desc, id desc);

-- RFC 9162 2.1: one tree an installation; seq is the place of the leaf
create table audit_entry (
  seq bigint primary key check (seq >= 0),
  agency_id uuid not null,
  leaf_id uuid not null,
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
  unique (agency_id, leaf_id)
);
-- one hash for 256 of the level below
create table audit_node (
  level smallint not null check (level > 0),
  position bigint not null check (position >= 0),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (level, position)
);
create table audit_log (
  only_one boolean primary key default true check (only_one),
  origin text not null,
  created_at timestamptz not null
);
-- keys that signed checkpoints; the newest signs. Private halves sealed with the key 'audit', which lies outside the database
create table audit_key (
  number int primary key,
  public_key bytea not null unique,
  sealed_key bytea not null,
  created_at timestamptz not null
);
create table audit_checkpoint (
  number bigint primary key,
  size bigint not null,
  root bytea not null check (octet_length(root) = 32),
  at timestamptz not null,
  note text not null
);
-- who signs our checkpoints
create table audit_witness (
  id uuid primary key,
  agency_id uuid not null,
  url text not null,
  verifier_key text not null,
  -- size of the tree it signed last
  signed_size bigint not null default 0,
  signed_at timestamptz,
  failed_code text not null default '',
  failed_at timestamptz,
  created_at timestamptz not null,
  unique (url)
);
create table audit_cosignature (
  checkpoint_number bigint not null references audit_checkpoint (number),
  key_name text not null,
  line text not null,
  primary key (checkpoint_number, key_name)
);
-- whose checkpoints we sign
create table audit_watched (
  origin text primary key,
  agency_id uuid not null,
  title text not null,
  -- one a line
  verifier_keys text not null,
  signed_size bigint not null default 0,
  signed_root bytea,
  signed_at timestamptz,
  refused_code text not null default '',
  refused_at timestamptz,
  created_at timestamptz not null
);
create table audit_watched_note (
  origin text not null,
  size bigint not null,
  at timestamptz not null,
  note text not null,
  primary key (origin, size)
);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name;
end $$;
do $$
declare
  kept text;
begin
  foreach kept in array array['audit_entry', 'audit_node', 'audit_log', 'audit_key', 'audit_checkpoint', 'audit_cosignature', 'audit_watched_note'] loop
    execute format('create trigger %I before update or delete on %I for each row execute function audit_log_is_append_only()', kept || '_append_only', kept);
    execute format('create trigger %I before truncate on %I for each statement execute function audit_log_is_append_only()', kept || '_no_truncate', kept);
  end loop;
end $$;
-- a change of keys seals the private halves anew: everything else of these rows stays
drop trigger audit_key_append_only on audit_key;
create trigger audit_key_append_only before delete or update of number, public_key, created_at on audit_key
  for each row execute function audit_log_is_append_only();
`;
