import { MailSecret, MailSettings } from '@congvu/contracts';
import { codeKey } from '#modules/addressbook';
import { findAgency } from '#modules/org';
import type { Context } from '../../../../platform/context.ts';
import type { Carrier, Parcel, SendOutcome } from '../../carrier.ts';
import type { ConnectionRow } from '../../carriers.tables.ts';
import { enter, noteRefusals, noteSuccess, noteTrouble } from '../../connection-health.ts';
import { findConnection } from '../../connections.store.ts';
import { openSecret } from '../../secrets.ts';
import { servedOnly } from '../../sending/served-only.ts';
import { MailError } from '../mail-error.ts';
import { smtpPlace, userOf } from '../mail-place.ts';
import { isOfficial, officialAddresses } from '../official-address.ts';
import { composeMail, messageIdOf } from './compose-mail.ts';
import { explainSmtp } from './explain-smtp.ts';
import { openSmtp, type SmtpLine } from './smtp-line.ts';

type Failed = Extract<SendOutcome, { ok: false }>;

interface Mailing {
  context: Context;
  connection: ConnectionRow;
  settings: MailSettings;
  line: SmtpLine;
  addresses: ReadonlyMap<string, string>;
}

function unusable(connection: ConnectionRow | undefined): Failed | undefined {
  if (connection === undefined) {
    return {
      ok: false,
      final: true,
      code: 'carriers.connection_not_found',
      reason: 'Kết nối thư công vụ đã chọn cho nơi nhận này không còn. Chọn đường gửi khác rồi gửi lại.',
    };
  }
  return connection.enabled
    ? undefined
    : {
        ok: false,
        final: true,
        code: 'carriers.disabled',
        reason: `Kết nối “${connection.name}” đang tắt. Đề nghị quản trị bật lại, hoặc chọn đường gửi khác rồi gửi lại.`,
      };
}

/** @throws MailError when the receiver has no official address */
function receiverOf({ addresses }: Mailing, parcel: Parcel): string {
  const address = addresses.get(codeKey(parcel.receiverCode));
  if (address === undefined) {
    throw new MailError(
      'carriers.mail_no_address',
      `Sổ địa chỉ chưa có thư công vụ của nơi nhận ${parcel.receiverCode}. Bổ sung địa chỉ rồi gửi lại, hoặc gửi bản giấy.`,
      { final: true },
    );
  }
  if (!isOfficial(address)) {
    throw new MailError(
      'carriers.mail_free',
      `Địa chỉ ${address} của nơi nhận không phải thư công vụ. Không gửi văn bản đã ban hành đến hộp thư miễn phí; sửa địa chỉ trong sổ địa chỉ hoặc gửi bản giấy.`,
      { final: true },
    );
  }
  return address;
}

async function sendOne(mailing: Mailing, parcel: Parcel): Promise<SendOutcome> {
  const { context, settings, line } = mailing;
  const to = receiverOf(mailing, parcel);
  const senderName = (await findAgency(context.db, parcel.senderAgencyId))?.name ?? parcel.senderCode;
  await line.send(await composeMail(context, parcel, { settings, to, senderName }));
  return { ok: true, transportId: messageIdOf(parcel, settings.address) };
}

function outcomeOf(error: MailError): Failed {
  return {
    ok: false,
    final: error.final,
    code: error.code,
    reason: error.message,
    ...(error.inDoubt && { inDoubt: true }),
    ...(error.isOfTheWay && !error.inDoubt && { untried: true }),
  };
}

interface Sent {
  outcomes: SendOutcome[];
  trouble: MailError | undefined;
}

