import type { SecondFactorOffer } from '@congvu/contracts';
import { toDataURL } from 'qrcode';
import { record } from '#modules/audit';
import type { ActingContext } from '../../../platform/context.ts';
import { conflict } from '../../../platform/errors.ts';
import { openKeyFile, seal } from '../../../platform/secret-box.ts';
import { proveThen } from '../acting-as-myself.ts';
import type { BrowserTokens } from '../cookies.ts';
import { updateUser } from '../identity.store.ts';
import { describeTotp, newTotpSecret } from '../second-factor/totp.ts';

/**
 * Offers a new secret for the authenticator application; it counts only after the first code was given. A second offer
 * replaces the first.
 * @throws AppError 409 `identity.second_factor_on`
 */
export async function beginSecondFactor(
  context: ActingContext,
  password: string,
  browser: BrowserTokens,
): Promise<SecondFactorOffer> {
  const secret = newTotpSecret();
  const userName = await proveThen(context, browser, { password }, async (tx, { user }) => {
    if (user.totp_enabled_at !== null) {
      throw conflict(
        'identity.second_factor_on',
        'Xác thực hai lớp đang bật. Muốn đổi thiết bị thì tắt trước rồi bật lại.',
      );
    }
    await updateUser(tx, user, {
      totp_secret: seal(openKeyFile(context.config, 'second-factor'), user.id, secret),
      totp_last_step: 0,
    });
    await record(tx, context, {
      action: 'identity.second_factor_offered',
      agencyId: user.agency_id,
      objectKind: 'user',
      objectId: user.id,
    });
    return user.user_name;
  });
  const offer = describeTotp(secret, userName);
  return { ...offer, qr: await toDataURL(offer.url, { margin: 2, width: 240 }) };
}
