import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// The builder of the pages needs memory the office does not: it runs, when the sources changed, in a process of its own. The office
// then runs in this one, so that a signal of the supervisor reaches it without a messenger.
const built = spawnSync(process.execPath, [fileURLToPath(new URL('./build-web.ts', import.meta.url))], {
  stdio: 'inherit',
});
if (built.status !== 0) {
  process.stderr.write('\n  Không dựng được giao diện (xem lỗi ở trên).\n\n');
  process.exit(built.status ?? 1);
}
// npm puts a shell between itself and us; killed, it takes the shell along and leaves this process an orphan.
if (process.env.npm_lifecycle_event === 'start') {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) {
      clearInterval(watch);
      process.kill(process.pid, 'SIGTERM');
    }
  }, 500);
  watch.unref();
}
await import('../apps/server/src/main.ts');
