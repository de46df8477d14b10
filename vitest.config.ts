import { defineConfig } from 'vitest/config';
import { filesAtOnce } from './tools/files-at-once.ts';
import { LongFilesFirst } from './tools/long-files-first.ts';

/** What is waited for comes when it comes; a busy machine takes longer. */
const POLL = { poll: { timeout: 60_000 } };

/** Files of one project share their modules (loading them anew took a third of the time): what replaces a module runs apart. */
const REPLACES_MODULES = 'apps/web/**/*.mocked.test.tsx';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'packages',
          include: [
            'packages/*/{src,test}/**/*.test.ts',
            'apps/cli/**/*.test.ts',
            'apps/signer/**/*.test.ts',
            'tools/**/*.test.ts',
          ],
          isolate: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect: POLL,
        },
      },
      {
        test: {
          name: 'server',
          include: ['apps/server/src/**/*.test.ts'],
          isolate: false,
          globalSetup: ['apps/server/src/platform/testing/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect: POLL,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          isolate: false,
          globalSetup: ['e2e/support/global-setup.ts'],
          setupFiles: ['e2e/support/tell-failed.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: POLL,
        },
      },
      {
        test: {
          name: 'web',
          include: ['apps/web/**/*.test.{ts,tsx}'],
          exclude: [REPLACES_MODULES],
          environment: 'jsdom',
          isolate: false,
          testTimeout: 120_000,
        },
      },
      {
        test: { name: 'web-mocked', include: [REPLACES_MODULES], environment: 'jsdom', testTimeout: 120_000 },
      },
    ],
    maxWorkers: filesAtOnce(),
    sequence: { sequencer: LongFilesFirst },
    passWithNoTests: true,
  },
});
