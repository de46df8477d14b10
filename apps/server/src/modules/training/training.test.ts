import { createServer, type Server } from 'node:net';
import { parseEdxml } from '@congvu/edxml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listConnections } from '#modules/carriers';
import type { Subject } from '../../platform/authorise.ts';
import { rawQuery } from '../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../platform/testing/test-context.ts';
import { buildAgency, buildSubject, buildUnit } from '../org/org.testing.ts';
import { askTrainingLetterBack } from './commands/ask-back.ts';
import { renameTrainingAgency, setTrainingBehaviour } from './commands/change-agency.ts';
import { connectTraining } from './commands/connect.ts';
import { reportTrainingStatus } from './commands/report-status.ts';
import { sendTrainingLetter } from './commands/send-letter.ts';
import { switchTrainingFaults } from './commands/switch-faults.ts';
import { createGround, type Ground } from './ground.ts';
import { OUTSIDE_AGENCIES } from './outside-agencies.ts';
import { readPlace } from './place.ts';
import { listTrainingMessages } from './queries/list-messages.ts';
import { viewTraining } from './queries/view-training.ts';

let office: TestOffice;
let ground: Ground;
let stop: () => Promise<void>;
let administrator: Subject;
let clerk: Subject;

beforeAll(async () => {
  office = await createTestOffice();
  const agency = await buildAgency(office.db, { name: 'UBND huyện Thử', code: 'H35.9' });
  const unit = await buildUnit(office.db, agency.id);
  administrator = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['administrator'] });
  clerk = await buildSubject(office.db, { agencyId: agency.id, unitId: unit.id, roles: ['clerk'] });
  ground = createGround(5);
  ({ stop } = await ground.start(office));
});
afterAll(async () => {
  await stop();
  await office.close();
});

const LETTER = {
  from: 'H35.71',
  to: ['H35.9'],
  abstract: 'V/v góp ý dự thảo quy chế gửi nhận văn bản',
  body: 'Kính đề nghị góp ý.\nGửi trước ngày 30/3.',
  urgency: 'urgent',
  dueOn: '2021-03-30',
  defects: [],
} as const;

const letterOf = (change: Partial<Parameters<typeof sendTrainingLetter>[2]> = {}) => ({
  ...LETTER,
  to: [...LETTER.to],
  defects: [],
  ...change,
});

async function leaves(action: string): Promise<number> {
  const [row] = await rawQuery<{ count: number }>(
    office.db,
    'select count(*)::int as count from audit_leaf where action = $1',
    [action],
  );
  return row?.count ?? 0;
}

async function contentOf(docId: string) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of ground.simulator(office).content(docId)) {
    chunks.push(chunk);
  }
  return parseEdxml(Buffer.concat(chunks));
}

/** A letter of ours, as the carrier would have sent it. */
async function ourLetter(to: string): Promise<string> {
  const simulator = ground.simulator(office);
  const { docId } = await simulator.sendLetter({ from: 'H35.9', to: [to], number: '12', symbol: 'UBND-VP' });
  await simulator.idle();
  return docId;
}

