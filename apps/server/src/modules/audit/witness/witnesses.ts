import type { WatchedInput, WitnessInput } from '@congvu/contracts';
import { type NoteKey, parseKey, TlogError, WITNESS_KEY } from '@congvu/tlog';
import { type ActingContext, command } from '../../../platform/context.ts';
import { conflict, invalid, notFound } from '../../../platform/errors.ts';
import { newId } from '../../../platform/ids.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { auditPolicies } from '../audit.policy.ts';
import { record } from '../record.ts';

function authorizeConfigure({ subject }: ActingContext): string {
  auditPolicies.authorize('audit.configure', subject, { agencyId: subject.agencyId });
  return subject.agencyId;
}

function readKey(text: string, isWitness: boolean, field: string): NoteKey {
  try {
    const key = parseKey(text);
    if ((key.type === WITNESS_KEY) === isWitness) {
      return key;
    }
  } catch (error) {
    if (!(error instanceof TlogError)) {
      throw error;
    }
  }
  const message = isWitness
    ? 'Đây không phải khóa làm chứng. Chép nguyên "Khóa làm chứng" ở trang Nhật ký của nơi làm chứng.'
    : 'Đây không phải khóa nhật ký. Chép nguyên "Khóa nhật ký" ở trang Nhật ký của cơ quan đó.';
  throw invalid('audit.bad_key', message, [{ path: field, message }]);
}

/** Our checkpoints go there from now on: the superior's server, named by our administrator, key compared over another way. */
export async function addWitness(context: ActingContext, input: WitnessInput): Promise<{ id: string }> {
  const agencyId = authorizeConfigure(context);
  const key = readKey(input.verifierKey, true, 'verifierKey');
  const url = input.url.replace(/\/+$/, '');
  const id = newId();
  return command(context, async (tx) => {
    const added = await rawQuery(
      tx,
      `insert into audit_witness (id, agency_id, url, verifier_key, created_at) values ($1, $2, $3, $4, $5)
       on conflict (url) do nothing returning id`,
      [id, agencyId, url, input.verifierKey, context.clock.now()],
    );
    if (added.length === 0) {
      throw conflict('audit.witness_exists', 'Nơi làm chứng này đã có. Gỡ trước rồi thêm lại nếu khóa đã đổi.');
    }
    const detail = { url, key: key.name };
    await record(tx, context, {
      action: 'audit.witness_added',
      agencyId,
      objectKind: 'audit_witness',
      objectId: id,
      detail,
    });
    return { id };
  });
}

export async function removeWitness(context: ActingContext, id: string): Promise<Record<never, never>> {
  const agencyId = authorizeConfigure(context);
  return command(context, async (tx) => {
    const [gone] = await rawQuery<{ url: string }>(
      tx,
      'delete from audit_witness where id = $1 and agency_id = $2 returning url',
      [id, agencyId],
    );
    if (gone === undefined) {
      throw notFound('audit.witness_not_found', 'Không tìm thấy nơi làm chứng này.');
    }
    const detail = { url: gone.url };
    await record(tx, context, {
      action: 'audit.witness_removed',
      agencyId,
      objectKind: 'audit_witness',
      objectId: id,
      detail,
    });
    return {};
  });
}

/** We witness the log of a subordinate. A further key of a log that is watched already is added to it; what was signed stays remembered. */
export async function watchLog(context: ActingContext, input: WatchedInput): Promise<{ origin: string }> {
  const agencyId = authorizeConfigure(context);
  const [origin = '', ...others] = [
    ...new Set(input.verifierKeys.map((text) => readKey(text, false, 'verifierKeys').name)),
  ];
  if (others.length > 0) {
    throw invalid('audit.bad_key', 'Các khóa phải là của cùng một nhật ký.', [
      { path: 'verifierKeys', message: 'Các khóa phải là của cùng một nhật ký.' },
    ]);
  }
  return command(context, async (tx) => {
    const kept = await rawQuery(
      tx,
      `insert into audit_watched (origin, agency_id, title, verifier_keys, created_at) values ($1, $2, $3, $4, $5)
       on conflict (origin) do update set title = excluded.title, verifier_keys = excluded.verifier_keys
       where audit_watched.agency_id = excluded.agency_id returning origin`,
      [origin, agencyId, input.title, input.verifierKeys.join('\n'), context.clock.now()],
    );
    if (kept.length === 0) {
      throw conflict('audit.watched_exists', 'Nhật ký này do một cơ quan khác trên cùng hệ thống làm chứng.');
    }
    const detail = { title: input.title, keys: input.verifierKeys.length };
    await record(tx, context, {
      action: 'audit.log_watched',
      agencyId,
      objectKind: 'audit_log',
      objectId: origin,
      detail,
    });
    return { origin };
  });
}
