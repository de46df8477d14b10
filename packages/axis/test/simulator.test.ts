import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEdxml, parseEdxml } from '@congvu/edxml';
import { afterEach, describe, expect, test } from 'vitest';
import { generateAgencies, type Simulator } from '../src/simulator.ts';
import { AGENCIES, DEPARTMENT, DISTRICT, gather, letter, letterMessage, national, readAll, start } from './setting.ts';

let simulator: Simulator;
afterEach(() => simulator.close());

const statusesOf = (to: string): (string | null)[] =>
  simulator.messages({ to, messageType: 'status' }).map(({ statusCode }) => statusCode);

describe('agencies that act', () => {
  test.each([
    ['polite', ['01', '03', '04', '05', '06']],
    ['slow', ['01', '03', '04', '05', '06']],
    ['backwards', ['06', '05', '04', '03', '01']],
    ['dirty', ['01', '03', '04', '05', '06']],
    ['refuses', ['01', '02']],
    ['silent', []],
  ] as const)('%s answers %j', async (behaviour, codes) => {
    simulator = await start({ partners: [{ code: 'H35.3', behaviour, stepMs: 3, reason: 'Gửi nhầm nơi' }] });
    const { content, meta } = await letterMessage();
    const { docId } = await national(simulator).send(content, meta);
    await simulator.idle();
    expect(statusesOf('H35.9')).toEqual(codes);
    expect(simulator.find(docId)?.deliveries).toMatchObject([{ state: 'done' }]);
    const rows = await national(simulator).listReceived({ messageType: 'status' });
    for (const row of rows) {
      const { message } = await parseEdxml(await readAll(national(simulator).fetch(row.docId)));
      expect(message).toMatchObject({
        kind: 'status',
        from: { agencyCode: 'H35.3' },
        responseTo: { documentId: 'H35.9,2021/03/16,123/UBND-VHTT' },
      });
      if (message.kind === 'status' && message.statusCode === '02') {
        expect(message.description).toBe('Gửi nhầm nơi');
      }
    }
  });

  test('absent does not fetch; a new behaviour takes hold at once', async () => {
    simulator = await start({ partners: [{ code: 'H35.3', behaviour: 'absent' }] });
    const { content, meta } = await letterMessage();
    const { docId } = await national(simulator).send(content, meta);
    await simulator.idle();
    expect(simulator.find(docId)?.deliveries).toMatchObject([{ state: 'initial' }]);
    simulator.setPartner({ code: 'H35.3', behaviour: 'refuses', stepMs: 1 });
    await national(simulator).send(content, meta);
    await simulator.idle();
    expect(statusesOf('H35.9')).toEqual(['01', '02']);
  });

  test.each([
    ['polite', '15'],
    ['refuses', '16'],
  ] as const)('%s answers a letter asked back, by status and by letter, with %s', async (behaviour, code) => {
    simulator = await start({ partners: [{ code: 'H35.3', behaviour, stepMs: 1 }] });
    const { docId } = await simulator.sendLetter({ from: 'H35.9', to: ['H35.3'], number: '7', symbol: 'UBND' });
    await simulator.idle();
    await simulator.sendStatus({ from: 'H35.9', docId, statusCode: '13', description: 'Gửi nhầm' });
    await simulator.idle();
    expect(statusesOf('H35.9').at(-1)).toBe(code);
    const documentId = simulator.find(docId)?.documentId ?? '';
    await simulator.sendLetter({ from: 'H35.9', to: ['H35.3'], number: '8', business: { kind: 'recall', documentId } });
    await simulator.idle();
    const about = simulator
      .messages({ to: 'H35.9', messageType: 'status' })
      .filter(({ statusCode }) => statusCode === code);
    expect(about.map((message) => [message.documentId, message.notation])).toEqual([
      [documentId, '7/UBND'],
      [documentId, '7/UBND'],
    ]);
  });

  test('recalls asks its own letter back once it arrived', async () => {
    simulator = await start({ partners: [{ code: 'H35.3', behaviour: 'recalls', stepMs: 1 }] });
    const { docId } = await simulator.sendLetter({ from: 'H35.3', to: ['H35.9'], number: '9', symbol: 'SM' });
    for (const statusCode of ['01', '03']) {
      await simulator.sendStatus({ from: 'H35.9', docId, statusCode });
      await simulator.idle();
    }
    expect(statusesOf('H35.9')).toEqual(['13']);
    expect(simulator.messages({ to: 'H35.9', messageType: 'status' })).toMatchObject([
      { from: 'H35.3', notation: '9/SM' },
    ]);
  });

  test.each([
    ['leading_bytes', { warning: 'edxml.repair.leading_bytes' }],
    ['byte_order_mark', { warning: 'edxml.repair.byte_order_mark' }],
    ['unbound_prefix', { warning: 'edxml.repair.unbound_prefix' }],
    ['null_code', { from: '' }],
    ['empty_response_for', {}],
    ['two_codes_of_one_body', { to: 2 }],
    ['dummy_signature', { signature: 'dummy' }],
    ['truncated_base64', { attachment: 'error' }],
    ['missing_name', {}],
    ['due_before_issue', {}],
    ['number_with_letters', { number: '5b' }],
    ['csharp_form', { variant: 'V2' }],
    ['hand_made_form', { variant: 'V3' }],
    ['old_namespace', { variant: 'V4' }],
    ['forged_sender', { from: 'G22' }],
    ['wrong_addressee', { to: 1 }],
    ['doctype', { refused: 'edxml.doctype_refused' }],
    ['html_instead', { refused: expect.stringMatching(/^edxml\./) }],
  ] as const)('a letter with %s on request', async (defect, wanted) => {
    simulator = await start();
    const { docId } = await simulator.sendLetter({
      from: 'H35.3',
      to: ['H35.9'],
      number: '5',
      symbol: 'SM',
      defects: [defect],
    });
    const [row] = await national(simulator).listReceived({ messageType: 'edoc' });
    expect(row).toMatchObject({ from: 'H35.3', to: 'H35.9' });
    expect(simulator.find(docId)).toBeDefined();
    const bytes = await readAll(national(simulator).fetch(row?.docId ?? ''));
    if ('refused' in wanted) {
      await expect(parseEdxml(bytes)).rejects.toMatchObject({ code: wanted.refused });
      return;
    }
    const { message, attachments, warnings, variant, signature } = await parseEdxml(bytes);
    const [file] = attachments;
    expect(file?.error === undefined ? 'whole' : 'error').toBe('attachment' in wanted ? 'error' : 'whole');
    expect(message).toMatchObject({ kind: 'document', number: 'number' in wanted ? wanted.number : '5' });
    expect(message.from.agencyCode).toBe('from' in wanted ? wanted.from : 'H35.3');
    expect(variant).toBe('variant' in wanted ? wanted.variant : 'V1');
    expect(signature).toBe('signature' in wanted ? wanted.signature : 'absent');
    if ('warning' in wanted) {
      expect(warnings.map(({ code }) => code)).toContain(wanted.warning);
    }
    if ('to' in wanted && message.kind === 'document') {
      expect(message.to).toHaveLength(wanted.to);
    }
  });
});

