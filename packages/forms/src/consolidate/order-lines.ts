import { compareVietnameseNames } from '@congvu/vntext';
import { subjectNameOf } from './item-keys.ts';
import type { NumberedLine, RosterLine } from './roster-types.ts';

const COLLATOR = new Intl.Collator('vi', { numeric: true });

function byText(left: string, right: string): number {
  if (left === right) {
    return 0;
  }
  return left < right ? -1 : 1;
}

/** Organisations are read from their first word, people by given name. */
function isOfOrganisation(line: RosterLine): boolean {
  return line.kind === 'cert.issue.org' || line.part === 'units' || line.values['subject.kind'] === 'organisation';
}

/** Organisations first: mixed, the two ways to read a name would make no order at all. */
function byName(left: Named, right: Named): number {
  if (left.isOrganisation !== right.isOrganisation) {
    return left.isOrganisation ? -1 : 1;
  }
  return left.isOrganisation ? COLLATOR.compare(left.name, right.name) : compareVietnameseNames(left.name, right.name);
}

interface Named {
  readonly line: RosterLine;
  readonly name: string;
  readonly isOrganisation: boolean;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  return [...Map.groupBy(items, keyOf).values()];
}

/** Lines of one agency by name; namesakes by when they came, so that the order does not hang on the order of the input. */
function orderAgency(lines: readonly RosterLine[]): RosterLine[] {
  const named = lines.map((line) => ({
    line,
    name: subjectNameOf(line.kind, line.values),
    isOrganisation: isOfOrganisation(line),
  }));
  return named
    .toSorted(
      (left, right) =>
        byName(left, right) ||
        byText(left.line.submittedAt, right.line.submittedAt) ||
        left.line.no - right.line.no ||
        byText(left.line.id, right.line.id),
    )
    .map(({ line }) => line);
}

/**
 * The merged list: agencies in the order of the directory, in each the people by given name, numbered anew. Forms and parts keep
 * apart, each counted from 1.
 */
export function orderLines(lines: readonly RosterLine[]): NumberedLine[] {
  const agencies = groupBy(lines, ({ agencyId }) => agencyId).toSorted(
    ([left], [right]) =>
      (left?.agencyOrder ?? 0) - (right?.agencyOrder ?? 0) || byText(left?.agencyId ?? '', right?.agencyId ?? ''),
  );
  const ordered = agencies.flatMap(orderAgency);
  const tables = groupBy(ordered, ({ form, part }) => `${form}|${part ?? ''}`);
  return tables
    .toSorted(([left], [right]) => byTable(left, right))
    .flatMap((table) => table.map((line, index) => ({ ...line, stt: index + 1 })));
}

/** Forms by number; of Mẫu 10 the units come before the people. */
function byTable(left: RosterLine | undefined, right: RosterLine | undefined): number {
  return byText(left?.form ?? '', right?.form ?? '') || byText(right?.part ?? '', left?.part ?? '');
}
