import {
  formatAddCheckpoint,
  formatNote,
  parseKey,
  parseNote,
  parseSignatureLine,
  verifySignature,
} from '@congvu/tlog';
import type { Services } from '../../../platform/context.ts';
import { AppError } from '../../../platform/errors.ts';
import { createOutbound, hostOf, type OutboundTransport } from '../../../platform/outbound.ts';
import { rawQuery } from '../../../platform/sql.ts';
import { latestStored, type StoredCheckpoint } from '../log/checkpoints.ts';
import { treeOf } from '../log/tiles.ts';

interface WitnessRow {
  id: string;
  url: string;
  verifier_key: string;
  signed_size: number;
}

/** Why a witness has not signed; words for people stand in the page. */
type Failure = 'unreachable' | 'unknown_log' | 'refused' | 'ahead' | 'bad_answer';

class WitnessRefusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure);
    this.failure = failure;
  }
}

interface Answer {
  status: number;
  body: string;
}

async function post(outbound: OutboundTransport, url: string, body: string): Promise<Answer> {
  try {
    const answer = await outbound({
      url: `${url}/add-checkpoint`,
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: Buffer.from(body),
      maxBytes: 16 * 1024,
    });
    return { status: answer.status, body: Buffer.from(answer.body).toString('utf8') };
  } catch (error) {
    if (error instanceof AppError) {
      throw new WitnessRefusal('unreachable');
    }
    throw error;
  }
}

/** The line of this very witness over this very checkpoint; anything else it may have answered is not taken. */
function cosignatureOf(body: string, witness: WitnessRow, note: string): string {
  const key = parseKey(witness.verifier_key);
  for (const line of body.split('\n').filter((one) => one !== '')) {
    try {
      const signature = parseSignatureLine(line);
      const { text } = parseNote(note);
      if (verifySignature(text, signature, key) !== undefined) {
        return formatNote({ text, signatures: [signature] })
          .slice(text.length + 1)
          .trimEnd();
      }
    } catch {
      // A line that is none: the next one may be.
    }
  }
  throw new WitnessRefusal('bad_answer');
}

async function ask(
  services: Services,
  outbound: OutboundTransport,
  witness: WitnessRow,
  checkpoint: StoredCheckpoint,
  old: number,
  again: boolean,
): Promise<string> {
  const proof = await treeOf(services.db, checkpoint.size).consistencyProof(old);
  const answer = await post(outbound, witness.url, formatAddCheckpoint({ old, proof, note: checkpoint.note }));
  if (answer.status === 200) {
    return cosignatureOf(answer.body, witness, checkpoint.note);
  }
  if (answer.status === 409) {
    const known = Number(answer.body.trim());
    if (!Number.isSafeInteger(known) || known > checkpoint.size) {
      throw new WitnessRefusal('ahead');
    }
    if (again && known !== old) {
      return ask(services, outbound, witness, checkpoint, known, false);
    }
  }
  throw new WitnessRefusal(answer.status === 404 ? 'unknown_log' : 'refused');
}

async function keep(
  services: Services,
  witness: WitnessRow,
  checkpoint: StoredCheckpoint,
  line: string,
): Promise<void> {
  const at = services.clock.now();
  await services.db.transaction().execute(async (tx) => {
    await rawQuery(
      tx,
      `insert into audit_cosignature (checkpoint_number, key_name, line) values ($1, $2, $3)
       on conflict (checkpoint_number, key_name) do nothing`,
      [checkpoint.number, parseKey(witness.verifier_key).name, line],
    );
    await rawQuery(
      tx,
      "update audit_witness set signed_size = $2, signed_at = $3, failed_code = '', failed_at = null where id = $1",
      [witness.id, checkpoint.size, at],
    );
  });
}

async function askOne(services: Services, witness: WitnessRow, checkpoint: StoredCheckpoint): Promise<void> {
  const host = hostOf(witness.url);
  const outbound = createOutbound({
    allowHosts: host === undefined ? [] : [host],
    allowLoopback: services.config.loopbackServices,
  });
  try {
    const line = await ask(services, outbound, witness, checkpoint, witness.signed_size, true);
    await keep(services, witness, checkpoint, line);
  } catch (error) {
    if (!(error instanceof WitnessRefusal)) {
      throw error;
    }
    services.log.warn({ witness: witness.url, failure: error.failure }, 'the witness has not signed');
    await rawQuery(services.db, 'update audit_witness set failed_code = $2, failed_at = $3 where id = $1', [
      witness.id,
      error.failure,
      services.clock.now(),
    ]);
  }
}

/** Hands the newest checkpoint to every witness that has not signed it (C2SP tlog-witness); one that is silent is asked next time. */
export async function askWitnesses(services: Services): Promise<void> {
  const checkpoint = await latestStored(services.db);
  if (checkpoint === undefined) {
    return;
  }
  const waiting = await rawQuery<WitnessRow>(
    services.db,
    `select id, url, verifier_key, signed_size from audit_witness witness
     where not exists (select 1 from audit_cosignature given
       where given.checkpoint_number = $1 and given.key_name = split_part(witness.verifier_key, '+', 1))`,
    [checkpoint.number],
  );
  for (const witness of waiting) {
    await askOne(services, witness, checkpoint);
  }
}
