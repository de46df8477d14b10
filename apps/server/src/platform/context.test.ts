import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '#modules/audit';
import { buildAgency, buildSubject, buildUnit } from '../modules/org/org.testing.ts';
import type { Subject } from './authorise.ts';
import { type ActingContext, command } from './context.ts';
import type { Tx } from './db.ts';
import { newId } from './ids.ts';
import { rawQuery } from './sql.ts';
import { createTestOffice, type TestOffice } from './testing/test-context.ts';

let office: TestOffice;
let subject: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  subject = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
});
afterAll(() => office.close());

async function openRegister(tx: Tx, context: ActingContext, name: string): Promise<void> {
  await rawQuery(
    tx,
    "insert into register (agency_id, id, direction, series, year, name) values ($1, $2, 'incoming', $3, 2021, $3)",
    [subject.agencyId, newId(), name],
  );
  await record(tx, context, {
    action: 'probe.opened',
    agencyId: subject.agencyId,
    objectKind: 'register',
    objectId: name,
  });
}

async function countRegisters(name: string): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(office.db, 'select count(*) from register where name = $1', [name]);
  return row?.count ?? 0;
}

describe('a command', () => {
  test('that writes without an audit leaf is rolled back', async () => {
    const context = office.as(subject);
    const unaudited = command(context, (tx) =>
      rawQuery(
        tx,
        "insert into register (agency_id, id, direction, series, year, name) values ($1, $2, 'incoming', 'u', 2021, 'unaudited')",
        [subject.agencyId, newId()],
      ),
    );
    await expect(unaudited).rejects.toMatchObject({ code: 'platform.unaudited_command' });
    expect(await countRegisters('unaudited')).toBe(0);
  });

  test('that only reads needs no leaf', async () => {
    await expect(command(office.as(subject), (tx) => rawQuery(tx, 'select 1 as one', []))).resolves.toEqual([
      { one: 1 },
    ]);
  });

  test('repeated with the same key happens once and answers the same', async () => {
    const key = newId();
    const run = () => {
      const context = office.as(subject, key);
      return command(context, async (tx) => {
        await openRegister(tx, context, 'once');
        return { id: newId() };
      });
    };
    const answers = await Promise.all([run(), run(), run()]);
    answers.push(await run());
    expect(new Set(answers.map((answer) => answer.id)).size).toBe(1);
    expect(await countRegisters('once')).toBe(1);
  });

  test('with a used key but another body is refused', async () => {
    const key = newId();
    const context = office.as(subject, key);
    await command(context, (tx) => openRegister(tx, context, 'first'));
    const other = { ...office.as(subject, key), idempotency: { key, route: 'POST /test', bodyHash: 'different' } };
    await expect(command(other, (tx) => openRegister(tx, other, 'second'))).rejects.toMatchObject({
      code: 'platform.idempotency_mismatch',
    });
    expect(await countRegisters('second')).toBe(0);
  });

  test('that failed leaves its key free for another try', async () => {
    const key = newId();
    const context = office.as(subject, key);
    await expect(command(context, async () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await command(context, (tx) => openRegister(tx, context, 'after failure'));
    expect(await countRegisters('after failure')).toBe(1);
  });
});

test('audit leaves can be neither changed nor deleted', async () => {
  await expect(rawQuery(office.db, "update audit_leaf set action = 'forged'", [])).rejects.toThrow('append-only');
  await expect(rawQuery(office.db, 'delete from audit_leaf', [])).rejects.toThrow('append-only');
  await expect(rawQuery(office.db, 'truncate audit_leaf', [])).rejects.toThrow('append-only');
});
