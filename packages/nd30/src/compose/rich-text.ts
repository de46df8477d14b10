import type { RichText } from '../letter.ts';
import type { Run } from './sheet.ts';

/** Control characters, private use, turned reading direction, invisible marks: they print as nothing or as something else. */
const UNPRINTABLE = /[\p{Cc}\p{Co}\p{Cn}\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFFF9-\uFFFB]+/gu;

/** NFC, whole characters, one space between words: a line break inside a sentence prints as a space. */
function tidyInside(text: string): string {
  return text.toWellFormed().normalize('NFC').replace(/\s+/gu, ' ').replace(UNPRINTABLE, '');
}

/** As printed, without spaces at the ends. */
export function tidy(text: string): string {
  return tidyInside(text).trim();
}

/** Runs with final text; `style` is laid over every run. */
export function toRuns(text: RichText, style: { bold?: true; italic?: true } = {}): Run[] {
  const parts = typeof text === 'string' ? [{ text }] : text;
  const runs = parts.map((part): Run => {
    const run: Run = { t: tidyInside(part.text) };
    if (style.bold === true || ('bold' in part && part.bold === true)) {
      run.b = true;
    }
    if (style.italic === true || ('italic' in part && part.italic === true)) {
      run.i = true;
    }
    return run;
  });
  return trimRuns(runs);
}

function trimRuns(runs: Run[]): Run[] {
  const kept = runs.filter((run) => run.t !== '');
  const first = kept[0];
  if (first !== undefined) {
    first.t = first.t.trimStart();
  }
  const last = kept.at(-1);
  if (last !== undefined) {
    last.t = last.t.trimEnd();
  }
  return kept.filter((run) => run.t !== '');
}

/** Without the marks it ends in: `.`, `;`, `,` and a slash that stands beside a point (`./.`). */
function withoutFinalMarks(text: string): string {
  const bare = text.trimEnd();
  let end = bare.length;
  while (end > 0) {
    const mark = bare[end - 1] ?? '';
    const isSlashOfMark = mark === '/' && (bare[end] === '.' || bare[end - 2] === '.');
    if (!'.;,'.includes(mark) && !isSlashOfMark) {
      break;
    }
    end -= 1;
  }
  return bare.slice(0, end).trimEnd();
}

/** Replaces the final mark of the last run: `;` and `.` of căn cứ, `./.` of the last sentence. */
export function endWith(runs: Run[], mark: string): Run[] {
  const last = runs.at(-1);
  if (last === undefined) {
    return runs;
  }
  return [...runs.slice(0, -1), { ...last, t: `${withoutFinalMarks(last.t)}${mark}` }];
}

/** A dash line of "Kính gửi" or "Nơi nhận": its own dash and final mark are dropped, the right ones set. */
export function dashLine(text: string, mark: string): string {
  const bare = tidy(text)
    .replace(/^[-–—+*•]\s*/u, '')
    .replace(/\s*[.;,]+$/u, '');
  return `- ${bare}${mark}`;
}

export function upper(text: string): string {
  return tidy(text).toLocaleUpperCase('vi');
}
