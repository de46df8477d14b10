import type { IncomingMessage } from 'node:http';
import { replayStore } from '../national/replay-store.ts';
import { type ReplayStore, verifyHeaders } from '../national/signature.ts';
import type { AxisCore } from './axis-core.ts';
import type { CallHandler } from './call.ts';
import { readEnvelope } from './envelope.ts';
import type { Facts } from './fault-engine.ts';
import { CALLS, receiversOf, refuse, typeOf } from './national-calls.ts';
import type { Reply } from './reply.ts';
import type { SimulatedSystem } from './types.ts';

/** Whom and what a request is about, as far as its headers tell. */
function factsOf(
  core: AxisCore,
  call: string,
  system: SimulatedSystem,
  parameters: Readonly<Record<string, string>>,
): Facts {
  const own = core.keysOf(system);
  if (call === 'sendEdoc') {
    const to = receiversOf(parameters['to'])?.map((code) => core.book.keyOf(code));
    const from = parameters['from'] === undefined ? own : [core.book.keyOf(parameters['from'])];
    return { axis: 'national', call, from, ...(to !== undefined && { to }), kind: typeOf(parameters) };
  }
  const message = parameters['docId'] === undefined ? undefined : core.store.message(parameters['docId']);
  if (message !== undefined) {
    const to = message.deliveries.flatMap(({ agencyCode }) => agencyCode ?? []);
    return { axis: 'national', call, from: [message.fromKey], to, kind: message.messageType };
  }
  return { axis: 'national', call, from: own, to: own, kind: typeOf(parameters) };
}

/** The server side of the national axis. */
export class NationalServer {
  readonly #core: AxisCore;
  readonly #seen: ReplayStore | undefined;

  constructor(core: AxisCore) {
    this.#core = core;
    const windowMs = core.options.maxTimestampAgeMs ?? 3_600_000;
    this.#seen = core.options.refuseReplays === true ? replayStore({ windowMs }) : undefined;
  }

  /** Undefined: no call of this axis. */
  handler(path: string, request: IncomingMessage): CallHandler | Reply | undefined {
    const call = path.replace(/^\//, '');
    const perform = Object.hasOwn(CALLS, call) ? CALLS[call] : undefined;
    if (perform === undefined) {
      return undefined;
    }
    const core = this.#core;
    const { maxTimestampAgeMs: maxAgeMs } = core.options;
    const verdict = verifyHeaders(request.headers, {
      secretOf: (id) => core.system(id)?.secret,
      now: core.clock,
      ...(maxAgeMs !== undefined && { maxAgeMs }),
      ...(this.#seen !== undefined && { seen: this.#seen }),
    });
    const system = verdict.ok ? core.system(verdict.systemId) : undefined;
    if (!verdict.ok || system === undefined) {
      core.note({ axis: 'national', call, httpStatus: 200, outcome: verdict.ok ? 'unknown_system' : verdict.code });
      return refuse('15', verdict.ok ? 'Hệ thống chưa đăng ký' : verdict.reason);
    }
    const { parameters } = verdict;
    const facts = factsOf(core, call, system, parameters);
    return {
      facts,
      systemId: system.id,
      docId: parameters['docId'],
      refuse,
      refuseCredentials: () => refuse('15', 'Sai mã xác thực (theo yêu cầu thử nghiệm)'),
      filePart: call === 'sendEdoc' ? 'file_doc' : undefined,
      look: async (file) => {
        const envelope = await readEnvelope(core.files.read(file.name), core.maxBytes);
        return { ...facts, to: (envelope?.to ?? []).map((code) => core.book.keyOf(code)) };
      },
      perform: async ({ file }) => perform({ core, system, call, parameters, request, file }),
    };
  }
}
