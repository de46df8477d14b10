import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyChanges, type ListedAgency } from '#modules/addressbook';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { buildAgency } from '../../org/org.testing.ts';
import { createDraft } from '../commands/create-draft.ts';
import { prepareHandOver } from '../commands/hand-over.ts';
import { saveDraft } from '../commands/save-draft.ts';
import {
  buildApprovedDraft,
  buildDistrictOffice,
  type DistrictOffice,
  everythingSeen,
  goodContent,
} from '../drafting.testing.ts';
import { viewDraft } from '../queries/view-draft.ts';
import { resolveReceivers } from './content-facts.ts';

let office: TestOffice;
let district: DistrictOffice;

const row = (code: string, name: string, given: Partial<ListedAgency> = {}): ListedAgency => ({
  list: 'qd20',
  id: code,
  code,
  name,
  isDeleted: false,
  ...given,
});

async function* once(...rows: ListedAgency[]): AsyncGenerator<ListedAgency[]> {
  yield rows;
}

const list = (...rows: ListedAgency[]) => applyChanges(office, 'truc', once(...rows), { full: false });

beforeAll(async () => {
  office = await createTestOffice();
  district = await buildDistrictOffice(office);
  await list(
    row('G22', 'Văn phòng Chính phủ', { codeQcvn102: '000.00.00.G22' }),
    row('H35.17', 'Sở Thông tin và Truyền thông'),
    row('H35.18', 'Sở đã giải thể', { isDeleted: true, version: 1 }),
  );
});
afterAll(() => office.close());

const listed = (code: string, name = 'Tên in') => ({ kind: 'listed' as const, code, name, label: name });
const resolve = (...picks: Parameters<typeof resolveReceivers>[3]) =>
  resolveReceivers(office.db, office.as(district.clerk), district.agencyId, picks);

describe('bodies of the address book among the receivers', () => {
  test('are sent to by code, each once whatever code names it', async () => {
    expect(await resolve(listed('g22'), listed('000.00.00.G22'), listed('H35.17'))).toEqual([
      { agencyId: null, name: 'Văn phòng Chính phủ', code: 'G22', instead: null },
      { agencyId: null, name: 'Sở Thông tin và Truyền thông', code: 'H35.17', instead: null },
    ]);
  });

  test('that are agencies of our tree are those, and the issuer gets no letter of its own', async () => {
    const own = await buildAgency(office.db, { name: 'Phòng Y tế', code: 'H35.9.7' });
    await list(row('H35.9.7', 'Phòng Y tế huyện'));
    const picks = [listed('H35.9.7'), { kind: 'agency' as const, agencyId: own.id, label: 'Phòng Y tế' }];
    expect(await resolve(...picks)).toMatchObject([{ agencyId: own.id }]);
    const self = await buildAgency(office.db, { name: 'Chính mình', code: 'H35.9.8' });
    expect(await resolveReceivers(office.db, office.as(district.clerk), self.id, [listed('H35.9.8')])).toEqual([]);
  });

  test.each([
    ['closed without a successor', 'H35.18'],
    ['unknown', 'H35.999'],
  ])('%s are refused', async (_what, code) => {
    await expect(resolve(listed(code))).rejects.toMatchObject({ code: 'drafting.recipient_unknown' });
  });

  test('go with the draft to the hand-over, with code and printed name', async () => {
    const good = goodContent(district.deputy.positionId);
    const content = { ...good, addressees: [listed('G22', 'Văn phòng Chính phủ')] };
    const context = office.as(district.specialist);
    const { id, version } = await createDraft(context, everythingSeen, {
      documentType: 'official_letter',
      abstract: '',
      declaredSecrecy: 'none',
    });
    await saveDraft(office.as(district.specialist), id, { version, content, declaredSecrecy: 'none' });
    const view = await viewDraft(office.as(district.specialist), id);
    expect(view.content.addressees).toEqual(content.addressees);
    expect(view.receivers).toEqual([{ agencyId: null, name: 'Văn phòng Chính phủ', instead: null }]);
    const approved = await buildApprovedDraft(office, district, content);
    const handOver = await prepareHandOver(office.as(district.clerk), approved);
    expect(handOver.receivers).toEqual([{ agencyId: null, name: 'Văn phòng Chính phủ', code: 'G22', instead: null }]);
  });
});
