import type { BookSourceView, BookSync, SyncCounts, SyncRun } from '@congvu/contracts';
import { isTopAgency } from '#modules/org';
import type { ActingContext } from '../../../platform/context.ts';
import { printMomentSince } from '../../../platform/print-dates.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { ANYWHERE, bookPolicies } from '../addressbook.policy.ts';
import type { AddressbookPorts } from '../ports.ts';
import { listRuns, listSourceRows, loadSetting, type RunRow } from '../sync/run.store.ts';
import { nextDue } from '../sync/sweep-book.ts';

const RECENT = 10;
const NUMBER = new Intl.NumberFormat('vi-VN');

function countsOf({ outcome }: RunRow): SyncCounts | null {
  const { added, changed, renamed, removed, revived, unchanged, conflicts, refused } = outcome;
  return added === undefined
    ? null
    : {
        added,
        changed: changed ?? 0,
        renamed: renamed ?? 0,
        removed: removed ?? 0,
        revived: revived ?? 0,
        unchanged: unchanged ?? 0,
        conflicts: conflicts ?? 0,
        refused: refused ?? 0,
      };
}

function changesText(counts: SyncCounts): string {
  const told: [number, string][] = [
    [counts.added, 'mới'],
    [counts.renamed, 'đổi tên'],
    [counts.changed - counts.renamed, 'đổi khác'],
    [counts.removed, 'đóng'],
    [counts.revived, 'có lại'],
    [counts.conflicts, 'trùng mã'],
    [counts.refused, 'hàng không dùng được'],
  ];
  const parts = told.filter(([count]) => count > 0).map(([count, word]) => `${NUMBER.format(count)} ${word}`);
  return parts.length === 0 ? 'không có thay đổi' : parts.join(', ');
}

function sentenceOf(run: RunRow, now: Date): string {
  const at = printMomentSince(run.started_at, now);
  const counts = countsOf(run);
  if (run.state === 'running') {
    return run.phase === 'applying'
      ? `Đang ghi vào sổ: ${NUMBER.format(run.applied)} trong ${NUMBER.format(run.to_apply)} hàng`
      : `Đang lấy danh sách: ${NUMBER.format(run.listed)} hàng`;
  }
  if (run.state === 'failed') {
    return `Đồng bộ ${at} không xong`;
  }
  const held = run.outcome.held ?? null;
  if (held !== null) {
    return `Danh sách lúc ${at} thiếu ${NUMBER.format(held.missing)} trong ${NUMBER.format(held.known)} hàng đã biết nên chưa được ghi`;
  }
  return `Đồng bộ ${at}: ${NUMBER.format(run.outcome.agencies ?? 0)} cơ quan${counts === null ? '' : `, ${changesText(counts)}`}`;
}

function presentRun(run: RunRow, now: Date): SyncRun {
  return {
    id: run.id,
    isFull: run.is_full,
    state: run.state,
    sentence: sentenceOf(run, now),
    startedAt: run.started_at.toISOString(),
    startedBy: run.started_by,
    finishedAt: run.finished_at?.toISOString() ?? null,
    listed: run.listed,
    progress: {
      phase: run.phase,
      done: run.phase === 'applying' ? run.applied : run.listed,
      total: run.phase === 'applying' ? run.to_apply : 0,
    },
    counts: countsOf(run),
    held: run.outcome.held ?? null,
    problems: run.problems.map(({ id, code, name, reason }) => ({ id, code, name, reason })),
    error: run.error_code === '' ? null : { code: run.error_code, text: run.error_text },
  };
}

async function countBodies(context: ActingContext): Promise<{ open: number; closed: number; disputed: number }> {
  const [row] = await rawQuery<{ open: number; closed: number; disputed: number }>(
    context.db,
    `select count(*) filter (where closed_at is null) as open, count(*) filter (where closed_at is not null) as closed,
       count(*) filter (where disputed) as disputed from addressbook_agency`,
    [],
  );
  return row ?? { open: 0, closed: 0, disputed: 0 };
}

/** How up to date the book is, source by source. */
export async function viewSync(context: ActingContext, ports: AddressbookPorts): Promise<BookSync> {
  const { db, subject } = context;
  bookPolicies.authorize('addressbook.read', subject, ANYWHERE);
  const now = context.clock.now();
  const [connected, stored, runs, settings, counts, top] = await Promise.all([
    ports.listSources(context),
    listSourceRows(db),
    listRuns(db, RECENT),
    loadSetting(db),
    countBodies(context),
    isTopAgency(db, subject.agencyId),
  ]);
  const abilities = bookPolicies.abilities(subject, { top });
  const ids = [...new Set([...connected.map(({ id }) => id), ...stored.map(({ id }) => id)])];
  const sources = ids.map((id): BookSourceView => {
    const source = connected.find((one) => one.id === id);
    const row = stored.find((one) => one.id === id);
    const own = runs.filter((run) => run.source === id);
    const [last] = own;
    const recent = own.map((run) => presentRun(run, now));
    return {
      id,
      name: source?.name ?? row?.name ?? id,
      connected: source !== undefined,
      agencies: row?.agencies ?? 0,
      lastFullAt: row?.last_full_at?.toISOString() ?? null,
      nextAt: source === undefined ? null : nextDue(row, last, settings, now).toISOString(),
      last: recent[0] ?? null,
      recent,
      abilities,
    };
  });
  return { sources, ...counts, settings, abilities };
}
