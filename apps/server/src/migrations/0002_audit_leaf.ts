export const sql = `
create table audit_leaf (
  agency_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  user_id uuid,
  position_id uuid,
  actor_name text not null,
  on_behalf_of uuid,
  request_id text not null,
  ip text not null,
  detail jsonb not null,
  leaf_hash bytea not null,
  primary key (agency_id, id)
);
create index audit_leaf_object on audit_leaf (agency_id, object_kind, object_id, id);
create function audit_leaf_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_leaf is append-only';
end $$;
create trigger audit_leaf_append_only before update or delete on audit_leaf
  for each row execute function audit_leaf_is_append_only();
create trigger audit_leaf_no_truncate before truncate on audit_leaf
  for each statement execute function audit_leaf_is_append_only();
`;
