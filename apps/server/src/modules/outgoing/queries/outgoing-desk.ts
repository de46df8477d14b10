import type { DeskGroup, OutgoingBox } from '@congvu/contracts';
import { hasRole } from '../../../platform/authorise.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { printMomentSince } from '../../../platform/print-dates.ts';
import { outgoingLink, outgoingTitle } from '../outgoing.notices.ts';
import type { OutgoingListRow } from '../outgoing.presenter.ts';
import { countBoxes, findOutgoingRows } from './list-outgoing.ts';

type Row = DeskGroup['rows'][number];

interface Waiting {
  box: Extract<OutgoingBox, 'to_sign' | 'to_number' | 'to_issue'>;
  title: string;
  tab: DeskGroup['tab'];
  sentence(row: OutgoingListRow): Row['sentence'];
  proof(row: OutgoingListRow, now: Date): string;
  action(row: OutgoingListRow): NonNullable<Row['action']>;
}

function signingLink(purpose: 'outgoing.sign' | 'outgoing.seal', id: string): string {
  return `/ky-so?viec=${purpose === 'outgoing.sign' ? 'ky' : 'dau'}&vb=${id}`;
}

function moment(at: Date | null, now: Date): string {
  return at === null ? '' : ` lúc ${printMomentSince(at, now)}`;
}

const TO_ISSUE = { key: 'to_issue', label: 'Chờ phát hành' };

const SIGNING: Waiting = {
  box: 'to_sign',
  title: 'Chờ ký',
  tab: { key: 'to_sign', label: 'Chờ ký' },
  sentence: (row) => [
    { text: row.drafting_unit === '' ? row.drafter_name : row.drafting_unit, strong: true },
    { text: ` trình ký ${outgoingTitle(row)}.` },
  ],
  proof: (row, now) => `${row.drafter_name} soạn, thể thức đạt${moment(row.format_checked_at, now)}`,
  action: (row) => ({ label: 'Ký', link: signingLink('outgoing.sign', row.id) }),
};

const NUMBERING: Waiting = {
  box: 'to_number',
  title: 'Chờ cấp số và đóng dấu',
  tab: TO_ISSUE,
  sentence: (row) =>
    row.state === 'numbered'
      ? [{ text: `${row.type_name} ${row.number_symbol}`, strong: true }, { text: ' đã cấp số, đóng dấu còn dở.' }]
      : [{ text: `${row.signer_title} ${row.signer_name}`, strong: true }, { text: ` đã ký ${outgoingTitle(row)}.` }],
  proof: (row, now) => `${row.drafting_unit} soạn, ký${moment(row.signed_at, now)}`,
  action: (row) => ({
    label: row.state === 'numbered' ? 'Đóng dấu tiếp' : 'Cấp số và đóng dấu',
    link: signingLink('outgoing.seal', row.id),
  }),
};

const ISSUING: Waiting = {
  box: 'to_issue',
  title: 'Chờ phát hành',
  tab: TO_ISSUE,
  sentence: (row) => [
    { text: `${row.type_name} ${row.number_symbol}`, strong: true },
    { text: ` đã đóng dấu, chờ gửi ${row.receiver_count} nơi nhận.` },
  ],
  proof: (row, now) => `${row.drafting_unit} soạn, đóng dấu${moment(row.sealed_at, now)}`,
  action: (row) => ({ label: 'Phát hành', link: outgoingLink(row.id) }),
};

const SHOWN = 5;

function waitingFor({ subject }: ActingContext): Waiting[] {
  // Whoever signs by order or authorisation has another role than leader; the box is empty for all others.
  return hasRole(subject, 'clerk') ? [SIGNING, NUMBERING, ISSUING] : [SIGNING];
}

function deskRow(row: OutgoingListRow, waiting: Waiting, now: Date): Row {
  return {
    id: row.id,
    channel: 'outgoing',
    channelLabel: 'Đi',
    sentence: waiting.sentence(row),
    proof: waiting.proof(row, now),
    ...(row.urgency !== 'normal' && { urgency: row.urgency }),
    link: outgoingLink(row.id),
    action: waiting.action(row),
  };
}

/** What waits for this person among outgoing documents; drafts are told by `drafting`. */
export async function outgoingDesk(context: ActingContext): Promise<DeskGroup[]> {
  const now = context.clock.now();
  const kinds = waitingFor(context);
  const counts = await countBoxes(
    context,
    kinds.map((kind) => kind.box),
  );
  return Promise.all(
    kinds
      .filter((kind) => counts[kind.box] > 0)
      .map(async (kind) => ({
        key: `outgoing.${kind.box}`,
        title: kind.title,
        tab: kind.tab,
        count: counts[kind.box],
        rows: (await findOutgoingRows(context, kind.box, SHOWN)).map((row) => deskRow(row, kind, now)),
      })),
  );
}

/** Numbers beside the rail: `outgoing` for the clerk's steps, `signing` for what waits for one's own signature. */
export async function outgoingCounts(context: ActingContext): Promise<Record<string, number>> {
  const counts = await countBoxes(context, ['to_sign', 'to_number', 'to_issue']);
  return { outgoing: counts.to_sign + counts.to_number + counts.to_issue, signing: counts.to_sign };
}
