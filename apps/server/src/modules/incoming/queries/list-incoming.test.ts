import { IncomingPage, type IncomingQuery, IncomingTab, IncomingView } from '@congvu/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { storeBytes } from '#modules/files';
import type { Subject } from '../../../platform/authorise.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { directIncoming } from '../commands/direct-incoming.ts';
import { openIncoming } from '../commands/open-incoming.ts';
import { registerIncoming } from '../commands/register-incoming.ts';
import { returnIncoming } from '../commands/return-incoming.ts';
import { buildCommune, buildLetter, receiveForTest, recordingPorts, type TestCommune } from '../incoming.testing.ts';
import { incomingCount, incomingDesk } from './incoming-desk.ts';
import { listIncomingOptions, suggestIssuers } from './incoming-options.ts';
import { listIncoming } from './list-incoming.ts';
import { readIncomingFile, viewIncoming } from './view-incoming.ts';

let office: TestOffice;
let commune: TestCommune;
const ports = recordingPorts();
/** Ids by what was done with them. */
const known: Record<string, string> = {};

async function arrive(name: string, minute: number, facts: Parameters<typeof buildLetter>[1] = {}): Promise<string> {
  const letter = buildLetter(commune.agencyId, {
    ...facts,
    arrivedAt: new Date(Date.UTC(2021, 2, 22, 1, minute)),
    facts: { numberSymbol: `${minute}/UBND-VHTT`, ...facts.facts },
  });
  const { documentId } = await receiveForTest(office, letter);
  known[name] = documentId;
  return documentId;
}

async function give(
  name: string,
  minute: number,
  parts: { role: 'lead' | 'coordinating' | 'informed'; to: Subject | { unit: string } }[],
  dueOn: string | null,
): Promise<void> {
  const id = await arrive(name, minute);
  await registerIncoming(office.as(commune.clerk), ports, id, {
    presentTo: commune.leader.positionId,
    acceptDuplicate: true,
  });
  await directIncoming(office.as(commune.leader), ports, id, {
    text: 'Giao xử lý',
    needsApproval: true,
    rememberPhrase: false,
    dueOn,
    assignments: parts.map(({ role, to }) => ({
      role,
      note: '',
      to:
        'unit' in to
          ? { kind: 'unit' as const, unitId: to.unit }
          : { kind: 'position' as const, positionId: to.positionId },
    })),
  });
}

beforeAll(async () => {
  office = await createTestOffice();
  commune = await buildCommune(office.db);
  await arrive('new', 1, { facts: { abstract: 'Phòng, chống mưa đá, lốc sét', urgency: 'express' } });
  await arrive('newer', 2, { facts: { issuingAgencyName: 'Sở Thông tin và Truyền thông' } });
  const returned = await arrive('returned', 3);
  await returnIncoming(office.as(commune.clerk), ports, returned, 'Gửi nhầm nơi nhận');
  const waiting = await arrive('waiting', 4);
  await registerIncoming(office.as(commune.clerk), ports, waiting, {
    presentTo: commune.deputy.positionId,
    acceptDuplicate: true,
  });
  await give('mine', 5, [{ role: 'lead', to: commune.specialist }], '2021-03-31');
  await give(
    'soon',
    6,
    [
      { role: 'coordinating', to: commune.specialist },
      { role: 'lead', to: commune.justice },
    ],
    '2021-03-24',
  );
  await give(
    'unit',
    7,
    [
      { role: 'lead', to: { unit: commune.culture.id } },
      { role: 'informed', to: commune.specialist },
    ],
    null,
  );
  await give(
    'both',
    8,
    [
      { role: 'lead', to: commune.head },
      { role: 'coordinating', to: { unit: commune.culture.id } },
    ],
    '2021-03-23',
  );
});
afterAll(() => office.close());

async function names(subject: Subject, query: Partial<IncomingQuery> = {}): Promise<string[]> {
  const page = await listIncoming(office.as(subject), { limit: 50, ...query });
  IncomingPage.parse(page);
  return page.items.map((item) => Object.entries(known).find(([, id]) => id === item.id)?.[0] ?? '?');
}

