import type {
  AccountEntryPage,
  AccountEntryView,
  CampaignProposal,
  CampaignReport,
  CampaignView,
  DraftIdAnswer,
  DraftView,
  ImportedRows,
  IncomingPage,
  IncomingView,
  MailboxPage,
  MeView,
  OneTimeLinkView,
  PositionOptions,
  RecordedResults,
  RequestKind,
  RequestView,
  WasteBoard,
  WebmailBoxes,
} from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { Answers, CODES, typedRevocations } from './support/answers.ts';
import { ApiPerson, IPHONE } from './support/api.ts';
import {
  askForOrganisation,
  askForPerson,
  askToRenew,
  askToRevoke,
  certificateOf,
  restoreInInk,
} from './support/certificate-requests.ts';
import { BY_SHEET, CONTRADICTING, HIRED, HIRING, LATE, LEAVING, NEVER, NIL, RETURNED } from './support/forms-plan.ts';
import {
  DISTRICT,
  delivered,
  enterGuiding,
  type Guiding,
  issueDrafted,
  issueTheLetter,
  PROVINCE,
} from './support/guiding.ts';
import { startInstallation, type TestInstallation } from './support/office.ts';
import {
  acceptAll,
  answerBySheet,
  checkEnclosures,
  decide,
  draftLetter,
  GIVEN,
  isRefused,
  nameFor,
  openBatches,
  received,
  viewBatch,
} from './support/rosters.ts';
import { type SheetRow, zipEntries } from './support/sheets.ts';
import { Cast, until } from './support/story.ts';
import { approveAll, enterUnit, send } from './support/unit.ts';

const GIANG_MA = 'UBND xã Giang Ma';
const BAN_HON = 'UBND xã Bản Hon';
const HOME_AFFAIRS = 'Phòng Nội vụ huyện Tam Đường';

