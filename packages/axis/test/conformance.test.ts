import { EdxmlError, parseEdxml } from '@congvu/edxml';
import { describe, expect, test } from 'vitest';
import { type CheckResult, CONFORMANCE, checkEndpoint, checkReceiver, ENDPOINT_CHECKS } from '../src/conformance.ts';
import { nodeTransport } from '../src/node-transport.ts';
import type { Simulator } from '../src/simulator.ts';
import { DEPARTMENT, DISTRICT, NOW, national, readAll, start } from './setting.ts';

describe('the reader of this project and the conformance set', () => {
  test('has every kind, each under a name of its own', () => {
    const ids = CONFORMANCE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const kind of ['letter', 'refuse', 'status']) {
      expect(ids.filter((id) => id.startsWith(kind)).length).toBeGreaterThan(7);
    }
  });

  test.each(CONFORMANCE.map((item) => [item.id, item] as const))('%s', async (_, item) => {
    const bytes = await item.bytes();
    expect(Buffer.from(await item.bytes()).equals(Buffer.from(bytes))).toBe(true);
    if (item.expect.outcome === 'refuse') {
      await expect(parseEdxml(bytes)).rejects.toBeInstanceOf(EdxmlError);
      return;
    }
    const { message, attachments } = await parseEdxml(bytes);
    expect(message).toMatchObject(item.expect.fields ?? {});
    const files = attachments.map(({ name, size, sha256, error }) =>
      error === undefined ? { name, size, sha256 } : { name, isDamaged: true },
    );
    expect(files).toEqual(item.expect.files ?? []);
  });

  test('is written for the sides that are given', async () => {
    const [first] = CONFORMANCE;
    const bytes = await first?.bytes({ from: 'G12', to: '000.00.00.H41' });
    const { message } = await parseEdxml(bytes ?? new Uint8Array());
    expect(message).toMatchObject({ from: { agencyCode: 'G12' }, to: [{ agencyCode: '000.00.00.H41' }] });
  });
});

/** A receiver as the set wants it, and one that takes everything for good. */
async function serve(simulator: Simulator, isCareful: boolean, seen: Set<string>): Promise<void> {
  const axis = national(simulator);
  for (const messageType of ['edoc', 'status'] as const) {
    for (const row of await axis.listReceived({ messageType })) {
      const bytes = await readAll(axis.fetch(row.docId));
      const parsed = await parseEdxml(bytes).catch(() => undefined);
      const document = parsed?.message.kind === 'document' ? parsed.message : undefined;
      if (document !== undefined && (!isCareful || !seen.has(document.documentId))) {
        seen.add(document.documentId);
        await simulator.sendStatus({ from: 'H35.9', docId: row.docId, statusCode: '01' });
      }
      await axis.acknowledge(row.docId, parsed === undefined && isCareful ? 'fail' : 'done');
    }
  }
}

async function judgeReceiver(isCareful: boolean): Promise<CheckResult[]> {
  const simulator = await start();
  const seen = new Set<string>();
  let isRunning = true;
  const running = (async () => {
    while (isRunning) {
      await serve(simulator, isCareful, seen);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  })();
  try {
    const results: CheckResult[] = [];
    const sender = { systemId: DEPARTMENT.id, secret: DEPARTMENT.secret, code: 'H35.3' };
    const access = {
      endpoint: simulator.url,
      transport: nodeTransport(),
      now: () => NOW,
      allowPlainHttp: true,
      sender,
    };
    for await (const result of checkReceiver({
      ...access,
      receiverCode: 'H35.9',
      waitMs: 1500,
      pollMs: 50,
      only: ['letter.r', 'status.0'],
    })) {
      results.push(result);
    }
    return results;
  } finally {
    isRunning = false;
    await running;
    await simulator.close();
  }
}

describe('trials of others', () => {
  test('the simulator passes every check of an endpoint', async () => {
    const simulator = await start();
    const access = (system: typeof DISTRICT, code: string) => ({ systemId: system.id, secret: system.secret, code });
    const results: CheckResult[] = [];
    const target = { endpoint: simulator.url, transport: nodeTransport(), now: () => NOW, allowPlainHttp: true };
    for await (const result of checkEndpoint({
      ...target,
      sender: access(DISTRICT, 'H35.9'),
      receiver: access(DEPARTMENT, 'H35.3'),
    })) {
      results.push(result);
    }
    await simulator.close();
    expect(results.map(({ id }) => id)).toEqual(ENDPOINT_CHECKS.map(({ id }) => id));
    expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(14);
  });

  test('negative control: an endpoint that is none fails every check and ends', async () => {
    const simulator = await start();
    const endpoint = simulator.url;
    await simulator.close();
    const results: CheckResult[] = [];
    const sender = { systemId: 'a', secret: 'b', code: 'H35.9' };
    for await (const result of checkEndpoint({
      endpoint,
      transport: nodeTransport(),
      now: () => NOW,
      allowPlainHttp: true,
      retries: 0,
      sender,
    })) {
      results.push(result);
    }
    expect(results.filter(({ verdict }) => verdict === 'pass')).toEqual([]);
  });

  test('a receiver that does as it must passes; one that takes everything twice does not', async () => {
    const good = await judgeReceiver(true);
    expect(good.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
    expect(good.length).toBeGreaterThan(8);
    const careless = await judgeReceiver(false);
    expect(careless.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).toContain('letter.repeated');
  });
});
