import { isFreeMail, nameKey } from '@congvu/forms';
import { officialDomains } from '#modules/mail';
import type { MailToRegister } from '#modules/webmail';
import type { Db, Tx } from '../../../platform/db.ts';
import { AppError } from '../../../platform/errors.ts';
import { listAgencyNames } from './known-agencies.ts';

/** Only a mail outside the official domains has an address here. */
export async function freeMailOf(db: Db | Tx, mail: MailToRegister): Promise<string | undefined> {
  const address = mail.from?.address.toLowerCase() ?? '';
  return isFreeMail(address, await officialDomains(db)) === undefined ? undefined : address;
}

export interface FreeMailFound {
  kind: 'citizen' | 'refused';
  address: string;
  reason: string | null;
  refusal: AppError | undefined;
}

const RULE = 'Công văn của UBND huyện, mục 4: văn bản của cơ quan không gửi, nhận qua thư miễn phí';

/** A citizen may write from free mail, when the clerk says why he is one; an agency may not, whatever is said. */
export async function judgeSender(
  db: Db | Tx,
  mail: MailToRegister,
  said: { issuer: string; reason: string | undefined },
): Promise<FreeMailFound | undefined> {
  const address = await freeMailOf(db, mail);
  if (address === undefined) {
    return undefined;
  }
  const refused = (code: string, text: string): FreeMailFound => ({
    kind: 'refused',
    address,
    reason: said.reason ?? null,
    refusal: new AppError(code, 422, text),
  });
  if ((await listAgencyNames(db)).has(nameKey(said.issuer))) {
    return refused(
      'mailbridge.free_mail_agency',
      `Văn bản của ${said.issuer} gửi từ thư miễn phí ${address} nên không vào sổ. ${RULE}. Đề nghị nơi gửi gửi lại qua trục liên thông hoặc thư công vụ.`,
    );
  }
  if (said.reason === undefined) {
    return refused(
      'mailbridge.free_mail',
      `Thư gửi từ thư miễn phí ${address} nên không vào sổ. ${RULE}. Nếu người gửi là công dân, ghi lý do rồi vào sổ.`,
    );
  }
  return { kind: 'citizen', address, reason: said.reason, refusal: undefined };
}