describe('a letter from outside', () => {
  test('is a printed letter in a clean message, numbered in the series of its sender, and leaves a leaf', async () => {
    const before = await leaves('training.letter_sent');
    const first = await sendTrainingLetter(office.as(administrator), ground, letterOf());
    const second = await sendTrainingLetter(office.as(administrator), ground, letterOf());
    expect(await leaves('training.letter_sent')).toBe(before + 2);
    const { message, attachments, warnings } = await contentOf(first.docId);
    expect(warnings).toEqual([]);
    expect(message).toMatchObject({
      kind: 'document',
      from: { agencyCode: 'H35.71', name: 'Sở Công nghệ Mẫu' },
      to: [{ agencyCode: 'H35.9', name: 'UBND huyện Thử' }],
      number: '41',
      symbol: 'SCNM-VP',
      abstract: LETTER.abstract,
      urgency: 'urgent',
      dueOn: '2021-03-30',
      issuedOn: '2021-03-22',
    });
    expect(attachments).toMatchObject([{ name: '41-SCNM-VP.pdf', mediaType: 'application/pdf' }]);
    expect((await contentOf(second.docId)).message).toMatchObject({ number: '42' });
  });

  test('carries the defects that are chosen; an agency with old software has its own', async () => {
    const chosen = await sendTrainingLetter(office.as(administrator), ground, letterOf({ defects: ['csharp_form'] }));
    expect((await contentOf(chosen.docId)).variant).toBe('V2');
    const old = await sendTrainingLetter(office.as(administrator), ground, letterOf({ from: 'H35.74' }));
    expect((await contentOf(old.docId)).warnings.length).toBeGreaterThan(0);
  });

  test('the same key is one letter', async () => {
    const before = ground.simulator(office).messages().length;
    const answers = await Promise.all([
      sendTrainingLetter(office.as(administrator, 'k-1'), ground, letterOf()),
      sendTrainingLetter(office.as(administrator, 'k-1'), ground, letterOf()),
    ]);
    const again = await sendTrainingLetter(office.as(administrator, 'k-1'), ground, letterOf());
    expect(new Set([...answers, again].map(({ docId }) => docId)).size).toBe(1);
    expect(ground.simulator(office).messages()).toHaveLength(before + 1);
  });

  test.each([
    ['an agency of ours as sender', { from: 'H35.9' }, 'training.not_outside'],
    ['a sender nobody knows', { from: 'H35.99' }, 'training.not_outside'],
    ['an outside receiver', { to: ['H35.71'] }, 'training.not_ours'],
  ])('%s is refused and sends nothing', async (_, change, code) => {
    const before = ground.simulator(office).messages().length;
    await expect(sendTrainingLetter(office.as(administrator), ground, letterOf(change))).rejects.toMatchObject({
      code,
    });
    expect(ground.simulator(office).messages()).toHaveLength(before);
  });

  test('is not for clerks, and not without --demo', async () => {
    await expect(sendTrainingLetter(office.as(clerk), ground, letterOf())).rejects.toMatchObject({ status: 403 });
    const real = { ...office.as(administrator), config: { ...office.config, demo: false } };
    await expect(sendTrainingLetter(real, ground, letterOf())).rejects.toMatchObject({
      code: 'training.not_demo',
      status: 404,
    });
    await expect(viewTraining(real, ground)).rejects.toMatchObject({ status: 404 });
    await expect(connectTraining(real)).rejects.toMatchObject({ status: 404 });
    await expect(viewTraining(office.as(clerk), ground)).rejects.toMatchObject({ status: 403 });
  });
});

describe('statuses and asking back', () => {
  test('a receiver reports, with a reason where one is due; nobody else does', async () => {
    const docId = await ourLetter('G98.1');
    const report = (change: object) =>
      reportTrainingStatus(office.as(administrator), ground, {
        docId,
        from: 'G98.1',
        statusCode: '03',
        note: '',
        ...change,
      });
    const sent = await report({});
    expect((await contentOf(sent.docId)).message).toMatchObject({
      kind: 'status',
      statusCode: '03',
      from: { agencyCode: 'G98.1' },
    });
    expect(await leaves('training.status_reported')).toBe(1);
    await expect(report({ statusCode: '02' })).rejects.toMatchObject({ code: 'training.reason_needed' });
    await report({ statusCode: '02', note: 'Gửi nhầm nơi' });
    await expect(report({ from: 'H35.71' })).rejects.toMatchObject({ code: 'training.reporter_unknown' });
    await expect(report({ docId: 'khong-co' })).rejects.toMatchObject({
      code: 'training.message_not_found',
      status: 404,
    });
  });

  test.each([
    ['status', { kind: 'status', statusCode: '13' }],
    ['letter', { kind: 'document', business: { kind: 'recall' } }],
    ['update', { kind: 'document', business: { kind: 'update' } }],
    ['replace', { kind: 'document', business: { kind: 'replace' } }],
  ] as const)('a letter of theirs is asked back by %s', async (way, expected) => {
    const { docId } = await sendTrainingLetter(office.as(administrator), ground, letterOf());
    const sent = await askTrainingLetterBack(office.as(administrator), ground, { docId, way, reason: 'Gửi nhầm' });
    const { message } = await contentOf(sent.docId);
    expect(message).toMatchObject(expected);
    expect(ground.simulator(office).find(sent.docId)?.deliveries).toMatchObject([{ agencyCode: 'H35.9' }]);
  });

  test('a letter of ours is not theirs to ask back', async () => {
    const docId = await ourLetter('H35.72');
    const asked = askTrainingLetterBack(office.as(administrator), ground, { docId, way: 'status', reason: 'x' });
    await expect(asked).rejects.toMatchObject({ code: 'training.not_outside' });
  });
});

