import { vietnamYear } from '../../apps/server/src/platform/clock.ts';
import type { MachineClock } from './machine-clock.ts';

/** Between what is set here and what a process has made of it. */
const SLACK_MS = 1_000;

interface Stretch {
  /** Milliseconds since the beginning, by a clock that nobody sets. */
  since: number;
  seconds: number;
}

/** What time it was in an office whose machine is set ahead and back, for somebody whose own clock stays true. */
export class StoryTime {
  /** Milliseconds between the office and its machine. */
  readonly apartMs: number;
  readonly #startMs: number;
  readonly #from = performance.now();
  readonly #clock: MachineClock;
  readonly #stretches: Stretch[] = [{ since: 0, seconds: 0 }];

  /** @param start the moment the office begins at (ISO 8601) */
  constructor(clock: MachineClock, start: string) {
    this.#startMs = Date.parse(start);
    this.apartMs = this.#startMs - Date.now();
    this.#clock = clock;
    clock.set(0);
  }

  /** Milliseconds since the beginning. */
  passed(): number {
    return performance.now() - this.#from;
  }

  set(seconds: number): void {
    this.#clock.set(seconds);
    this.#stretches.push({ since: this.passed(), seconds });
  }

  /** The office goes on from this moment (ISO 8601). */
  setTo(moment: string): void {
    this.set(Math.round((Date.parse(moment) - this.#startMs - this.passed()) / 1_000));
  }

  /** The years it may have been in the office between two moments, in milliseconds since the beginning. */
  years(from: number, to: number): ReadonlySet<number> {
    const found = new Set<number>();
    for (const [index, { since, seconds }] of this.#stretches.entries()) {
      const end = (this.#stretches[index + 1]?.since ?? Number.POSITIVE_INFINITY) + SLACK_MS;
      const [first, last] = [Math.max(from - SLACK_MS, since), Math.min(to + SLACK_MS, end)];
      if (first <= last) {
        for (const passed of [first, last]) {
          found.add(vietnamYear(new Date(this.#startMs + passed + seconds * 1_000)));
        }
      }
    }
    return found;
  }
}
