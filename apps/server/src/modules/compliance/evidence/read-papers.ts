import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EvidenceRun, EvidenceState } from '@congvu/contracts';
import { EvidenceRun as EvidenceRunSchema } from '@congvu/contracts';
import { z } from 'zod';

/** The programs run from the folder of the repository; the papers stand beside them. */
const ROOT = fileURLToPath(new URL('../../../../../../', import.meta.url));

const AsvsRow = z.object({
  id: z.string(),
  how: z.enum(['test', 'setting', 'document', 'not_applicable', 'gap']),
  note: z.string(),
  evidence: z.array(z.string()),
});
const ControlRow = z.object({
  area: z.string(),
  clause: z.string(),
  control: z.string(),
  state: z.enum(['held', 'partly', 'gap']),
  settings: z.array(z.string()),
  note: z.string(),
  evidence: z.array(z.string()),
});
export type ControlRow = z.infer<typeof ControlRow>;
const LawRow = z.object({
  source: z.string(),
  article: z.string(),
  rule: z.string(),
  test: z.array(z.string()),
  state: z.enum(['built', 'partly', 'not_yet']),
  note: z.string(),
});
const Summary = z.object({ requirements: z.record(z.string(), z.object({ level: z.number() })) });

interface PlainRow {
  clause: string;
  group: string;
  requirement: string;
  state: EvidenceState;
  note: string;
  evidence: string[];
}

export interface Papers {
  controls: ControlRow[];
  asvs: PlainRow[];
  functions: PlainRow[];
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(`${ROOT}docs/legal/${path}`, 'utf8'));
}

const ASVS_STATE = {
  test: 'held',
  setting: 'held',
  document: 'held',
  not_applicable: 'not_applicable',
  gap: 'gap',
} as const;
const LAW_STATE = { built: 'held', partly: 'partly', not_yet: 'gap' } as const;

function readAsvs(): PlainRow[] {
  const { requirements } = Summary.parse(readJson('asvs.json'));
  const chapters = readdirSync(`${ROOT}docs/legal/asvs`).filter((name) => /^V\d+\.json$/.test(name));
  return chapters
    .toSorted((left, right) => Number(left.slice(1, -5)) - Number(right.slice(1, -5)))
    .flatMap((name) => z.array(AsvsRow).parse(readJson(`asvs/${name}`)))
    .map(({ id, how, note, evidence }) => ({
      clause: id,
      group: `Mức ${requirements[id]?.level ?? '?'}`,
      requirement: `Chương ${id.split('.')[0]}`,
      state: ASVS_STATE[how],
      note,
      evidence,
    }));
}

/** Functions of Annex VI of Decree 30/2020 out of the index of law. */
function readFunctions(): PlainRow[] {
  return z
    .array(LawRow)
    .parse(readJson('index.json'))
    .filter(({ source, article }) => source.startsWith('Nghị định 30/2020') && article.startsWith('Phụ lục VI'))
    .map(({ article, rule, test, state, note }) => ({
      clause: article,
      group: 'Phụ lục VI',
      requirement: rule,
      state: LAW_STATE[state],
      note,
      evidence: test,
    }));
}

let papers: Papers | undefined;

/** What the repository says of itself; read once, its tests keep it true. Undefined where the papers were not brought along. */
export function readPapers(): Papers | undefined {
  if (papers === undefined && existsSync(`${ROOT}docs/legal/level3.json`)) {
    const controls = z.array(ControlRow).parse(readJson('level3.json'));
    papers = { controls, asvs: readAsvs(), functions: readFunctions() };
  }
  return papers;
}

/** The last run on this machine; null when there was none, or when its line cannot be read. */
export function readRun(name: 'test' | 'trust', root = ROOT): EvidenceRun | null {
  try {
    return EvidenceRunSchema.parse(JSON.parse(readFileSync(`${root}.results/${name}.json`, 'utf8')));
  } catch {
    return null;
  }
}

function commitOf(): string | null {
  try {
    const run = { cwd: ROOT, encoding: 'utf8', stdio: 'pipe', timeout: 5_000 } as const;
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], run).trim();
  } catch {
    return null; // a copy without its history
  }
}

/** Settled when the program starts: what runs is what was there then. */
export function readBuild(): { version: string; commit: string | null } {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')));
  return { version, commit: commitOf() };
}
