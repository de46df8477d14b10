import type { Command } from '../command-line.ts';

/** Builds the pages when their sources changed, then runs the office in this process. */
const START = new URL('../../../../tools/start.ts', import.meta.url);

/** `congvu start [--demo] [--port N] [--data DIR]`: the same as `npm start`; ends when the office is told to stop. */
export const command: Command = async (args) => {
  process.argv.splice(2, process.argv.length, ...args);
  await import(START.href);
  return 0;
};
