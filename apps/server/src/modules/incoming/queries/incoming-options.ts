import type { IncomingOptions, IssuerAnswer, IssuerQuery } from '@congvu/contracts';
import { listDocumentTypes } from '@congvu/nd30';
import type { z } from 'zod';
import type { PositionView } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { holdersOf, loadOffice } from '../incoming.people.ts';
import { agencyAbilities, authorizeInAgency } from '../incoming.policy.ts';
import { OTHER_TYPE } from '../incoming.typed-facts.ts';
import { issuerKey } from '../incoming.words.ts';

/** What the book of that day's year would give next; somebody may be faster, so it is only shown. */
export async function nextNumber(context: ActingContext, on: string): Promise<number> {
  const [row] = await rawQuery<{ last: number }>(
    context.db,
    `select arrival_number as last from incoming_document
     where agency_id = $1 and arrival_year = $2 and arrival_number is not null order by arrival_number desc limit 1`,
    [context.subject.agencyId, Number(on.slice(0, 4))],
  );
  return (row?.last ?? 0) + 1;
}

/** The head of the agency first, who is proposed while the clerk has chosen nobody; the others as the agency lists them. */
function headFirst(leaders: readonly PositionView[]): PositionView[] {
  const isOther = ({ rank }: PositionView): number => (rank === 'agency_head' ? 0 : 1);
  return [...leaders].sort((one, other) => isOther(one) - isOther(other));
}

/** Choices of the quick form and of "chuyển lãnh đạo". */
export async function listIncomingOptions(context: ActingContext): Promise<IncomingOptions> {
  const { subject } = context;
  const today = vietnamDate(context.clock.now());
  const office = await loadOffice(context.db, context, subject.agencyId);
  const mayRegister = agencyAbilities(subject)['incoming.create'] === true;
  return {
    leaders: headFirst(holdersOf(office, 'leader')).map((leader) => ({
      positionId: leader.positionId,
      name: leader.fullName,
      title: leader.title,
    })),
    types: [
      ...listDocumentTypes(today).map((type) => ({ code: type.code, name: type.name })),
      { code: OTHER_TYPE, name: 'Văn bản khác' },
    ],
    nextArrivalNumber: mayRegister ? await nextNumber(context, today) : null,
    today,
  };
}

interface IssuerRow {
  agencyId: string | null;
  name: string;
  lastSymbol: string;
  lastSignatory: string;
  lastSignatoryPosition: string;
}

/** How many of the newest letters are looked through for issuers: the ones a clerk meets today. */
const RECENT = 5_000;

/** Issuers as earlier letters named them, those heard from last first, with what their last letter said. */
export async function suggestIssuers(
  context: ActingContext,
  query: z.infer<typeof IssuerQuery>,
): Promise<z.infer<typeof IssuerAnswer>> {
  authorizeInAgency(context.subject, 'incoming.create');
  const items = await rawQuery<IssuerRow>(
    context.db,
    `with recent as (
       select id, issuer_key, issuing_agency_name, arrived_at from incoming_document
       where agency_id = $1 order by arrived_at desc, id desc limit ${RECENT}
     ), last as (
       select distinct on (issuer_key) id, issuer_key, issuing_agency_name, arrived_at from recent
       where strpos(issuer_key, $2) > 0 order by issuer_key, arrived_at desc
     ), shown as (select * from last order by arrived_at desc limit 10)
     select d.issuing_agency_id as "agencyId", shown.issuing_agency_name as name, d.symbol as "lastSymbol",
       d.signatory as "lastSignatory", d.signatory_position as "lastSignatoryPosition"
     from shown join document d on d.agency_id = $1 and d.id = shown.id order by shown.arrived_at desc`,
    [context.subject.agencyId, issuerKey(query.q)],
  );
  return { items };
}
