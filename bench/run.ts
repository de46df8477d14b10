import { existsSync, readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

/** A benchmark is `bench/NAME.ts` exporting `run()`; it answers plain JSON with figures and what they were measured on. */
interface Benchmark {
  run(): Promise<Record<string, unknown>>;
}

function listNames(): string[] {
  return readdirSync(FOLDER)
    .filter(
      (name) => name.endsWith('.ts') && name !== 'run.ts' && !name.includes('.test.') && !name.startsWith('support-'),
    )
    .map((name) => name.replace(/\.ts$/, ''));
}

function printTable(value: unknown, indent = ''): void {
  if (value === null || typeof value !== 'object') {
    process.stdout.write(`${indent}${String(value)}\n`);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (item !== null && typeof item === 'object') {
      process.stdout.write(`${indent}${key}\n`);
      printTable(item, `${indent}  `);
    } else {
      process.stdout.write(`${indent}${key.padEnd(36)} ${String(item)}\n`);
    }
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean' } } });
  const [name] = positionals;
  if (name === undefined || !existsSync(`${FOLDER}${name}.ts`)) {
    process.stderr.write(`npm run bench -- NAME [--json]\nNAME: ${listNames().join(', ')}\n`);
    return 2;
  }
  const benchmark = (await import(new URL(`${name}.ts`, import.meta.url).href)) as Benchmark; // shape documented above
  const figures = await benchmark.run();
  const machine = {
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const answer = { name, machine, ...figures };
  if (values.json === true) {
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  } else {
    printTable(answer);
  }
  return 0;
}

process.exitCode = await main();