describe('the ten forms, from the letter to the registers', () => {
  let office: TestInstallation;
  let cast: Cast;
  let guiding: Guiding;
  let answers: Answers;

  beforeAll(async () => {
    office = await startInstallation({ demo: true, at: '2021-03-22T09:58:00+07:00' });
    cast = await Cast.read(office.url);
    answers = new Answers(cast);
    guiding = await enterGuiding(cast);
  });
  afterAll(() => office?.stop());

  /** A new day: everybody signs in again. */
  async function day(date: string, time: string): Promise<void> {
    office.clock.set(`${date}T${time}${time.length > 5 ? '' : ':00'}+07:00`);
    guiding = await enterGuiding(cast);
  }

  function board(): Promise<CampaignView> {
    return guiding.focal.call<CampaignView>('GET', `/api/campaigns/${answers.campaignId}?limit=100`);
  }

  async function line(name: string) {
    const found = (await board()).items.find((item) => item.agencyName === name);
    if (found === undefined) {
      throw new Error(`${name} is not on the board`);
    }
    return found;
  }

  test('22/3: from the issued letter a campaign to 26 agencies, its day read from the letter', async () => {
    const letter = await issueTheLetter(guiding);
    await delivered(guiding, letter.id, 26);
    const proposal = await guiding.focal.call<z.infer<typeof CampaignProposal>>(
      'GET',
      `/api/campaigns/proposal?documentId=${letter.id}`,
    );
    const chosen = proposal.agencies.filter((agency) => agency.chosen);
    expect(chosen.map(({ name }) => name).sort()).toEqual([...cast.receivers].sort());
    expect(proposal.dueBefore).toBe('2021-04-02');
    expect(proposal.forms).toEqual(expect.arrayContaining(['M08', 'M09', 'M10']));
    const campaign = await guiding.focal.call<CampaignView>('POST', '/api/campaigns', {
      name: 'Thu danh sách Mẫu số 06 đến 10',
      forms: ['M06', 'M07', 'M08', 'M09', 'M10'],
      dueBefore: proposal.dueBefore,
      agencyIds: chosen.map(({ agencyId }) => agencyId),
      documentId: letter.id,
      basisText: proposal.basisText,
    });
    answers.campaignId = campaign.id;
    expect(campaign).toMatchObject({ members: 26, done: 0, lastGoodDay: '2021-04-01' });
    expect(campaign.dueSentence).toBe('trước ngày 02/4/2021, ngày cuối là thứ Năm 01/4');
    expect(campaign.ladder.map(({ on }) => on)).toEqual(expect.arrayContaining(['2021-03-25', '2021-03-30']));
  });

  test('23/3: Bình Lư has hired somebody who has neither account nor mailbox', async () => {
    await day('2021-03-23', '08:30');
    const administrator = await cast.api(DISTRICT, { role: 'administrator' });
    const clerk = await cast.api(HIRING, { role: 'clerk' });
    const { agencyId } = (await clerk.call<MeView>('GET', '/api/me')).acting;
    const { items } = await clerk.call<z.infer<typeof PositionOptions>>('GET', '/api/org/positions');
    const unitId = items.find(({ title }) => title === 'Văn thư')?.unitId;
    await administrator.call('POST', '/api/org/people', {
      agencyId,
      person: { fullName: HIRED, bornOn: '1997-04-02', phone: '0900000990' },
      position: { agencyId, unitId, title: 'Công chức tập sự', roles: ['specialist'], validFrom: '2021-03-23' },
    });
  });

  test('24/3: Mẫu 01 to 05 come outside the campaign: by password, by certificate, with the seal, in ink', async () => {
    await day('2021-03-24', '09:00');
    const binhLu = await enterUnit(cast, HIRING);
    const vanAnh = await cast.api(HIRING, { name: 'Nguyễn Thị Vân Anh' });
    const own = { self: vanAnh, name: 'Nguyễn Thị Vân Anh', password: cast.password };
    answers.sent.set('M01', await askForPerson(binhLu, own));
    const number = (await vanAnh.call<RequestView>('GET', `/api/requests/${answers.sent.get('M01')}`)).content.fields?.[
      'identity.number'
    ];
    // Another commune copies the paper of its neighbour: same number, another name.
    const khunHa = await enterUnit(cast, BY_SHEET);
    const copying = cast.person(BY_SHEET, 'Công chức Văn hóa - Xã hội');
    const copied = { 'identity.number': String(number) };
    const copier = await cast.api(BY_SHEET, { name: copying });
    answers.sent.set(
      'M01 copied',
      await askForPerson(khunHa, { self: copier, name: copying, password: cast.password, fields: copied }),
    );
    answers.sent.set('M02', await askForOrganisation(await enterUnit(cast, HOME_AFFAIRS)));
    const giangMa = await enterUnit(cast, GIANG_MA);
    answers.sent.set('M03', await askToRenew(giangMa, { self: giangMa.head, isLeader: true }));
    const renewed = await certificateOf(giangMa.clerk, { name: cast.leaders(GIANG_MA)[0] ?? '' });
    const banHon = await enterUnit(cast, BAN_HON);
    const typist = await cast.api(BAN_HON, { role: 'clerk' });
    answers.sent.set(
      'M03 mistyped',
      await askToRenew(banHon, { self: typist, isLeader: false, fields: { 'certificate.serial': renewed.serial } }),
    );
    const sonBinh = await enterUnit(cast, CONTRADICTING);
    const retired = cast.person(CONTRADICTING, 'Công chức Tư pháp - Hộ tịch');
    answers.sent.set('M04', await askToRevoke(sonBinh, await certificateOf(sonBinh.clerk, { name: retired }), retired));
    const locked = cast.person(BAN_HON, 'Công chức Tư pháp - Hộ tịch');
    answers.sent.set(
      'M05',
      await restoreInInk(banHon, { self: await cast.api(BAN_HON, { name: locked }), name: locked }),
    );
    for (const [key, modes] of [
      ['M01', ['attested', 'digital']],
      ['M02', ['digital', 'digital', 'digital']],
      ['M03', ['digital', 'digital', 'digital']],
      ['M04', ['digital', 'digital']],
      ['M05', ['digital', 'digital', 'wet_scan']],
    ] as const) {
      const view = await guiding.focal.call<RequestView>('GET', `/api/requests/${answers.sent.get(key)}`);
      expect(view.state, key).toBe('submitted');
      expect(view.signatures.map(({ mode }) => mode).sort(), key).toEqual(modes);
    }
  });

  test('25/3: the board reminds by itself, once; Khun Há brings Mẫu số 07 in a spreadsheet with two wrong cells', async () => {
    await day('2021-03-24', '14:00');
    for (const name of cast.receivers.slice(0, 6)) {
      await answers.respond(name);
    }
    await day('2021-03-25', '08:05');
    await until(board, (seen) => seen.items.filter(({ reminders }) => reminders === 1).length === 20, 80);
    const khunHa = await enterUnit(cast, BY_SHEET);
    const made = await answers.plan(khunHa);
    const rows = made.lists.get('account.revoke') ?? [];
    const typed = (wrong: boolean) => typedRevocations(rows, wrong);
    const first = await khunHa.clerk.upload<z.infer<typeof ImportedRows>>(
      '/api/requests/import/account.revoke',
      await typed(true),
    );
    expect(first.rows).toHaveLength(rows.length);
    expect(first.good).toBe(rows.length - 2);
    expect(first.rules.filter(({ severity }) => severity === 'error').map(({ row, field }) => [row, field])).toEqual([
      [5, 'account'],
      [8, 'reason'],
    ]);
    const second = await khunHa.clerk.upload<z.infer<typeof ImportedRows>>(
      '/api/requests/import/account.revoke',
      await typed(false),
    );
    expect(second.good).toBe(rows.length);
    expect(second.rows.map(({ fullName }) => fullName)).toEqual(rows.map(({ fullName }) => fullName));
    await answers.respond(BY_SHEET);
    expect(await line(BY_SHEET)).toMatchObject({ state: 'submitted', late: false });
  });

  test('29/3: the guiding office takes lists in, and sends one back line by line; corrected it is signed anew', async () => {
    await day('2021-03-29', '09:00');
    const nextTen = cast.receivers.filter(
      (name) => !answers.plans.has(name) && name !== NEVER && !Object.values(LATE).includes(name),
    );
    for (const name of nextTen.slice(0, 12)) {
      await answers.respond(name);
    }
    await guiding.focal.call('POST', '/api/requests/accept', { ids: [answers.sent.get(`${HIRING}|account.new`)] });
    const id = answers.sent.get(`${RETURNED}|account.revoke`) ?? '';
    const before = await guiding.focal.call<RequestView>('GET', `/api/requests/${id}`);
    const printed = await guiding.focal.bytes(`/api/requests/${id}/print`);
    const fields = [1, 2].map((row) => ({ field: 'position', row, reason: `Dòng ${row} ghi sai chức vụ` }));
    await guiding.focal.call('POST', `/api/requests/${id}/return`, { reason: 'Chức vụ chưa đúng hồ sơ', fields });
    expect(await line(RETURNED)).toMatchObject({ state: 'returned' });
    const unit = await enterUnit(cast, RETURNED);
    const seen = await unit.clerk.call<RequestView>('GET', `/api/requests/${id}`);
    expect(seen.returned?.fields.map(({ row }) => row)).toEqual([1, 2]);
    expect(seen.signatures).toEqual([]);
    const open = await unit.clerk.call<RequestView>('POST', `/api/requests/${id}/correct`);
    const rows = (open.content.rows ?? []).map((row, index) => (index < 2 ? { ...row, position: 'Kế toán' } : row));
    await unit.clerk.call('PUT', `/api/requests/${id}`, { version: open.version, content: { ...open.content, rows } });
    await send(unit.clerk, await unit.clerk.call<RequestView>('GET', `/api/requests/${id}`));
    expect(await guiding.focal.refusal('POST', '/api/requests/accept', { ids: [] })).toMatch(/^400 /);
    office.clock.set('2021-03-29T09:10:00+07:00');
    await approveAll(unit, [id]);
    const again = await guiding.focal.call<RequestView>('GET', `/api/requests/${id}`);
    expect(again).toMatchObject({ state: 'submitted', revision: 2 });
    expect(again.signatures).toHaveLength(1);
    expect(again.signatures[0]?.at).not.toBe(before.signatures[0]?.at);
    const kept = await guiding.focal.bytes(`/api/requests/${id}/revisions/1/print`);
    expect(Buffer.from(kept).equals(Buffer.from(printed))).toBe(true);
    expect(await line(RETURNED)).toMatchObject({ state: 'submitted', late: false });
  });

  test('01/4 23:59:59 is in time, 02/4 00:00 is late, one never comes', async () => {
    await day('2021-03-30', '08:10');
    const missing = () => cast.receivers.filter((name) => !answers.plans.has(name));
    await until(board, (seen) => seen.items.filter(({ reminders }) => reminders === 2).length === missing().length, 80);
    await day('2021-03-31', '10:00');
    const onTime = missing().filter((name) => name !== NEVER && !Object.values(LATE).includes(name));
    for (const name of onTime.slice(1)) {
      await answers.respond(name);
    }
    await day('2021-04-01', '23:59:59');
    await answers.respond(onTime[0] ?? '');
    await day('2021-04-02', '00:00:00');
    await answers.respond(LATE.atMidnight);
    await day('2021-04-02', '08:30');
    await until(
      () => line(NEVER),
      ({ reminders }) => reminders >= 3,
      80,
    );
    await day('2021-04-05', '15:20');
    await answers.respond(LATE.after);
    const seen = await board();
    expect(await line(onTime[0] ?? '')).toMatchObject({ late: false });
    expect(
      seen.items
        .filter(({ late }) => late)
        .map(({ agencyName }) => agencyName)
        .sort(),
    ).toEqual(Object.values(LATE).sort());
    expect(seen.items.filter(({ overdue }) => overdue).map(({ agencyName }) => agencyName)).toEqual([NEVER]);
    expect(seen.summary).toMatchObject({ nil: NIL.length, not_opened: 1 });
    for (const { agencyName, counts } of seen.items.filter(({ agencyName }) => agencyName !== NEVER)) {
      const lists = answers.plans.get(agencyName)?.lists;
      const expected = Object.fromEntries(
        Object.entries(CODES).map(([kind, code]) => [code, lists?.get(kind as RequestKind)?.length ?? 0]), // keys of CODES are kinds
      );
      expect(counts, agencyName).toEqual(expected);
    }
    // By itself on 25/3, 30/3 and 02/4, each once; of 01/4 only the last second was played, when nobody is reminded.
    expect((await line(NEVER)).reminders).toBe(3);
  });

  const LISTS: RequestKind[] = ['account.new', 'account.revoke', 'account.mobile', 'mailbox.revoke', 'mailbox.new'];
  const SHEETS: RequestKind[] = [
    'cert.issue.person',
    'cert.issue.org',
    'cert.renew_change',
    'cert.revoke',
    'cert.restore',
  ];
  const rosters = new Map<RequestKind, string>();
  let listLetter = '';
  let sheetLetter = '';

  function rowsAsked(kind: RequestKind): number {
    return [...answers.plans.values()].reduce((sum, { lists }) => sum + (lists.get(kind)?.length ?? 0), 0);
  }

  async function batch(kind: RequestKind) {
    return viewBatch(guiding.focal, rosters.get(kind) ?? '');
  }

  test('06/4: all is taken in and merged; what several claim is found and decided', async () => {
    await day('2021-04-06', '08:30');
    await acceptAll(guiding.focal);
    for (const opened of [
      ...(await openBatches(guiding.focal, LISTS, answers.campaignId)),
      ...(await openBatches(guiding.focal, SHEETS)),
    ]) {
      rosters.set(opened.kind, opened.id);
      const expected = LISTS.includes(opened.kind) ? rowsAsked(opened.kind) : opened.lines;
      expect(opened.lines, opened.kind).toBe(expected);
    }
    const stopped = { batchIds: [rosters.get('cert.issue.person')] };
    expect(await guiding.focal.refusal('POST', '/api/rosters/letter', stopped)).toBe('422 requests.conflicts_open');
    const settle = async (kind: RequestKind, rule: string, keeps: Parameters<typeof decide>[3]) => {
      const list = await batch(kind);
      const finding = list.findings.find((one) => one.rule === rule && one.decision === null);
      if (finding === undefined) {
        throw new Error(`no ${rule} in ${kind}: ${JSON.stringify(list.findings)}`);
      }
      await decide(guiding.focal, list.id, finding, keeps);
    };
    await settle('account.mobile', 'C5', ({ formLabel }) => formLabel === 'Mẫu số 07');
    await settle('cert.issue.person', 'C1', ({ agencyName }) => agencyName === HIRING);
    await settle('cert.renew_change', 'C3', ({ agencyName }) => agencyName === GIANG_MA);
    for (const kind of [...LISTS, ...SHEETS]) {
      const list = await batch(kind);
      expect(
        list.openFindings,
        `${kind} ${JSON.stringify(list.findings.map(({ rule, message, decision }) => [rule, message, decision]))}`,
      ).toBe(0);
    }
    const back = await guiding.focal.call<RequestView>('GET', `/api/requests/${answers.sent.get('M01 copied')}`);
    expect(back.state).toBe('returned');
    expect((await batch('account.mobile')).lines).toBe(rowsAsked('account.mobile') - 1);
  });

  test('07/4: covering letters signed, numbered, sealed and issued; the enclosures are the lists to the row', async () => {
    await day('2021-04-07', '08:30');
    listLetter = await draftLetter(guiding.focal, await Promise.all(LISTS.map(batch)));
    sheetLetter = await draftLetter(guiding.focal, await Promise.all(SHEETS.map(batch)));
    const issued = await issueDrafted(guiding, listLetter);
    expect(issued.numberSymbol).toMatch(/^\d+\/UBND-VHTT$/);
    expect((await issueDrafted(guiding, sheetLetter)).receivers.map(({ name }) => name)).toEqual([
      expect.stringContaining('Cục Chứng thực số'),
    ]);
    await delivered(guiding, listLetter, 1);
    for (const kind of [...LISTS, ...SHEETS]) {
      expect(await batch(kind), kind).toMatchObject({ state: 'sent' });
    }
    const clerk = await cast.api(PROVINCE, { role: 'clerk' });
    const { items } = await clerk.call<IncomingPage>(
      'GET',
      `/api/incoming?tab=all&q=${encodeURIComponent('UBND-VHTT')}`,
    );
    const letter = items.find(({ abstract }) => abstract === issued.abstract);
    expect(letter?.verdict).toBe('valid');
    const view = await clerk.call<IncomingView>('GET', `/api/incoming/${letter?.id}`);
    for (const kind of LISTS) {
      await checkEnclosures(clerk, view, await batch(kind));
    }
    const zips = view.attachments.filter(({ name }) => name.endsWith('.zip'));
    const packed = await Promise.all(zips.map(async ({ url }) => zipEntries(await clerk.bytes(url))));
    const requests = [...answers.sent.keys()].filter((key) => key.includes('|')).length;
    expect(packed.reduce((sum, count) => sum + count, 0)).toBe(requests);
  });

  /** What the department of the province decided, by kind: the rows it granted. */
  const granted = new Map<RequestKind, SheetRow[]>();
  const refused = new Map<RequestKind, SheetRow[]>();

  function decideRow(kind: RequestKind, row: SheetRow): SheetRow {
    if (isRefused(kind, row)) {
      refused.set(kind, [...(refused.get(kind) ?? []), row]);
      return { 'Kết quả': 'Từ chối', 'Lý do từ chối': 'Chỉ cấp cho người đứng đầu' };
    }
    granted.set(kind, [...(granted.get(kind) ?? []), row]);
    return { 'Kết quả': 'Đồng ý', ...GIVEN[kind]?.(row) };
  }

  test('09/4: the department receives the lists and answers by spreadsheet, first in part', async () => {
    const chairman = cast.person(HIRING, 'Chủ tịch');
    const drafts = { documentType: 'official_letter', abstract: 'về việc báo cáo' };
    await day('2021-04-09', '08:30');
    const phone = await cast.api(HIRING, { name: chairman }, HIRING, { userAgent: IPHONE });
    expect(await phone.refusal('POST', '/api/drafts', drafts)).toBe('403 accounts.mobile_editing_required');
    const before = await guiding.focal.call<WasteBoard>('GET', '/api/waste?limit=100');
    const unused = await guiding.focal.call<AccountEntryPage>('GET', '/api/accounts-register?waste=any&limit=200');
    expect(unused.nextCursor).toBeNull();
    const focal = await cast.api(PROVINCE, { role: 'focal' });
    const lists = await received(focal);
    expect(lists.map(({ kind }) => kind).sort()).toEqual([...LISTS].sort());
    for (const { id, kind } of lists) {
      await focal.call('POST', `/api/rosters/${id}/acknowledge`);
      const total = (await viewBatch(focal, id)).lines;
      let seen = 0;
      // Of the new accounts the department answers all but the last three first.
      const first = await answerBySheet(focal, id, (row) => {
        seen += 1;
        return kind === 'account.new' && seen > total - 3 ? undefined : decideRow(kind, row);
      });
      expect(first.recorded.failed, kind).toEqual([]);
      expect(first.preview.unmatched, kind).toEqual([]);
      expect(first.recorded, kind).toMatchObject({
        granted: granted.get(kind)?.length ?? 0,
        refused: refused.get(kind)?.length ?? 0,
        state: kind === 'account.new' ? 'partly_resulted' : 'resulted',
      });
    }
    const open = lists.find(({ kind }) => kind === 'account.new')?.id ?? '';
    const rest = await answerBySheet(focal, open, (row) =>
      granted.get('account.new')?.some((known) => known['Họ và tên'] === row['Họ và tên']) === true
        ? undefined
        : decideRow('account.new', row),
    );
    expect(rest.recorded).toMatchObject({ granted: 3, state: 'resulted' });
    const after = await guiding.focal.call<WasteBoard>('GET', '/api/waste?limit=100');
    const wastedBefore = before.idle + before.left + before.duplicate;
    const names = new Set(unused.items.map(({ name }) => name));
    const gone = (granted.get('account.revoke') ?? []).filter((row) => names.has(row['Tên tài khoản'] ?? '')).length;
    expect(gone).toBeGreaterThan(0);
    expect(after.accounts).toBe(
      before.accounts + (granted.get('account.new')?.length ?? 0) - (granted.get('account.revoke')?.length ?? 0),
    );
    expect(after.wasted).toBe(wastedBefore - gone);
    expect(after.cost).toBe(after.wasted * 20_000);
    expect(await phone.refusal('GET', '/api/khong-co')).toMatch(/^404/);
    const { id } = await phone.call<z.infer<typeof DraftIdAnswer>>('POST', '/api/drafts', drafts);
    expect(id).not.toBe('');
  });

  test('the registers are right to the row', async () => {
    const all = new Map<string, AccountEntryView>();
    let cursor = '';
    do {
      const page = await guiding.focal.call<AccountEntryPage>('GET', `/api/accounts-register?limit=100${cursor}`);
      for (const entry of page.items) {
        all.set(entry.name, entry);
      }
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    for (const row of granted.get('account.new') ?? []) {
      expect(all.get(nameFor(row)), nameFor(row)).toMatchObject({
        holderName: row['Họ và tên'],
        state: 'active',
        activatedOn: '2021-04-09',
      });
    }
    for (const row of granted.get('account.revoke') ?? []) {
      expect(all.get(row['Tên tài khoản'] ?? ''), row['Tên tài khoản']).toMatchObject({
        state: 'revoked',
        disabledOn: '2021-04-09',
      });
    }
    for (const row of granted.get('account.mobile') ?? []) {
      expect(all.get(row['Tên tài khoản'] ?? ''), row['Tên tài khoản']).toMatchObject({ mobileEditing: true });
    }
    for (const row of refused.get('account.mobile') ?? []) {
      expect(all.get(row['Tên tài khoản'] ?? ''), row['Tên tài khoản']).toMatchObject({ mobileEditing: false });
    }
    const boxes = new Map<string, MailboxPage['items'][number]>();
    cursor = '';
    do {
      const page = await guiding.focal.call<MailboxPage>('GET', `/api/mailboxes?limit=200${cursor}`);
      for (const box of page.items) {
        boxes.set(box.address, box);
      }
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    for (const row of granted.get('mailbox.new') ?? []) {
      const address = `${nameFor(row)}@laichau.gov.vn`;
      expect(boxes.get(address), address).toMatchObject({ state: 'active', pendingStep: null });
    }
    const revoked = granted.get('mailbox.revoke') ?? [];
    expect(revoked.length).toBeGreaterThan(0);
    for (const row of revoked) {
      const address = Object.values(row).find((cell) => cell.endsWith('@laichau.gov.vn')) ?? '';
      expect(boxes.get(address), JSON.stringify(row)).toMatchObject({ state: 'revoked', pendingStep: null });
    }
  });

  test('who left signs in no more; who was hired opens the one-time link and chooses a password', async () => {
    const leaving = cast.people(LEAVING).at(-1) ?? '';
    const name = cast.userName(LEAVING, { name: leaving });
    const body = { userName: name, password: cast.password };
    const shut = await until(
      () => new ApiPerson(office.url).refusal('POST', '/api/sign-in', body).catch(() => 'open'),
      (answered) => answered !== 'open',
    );
    expect(shut).toMatch(/^40[13] identity\./);
    const clerk = await cast.api(HIRING, { role: 'clerk' });
    const page = await clerk.call<AccountEntryPage>('GET', `/api/accounts-register?q=${encodeURIComponent(HIRED)}`);
    const { link, userName } = await clerk.call<{ link: string; userName: string }>(
      'POST',
      `/api/accounts-register/${page.items[0]?.id}/invitation`,
    );
    const token = new URL(link, office.url).pathname.split('/').at(-1) ?? '';
    const stranger = new ApiPerson(office.url);
    expect(await stranger.call<z.infer<typeof OneTimeLinkView>>('GET', `/api/links/${token}`)).toMatchObject({
      displayName: HIRED,
      userName,
    });
    await stranger.call('POST', `/api/links/${token}`, { password: 'Mot-cau-that-dai-4-chu' });
    expect(await stranger.refusal('POST', `/api/links/${token}`, { password: 'Mot-cau-that-dai-5-chu' })).toMatch(/^4/);
    const hired = await new ApiPerson(office.url).signIn(userName, 'Mot-cau-that-dai-4-chu');
    expect((await hired.call<MeView>('GET', '/api/me')).user.displayName).toBe(HIRED);
    const { items } = await hired.call<WebmailBoxes>('GET', '/api/mail');
    expect(items.map(({ relation, address }) => [relation, address])).toEqual([['own', `${userName}@laichau.gov.vn`]]);
  });

  test('13/4: what the authority answered is written down row by row; certificates and keys follow', async () => {
    await day('2021-04-13', '09:00');
    const answer = async (kind: RequestKind, result: object) => {
      const list = await batch(kind);
      expect(list.answerDueOn, kind).toBe('2021-04-12');
      await guiding.focal.call('POST', `/api/rosters/${list.id}/acknowledge`);
      const recorded = await guiding.focal.call<z.infer<typeof RecordedResults>>(
        'POST',
        `/api/rosters/${list.id}/results`,
        {
          results: list.items.map(({ id }) => ({ lineId: id, ...result })),
        },
      );
      expect(recorded, kind).toMatchObject({ failed: [], state: 'resulted' });
    };
    const retired = cast.person(CONTRADICTING, 'Công chức Tư pháp - Hộ tịch');
    const own = await cast.api(CONTRADICTING, { name: retired });
    await answer('cert.issue.person', {
      outcome: 'granted',
      serial: '54 01 AB 09 77',
      validFrom: '2021-04-12',
      validTo: '2024-04-12',
      tokenSerial: 'TK-2021-0401',
    });
    await answer('cert.issue.org', { outcome: 'refused', reason: 'Chứng thư số cũ còn hiệu lực' });
    await answer('cert.renew_change', { outcome: 'granted', validFrom: '2021-04-12', validTo: '2024-04-12' });
    await answer('cert.revoke', { outcome: 'granted', revokedOn: '2021-04-12' });
    await answer('cert.restore', { outcome: 'granted', effectiveOn: '2021-04-12' });
    const binhLu = await enterUnit(cast, HIRING);
    expect(await certificateOf(binhLu.clerk, { name: 'Nguyễn Thị Vân Anh' })).toMatchObject({
      serial: '54 01 AB 09 77',
      state: 'active',
      validTo: '2024-04-12',
      tokenSerial: 'TK-2021-0401',
    });
    const giangMa = await enterUnit(cast, GIANG_MA);
    expect(await certificateOf(giangMa.clerk, { name: cast.leaders(GIANG_MA)[0] ?? '' })).toMatchObject({
      renewalCount: 1,
      validTo: '2024-04-12',
    });
    const sonBinh = await enterUnit(cast, CONTRADICTING);
    expect(await certificateOf(sonBinh.clerk, { name: retired })).toMatchObject({
      state: 'revoked',
      revokedOn: '2021-04-12',
    });
    const again = await own.call<RequestView>('POST', '/api/requests', { kind: 'cert.restore' });
    expect(again.declareModes).not.toContain('digital');
    expect(
      await own.refusal('POST', '/api/signing/batches', { purpose: 'requests.declare', documentIds: [again.id] }),
    ).toMatch(/^4\d\d (?:certificates|signing)\./);
    for (const key of ['M01', 'M02', 'M03', 'M04', 'M05']) {
      const view = await guiding.focal.call<RequestView>('GET', `/api/requests/${answers.sent.get(key)}`);
      expect(view.state, key).toBe('closed');
    }
  });

  test('14/4: the campaign ends; the report names who was late and who never came', async () => {
    await day('2021-04-14', '09:00');
    await guiding.focal.call('POST', `/api/campaigns/${answers.campaignId}/close`);
    const report = await guiding.focal.call<z.infer<typeof CampaignReport>>(
      'POST',
      `/api/campaigns/${answers.campaignId}/report`,
    );
    const draft = await guiding.focal.call<DraftView>('GET', `/api/drafts/${report.documentId}`);
    const text = draft.content.blocks.flatMap(({ runs }) => runs.map((run) => run.text)).join('\n');
    for (const name of [...Object.values(LATE), NEVER]) {
      expect(text).toContain(name);
    }
    expect(draft.content.documentType).toBe('report');
    const unit = await enterUnit(cast, NEVER);
    const late = { kind: 'account.new', campaignId: answers.campaignId, content: { rows: [] } };
    expect(await unit.clerk.refusal('POST', '/api/requests', late)).toBe('409 requests.campaign_closed');
  });
});
