import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Subject } from '../../platform/authorise.ts';
import { newId } from '../../platform/ids.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { acceptRequests } from './commands/accept-many.ts';
import { attestApprove } from './commands/attest.ts';
import { correctRequest, giveBack, refuseRequest, returnRequest, withdrawRequest } from './commands/decide-request.ts';
import { createRequest } from './commands/open-request.ts';
import { overrideWarning } from './commands/override-warning.ts';
import { saveRequest } from './commands/save-request.ts';
import { sendRequest } from './commands/send-request.ts';
import { listRequests } from './queries/list-requests.ts';
import { printRequest, printRevision } from './queries/read-files.ts';
import { requestCounts, requestDesk } from './queries/request-desk.ts';
import { openRequestView, viewRequest } from './queries/view-request.ts';
import {
  accountRows,
  buildRequestsOffice,
  expectCode,
  giveKeys,
  openSigning,
  PASSWORD,
  type RecordedRequestPorts,
  type RequestsOffice,
  readAll,
  recordRequestPorts,
  signOpened,
  signRequests,
} from './requests.testing.ts';

let office: TestOffice;
let world: RequestsOffice;
let ports: RecordedRequestPorts;
let round = 0;

beforeAll(async () => {
  office = await createTestOffice();
  world = await buildRequestsOffice(office);
  // The head of the other commune has a key, the one of this commune has none.
  await giveKeys(office, [world.other.leader], false);
});
afterAll(() => office.close());
beforeEach(() => {
  ports = recordRequestPorts();
  // Every test names other people, so that none meets another's lines.
  round += 1;
});

function as(subject: Subject, key?: string) {
  office.clock.advance(60_000);
  return office.as(subject, key);
}

const rows = (count = 2) => accountRows(count, `Tổ ${round}`, round);
const create = (who: Subject, count = 2) =>
  createRequest(as(who), ports, { kind: 'account.new', nil: false, content: rows(count) });
const send = (who: Subject, id: string, version = 1, key?: string) => sendRequest(as(who, key), ports, id, { version });
const approve = (who: Subject, ids: string[]) => attestApprove(as(who), ports, { ids, password: PASSWORD });
const accept = (who: Subject, ids: string[]) => acceptRequests(as(who), ports, ids);
const view = (who: Subject, id: string) => viewRequest(as(who), id);

async function waiting(): Promise<string> {
  const { id } = await create(world.commune.clerk);
  await send(world.commune.clerk, id);
  return id;
}

async function submitted(): Promise<string> {
  const id = await waiting();
  expect((await approve(world.commune.leader, [id])).items).toMatchObject([{ ok: true }]);
  return id;
}

async function actionsOn(id: string): Promise<string[]> {
  const found = await rawQuery<{ action: string }>(
    office.db,
    `select action from audit_leaf where object_id = $1 and action <> 'requests.viewed' order by at, id`,
    [id],
  );
  return found.map(({ action }) => action);
}