describe('tabs', () => {
  test.each([
    ['clerk', 'to_register', ['newer', 'new']],
    ['clerk', 'to_direct', ['waiting']],
    ['clerk', 'returned', ['returned']],
    ['clerk', 'due_soon', ['both', 'soon']],
    ['clerk', 'all', ['both', 'unit', 'soon', 'mine', 'waiting', 'returned', 'newer', 'new']],
    ['deputy', 'to_direct', ['waiting']],
    ['leader', 'to_direct', []],
    ['leader', 'open', ['both', 'unit', 'soon', 'mine']],
    ['specialist', 'open', ['soon', 'mine']],
    ['specialist', 'due_soon', ['soon']],
    ['specialist', 'informed', ['unit']],
    ['specialist', 'to_register', []],
    ['specialist', 'all', ['both', 'unit', 'soon', 'mine']],
    ['head', 'open', ['both', 'unit']],
    ['head', 'due_soon', ['both']],
    ['colleague', 'open', []],
    ['colleague', 'all', ['both', 'unit']],
    ['justice', 'open', ['soon']],
    ['administrator', 'all', []],
  ] as const)('%s, %s', async (who, tab, expected) => {
    expect(await names(commune[who], { tab })).toEqual(expected);
  });

  test('the first tab of the role is what opens; counts say what waits', async () => {
    const page = await listIncoming(office.as(commune.clerk), { limit: 50 });
    expect(page.tab).toBe('to_register');
    const counts = Object.fromEntries(page.tabs.map((tab) => [tab.key, tab.count]));
    expect(counts).toMatchObject({ to_register: 2, to_present: 0, to_direct: 1, open: 4, due_soon: 2, all: null });
    const own = await listIncoming(office.as(commune.specialist), { limit: 50 });
    expect(own.tabs.map((tab) => [tab.key, tab.count])).toEqual([
      ['open', 2],
      ['due_soon', 1],
      ['informed', 1],
      ['done', null],
      ['all', null],
    ]);
  });

  test('every tab answers every role, first page and next', async () => {
    const { clerk, leader, head, specialist, administrator } = commune;
    const everything: Subject = { ...leader, roles: ['leader', 'clerk', 'unit_head', 'administrator'] };
    for (const subject of [clerk, leader, head, specialist, administrator, everything]) {
      for (const tab of IncomingTab.options) {
        const page = await listIncoming(office.as(subject), { limit: 1, tab });
        const cursor = page.nextCursor;
        if (cursor !== null) {
          const next = await listIncoming(office.as(subject), { limit: 1, tab, cursor, q: 'bao mat', issuer: 'tam' });
          expect(next.items.map((item) => item.id)).not.toContain(page.items[0]?.id);
        }
      }
    }
  });

  test('another agency sees nothing of it', async () => {
    const other = await buildCommune(office.db, 'UBND xã Khun Há');
    expect(await names(other.clerk, { tab: 'all' })).toEqual([]);
    await expect(viewIncoming(office.as(other.clerk), known.mine ?? '')).rejects.toMatchObject({ status: 404 });
  });
});

describe('paging', () => {
  test.each([
    ['clerk', 'all'],
    ['clerk', 'due_soon'],
    ['specialist', 'all'],
    ['head', 'open'],
    ['head', 'due_soon'],
  ] as const)('page by page is the whole list of %s, %s, each once', async (who, tab) => {
    const whole = await listIncoming(office.as(commune[who]), { limit: 50, tab });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: IncomingPage = await listIncoming(office.as(commune[who]), {
        limit: 1,
        tab,
        ...(cursor !== null && { cursor }),
      });
      seen.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(whole.items.map((item) => item.id));
  });

  test('a cursor nobody wrote is the first page', async () => {
    const first = await names(commune.clerk, { tab: 'all' });
    for (const cursor of ['x', Buffer.from(`2021-13-45 00:00:00+00|${known.new}`).toString('base64url')]) {
      expect(await names(commune.clerk, { tab: 'all', cursor })).toEqual(first);
    }
  });
});