describe('what is seen', () => {
  test('messages of both directions, newest first, with what may be done', async () => {
    const ours = await ourLetter('H35.71');
    const theirs = await sendTrainingLetter(office.as(administrator), ground, letterOf());
    const page = await listTrainingMessages(office.as(administrator), ground, { limit: 200 });
    const find = (docId: string) => page.items.find((item) => item.docId === docId);
    expect(page.items[0]?.docId).toBe(theirs.docId);
    expect(find(theirs.docId)).toMatchObject({ direction: 'in', kind: 'document', abilities: { ask_back: true } });
    expect(find(ours)).toMatchObject({
      direction: 'out',
      from: { name: 'UBND huyện Thử' },
      reporters: [{ code: 'H35.71' }],
      receivers: [{ name: 'Sở Công nghệ Mẫu', state: 'done' }],
      abilities: { report: true },
    });
    // A polite agency has answered by itself.
    const labels = page.items.filter(({ kind }) => kind === 'status').map(({ kindLabel }) => kindLabel);
    expect(labels).toContain('Trạng thái 06 · Hoàn thành');
  });

  test('pages follow each other without gap', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listTrainingMessages(office.as(administrator), ground, {
        limit: 3,
        ...(cursor && { cursor }),
      });
      seen.push(...page.items.map(({ docId }) => docId));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(
      ground
        .simulator(office)
        .messages()
        .map(({ docId }) => docId)
        .toReversed(),
    );
  });

  test('agencies of both sides, faults with their counts, behaviours', async () => {
    await switchTrainingFaults(office.as(administrator), ground, ['duplicate', 'duplicate']);
    await sendTrainingLetter(office.as(administrator), ground, letterOf());
    await setTrainingBehaviour(office.as(administrator), ground, { code: 'H35.73', behaviour: 'absent' });
    await renameTrainingAgency(office.as(administrator), ground, { code: 'H35.73', name: 'Bệnh viện Mẫu mới' });
    const view = await viewTraining(office.as(administrator), ground);
    expect(view.running).toBe(true);
    expect(view.agencies.filter(({ side }) => side === 'outside')).toHaveLength(OUTSIDE_AGENCIES.length);
    expect(view.agencies).toContainEqual(
      expect.objectContaining({ code: 'H35.9', side: 'ours', name: 'UBND huyện Thử' }),
    );
    expect(view.agencies).toContainEqual(
      expect.objectContaining({ code: 'H35.73', behaviour: 'absent', name: 'Bệnh viện Mẫu mới' }),
    );
    expect(view.faults.filter(({ on }) => on)).toMatchObject([{ key: 'duplicate', count: 1 }]);
    await switchTrainingFaults(office.as(administrator), ground, []);
    expect((await viewTraining(office.as(administrator), ground)).faults.some(({ on }) => on)).toBe(false);
    await expect(
      setTrainingBehaviour(office.as(administrator), ground, { code: 'H35.9', behaviour: 'polite' }),
    ).rejects.toMatchObject({ code: 'training.not_outside' });
  });
});

describe('the connection', () => {
  test('is made once, mended when done again, and found again after a restart', async () => {
    expect((await viewTraining(office.as(administrator), ground)).connection.state).toBe('missing');
    const first = await connectTraining(office.as(administrator, 'c-1'));
    const again = await connectTraining(office.as(administrator, 'c-2'));
    expect(again).toEqual(first);
    expect((await viewTraining(office.as(administrator), ground)).connection.state).toBe('on');
    const { items } = await listConnections(office.as(administrator));
    expect(items).toMatchObject([
      { kind: 'national', enabled: true, settings: { systemId: 'tap-huan.h35', pollSeconds: 15 } },
    ]);
    expect(JSON.stringify(items)).not.toContain(readPlace(office.config)?.secret);
    const messages = ground.simulator(office).messages().length;
    await stop();
    ({ stop } = await ground.start(office));
    expect((await viewTraining(office.as(administrator), ground)).connection.state).toBe('on');
    expect(ground.simulator(office).messages()).toHaveLength(messages);
  });

  test('when another program has taken the port: another place, and the connection says so until it is made anew', async () => {
    await stop();
    const port = readPlace(office.config)?.port ?? 0;
    const squatter: Server = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    ({ stop } = await ground.start(office));
    await new Promise((resolve) => squatter.close(resolve));
    expect(ground.simulator(office).port).not.toBe(port);
    expect((await viewTraining(office.as(administrator), ground)).connection.state).toBe('moved');
    await connectTraining(office.as(administrator));
    expect((await viewTraining(office.as(administrator), ground)).connection.state).toBe('on');
  });

  test('is not for clerks', async () => {
    await expect(connectTraining(office.as(clerk))).rejects.toMatchObject({ status: 403 });
  });
});

describe('without a simulator', () => {
  test('nothing starts outside the demo or in a worker; the page says why', async () => {
    const idle = createGround();
    for (const config of [
      { ...office.config, demo: false },
      { ...office.config, role: 'worker' as const },
    ]) {
      const started = await idle.start({ ...office, config });
      expect(idle.peek().simulator).toBeUndefined();
      await started.stop();
    }
    const view = await viewTraining(office.as(administrator), idle);
    expect(view).toMatchObject({ running: false, agencies: [], problem: expect.stringContaining('Khởi động lại') });
    await expect(sendTrainingLetter(office.as(administrator), idle, letterOf())).rejects.toMatchObject({
      code: 'training.not_running',
      status: 409,
    });
  });
});
