import type { EvidenceRow, EvidenceView } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { notFound } from '../../../platform/errors.ts';
import { compliancePolicies } from '../compliance.policy.ts';
import { readPresentValue } from '../evidence/present-values.ts';
import { type ControlRow, readPapers, readRun } from '../evidence/read-papers.ts';

export interface Build {
  version: string;
  commit: string | null;
  startedAt: Date;
}

const BELOW = 'Giá trị đang đặt ở cơ quan này thấp hơn mức yêu cầu.';

/** What the product can do is not what this office has set: a value below the level makes the control a part. */
async function controlView(context: ActingContext, row: ControlRow): Promise<EvidenceRow> {
  const settings = (await Promise.all(row.settings.map((name) => readPresentValue(context, name)))).flat();
  const { area, clause, control, evidence } = row;
  const isBelow = row.state === 'held' && settings.some(({ good }) => !good);
  const told = isBelow
    ? { state: 'partly' as const, note: [row.note, BELOW].filter((part) => part !== '').join(' ') }
    : { state: row.state, note: row.note };
  return { clause, group: area, requirement: control, ...told, settings, evidence };
}

/** What the office can show an inspector: controls with their present values, ASVS, functions of Decree 30, the last runs here. */
export async function viewEvidence(context: ActingContext, build: Build): Promise<EvidenceView> {
  compliancePolicies.authorize('compliance.view', context.subject, null);
  const papers = readPapers();
  if (papers === undefined) {
    throw notFound(
      'compliance.papers_missing',
      'Bản cài đặt này không kèm thư mục docs/legal nên không có gì để đối chiếu. Chép thư mục đó từ bản phát hành.',
    );
  }
  const controls: EvidenceRow[] = [];
  for (const row of papers.controls) {
    controls.push(await controlView(context, row));
  }
  return {
    builtFrom: { version: build.version, commit: build.commit, startedAt: build.startedAt.toISOString() },
    runs: { test: readRun('test'), trust: readRun('trust') },
    controls,
    asvs: papers.asvs.map((row) => ({ ...row, settings: [] })),
    functions: papers.functions.map((row) => ({ ...row, settings: [] })),
  };
}
