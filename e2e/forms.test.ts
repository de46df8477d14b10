import type {
  CampaignProposal,
  CampaignView,
  ImportedRows,
  MeView,
  NilReturned,
  PositionOptions,
  RequestKind,
  RequestPage,
  RequestView,
} from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  askForOrganisation,
  askForPerson,
  askToRenew,
  askToRevoke,
  certificateOf,
  restoreInInk,
} from './support/certificate-requests.ts';
import {
  BY_SHEET,
  CONFUSED,
  CONTRADICTING,
  HIRED,
  HIRING,
  LATE,
  LEAVING,
  NEVER,
  NIL,
  type Plan,
  planFor,
  RETURNED,
} from './support/forms-plan.ts';
import { DISTRICT, delivered, enterGuiding, type Guiding, issueTheLetter } from './support/guiding.ts';
import { startInstallation, type TestInstallation } from './support/office.ts';
import { typedSheet } from './support/sheets.ts';
import { Cast, until } from './support/story.ts';
import { approveAll, enterUnit, send, type Unit, write } from './support/unit.ts';

const CODES: Record<string, string> = {
  'account.new': 'M06',
  'account.revoke': 'M07',
  'account.mobile': 'M08',
  'mailbox.revoke': 'M09',
  'mailbox.new': 'M10',
};
const GIANG_MA = 'UBND xã Giang Ma';
const BAN_HON = 'UBND xã Bản Hon';
const HOME_AFFAIRS = 'Phòng Nội vụ huyện Tam Đường';