describe('state over a restart', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('messages, states, agencies and registrations are there again; a line cut by a crash is dropped', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'axis-test-'));
    folders.push(stateDir);
    simulator = await start({ stateDir });
    const { content, meta } = await letterMessage();
    const first = await national(simulator).send(content, meta);
    const second = await national(simulator).send(content, meta);
    const receiver = () => national(simulator, DEPARTMENT);
    const [row] = await receiver().listReceived({ messageType: 'edoc' });
    await receiver().acknowledge(row?.docId ?? '', 'done');
    await national(simulator).registerAgency({ id: '', parentCode: 'H35.9', code: 'H35.9.1', name: 'Phòng Mẫu' });
    simulator.agencies.remove('H35.5');
    simulator.setFaults([{ match: {}, do: 'delay', ms: 60_000 }]);
    const held = await national(simulator).send(content, meta);
    const { version } = simulator.agencies;
    await simulator.close();

    appendFileSync(join(stateDir, 'journal.jsonl'), '{"t":"message","mess');
    simulator = await start({ stateDir });
    expect(simulator.messages().map(({ docId }) => docId)).toEqual([first.docId, second.docId, held.docId]);
    expect(simulator.find(first.docId)?.deliveries).toMatchObject([{ state: 'done' }]);
    // What was held back lies ready now.
    expect(await receiver().listReceived({ messageType: 'edoc' })).toHaveLength(2);
    expect(simulator.agencies.version).toBe(version);
    expect(simulator.agencies.find('H35.5')).toBeUndefined();
    const fourth = await national(simulator).send(content, { ...meta, from: 'H35.9.1' });
    expect(new Set([first, second, held, fourth].map(({ docId }) => docId)).size).toBe(4);
    await simulator.close();
    simulator = await start({ stateDir });
    expect(simulator.messages()).toHaveLength(4);
    expect(readdirSync(join(stateDir, 'messages'))).toHaveLength(4);
  });
});

