import { type Command, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'mail inspect FILE.eml… [--protect TÊN-MIỀN]… [--dns TỆP.json] [--context TỆP.json] [--json]',
  'mail inspect --example',
  'mail setup --out THƯ-MỤC --hostname MÁY --database URL [--cert PEM] [--key PEM] [--dovecot 2.3|2.4] [--force]',
  '  [--role TÊN] [--no-role] [--no-filter] [--mail-user TÊN] [--listen ĐỊA-CHỈ]… [--port TÊN=SỐ]… [--log TỆP]',
  '  [--postfix-dir|--dovecot-dir|--queue-dir|--data-dir|--mail-dir|--run-dir THƯ-MỤC]',
];

/** `congvu mail inspect`, `congvu mail setup`. */
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
    case 'setup': {
      const { writeSetup } = await import('../mail-setup/write-setup.ts');
      return writeSetup(args);
    }
    case undefined:
    case '--help':
      printUsage(USAGE);
      return action === undefined ? 2 : 0;
    default:
      throw new UsageError(`không có lệnh mail ${action}`);
  }
};
