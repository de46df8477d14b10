import { flushCompileCache } from 'node:module';
import { type Roster, renderRosterPdf, renderRosterXlsx, writeResultTemplateXlsx } from '@congvu/forms/render';

export type RosterFormat = 'pdf' | 'xlsx' | 'results';

/** Started by print-roster.ts for one list, told it once, ended when it has answered. */
async function print({ roster, format }: { roster: Roster; format: RosterFormat }): Promise<Uint8Array> {
  switch (format) {
    case 'pdf':
      return (await renderRosterPdf(roster)).pdf;
    case 'xlsx':
      return renderRosterXlsx(roster);
    case 'results':
      return writeResultTemplateXlsx(roster);
  }
}

process.once('message', (job) => {
  // The only sender is print-roster.ts.
  void print(job as { roster: Roster; format: RosterFormat }).then((bytes) => {
    // Whoever asked ends this process: what it compiled is kept now, where it is kept at all, and the next one starts in half the time.
    flushCompileCache();
    process.send?.(new Uint8Array(bytes));
  });
});