describe('size', () => {
  test('111,000 bodies: the same by seed, listed in pieces, changes in a moment', async () => {
    const some = [...generateAgencies({ count: 3000, seed: 7 })];
    expect([...generateAgencies({ count: 3000, seed: 7 })]).toEqual(some);
    expect([...generateAgencies({ count: 3000, seed: 8 })]).not.toEqual(some);
    expect(new Set(some.map(({ code }) => code)).size).toBe(3000);

    simulator = await start({ agencies: [...AGENCIES, { count: 111_000, seed: 1 }] });
    const axis = national(simulator);
    let rows = 0;
    for await (const piece of axis.agencyChanges()) {
      rows += piece.length;
      expect(piece.length).toBeLessThan(2000);
    }
    expect(rows).toBe(111_000 + AGENCIES.length);
    const { version } = simulator.agencies;
    simulator.agencies.rename('H35.5', 'Sở Đổi tên');
    expect(await gather(axis.agencyChanges(version))).toHaveLength(1);
  }, 180_000);

  test('100 MB go through in bounded memory', async () => {
    const size = 75 * 1024 * 1024;
    const head = Buffer.from(await buildEdxml(letter(), [{ name: 'lon.bin', content: Buffer.from('x') }])).toString();
    const [before = '', after = ''] = head.split(/(?<=<edXML:ContentTransferEncoded[^>]*>)[^<]*/);
    const piece = Buffer.alloc(3 * 64 * 1024, 'noi dung ').toString('base64');
    const pieces = Math.ceil(size / (3 * 64 * 1024));
    async function* stream(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(before);
      for (let sent = 0; sent < pieces; sent += 1) {
        yield Buffer.from(piece);
      }
      yield Buffer.from(after);
    }
    const hash = createHash('sha256');
    let total = 0;
    for await (const chunk of stream()) {
      hash.update(chunk);
      total += chunk.length;
    }
    expect(total).toBeGreaterThan(100 * 1024 * 1024);
    simulator = await start({ maxMessageBytes: 160 * 1024 * 1024, traceCode: null });
    const meta = { from: 'H35.9', messageType: 'edoc', sha256: hash.digest('hex'), size: total } as const;
    const timing = { callMs: 60_000 };
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const start0 = process.memoryUsage().rss;
    await national(simulator, DISTRICT, { timing }).send(stream, meta);
    const receiver = national(simulator, DEPARTMENT, { timing });
    const [row] = await receiver.listReceived({ messageType: 'edoc' });
    for await (const chunk of receiver.fetch(row?.docId ?? '', { sha256: meta.sha256 })) {
      total -= chunk.length;
    }
    clearInterval(watch);
    expect(total).toBe(0);
    // Client, server and this test live in one process here.
    expect(peak - start0).toBeLessThan(150 * 1024 * 1024);
  }, 180_000);

  test('many at once: every message once, every name its own', async () => {
    simulator = await start();
    const senders = [national(simulator), national(simulator, DEPARTMENT)];
    const sent = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const { content, meta } = await letterMessage({ number: String(index + 1) });
        const isOurs = index % 2 === 0;
        const route = isOurs ? { from: 'H35.9', to: ['H35.3'] } : { from: 'H35.3', to: ['H35.9'] };
        return senders[index % 2]?.send(content, { ...meta, ...route });
      }),
    );
    expect(new Set(sent.map((receipt) => receipt?.docId)).size).toBe(60);
    for (const axis of senders) {
      const rows = await axis.listReceived({ messageType: 'edoc' });
      expect(rows).toHaveLength(30);
      const hashes = await Promise.all(
        rows.map(async ({ docId }) =>
          createHash('sha256')
            .update(await readAll(axis.fetch(docId)))
            .digest('hex'),
        ),
      );
      expect(new Set(hashes).size).toBe(30);
      await Promise.all(rows.map(({ docId }) => axis.acknowledge(docId, 'done')));
      expect(await axis.listReceived({ messageType: 'edoc' })).toEqual([]);
    }
  });
});

