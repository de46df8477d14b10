import { type ChildProcess, fork } from 'node:child_process';
import { fromPlain, SignerError } from '../errors.ts';
import type { ItemResult, ModuleReport, OwnerCommand, OwnerReply, OwnerRequest } from './messages.ts';

export interface OwnerOptions {
  /** Path of the PKCS#11 module. */
  module: string;
  /** Variables the module needs beside those of the system, such as the place of its configuration. */
  env?: Record<string, string>;
  /** Silence for so long while something is asked means that the module hangs; the process is then ended. */
  patienceMs?: number;
}

export interface OwnerProcess {
  /** Starts the process when there is none. @throws SignerError of the command, or `signer.owner_crashed` */
  request(
    command: OwnerCommand,
    options?: { onItem?: (item: ItemResult) => void; signal?: AbortSignal },
  ): Promise<ModuleReport | undefined>;
  /** While it runs. */
  pid(): number | undefined;
  isBusy(): boolean;
  /** Stops what runs between two items, lets it answer, closes the module and ends the process. */
  close(): Promise<void>;
}

const PATIENCE_MS = 120_000;
const END_MS = 10_000;

/** The module is foreign code: of our environment it sees what the system needs, no secrets of a server. */
const PASSED_ON =
  /^(path|home|user|username|userprofile|systemroot|windir|programdata|programfiles.*|appdata|localappdata|temp|tmp|tmpdir|lang|lc_.*|display|xdg_.*|ld_library_path|softhsm2_conf)$/i;

function environment(extra: Record<string, string>): Record<string, string> {
  const passed = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  return { ...(Object.fromEntries(passed) as Record<string, string>), ...extra };
}

/** Beside this file both in the sources and in the bundle. */
function entryPath(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './owner.ts' : './owner.mjs', import.meta.url);
}

/** Until every pending call is answered: with what was done, or with the end of the process. */
async function drained({ waiting }: Owner): Promise<void> {
  await Promise.all([...waiting.values()].map(({ settled }) => settled));
}

interface Waiting {
  resolve: (report: ModuleReport | undefined) => void;
  reject: (error: SignerError) => void;
  onItem: (item: ItemResult) => void;
  settled: Promise<unknown>;
}

function crashed(): SignerError {
  return new SignerError(
    'signer.owner_crashed',
    'Tiến trình giữ thiết bị ký số dừng đột ngột (thường do trình điều khiển). Văn bản ký rồi được giữ; làm lại phần còn lại, chương trình sẽ hỏi lại mã PIN.',
  );
}

interface Owner {
  child: ChildProcess;
  waiting: Map<number, Waiting>;
  timer: NodeJS.Timeout | undefined;
}

function watch(owner: Owner, patienceMs: number): void {
  clearTimeout(owner.timer);
  if (owner.waiting.size > 0) {
    owner.timer = setTimeout(() => owner.child.kill('SIGKILL'), patienceMs);
  }
}

function settle(owner: Owner, reply: OwnerReply): void {
  const asked = owner.waiting.get(reply.id);
  if (asked === undefined) {
    return;
  }
  if ('item' in reply) {
    asked.onItem(reply.item);
    return;
  }
  owner.waiting.delete(reply.id);
  if ('failed' in reply) {
    asked.reject(fromPlain(reply.failed));
  } else {
    asked.resolve(reply.done);
  }
}

function startChild({ module, env, patienceMs = PATIENCE_MS }: OwnerOptions, onEnd: (owner: Owner) => void): Owner {
  const child = fork(entryPath(), [module], {
    serialization: 'advanced',
    execArgv: [],
    env: environment(env ?? {}),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const owner: Owner = { child, waiting: new Map(), timer: undefined };
  child.on('message', (reply: OwnerReply) => {
    settle(owner, reply);
    watch(owner, patienceMs);
  });
  const end = (): void => {
    clearTimeout(owner.timer);
    onEnd(owner);
    for (const { reject } of owner.waiting.values()) {
      reject(crashed());
    }
    owner.waiting.clear();
  };
  child.once('error', end);
  child.once('exit', end);
  return owner;
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Watches over the owner process of one module: starts it when first needed and again after a crash, answers every pending
 * call when it dies, and ends it when it hangs.
 */
export function superviseOwner(options: OwnerOptions): OwnerProcess {
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  let owner: Owner | undefined;
  let lastId = 0;

  const running = (): Owner => {
    owner ??= startChild(options, (gone) => {
      owner = owner === gone ? undefined : owner;
    });
    return owner;
  };
  return {
    request(command, { onItem = () => {}, signal } = {}) {
      const current = running();
      lastId += 1;
      const id = lastId;
      const send = (message: OwnerRequest): void => {
        // A channel that closed meanwhile is answered by the exit of the process.
        current.child.send(message, () => {});
      };
      const stop = (): void => send({ cancel: id });
      const { promise: answer, resolve, reject } = Promise.withResolvers<ModuleReport | undefined>();
      current.waiting.set(id, { resolve, reject, onItem, settled: answer.catch(() => undefined) });
      send({ id, command });
      watch(current, patienceMs);
      if (signal?.aborted) {
        stop();
      }
      signal?.addEventListener('abort', stop, { once: true });
      return answer.finally(() => signal?.removeEventListener('abort', stop));
    },
    pid: () => owner?.child.pid,
    isBusy: () => (owner?.waiting.size ?? 0) > 0,
    async close() {
      const current = owner;
      if (current !== undefined) {
        owner = undefined;
        const end = ended(current.child);
        for (const id of current.waiting.keys()) {
          current.child.send({ cancel: id } satisfies OwnerRequest, () => {});
        }
        await drained(current);
        if (current.child.connected) {
          current.child.disconnect();
        }
        await end;
      }
    },
  };
}
