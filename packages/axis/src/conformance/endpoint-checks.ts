import { createHash } from 'node:crypto';
import { parseEdxml } from '@congvu/edxml';
import { type Bench, type Check, type CheckResult, clientOf, expectError, type Outcome } from './bench.ts';
import { HEADER_CHECKS } from './header-checks.ts';
import type { EndpointTarget } from './raw-ask.ts';
import { CONFORMANCE } from './set.ts';

const SEND_CHECKS: readonly Check[] = [
  ...(['raw', 'sdk', 'multipart'] as const).map(
    (form): Check => ({
      id: `send.${form}`,
      title: `sendEdoc dạng ${{ raw: 'tệp trần', sdk: 'của SDK Java', multipart: 'multipart thật' }[form]}`,
      run: async ({ target, letter }) => {
        const { bytes, meta } = await letter();
        const { docId } = await clientOf(target, target.sender, form).send(bytes, meta);
        return { verdict: 'pass', seen: `DocId ${docId}` };
      },
    }),
  ),
  {
    id: 'send.wrong_hash',
    title: 'hash-file không khớp tệp bị từ chối',
    run: async ({ sender, letter }) => {
      const { bytes, meta } = await letter();
      return expectError(sender.send(bytes, { ...meta, sha256: '0'.repeat(64) }));
    },
  },
  {
    id: 'send.unknown_receiver',
    title: 'Nơi nhận không tồn tại bị từ chối',
    run: async ({ sender, letter }) => {
      const { bytes, meta } = await letter();
      return expectError(sender.send(bytes, { ...meta, to: ['Z99KHONGCONOINHANNAY'] }));
    },
  },
  {
    id: 'send.not_edxml',
    title: 'Tệp không phải edXML',
    run: async ({ sender, letter }) => {
      const bytes = Buffer.from('khong phai edXML');
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const { meta } = await letter();
      const { verdict, seen } = await expectError(sender.send(bytes, { ...meta, sha256, size: bytes.length }));
      return {
        verdict: 'note',
        seen: verdict === 'pass' ? `bị từ chối (${seen})` : 'được nhận: nơi nhận phải tự kiểm',
      };
    },
  },
];

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

/** Sends a letter and finds it at the receiver's; undefined when it does not come. */
async function arrive({
  sender,
  receiver,
  receiverCode,
  letter,
}: Bench): Promise<{ sent: string; received: string; bytes: Uint8Array } | undefined> {
  const before = new Set((await receiver.listReceived({ messageType: 'edoc' })).map(({ docId }) => docId));
  const { bytes, meta } = await letter();
  const { docId: sent } = await sender.send(bytes, { ...meta, to: [receiverCode] });
  const rows = await receiver.listReceived({ messageType: 'edoc' });
  const row = rows.find(({ docId }) => !before.has(docId));
  return row === undefined ? undefined : { sent, received: row.docId, bytes };
}

const NOT_ARRIVED: Outcome = {
  verdict: 'fail',
  seen: 'văn bản vừa gửi không có trong getReceivedEdocList của nơi nhận',
};

