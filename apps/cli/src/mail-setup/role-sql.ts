import type { SetupPlan, SetupSecrets } from './setup-plan.ts';

const VIEWS = [
  'v_mail_domain',
  'v_mail_recipient',
  'v_mail_alias',
  'v_mail_refusal',
  'v_mail_sender',
  'v_mail_login',
  'v_mail_user',
];

/**
 * The role the mail servers read by: it sees these views and nothing else, writes nothing, and holds no connection or lock for long.
 * May be run again; the password is then the new one. Names were checked by the reader of the options.
 */
export function roleSql(plan: SetupPlan, secrets: SetupSecrets): string {
  const { role, name } = plan.database;
  return `do $$ begin
  if not exists (select 1 from pg_roles where rolname = '${role}') then
    create role ${role} login;
  end if;
end $$;
alter role ${role} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls noinherit connection limit 60
  password '${secrets.database}';
alter role ${role} set default_transaction_read_only = on;
alter role ${role} set statement_timeout = '10s';
grant connect on database "${name}" to ${role};
grant usage on schema public to ${role};
revoke all on all tables in schema public from ${role};
grant select on ${VIEWS.join(', ')} to ${role};
`;
}