describe('filters', () => {
  test.each([
    [{ q: 'phong chong mua da' }, ['new']],
    [{ q: 'MƯA ĐÁ' }, ['new']],
    [{ q: '2/UBND-VHTT' }, ['newer']],
    [{ q: 'so thong tin va truyen thong' }, ['newer']],
    [{ q: 'mưa tuyết' }, []],
    [{ issuer: 'thong tin' }, ['newer']],
    [{ urgency: 'express' as const }, ['new']],
    [{ documentType: 'decision' }, []],
    [{ from: '2021-03-23' }, []],
    [{ to: '2021-03-21' }, []],
  ])('%o', async (query, expected) => {
    expect(await names(commune.clerk, { tab: 'all', ...query })).toEqual(expected);
  });

  test('reach a specialist only within what he may see', async () => {
    expect(await names(commune.specialist, { tab: 'all', q: 'bao mat thong tin' })).toEqual([
      'both',
      'unit',
      'soon',
      'mine',
    ]);
    expect(await names(commune.specialist, { tab: 'all', q: 'mua da' })).toEqual([]);
  });
});

test('a row has one chip: the near deadline, otherwise the role', async () => {
  const { items } = await listIncoming(office.as(commune.specialist), { limit: 50, tab: 'open' });
  expect(items.map((item) => item.chip)).toEqual([
    { tone: 'amber', label: 'Còn 2 ngày' },
    { tone: 'blue', label: 'Chủ trì' },
  ]);
  expect(items.every((item) => item.unread)).toBe(true);
  await openIncoming(office.as(commune.specialist), ports, known.mine ?? '');
  const after = await listIncoming(office.as(commune.specialist), { limit: 50, tab: 'open' });
  expect(after.items.map((item) => item.unread)).toEqual([true, false]);
});

describe('the document', () => {
  test('shows directive, parts, deadline and the one next act of the person', async () => {
    const view = IncomingView.parse(await viewIncoming(office.as(commune.specialist), known.mine ?? ''));
    expect(view).toMatchObject({
      state: 'in_progress',
      factsReadOnly: true,
      lead: { displayName: 'Nguyễn Thị Vân Anh' },
      deadline: { sentence: 'Thứ Tư 31/3, còn 7 ngày làm việc' },
      nextAction: { action: 'incoming.report' },
      nextArrivalNumber: null,
    });
    expect(view.movements.map((movement) => movement.kind)).toContain('directed');
    const next = async (subject: Subject, name: string) =>
      (await viewIncoming(office.as(subject), known[name] ?? '')).nextAction?.action ?? null;
    expect(await next(commune.head, 'unit')).toBe('incoming.sub_assign');
    expect(await next(commune.clerk, 'new')).toBe('incoming.register');
    expect(await next(commune.deputy, 'waiting')).toBe('incoming.direct');
    expect(await next(commune.leader, 'waiting')).toBeNull();
    expect(await next(commune.colleague, 'unit')).toBeNull();
  });

  test('tells the clerk the number it would get and what it duplicates', async () => {
    const view = await viewIncoming(office.as(commune.clerk), known.new ?? '');
    expect(view.nextArrivalNumber).toBe(6);
    const twin = await arrive('twin', 1);
    const again = await viewIncoming(office.as(commune.clerk), twin);
    expect(again.duplicates.map((duplicate) => [duplicate.kind, duplicate.id])).toEqual([['business_key', known.new]]);
  });

  test('reads deadlines from the envelope and from its words', async () => {
    const id = await arrive('dated', 9, {
      facts: { abstract: 'V/v lập danh sách gửi trước ngày 02/4/2021', replyDueOn: '2021-04-05' },
    });
    const { foundDeadlines } = await viewIncoming(office.as(commune.clerk), id);
    expect(foundDeadlines.map((found) => found.dueOn)).toEqual(['2021-04-05', '2021-04-01']);
  });

  test('is closed to administrators and to those it was not given to, with its files', async () => {
    const main = await storeBytes(office, Buffer.from('%PDF-1.4'), 'Cong van.pdf', 'application/pdf');
    const id = await arrive('filed', 10, { main });
    const { mainFile } = await viewIncoming(office.as(commune.clerk), id);
    const fileId = mainFile?.fileId ?? '';
    const file = await readIncomingFile(office.as(commune.clerk), id, fileId, false);
    expect(file.headers['content-type']).toBe('application/pdf');
    for (const subject of [commune.administrator, commune.specialist]) {
      const code = { code: 'incoming.read.forbidden', status: 403 };
      await expect(viewIncoming(office.as(subject), id)).rejects.toMatchObject(code);
      await expect(readIncomingFile(office.as(subject), id, fileId, false)).rejects.toMatchObject(code);
    }
    const elsewhere = readIncomingFile(office.as(commune.clerk), known.new ?? '', fileId, false);
    await expect(elsewhere).rejects.toMatchObject({ code: 'files.not_found' });
  });
});

