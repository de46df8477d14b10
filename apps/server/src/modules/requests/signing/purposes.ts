import type { SignedObject, SigningPurpose } from '#modules/signing';
import type { ActingContext } from '../../../platform/context.ts';
import type { Tx } from '../../../platform/db.ts';
import { lockFor, type SeenRequest } from '../engine/read-request.ts';
import { assertUnchanged } from '../engine/readiness.ts';
import type { RequestsPorts } from '../ports.ts';
import type { RequestRow } from '../requests.tables.ts';
import { approved, declared, type Signed, sealed } from './advance.ts';
import { needsSeal } from './modes.ts';
import { DECLARANT_FIELD, HEAD_FIELD, SEAL_FIELD } from './print-form.ts';
import {
  assertAgencyKey,
  assertPersonKey,
  assertShown,
  checkSigned,
  keepSigned,
  prepareRequest,
  reviewRequest,
  type SigningAction,
} from './purpose-parts.ts';
import { describeSigned, replaceFile } from './raised-file.ts';

interface Step {
  action: SigningAction;
  keyKind: SigningPurpose['keyKind'];
  openToAll?: true;
  field: string;
  target: SigningPurpose['target'];
  afterSigning: SigningPurpose['afterSigning'];
  /** Whether the form has a place for it on the page. */
  visible(row: RequestRow): boolean;
  advance(tx: Tx, context: ActingContext, seen: SeenRequest, signed: Signed): Promise<RequestRow>;
}

async function complete(tx: Tx, context: ActingContext, step: Step, object: SignedObject) {
  const seen = await lockFor(tx, context, object.objectId, step.action);
  // Once more under the lock: what was shown, prepared and judged is what stands here.
  assertShown(seen.row, object.shownSha256);
  assertUnchanged(seen.row);
  (step.keyKind === 'person' ? assertPersonKey : assertAgencyKey)(context, object);
  const file = await keepSigned(tx, context, seen.row, object.file);
  await step.advance(tx, context, seen, { mode: 'digital', file, certificateSerial: object.certificate.serial });
  return { numberSymbol: null };
}

function toPurpose(step: Step): SigningPurpose {
  const { action, field } = step;
  return {
    name: action,
    keyKind: step.keyKind,
    ...(step.openToAll && { openToAll: true }),
    afterSigning: step.afterSigning,
    review: (context, id) => reviewRequest(context, action, id),
    prepare: (context, id, shownSha256, certificate) =>
      prepareRequest(context, action, { id, shownSha256, certificate, field, visible: step.visible }),
    check: (context, id, signed, byOthers = false) => checkSigned(context, { id, signed, field, byOthers }),
    complete: (tx, context, object) => complete(tx, context, step, object),
    preparesInOrder: false,
    target: step.target,
    describeSigned,
    replaceFile,
  };
}

/** The declarant, the head of the unit, the organisation: the later ones only fill places the page has had from the start. */
export function requestPurposes(ports: RequestsPorts): SigningPurpose[] {
  return [
    toPurpose({
      action: 'requests.declare',
      keyKind: 'person',
      // A specialist or a driver may be the one the form is about.
      openToAll: true,
      field: DECLARANT_FIELD,
      target: 'T',
      afterSigning: (count) => `${count} đề nghị chuyển thủ trưởng cơ quan, đơn vị duyệt.`,
      visible: () => true,
      advance: (tx, context, { row }, signed) => declared(tx, context, ports, row, signed),
    }),
    toPurpose({
      action: 'requests.approve',
      keyKind: 'person',
      field: HEAD_FIELD,
      target: 'T',
      afterSigning: (count) => `${count} đề nghị gửi đơn vị đầu mối, hoặc chuyển văn thư đóng dấu nếu mẫu yêu cầu.`,
      visible: (row) => row.content.rows !== undefined,
      advance: async (tx, context, { row }, signed) =>
        approved(tx, context, ports, { before: row, sealed: await needsSeal({ ...context, db: tx }, row), signed }),
    }),
    toPurpose({
      action: 'requests.seal',
      keyKind: 'organisation',
      field: SEAL_FIELD,
      target: 'LT',
      afterSigning: (count) => `${count} đề nghị đã đóng dấu được gửi đơn vị đầu mối.`,
      visible: () => true,
      advance: (tx, context, { row }, signed) => sealed(tx, context, ports, row, signed),
    }),
  ];
}
