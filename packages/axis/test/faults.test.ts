import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { AxisError, AxisErrorCode } from '../src/index.ts';
import { type FaultRule, readFaultRules, type Simulator, type SimulatorOptions } from '../src/simulator.ts';
import { DEPARTMENT, DISTRICT, letterMessage, national, provincial, readAll, start } from './setting.ts';

let simulator: Simulator;
afterEach(() => simulator.close());

/** A busy machine must not turn a cut line into a late answer: only where lateness is the fault is anybody in a hurry. */
const PATIENCE_MS = 400;
const IMPATIENT = { backoffMs: 2, callMs: PATIENCE_MS, silenceMs: 300 };
const PATIENT = { backoffMs: 2, callMs: 20_000, silenceMs: 15_000 };

async function sendWith(fault: FaultRule): Promise<{ error: AxisError | undefined; stored: number; calls: number }> {
  simulator = await start({ faults: [fault] });
  const { content, meta } = await letterMessage();
  const error = await national(simulator, DISTRICT, {
    timing: fault.do === 'slow' && (fault.ms ?? 0) > PATIENCE_MS ? IMPATIENT : PATIENT,
  })
    .send(content, meta)
    .then(() => undefined)
    .catch((failure: AxisError) => failure);
  const calls = simulator.log.filter(({ call }) => call === 'sendEdoc').length;
  return { error, stored: simulator.messages().length, calls };
}

describe('sending: what may have arrived is in doubt and is not repeated', () => {
  const match = { call: 'sendEdoc' };
  const cases: [string, FaultRule, AxisErrorCode | undefined, boolean, number, number][] = [
    ['an answer that is dropped after storing', { match, do: 'drop_answer' }, 'axis.broken', true, 1, 1],
    ['a line cut in the request', { match, do: 'cut', side: 'request', atByte: 100 }, 'axis.broken', true, 0, 1],
    ['a line cut in the answer', { match, do: 'cut', atByte: 10 }, 'axis.broken', true, 1, 1],
    ['an answer that comes too late', { match, do: 'slow', ms: 900 }, 'axis.timeout', true, 1, 1],
    ['a 503', { match, do: 'http_error', status: 503 }, 'axis.server_error', true, 0, 1],
    ['a page instead of an answer', { match, do: 'html' }, 'axis.bad_answer', true, 0, 1],
    ['a redirect', { match, do: 'redirect' }, 'axis.bad_answer', false, 0, 1],
    ['a wrong MAC', { match, do: 'wrong_mac' }, 'axis.bad_credentials', false, 0, 1],
    ['a refusal of no known code', { match, do: 'refuse', errorCode: '77' }, 'axis.refused', false, 0, 4],
    ['a slow answer within patience', { match, do: 'slow', ms: 50 }, undefined, false, 1, 1],
  ];
  test.each(cases)('%s', async (_, fault, code, inDoubt, stored, calls) => {
    const outcome = await sendWith(fault);
    expect(outcome.error?.code).toBe(code);
    expect(outcome.error?.inDoubt ?? false).toBe(inDoubt);
    expect([outcome.stored, outcome.calls]).toEqual([stored, calls]);
  });

  test('a message in doubt is found by asking', async () => {
    const { error } = await sendWith({ match, do: 'drop_answer', times: 1 });
    expect(error?.inDoubt).toBe(true);
    const found = await national(simulator).findSent({ messageType: 'edoc', notation: '123/UBND-VHTT', to: 'H35.3' });
    expect(found).toHaveLength(1);
  });

  test('nobody there: nothing left, so it is tried again and said plainly', async () => {
    simulator = await start();
    const axis = national(simulator);
    await simulator.close();
    const { content, meta } = await letterMessage();
    let opened = 0;
    const stream = () => {
      opened += 1;
      return (async function* () {
        yield content as Uint8Array;
      })();
    };
    await expect(axis.send(stream, meta)).rejects.toMatchObject({
      code: 'axis.unreachable',
      inDoubt: false,
      final: false,
    });
    expect(opened).toBe(4);
  });

  test.each([
    ['shorter than promised', 10],
    ['longer than promised', -10],
  ])('a file %s is not sent', async (_, more) => {
    simulator = await start();
    const { content, meta } = await letterMessage();
    const stream = async function* () {
      yield content as Uint8Array;
    };
    const failure = national(simulator).send(stream, { ...meta, size: meta.size + more });
    await expect(failure).rejects.toMatchObject({ code: 'axis.bad_setting', final: true });
    expect(simulator.messages()).toEqual([]);
  });
});