describe('the desk', () => {
  test.each([
    ['clerk', ['incoming.to_register']],
    ['deputy', ['incoming.to_direct']],
    ['leader', []],
    ['specialist', ['incoming.due_soon', 'incoming.lead', 'incoming.informed']],
    ['head', ['incoming.due_soon', 'incoming.lead']],
    ['administrator', []],
  ] as const)('of %s', async (who, keys) => {
    const groups = (await incomingDesk(office.as(commune[who]))).filter((group) => group.count > 0);
    expect(groups.map((group) => group.key)).toEqual(keys);
  });

  test('says who sent what, since when, with its signatures and one act', async () => {
    const [group] = await incomingDesk(office.as(commune.clerk));
    const row = group?.rows.find((candidate) => candidate.id === known.new);
    expect(row?.sentence.map((piece) => piece.text).join('')).toBe(
      'UBND huyện Tam Đường gửi Công văn 1/UBND-VHTT về việc Phòng, chống mưa đá, lốc sét.',
    );
    expect(row).toMatchObject({
      channel: 'axis',
      proof: expect.stringContaining('Đến 08:01'),
      urgency: 'express',
      action: { label: 'Vào sổ', link: `/van-ban-den/${known.new}` },
    });
  });

  test('becomes red when the day has passed', async () => {
    office.clock.set('2021-03-29T01:00:00Z');
    try {
      const groups = (await incomingDesk(office.as(commune.specialist))).filter((group) => group.count > 0);
      expect(groups[0]).toMatchObject({ key: 'incoming.overdue', overdue: true, count: 1 });
      expect(groups[0]?.rows[0]?.chip).toEqual({ tone: 'red', label: 'Quá 3 ngày' });
    } finally {
      office.clock.set('2021-03-22T01:00:00Z');
    }
  });

  test('the number beside the entry is what the person must do', async () => {
    expect(await incomingCount(office.as(commune.specialist))).toEqual({ incoming: 2 });
    expect(await incomingCount(office.as(commune.deputy))).toEqual({ incoming: 1 });
    expect(await incomingCount(office.as(commune.administrator))).toEqual({ incoming: 0 });
  });
});

test('the quick form is offered leaders with the head first, types, the next number, and issuers without accents', async () => {
  const options = await listIncomingOptions(office.as(commune.clerk));
  expect(options.leaders.map((leader) => leader.name)).toEqual(['Lò Văn Sơn', 'Tẩn A Sài']);
  expect(options.types).toHaveLength(30);
  expect((await listIncomingOptions(office.as(commune.specialist))).nextArrivalNumber).toBeNull();
  const { items } = await suggestIssuers(office.as(commune.clerk), { q: 'tam duong' });
  expect(items).toMatchObject([
    { name: 'UBND huyện Tam Đường', lastSymbol: 'UBND-VHTT', lastSignatory: 'Vũ Xuân Thịnh' },
  ]);
  await expect(suggestIssuers(office.as(commune.specialist), { q: 'tam' })).rejects.toMatchObject({ status: 403 });
});
