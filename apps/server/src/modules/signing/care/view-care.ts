import type { SignatureAtRisk, SignatureCare, SignatureUpgrade } from '@congvu/contracts';
import type { ActingContext } from '../../../platform/context.ts';
import { isDetached } from '../get-purpose.ts';
import type { AnyPurpose, DescribedDocument } from '../purpose.ts';
import { signingPolicies } from '../signing.policy.ts';
import type { CareRow } from '../signing.tables.ts';
import type { SigningPorts } from '../signing-act.ts';
import { NO_AUTHORITY } from '../time/wanted-level.ts';
import { type CareCounts, countOpenCare, findLastNight, listAtRisk, listOpenCare } from './care.store.ts';
import { monthsLater } from './guard-night.ts';
import { describeEnd } from './holds-until.ts';
import { readSettings } from './settings.ts';

/** Enough to work through; the sentence says how many there are. */
const SHOWN = 200;

const STATE_LABELS: Record<SignatureUpgrade['state'], string> = {
  waiting: 'Đang chờ bổ sung',
  late: 'Quá hạn',
  failed: 'Không bổ sung được',
};

type Described = Map<string, DescribedDocument>;

function describedAs(described: Described, { document_id: documentId }: CareRow) {
  const { title = 'Văn bản', numberSymbol = null, ofDocumentId } = described.get(documentId) ?? {};
  return { documentId, title, numberSymbol, ...(ofDocumentId !== undefined && { ofDocumentId }) };
}

async function describe(
  context: ActingContext,
  purposes: readonly AnyPurpose[],
  rows: readonly CareRow[],
): Promise<Described> {
  const parts = await Promise.all(
    purposes.map((purpose) => {
      const ids = rows.filter((row) => row.purpose === purpose.name).map(({ document_id: id }) => id);
      return ids.length === 0 || isDetached(purpose)
        ? new Map()
        : purpose.describeSigned(context.db, context.subject.agencyId, ids);
    }),
  );
  return new Map(parts.flatMap((part) => [...part]));
}

function presentUpgrade(row: CareRow, described: Described): SignatureUpgrade[] {
  if (row.target === null || row.state === 'settled') {
    return [];
  }
  return [
    {
      ...describedAs(described, row),
      level: row.level,
      target: row.target,
      state: row.state,
      stateLabel: STATE_LABELS[row.state],
      signedAt: row.signed_at.toISOString(),
      deadline: row.deadline.toISOString(),
      attempts: row.attempts,
      lastError: row.last_error,
    },
  ];
}

function presentRisk(row: CareRow, described: Described): SignatureAtRisk {
  return {
    ...describedAs(described, row),
    level: row.level,
    holdsUntil: row.holds_until.toISOString(),
    why: describeEnd(row),
  };
}

function sentenceOf(
  { waiting, late, failed }: CareCounts,
  atRisk: number,
  months: number,
  hasAuthority: boolean,
): string {
  const parts = [
    late > 0 ? `${late} văn bản quá hạn bổ sung dấu thời gian hoặc bằng chứng` : '',
    failed > 0 ? `${failed} văn bản không bổ sung được` : '',
    waiting > 0 ? `${waiting} văn bản đang chờ bổ sung` : '',
    atRisk > 0
      ? `${atRisk >= SHOWN ? `ít nhất ${atRisk}` : atRisk} văn bản sẽ không kiểm tra được chữ ký trong ${months} tháng tới`
      : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) {
    return hasAuthority
      ? `Mọi chữ ký đã đủ dấu thời gian và bằng chứng, kiểm tra được thêm ít nhất ${months} tháng.`
      : `Mọi chữ ký kiểm tra được thêm ít nhất ${months} tháng.`;
  }
  return `${parts.join('; ')}.`.replace(/^./u, (letter) => letter.toLocaleUpperCase('vi'));
}

/** How the signatures of the agency do: what is still to be added, what will end, what the guardian did last. */
export async function viewCare(
  context: ActingContext,
  ports: Pick<SigningPorts, 'purposes' | 'timestampAuthorityFor'>,
): Promise<SignatureCare> {
  const { db, clock, subject } = context;
  const { agencyId } = subject;
  const mine = { agency_id: agencyId, person_id: subject.personId, position_id: subject.positionId };
  signingPolicies.authorize('signing.care', subject, mine);
  const { lookAheadMonths: months } = await readSettings(db, agencyId);
  const [authority, open, risky, counts, night] = await Promise.all([
    ports.timestampAuthorityFor(context),
    listOpenCare(db, agencyId, SHOWN),
    listAtRisk(db, agencyId, monthsLater(clock.now(), months), SHOWN),
    countOpenCare(db, agencyId),
    findLastNight(db, agencyId),
  ]);
  const described = await describe(context, ports.purposes, [...open, ...risky]);
  const abilities = signingPolicies.abilities(subject, mine);
  return {
    upgrades: open.flatMap((row) => presentUpgrade(row, described)),
    atRisk: risky.map((row) => presentRisk(row, described)),
    months,
    lastNight:
      night === undefined
        ? null
        : { at: night.at.toISOString(), looked: night.looked, renewed: night.renewed, failed: night.failed },
    sentence: `${authority === undefined ? `${NO_AUTHORITY} ` : ''}${sentenceOf(counts, risky.length, months, authority !== undefined)}`,
    abilities: { run: abilities['signing.care_run'] ?? '', retry: abilities['signing.care_retry'] ?? '' },
  };
}
