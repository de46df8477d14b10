import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxisError } from './errors.ts';
import { AxisCore } from './simulator/axis-core.ts';
import { runCall } from './simulator/call.ts';
import { serveControl, viewOf } from './simulator/control-server.ts';
import { NationalServer } from './simulator/national-server.ts';
import { Partners } from './simulator/partners.ts';
import { ProvincialServer } from './simulator/provincial-server.ts';
import { jsonReply, sendReply } from './simulator/reply.ts';
import type { Simulator, SimulatorOptions } from './simulator/types.ts';

export { CONFORMANCE } from './conformance/set.ts';
export { generateAgencies } from './simulator/generated-agencies.ts';
export { readFaultRules } from './simulator/read-rules.ts';
export type * from './simulator/types.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function listenerOf(core: AxisCore, partners: Partners): Listener {
  const national = new NationalServer(core);
  const provincial = new ProvincialServer(core);
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://simulator');
    if (await serveControl(core, partners, url, request, response)) {
      return;
    }
    const found = provincial.handler(url, request) ?? national.handler(url.pathname, request);
    if (found === undefined) {
      await sendReply(
        response,
        jsonReply({ status: 'FAIL', ErrorCode: '404', ErrorDesc: 'Không có dịch vụ này' }, '404', 404),
        [],
      );
    } else if ('perform' in found) {
      await runCall(core, found, request, response);
    } else {
      await sendReply(response, found, []);
    }
  };
}

function listen(server: Server, options: SimulatorOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', () => {
      // A TCP server that listens has an address.
      resolve(server.address() as AddressInfo);
    });
  });
}

/** A fault of the simulator itself is a 500, not the end of the process. */
function guarded(listener: Listener): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    listener(request, response).catch(() => {
      if (response.headersSent) {
        response.destroy();
      } else {
        response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Lỗi của trục mô phỏng');
      }
    });
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Both axes on one address, with agencies that answer by themselves and faults on order. Messages lie on disk, not in memory; with
 * `stateDir` they outlive the process.
 *
 * @throws {AxisError} `axis.bad_setting` when the port is taken
 * @example
 * const axis = await startSimulator({ agencies: [{ code: 'H35.9', name: 'UBND huyện Mẫu' }], systems: [{ id: 'test', secret, agencies: ['H35.9'] }] });
 * console.log(axis.url);
 * await axis.close();
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const stateDir = options.stateDir ?? (await mkdtemp(join(tmpdir(), 'congvu-axis-')));
  const core = new AxisCore(options, stateDir);
  await core.open();
  const partners = new Partners(core);
  partners.resume();
  const server = createServer({ requestTimeout: 0 }, guarded(listenerOf(core, partners)));
  const address = await listen(server, options).catch((cause: unknown) => {
    core.close();
    const text = `Không mở được cổng ${options.port ?? 0} cho trục mô phỏng; chọn cổng khác.`;
    throw new AxisError('axis.bad_setting', text, { final: true, cause });
  });
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    agencies: core.book,
    get log() {
      return core.log;
    },
    messages: (filter = {}) => core.store.list(filter, (code) => core.book.keyOf(code)).map(viewOf),
    find: (docId) => {
      const message = core.store.message(docId);
      return message === undefined ? undefined : viewOf(message);
    },
    content: (docId) => {
      const message = core.store.message(docId);
      if (message === undefined) {
        throw new AxisError('axis.unknown_document', 'Trục mô phỏng không có văn bản này.', { final: true });
      }
      return core.content(message);
    },
    deliver: async (content, wanted) => viewOf(await partners.deliver(content, wanted)),
    sendLetter: async (order) => viewOf(await partners.sendLetter(order)),
    sendStatus: async (order) => viewOf(await partners.sendStatus(order)),
    setPartner: (partner) => partners.set(partner),
    get partners() {
      return partners.settings;
    },
    setFaults: (rules) => core.faults.set(rules),
    get faults() {
      return core.faults.rules;
    },
    get faultHits() {
      return core.faults.hits;
    },
    addSystem: (system) => core.addSystem(system),
    idle: () => core.pending.idle(),
    async close() {
      core.close();
      await closeServer(server);
      if (options.stateDir === undefined) {
        await rm(stateDir, { recursive: true, force: true });
      }
    },
  };
}
