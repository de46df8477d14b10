import type { AddToken, TokenView } from '@congvu/contracts';
import { tokenKey } from '@congvu/forms';
import { record } from '#modules/audit';
import { getAgency } from '#modules/org';
import { hasRole } from '../../../platform/authorise.ts';
import { vietnamDate } from '../../../platform/clock.ts';
import { type ActingContext, command } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { conflict, invalid } from '../../../platform/errors.ts';
import { publish } from '../../../platform/events.ts';
import { entriesPolicies } from '../entries/entries.policy.ts';
import type { TokenRow } from '../entries/entries.tables.ts';
import { writeHistory } from '../entries/history.store.ts';
import { loadKeepers } from '../entries/org-facts.ts';
import { buildToken, ensureToken } from '../entries/tokens.store.ts';
import { findColleague } from './find-colleague.ts';
import { presentFresh } from './load-tokens.ts';

async function holderOf(tx: Tx, context: ActingContext, body: AddToken) {
  const { agencyId } = context.subject;
  if (body.ofOrganisation) {
    return { holder_person_id: null, holder_name: (await getAgency(tx, agencyId)).name };
  }
  if (body.holderPersonId === undefined) {
    return { holder_person_id: null, holder_name: '' };
  }
  const holder = await findColleague(tx, context, body.holderPersonId, 'holderPersonId');
  return { holder_person_id: holder.personId, holder_name: holder.fullName };
}

/** It lies with the clerk who records it, or with the clerk of the agency. */
async function custodianOf(tx: Tx, context: ActingContext) {
  const { subject, clock } = context;
  if (hasRole(subject, 'clerk')) {
    return { custodian_person_id: subject.personId, custodian_name: subject.displayName };
  }
  const keepers = await loadKeepers(tx, [subject.agencyId], vietnamDate(clock.now()));
  const keeper = keepers.get(subject.agencyId);
  return { custodian_person_id: keeper?.personId ?? null, custodian_name: keeper?.fullName ?? '' };
}

async function rowOf(tx: Tx, context: ActingContext, body: AddToken): Promise<TokenRow> {
  return buildToken(context.clock.now(), {
    agency_id: context.subject.agencyId,
    serial: body.serial,
    state: 'received',
    model: body.model,
    place: body.place,
    of_organisation: body.ofOrganisation,
    ...(await holderOf(tx, context, body)),
    ...(await custodianOf(tx, context)),
  });
}

/**
 * A device the authority delivered, before anybody has it.
 * @throws AppError 409 `certificates.token_taken` · 422 `certificates.taker_invalid`
 */
export async function addToken(context: ActingContext, body: AddToken): Promise<TokenView> {
  const { subject } = context;
  return command(context, async (tx) => {
    entriesPolicies.authorize('certificates.add_token', subject, null);
    if (tokenKey(body.serial) === '') {
      throw invalid('certificates.token_not_found', 'Chưa ghi số hiệu khắc trên thiết bị.', [
        { path: 'serial', message: 'Ghi số hiệu khắc trên thiết bị.' },
      ]);
    }
    const { token, isNew } = await ensureToken(tx, await rowOf(tx, context, body));
    if (!isNew) {
      throw conflict(
        'certificates.token_taken',
        `Thiết bị ${token.serial} đã có trong sổ, người giữ: ${token.custodian_name || token.holder_name || 'chưa ghi'}. Mỗi số hiệu chỉ ghi một lần.`,
      );
    }
    const text = 'Tiếp nhận thiết bị lưu khóa bí mật.';
    await writeHistory(tx, context, [{ agencyId: token.agency_id, thingId: token.id, text, link: null }]);
    await record(tx, context, {
      action: 'certificates.token_added',
      agencyId: token.agency_id,
      objectKind: 'certificate_token',
      objectId: token.id,
      detail: { serial: token.serial, ofOrganisation: token.of_organisation, holder: token.holder_name },
    });
    await publish(tx, { topic: 'certificates', agencyId: token.agency_id });
    return presentFresh(tx, context, token);
  });
}
