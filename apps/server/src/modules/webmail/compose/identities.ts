import type { MailIdentity } from '@congvu/contracts';
import { identitiesOf } from '#modules/mail';
import { getAgency, listUnits } from '#modules/org';
import { vietnamDate } from '../../../platform/clock.ts';
import type { ActingContext } from '../../../platform/context.ts';
import type { Db, Tx } from '../../../platform/db.ts';
import { type OpenBox, openBox } from '../box/open-box.ts';

/** Name, post, unit, agency, address: as the rules of the office have it, not as everybody likes. */
async function signatureLines(db: Db | Tx, context: ActingContext): Promise<string[]> {
  const { subject } = context;
  const [agency, units] = await Promise.all([
    getAgency(db, subject.agencyId),
    listUnits(db, subject.agencyId, vietnamDate(context.clock.now())),
  ]);
  const unit = units.find(({ id }) => id === subject.unitId)?.name ?? '';
  const post = unit === '' || unit === agency.name ? subject.title : `${subject.title}, ${unit}`;
  return [subject.displayName, post, agency.name];
}

/** In whose name one writes from the box; from a shared one in the name of the unit, by a person. */
export async function identitiesIn(db: Db | Tx, context: ActingContext, box: OpenBox): Promise<MailIdentity[]> {
  const [identities, lines] = await Promise.all([
    identitiesOf(db, box.mailboxId, context.subject.personId),
    signatureLines(db, context),
  ]);
  return identities.map(({ address, displayName }) => ({
    address,
    displayName,
    onBehalf: box.relation === 'member',
    signature: [...lines, `Thư điện tử: ${address}`].join('\n'),
  }));
}

export async function listIdentities(context: ActingContext, mailboxId: string): Promise<{ items: MailIdentity[] }> {
  const box = await openBox(context.db, context, mailboxId);
  return { items: await identitiesIn(context.db, context, box) };
}
