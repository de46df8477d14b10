import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { type EvidenceEvent, type EvidenceRecord, prepareEvidence } from '@congvu/evidence';
import {
  sampleDelivery,
  sampleLetter,
  sampleMessage,
  sampleSealer,
  sampleSentRecord,
  sampleStatus,
} from '@congvu/evidence/samples';
import { beforeAll, expect, test } from 'vitest';
import {
  type DispatchEvent,
  type DispatchState,
  isReportCode,
  REPORT_CODES,
  REPORTED_STATE,
  stepDispatch,
  TRANSPORT_EVENTS,
} from '../interchange/interchange.testing.ts';
import { verified } from './evidence.testing.ts';

let plain: EvidenceRecord;
const seal = sampleSealer();
const EVENTS: readonly DispatchEvent[] = [...TRANSPORT_EVENTS, ...REPORT_CODES];

beforeAll(async () => {
  plain = await sampleSentRecord(await sampleLetter());
});

/** The state after an event and the line that the exchange writes for it; undefined when it writes none. */
function moved(state: DispatchState, event: DispatchEvent) {
  const step = stepDispatch(state, event);
  if (step.kind === 'move') {
    return { state: step.to, line: step.to };
  }
  return step.kind === 'keep' ? { state, line: isReportCode(event) ? REPORTED_STATE[event] : state } : undefined;
}

/** One receiver through the exchange's own machine, as the archive would tell of it. */
async function recordOf(events: readonly DispatchEvent[]): Promise<EvidenceRecord> {
  let state: DispatchState = events[0] === 'sent_on_paper' ? 'manual' : 'queued';
  const lines: EvidenceEvent[] = [{ at: plain.asOf, state, note: '', statusCode: '', message: '' }];
  const messages = plain.messages.slice(0, 1);
  for (const [index, event] of events.entries()) {
    const step = moved(state, event);
    if (step !== undefined) {
      state = step.state;
      const code = isReportCode(event) ? event : '';
      const id = code === '' ? '' : `status-${index}`;
      lines.push({ at: plain.asOf, state: step.line, note: '', statusCode: code, message: id });
      if (code !== '') {
        const bytes = await sampleStatus(code, 'H35.9.1', plain.asOf);
        messages.push(sampleMessage(bytes, { id, kind: 'status', direction: 'received' }));
      }
    }
  }
  return { ...plain, messages, deliveries: [sampleDelivery(0, { state, events: lines })] };
}

test('whatever way the exchange moves a letter, the verifier reads the history to the same end', async () => {
  const ends = new Set<string>();
  for (let seed = 0; seed < 120; seed += 1) {
    const dice = createHash('sha256').update(String(seed)).digest();
    const events = [...dice.subarray(0, 3 + (seed % 9))].flatMap((byte) => EVENTS[byte % EVENTS.length] ?? []);
    // Most letters are handed over first.
    const record = await recordOf(seed % 4 === 0 ? events : ['handed_over', ...events]);
    const prepared = await prepareEvidence(record, { seal });
    const report = await verified(await buffer(prepared.write()));
    expect([events, report.reasons]).toEqual([events, []]);
    ends.add(record.deliveries[0]?.state ?? '');
  }
  expect(ends.size).toBeGreaterThan(5);
});
