import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemContext } from '../../../platform/context.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency } from '../../org/org.testing.ts';
import { insertMailbox } from '../mail.store.ts';
import type { MailboxRow } from '../mail.tables.ts';
import type { BackendAccount, BackendCall, ExportedMessage, MailBackend, MailPorts } from '../ports.ts';

export interface BackendRig {
  backend: MailBackend;
  /** The mail system stops answering until the returned function is called; left out by a backend that is the database itself. */
  cut?: () => Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** What the ports were asked for, and what they answer. */
export interface PortLog extends MailPorts {
  kicked: string[];
  messages: Map<string, ExportedMessage[]>;
}

export function createPortLog(): PortLog {
  const kicked: string[] = [];
  const messages = new Map<string, ExportedMessage[]>();
  return {
    kicked,
    messages,
    kick: async (_services, mailboxId) => void kicked.push(mailboxId),
    exportMessages: async function* exported(_services, mailboxId) {
      yield* messages.get(mailboxId) ?? [];
    },
    eraseMessages: async (_services, mailboxId) => void messages.delete(mailboxId),
  };
}

async function drain(stream: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _part of stream) {
    // Only that it comes to an end.
  }
}

interface Bench {
  office: TestOffice;
  backend: MailBackend;
  cut: BackendRig['cut'];
  ports: PortLog;
  agencyId: string;
  name: MailboxRow['backend'];
  serial: number;
}

type At = () => Bench;

const refused = (code: string) => ({ name: 'MailBackendError', code });

function call({ agencyId }: Bench): BackendCall {
  return { commandId: newId(), agencyId };
}

/** PostgreSQL is the truth: the register says it before the backend is told. */
async function register(bench: Bench, id: string, set: string, ...values: unknown[]): Promise<void> {
  await rawQuery(bench.office.db, `update mailbox set ${set} where id = $1`, [id, ...values]);
}

function wanted(row: MailboxRow) {
  return {
    mailboxId: row.id,
    address: row.address_key,
    kind: row.kind,
    name: row.holder_name,
    quotaMb: row.quota_mb ?? 0,
    effect: 'active' as const,
  };
}

/** In the register and at the backend. */
async function created(bench: Bench): Promise<{ row: MailboxRow; backendId: string }> {
  bench.serial += 1;
  const row = await bench.office.db.transaction().execute((tx) =>
    insertMailbox(tx, systemContext(bench.office), {
      agency_id: bench.agencyId,
      address: `hop${bench.serial}.namot@laichau.gov.vn`,
      kind: 'person',
      holder_name: `Người Thứ ${bench.serial}`,
      state: 'active',
      backend: bench.name,
      quota_mb: 100,
    }),
  );
  if (row === undefined) {
    throw new Error('address taken');
  }
  const { backendId } = await bench.backend.createMailbox(call(bench), wanted(row));
  await register(bench, row.id, 'backend_id = $2', backendId);
  return { row, backendId };
}