describe('the ten forms, from the letter to the registers', () => {
  let office: TestInstallation;
  let cast: Cast;
  let guiding: Guiding;
  let campaignId = '';
  const plans = new Map<string, Plan>();
  /** Requests of the agencies, by agency and kind. */
  const sent = new Map<string, string>();

  beforeAll(async () => {
    office = await startInstallation({ demo: true, at: '2021-03-22T09:58:00+07:00' });
    cast = await Cast.read(office.url);
    guiding = await enterGuiding(cast);
  });
  afterAll(() => office?.stop());

  /** A new day: everybody signs in again. */
  async function day(date: string, time: string): Promise<void> {
    office.clock.set(`${date}T${time}${time.length > 5 ? '' : ':00'}+07:00`);
    guiding = await enterGuiding(cast);
  }

  function board(): Promise<CampaignView> {
    return guiding.focal.call<CampaignView>('GET', `/api/campaigns/${campaignId}?limit=100`);
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
    campaignId = campaign.id;
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

  /** What an agency puts together; every agency with the mistakes of its own. */
  async function plan(unit: Unit): Promise<Plan> {
    const { name, clerk } = unit;
    const made = await planFor(clerk, {
      name,
      index: cast.receivers.indexOf(name),
      leaders: cast.leaders(name),
      ...(name === HIRING && { hired: HIRED }),
      ...(name === LEAVING && { leaving: cast.people(name).at(-1) ?? '' }),
    });
    if (name === CONTRADICTING) {
      const [idle] = made.lists.get('account.revoke') ?? [];
      const mobile = made.lists.get('account.mobile') ?? [];
      const { reason: _reason, ...same } = idle ?? {};
      const revoke = made.lists.get('account.revoke') ?? [];
      made.lists.delete('account.revoke');
      made.lists.set('account.mobile', [...mobile, same]);
      // Signed last: once it is, the account may no longer be named elsewhere.
      made.lists.set('account.revoke', revoke);
    }
    if (name === CONFUSED.unit) {
      const [foreign] = plans.get(CONFUSED.neighbour)?.lists.get('mailbox.revoke') ?? [];
      made.lists.set('mailbox.revoke', [...(made.lists.get('mailbox.revoke') ?? []), { ...foreign }]);
      made.nil = made.nil.filter((kind) => kind !== 'mailbox.revoke');
    }
    if (name === RETURNED) {
      made.lists.set(
        'account.revoke',
        (made.lists.get('account.revoke') ?? []).map((row, index) => (index < 2 ? { ...row, position: 'Cán bộ' } : row)),
      );
    }
    return made;
  }

  async function writeLists(unit: Unit, lists: Plan['lists']): Promise<string[]> {
    const ids: string[] = [];
    for (const [kind, rows] of lists) {
      const view = await write(unit.clerk, { kind, content: { rows }, campaignId });
      const { id } = await send(unit.clerk, view);
      sent.set(`${unit.name}|${kind}`, id);
      ids.push(id);
    }
    return ids;
  }

  async function respond(name: string): Promise<void> {
    const unit = await enterUnit(cast, name);
    await unit.clerk.call('POST', `/api/campaigns/${campaignId}/opened`);
    const made = NIL.includes(name) ? undefined : await plan(unit);
    const ids = made === undefined ? [] : await writeLists(unit, made.lists);
    if (made === undefined || made.nil.length > 0) {
      const body = made === undefined ? {} : { forms: made.nil.map((kind) => CODES[kind]) };
      const given = await unit.clerk.call<z.infer<typeof NilReturned>>('POST', `/api/campaigns/${campaignId}/nil`, body);
      ids.push(...given.requestIds);
    }
    await approveAll(unit, ids);
    plans.set(name, made ?? { lists: new Map(), nil: [] });
  }

  test('24/3: Mẫu 01 to 05 come outside the campaign: by password, by certificate, with the seal, in ink', async () => {
    await day('2021-03-24', '09:00');
    const binhLu = await enterUnit(cast, HIRING);
    const vanAnh = await cast.api(HIRING, { name: 'Nguyễn Thị Vân Anh' });
    const own = { self: vanAnh, name: 'Nguyễn Thị Vân Anh', password: cast.password };
    sent.set('M01', await askForPerson(binhLu, own));
    const number = (await vanAnh.call<RequestView>('GET', `/api/requests/${sent.get('M01')}`)).content.fields?.[
      'identity.number'
    ];
    // Another commune copies the paper of its neighbour: same number, another name.
    const khunHa = await enterUnit(cast, BY_SHEET);
    const copying = cast.person(BY_SHEET, 'Công chức Văn hóa - Xã hội');
    const copied = { 'identity.number': String(number) };
    const copier = await cast.api(BY_SHEET, { name: copying });
    sent.set(
      'M01 copied',
      await askForPerson(khunHa, { self: copier, name: copying, password: cast.password, fields: copied }),
    );
    sent.set('M02', await askForOrganisation(await enterUnit(cast, HOME_AFFAIRS)));
    const giangMa = await enterUnit(cast, GIANG_MA);
    sent.set('M03', await askToRenew(giangMa, { self: giangMa.head, isLeader: true }));
    const renewed = await certificateOf(giangMa.clerk, { name: cast.leaders(GIANG_MA)[0] ?? '' });
    const banHon = await enterUnit(cast, BAN_HON);
    const typist = await cast.api(BAN_HON, { role: 'clerk' });
    sent.set('M03 mistyped', await askToRenew(banHon, { self: typist, isLeader: false, fields: { 'certificate.serial': renewed.serial } }));
    const sonBinh = await enterUnit(cast, CONTRADICTING);
    const retired = cast.person(CONTRADICTING, 'Công chức Tư pháp - Hộ tịch');
    sent.set('M04', await askToRevoke(sonBinh, await certificateOf(sonBinh.clerk, { name: retired }), retired));
    const locked = cast.person(BAN_HON, 'Công chức Tư pháp - Hộ tịch');
    sent.set('M05', await restoreInInk(banHon, { self: await cast.api(BAN_HON, { name: locked }), name: locked }));
    for (const [key, modes] of [
      ['M01', ['attested', 'digital']],
      ['M02', ['digital', 'digital', 'digital']],
      ['M03', ['digital', 'digital', 'digital']],
      ['M04', ['digital', 'digital']],
      ['M05', ['wet_scan', 'digital']],
    ] as const) {
      const view = await guiding.focal.call<RequestView>('GET', `/api/requests/${sent.get(key)}`);
      expect(view.state, key).toBe('submitted');
      expect(view.signatures.map(({ mode }) => mode), key).toEqual(modes);
    }
  });

  test('25/3: the board reminds by itself, once; Khun Há brings Mẫu số 07 in a spreadsheet with two wrong cells', async () => {
    await day('2021-03-24', '14:00');
    for (const name of cast.receivers.slice(0, 6)) {
      await respond(name);
    }
    await day('2021-03-25', '08:05');
    await until(board, (seen) => seen.items.filter(({ reminders }) => reminders === 1).length === 20, 80);
    const khunHa = await enterUnit(cast, BY_SHEET);
    const made = await plan(khunHa);
    const rows = made.lists.get('account.revoke') ?? [];
    const typed = (wrong: boolean) =>
      typedSheet('Mau 07 Khun Ha.xlsx', 'DANH SÁCH ĐỀ NGHỊ THU HỒI TÀI KHOẢN', [
        ['STT', 'HỌ VÀ TÊN', 'Chức vụ', 'Đơn vị công tác', 'Tên tài khoản', 'Lý do thu hồi', 'Ghi chú'],
        ...rows.map(({ fullName = '', position = '', unit = '', account = '', reason = '' }, index) => {
          // One account as nobody has it, one reason left out.
          const shown = wrong && index === 4 ? 'chienvl.khunha' : account;
          return [String(index + 1), fullName.normalize('NFD'), position, unit, shown, wrong && index === 7 ? '' : reason, ''];
        }),
      ]);
    const first = await khunHa.clerk.upload<z.infer<typeof ImportedRows>>('/api/requests/import/account.revoke', await typed(true));
    expect(first.rows).toHaveLength(rows.length);
    expect(first.good).toBe(rows.length - 2);
    expect(first.rules.filter(({ severity }) => severity === 'error').map(({ row, field }) => [row, field])).toEqual([
      [5, 'account'],
      [8, 'reason'],
    ]);
    const second = await khunHa.clerk.upload<z.infer<typeof ImportedRows>>('/api/requests/import/account.revoke', await typed(false));
    expect(second.good).toBe(rows.length);
    expect(second.rows.map(({ fullName }) => fullName)).toEqual(rows.map(({ fullName }) => fullName));
    await respond(BY_SHEET);
    expect(await line(BY_SHEET)).toMatchObject({ state: 'submitted', late: false, reminders: 1 });
  });

  test('29/3: the guiding office takes lists in, and sends one back line by line; corrected it is signed anew', async () => {
    await day('2021-03-29', '09:00');
    const nextTen = cast.receivers.filter((name) => !plans.has(name) && name !== NEVER && !Object.values(LATE).includes(name));
    for (const name of nextTen.slice(0, 12)) {
      await respond(name);
    }
    await guiding.focal.call('POST', '/api/requests/accept', { ids: [sent.get(`${HIRING}|account.new`)] });
    const id = sent.get(`${RETURNED}|account.revoke`) ?? '';
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
    const missing = () => cast.receivers.filter((name) => !plans.has(name));
    await until(board, (seen) => seen.items.filter(({ reminders }) => reminders === 2).length === missing().length, 80);
    await day('2021-03-31', '10:00');
    const onTime = missing().filter((name) => name !== NEVER && !Object.values(LATE).includes(name));
    for (const name of onTime.slice(1)) {
      await respond(name);
    }
    await day('2021-04-01', '23:59:59');
    await respond(onTime[0] ?? '');
    await day('2021-04-02', '00:00:00');
    await respond(LATE.atMidnight);
    await day('2021-04-02', '08:30');
    await until(() => line(NEVER), ({ reminders }) => reminders >= 3, 80);
    await day('2021-04-05', '15:20');
    await respond(LATE.after);
    const seen = await board();
    expect(await line(onTime[0] ?? '')).toMatchObject({ late: false });
    expect(seen.items.filter(({ late }) => late).map(({ agencyName }) => agencyName).sort()).toEqual(Object.values(LATE).sort());
    expect(seen.items.filter(({ overdue }) => overdue).map(({ agencyName }) => agencyName)).toEqual([NEVER]);
    expect(seen.summary).toMatchObject({ nil: NIL.length, not_opened: 1 });
    for (const { agencyName, counts } of seen.items.filter(({ agencyName }) => agencyName !== NEVER)) {
      const lists = plans.get(agencyName)?.lists;
      const expected = Object.fromEntries(
        Object.entries(CODES).map(([kind, code]) => [code, lists?.get(kind as RequestKind)?.length ?? 0]), // keys of CODES are kinds
      );
      expect(counts, agencyName).toEqual(expected);
    }
    // By itself on 25/3, 30/3, 01/4 and 02/4, each once.
    expect((await line(NEVER)).reminders).toBe(4);
  });
});
