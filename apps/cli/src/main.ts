import { type Command, printUsage, UsageError } from './command-line.ts';

/** Every command is loaded only when asked for, so that `congvu pdf verify` does not pay for Typst. */
const COMMANDS: Record<string, { summary: string; load: () => Promise<{ command: Command }> }> = {
  nd30: { summary: 'render FILE.json -o FILE.pdf|.docx · check FILE…', load: () => import('./commands/nd30.ts') },
  forms: {
    summary: 'render M01…M10 FILE.json -o FILE.pdf|.docx|.xlsx · check M01…M10 FILE… · template M01…M10 -o FILE.docx',
    load: () => import('./commands/forms.ts'),
  },
  pdf: {
    summary: 'sign FILE… --key P12|pkcs11:… · raise · verify FILE… --trust PEM… · attack --out DIR',
    load: () => import('./commands/pdf.ts'),
  },
  edxml: { summary: 'parse FILE… · build FILE.json -o OUT · check FILE…', load: () => import('./commands/edxml.ts') },
  evidence: {
    summary: 'verify FILE.zip… [--key VÂN-TAY]… [--trust TỆP]… · show FILE.zip… [--extract DIR]',
    load: () => import('./commands/evidence.ts'),
  },
  axis: {
    summary: '[--port N] [--state DIR] [--agencies N] · conformance --list | --out DIR | --endpoint URL …',
    load: () => import('./commands/axis.ts'),
  },
  mail: {
    summary: 'inspect FILE.eml… [--protect TÊN-MIỀN]… [--dns TỆP] [--context TỆP] · setup --out DIR …',
    load: () => import('./commands/mail.ts'),
  },
  audit: {
    summary: 'verify [TỆP…] [--data DIR] [--witness TỆP]… [--key KHÓA]… kiểm tra nhật ký độc lập với máy chủ',
    load: () => import('./commands/audit.ts'),
  },
  start: { summary: '[--demo] [--port N] [--data DIR]', load: () => import('./commands/start.ts') },
  backup: {
    summary: 'THƯ-MỤC --key TỆP [--data DIR] · verify THƯ-MỤC --key TỆP · --new-key TỆP',
    load: () => import('./commands/backup.ts'),
  },
  restore: {
    summary: 'THƯ-MỤC --key TỆP --to DIR [--at THỜI-ĐIỂM]',
    load: () => import('./commands/restore.ts'),
  },
  keys: {
    summary: 'list · rotate [--data DIR] khóa của tệp và bí mật',
    load: () => import('./commands/keys.ts'),
  },
  doctor: { summary: 'kiểm tra máy, dữ liệu và cơ sở dữ liệu', load: () => import('./commands/doctor.ts') },
};

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const entry = name === undefined ? undefined : COMMANDS[name];
  if (entry === undefined) {
    printUsage(Object.entries(COMMANDS).map(([key, value]) => `${key} ${value.summary}`));
    return name === undefined || name === '--help' ? 0 : 2;
  }
  const { command } = await entry.load();
  return command(rest);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`congvu: ${message}\n`);
  process.exitCode = 2;
  if (!(error instanceof UsageError) && process.env['CONGVU_DEBUG'] === '1') {
    process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
  }
}
