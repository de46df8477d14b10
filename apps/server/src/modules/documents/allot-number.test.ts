import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { record } from '#modules/audit';
import type { Subject } from '../../platform/authorise.ts';
import { command } from '../../platform/context.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { allotNumber, cancelNumber } from './allot-number.ts';

let office: TestOffice;
let subject: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db);
  const unit = await buildUnit(office.db, agency.id);
  subject = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
});
afterAll(() => office.close());

function allot(series: string, options: { documentId?: string; on?: string; fail?: boolean } = {}) {
  const context = office.as(subject);
  const documentId = options.documentId ?? newId();
  return command(context, async (tx) => {
    await record(tx, context, {
      action: 'probe.numbered',
      agencyId: subject.agencyId,
      objectKind: 'document',
      objectId: documentId,
    });
    const allotted = await allotNumber(tx, context, {
      agencyId: subject.agencyId,
      direction: 'outgoing',
      series,
      documentId,
      on: options.on ?? '2021-03-22',
    });
    if (options.fail === true) {
      throw new Error('rolled back');
    }
    return allotted.number;
  });
}

describe('numbers of a register', () => {
  test('run from 1 without a gap, whoever comes at once and whoever rolls back', async () => {
    const tries = Array.from({ length: 200 }, (_unused, index) =>
      allot('race', { fail: index % 5 === 0 }).catch(() => undefined),
    );
    const numbers = (await Promise.all(tries)).filter((number) => number !== undefined).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 160 }, (_unused, index) => index + 1));
  });

  test('start again in the new year', async () => {
    expect(await allot('year', { on: '2021-12-31' })).toBe(1);
    expect(await allot('year', { on: '2022-01-01' })).toBe(1);
  });

  test('are given to a document once', async () => {
    const documentId = newId();
    expect(await allot('twice', { documentId })).toBe(1);
    await expect(allot('twice', { documentId })).rejects.toMatchObject({ code: 'documents.already_numbered' });
    expect(await allot('twice')).toBe(2);
  });

  test('stay in the register when cancelled', async () => {
    const documentId = newId();
    await allot('cancelled', { documentId });
    const context = office.as(subject);
    await command(context, async (tx) => {
      await record(tx, context, {
        action: 'probe.cancelled',
        agencyId: subject.agencyId,
        objectKind: 'document',
        objectId: documentId,
      });
      await cancelNumber(tx, context, { agencyId: subject.agencyId, documentId, reason: 'Ký nhầm thẩm quyền' });
    });
    const rows = await rawQuery<{ number: number; cancelled_reason: string }>(
      office.db,
      'select number, cancelled_reason from register_entry where document_id = $1',
      [documentId],
    );
    expect(rows).toEqual([{ number: 1, cancelled_reason: 'Ký nhầm thẩm quyền' }]);
    expect(await allot('cancelled')).toBe(2);
  });

  test('negative control: a sequence instead of the counter row leaves gaps', async () => {
    await rawQuery(office.db, 'create sequence careless', []);
    await rawQuery(office.db, 'grant usage on sequence careless to public', []);
    const next = async (fail: boolean) => {
      const context = office.as(subject);
      return command(context, async (tx) => {
        const [row] = await rawQuery<{ value: number }>(tx, "select nextval('careless') as value", []);
        if (fail) {
          throw new Error('rolled back');
        }
        await record(tx, context, {
          action: 'probe.numbered',
          agencyId: subject.agencyId,
          objectKind: 'document',
          objectId: 'x',
        });
        return row?.value;
      });
    };
    await next(true).catch(() => undefined);
    expect(await next(false)).toBe(2);
  });
});
