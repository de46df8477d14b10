import { inputOf, readCorpus, type Sample } from '../apps/server/src/modules/documents/corpus/corpus.testing.ts';
import { findStateSecret } from '../apps/server/src/modules/documents/state-secret.ts';

const LIMITS = { stopped: 0.99, falseStops: 0.005 };

function share(count: number, of: number): number {
  return of === 0 ? 0 : Number((count / of).toFixed(4));
}

function isStopped(sample: Sample): boolean {
  return findStateSecret(inputOf(sample)).length > 0;
}

/** How many of a set are stopped, whole, by half and by the place they stand in. */
function figures(samples: readonly Sample[]) {
  const by = (name: string, some: readonly Sample[]) => {
    const stopped = some.filter(isStopped).length;
    return [name, { samples: some.length, stopped, share: share(stopped, some.length) }] as const;
  };
  const kinds = [...new Set(samples.map(({ kind }) => kind))];
  return Object.fromEntries([
    by('all', samples),
    ...(['open', 'closed'] as const).map((half) =>
      by(
        half,
        samples.filter((sample) => sample.half === half),
      ),
    ),
    ...kinds.map((kind) =>
      by(
        kind,
        samples.filter((sample) => sample.kind === kind),
      ),
    ),
  ]);
}

/**
 * The guard of state secrets over its corpus (security.md T44). Only misses of the open half are named: whoever tunes by the closed
 * one has nothing left to measure with. `CONGVU_SECRETS_CLOSED=1` names those too, for reading afterwards.
 */
export async function run(): Promise<Record<string, unknown>> {
  const { marked, clean, marked_by_hand, clean_by_hand } = readCorpus();
  const [stopped, falseStops] = [figures(marked), figures(clean)];
  const shown = (sample: Sample): boolean => sample.half === 'open' || process.env['CONGVU_SECRETS_CLOSED'] === '1';
  const started = process.threadCpuUsage().user;
  for (const sample of clean) {
    isStopped(sample);
  }
  const cpuUs = (process.threadCpuUsage().user - started) / clean.length;
  const holds = (half: string): boolean =>
    (stopped[half]?.share ?? 0) >= LIMITS.stopped && (falseStops[half]?.share ?? 1) <= LIMITS.falseStops;
  return {
    unit: 'shares of samples',
    limits: LIMITS,
    byHand: { marked: marked_by_hand, clean: clean_by_hand },
    marked: stopped,
    clean: falseStops,
    cpuMicrosecondsPerSample: Math.round(cpuUs),
    missed: marked.filter((sample) => shown(sample) && !isStopped(sample)).map(({ kind, value }) => `${kind} ${value}`),
    wronglyStopped: clean
      .filter((sample) => shown(sample) && isStopped(sample))
      .map(({ kind, value }) => `${kind} ${value}`),
    passed: holds('all') && holds('open') && holds('closed'),
  };
}