const RECEIVE_CHECKS: readonly Check[] = [
  {
    id: 'receive.same_letter',
    title: 'Tệp tải về là tệp đã gửi (trục chỉ thêm TraceHeader)',
    run: async (bench) => {
      const arrived = await arrive(bench);
      if (arrived === undefined) {
        return NOT_ARRIVED;
      }
      const fetched = await collect(bench.receiver.fetch(arrived.received));
      const [sent, got] = [await parseEdxml(arrived.bytes), await parseEdxml(fetched)];
      const isSame =
        JSON.stringify(got.attachments.map(({ sha256 }) => sha256)) ===
          JSON.stringify(sent.attachments.map(({ sha256 }) => sha256)) &&
        JSON.stringify({ ...got.message, trace: [] }) === JSON.stringify({ ...sent.message, trace: [] });
      const bytes =
        Buffer.compare(fetched, Buffer.from(arrived.bytes)) === 0
          ? 'giống từng byte'
          : `thêm ${fetched.length - arrived.bytes.length} byte`;
      return { verdict: isSame ? 'pass' : 'fail', seen: bytes };
    },
  },
  {
    id: 'receive.acknowledged',
    title: 'updateStatus done hiện ở getSentEdocList của nơi gửi',
    run: async (bench) => {
      const arrived = await arrive(bench);
      if (arrived === undefined) {
        return NOT_ARRIVED;
      }
      await bench.receiver.acknowledge(arrived.received, 'done');
      const states = (await bench.sender.sentState(arrived.sent)).map(({ receiveState }) => receiveState);
      return {
        verdict: states.includes('done') ? 'pass' : 'fail',
        seen: `receiveStatus: ${states.join(', ') || 'không có dòng nào'}`,
      };
    },
  },
  {
    id: 'receive.found_by_number',
    title: 'Tìm lại được gói vừa gửi khi không nhận được trả lời',
    run: async (bench) => {
      const arrived = await arrive(bench);
      const found = await bench.sender.findSent({ messageType: 'edoc', to: bench.receiverCode });
      const isFound = arrived !== undefined && found.some(({ senderDocId }) => senderDocId === arrived.sent);
      return {
        verdict: isFound ? 'pass' : 'note',
        seen: isFound ? 'có' : 'getSentEdocList không liệt kê khi không nêu docId: gói nghi vấn phải gửi lại',
      };
    },
  },
  {
    id: 'receive.counts',
    title: 'countReceiveEdoc, countReceiveStatus',
    run: async ({ receiver }) => {
      const counts = [await receiver.countReceived('edoc'), await receiver.countReceived('status')];
      return { verdict: 'pass', seen: `${counts[0]} văn bản, ${counts[1]} trạng thái` };
    },
  },
];

const AGENCY_CHECKS: readonly Check[] = (['code', 'qd20', 'changes'] as const).map((list) => ({
  id: `agencies.${list}`,
  title: { code: 'getAgenciesList', qd20: 'getAgenciesListQD20', changes: 'getSynchronizeUnit' }[list],
  run: async ({ sender }) => {
    let rows = 0;
    let newest: number | undefined;
    for await (const piece of list === 'changes' ? sender.agencyChanges() : sender.agencies(list)) {
      rows += piece.length;
      newest = Math.max(newest ?? 0, ...piece.map(({ version = 0 }) => version));
    }
    const seen = `${rows} cơ quan${list === 'changes' ? `, phiên bản mới nhất ${newest ?? 'không có'}` : ''}`;
    return { verdict: rows > 0 ? 'pass' : 'fail', seen };
  },
}));

const CHECKS = [...HEADER_CHECKS, ...SEND_CHECKS, ...RECEIVE_CHECKS, ...AGENCY_CHECKS];

/** Names of all checks of an endpoint, in their order. */
export const ENDPOINT_CHECKS: readonly { id: string; title: string }[] = CHECKS.map(({ id, title }) => ({ id, title }));

function letters(sides: { from: string; to: string }, runId: string): Bench['letter'] {
  const [strict] = CONFORMANCE;
  let count = 0;
  return async () => {
    count += 1;
    const given = Buffer.from((await strict?.bytes(sides)) ?? '').toString('utf8');
    // Every letter has a number of its own: an axis or a receiver may refuse repetitions.
    const bytes = Buffer.from(given.replaceAll('TN-LT', `TN-${runId}-${count}`));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { bytes, meta: { from: sides.from, to: [sides.to], messageType: 'edoc', sha256, size: bytes.length } };
  };
}

/**
 * Tries the server side of a national axis: headers, sending, fetching, lists. Sends a handful of letters that say they are trials.
 * Never throws: what goes wrong is the result of its check.
 */
export async function* checkEndpoint(target: EndpointTarget): AsyncGenerator<CheckResult> {
  const receiver = target.receiver ?? target.sender;
  const bench: Bench = {
    target,
    sender: clientOf(target, target.sender),
    receiver: clientOf(target, receiver),
    receiverCode: receiver.code,
    letter: letters({ from: target.sender.code, to: receiver.code }, String(target.now().getTime() % 1_000_000)),
  };
  for (const { id, title, run } of CHECKS) {
    const outcome = await run(bench).catch(
      (error: unknown): Outcome => ({ verdict: 'fail', seen: error instanceof Error ? error.message : String(error) }),
    );
    yield { id, title, ...outcome };
  }
}
