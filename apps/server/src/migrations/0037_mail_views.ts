export const sql = `
-- SHA-256 of the app password as it is shown, with its dashes. Dovecot hashes what was typed before it asks, so that no password ever
-- stands in a query; it cannot take the dashes out first. Null for those made before this step
alter table mail_secret add column sha256_shown bytea;
create index mail_address_domain on mail_address (split_part(address_key, '@', 2)) where live;
-- What Postfix and Dovecot read, and all that their database role may read (congvu mail setup). A committed change of the register is
-- in force at their next command. The same rules as effectOf (mail.states.ts), findRecipient and checkSecret.
create view v_mail_domain as
  select split_part(known.address_key, '@', 2) as domain
  from mail_address known join mailbox on mailbox.id = known.mailbox_id
  where known.live and mailbox.backend = 'postfix' and mailbox.state <> 'requested' and position('@' in known.address_key) > 0
  union all
  select lower(domain) from mail_setting
  where backend = 'postfix' and domain <> '' and valid_from <= (now() at time zone 'Asia/Ho_Chi_Minh')::date;
-- mailboxes that receive: in use or locked
create view v_mail_recipient as
  select address_key as address, right(id::text, 2) || '/' || id::text as home, coalesce(quota_mb, 0)::bigint * 1048576 as quota_bytes
  from mailbox
  where backend = 'postfix' and state in ('active', 'suspended', 'revoke_requested');
-- where a retired mailbox forwards to, no longer than it is kept
create view v_mail_forward as
  select id as mailbox_id, forwarding_to as target
  from mailbox
  where backend = 'postfix' and state = 'revoked' and shut_at is null and forwarding_to is not null
    and (retain_until is null or retain_until >= (now() at time zone 'Asia/Ho_Chi_Minh')::date);
create view v_mail_alias as
  select known.address_key as address, mailbox.address_key as target
  from mail_address known join mailbox on mailbox.id = known.mailbox_id
  where known.live and not known.is_primary and mailbox.backend = 'postfix'
    and mailbox.state in ('active', 'suspended', 'revoke_requested')
  union all
  select known.address_key, forward.target
  from mail_address known join v_mail_forward forward on forward.mailbox_id = known.mailbox_id
  where known.live;
-- retired without a successor: refused with the address to write to
create view v_mail_refusal as
  select known.address_key as address, '550 5.1.6 Mailbox closed; write to ' || coalesce((
    select office.address_key from mailbox office
    where office.agency_id = mailbox.agency_id and office.kind = 'unit' and office.state = 'active'
      and position('@' in office.address_key) > 0
    order by office.id limit 1), 'the office') as reply
  from mail_address known join mailbox on mailbox.id = known.mailbox_id
  where known.live and mailbox.backend = 'postfix' and mailbox.state = 'revoked'
    and not exists (select 1 from v_mail_forward forward where forward.mailbox_id = mailbox.id);
-- whoever may sign in, by any address of the mailbox, and write in the name of which
create view v_mail_sender as
  select known.address_key as address, mailbox.address_key as login, mailbox.id as mailbox_id
  from mail_address known join mailbox on mailbox.id = known.mailbox_id
  where known.live and mailbox.backend = 'postfix'
    and (mailbox.state = 'active' or (mailbox.state = 'revoke_requested' and mailbox.suspended_reason is null));
create view v_mail_login as
  select sender.address, sender.login, encode(typed.sha256, 'hex') as secret
  from v_mail_sender sender
  join mailbox on mailbox.id = sender.mailbox_id
  join mail_secret on mail_secret.mailbox_id = mailbox.id and mail_secret.revoked_at is null
  cross join lateral (values (mail_secret.sha256), (mail_secret.sha256_shown)) as typed (sha256)
  where typed.sha256 is not null
    and (mailbox.person_id = mail_secret.person_id or exists (select 1 from mail_member
      where mail_member.mailbox_id = mailbox.id and mail_member.person_id = mail_secret.person_id));
-- The home of whatever Dovecot is asked for: an address that receives; a retired one by the mailbox its letters go to, so that a full
-- successor is refused at RCPT too; and the id of any mailbox that is not shut, by which the office reads use and exports.
create view v_mail_user as
  select known.address_key as key, recipient.address as login, recipient.home, recipient.quota_bytes,
    known.is_primary as listed
  from mail_address known
  join mailbox on mailbox.id = known.mailbox_id
  join v_mail_recipient recipient on recipient.address = mailbox.address_key
  where known.live
  union all
  select known.address_key, recipient.address, recipient.home, recipient.quota_bytes, false
  from mail_address known
  join v_mail_forward forward on forward.mailbox_id = known.mailbox_id
  join v_mail_recipient recipient on recipient.address = forward.target
  where known.live
  union all
  select id::text, id::text, right(id::text, 2) || '/' || id::text, coalesce(quota_mb, 0)::bigint * 1048576, false
  from mailbox where backend = 'postfix' and state <> 'requested' and shut_at is null
  union all
  -- beside each mailbox the place of what the security officer took back: nobody signs in to it
  select id::text || '.out', id::text || '.out', right(id::text, 2) || '/' || id::text || '.out', 0, false
  from mailbox where backend = 'postfix' and state <> 'requested' and shut_at is null;
`;
