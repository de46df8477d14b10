import { vietnamDate } from '../../../platform/clock.ts';
import type { Services } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { MailBackendError } from '../backends/errors.ts';
import { backendNamed } from '../backends/registry.ts';
import { effectOf } from '../mail.states.ts';
import type { BackendName, MailboxRow } from '../mail.tables.ts';
import type { BackendAccount, BoxEffect, MailBackend, MailPorts } from '../ports.ts';

interface Drift {
  address: string;
  mailbox: MailboxRow | undefined;
  kind: 'unknown' | 'missing' | 'state' | 'forward';
  text: string;
}

const EFFECT_LABELS: Record<BoxEffect, string> = {
  none: 'chưa có',
  active: 'đang mở',
  locked: 'đang khóa',
  retained: 'đang lưu giữ',
  closed: 'đã đóng',
};

/** A mail system may know fewer words than the register: what it says must do the same. */
function isSame(wanted: BoxEffect, found: BoxEffect): boolean {
  const shut: readonly BoxEffect[] = ['retained', 'closed', 'none'];
  return wanted === found || (shut.includes(wanted) && shut.includes(found));
}

/** One account of the mail system against its row. */
function compare(address: string, account: BackendAccount, mailbox: MailboxRow | undefined): Drift[] {
  if (mailbox === undefined) {
    return [{ address, mailbox, kind: 'unknown', text: `Hệ thống thư có hộp ${address}, sổ thư không có.` }];
  }
  const drifts: Drift[] = [];
  const wanted = effectOf(mailbox);
  if (!isSame(wanted, account.effect)) {
    const text = `${address}: sổ ghi ${EFFECT_LABELS[wanted]}, hệ thống thư ${EFFECT_LABELS[account.effect]}.`;
    drifts.push({ address, mailbox, kind: 'state', text });
  }
  const forward = wanted === 'retained' ? mailbox.forwarding_to : null;
  if ((account.forwardTo?.toLowerCase() ?? null) !== forward) {
    const there = account.forwardTo === null ? 'không chuyển tiếp' : `chuyển tiếp đến ${account.forwardTo}`;
    const text = `${address}: hệ thống thư ${there}, sổ ghi ${forward ?? 'không'}.`;
    drifts.push({ address, mailbox, kind: 'forward', text });
  }
  return drifts;
}

/** Pure: what the mail system has against what the register says. */
export function driftsOf(accounts: readonly BackendAccount[], mailboxes: readonly MailboxRow[]): Drift[] {
  const byAddress = new Map(mailboxes.map((row) => [row.address_key, row]));
  const found = new Map(accounts.map((account) => [account.address.toLowerCase(), account]));
  const there = [...found].flatMap(([address, account]) => compare(address, account, byAddress.get(address)));
  const missing = mailboxes
    .filter((row) => ['active', 'locked'].includes(effectOf(row)) && !found.has(row.address_key))
    .map((mailbox): Drift => {
      const text = `Sổ thư có hộp ${mailbox.address_key}, hệ thống thư không có.`;
      return { address: mailbox.address_key, mailbox, kind: 'missing', text };
    });
  return [...there, ...missing];
}