describe('safe calls are repeated', () => {
  const list = { call: 'getReceivedEdocList' };
  test.each<[string, FaultRule]>([
    ['a 500', { match: list, do: 'http_error', status: 500, times: 2 }],
    ['a cut answer', { match: list, do: 'cut', atByte: 20, times: 2 }],
    ['a dropped answer', { match: list, do: 'drop_answer', times: 2 }],
  ])('%s goes unnoticed', async (_, fault) => {
    simulator = await start({ faults: [fault] });
    const { content, meta } = await letterMessage();
    await national(simulator).send(content, meta);
    expect(await national(simulator, DEPARTMENT).listReceived({ messageType: 'edoc' })).toHaveLength(1);
    expect(simulator.log.filter(({ call }) => call === 'getReceivedEdocList')).toHaveLength(3);
  });

  test.each<[string, FaultRule, AxisErrorCode]>([
    ['a server that stays down', { match: list, do: 'http_error', status: 500 }, 'axis.server_error'],
    ['a page of a portal', { match: list, do: 'html' }, 'axis.bad_answer'],
    ['a redirect', { match: list, do: 'redirect' }, 'axis.bad_answer'],
    ['200 MB', { match: list, do: 'huge' }, 'axis.bad_answer'],
    ['an answer without end', { match: list, do: 'endless' }, 'axis.bad_answer'],
    ['a wrong MAC', { match: list, do: 'wrong_mac' }, 'axis.bad_credentials'],
  ])('%s is an error, and little was read', async (_, fault, code) => {
    simulator = await start({ faults: [fault] });
    const before = process.memoryUsage().rss;
    await expect(national(simulator).listReceived({ messageType: 'edoc' })).rejects.toMatchObject({ code });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
  });

  test('an answer that comes at a crawl is given up', async () => {
    simulator = await start({ faults: [{ match: list, do: 'endless' }] });
    const axis = national(simulator, DISTRICT, {
      retries: 0,
      timing: { callMs: 200, slowestRate: 1_000_000_000, maxAnswerBytes: Number.MAX_SAFE_INTEGER },
    });
    await expect(axis.listReceived({ messageType: 'edoc' })).rejects.toMatchObject({ code: 'axis.timeout' });
  });
});

/** Some 400 KB that no ZIP makes shorter. */
const NOISE = Array.from({ length: 6000 }, (_, index) => createHash('sha256').update(String(index)).digest('hex')).join(
  '',
);

