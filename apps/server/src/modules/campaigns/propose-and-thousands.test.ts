import type { DraftContent } from '@congvu/contracts';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDraft } from '#modules/drafting';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency } from '../org/org.testing.ts';
import { buildCollectingOffice, type CollectingOffice, everythingSeen, noticesOf } from './campaigns.testing.ts';
import { openCampaign } from './commands/open-campaign.ts';
import { exportCampaign } from './queries/export-campaign.ts';
import { listMembers } from './queries/list-members.ts';
import { proposeCampaign } from './queries/propose-campaign.ts';
import { tellAll } from './reminders/tell-members.ts';

let office: TestOffice;
let offices: CollectingOffice;

beforeAll(async () => {
  office = await createTestOffice();
  offices = await buildCollectingOffice(office);
});
afterAll(() => office.close());

const hidden = { maySee: async () => false };
const propose = (documentId?: string, ports = everythingSeen, subject = offices.focal) =>
  proposeCampaign(office.as(subject), ports, documentId);

async function draftLetter(texts: string[], communesOnly: boolean): Promise<string> {
  const { focal } = offices;
  const content: DraftContent = {
    documentType: 'official_letter',
    abstract: 'lập danh sách tài khoản và hộp thư công vụ',
    urgency: 'normal',
    signerPositionId: null,
    addressees: communesOnly ? [{ kind: 'group', group: 'communes', label: 'Ủy ban nhân dân các xã' }] : [],
    recipients: [
      { kind: 'agency', agencyId: offices.members[0].agencyId, label: 'Xã Nà 1' },
      { kind: 'line', label: 'Lưu: VT' },
    ],
    blocks: texts.map((text, index) => ({ id: `b${index}`, kind: 'paragraph', runs: [{ text }] })),
    typistMark: '',
  };
  const owner = {
    personId: focal.personId,
    positionId: focal.positionId,
    unitId: focal.unitId,
    name: focal.displayName,
  };
  const opened = await office.db
    .transaction()
    .execute((tx) => openDraft(tx, office.as(focal), { agencyId: focal.agencyId, owner, content }));
  return opened.id;
}

async function incomingLetter(given: { abstract: string; numberSymbol: string; issuedOn: string }): Promise<string> {
  const id = newId();
  await rawQuery(
    office.db,
    `insert into document (agency_id, id, direction, document_type, type_name, symbol, number_symbol, abstract, issued_on,
       issuing_agency_name, created_at)
     values ($1, $2, 'incoming', 'official_letter', 'Công văn', 'UBND-VHTT', $3, $4, $5, 'UBND tỉnh', now())`,
    [offices.agencyId, id, given.numberSymbol, given.abstract, given.issuedOn],
  );
  return id;
}

