import { type Command, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'pdf sign FILE --key P12 [--pin-env TÊN | --pin-file TỆP] [--field TÊN] [--level B] [--appearance PNG] [--text DÒNG]…',
  '         [--page N --rect x,y,rộng,cao] [--reason LÝ-DO] [--certify 1|2|3] [--fill TRƯỜNG=CHỮ-SỐ]… [--json] -o OUT',
  'pdf verify FILE… --trust PEM… [--at THỜI-ĐIỂM] [--require-revocation] [--json]',
];

/** `congvu pdf sign|verify`. */
export const command: Command = async ([action, ...args]) => {
  switch (action) {
    case 'sign': {
      const { signFile } = await import('../pdf/sign-file.ts');
      return signFile(args);
    }
    case 'verify': {
      const { verifyFiles } = await import('../pdf/verify-files.ts');
      return verifyFiles(args);
    }
    case undefined:
    case '--help':
      printUsage(USAGE);
      return action === undefined ? 2 : 0;
    default:
      throw new UsageError(`congvu pdf ${action}: chưa có lệnh này.`);
  }
};