async function accountsOf(backend: MailBackend): Promise<BackendAccount[]> {
  const accounts: BackendAccount[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<MailBackend['list']>> = await backend.list(cursor);
    accounts.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return accounts;
}

/** Open drifts are found again or settled; the first day of each stays. */
async function keep(
  services: Services,
  at: { agencyId: string; backend: BackendName },
  drifts: Drift[],
): Promise<void> {
  const now = services.clock.now();
  await services.db.transaction().execute(async (tx) => {
    await rawQuery(
      tx,
      `insert into mail_drift (agency_id, id, backend, address_key, mailbox_id, kind, text, found_at, seen_at)
       select $1, id, $2, address_key, mailbox_id, kind, text, $3, $3
       from unnest($4::uuid[], $5::text[], $6::uuid[], $7::text[], $8::text[]) as found (id, address_key, mailbox_id, kind, text)
       on conflict (backend, address_key, kind) where settled_at is null do update set text = excluded.text, seen_at = excluded.seen_at`,
      [
        at.agencyId,
        at.backend,
        now,
        drifts.map(() => newId(now.getTime())),
        drifts.map(({ address }) => address),
        drifts.map(({ mailbox }) => mailbox?.id ?? null),
        drifts.map(({ kind }) => kind),
        drifts.map(({ text }) => text),
      ],
    );
    await rawQuery(
      tx,
      'update mail_drift set settled_at = $3 where agency_id = $1 and backend = $2 and settled_at is null and seen_at < $3',
      [at.agencyId, at.backend, now],
    );
  });
}

/** Mailboxes that were there before we were: known from now on by the id they have there. */
async function link(services: Services, accounts: readonly BackendAccount[]): Promise<void> {
  await rawQuery(
    services.db,
    `update mailbox set backend_id = found.id from unnest($1::text[], $2::text[]) as found (address, id)
     where mailbox.address_key = found.address and mailbox.backend_id is null and mailbox.backend in ('postfix', 'zimbra')`,
    [accounts.map(({ address }) => address.toLowerCase()), accounts.map(({ backendId }) => backendId)],
  );
}

/** Who was there when, as far as the mail system tells it. */
async function noteSignIns(
  services: Services,
  backend: BackendName,
  accounts: readonly BackendAccount[],
): Promise<void> {
  const seen = accounts.filter(({ lastSignInAt }) => lastSignInAt !== undefined);
  await rawQuery(
    services.db,
    `update mailbox set last_sign_in_at = found.at from unnest($2::text[], $3::timestamptz[]) as found (id, at)
     where mailbox.backend = $1 and mailbox.backend_id = found.id
       and (mailbox.last_sign_in_at is null or mailbox.last_sign_in_at < found.at)`,
    [backend, seen.map(({ backendId }) => backendId), seen.map(({ lastSignInAt }) => lastSignInAt)],
  );
}

export async function reconcileBackend(
  services: Services,
  at: { agencyId: string; backend: BackendName; domain: string },
  backend: MailBackend,
): Promise<void> {
  const accounts = await accountsOf(backend);
  await link(services, accounts);
  await noteSignIns(services, at.backend, accounts);
  const mailboxes = await rawQuery<MailboxRow>(
    services.db,
    "select * from mailbox where backend = $1 and split_part(address_key, '@', 2) = $2",
    [at.backend, at.domain],
  );
  const ours = accounts.filter(({ address }) => address.toLowerCase().split('@')[1] === at.domain);
  await keep(services, at, driftsOf(ours, mailboxes));
}

// Each mail system once for each domain, asked under the agency that set it; embedded is the register itself.
const SYSTEMS = `
  select distinct on (backend, domain) agency_id as "agencyId", backend, domain from mail_setting
  where backend in ('postfix', 'zimbra') and valid_from <= $1 order by backend, domain, valid_from desc`;

/** Compares every connected mail system with the register: accounts nobody knows, missing ones, other states, foreign forwards. */
export async function reconcile(services: Services, ports: MailPorts): Promise<void> {
  const today = vietnamDate(services.clock.now());
  const systems = await rawQuery<{ agencyId: string; backend: BackendName; domain: string }>(services.db, SYSTEMS, [
    today,
  ]);
  for (const at of systems) {
    const backend = backendNamed(services, ports, { name: at.backend, agencyId: at.agencyId });
    try {
      await (backend === undefined ? undefined : reconcileBackend(services, at, backend));
    } catch (error) {
      if (!(error instanceof MailBackendError)) {
        throw error;
      }
      services.log.warn({ err: error, backend: at.backend }, 'mail system could not be compared, will be tried again');
    }
  }
}