describe('what opening offers', () => {
  test('of a letter being written: forms and day of its parts, the agencies of "Kính gửi"', async () => {
    const id = await draftLetter(
      [
        '2. Về sử dụng chữ ký số',
        '(Theo Mẫu từ 01 đến 05 kèm theo)',
        '3. Hệ thống văn bản',
        'Lập danh sách theo mẫu số 06, 07 và 08 gửi về huyện trước ngày 02/4.',
      ],
      true,
    );
    const proposal = await propose(id);
    expect(proposal).toMatchObject({
      name: 'Thu danh sách Mẫu số 06 đến 08',
      forms: ['M06', 'M07', 'M08'],
      dueBefore: '2021-04-02',
      documentId: id,
      reminderSteps: [-5, -2, 0, 1],
    });
    expect(proposal.basisText).toContain('Dự thảo công văn lập danh sách tài khoản');
    expect(proposal.agencies.filter((agency) => agency.chosen).map((agency) => agency.shortName)).toEqual([
      'Xã Nà 2',
      'Xã Nà 3',
    ]);
  });

  test('of a kind of letter without "Kính gửi": those of "Nơi nhận"', async () => {
    const proposal = await propose(await draftLetter(['Theo Mẫu 01 chậm nhất ngày 31/3/2021.'], false));
    expect(proposal).toMatchObject({ name: 'Thu đề nghị Mẫu 01', dueBefore: '2021-04-01' });
    expect(proposal.agencies.filter((agency) => agency.chosen).map((agency) => agency.shortName)).toEqual(['Xã Nà 1']);
  });

  test('of an incoming one: its abstract, and the agencies below', async () => {
    const id = await incomingLetter({
      abstract: 'V/v lập danh sách Mẫu số 09, 10 gửi trước ngày 15/4',
      numberSymbol: '313/STTTT-BCVTCNTT',
      issuedOn: '2021-03-12',
    });
    const proposal = await propose(id);
    expect(proposal).toMatchObject({
      forms: ['M09', 'M10'],
      dueBefore: '2021-04-15',
      basisText: 'Công văn 313/STTTT-BCVTCNTT ngày 12/3/2021 của UBND tỉnh',
    });
    expect(proposal.agencies.filter((agency) => agency.chosen)).toHaveLength(3);
  });

  test('of an incoming one with pages: what stands on them', async () => {
    const id = await incomingLetter({ abstract: 'V/v tài khoản', numberSymbol: '9/X', issuedOn: '2021-03-12' });
    const fileId = newId();
    const sha256 = 'ab'.repeat(32);
    const pages = [
      '\t2. Về chữ ký số\n\t(Theo Mẫu từ 01 đến 05 kèm theo)\n\t3. Hệ thống văn bản',
      '2\n\t- Lập danh sách tài khoản theo mẫu gửi về\nhuyện trước ngày 02/4/2021.\n\t(Có mẫu số 08 kèm theo)',
    ];
    await rawQuery(
      office.db,
      `insert into file (agency_id, id, sha256, name, media_type, size, created_at)
       values ($1, $2, $3, 'cong-van.pdf', 'application/pdf', 10, now())`,
      [offices.agencyId, fileId, sha256],
    );
    await rawQuery(
      office.db,
      `insert into document_file (agency_id, document_id, file_id, role, version, sort_order) values ($1, $2, $3, 'received', 1, 0)`,
      [offices.agencyId, id, fileId],
    );
    await rawQuery(
      office.db,
      `insert into file_text (sha256, pages, truncated, read_at) values ($1, $2, false, now())`,
      [sha256, JSON.stringify(pages)],
    );
    expect(await propose(id)).toMatchObject({ forms: ['M08'], dueBefore: '2021-04-02' });
  });

  test('a day that has passed is not offered', async () => {
    const id = await incomingLetter({
      abstract: 'Gửi Mẫu số 06 trước ngày 20/3/2021',
      numberSymbol: '1/X',
      issuedOn: '2021-03-12',
    });
    expect(await propose(id)).toMatchObject({ forms: ['M06'], dueBefore: null });
  });

  test('without a document: nothing read, the usual agencies', async () => {
    const proposal = await propose();
    expect(proposal).toMatchObject({ name: '', forms: [], dueBefore: null, basisText: '' });
    expect(proposal.agencies.filter((agency) => agency.chosen)).toHaveLength(3);
  });

  test('not of a document one may not read, not for others', async () => {
    const id = await incomingLetter({ abstract: 'Mẫu số 06', numberSymbol: '2/X', issuedOn: '2021-03-12' });
    await expect(propose(id, hidden)).rejects.toMatchObject({ code: 'campaigns.document_unknown' });
    await expect(propose(id, everythingSeen, offices.stranger)).rejects.toMatchObject({
      code: 'campaigns.document_unknown',
    });
    await expect(propose(newId())).rejects.toMatchObject({ code: 'campaigns.document_unknown' });
    await expect(propose(undefined, everythingSeen, offices.leader)).rejects.toMatchObject({
      code: 'campaigns.open.forbidden',
    });
    // His own draft he reads before it is anybody's outgoing document.
    await expect(propose(await draftLetter(['Mẫu số 06'], true), hidden)).resolves.toMatchObject({ forms: ['M06'] });
  });

  test('agencies without an office here or that have ended are not offered', async () => {
    await buildAgency(office.db, { name: 'Xã không dùng', parent_id: offices.agencyId, hosted: false });
    await buildAgency(office.db, { name: 'Xã đã nhập', parent_id: offices.agencyId, valid_to: '2020-12-31' });
    const names = (await propose()).agencies.map((agency) => agency.name);
    expect(names).toEqual(['UBND huyện Bản Sen', 'UBND xã Nà 1', 'UBND xã Nà 2', 'UBND xã Nà 3']);
  });
});

describe('twelve thousand agencies', () => {
  test('asked in one go, told in batches, paged and exported whole', async () => {
    await rawQuery(
      office.db,
      `insert into org_agency (id, parent_id, name, short_name, governing_name, heading_name, place, symbol, kind, tier,
         recipient_group, hosted, collective, email, sort_order, valid_from, search_name)
       select gen_random_uuid(), $1, 'UBND xã Số ' || n, 'Xã Số ' || n, '', '', '', 'UBND', 'peoples_committee', 'commune',
         'communes', true, true, '', 100 + n, '1900-01-01', 'xa so ' || n from generate_series(1, 12000) n`,
      [offices.agencyId],
    );
    const ids = (await propose()).agencies.filter((agency) => agency.chosen).map((agency) => agency.agencyId);
    expect(ids).toHaveLength(12_003);
    const view = await openCampaign(office.as(offices.focal), everythingSeen, {
      name: 'Thu toàn tỉnh',
      forms: ['M06'],
      dueBefore: '2021-04-02',
      agencyIds: ids,
      basisText: '',
    });
    expect(view).toMatchObject({ members: 12_003, summary: { not_opened: 12_003 } });
    expect(view.items).toHaveLength(200);
    const jobs = await rawQuery(office.db, `select 1 as one from graphile_worker.jobs where task_identifier = $1`, [
      'campaigns.tell',
    ]);
    expect(jobs).toHaveLength(1);
    await tellAll(office, view.id);
    const [left] = await rawQuery<{ untold: number; told: number }>(
      office.db,
      `select count(*) filter (where told_at is null)::int as untold, count(told_at)::int as told
       from campaign_reminder where campaign_id = $1`,
      [view.id],
    );
    expect(left).toEqual({ untold: 0, told: 12_003 });
    for (const member of offices.members) {
      expect(await noticesOf(office, member.head)).toHaveLength(1);
    }
    let cursor = view.nextCursor;
    let seen = view.items.length;
    while (cursor !== null) {
      const page = await listMembers(office.as(offices.focal), view.id, { limit: 5_000, cursor });
      seen += page.items.length;
      cursor = page.nextCursor;
    }
    expect(seen).toBe(12_003);
    const { stream } = await exportCampaign(office.as(offices.focal), view.id);
    const workbook = new ExcelJS.Workbook();
    // exceljs was written for an older Buffer type; the bytes are the same.
    await workbook.xlsx.load(stream as unknown as ArrayBuffer);
    expect(workbook.getWorksheet('Theo dõi')?.rowCount).toBe(12_003 + 3);
  }, 180_000);
});