describe('fetching', () => {
  async function arrived(
    faults: readonly FaultRule[],
    options: Partial<SimulatorOptions> = {},
  ): Promise<{ docId: string; sha256: string; size: number }> {
    simulator = await start({ traceCode: null, ...options });
    const { content, meta } = await letterMessage({}, NOISE);
    await national(simulator).send(content, meta);
    const [row] = await national(simulator, DEPARTMENT).listReceived({ messageType: 'edoc' });
    simulator.setFaults(faults);
    return { docId: row?.docId ?? '', sha256: meta.sha256, size: meta.size };
  }
  const cuts: FaultRule[] = [100, 70_000, 100_000].map((atByte, index) => ({
    match: { call: 'downloadEdoc', nth: index + 1 },
    do: 'cut' as const,
    atByte,
  }));

  test.each([
    ['by Range', false],
    ['by skipping, where there is no Range', true],
  ])('a line cut three times is resumed %s', async (_, withoutRange) => {
    const { docId, sha256, size } = await arrived(cuts, { withoutRange });
    const bytes = await readAll(national(simulator, DEPARTMENT).fetch(docId, { sha256 }));
    expect(bytes.length).toBe(size);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(simulator.log.filter(({ call }) => call === 'downloadEdoc')).toHaveLength(4);
  });

  test('from an offset on', async () => {
    const { docId, size } = await arrived([]);
    const axis = national(simulator, DEPARTMENT);
    const whole = await readAll(axis.fetch(docId));
    const rest = await readAll(axis.fetch(docId, { offset: 200_000 }));
    expect(rest.length).toBe(size - 200_000);
    expect(whole.subarray(200_000).equals(rest)).toBe(true);
  });

  test('one changed byte is found by the hash', async () => {
    const { docId, sha256 } = await arrived([{ match: { call: 'downloadEdoc' }, do: 'corrupt', atByte: 5000 }]);
    const axis = national(simulator, DEPARTMENT);
    await expect(readAll(axis.fetch(docId, { sha256 }))).rejects.toMatchObject({ code: 'axis.hash_mismatch' });
    simulator.setFaults([]);
    await readAll(axis.fetch(docId, { sha256 }));
  });

  test('an axis without downloadEdoc gives the file by getEdoc, resumed as well', async () => {
    const { docId, sha256 } = await arrived([
      { match: { call: 'downloadEdoc' }, do: 'http_error', status: 404 },
      { match: { call: 'getEdoc', nth: [1, 2] }, do: 'cut', atByte: 150_001 },
    ]);
    await readAll(national(simulator, DEPARTMENT).fetch(docId, { sha256 }));
    expect(simulator.log.filter(({ call }) => call === 'getEdoc')).toHaveLength(3);
  });

  test('the provincial axis: cut and resumed by skipping', async () => {
    const { docId, sha256 } = await arrived([{ match: { call: 'getEdoc', nth: [1, 2] }, do: 'cut', atByte: 300_001 }]);
    await readAll(provincial(simulator, DEPARTMENT).fetch(docId, { sha256 }));
  });

  test.each<[string, FaultRule['do'], AxisErrorCode]>([
    ['a page of a portal', 'html', 'axis.bad_answer'],
    ['a file without end', 'endless', 'axis.bad_answer'],
    ['a wrong MAC', 'wrong_mac', 'axis.bad_credentials'],
  ])('%s', async (_, action, code) => {
    const { docId } = await arrived([
      { match: { call: 'downloadEdoc' }, do: action },
      { match: { call: 'getEdoc' }, do: action },
    ]);
    const axis = national(simulator, DEPARTMENT);
    await expect(readAll(axis.fetch(docId, { maxBytes: 3 * 1024 * 1024 }))).rejects.toMatchObject({ code });
  });

  test('a reader that leaves in the middle closes the line', async () => {
    const { docId } = await arrived([]);
    for await (const chunk of national(simulator, DEPARTMENT).fetch(docId)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await simulator.close();
  });
});

describe('deliveries', () => {
  async function send(count: number): Promise<string[]> {
    const docIds: string[] = [];
    for (let number = 1; number <= count; number += 1) {
      const { content, meta } = await letterMessage({
        number: String(number),
        documentId: `H35.9,2021/03/16,${number}/UBND`,
      });
      docIds.push((await national(simulator).send(content, meta)).docId);
    }
    return docIds;
  }
  const waiting = async (): Promise<(string | null | undefined)[]> => {
    const rows = await national(simulator, DEPARTMENT).listReceived({ messageType: 'edoc' });
    return rows.map(({ docId }) => simulator.find(docId)?.notation?.split('/')[0]);
  };

  test('twice, never, and after the next one', async () => {
    simulator = await start({
      faults: [
        { match: { to: 'H35.3', nth: 2 }, do: 'duplicate', copies: 3 },
        { match: { to: '000.00.03.H35', nth: 3 }, do: 'lose' },
        { match: { to: 'H35.3', nth: 4 }, do: 'reorder', behind: 1, ms: 60_000 },
      ],
    });
    await send(3);
    expect(simulator.faultHits).toEqual([1, 1, 0]);
    expect(await waiting()).toEqual(['1', '2', '2', '2']);
    const [fourth] = await send(1).then(() => simulator.messages().slice(-1));
    expect(fourth?.deliveries).toMatchObject([{ state: 'waiting' }]);
    expect(await waiting()).toEqual(['1', '2', '2', '2']);
    await send(1);
    const order = simulator
      .messages()
      .flatMap(({ deliveries }) => deliveries)
      .filter(({ state }) => state === 'initial');
    expect(order).toHaveLength(6);
    expect(await waiting()).toHaveLength(6);
    expect(simulator.messages().filter(({ deliveries }) => deliveries[0]?.state === 'lost')).toHaveLength(1);
  });

  test('what waits for nobody comes in the end', async () => {
    simulator = await start({ faults: [{ match: {}, do: 'reorder', behind: 99, ms: 3_000 }] });
    await send(1);
    expect(await waiting()).toEqual([]);
    await simulator.idle();
    expect(await waiting()).toEqual(['1']);
  });

  test('the same seed has the same luck, another seed another', async () => {
    async function lost(seed: number): Promise<number[]> {
      simulator = await start({ seed, faults: [{ match: { chance: 0.4 }, do: 'lose' }] });
      await send(20);
      const states = simulator.messages().map(({ deliveries }) => deliveries[0]?.state);
      await simulator.close();
      return states.flatMap((state, index) => (state === 'lost' ? [index] : []));
    }
    const first = await lost(1);
    expect(first.length).toBeGreaterThan(2);
    expect(await lost(1)).toEqual(first);
    expect(await lost(2)).not.toEqual(first);
    simulator = await start();
  });

  test('a fault that asks for a receiver waits for the envelope', async () => {
    simulator = await start({ faults: [{ match: { call: 'sendEdoc', to: 'H35.5' }, do: 'refuse', errorCode: '23' }] });
    const [away] = await Promise.all([letterMessage({ to: [{ agencyCode: 'H35.5' }] })]);
    await expect(national(simulator).send(away.content, away.meta)).rejects.toMatchObject({
      code: 'axis.receiver_locked',
    });
    await send(1);
    expect(simulator.messages()).toHaveLength(1);
  });
});

describe('rules somebody wrote', () => {
  test('good ones are read, wrong ones named by place', async () => {
    simulator = await start();
    expect(
      readFaultRules([
        { do: 'lose', match: { to: 'H35.3', nth: [1, 2] } },
        { do: 'slow', ms: 5 },
      ]),
    ).toHaveLength(2);
    for (const wrong of [
      [{ do: 'explode' }],
      [{}],
      ['a'],
      [{ do: 'slow', ms: -1 }],
      [{ do: 'lose', match: { chance: 2 } }],
      [{ do: 'lose', extra: 1 }],
    ]) {
      expect(() => readFaultRules(wrong)).toThrow(
        expect.objectContaining({ code: 'axis.bad_setting', message: expect.stringContaining('faults[0]') }),
      );
    }
  });
});
