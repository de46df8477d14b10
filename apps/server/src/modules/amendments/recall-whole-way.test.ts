import type {
  AmendmentBoard,
  IncomingAmendments,
  IncomingPage,
  IssueAnswer,
  PublicDocumentCheck,
} from '@congvu/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveContent, submitDraft } from '#modules/drafting';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildDistrictOffice, type DistrictOffice } from '../drafting/drafting.testing.ts';
import { buildSubject, buildUnit } from '../org/org.testing.ts';
import { buildHandedOver, giveDemoKeys, signAll } from '../outgoing/outgoing.testing.ts';
import { buildLife, type LifeOffice } from './amendments.testing.ts';

let office: TestOffice;
let life: LifeOffice;
let district: DistrictOffice;
let communeClerk: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  life = await buildLife(office, 0);
  district = await buildDistrictOffice(office, 2);
  await giveDemoKeys(office, district);
  const [communeId = ''] = district.communeIds;
  const unit = await buildUnit(office.db, communeId);
  communeClerk = await buildSubject(office.db, { agencyId: communeId, unitId: unit.id, roles: ['clerk'] });
});
afterAll(() => office.close());

const at = (subject: Subject) => {
  office.clock.advance(60_000);
  return office.as(subject);
};

async function signSealIssue(id: string): Promise<void> {
  await signAll(at(district.deputy), life.outgoingPorts, 'outgoing.sign', [id]);
  await signAll(at(district.clerk), life.outgoingPorts, 'outgoing.seal', [id]);
  office.clock.advance(60_000);
  const answer = await life.call<IssueAnswer>(district.clerk, 'POST', '/api/outgoing/issue', {
    body: { documentIds: [id] },
  });
  expect(answer.items).toMatchObject([{ result: 'issued' }]);
}

async function checkPublicly(id: string): Promise<PublicDocumentCheck> {
  const [row] = await rawQuery<{ check_code: string }>(
    office.db,
    'select check_code from outgoing_document where id = $1',
    [id],
  );
  return life.call(district.clerk, 'GET', '/api/public/check/:code', { params: { code: row?.check_code } });
}

test('the whole way of a recall: draft as written by us passes the format check, is signed, sealed and issued, and asks its receivers', async () => {
  const target = await buildHandedOver(office, district, undefined, life.outgoingPorts);
  await signSealIssue(target);
  await life.settle();
  expect((await checkPublicly(target)).state).toBe('issued');
  const { draftId } = await life.call<{ draftId: string }>(
    district.specialist,
    'POST',
    '/api/amendments/outgoing/:id/draft',
    {
      params: { id: target },
      body: { kind: 'recall', reason: 'Văn bản ban hành chưa đúng thẩm quyền' },
    },
  );
  await submitDraft(at(district.specialist), draftId, { version: 1, note: '' });
  await approveContent(at(district.unitHead), draftId, { version: 1, note: '' });
  office.clock.advance(60_000);
  await life.call(district.clerk, 'POST', '/api/outgoing/from-draft/:draftId', { params: { draftId } });
  await signSealIssue(draftId);
  await life.settle();
  const board = await life.call<AmendmentBoard>(district.clerk, 'GET', '/api/amendments/outgoing/:id', {
    params: { id: target },
  });
  expect(board.frozen?.text).toMatch(/^Thu hồi theo Công văn 0?2\/UBND-VHTT ngày/);
  expect(board.amendments[0]?.counts.asked).toBe(2);
  const found = await checkPublicly(target);
  expect(found.state).toBe('recalled');
  expect(found.sentence).toMatch(/^VĂN BẢN ĐÃ BỊ THU HỒI/);
  const { items } = await life.call<IncomingPage>(communeClerk, 'GET', '/api/incoming', {
    query: { tab: 'to_register' },
  });
  expect(items).toHaveLength(2);
  const asked = await Promise.all(
    items.map(({ id }) =>
      life.call<IncomingAmendments>(communeClerk, 'GET', '/api/amendments/incoming/:id', { params: { id } }),
    ),
  );
  const requests = new Set(asked.flatMap(({ requests: own }) => own.map((request) => request.id)));
  expect(requests.size).toBe(1);
  // What was recalled is answered and spoken of by nobody any more.
  const register = await life.call<{ items: { documentId: string; note: string }[] }>(
    district.clerk,
    'GET',
    '/api/outgoing/register',
    { query: {} },
  );
  expect(register.items.find((row) => row.documentId === target)?.note).toContain('Thu hồi theo');
}, 180_000);
