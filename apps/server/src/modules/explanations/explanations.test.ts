import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildCommune, giveLetterTo, type TestCommune } from '../incoming/incoming.testing.ts';
import { buildSubject } from '../org/org.testing.ts';
import { askAboutDocument } from './commands/ask-about-document.ts';
import { explanationPolicies } from './explanations.policy.ts';

let office: TestOffice;
let commune: TestCommune;
let other: TestCommune;
let auditor: Subject;
let id: string;
let foreignId: string;

const NUMBER = '367/UBND-VHTT';

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  other = await buildCommune(office.db, 'UBND xã Nà Tăm');
  const { agencyId } = commune;
  auditor = await buildSubject(office.db, { agencyId, unitId: commune.office.id, roles: ['auditor'] });
  id = await giveLetterTo(office, commune, commune.specialist.positionId);
  foreignId = await giveLetterTo(office, other, other.specialist.positionId);
});
afterAll(() => office.close());

/** All of one asker about one person: leaves of the same millisecond have no order. */
async function leavesAbout(asker: Subject, positionId: string) {
  return rawQuery<{ action: string; object_kind: string; detail: unknown }>(
    office.db,
    `select action, object_kind, detail from audit_leaf
     where action like 'explanations.%' and position_id = $1 and object_id = $2`,
    [asker.positionId, positionId],
  );
}

async function countLeaves(): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(
    office.db,
    "select count(*)::int as count from audit_leaf where action = 'explanations.asked'",
    [],
  );
  return row?.count ?? 0;
}

test.each(['administrator', 'auditor'] as const)(
  'the %s is told yes and no with the reason, by number, address and id',
  async (who) => {
    const asker = who === 'auditor' ? auditor : commune.administrator;
    const ask = (positionId: string, document: string) => askAboutDocument(office.as(asker), { positionId, document });
    for (const document of [NUMBER, NUMBER.toLowerCase(), id, `https://vi-du.gov.vn/van-ban-den/${id}?muc=tat-ca`]) {
      const { documents } = await ask(commune.specialist.positionId, document);
      expect(documents).toEqual([
        {
          kind: 'incoming',
          id,
          numberSymbol: NUMBER,
          issuedOn: '2021-03-22',
          read: { allowed: true, reasons: ['Được giao chủ trì (Lò Văn Sơn giao ngày 22/3/2021).'] },
        },
      ]);
    }
    const { documents } = await ask(commune.colleague.positionId, NUMBER);
    expect(documents[0]?.read).toEqual({
      allowed: false,
      reasons: ['Văn bản chỉ mở cho văn thư, lãnh đạo và những đơn vị, cá nhân được giao hoặc được nhận để biết.'],
    });
    expect(JSON.stringify(documents)).not.toContain('công nghệ thông tin');
  },
);

test('each question leaves who asked about whom and what was answered, and no word of the document', async () => {
  const { positionId } = commune.head;
  expect(await leavesAbout(auditor, positionId)).toEqual([]);
  await askAboutDocument(office.as(auditor), { positionId, document: NUMBER });
  expect(await leavesAbout(auditor, positionId)).toEqual([
    {
      action: 'explanations.asked',
      object_kind: 'position',
      detail: { about: 'Vàng A Páo', documents: [{ kind: 'incoming', id, mayRead: false }] },
    },
  ]);
});

test('a document of another agency is one that was never there: nothing found, and the question is kept', async () => {
  const { positionId } = commune.clerk;
  const before = await countLeaves();
  const foreign = await askAboutDocument(office.as(commune.administrator), { positionId, document: foreignId });
  const never = await askAboutDocument(office.as(commune.administrator), { positionId, document: newId() });
  expect(foreign).toEqual({ documents: [] });
  expect(JSON.stringify(foreign)).toBe(JSON.stringify(never));
  expect(await countLeaves()).toBe(before + 2);
});

test('a person of another agency is nobody, word for word', async () => {
  const words = async (positionId: string) =>
    askAboutDocument(office.as(auditor), { positionId, document: NUMBER }).catch((error: unknown) => String(error));
  const foreign = await words(other.clerk.positionId);
  expect(foreign).toContain('Không tìm thấy chức vụ này');
  expect(foreign).toBe(await words(newId()));
});

test('whoever neither administers nor inspects is refused before anything is looked up', async () => {
  const before = await countLeaves();
  for (const subject of [commune.clerk, commune.leader, commune.head, commune.specialist]) {
    for (const positionId of [commune.specialist.positionId, other.clerk.positionId, newId()]) {
      await expect(askAboutDocument(office.as(subject), { positionId, document: NUMBER })).rejects.toMatchObject({
        status: 403,
        code: 'explanations.ask.forbidden',
      });
    }
  }
  expect(await countLeaves()).toBe(before);
  const elsewhere = { agencyId: other.agencyId };
  expect(explanationPolicies.decide('explanations.ask', auditor, elsewhere).allowed).toBe(false);
});

test('a post that is over sees nothing, and since when', async () => {
  const { agencyId } = commune;
  const gone = await buildSubject(office.db, {
    agencyId,
    unitId: commune.office.id,
    title: 'Văn thư',
    roles: ['clerk'],
  });
  const ask = () => askAboutDocument(office.as(auditor), { positionId: gone.positionId, document: NUMBER });
  expect((await ask()).documents[0]?.read.allowed).toBe(true);
  await rawQuery(office.db, "update org_position set valid_to = '2021-03-21' where id = $1", [gone.positionId]);
  expect((await ask()).documents[0]?.read).toEqual({
    allowed: false,
    reasons: ['Chức vụ Văn thư đã kết thúc sau ngày 21/3/2021 nên không còn quyền nào theo chức vụ này.'],
  });
});