describe('the way of a list', () => {
  test('draft → head → guiding office; audited, told, searchable', async () => {
    const draft = await create(world.commune.clerk, 3);
    expect(draft).toMatchObject({ state: 'draft', form: 'M06', subject: '3 tài khoản', errors: 0, yearlyCost: 60_000 });
    expect(await send(world.commune.clerk, draft.id)).toMatchObject({ state: 'awaiting_head' });
    expect((await listRequests(as(world.commune.leader), { box: 'to_approve', limit: 50 })).items).toHaveLength(1);
    expect((await approve(world.commune.leader, [draft.id])).items).toMatchObject([{ ok: true }]);
    const sent = await view(world.commune.leader, draft.id);
    expect(sent).toMatchObject({ state: 'submitted', late: false, signatures: [{ role: 'head', mode: 'attested' }] });
    expect(sent.items.map(({ no, state }) => [no, state])).toEqual([
      [1, 'open'],
      [2, 'open'],
      [3, 'open'],
    ]);
    expect((await listRequests(as(world.district.focal), { box: 'to_check', limit: 50 })).items).toMatchObject([
      { id: draft.id, agencyName: 'UBND xã Nà Tăm' },
    ]);
    expect((await accept(world.district.focal, [draft.id])).items).toMatchObject([{ ok: true }]);
    expect(await actionsOn(draft.id)).toEqual([
      'requests.drafted',
      'requests.sent',
      'requests.submitted',
      'requests.accepted',
    ]);
    expect(ports.seen.map(({ state }) => state)).toEqual(['draft', 'awaiting_head', 'submitted', 'accepted']);
    const told = await rawQuery<{ link: string; read_at: Date | null }>(
      office.db,
      `select link, read_at from notification where person_id = $1 and link like '/tong-hop%'`,
      [world.district.focal.personId],
    );
    expect(told).toHaveLength(1);
    // The work is done, so its notice is read.
    expect(told[0]?.read_at).not.toBeNull();
    const found = await rawQuery<{ agency_id: string }>(
      office.db,
      `select agency_id from search_entry where kind = 'request' and object_id = $1`,
      [draft.id],
    );
    expect(found.map(({ agency_id }) => agency_id).sort()).toEqual(
      [world.commune.agencyId, world.district.agencyId].sort(),
    );
  });

  test('a head with a key signs, and must', async () => {
    const draft = await create(world.other.clerk);
    await send(world.other.clerk, draft.id);
    expect((await approve(world.other.leader, [draft.id])).items).toMatchObject([
      { ok: false, code: 'requests.certificate_required' },
    ]);
    const signed = await signRequests(as(world.other.leader), ports, 'requests.approve', [draft.id]);
    expect(signed).toMatchObject({ signed: 1, failed: 0 });
    expect(await view(world.other.leader, draft.id)).toMatchObject({
      state: 'submitted',
      signatures: [{ role: 'head', mode: 'digital' }],
    });
  });

  test('many in one act; one that fails stops no other', async () => {
    const first = await waiting();
    round += 1_000;
    const second = await waiting();
    const answer = await approve(world.commune.leader, [first, newId(), second]);
    expect(answer).toMatchObject({ done: 2 });
    expect(answer.items.map(({ code }) => code)).toEqual([null, 'requests.not_found', null]);
  });

  test('a nil return goes to the head and has no lines', async () => {
    const campaignId = newId();
    ports.campaigns.set(campaignId, {
      forms: ['M07'],
      dueBefore: '2021-04-02',
      open: true,
      officeAgencyId: world.district.agencyId,
      name: 'Đợt thu',
    });
    const nil = { kind: 'account.revoke', nil: true, campaignId } as const;
    const draft = await createRequest(as(world.commune.clerk), ports, nil);
    expect(draft).toMatchObject({ nil: true, subject: 'Không phát sinh', dueBefore: '2021-04-02', itemCount: 0 });
    await expectCode(createRequest(as(world.commune.clerk), ports, nil), 'requests.wrong_state');
    await expectCode(
      createRequest(as(world.commune.clerk), ports, { ...nil, kind: 'account.new' }),
      'requests.form_not_in_campaign',
    );
    await expectCode(
      createRequest(as(world.other.clerk), ports, { ...nil, content: { rows: [{ fullName: 'A' }] } }),
      'requests.nil_has_rows',
    );
    await send(world.commune.clerk, draft.id);
    await approve(world.commune.leader, [draft.id]);
    expect(await view(world.commune.clerk, draft.id)).toMatchObject({ state: 'submitted', items: [] });
    ports.campaigns.set(campaignId, {
      forms: ['M07'],
      dueBefore: '2021-04-02',
      open: false,
      officeAgencyId: world.district.agencyId,
      name: 'Đợt thu',
    });
    await expectCode(createRequest(as(world.other.clerk), ports, nil), 'requests.campaign_closed');
  });
});