/** One mail after the other; the first trouble of the server ends it for all. */
async function sendAll(mailing: Mailing, parcels: readonly Parcel[]): Promise<Sent> {
  const outcomes: SendOutcome[] = [];
  for (const parcel of parcels) {
    try {
      outcomes.push(await sendOne(mailing, parcel));
    } catch (error) {
      const failure = explainSmtp(error, mailing.settings.smtpHost);
      outcomes.push(outcomeOf(failure));
      if (failure.isOfTheWay) {
        const rest = parcels.slice(outcomes.length).map((): SendOutcome => ({ ...outcomeOf(failure), untried: true }));
        return { outcomes: [...outcomes, ...rest], trouble: failure };
      }
    }
  }
  return { outcomes, trouble: undefined };
}

async function settle(context: Context, connection: ConnectionRow, sent: Sent, trial: boolean): Promise<SendOutcome[]> {
  const done = sent.outcomes.filter(({ ok }) => ok).length;
  const refused = sent.trouble === undefined ? sent.outcomes.length - done : 0;
  if (done > 0) {
    await noteSuccess(context, connection, { sent: done, well: sent.trouble === undefined });
  }
  if (refused > 0) {
    await noteRefusals(context, connection, refused);
  }
  if (sent.trouble !== undefined) {
    const { code, message } = sent.trouble;
    const atOnce = code === 'carriers.mail_bad_credentials';
    await noteTrouble(context, connection, { code, message, atOnce }, { trial });
  }
  return sent.outcomes;
}

async function openMailing(context: Context, connection: ConnectionRow, parcels: readonly Parcel[]): Promise<Mailing> {
  const settings = MailSettings.parse(connection.settings);
  const { password } = MailSecret.parse(openSecret(context.config, connection));
  const addresses = await officialAddresses(context.db, [...new Set(parcels.map(({ receiverCode }) => receiverCode))]);
  try {
    const place = await smtpPlace(context.config, settings);
    const line = openSmtp(place, { user: userOf(settings), pass: password });
    return { context, connection, settings, line, addresses };
  } catch (error) {
    throw explainSmtp(error, settings.smtpHost);
  }
}

async function sendOver(
  context: Context,
  connectionId: string | null,
  parcels: readonly Parcel[],
): Promise<SendOutcome[]> {
  const connection = connectionId === null ? undefined : await findConnection(context.db, connectionId);
  const refused = unusable(connection);
  if (connection === undefined || refused !== undefined) {
    return parcels.map(() => refused ?? { ok: false, final: true, code: 'carriers.connection_not_found', reason: '' });
  }
  const pass = await enter(context, connection, 'send');
  if (!pass.go) {
    const resting = { code: 'carriers.resting', reason: pass.reason, untried: true, retryAt: pass.until };
    return parcels.map(() => ({ ok: false, final: false, ...resting }));
  }
  let mailing: Mailing;
  try {
    mailing = await openMailing(context, connection, parcels);
  } catch (error) {
    const failure = explainSmtp(error, connection.name);
    const outcomes = parcels.map((): SendOutcome => ({ ...outcomeOf(failure), untried: true }));
    return settle(context, connection, { outcomes, trouble: failure }, pass.trial);
  }
  try {
    return await settle(context, connection, await sendAll(mailing, parcels), pass.trial);
  } finally {
    mailing.line.close();
  }
}

/**
 * Official mail, the last resort. `ok` means that our own mail server has taken the mail (RFC 5321 §6.1); whether it arrived is told by
 * the receiver's status 01 or by a bounce.
 */
export const mailCarrier: Carrier = servedOnly({
  name: 'mail',
  send: async (context, parcels) => {
    const outcomes: SendOutcome[] = [];
    for (const [connectionId, indexes] of Map.groupBy(
      parcels.keys(),
      (index) => parcels[index]?.connectionId ?? null,
    )) {
      const lot = indexes.flatMap((index) => parcels[index] ?? []);
      const answers = await sendOver(context, connectionId, lot);
      for (const [place, index] of indexes.entries()) {
        const answer = answers[place];
        if (answer !== undefined) {
          outcomes[index] = answer;
        }
      }
    }
    return outcomes;
  },
});
