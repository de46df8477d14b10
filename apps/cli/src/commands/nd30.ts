import { type Command, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'nd30 render FILE.json -o FILE.pdf|FILE.docx [--demo] [--size 13|14] [--json]',
  'nd30 render --example',
  'nd30 check FILE… [--unit KÝ-HIỆU] [--dictionary FILE.json] [--json]',
];

/** `congvu nd30 render|check`. */
export const command: Command = async ([action, ...args]) => {
  switch (action) {
    case 'render': {
      const { renderFile } = await import('../nd30/render-file.ts');
      return renderFile(args);
    }
    case 'check': {
      const { checkFiles } = await import('../nd30/check-files.ts');
      return checkFiles(args);
    }
    case undefined:
    case '--help':
      printUsage(USAGE);
      return action === undefined ? 2 : 0;
    default:
      throw new UsageError(`congvu nd30 ${action}: chưa có lệnh này.`);
  }
};
