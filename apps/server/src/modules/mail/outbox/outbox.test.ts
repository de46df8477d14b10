import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Subject } from '../../../platform/authorise.ts';
import { systemContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../../org/org.testing.ts';
import { createPortLog } from '../backends/contract.testing.ts';
import { MailBackendError } from '../backends/errors.ts';
import { tellAgain } from '../commands/tell-again.ts';
import { recordNewMailbox } from '../effects/record-new-mailbox.ts';
import { settleMail } from '../mail.testing.ts';
import type { MailPorts } from '../ports.ts';
import { viewMailbox } from '../queries/list-mailboxes.ts';
import { mailDesk } from '../queries/mail-desk.ts';
import { runCommands, sweepCommands, waitOf } from './run-commands.ts';
import { tellBackend } from './tell-backend.ts';

let office: TestOffice;
let agencyId: string;
let administrator: Subject;
let serial = 0;
let fault: Error | undefined;
const log = createPortLog();
/** The embedded backend, whose kick may be made to fail. */
const ports: MailPorts = {
  ...log,
  kick: async (services, mailboxId) => {
    if (fault !== undefined) {
      throw fault;
    }
    await log.kick(services, mailboxId);
  },
};

beforeAll(async () => {
  office = await createTestOffice();
  agencyId = (await buildAgency(office.db, { name: 'UBND xã Nà Một' })).id;
  const unit = await buildUnit(office.db, agencyId);
  administrator = await buildSubject(office.db, { agencyId, unitId: unit.id, roles: ['administrator'] });
  await settleMail(office, agencyId);
});
afterAll(() => office.close());
beforeEach(() => {
  fault = undefined;
  log.kicked.length = 0;
});

async function told(kinds: readonly ('kick' | 'quota')[]): Promise<string> {
  serial += 1;
  return office.db.transaction().execute(async (tx) => {
    const context = systemContext(office);
    const given = { agencyId, personId: null, kind: 'person' as const, holderName: `Người ${serial}`, unitName: '' };
    const paper = { address: `hop${serial}.namot`, on: '2021-03-22', requestId: null, link: null };
    const { mailboxId } = await recordNewMailbox(tx, context, { ...given, ...paper });
    const [mailbox] = await rawQuery<Parameters<typeof tellBackend>[2]>(tx, 'select * from mailbox where id = $1', [
      mailboxId,
    ]);
    if (mailbox === undefined) {
      throw new Error('not granted');
    }
    await tellBackend(
      tx,
      context,
      mailbox,
      kinds.map((kind) => (kind === 'kick' ? { kind } : { kind, quotaMb: 1 })),
    );
    return mailboxId;
  });
}

const states = async (id: string) =>
  (
    await rawQuery<{ kind: string; state: string }>(
      office.db,
      'select kind, state from mail_command where mailbox_id = $1 order by seq',
      [id],
    )
  ).map(({ kind, state }) => `${kind} ${state}`);
const problemOf = async (id: string) => (await viewMailbox(office.as(administrator), id)).mailbox.problem;

test('told in order, each once, also by two workers at a time', async () => {
  const id = await told(['kick', 'kick']);
  await Promise.all([runCommands(office, ports, id), runCommands(office, ports, id), sweepCommands(office, ports)]);
  expect(await states(id)).toEqual(['create done', 'kick done', 'kick done']);
  expect(log.kicked).toEqual([id, id]);
  const [row] = await rawQuery<{ backend_id: string }>(office.db, 'select backend_id from mailbox where id = $1', [id]);
  expect(row?.backend_id).toBe(id);
});

test('what does not answer is asked again when its time has come, under the same id; later acts wait behind it', async () => {
  const id = await told(['kick', 'kick']);
  fault = new MailBackendError('UNREACHABLE', 'Không nối được hệ thống thư.');
  await runCommands(office, ports, id);
  expect(await states(id)).toEqual(['create done', 'kick waiting', 'kick waiting']);
  expect(await problemOf(id)).toMatchObject({ text: 'Không nối được hệ thống thư.', again: true });
  fault = undefined;
  await runCommands(office, ports, id);
  expect(log.kicked).toEqual([]);
  office.clock.advance(waitOf(1));
  await sweepCommands(office, ports);
  expect(await states(id)).toEqual(['create done', 'kick done', 'kick done']);
  expect(await problemOf(id)).toBeNull();
});

test('what is refused stands beside the mailbox until somebody says it again', async () => {
  const id = await told(['quota', 'kick']);
  await runCommands(office, ports, id);
  expect(await states(id)).toEqual(['create done', 'quota failed', 'kick done']);
  expect(await problemOf(id)).toMatchObject({ again: false });
  const desk = async () => (await mailDesk(office.as(administrator))).find(({ key }) => key === 'mail.problems');
  expect(await desk()).toMatchObject({ count: 1, rows: [{ id }] });
  await rawQuery(office.db, 'update mailbox set quota_mb = 1 where id = $1', [id]);
  await tellAgain(office.as(administrator), id);
  await runCommands(office, ports, id);
  expect(await states(id)).toEqual(['create done', 'quota done', 'kick done']);
  expect(await desk()).toMatchObject({ count: 0 });
  await expect(tellAgain(office.as(administrator), id)).rejects.toMatchObject({ code: 'mail.tell_again.forbidden' });
});

test('a worker that died gives its act back', async () => {
  const id = await told(['kick']);
  await rawQuery(office.db, "update mail_command set next_at = $2 where mailbox_id = $1 and kind = 'create'", [
    id,
    new Date(office.clock.now().getTime() + 120_000),
  ]);
  await sweepCommands(office, ports);
  expect(await states(id)).toEqual(['create waiting', 'kick waiting']);
  office.clock.advance(120_000);
  await sweepCommands(office, ports);
  expect(await states(id)).toEqual(['create done', 'kick done']);
});

test('waits grow from half a minute to an hour', () => {
  expect([1, 2, 3, 8, 99].map(waitOf)).toEqual([30_000, 60_000, 120_000, 3_600_000, 3_600_000]);
});
