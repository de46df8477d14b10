// The one process that owns a PKCS#11 module. Started by the supervisor only; speaks over the IPC channel; when its parent
// goes it finishes what it is doing, closes the module and goes too.
import { setTimeout as wait } from 'node:timers/promises';
import { plainError, SignerError } from '../errors.ts';
import type { OwnerReply, OwnerRequest } from './messages.ts';
import { loadCryptoki } from './native.ts';
import { createOwnerCore, type OwnerCore } from './owner-core.ts';

const [path = ''] = process.argv.slice(2);

function load(): OwnerCore | SignerError {
  try {
    return createOwnerCore(loadCryptoki(path), { wait });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return new SignerError(
      'signer.module_failed',
      `Không mở được trình điều khiển ${path} (${detail}). Cài bản 64 bit của trình điều khiển rồi làm lại.`,
    );
  }
}

const core = load();
const running = new Map<number, AbortController>();

function reply(message: OwnerReply): void {
  if (process.connected) {
    process.send?.(message);
  }
}

async function answer({ id, command }: Extract<OwnerRequest, { id: number }>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    if (core instanceof SignerError) {
      throw core;
    }
    reply({ id, done: await core.run(command, (item) => reply({ id, item }), controller.signal) });
  } catch (error) {
    reply({ id, failed: plainError(error) });
  } finally {
    running.delete(id);
  }
}

function stopAll(): void {
  for (const controller of running.values()) {
    controller.abort();
  }
}

process.on('message', (message: OwnerRequest) => {
  if ('cancel' in message) {
    running.get(message.cancel)?.abort();
  } else {
    void answer(message);
  }
});
process.once('disconnect', () => {
  stopAll();
  const end =
    core instanceof SignerError ? Promise.resolve(undefined) : core.run({ op: 'close' }, () => {}, AbortSignal.abort());
  void end.catch(() => undefined).then(() => process.exit(0));
});
// Ctrl+C in a terminal reaches the whole group: the parent decides when this process ends.
for (const signal of ['SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {});
}
