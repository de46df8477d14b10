import { type Command, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'mail inspect FILE.eml… [--protect TÊN-MIỀN]… [--dns TỆP.json] [--context TỆP.json] [--json]',
  'mail inspect --example',
];

/** `congvu mail inspect`. */
export const command: Command = async ([action, ...args]) => {
  if (args.includes('--help')) {
    printUsage(USAGE);
    return 0;
  }
  switch (action) {
    case 'inspect': {
      const { inspectFiles } = await import('../mail-inspect/inspect-files.ts');
      return inspectFiles(args, USAGE[0] ?? '');
    }
    case undefined:
    case '--help':
      printUsage(USAGE);
      return action === undefined ? 2 : 0;
    default:
      throw new UsageError(`không có lệnh mail ${action}`);
  }
};
