export const sql = `
create table idempotency_key (
  user_id text not null,
  key text not null,
  route text not null,
  body_hash text not null,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index idempotency_key_created on idempotency_key (created_at);
`;
