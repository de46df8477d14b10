import { createHash } from 'node:crypto';
import { consolidate, type RosterFinding } from '@congvu/forms';
import { vietnamDate } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import type { Tx } from '../../platform/db.ts';
import { rawQuery } from '../../platform/sql.ts';
import { gatherFacts } from './gather-facts.ts';
import { asRosterLine, linesOf, peersOf, placeAgencies } from './roster-lines.ts';
import { type BatchChange, updateBatch } from './rosters.store.ts';
import type { BatchRow, Decision, StoredFinding } from './rosters.tables.ts';

/** The same lines under the same rule keep their name, so that a decision still belongs to its finding after the next look. */
function findingId({ rule, code, lineIds }: RosterFinding): string {
  return createHash('sha256')
    .update([rule, code, ...[...lineIds].sort()].join('|'))
    .digest('hex')
    .slice(0, 24);
}

/** What stops the letter: errors and waiting lines until they are gone, contradictions until somebody has decided. */
export function isBlocking(finding: StoredFinding, decisions: readonly Decision[]): boolean {
  switch (finding.severity) {
    case 'error':
    case 'wait':
      return true;
    case 'conflict':
      return decisions.every((decision) => decision.findingId !== finding.id);
    case 'warning':
      return false;
  }
}

function ownFindings(all: readonly RosterFinding[], batch: BatchRow, own: ReadonlySet<string>): StoredFinding[] {
  return (
    all
      .filter(({ lineIds }) => lineIds.some((id) => own.has(id)))
      // C9 holds up the certificate; the mailbox it waits for goes on.
      .filter(({ severity }) => severity !== 'wait' || batch.kind === 'cert.issue.person')
      .map((finding) => ({
        id: findingId(finding),
        rule: finding.rule,
        code: finding.code,
        severity: finding.severity,
        message: finding.message,
        lineIds: [...finding.lineIds],
      }))
  );
}

const NUMBER_LINES = `
  update request_batch_line line set stt = given.stt
  from unnest ($3::uuid[], $4::int[]) as given (item_id, stt)
  where line.agency_id = $1 and line.batch_id = $2 and line.item_id = given.item_id and line.stt <> given.stt`;

/**
 * Puts the lines of a batch into the order of the directory, numbers them anew and finds what contradicts (C1–C12), against the
 * registers and the open lines of other kinds as they are now. The caller holds the lock of the batch.
 */
export async function mergeList(tx: Tx, context: Context, batch: BatchRow, set: BatchChange = {}): Promise<BatchRow> {
  const key = { agencyId: batch.agency_id, id: batch.id };
  const today = vietnamDate(context.clock.now());
  const own = await linesOf(tx, key);
  const ids = new Set(own.map((row) => row.id));
  const peers = (await peersOf(tx, batch.agency_id, batch.kind)).filter((row) => !ids.has(row.id));
  const all = [...own, ...peers];
  const placed = await placeAgencies(
    tx,
    all.map((row) => row.agency_id),
    today,
  );
  const lines = all.map((row) => asRosterLine(row, placed));
  const facts = await gatherFacts(tx, { ...key, kind: batch.kind, today }, lines, placed);
  const merged = consolidate(lines, facts);
  const numbered = merged.lines.filter((line) => ids.has(line.id));
  await rawQuery(tx, NUMBER_LINES, [
    key.agencyId,
    key.id,
    numbered.map((line) => line.id),
    numbered.map((line) => line.stt),
  ]);
  const findings = ownFindings(merged.findings, batch, ids);
  const decisions = set.decisions ?? batch.decisions;
  return updateBatch(tx, context, key, {
    ...set,
    findings,
    open_findings: findings.filter((finding) => isBlocking(finding, decisions)).length,
    line_count: own.length,
    agency_count: new Set(own.map((row) => row.agency_id)).size,
  });
}
