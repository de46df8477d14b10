import { type Command, printUsage, UsageError } from '../command-line.ts';

const USAGE = [
  'pdf sign FILE… --key P12|pkcs11:… (-o OUT | --out-dir DIR) [--pin-env TÊN | --pin-file TỆP] [--certificate TỆP]',
  '         [--level B|T|LT|LTA] [--tsa URL] [--trust TỆP]… [--ocsp URL|TỆP]… [--crl URL|TỆP]… [--algorithm TÊN]',
  '         [--field TÊN] [--page N --rect x,y,rộng,cao] [--appearance PNG | --seal PNG [--seal-mm SỐ]] [--text DÒNG]…',
  '         [--stamp attachment:SỐ-KÝ-HIỆU | copy:HÌNH-THỨC:CƠ-QUAN] [--mark DÒNG] [--reason LÝ-DO] [--location NƠI]',
  '         [--certify 1|2|3] [--lock all|include=A,B|exclude=A,B [--lock-permission 1|2|3]] [--fill TRƯỜNG=CHỮ-SỐ]…',
  '         [--at THỜI-ĐIỂM] [--json]',
  'pdf raise FILE… --to T|LT|LTA --tsa URL --trust TỆP… [--ocsp URL|TỆP]… [--crl URL|TỆP]… [--keep-revoked]',
  '         (-o OUT | --out-dir DIR) [--json]',
  'pdf verify FILE… --trust TỆP… [--crl TỆP]… [--ocsp TỆP]… [--at THỜI-ĐIỂM] [--require-revocation]',
  '         [--extract TRƯỜNG|LẦN-LƯU -o OUT] [--json]',
  'pdf attack --out DIR [FILE…] [--seed SỐ] [--trust TỆP]… [--compare] [--json]',
];

/** `congvu pdf sign|raise|verify|attack`. */
export const command: Command = async ([action, ...args]) => {
  switch (action) {
    case 'sign': {
      const { signFiles } = await import('../pdf/sign-files.ts');
      return signFiles(args);
    }
    case 'raise': {
      const { raiseFiles } = await import('../pdf/raise-files.ts');
      return raiseFiles(args);
    }
    case 'verify': {
      const { verifyFiles } = await import('../pdf/verify-files.ts');
      return verifyFiles(args);
    }
    case 'attack': {
      const { attackFiles } = await import('../pdf/attack-files.ts');
      return attackFiles(args);
    }
    case undefined:
    case '--help':
      printUsage(USAGE);
      return action === undefined ? 2 : 0;
    default:
      throw new UsageError(`congvu pdf ${action}: chưa có lệnh này.`);
  }
};
