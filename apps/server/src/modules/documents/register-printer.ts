import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { answerPrint } from '../../platform/answer-print.ts';
import type { PrintJob } from './register-print.ts';

const require = createRequire(import.meta.url);
const FONTS = dirname(require.resolve('@expo-google-fonts/tinos/package.json'));
const TEMPLATE = new URL('./register-print.typ', import.meta.url);

/** Started by register-print.ts for one register, told its content once, ended when it has answered. */
function print(job: PrintJob): Buffer {
  const compiler = NodeCompiler.create({
    workspace: tmpdir(),
    fontArgs: [
      { fontPaths: ['400Regular', '700Bold', '400Regular_Italic', '700Bold_Italic'].map((name) => join(FONTS, name)) },
    ],
  });
  // Text of documents goes in as data, never as markup: nothing in a title can become an instruction of the layout.
  return compiler.pdf(
    { mainFileContent: readFileSync(TEMPLATE, 'utf8'), inputs: { job: JSON.stringify(job) } },
    { pdfStandard: 'a-2b', pdfTags: false },
  );
}

answerPrint(print);
