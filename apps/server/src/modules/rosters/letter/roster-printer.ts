import { flushCompileCache } from 'node:module';
import type { Roster } from '@congvu/forms/render';
import { type RosterFormat, renderRoster } from './render-roster.ts';

/** Started by print-roster.ts for one long list, told it once, ended when it has answered. */
process.once('message', (job) => {
  // The only sender is print-roster.ts.
  const { roster, format } = job as { roster: Roster; format: RosterFormat };
  void renderRoster(roster, format).then((bytes) => {
    // Whoever asked ends this process: what it compiled is kept now, where it is kept at all, and the next one starts in half the time.
    flushCompileCache();
    process.send?.(new Uint8Array(bytes));
  });
});
