import type { RequestKind } from '../definition.ts';
import { type ItemKeys, itemKeys, subjectNameOf } from './item-keys.ts';
import type { ConsolidationFacts, ConsolidationRule, NumberedLine, RosterFinding } from './roster-types.ts';

export interface KeyedLine {
  readonly line: NumberedLine;
  readonly keys: ItemKeys;
}

export interface Roster {
  readonly lines: readonly KeyedLine[];
  readonly byKind: ReadonlyMap<RequestKind, readonly KeyedLine[]>;
  readonly facts: ConsolidationFacts;
}

export function makeRoster(lines: readonly NumberedLine[], facts: ConsolidationFacts): Roster {
  const keyed = lines.map((line) => ({ line, keys: itemKeys(line.kind, line.values) }));
  return { lines: keyed, byKind: Map.groupBy(keyed, ({ line }) => line.kind), facts };
}

export function ofKind(roster: Roster, ...kinds: RequestKind[]): KeyedLine[] {
  return kinds.flatMap((kind) => roster.byKind.get(kind) ?? []);
}

/** Lines by what they have in common; lines without it are left out. */
export function groupBy(
  lines: readonly KeyedLine[],
  keyOf: (line: KeyedLine) => string | undefined,
): Map<string, KeyedLine[]> {
  const groups = new Map<string, KeyedLine[]>();
  for (const line of lines) {
    const key = keyOf(line);
    if (key !== undefined && key !== '') {
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, [line]);
      } else {
        group.push(line);
      }
    }
  }
  return groups;
}

/** Groups in which more than one line asks for the same thing. */
export function doubles(
  lines: readonly KeyedLine[],
  keyOf: (line: KeyedLine) => string | undefined,
): [key: string, group: KeyedLine[]][] {
  return [...groupBy(lines, keyOf)].filter(([, group]) => group.length > 1);
}

export function makeFinding(
  rule: ConsolidationRule,
  code: string,
  severity: RosterFinding['severity'],
  lines: readonly KeyedLine[],
  message: string,
  winner?: KeyedLine,
): RosterFinding {
  const lineIds = lines.map(({ line }) => line.id);
  return { code, severity, lineIds, rule, message, ...(winner === undefined ? {} : { winnerId: winner.line.id }) };
}

const SHOWN = 5;

/** "Lò Thị Hương (UBND xã Khun Há, dòng 3)": where a line came from, for the message. */
export function whoOf({ line }: KeyedLine): string {
  return `${subjectNameOf(line.kind, line.values)} (${line.agencyName}, dòng ${line.no})`;
}

export function whoAll(lines: readonly KeyedLine[]): string {
  const rest = lines.length - SHOWN;
  return lines.slice(0, SHOWN).map(whoOf).join('; ') + (rest > 0 ? ` và ${rest} dòng khác` : '');
}

export function isOneAgency(lines: readonly KeyedLine[]): boolean {
  return lines.every(({ line }) => line.agencyId === lines[0]?.line.agencyId);
}

/** The line sent last: later revision of one request, else later submission. */
export function newestOf(lines: readonly KeyedLine[]): KeyedLine | undefined {
  const rank = ({ line }: KeyedLine): [string, number] => [line.submittedAt, line.revision];
  return lines.reduce<KeyedLine | undefined>((best, one) => {
    if (best === undefined) {
      return one;
    }
    const [bestAt, bestRevision] = rank(best);
    const [at, revision] = rank(one);
    const isNewer = one.line.requestId === best.line.requestId ? revision > bestRevision : at > bestAt;
    return isNewer ? one : best;
  }, undefined);
}

/** Told once for several units, with what the two of them are to do. */
export function todoOf(lines: readonly KeyedLine[]): string {
  return isOneAgency(lines)
    ? 'Hãy giữ một dòng và trả lại các dòng khác.'
    : 'Hãy hỏi các đơn vị, giữ một dòng và trả lại các dòng khác.';
}
