import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { answerPrint } from '../../../../platform/answer-print.ts';
import type { ReportJob } from './compose-report.ts';

const require = createRequire(import.meta.url);
const FONTS = dirname(require.resolve('@expo-google-fonts/tinos/package.json'));
const LAYOUT = new URL('./report.typ', import.meta.url);

/** Started by print-report.ts for one report, told its content once, ended when it has answered. */
function print(job: ReportJob): Buffer {
  const compiler = NodeCompiler.create({
    workspace: tmpdir(),
    fontArgs: [
      { fontPaths: ['400Regular', '700Bold', '400Regular_Italic', '700Bold_Italic'].map((name) => join(FONTS, name)) },
    ],
  });
  return compiler.pdf(
    { mainFileContent: readFileSync(LAYOUT, 'utf8'), inputs: { job: JSON.stringify(job) } },
    { pdfStandard: 'a-2b', pdfTags: false },
  );
}

answerPrint(print);
