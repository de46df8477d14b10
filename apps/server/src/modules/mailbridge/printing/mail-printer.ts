import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { answerPrint } from '../../../platform/answer-print.ts';
import type { MailPrint } from './print-mail.ts';

const require = createRequire(import.meta.url);
const FONTS = dirname(require.resolve('@expo-google-fonts/tinos/package.json'));
const LAYOUT = new URL('./mail-print.typ', import.meta.url);

/** Started by print-mail.ts for one mail, told its words once, ended when it has answered. */
function print(job: MailPrint): Buffer {
  const compiler = NodeCompiler.create({
    workspace: tmpdir(),
    fontArgs: [{ fontPaths: ['400Regular', '700Bold'].map((name) => join(FONTS, name)) }],
  });
  // What a stranger wrote goes in as data, never as markup.
  return compiler.pdf(
    { mainFileContent: readFileSync(LAYOUT, 'utf8'), inputs: { job: JSON.stringify(job) } },
    { pdfStandard: 'a-2b', pdfTags: false },
  );
}

answerPrint(print);