describe('control', () => {
  function call(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const sent = request(`${simulator.url}${path}`, { method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => {
          text += piece;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      sent.on('error', reject).end(body);
    });
  }
  const OURS = { 'x-congvu-control': '1' };

  test('faults, letters, statuses, agencies and partners from outside the process', async () => {
    simulator = await start();
    const post = async (path: string, body: unknown) =>
      JSON.parse((await call('POST', path, OURS, JSON.stringify(body))).text);
    await post('/control/faults', [{ match: { to: 'H35.9' }, do: 'duplicate' }]);
    expect(simulator.faults).toEqual([{ match: { to: 'H35.9' }, do: 'duplicate' }]);
    const { docId } = await post('/control/letter', { from: 'H35.3', to: ['H35.9'] });
    expect(simulator.find(docId)?.deliveries).toHaveLength(2);
    await post('/control/status', { from: 'H35.3', docId, statusCode: '13' });
    await post('/control/agencies', {
      add: { code: 'H35.6', name: 'Sở Sáu' },
      rename: { code: 'H35.5', name: 'Sở Năm' },
    });
    expect(simulator.agencies.find('H35.6')).toMatchObject({ name: 'Sở Sáu' });
    await post('/control/partners', { code: 'H35.6', behaviour: 'polite' });
    expect(simulator.partners).toHaveLength(1);
    const raw = await call('POST', '/control/deliver?from=H35.3&to=H35.9', OURS, 'rác');
    expect(raw.status).toBe(200);
    const state = JSON.parse((await call('GET', '/control/state')).text);
    expect(state).toMatchObject({ agencies: AGENCIES.length + 1, faults: [{ do: 'duplicate' }] });
    expect(state.messages).toHaveLength(3);
    expect(JSON.parse((await call('GET', '/control/messages?to=H35.9&kind=status')).text)).toHaveLength(1);
    const page = await call('GET', '/');
    expect(page.text).toContain('Trục mô phỏng');
    expect((await call('GET', `/control/content?docId=${docId}`)).text).toContain('<edXML');
  });

  test('secrets are not told; wrong orders are refused with words', async () => {
    simulator = await start();
    expect((await call('GET', '/control/state')).text).not.toContain(DISTRICT.secret);
    const wrong = await call('POST', '/control/faults', OURS, '[{"do":"explode"}]');
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('faults[0].do');
    expect((await call('POST', '/control/letter', OURS, '{"from":"H35.3","to":["H99"]}')).status).toBe(422);
    expect((await call('POST', '/control/letter', OURS, 'rác')).status).toBe(422);
    expect((await call('POST', '/control/nothing', OURS, '{}')).status).toBe(404);
  });

  test('pages of other origins and names bent to this address get nothing', async () => {
    simulator = await start();
    expect((await call('POST', '/control/faults', {}, '[]')).status).toBe(403);
    expect((await call('GET', '/control/state', { host: 'attacker.example' })).status).toBe(403);
    expect((await call('GET', '/', { host: 'attacker.example:80' })).status).toBe(403);
    expect((await call('GET', '/control/state', { host: `localhost:${simulator.port}` })).status).toBe(200);
  });

  test('what is no call of an axis is said so', async () => {
    simulator = await start();
    for (const path of ['/nothing', '/v1/nothing', '/constructor', '/v1/__proto__', '/control/../nothing']) {
      expect((await call('POST', path, OURS, '{}')).status).toBe(404);
    }
  });
});