describe('drafts', () => {
  test('autosave: what is wrong is kept and told; an older version is not let over a newer one', async () => {
    const draft = await create(world.commune.clerk, 1);
    const content = { rows: [{ fullName: '', position: 'Chuyên viên', unit: 'X', phone: 'không có', note: '' }] };
    const saved = await saveRequest(as(world.commune.clerk), ports, draft.id, { version: 1, content });
    expect(saved.findings.some(({ severity }) => severity === 'error')).toBe(true);
    await expectCode(
      saveRequest(as(world.commune.clerk), ports, draft.id, { version: 1, content }),
      'requests.version_conflict',
    );
    await expectCode(send(world.commune.clerk, draft.id, saved.version), 'requests.has_errors');
    const unknown = { rows: [{ fullName: 'Lò Văn A', salary: '1' }] };
    await expectCode(
      saveRequest(as(world.commune.clerk), ports, draft.id, { version: 2, content: unknown }),
      'requests.content_invalid',
    );
  });

  test('of two savings of one version one wins', async () => {
    const draft = await create(world.commune.clerk, 1);
    const save = () => saveRequest(as(world.commune.clerk), ports, draft.id, { version: 1, content: rows(2) });
    const answers = await Promise.allSettled([save(), save()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('the guiding office knows nothing of it', async () => {
    const draft = await create(world.commune.clerk, 1);
    await expectCode(view(world.district.focal, draft.id), 'requests.not_found');
    await expectCode(view(world.other.leader, draft.id), 'requests.not_found');
    const forbidden = saveRequest(as(world.commune.auditor), ports, draft.id, { version: 1, content: rows(1) });
    await expectCode(forbidden, 'requests.edit.forbidden');
  });

  test('sending twice with one key is sending once', async () => {
    const draft = await create(world.commune.clerk, 1);
    await send(world.commune.clerk, draft.id, 1, 'one-key');
    expect(await send(world.commune.clerk, draft.id, 1, 'one-key')).toMatchObject({ state: 'awaiting_head' });
    await expectCode(send(world.commune.clerk, draft.id), 'requests.wrong_state');
    expect(await actionsOn(draft.id)).toEqual(['requests.drafted', 'requests.sent']);
  });
});

describe('no way past the head', () => {
  test('whoever is not the head does not let it out, the guiding office does not take what was not sent', async () => {
    const id = await waiting();
    for (const subject of [world.commune.clerk, world.commune.specialist, world.commune.auditor]) {
      const answer = await approve(subject, [id]);
      expect(answer.items[0]?.ok).toBe(false);
    }
    expect((await approve(world.other.leader, [id])).items).toMatchObject([{ code: 'requests.not_found' }]);
    expect((await accept(world.district.focal, [id])).items).toMatchObject([{ code: 'requests.not_found' }]);
    expect((await accept(world.commune.leader, [id])).items).toMatchObject([{ code: 'requests.accept.forbidden' }]);
    await expectCode(attestApprove(as(world.commune.leader), ports, { ids: [id], password: 'sai' }), /^identity\./);
    expect(await view(world.commune.leader, id)).toMatchObject({ state: 'awaiting_head' });
  });

  test('the head of a draft has nothing to approve', async () => {
    const draft = await create(world.commune.clerk);
    expect((await approve(world.commune.leader, [draft.id])).items).toMatchObject([{ code: 'requests.wrong_state' }]);
  });

  test('of two approvals at once one counts', async () => {
    const id = await waiting();
    const answers = await Promise.all([approve(world.commune.leader, [id]), approve(world.commune.leader, [id])]);
    expect(answers.map(({ done }) => done).sort()).toEqual([0, 1]);
    const [count] = await rawQuery<{ n: number }>(
      office.db,
      `select count(*)::int as n from request_signature where request_id = $1`,
      [id],
    );
    expect(count?.n).toBe(1);
  });
});

describe('warnings', () => {
  test('stop the head until somebody authorised gives a reason; other answers need another', async () => {
    const one = rows(1).rows ?? [];
    // Of one name and unit, with another telephone: perhaps two people, perhaps one.
    const content = { rows: [...one, ...one.map((row) => ({ ...row, phone: '0981234567', position: 'Kế toán' }))] };
    const draft = await createRequest(as(world.commune.clerk), ports, { kind: 'account.new', nil: false, content });
    expect(draft).toMatchObject({ errors: 0, warnings: 1 });
    const [finding] = draft.findings;
    const wanted = {
      code: finding?.code ?? '',
      field: finding?.field ?? '',
      row: finding?.row ?? null,
      reason: 'Trùng tên',
    };
    await send(world.commune.clerk, draft.id);
    expect((await approve(world.commune.leader, [draft.id])).items).toMatchObject([
      { code: 'requests.override_needed' },
    ]);
    const override = (who: Subject, body = wanted) => overrideWarning(as(who), ports, draft.id, body);
    await expectCode(override(world.commune.clerk), 'requests.override.forbidden');
    await expectCode(override(world.commune.leader, { ...wanted, code: 'requests.none' }), 'requests.warning_unknown');
    expect((await override(world.commune.leader)).overrides).toMatchObject([{ reason: 'Trùng tên' }]);

    await giveBack(as(world.commune.leader), ports, draft.id, { reason: 'Sửa lại' });
    const back = await view(world.commune.clerk, draft.id);
    const changed = { rows: content.rows.map((row) => ({ ...row, note: 'đã sửa' })) };
    const saved = await saveRequest(as(world.commune.clerk), ports, draft.id, {
      version: back.version,
      content: changed,
    });
    await send(world.commune.clerk, draft.id, saved.version);
    expect((await approve(world.commune.leader, [draft.id])).items).toMatchObject([
      { code: 'requests.override_needed' },
    ]);
    await override(world.commune.leader);
    expect((await approve(world.commune.leader, [draft.id])).items).toMatchObject([{ ok: true }]);
  });
});

describe('return and correction', () => {
  test('new revision, signatures void, history kept, the old signing refused', async () => {
    const { clerk, leader } = world.other;
    const draft = await create(clerk);
    await send(clerk, draft.id);
    // Opened for signing, and overtaken: given back and sent again with other words.
    const opened = await openSigning(as(leader), ports, 'requests.approve', [draft.id]);
    await giveBack(as(leader), ports, draft.id, { reason: 'Thiếu người' });
    const back = await view(clerk, draft.id);
    expect(back).toMatchObject({ state: 'draft', signatures: [], returned: { reason: 'Thiếu người' } });
    const saved = await saveRequest(as(clerk), ports, draft.id, { version: back.version, content: rows(3) });
    await send(clerk, draft.id, saved.version);
    const stale = await signOpened(as(leader), ports, opened.id);
    expect(stale).toMatchObject({
      signed: 0,
      items: [{ result: 'failed', code: expect.stringMatching(/content_changed/) }],
    });
    expect(await signRequests(as(leader), ports, 'requests.approve', [draft.id])).toMatchObject({ signed: 1 });

    const fields = [{ field: 'phone', row: 2, reason: 'Sai số' }];
    await returnRequest(as(world.district.focal), ports, draft.id, { reason: 'Sửa dòng 2', fields });
    const returned = await view(clerk, draft.id);
    expect(returned).toMatchObject({ state: 'returned', signatures: [], returned: { fields } });
    expect(returned.items.every(({ state }) => state === 'returned')).toBe(true);
    expect((await accept(world.district.focal, [draft.id])).items).toMatchObject([{ code: 'requests.wrong_state' }]);
    const first = await readAll(await printRevision(as(clerk), draft.id, 1));

    await expectCode(correctRequest(as(world.district.focal), ports, draft.id), 'requests.correct.forbidden');
    const again = await correctRequest(as(clerk), ports, draft.id);
    expect(again).toMatchObject({ state: 'draft', revision: 2, signatures: [] });
    await expectCode(correctRequest(as(clerk), ports, draft.id), 'requests.wrong_state');
    await send(clerk, draft.id, again.version);
    expect((await accept(world.district.focal, [draft.id])).items).toMatchObject([{ code: 'requests.not_found' }]);
    expect(await signRequests(as(leader), ports, 'requests.approve', [draft.id])).toMatchObject({ signed: 1 });
    const done = await view(clerk, draft.id);
    expect(done).toMatchObject({ state: 'submitted', revision: 2, revisions: [{ revision: 1, reason: 'Sửa dòng 2' }] });
    expect(done.items).toHaveLength(3);
    // What was sent first stays what it was.
    expect((await readAll(await printRevision(as(clerk), draft.id, 1))).equals(first)).toBe(true);
    expect((await readAll(await printRequest(as(clerk), draft.id, 'pdf'))).equals(first)).toBe(false);
  });

  test('only the guiding office returns and refuses, only what was sent', async () => {
    const id = await waiting();
    const body = { reason: 'Không đúng đối tượng', fields: [] };
    await expectCode(returnRequest(as(world.commune.leader), ports, id, body), 'requests.return.forbidden');
    await approve(world.commune.leader, [id]);
    await expectCode(refuseRequest(as(world.district.clerk), ports, id, body), 'requests.refuse.forbidden');
    expect(await refuseRequest(as(world.district.focal), ports, id, body)).toMatchObject({ state: 'refused' });
    await expectCode(returnRequest(as(world.district.focal), ports, id, body), 'requests.wrong_state');
    const [live] = await rawQuery<{ n: number }>(
      office.db,
      'select count(*)::int as n from request_item where request_id = $1 and live',
      [id],
    );
    expect(live?.n).toBe(0);
  });

  test('the head takes back what was sent, the clerk does not', async () => {
    const id = await submitted();
    await expectCode(
      withdrawRequest(as(world.commune.clerk), ports, id, { reason: 'Thôi' }),
      'requests.withdraw.forbidden',
    );
    expect(await withdrawRequest(as(world.commune.leader), ports, id, { reason: 'Thôi' })).toMatchObject({
      state: 'withdrawn',
    });
    await expectCode(withdrawRequest(as(world.commune.leader), ports, id, { reason: 'Thôi' }), 'requests.wrong_state');
  });

  test('the same people are not asked for twice by one agency', async () => {
    await submitted();
    const second = await create(world.commune.clerk);
    expect(second.findings.map(({ code }) => code)).toContain('requests.duplicate_item');
    await expectCode(send(world.commune.clerk, second.id), 'requests.has_errors');
  });
});

describe('the day', () => {
  async function sendAt(moment: string, who = world.commune): Promise<boolean> {
    const campaignId = newId();
    ports.campaigns.set(campaignId, {
      forms: ['M06'],
      dueBefore: '2021-04-02',
      open: true,
      officeAgencyId: world.district.agencyId,
      name: 'Đợt thu',
    });
    const body = { kind: 'account.new', nil: false, campaignId, content: rows() } as const;
    const draft = await createRequest(as(who.clerk), ports, body);
    await send(who.clerk, draft.id);
    office.clock.set(new Date(Date.parse(moment)));
    await attestApprove(office.as(who.leader), ports, { ids: [draft.id], password: PASSWORD });
    return (await viewRequest(office.as(who.leader), draft.id)).late;
  }

  test('"trước ngày 02/4" excludes the day', async () => {
    expect(await sendAt('2021-04-01T23:59:59+07:00')).toBe(false);
    round += 1_000;
    expect(await sendAt('2021-04-02T00:00:00+07:00')).toBe(true);
  });
});

describe('who sees what', () => {
  test('personal data in full for parties, head, clerk and focal; masked or hidden for the rest; looking leaves a trace', async () => {
    const id = await submitted();
    const phone = rows().rows?.[0]?.['phone'] ?? '';
    const phoneFor = async (who: Subject) => (await openRequestView(as(who), id)).content.rows?.[0]?.['phone'];
    for (const who of [world.commune.clerk, world.commune.leader, world.district.focal]) {
      expect(await phoneFor(who)).toBe(phone);
    }
    expect(await phoneFor(world.commune.auditor)).toBe(`•••${phone.slice(-3)}`);
    expect(await phoneFor(world.district.clerk)).toBe(`•••${phone.slice(-3)}`);
    const listed = await openRequestView(as(world.commune.leader), id);
    expect(listed.items[0]?.values['phone']).toBe(`•••${phone.slice(-3)}`);
    await expectCode(phoneFor(world.commune.colleague), 'requests.read.forbidden');
    await expectCode(phoneFor(world.other.leader), 'requests.not_found');
    await expectCode(phoneFor(world.district.specialist), 'requests.not_found');
    await expectCode(printRequest(as(world.commune.auditor), id, 'pdf'), 'requests.read_personal.forbidden');
    const traces = await rawQuery<{ actor_name: string }>(
      office.db,
      `select actor_name from audit_leaf where object_id = $1 and action = 'requests.viewed'`,
      [id],
    );
    const seen = new Set(traces.map(({ actor_name }) => actor_name));
    expect(seen.has(world.district.focal.displayName)).toBe(true);
    expect(seen.has(world.commune.auditor.displayName)).toBe(true);
    // Whoever made it looks at his own.
    expect(seen.has(world.commune.clerk.displayName)).toBe(false);
  });

  test('boxes hold what the rights let see, page by page', async () => {
    const all = await listRequests(as(world.commune.clerk), { box: 'agency', limit: 200 });
    const pages: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listRequests(as(world.commune.clerk), { box: 'agency', limit: 3, cursor });
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(pages).toEqual(all.items.map(({ id }) => id));
    expect(all.items.length).toBeGreaterThan(5);
    expect((await listRequests(as(world.commune.colleague), { box: 'agency', limit: 50 })).items).toEqual([]);
    const received = await listRequests(as(world.district.focal), { box: 'received', limit: 200 });
    expect(received.items.some(({ state }) => state === 'draft' || state === 'awaiting_head')).toBe(false);
    const states = await listRequests(as(world.commune.clerk), { box: 'agency', limit: 50, state: 'withdrawn' });
    expect(new Set(states.items.map(({ state }) => state))).toEqual(new Set(['withdrawn']));
  });
});

test('the desk and the rail tell the same people of the same work', async () => {
  const before = (await requestCounts(as(world.commune.leader)))['requests'] ?? 0;
  const id = await waiting();
  const desk = await requestDesk(as(world.commune.leader));
  const group = desk.find(({ key }) => key === 'requests.to_approve');
  expect(group?.rows[0]).toMatchObject({ id, link: `/de-nghi/${id}`, action: { label: 'Duyệt' } });
  expect((await requestCounts(as(world.commune.leader)))['requests']).toBe(before + 1);
  expect(await requestDesk(as(world.commune.colleague))).toEqual([]);
  await approve(world.commune.leader, [id]);
  await returnRequest(as(world.district.focal), ports, id, { reason: 'Thiếu chữ', fields: [] });
  const returned = (await requestDesk(as(world.commune.clerk))).find(({ key }) => key === 'requests.returned');
  expect(returned?.rows.map((row) => row.id)).toContain(id);
  expect(returned?.count).toBe(returned?.rows.length);
});

test('the same draft prints the same bytes, and so does a reprint', async () => {
  const draft = await create(world.commune.clerk);
  const print = async () => readAll(await printRequest(as(world.commune.clerk), draft.id, 'pdf'));
  const first = await print();
  expect(first.subarray(0, 5).toString()).toBe('%PDF-');
  expect((await print()).equals(first)).toBe(true);
  const xlsx = await readAll(await printRequest(as(world.commune.clerk), draft.id, 'xlsx'));
  expect(xlsx.subarray(0, 2).toString()).toBe('PK');
});