async function listed({ backend }: Bench, backendId: string): Promise<BackendAccount[]> {
  const found: BackendAccount[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<MailBackend['list']>> = await backend.list(cursor);
    found.push(...page.items.filter((item) => item.backendId === backendId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return found;
}

function testCreation(at: At): void {
  test("the same command creates one mailbox; its address is nobody else's", async () => {
    const bench = at();
    const { row, backendId } = await created(bench);
    const twice = call(bench);
    expect(await bench.backend.createMailbox(twice, wanted(row))).toEqual({ backendId });
    expect(await bench.backend.createMailbox(twice, wanted(row))).toEqual({ backendId });
    expect(await listed(bench, backendId)).toEqual([
      { backendId, address: row.address_key, effect: 'active', forwardTo: null },
    ]);
    const other = wanted({ ...row, id: newId() });
    await expect(bench.backend.createMailbox(call(bench), other)).rejects.toMatchObject(refused('EXISTS'));
  });

  test('a mailbox nobody knows is NOT_FOUND, never made by the way', async () => {
    const bench = at();
    const { backend } = bench;
    const id = newId();
    for (const act of [
      () => backend.setState(call(bench), id, 'locked'),
      () => backend.rename(call(bench), id, 'x@laichau.gov.vn'),
      () => backend.setQuota(call(bench), id, 1),
      () => backend.setForward(call(bench), id, null),
      () => backend.kick(call(bench), id),
      () => backend.usage(id),
    ]) {
      await expect(act()).rejects.toMatchObject(refused('NOT_FOUND'));
    }
    expect(await listed(bench, id)).toEqual([]);
  });
}

function testStates(at: At): void {
  test('locked, opened, retained, closed: what the register says', async () => {
    const bench = at();
    const { row, backendId } = await created(bench);
    for (const [state, effect] of [
      ['suspended', 'locked'],
      ['active', 'active'],
      ['revoked', 'retained'],
    ] as const) {
      await register(bench, row.id, 'state = $2', state);
      await bench.backend.setState(call(bench), backendId, effect);
      expect((await listed(bench, backendId))[0]).toMatchObject({ effect });
    }
    await register(bench, row.id, 'shut_at = $2', bench.office.clock.now());
    await bench.backend.setState(call(bench), backendId, 'closed');
    expect((await listed(bench, backendId)).filter(({ effect }) => effect !== 'closed')).toEqual([]);
  });

  test('letters go to the successor, and no longer', async () => {
    const bench = at();
    const { row, backendId } = await created(bench);
    const { row: next } = await created(bench);
    const set = "state = 'revoked', forwarding_to = $2, retain_until = '2021-09-22'";
    await register(bench, row.id, set, next.address_key);
    await bench.backend.setState(call(bench), backendId, 'retained');
    await bench.backend.setForward(call(bench), backendId, { target: next.address_key, until: '2021-09-22' });
    expect((await listed(bench, backendId))[0]).toMatchObject({ forwardTo: next.address_key });
    await register(bench, row.id, 'forwarding_to = null');
    await bench.backend.setForward(call(bench), backendId, null);
    expect((await listed(bench, backendId))[0]).toMatchObject({ forwardTo: null });
  });
}

function testAddressAndUse(at: At): void {
  test('a new address; the old one stays an alias until it is dropped', async () => {
    const bench = at();
    const { row, backendId } = await created(bench);
    const address = `moi${row.address_key}`;
    await register(bench, row.id, 'address = $2, address_key = $2, aliases = array[$3]', address, row.address_key);
    await bench.backend.rename(call(bench), backendId, address);
    await bench.backend.putAlias(call(bench), backendId, row.address_key);
    expect((await listed(bench, backendId))[0]).toMatchObject({ address });
    await register(bench, row.id, "aliases = '{}'");
    await bench.backend.dropAlias(call(bench), backendId, row.address_key);
    await bench.backend.dropAlias(call(bench), backendId, row.address_key);
  });

  test('quota, members and use; kick twice without harm', async () => {
    const bench = at();
    const { backend, ports } = bench;
    const { row, backendId } = await created(bench);
    await register(bench, row.id, 'quota_mb = 50');
    await backend.setQuota(call(bench), backendId, 50);
    await backend.setMembers(call(bench), backendId, []);
    expect(await backend.usage(backendId)).toMatchObject({ bytes: expect.any(Number) });
    const twice = call(bench);
    await backend.kick(twice, backendId);
    await backend.kick(twice, backendId);
    expect(ports.kicked.includes(row.id)).toBe(backend.capabilities().hosted);
  });
}

function testLimits(at: At): void {
  test('what it cannot do it says, and what it says it can it does', async () => {
    const bench = at();
    const { backend } = bench;
    const { backendId } = await created(bench);
    const can = backend.capabilities();
    const secret = { id: newId(), label: 'Máy bàn', sha256: Buffer.alloc(32, 7) };
    const leave = { text: 'Đi công tác', from: '2021-03-22', to: '2021-03-26', delegate: null };
    const acts: [boolean, () => Promise<unknown>][] = [
      [can.appPasswords, () => backend.setSecret(call(bench), backendId, secret)],
      [can.appPasswords, () => backend.revokeSecrets(call(bench), backendId, secret.id)],
      [can.appPasswords, () => backend.revokeSecrets(call(bench), backendId)],
      [can.vacation, () => backend.setVacation(call(bench), backendId, leave)],
      [can.retract, () => backend.retract(call(bench), { fingerprint: 'f', reason: 'giả mạo' })],
      [can.retract, () => backend.restore(call(bench), { fingerprint: 'f' })],
      [can.exports, () => drain(backend.export(backendId))],
    ];
    for (const [able, act] of acts) {
      await (able ? act() : expect(act()).rejects.toMatchObject(refused('UNSUPPORTED')));
    }
  });

  test('a mail system that does not answer is UNREACHABLE, and works on afterwards', async () => {
    const bench = at();
    if (bench.cut === undefined) {
      // The database itself: nothing stands in between.
      expect(bench.backend.capabilities().hosted).toBe(true);
      return;
    }
    const { row, backendId } = await created(bench);
    const mend = await bench.cut();
    await register(bench, row.id, "state = 'suspended'");
    const told = bench.backend.setState(call(bench), backendId, 'locked');
    await expect(told).rejects.toMatchObject(refused('UNREACHABLE'));
    await mend();
    await bench.backend.setState(call(bench), backendId, 'locked');
    expect((await listed(bench, backendId))[0]).toMatchObject({ effect: 'locked' });
  });
}

/** One suite for every backend: each act is written into the register first, and what the backend lists must be what that says. */
export function mailBackendContract(
  name: MailboxRow['backend'],
  open: (office: TestOffice, ports: PortLog, agencyId: string) => Promise<BackendRig>,
): void {
  describe(`MailBackend ${name}`, () => {
    let bench: Bench | undefined;
    let rig: BackendRig | undefined;
    const at = (): Bench => {
      if (bench === undefined) {
        throw new Error('not open');
      }
      return bench;
    };
    beforeAll(async () => {
      const office = await createTestOffice();
      const ports = createPortLog();
      const agencyId = (await buildAgency(office.db, { name: 'UBND xã Nà Một' })).id;
      rig = await open(office, ports, agencyId);
      bench = { office, backend: rig.backend, cut: rig.cut, ports, agencyId, name, serial: 0 };
    });
    afterAll(async () => {
      await rig?.close();
      await bench?.office.close();
    });
    testCreation(at);
    testStates(at);
    testAddressAndUse(at);
    testLimits(at);
  });
}
